"""What a person sends of sound and film reaches the bot as Telegram delivers it, whatever the browser recorded."""

from __future__ import annotations

import io

import av
import pytest

from sandbox.providers import filming, sounding
from tests.sandbox.conftest import picture


def seconds(media) -> int:
    return media.to_dict()["duration"]  # the attribute itself warns that its type will change


def webm(samples) -> bytes:
    """What a browser's recorder gives; read as a stream, its length is not told."""
    out = io.BytesIO()
    with av.open(out, "w", format="webm", options={"live": "1"}) as container:
        stream = container.add_stream("libopus", rate=48_000, layout="mono")
        for frame in sounding.frames(samples):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def recorded(kind: str) -> bytes:
    tune = sounding.melody("a tune", 2.4)
    match kind:
        case "webm":
            return webm(tune)
        case "wav":
            return sounding.wav(tune)
        case _:
            return sounding.encoded(tune, kind)


@pytest.mark.parametrize("kind", ["webm", "wav", "mp3", "aac"])
async def test_a_recording_of_any_kind_comes_as_ogg_with_opus_and_its_true_length(bot, control, kind):
    await control.upload([("voice", (f"voice.{kind}", recorded(kind), f"audio/{kind}"))], caption="/transcribe")
    (update,) = await bot.get_updates()
    assert update.message.caption == "/transcribe"
    voice = update.message.voice
    assert voice.mime_type == "audio/ogg"
    file = await bot.get_file(voice)
    assert file.file_path.endswith(".oga")
    content = bytes(await file.download_as_bytearray())
    assert len(content) == voice.file_size
    with av.open(io.BytesIO(content)) as ogg:
        sound = ogg.streams.audio[0].codec_context
        assert (ogg.format.name, sound.codec.canonical_name, sound.channels) == ("ogg", "opus", 1)
        heard = sum(frame.samples / frame.sample_rate for frame in ogg.decode(audio=0))
    assert heard == pytest.approx(2.4, abs=0.1)
    assert seconds(voice) == 2


async def test_a_voice_message_that_is_one_already_keeps_its_bytes(bot, control):
    opus = recorded("opus")
    await control.upload([("voice", ("a.ogg", opus, "audio/ogg"))])
    (update,) = await bot.get_updates()
    assert bytes(await (await bot.get_file(update.message.voice)).download_as_bytearray()) == opus
    assert seconds(update.message.voice) == 2


async def test_a_sound_and_a_film_are_measured_and_what_the_sender_tells_goes_before(bot, control):
    await control.upload([("audio", ("hò ơi.mp3", recorded("mp3"), "audio/mpeg"))], caption="/transcribe")
    await control.upload([("audio", ("a.mp3", recorded("mp3"), "audio/mpeg"))], duration=77)
    await control.upload([("video", ("a.mp4", filming.film("a", "9:16", 2, side=320), "video/mp4"))])
    sound, told, film = [update.message for update in await bot.get_updates()]
    assert (sound.audio.file_name, sound.audio.mime_type, seconds(sound.audio)) == ("hò ơi.mp3", "audio/mpeg", 2)
    assert sound.parse_caption_entities() == {sound.caption_entities[0]: "/transcribe"}
    assert seconds(told.audio) == 77
    assert (film.video.width, film.video.height, seconds(film.video)) == (180, 320, 2)


@pytest.mark.parametrize(
    ("kind", "content", "error"),
    [
        ("voice", b"no sound at all", "VOICE_PROCESS_FAILED"),
        ("voice", picture(), "VOICE_PROCESS_FAILED"),
        ("audio", recorded("webm")[:60], "AUDIO_PROCESS_FAILED"),
        ("video", picture(), "VIDEO_PROCESS_FAILED"),
        ("video", recorded("mp3"), "VIDEO_PROCESS_FAILED"),
        ("video", b"", "file must be non-empty"),
        ("document", b"", "file must be non-empty"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_cannot_go_as_what_it_was_sent_as_is_refused_by_name(control, kind, content, error):
    answer = await control.client.post(
        "/control/send", data={"from": 1001, "chat": 1001}, files=[(kind, ("a.bin", content))]
    )
    assert (answer.status_code, answer.json()) == (400, {"ok": False, "error": error, "file": 0})
    assert await control.messages() == []


async def test_of_an_album_the_broken_picture_is_named(control):
    files = [("photo", ("a.png", picture())), ("photo", ("b.png", b"words")), ("photo", ("c.png", picture()))]
    answer = await control.client.post("/control/send", data={"from": 1001, "chat": 1001}, files=files)
    assert answer.json() == {"ok": False, "error": "IMAGE_PROCESS_FAILED", "file": 1}
    assert await control.messages() == []
