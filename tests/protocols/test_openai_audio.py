"""OpenAI's audio: values in, values out, and through its twins (thucchien.md §4.8, key4u.md §5.1)."""

from __future__ import annotations

import json

import pytest

from bot.providers.protocols.openai_audio import PROTOCOL, OpenAIAudioOptions
from bot.providers.wire import (
    About,
    BodyFile,
    Failed,
    FailureKind,
    Reply,
    SourceFile,
    Submission,
    Succeeded,
    TextOutput,
    Unclear,
)

SPEECH = Submission("gpt-4o-mini-tts", "Xin chào", choices={"voice": "alloy"}, options=OpenAIAudioOptions())
HEARING = OpenAIAudioOptions(action="transcription")
NOTE = SourceFile("audio/ogg; codecs=opus", b"OggS voice", role="sound")
HEARD = Submission("whisper-1", "", files=(NOTE,), choices={"language": "vi"}, options=HEARING)
TRACE = "litellm.X: 'Message' object has no attribute 'audio'\nTraceback (most recent call last): Xin chào"


def answer(tree, status=200, kind="application/json", **headers):
    body = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    return Reply(status, body, {"content-type": kind, **headers})


def test_words_ask_for_speech_with_voice_style_and_speed():
    asked = Submission(
        "gpt-4o-mini-tts",
        "Xin chào",
        choices={"voice": "nova", "style": "gently", "speed": "1.5"},
        options=OpenAIAudioOptions(format="opus"),
    )
    call = PROTOCOL.submit(asked)
    assert (call.method, call.path) == ("POST", "/v1/audio/speech")
    assert call.json_body == {
        "model": "gpt-4o-mini-tts",
        "input": "Xin chào",
        "voice": "nova",
        "instructions": "gently",
        "speed": 1.5,
        "response_format": "opus",
    }


def test_no_kind_of_file_is_asked_for_where_none_is_set():
    assert "response_format" not in PROTOCOL.submit(SPEECH).json_body


@pytest.mark.parametrize(
    ("mime", "name"),
    [("audio/ogg; codecs=opus", "sound.ogg"), ("audio/mpeg", "sound.mp3"), ("video/mp4", "sound.mp4"),
     ("x/y", "sound.mp3")],
)  # fmt: skip
def test_a_sound_is_sent_as_a_form_named_after_its_kind(mime, name):
    call = PROTOCOL.submit(Submission("whisper-1", " ", files=(SourceFile(mime, b"x", role="sound"),), options=HEARING))
    assert (call.path, call.form) == ("/v1/audio/transcriptions", {"model": "whisper-1", "response_format": "json"})
    assert (call.files[0].field, call.files[0].filename) == ("file", name)


def test_a_hint_and_a_language_go_beside_the_sound():
    form = PROTOCOL.submit(
        Submission("whisper-1", "Hà Nội", files=(NOTE,), choices={"language": "vi"}, options=HEARING)
    ).form
    assert (form["prompt"], form["language"]) == ("Hà Nội", "vi")


def test_a_transcription_without_a_sound_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="needs a sound"):
        PROTOCOL.submit(Submission("whisper-1", "", options=HEARING))


def test_the_body_is_the_sound_and_the_cost_is_read():
    found = PROTOCOL.read_submit(
        answer(b"RIFF....WAVE", kind="audio/mpeg", **{"x-litellm-response-cost": "0.002"}), SPEECH
    )
    assert found == Succeeded((BodyFile(b"RIFF....WAVE"),), cost="0.002")


def test_bare_samples_are_named_with_their_rate():
    found = PROTOCOL.read_submit(answer(b"\x00\x01", kind="audio/pcm"), SPEECH)
    assert found.outputs == (BodyFile(b"\x00\x01", About(mime="audio/L16;rate=24000")),)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"< \x00\x01", "audio/pcm"),
        (b"   \x01", "audio/L16"),
        (b"ID3\x04", "text/plain"),
        (b"ID3\x04", ""),
        (b"OggS", ""),
    ],
)
def test_a_sound_is_a_sound_whatever_it_is_called_or_begins_with(body, kind):
    assert isinstance(PROTOCOL.read_submit(answer(body, kind=kind), SPEECH), Succeeded)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (answer({"error": {"message": "Your request was flagged: content_policy_violation", "code": 400}}), "refused"),
        (answer({"error": "no voice"}), "broken"),
        (answer({"code": "x", "message": "no such thing", "data": None}), "broken"),
        (answer(b"{}", kind="audio/mpeg"), "broken"),
        (answer({"error": {"message": TRACE}}, 500), "refused"),
        (answer({"error": {"message": "Traceback (most recent call last): KeyError"}}, 500), "broken"),
        (answer({"error": {"message": "Budget has been exceeded!", "type": "budget_exceeded"}}, 429), "exhausted"),
        (answer({"error": {"message": "slow down"}}, 429), "exhausted"),
        (answer({"error": {"message": "Invalid token"}}, 401), "exhausted"),
        (answer({"detail": {"error": "Invalid model name passed in model=x"}}, 400), "exhausted"),
        (answer({"error": {"message": "unknown voice"}}, 400), "invalid"),
    ],
)
def test_what_is_no_sound_tells_who_must_act_and_says_nobodys_words(reply, kind):
    found = PROTOCOL.read_submit(reply, SPEECH)
    assert isinstance(found, Failed)
    assert found.kind == FailureKind(kind)
    assert "Xin chào" not in found.reason


@pytest.mark.parametrize(
    "reply", [answer(b""), answer(b"<html>", 200, "text/html"), answer(b"<html>", 502), answer({}, 500)]
)
@pytest.mark.parametrize("asked", [SPEECH, HEARD])
def test_an_answer_that_is_none_is_unclear(reply, asked):
    assert isinstance(PROTOCOL.read_submit(reply, asked), Unclear)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (answer({"text": " xin chào ", "language": "vi"}), Succeeded((TextOutput("xin chào"),))),
        (answer("xin chào".encode(), kind="text/plain; charset=utf-8"), Succeeded((TextOutput("xin chào"),))),
        (answer({"text": "  "}), Failed(FailureKind.BROKEN, "no words were heard")),
    ],
)
def test_the_words_heard_are_the_output(reply, outcome):
    assert PROTOCOL.read_submit(reply, HEARD) == outcome


@pytest.mark.parametrize("tree", [{}, [], None, {"text": None}, {"text": ["x"]}])
def test_a_transcription_that_is_none_is_unclear(tree):
    assert isinstance(PROTOCOL.read_submit(answer(tree), HEARD), Unclear)


async def test_the_twins_speak_each_in_its_own_kind(gateways):
    gemini = Submission("gemini-2.5-flash-preview-tts", "chào", choices={"voice": "Kore"}, options=OpenAIAudioOptions())
    wav = await gateways.make("thucchien", PROTOCOL, gemini)
    assert wav.outputs[0].data[:4] == b"RIFF"
    mp3 = await gateways.make("key4u", PROTOCOL, SPEECH)
    assert mp3.outputs[0].data[:2] in {b"\xff\xfb", b"\xff\xf3", b"ID"}


async def test_the_twin_hears_a_voice_note(gateways):
    found = await gateways.make("key4u", PROTOCOL, HEARD)
    assert found.outputs[0].text.startswith("Đoạn ghi âm / A recording, ")


@pytest.mark.parametrize(
    ("gateway", "model", "voice"),
    [("thucchien", "gemini-2.5-flash-preview-tts", "Kore"), ("thucchien", "gpt-4o-mini-tts", "nova"),
     ("key4u", "tts-1", "nova")],
)  # fmt: skip
async def test_the_twins_refuse_what_they_are_told_to(gateways, gateway, model, voice):
    asked = Submission(model, "forbidden words", choices={"voice": voice}, options=OpenAIAudioOptions())
    assert (await gateways.make(gateway, PROTOCOL, asked)).kind is FailureKind.REFUSED


@pytest.mark.parametrize("choices", [{}, {"voice": "Kore"}, {"voice": "nova", "pitch": "1"}])
async def test_the_twin_is_strict(gateways, choices):
    found = await gateways.make(
        "key4u", PROTOCOL, Submission("tts-1", "x", choices=choices, options=OpenAIAudioOptions())
    )
    assert found.kind is FailureKind.INVALID
