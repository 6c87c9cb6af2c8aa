"""Google's ``generateContent``: Key4U's native route and AI Thực Chiến's pass-through; a picture, speech or words.

Wire facts: key4u.md §2, §3.1, §5.3 (Key4U's pages) and thucchien.md §4.4, §4.9, §5, §8 (seed, LiteLLM observed,
google-genai's source). Speech comes as bare samples. *Inferred*: words alone are a refusal where something else was
asked for; ``{}`` without Google's keys is nobody's answer; who speaks is read from lines like ``An: …``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import StringConstraints

from bot.providers.bodies import encoded
from bot.providers.replies import clean, dig, error_in_ok, failure, litellm_cost, word
from bot.providers.wire import (
    About,
    Call,
    Failed,
    FailureKind,
    InlineFile,
    Output,
    Reply,
    Submission,
    SubmitOutcome,
    Succeeded,
    TextOutput,
    Unclear,
    WireOptions,
    WireProtocol,
)

_REFUSED = frozenset({
    "SAFETY",
    "PROHIBITED_CONTENT",
    "BLOCKLIST",
    "SPII",
    "RECITATION",
    "IMAGE_SAFETY",
    "IMAGE_PROHIBITED_CONTENT",
    "IMAGE_RECITATION",
})  # fmt: skip
_FINE = frozenset({"", "STOP"})
_RATE = re.compile(r"rate=(\d{4,6})")
_SPEAKER = re.compile(r"(?m)^\s*([^\W\d_][^:\n]{0,30}?)\s*:")


class GeminiOptions(WireOptions):
    """``prefix`` stands before ``/v1beta`` (AI Thực Chiến: ``/gemini``); ``sizes`` = false never sends imageSize.

    ``speech``: the words are read aloud. ``text``: the answer is words, about the pictures where some were sent.
    """

    prefix: Annotated[str, StringConstraints(pattern=r"^(/[A-Za-z0-9._-]+)*$")] = ""
    sizes: bool = True
    speech: bool = False
    text: bool = False


def _options(submission: Submission) -> GeminiOptions:
    return submission.options if isinstance(submission.options, GeminiOptions) else GeminiOptions()


def submit(submission: Submission) -> Call:
    """Ask for one output: the text first, then the pictures sent in, raw base64 (key4u.md §3.1)."""
    options = _options(submission)
    style = submission.choices.get("style")
    words = f"{style}: {submission.prompt}" if options.speech and style else submission.prompt
    pictures = [
        {"inline_data": {"mime_type": image.mime, "data": encoded(image, "base64")}} for image in submission.images
    ]
    parts: list[dict[str, Any]] = [{"text": words}, *pictures]
    tree: dict[str, Any] = {"contents": [{"role": "user", "parts": parts}]}
    if options.speech:
        tree["generationConfig"] = {"responseModalities": ["AUDIO"], "speechConfig": _voices(submission)}
    elif not options.text:
        tree["generationConfig"] = _picture_config(submission, options)
    model = quote(submission.remote_model, safe="")
    return Call("POST", f"{options.prefix}/v1beta/models/{model}:generateContent", json_body=tree)


def _picture_config(submission: Submission, options: GeminiOptions) -> dict[str, Any]:
    config: dict[str, Any] = {"responseModalities": ["TEXT", "IMAGE"]}
    image_config: dict[str, str] = {}
    if submission.aspect_ratio:
        image_config["aspectRatio"] = submission.aspect_ratio
    if submission.size and options.sizes:
        image_config["imageSize"] = submission.size
    if image_config:
        config["imageConfig"] = image_config
    return config


def _voices(submission: Submission) -> dict[str, Any]:
    """Name one voice, or two where a second was chosen and the words are a talk of two (thucchien.md §4.9)."""
    first, second = submission.choices.get("voice", "Kore"), submission.choices.get("second-voice")
    speakers = list(dict.fromkeys(_SPEAKER.findall(submission.prompt)))
    config: dict[str, Any]
    if second and len(speakers) == 2:
        pairs = zip(speakers, (first, second), strict=True)
        each = [{"speaker": name, **_voice(voice)} for name, voice in pairs]
        config = {"multiSpeakerVoiceConfig": {"speakerVoiceConfigs": each}}
    else:
        config = _voice(first)
    language = submission.choices.get("language")
    return config | ({"languageCode": language} if language else {})


def _voice(name: str) -> dict[str, Any]:
    return {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": name}}}


def read_submit(reply: Reply, submission: Submission) -> SubmitOutcome:
    """Read the answer; a 2xx may still be a refusal, an answer in words or an empty one."""
    if not 200 <= reply.status < 300:
        return failure(reply, submission.prompt)
    tree = reply.json()
    if not isinstance(tree, dict):
        return Unclear(f"status {reply.status} without JSON")
    candidates = _items(tree.get("candidates"))
    options = _options(submission)
    outputs = tuple(_outputs(candidates, options))
    if outputs:
        return Succeeded(outputs, cost=litellm_cost(reply))
    broken = error_in_ok(reply, submission.prompt)
    if broken:
        return broken
    if not tree.keys() & {"candidates", "promptFeedback", "prompt_feedback", "usageMetadata", "usage_metadata"}:
        return Unclear("JSON that is no answer of generateContent")
    return _without(tree, candidates)


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _parts(candidates: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield every part of every candidate but the model's drafts (``thought``)."""
    for candidate in candidates:
        for part in _items(dig(candidate, "content", "parts")):
            if isinstance(part, dict) and part.get("thought") is not True:
                yield part


def _outputs(candidates: list[Any], options: GeminiOptions) -> Iterator[Output]:
    if options.text:
        words = "".join(part["text"] for part in _parts(candidates[:1]) if isinstance(part.get("text"), str))
        if words.strip():
            yield TextOutput(words.strip())
        return
    wanted = "audio/" if options.speech else "image/"
    for part in _parts(candidates):
        inline = part.get("inlineData") or part.get("inline_data")
        mime = word(dig(inline, "mimeType") or dig(inline, "mime_type")).lower()
        data = dig(inline, "data")
        if isinstance(data, str) and data.strip() and (not mime or mime.startswith(wanted)):
            plain = data.split(",", 1)[-1].strip() if data.startswith("data:") else data.strip()
            yield InlineFile(plain, About(mime=_samples(mime)) if options.speech else About())


def _samples(mime: str) -> str:
    """Return how bare samples are to be read, or nothing for a sound that tells it itself."""
    if mime and not mime.startswith(("audio/l16", "audio/pcm")):
        return ""
    told = _RATE.search(mime)
    return f"audio/L16;rate={told[1] if told else 24000}"


def _without(tree: dict[str, Any], candidates: list[Any]) -> Failed:
    """Say why nothing came: the block reason, then the finish reasons, then the words (key4u.md §3.1)."""
    feedback = tree.get("promptFeedback") or tree.get("prompt_feedback")
    blocked = word(dig(feedback, "blockReason") or dig(feedback, "block_reason")).upper()
    if blocked and blocked != "BLOCKED_REASON_UNSPECIFIED":
        return Failed(FailureKind.REFUSED, clean(f"prompt blocked: {blocked}"))
    reasons = [word(dig(item, "finishReason") or dig(item, "finish_reason")).upper() for item in candidates]
    refused = next((reason for reason in reasons if reason in _REFUSED), None)
    if refused:
        return Failed(FailureKind.REFUSED, f"finish reason {refused}")
    odd = next((reason for reason in reasons if reason not in _FINE), None)
    if odd:
        return Failed(FailureKind.BROKEN, clean(f"nothing made, finish reason {odd}"))
    if any(word(part.get("text")) for part in _parts(candidates)):
        return Failed(FailureKind.REFUSED, "answered in words")
    return Failed(FailureKind.BROKEN, "nothing made and no words")


PROTOCOL = WireProtocol(
    name="gemini_generate_content",
    submit=submit,
    read_submit=read_submit,
    options=GeminiOptions,
)
