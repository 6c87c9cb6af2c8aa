"""OpenAI's official client, pointed at the sandbox: an outside check of the twins' wire format."""

from __future__ import annotations

import base64
import io

import av
import pytest
from aiohttp import ClientSession
from PIL import Image

from sandbox.providers import sounding
from tests.peers.clients import official
from tests.twins import photo

openai = official("openai")


def client_at(url, key):
    return openai.AsyncOpenAI(base_url=url, api_key=key, max_retries=0, timeout=60)


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


async def test_the_official_client_gets_one_photo_edited_and_reads_a_refusal(world_and_url):
    _, url = world_and_url
    one = ("a.jpg", photo().data, "image/jpeg")
    async with client_at(url + "/key4u/v1", "sandbox-key4u") as client:
        answer = await client.images.edit(model="gpt-image-1", image=one, prompt="warmer", size="1024x1024")
        assert Image.open(io.BytesIO(base64.b64decode(answer.data[0].b64_json))).size == (1024, 1024)
        with pytest.raises(openai.BadRequestError) as refused:
            await client.images.edit(model="gpt-image-1", image=one, prompt="forbidden")
    assert refused.value.code == "moderation_blocked"


SPEAKERS = [
    ("/thucchien", "sandbox-thucchien", "gemini-2.5-flash-preview-tts", "Kore", "wav"),
    ("/thucchien/v1", "sandbox-thucchien", "gpt-4o-mini-tts", "nova", "mp3"),
    ("/key4u/v1", "sandbox-key4u", "tts-1", "alloy", "opus"),
]


@pytest.mark.parametrize(("base", "key", "model", "voice", "kind"), SPEAKERS)
async def test_the_official_client_gets_words_spoken(world_and_url, base, key, model, voice, kind):
    _, url = world_and_url
    async with client_at(url + base, key) as client:
        spoken = await client.audio.speech.create(model=model, voice=voice, input="Xin chào", response_format=kind)
    with av.open(io.BytesIO(await spoken.aread())) as sound:
        assert sound.format.name == {"opus": "ogg"}.get(kind, kind)
        assert sum(frame.samples for frame in sound.decode(audio=0)) > 0


async def test_the_official_client_streams_speech_and_reads_a_refusal(world_and_url):
    _, url = world_and_url
    asked = {"model": "tts-1", "voice": "alloy", "input": "Xin chào"}
    async with client_at(url + "/key4u/v1", "sandbox-key4u") as client:
        async with client.audio.speech.with_streaming_response.create(**asked) as spoken:
            assert spoken.headers["content-type"] == "audio/mpeg"
            assert b"".join([piece async for piece in spoken.iter_bytes()])
        with pytest.raises(openai.BadRequestError) as refused:
            await client.audio.speech.create(**asked | {"input": "forbidden"})
    assert refused.value.code == "content_policy_violation"


async def test_the_official_client_gets_a_voice_note_written_down(world_and_url):
    _, url = world_and_url
    note = ("note.ogg", sounding.encoded(sounding.speech("Xin chào", "alloy"), "opus"), "audio/ogg")
    async with client_at(url + "/key4u/v1", "sandbox-key4u") as client:
        heard = await client.audio.transcriptions.create(model="gpt-4o-transcribe", file=note, language="vi")
        plain = await client.audio.transcriptions.create(model="whisper-1", file=note, response_format="text")
        with pytest.raises(openai.BadRequestError, match="file format"):
            await client.audio.transcriptions.create(model="whisper-1", file=("note.txt", b"x"))
    assert heard.text == plain
    assert heard.text.startswith("Đoạn ghi âm / A recording")


def with_a_picture(words):
    address = f"data:image/jpeg;base64,{base64.b64encode(photo().data).decode()}"
    parts = [{"type": "text", "text": words}, {"type": "image_url", "image_url": {"url": address}}]
    return [{"role": "system", "content": "Be short."}, {"role": "user", "content": parts}]


TALKERS = [("/thucchien", "sandbox-thucchien", "gemini-2.5-flash"), ("/key4u/v1", "sandbox-key4u", "gpt-4o")]


@pytest.mark.parametrize(("base", "key", "model"), TALKERS)
async def test_the_official_client_is_told_about_a_picture_whole_and_in_pieces(world_and_url, base, key, model):
    _, url = world_and_url
    asked = {"model": model, "messages": with_a_picture("what is it?")}
    async with client_at(url + base, key) as client:
        whole = await client.chat.completions.create(**asked)
        streamed = await client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True})
        *chunks, last = [chunk async for chunk in streamed]
    choice = whole.choices[0]
    assert "A picture with" in choice.message.content
    assert (choice.finish_reason, whole.usage.total_tokens) == ("stop", 32)
    pieces = [chunk.choices[0].delta.content for chunk in chunks]
    assert sum(piece is not None for piece in pieces) > 1
    assert "".join(piece or "" for piece in pieces) == choice.message.content
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert (last.choices, last.usage) == ([], whole.usage)


async def test_the_official_client_gets_a_picture_through_chat(world_and_url):
    _, url = world_and_url
    asked = {"messages": with_a_picture("warmer"), "modalities": ["image"]}
    async with client_at(url + "/thucchien", "sandbox-thucchien") as client:
        # OpenAI's own models paint nothing in a chat: the client keeps LiteLLM's ``images`` as it came.
        answer = await client.chat.completions.create(model="gemini-2.5-flash-image-preview", **asked)
        refused = await client.chat.completions.create(
            model="gemini-2.5-flash-image-preview", messages=[{"role": "user", "content": "forbidden"}]
        )
    address = answer.choices[0].message.images[0]["image_url"]["url"]
    assert Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))).format == "PNG"
    assert refused.choices[0].finish_reason == "content_filter"


async def test_the_official_client_is_answered_with_speech_in_a_chat(world_and_url):
    _, url = world_and_url
    said = [{"role": "user", "content": "Xin chào"}]
    audio = {"voice": "alloy", "format": "mp3"}
    async with client_at(url + "/key4u/v1", "sandbox-key4u") as client:
        answer = await client.chat.completions.create(
            model="gpt-4o-audio-preview", messages=said, modalities=["text", "audio"], audio=audio
        )
    with av.open(io.BytesIO(base64.b64decode(answer.choices[0].message.audio.data))) as sound:
        assert sound.format.name == "mp3"
