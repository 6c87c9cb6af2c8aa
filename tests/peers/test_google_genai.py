"""Google's official client, pointed at the sandbox: an outside check of the twins' wire format.

Since its version 3 the client refuses Imagen and Veo for the Developer API, the only one that our gateways speak:
Google serves them on its Agent Platform alone now. The requests are the same in both, so here that platform's mode
makes them (a model named with its ``models/`` keeps our gateways' path), and the Developer mode, which still reads
operations and downloads files, does the rest.
"""

from __future__ import annotations

import asyncio
import io
import wave

import av
import pytest
from PIL import Image

from tests.peers.clients import official

genai = official("google.genai")
# The client subclasses aiohttp's session; that is its own business.
pytestmark = pytest.mark.filterwarnings("ignore:Inheritance class AiohttpClientSession:DeprecationWarning")


# Its makers part with Imagen in 2027 and warn of it; the gateways may not.
PARTING = pytest.mark.filterwarnings("ignore:The generate_images method is deprecated")
IMAGEN = "models/imagen-4.0-generate-001"
VEO = "models/veo-3.1-generate-001"
SPEAKERS = [("An", "Kore"), ("Bình", "Puck")]
GATEWAYS = [("/key4u", "sandbox-key4u"), ("/thucchien/gemini", "sandbox-thucchien")]


def client_at(url, key):
    # A retry would hide an answer that is wrong the first time.
    once = genai.types.HttpRetryOptions(attempts=1)
    options = genai.types.HttpOptions(base_url=url, api_version="v1beta", timeout=60_000, retry_options=once)
    return genai.Client(api_key=key, vertexai=False, http_options=options)


def platform_client_at(url, key):
    once = genai.types.HttpRetryOptions(attempts=1)
    options = genai.types.HttpOptions(base_url=url, api_version="v1beta", timeout=60_000, retry_options=once)
    return genai.Client(api_key=key, vertexai=True, http_options=options)


def photo(colour=(200, 60, 40), size=(300, 400)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def pictures(answer):
    parts = answer.candidates[0].content.parts
    return [Image.open(io.BytesIO(part.inline_data.data)) for part in parts if part.inline_data and not part.thought]


@pytest.mark.parametrize(("path", "key"), GATEWAYS)
async def test_the_official_client_gets_a_picture_of_its_ratio_and_size(world_and_url, path, key):
    world, url = world_and_url
    config = genai.types.GenerateContentConfig(
        response_modalities=["TEXT", "IMAGE"],
        image_config=genai.types.ImageConfig(aspect_ratio="16:9", image_size="2K"),
    )
    async with client_at(url + path, key).aio as client:
        answer = await client.models.generate_content(
            model="gemini-3-pro-image", contents="con mèo trên núi", config=config
        )
    (picture,) = pictures(answer)
    assert picture.size == (2048, 1152)
    assert answer.candidates[0].finish_reason == genai.types.FinishReason.STOP
    assert answer.usage_metadata.total_token_count > 0
    assert [task.state for task in world.tasks] == ["completed"]


@pytest.mark.parametrize(("path", "key"), GATEWAYS)
async def test_the_official_client_gets_its_photo_edited(world_and_url, path, key):
    _, url = world_and_url
    contents = ["make it warmer", genai.types.Part.from_bytes(data=photo(), mime_type="image/png")]
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
    assert answer.prompt_feedback.block_reason == genai.types.BlockedReason.PROHIBITED_CONTENT
    assert not answer.candidates


async def test_the_official_client_reads_errors(world_and_url):
    _, url = world_and_url
    async with client_at(url + "/thucchien/gemini", "sandbox-wrong").aio as client:
        with pytest.raises(genai.errors.ClientError) as wrong_key:
            await client.models.generate_content(model="m", contents="x")
    assert wrong_key.value.code == 401
    config = genai.types.GenerateContentConfig(image_config=genai.types.ImageConfig(aspect_ratio="7:5"))
    async with client_at(url + "/key4u", "sandbox-key4u").aio as client:
        with pytest.raises(genai.errors.ClientError) as bad_ratio:
            await client.models.generate_content(model="m", contents="x", config=config)
    assert (bad_ratio.value.code, bad_ratio.value.status) == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize(("path", "key"), GATEWAYS)
async def test_the_official_client_puts_two_photos_into_one_of_its_shape(world_and_url, path, key):
    _, url = world_and_url
    parts = [
        genai.types.Part.from_bytes(data=photo(colour), mime_type="image/png") for colour in ((200, 0, 0), (0, 0, 200))
    ]
    config = genai.types.GenerateContentConfig(image_config=genai.types.ImageConfig(aspect_ratio="1:1"))
    async with client_at(url + path, key).aio as client:
        answer = await client.models.generate_content(
            model="gemini-2.5-flash-image", contents=["together", *parts], config=config
        )
    (picture,) = pictures(answer)
    assert picture.width == picture.height


def spoken(answer):
    """Return the sound as a WAV, made from bare samples as Google's own guide does it."""
    (part,) = answer.candidates[0].content.parts
    assert part.inline_data.mime_type == "audio/L16;codec=pcm;rate=24000"
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24000)
        file.writeframes(part.inline_data.data)
    with wave.open(io.BytesIO(out.getvalue())) as file:
        return file.getnframes() / file.getframerate()


def voice(name):
    return genai.types.VoiceConfig(prebuilt_voice_config=genai.types.PrebuiltVoiceConfig(voice_name=name))


@pytest.mark.parametrize(("path", "key"), GATEWAYS)
async def test_the_official_client_hears_one_voice(world_and_url, path, key):
    _, url = world_and_url
    config = genai.types.GenerateContentConfig(
        response_modalities=["AUDIO"],
        speech_config=genai.types.SpeechConfig(voice_config=voice("Kore"), language_code="vi-VN"),
    )
    async with client_at(url + path, key).aio as client:
        answer = await client.models.generate_content(
            model="gemini-2.5-flash-preview-tts", contents="Say cheerfully: xin chào!", config=config
        )
    assert spoken(answer) > 0.3


async def test_the_official_client_hears_a_talk_of_two(world_and_url):
    _, url = world_and_url
    speakers = [genai.types.SpeakerVoiceConfig(speaker=name, voice_config=voice(it)) for name, it in SPEAKERS]
    talk = genai.types.SpeechConfig(
        multi_speaker_voice_config=genai.types.MultiSpeakerVoiceConfig(speaker_voice_configs=speakers)
    )
    config = genai.types.GenerateContentConfig(response_modalities=["AUDIO"], speech_config=talk)
    async with client_at(url + "/thucchien/gemini", "sandbox-thucchien").aio as client:
        answer = await client.models.generate_content(
            model="gemini-2.5-pro-preview-tts", contents="An: chào Bình!\nBình: chào An!", config=config
        )
        with pytest.raises(genai.errors.ClientError, match="does not occur"):
            await client.models.generate_content(
                model="gemini-2.5-pro-preview-tts", contents="Nobody: chào!", config=config
            )
    assert spoken(answer) > 0.3


@PARTING
@pytest.mark.parametrize(
    "ask",
    [
        lambda models: models.generate_images(model=IMAGEN, prompt="x"),
        lambda models: models.generate_videos(model=VEO, source=genai.types.GenerateVideosSource(prompt="x")),
    ],
)
async def test_the_official_client_refuses_imagen_and_veo_outside_the_agent_platform(world_and_url, ask):
    """It raises before it sends; the day it does not, the tests below can drop the platform's mode."""
    world, url = world_and_url
    async with client_at(url + "/key4u", "sandbox-key4u").aio as client:
        with pytest.raises(ValueError, match="not in Gemini Developer API mode"):
            await ask(client.models)
    assert world.tasks == []


@PARTING
@pytest.mark.parametrize(("path", "key"), GATEWAYS)
async def test_the_official_client_gets_imagens_pictures(world_and_url, path, key):
    """In the platform's mode; its ``image_size`` goes as ``sampleImageSize``, not as Key4U's page has it."""
    _, url = world_and_url
    config = genai.types.GenerateImagesConfig(
        number_of_images=2,
        aspect_ratio="3:4",
        image_size="2K",
        person_generation="ALLOW_ADULT",
        include_rai_reason=True,
    )
    async with platform_client_at(url + path, key).aio as client:
        answer = await client.models.generate_images(model=IMAGEN, prompt="a lantern", config=config)
        refused = await client.models.generate_images(model=IMAGEN, prompt="forbidden")
    assert [Image.open(io.BytesIO(image.image_bytes)).size for image in answer.images] == [(1536, 2048)] * 2
    assert answer.images[0].mime_type == "image/png"
    assert "filtered" in refused.generated_images[0].rai_filtered_reason


def kite(prompt="a kite", **more):
    return genai.types.GenerateVideosSource(prompt=prompt, **more)


async def finished(client, operation):
    for _ in range(200):
        operation = await client.operations.get(operation)
        if operation.done:
            return operation
        await asyncio.sleep(0.05)
    raise AssertionError("the operation never ended")


async def test_the_official_client_gets_veos_clip(world_and_url):
    """Started in the platform's mode; asked for and downloaded in the Developer mode, as gateway keys allow."""
    _, url = world_and_url
    base, key = f"{url}/thucchien/gemini", "sandbox-thucchien"
    config = genai.types.GenerateVideosConfig(
        aspect_ratio="9:16",
        resolution="720p",
        duration_seconds=4,
        negative_prompt="rain",
        person_generation="allow_adult",
    )
    image = genai.types.Image(image_bytes=photo(), mime_type="image/png")
    async with platform_client_at(base, key).aio as platform, client_at(base, key).aio as client:
        started = await platform.models.generate_videos(model=VEO, source=kite(image=image), config=config)
        operation = await finished(client, started)
        (sample,) = operation.response.generated_videos
        film = await client.files.download(file=sample.video)
    with av.open(io.BytesIO(film)) as container:
        assert container.streams.video[0].width < container.streams.video[0].height
        assert container.streams.audio


async def test_the_official_client_gets_veos_clip_from_frames_and_references(world_and_url):
    _, url = world_and_url
    base, key = f"{url}/thucchien/gemini", "sandbox-thucchien"
    image = genai.types.Image(image_bytes=photo(), mime_type="image/png")
    assets = [genai.types.VideoGenerationReferenceImage(image=image, reference_type="ASSET")] * 3
    asked = [
        (kite(image=image), genai.types.GenerateVideosConfig(last_frame=image)),
        (kite(), genai.types.GenerateVideosConfig(reference_images=assets)),
    ]
    async with platform_client_at(base, key).aio as platform:
        for source, config in asked:
            started = await platform.models.generate_videos(model=VEO, source=source, config=config)
            assert started.name.startswith(f"{VEO}/operations/")


async def test_the_official_client_reads_what_veo_refused(world_and_url):
    _, url = world_and_url
    base, key = f"{url}/thucchien/gemini", "sandbox-thucchien"
    async with platform_client_at(base, key).aio as platform, client_at(base, key).aio as client:
        operation = await finished(client, await platform.models.generate_videos(model=VEO, source=kite("forbidden")))
        with pytest.raises(genai.errors.ClientError) as missing:
            await client.operations.get(genai.types.GenerateVideosOperation(name=f"{VEO}/operations/nobody"))
    assert operation.response.rai_media_filtered_count == 1
    assert "usage guidelines" in operation.response.rai_media_filtered_reasons[0]
    assert not operation.response.generated_videos
    assert (missing.value.code, missing.value.status) == (404, "NOT_FOUND")
