"""OpenAI's official client, pointed at the sandbox: an outside check of the twins' wire format."""

from __future__ import annotations

import base64
import io

import pytest
from aiohttp import ClientSession
from PIL import Image

from tests.twins import photo

openai = pytest.importorskip("openai")


def client_at(url, key):
    return openai.AsyncOpenAI(base_url=url, api_key=key, max_retries=0, timeout=10)


@pytest.mark.parametrize("base", ["/thucchien", "/thucchien/v1"])
async def test_the_official_client_gets_pictures_with_and_without_v1(world_and_url, base):
    _, url = world_and_url
    async with client_at(url + base, "sandbox-thucchien") as client:
        raw = await client.images.with_raw_response.generate(
            model="nano-banana-pro", prompt="a lake", extra_body={"aspect_ratio": "16:9"}
        )
    answer = raw.parse()
    assert Image.open(io.BytesIO(base64.b64decode(answer.data[0].b64_json))).size == (1024, 576)
    assert raw.headers["x-litellm-response-cost"] == "0.134"


async def test_the_official_client_gets_several_pictures_in_a_size(world_and_url):
    world, url = world_and_url
    async with client_at(url + "/key4u/v1", "sandbox-key4u") as client:
        answer = await client.images.generate(model="gpt-image-1", prompt="a lake", n=2, size="1536x1024")
    sizes = {Image.open(io.BytesIO(base64.b64decode(item.b64_json))).size for item in answer.data}
    assert (len(answer.data), sizes) == (2, {(1536, 1024)})
    assert world.tasks[0].count == 2


async def test_the_official_client_gets_an_address_and_a_revised_prompt(world_and_url):
    _, url = world_and_url
    async with client_at(url + "/key4u/v1", "sandbox-key4u") as client:
        answer = await client.images.generate(model="dall-e-3", prompt="a lake", response_format="url")
    assert answer.data[0].revised_prompt
    async with ClientSession() as session, session.get(answer.data[0].url) as got:
        assert Image.open(io.BytesIO(await got.read())).format == "PNG"


async def test_the_official_client_sees_blocked_content_as_no_data(world_and_url):
    _, url = world_and_url
    async with client_at(url + "/thucchien", "sandbox-thucchien") as client:
        assert (await client.images.generate(model="nano-banana-2", prompt="forbidden")).data == []


async def test_the_official_client_reads_errors(world_and_url):
    world, url = world_and_url
    async with client_at(url + "/thucchien", "sandbox-wrong") as client:
        with pytest.raises(openai.AuthenticationError):
            await client.images.generate(model="nano-banana-2", prompt="x")
    async with client_at(url + "/thucchien", "sandbox-thucchien") as client:
        with pytest.raises(openai.BadRequestError, match="response_format"):
            await client.images.generate(model="nano-banana-2", prompt="x", response_format="b64_json")
        world.gateways["thucchien"].change({"credits": 0})
        with pytest.raises(openai.RateLimitError, match="Budget has been exceeded"):
            await client.images.generate(model="nano-banana-2", prompt="x")


async def test_the_official_client_lists_the_models(world_and_url):
    _, url = world_and_url
    async with client_at(url + "/key4u/v1", "sandbox-key4u") as client:
        assert "gpt-image-1" in [model.id async for model in client.models.list()]


async def test_the_official_client_gets_photos_edited_under_a_mask(world_and_url):
    world, url = world_and_url
    photos = [("a.jpg", photo().data, "image/jpeg"), ("b.jpg", photo((20, 90, 200)).data, "image/jpeg")]
    hole = io.BytesIO()
    Image.new("RGBA", (64, 48)).save(hole, "PNG")
    mask = ("mask.png", hole.getvalue(), "image/png")
    async with client_at(url + "/key4u/v1", "sandbox-key4u") as client:
        answer = await client.images.edit(
            model="gpt-image-1", image=photos, mask=mask, prompt="a lake", n=2, size="1024x1536", input_fidelity="high"
        )
        with pytest.raises(openai.BadRequestError, match="takes no edits"):
            await client.images.edit(model="dall-e-3", image=photos[0], prompt="a lake")
    sizes = {Image.open(io.BytesIO(base64.b64decode(item.b64_json))).size for item in answer.data}
    assert (len(answer.data), sizes) == (2, {(1024, 1536)})
    assert world.tasks[0].count == 2


async def test_the_official_client_gets_a_set_from_a_family_of_its_own_fields(world_and_url):
    _, url = world_and_url
    more = {
        "watermark": False,
        "sequential_image_generation": "auto",
        "sequential_image_generation_options": {"max_images": 3},
    }
    async with client_at(url + "/key4u/v1", "sandbox-key4u") as client:
        answer = await client.images.generate(
            model="doubao-seedream-4-5-251128",
            prompt="a lake",
            size="2560x1440",
            response_format="url",
            extra_body=more,
        )
    assert len({item.url for item in answer.data}) == 3
