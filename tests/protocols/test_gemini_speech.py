"""Google's generateContent for speech and for words: values in, values out, and through its twins (key4u.md §5.3)."""

from __future__ import annotations

import json

import pytest

from bot.providers.protocols.gemini_generate_content import PROTOCOL, GeminiOptions
from bot.providers.wire import About, Failed, FailureKind, InlineFile, Reply, Submission, Succeeded, TextOutput
from tests.twins import photo

SPEECH = GeminiOptions(speech=True)
WORDS = GeminiOptions(text=True)
MODEL = "gemini-2.5-flash-preview-tts"


def asked(prompt="xin chào", options=SPEECH, model=MODEL, **choices):
    return Submission(
        model, prompt, choices={name.replace("_", "-"): value for name, value in choices.items()}, options=options
    )


def read(submission, *parts, reason="STOP"):
    tree = {"candidates": [{"finishReason": reason, "content": {"parts": list(parts)}}]}
    return PROTOCOL.read_submit(Reply(200, json.dumps(tree).encode()), submission)


def sound(mime, key="mimeType"):
    return {"inlineData": {key: mime, "data": "AAAB"}}


def voice(name):
    return {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": name}}}


def test_words_ask_for_a_voice_and_the_manner_stands_before_them():
    body = PROTOCOL.submit(asked(voice="Puck", style="Say warmly", language="vi-VN")).json_body
    assert body == {
        "contents": [{"role": "user", "parts": [{"text": "Say warmly: xin chào"}]}],
        "generationConfig": {
            "responseModalities": ["AUDIO"],
            "speechConfig": {**voice("Puck"), "languageCode": "vi-VN"},
        },
    }


def test_a_talk_of_two_names_both_speakers():
    talk = asked("An: chào bạn\nBình: chào An\nAn: khoẻ không?", voice="Kore", second_voice="Puck")
    assert PROTOCOL.submit(talk).json_body["generationConfig"]["speechConfig"] == {
        "multiSpeakerVoiceConfig": {
            "speakerVoiceConfigs": [{"speaker": "An", **voice("Kore")}, {"speaker": "Bình", **voice("Puck")}],
        },
    }


@pytest.mark.parametrize("prompt", ["chào", "An: chào", "A: x\nB: y\nC: z"])
def test_a_second_voice_without_two_speakers_is_left_out(prompt):
    talk = asked(prompt, voice="Kore", second_voice="Puck")
    assert PROTOCOL.submit(talk).json_body["generationConfig"]["speechConfig"] == voice("Kore")


@pytest.mark.parametrize(
    ("part", "mime"),
    [
        (sound("audio/L16;codec=pcm;rate=24000"), "audio/L16;rate=24000"),
        (sound("audio/L16; rate=16000", "mime_type"), "audio/L16;rate=16000"),
        (sound("audio/pcm"), "audio/L16;rate=24000"),
        (sound(""), "audio/L16;rate=24000"),
        (sound("audio/wav"), ""),
    ],
)
def test_samples_are_named_with_their_rate(part, mime):
    assert read(asked(), part) == Succeeded((InlineFile("AAAB", About(mime=mime)),))


@pytest.mark.parametrize(
    ("parts", "reason", "outcome"),
    [
        ([{"text": "I cannot."}], "STOP", Failed(FailureKind.REFUSED, "answered in words")),
        ([], "SAFETY", Failed(FailureKind.REFUSED, "finish reason SAFETY")),
        ([], "OTHER", Failed(FailureKind.BROKEN, "nothing made, finish reason OTHER")),
        ([sound("image/png")], "STOP", Failed(FailureKind.BROKEN, "nothing made and no words")),
    ],
)
def test_what_is_no_sound_has_its_reason(parts, reason, outcome):
    assert read(asked(), *parts, reason=reason) == outcome


def test_words_are_asked_for_without_a_picture_and_joined_without_thoughts():
    looked = Submission("gemini-2.5-flash", "what is this?", files=(photo(),), options=WORDS)
    body = PROTOCOL.submit(looked).json_body
    assert "generationConfig" not in body
    assert body["contents"][0]["parts"][1]["inline_data"]["mime_type"] == "image/jpeg"
    parts = ({"text": "hm", "thought": True}, {"text": "Một con "}, {"text": "diều.\n"})
    assert read(looked, *parts) == Succeeded((TextOutput("Một con diều."),))
    assert read(looked, *parts, reason="MAX_TOKENS") == Succeeded((TextOutput("Một con diều."),))
    assert read(looked).kind is FailureKind.BROKEN


@pytest.mark.parametrize("gateway", ["thucchien", "key4u"])
async def test_the_twins_speak(gateways, gateway):
    options = GeminiOptions(speech=True, prefix="/gemini" if gateway == "thucchien" else "")
    found = await gateways.make(gateway, PROTOCOL, asked(options=options, voice="Kore"))
    assert isinstance(found, Succeeded)
    assert found.outputs[0].about.mime == "audio/L16;rate=24000"
    talk = asked("An: chào\nBình: chào", options, voice="Kore", second_voice="Puck")
    assert isinstance(await gateways.make(gateway, PROTOCOL, talk), Succeeded)


async def test_the_twin_tells_what_it_sees(gateways):
    looked = Submission("gemini-2.5-flash", "what is this?", files=(photo(),), options=WORDS)
    found = await gateways.make("key4u", PROTOCOL, looked)
    assert "A picture with" in found.outputs[0].text


@pytest.mark.parametrize(
    ("submission", "kind"),
    [
        (asked("forbidden"), FailureKind.REFUSED),
        (asked(voice="alloy"), FailureKind.INVALID),
        (asked(model="gemini-2.5-flash-image"), FailureKind.INVALID),
        (asked("forbidden", WORDS, "gemini-2.5-flash"), FailureKind.REFUSED),
    ],
)
async def test_the_twin_refuses_what_does_not_fit(gateways, submission, kind):
    assert (await gateways.make("key4u", PROTOCOL, submission)).kind is kind
