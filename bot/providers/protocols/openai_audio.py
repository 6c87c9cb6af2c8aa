"""OpenAI's ``/audio/speech`` and ``/audio/transcriptions`` as AI Thực Chiến and Key4U serve them; both answer at once.

Wire facts: thucchien.md §4.8 (WAV from Gemini's voices, whatever the name; a traceback instead of a refusal), key4u.md
§5.1 (D4; bodies from the upstream pages). *Inferred*: an answer in JSON that names no error still holds no sound, and a
transcription without a word is nothing made.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from bot.providers.replies import clean, complaint, dig, error_in_ok, failure, litellm_cost, sentence, word
from bot.providers.wire import (
    About,
    BodyFile,
    Call,
    Failed,
    FailureKind,
    FilePart,
    Reply,
    Submission,
    SubmitOutcome,
    Succeeded,
    TextOutput,
    Unclear,
    WireOptions,
    WireProtocol,
)

# A file's ending, and the kinds of sound that are named so.
_ENDINGS = {"ogg": "ogg opus", "mp3": "mpeg mp3", "m4a": "mp4 x-m4a m4a aac", "wav": "wav x-wav"}
_ENDINGS |= {"flac": "flac", "webm": "webm"}
_SPEECH_WORDS = {"style": "instructions", "voice": "voice", "language": "language"}
_NO_SOUND = "has no attribute 'audio'"  # what LiteLLM says where Google answered with words or with nothing (§4.8)
_PCM = "audio/L16;rate=24000"
_MARKS = (b"RIFF", b"ID3", b"OggS", b"fLaC", b"\xff\xfb", b"\xff\xf3", b"\xff\xf1")
_BARE = ("audio/pcm", "audio/l16")


class OpenAIAudioOptions(WireOptions):
    """``action`` says which way; ``format`` is asked for by name (never of Gemini's voices); ``path`` where it is."""

    action: str = "speech"
    format: Literal["mp3", "opus", "aac", "flac", "wav", "pcm"] | None = None
    path: Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9._/-]+$")] | None = None


def _options(submission: Submission) -> OpenAIAudioOptions:
    return submission.options if isinstance(submission.options, OpenAIAudioOptions) else OpenAIAudioOptions()


def submit(submission: Submission) -> Call:
    """Ask for speech from words, or for words from a sound.

    Raises:
        ValueError: a transcription without a sound (a mistake of the catalogue).

    """
    options = _options(submission)
    return _transcription(submission, options) if options.action == "transcription" else _speech(submission, options)


def _speech(submission: Submission, options: OpenAIAudioOptions) -> Call:
    body: dict[str, Any] = {"model": submission.remote_model, "input": submission.prompt}
    for name, value in submission.choices.items():
        body[_SPEECH_WORDS.get(name, name)] = float(value) if name == "speed" else value
    if options.format:
        body["response_format"] = options.format
    return Call("POST", options.path or "/v1/audio/speech", json_body=body)


def _transcription(submission: Submission, options: OpenAIAudioOptions) -> Call:
    """Send the sound as a form; its name must end as its kind does, a voice note in ``.ogg`` (key4u.md §5.1)."""
    sound = submission.of_role("sound") or submission.of_role("video")
    if sound is None:
        raise ValueError("a transcription needs a sound")
    mime = sound.mime.partition(";")[0].strip().lower()
    form = {"model": submission.remote_model, "response_format": "json"}
    if submission.prompt.strip():
        form["prompt"] = submission.prompt
    form |= {name: value for name, value in submission.choices.items() if name in {"language", "temperature"}}
    part = FilePart("file", f"sound.{_ending(mime)}", mime, sound.data)
    return Call("POST", options.path or "/v1/audio/transcriptions", form=form, files=(part,))


def _ending(mime: str) -> str:
    kind = mime.rpartition("/")[2]
    return (
        "mp4" if mime == "video/mp4" else next((end for end, kinds in _ENDINGS.items() if kind in kinds.split()), "mp3")
    )


def read_submit(reply: Reply, submission: Submission) -> SubmitOutcome:
    """Read the sound or the words; what went wrong for certain is never unclear, so that it is not paid for."""
    if not 200 <= reply.status < 300:
        return _turned_down(reply, submission)
    broken = error_in_ok(reply, submission.prompt)
    if broken:
        return broken
    if _options(submission).action == "transcription":
        return _words(reply, submission)
    return _sound(reply, submission)


def _turned_down(reply: Reply, submission: Submission) -> SubmitOutcome:
    said = complaint(reply, submission.prompt)
    if reply.status >= 500 and said.says(_NO_SOUND):
        return Failed(FailureKind.REFUSED, "no audio produced: words or nothing came instead")
    if reply.status >= 500 and said.says("traceback"):
        return Failed(FailureKind.BROKEN, "no audio produced: the gateway broke")
    return failure(reply, submission.prompt)


def _sound(reply: Reply, submission: Submission) -> SubmitOutcome:
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    start = reply.body[:64].lstrip()[:1]
    if (kind.endswith("/json") or start in {b"{", b"["}) and reply.json() is not None:
        said = sentence(reply.json()) or "JSON without an error"
        return Failed(FailureKind.BROKEN, clean(f"no audio: {said}", submission.prompt))
    is_sound = reply.body.startswith(_MARKS) or (kind.startswith("audio/") and bool(reply.body))
    if not is_sound and (not start or start == b"<" or kind.endswith("/json") or kind.startswith("text/")):
        return Unclear(clean(f"status {reply.status} without a sound: {complaint(reply, submission.prompt).message}"))
    bare = kind in _BARE or _options(submission).format == "pcm"
    return Succeeded((BodyFile(reply.body, About(mime=_PCM if bare else "")),), cost=litellm_cost(reply))


def _words(reply: Reply, submission: Submission) -> SubmitOutcome:
    tree = reply.json()
    if not isinstance(tree, dict):
        plain = reply.headers.get("content-type", "").startswith("text/plain")
        told = reply.body.decode("utf-8", "replace").strip() if plain else ""
        if told:
            return Succeeded((TextOutput(told),), cost=litellm_cost(reply))
        return Unclear(f"status {reply.status} without a transcription")
    if not isinstance(dig(tree, "text"), str):
        return Unclear(clean(f"no transcription: {complaint(reply, submission.prompt).message}"))
    if not word(tree["text"]):
        return Failed(FailureKind.BROKEN, "no words were heard")
    return Succeeded((TextOutput(word(tree["text"])),), cost=litellm_cost(reply))


PROTOCOL = WireProtocol(
    name="openai_audio",
    submit=submit,
    read_submit=read_submit,
    options=OpenAIAudioOptions,
    actions=frozenset({"speech", "transcription"}),
)
