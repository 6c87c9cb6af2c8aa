"""Google's official client, pointed at the sandbox: an outside check of the twins' wire format."""

from __future__ import annotations

import io

import pytest
from PIL import Image

genai = pytest.importorskip("google.genai")
types = genai.types
# The client subclasses aiohttp's session; that is its own business.
pytestmark = pytest.mark.filterwarnings("ignore:Inheritance class AiohttpClientSession:DeprecationWarning")


GATEWAYS = [("/key4u", "sandbox-key4u"), ("/thucchien/gemini", "sandbox-thucchien")]


def client_at(url, key):
    # A retry would hide an answer that is wrong the first time.
    once = types.HttpRetryOptions(attempts=1)
    options = types.HttpOptions(base_url=url, api_version="v1beta", timeout=10_000, retry_options=once)
    return genai.Client(api_key=key, vertexai=False, http_options=options)


def pictures(answer):
    parts = answer.candidates[0].content.parts
    return [Image.open(io.BytesIO(part.inline_data.data)) for part in parts if part.inline_data and not part.thought]


@pytest.mark.parametrize(("path", "key"), GATEWAYS)
async def test_the_official_client_gets_a_picture_of_its_ratio_and_size(world_and_url, path, key):
    world, url = world_and_url
    config = types.GenerateContentConfig(
        response_modalities=["TEXT", "IMAGE"],
        image_config=types.ImageConfig(aspect_ratio="16:9", image_size="2K"),
    )
    async with client_at(url + path, key).aio as client:
        answer = await client.models.generate_content(
            model="gemini-3-pro-image", contents="con mèo trên núi", config=config
        )
    (picture,) = pictures(answer)
    assert picture.size == (2048, 1152)
    assert answer.candidates[0].finish_reason == types.FinishReason.STOP
    assert answer.usage_metadata.total_token_count > 0
    assert [task.state for task in world.tasks] == ["completed"]


@pytest.mark.parametrize(("path", "key"), GATEWAYS)
async def test_the_official_client_gets_its_photo_edited(world_and_url, path, key):
    _, url = world_and_url
    photo = io.BytesIO()
    Image.new("RGB", (300, 400), (200, 60, 40)).save(photo, "PNG")
    contents = ["make it warmer", types.Part.from_bytes(data=photo.getvalue(), mime_type="image/png")]
    async with client_at(url + path, key).aio as client:
        answer = await client.models.generate_content(model="gemini-2.5-flash-image", contents=contents)
    (picture,) = pictures(answer)
    assert picture.size == (768, 1024)
    red, _, blue = picture.convert("RGB").getpixel((384, 300))
    assert red > blue + 60


async def test_the_official_client_reads_a_refusal(world_and_url):
    _, url = world_and_url
    async with client_at(url + "/key4u", "sandbox-key4u").aio as client:
        answer = await client.models.generate_content(model="gemini-3-pro-image", contents="forbidden")
    assert answer.prompt_feedback.block_reason == types.BlockedReason.PROHIBITED_CONTENT
    assert not answer.candidates


async def test_the_official_client_reads_errors(world_and_url):
    _, url = world_and_url
    async with client_at(url + "/thucchien/gemini", "sandbox-wrong").aio as client:
        with pytest.raises(genai.errors.ClientError) as wrong_key:
            await client.models.generate_content(model="m", contents="x")
    assert wrong_key.value.code == 401
    config = types.GenerateContentConfig(image_config=types.ImageConfig(aspect_ratio="7:5"))
    async with client_at(url + "/key4u", "sandbox-key4u").aio as client:
        with pytest.raises(genai.errors.ClientError) as bad_ratio:
            await client.models.generate_content(model="m", contents="x", config=config)
    assert (bad_ratio.value.code, bad_ratio.value.status) == (400, "INVALID_ARGUMENT")
