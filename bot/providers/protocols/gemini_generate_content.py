"""Google's ``generateContent`` for pictures: Key4U's native route and AI Thực Chiến's pass-through, one picture a call.

Wire facts: key4u.md §2, §3.1 (Key4U's pages) and thucchien.md §4.4, §5, §8 (seed, LiteLLM observed, google-genai's
source). *Inferred*: an answer in words only is a refusal; ``{}`` without Google's keys is nobody's answer.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import StringConstraints

from bot.providers.replies import clean, dig, error_in_ok, failure, litellm_cost, models_health, word
from bot.providers.wire import (
    Call,
    Failed,
    FailureKind,
    Health,
    InlineFile,
    Reply,
    Submission,
    SubmitOutcome,
    Succeeded,
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


class GeminiOptions(WireOptions):
    """``prefix`` stands before ``/v1beta`` (AI Thực Chiến: ``/gemini``); ``sizes`` = false never sends imageSize."""

    prefix: Annotated[str, StringConstraints(pattern=r"^(/[A-Za-z0-9._-]+)*$")] = ""
    sizes: bool = True


def submit(submission: Submission) -> Call:
    """Ask for one picture: the text first, then the pictures sent in, raw base64 (key4u.md §3.1)."""
    options = submission.options if isinstance(submission.options, GeminiOptions) else GeminiOptions()
    parts: list[dict[str, Any]] = [{"text": submission.prompt}]
    for image in submission.images:
        data = base64.b64encode(image.data).decode()
        parts.append({"inline_data": {"mime_type": image.mime, "data": data}})
    config: dict[str, Any] = {"responseModalities": ["TEXT", "IMAGE"]}
    image_config: dict[str, str] = {}
    if submission.aspect_ratio:
        image_config["aspectRatio"] = submission.aspect_ratio
    if submission.size and options.sizes:
        image_config["imageSize"] = submission.size
    if image_config:
        config["imageConfig"] = image_config
    model = quote(submission.remote_model, safe="")
    return Call(
        "POST",
        f"{options.prefix}/v1beta/models/{model}:generateContent",
        json_body={"contents": [{"role": "user", "parts": parts}], "generationConfig": config},
    )


def read_submit(reply: Reply, submission: Submission) -> SubmitOutcome:
    """Read the answer; a 2xx may still be a refusal, an answer in words or an empty one."""
    if not 200 <= reply.status < 300:
        return failure(reply, submission.prompt)
    tree = reply.json()
    if not isinstance(tree, dict):
        return Unclear(f"status {reply.status} without JSON")
    candidates = _items(tree.get("candidates"))
    outputs = tuple(_pictures(candidates))
    if outputs:
        return Succeeded(outputs, cost=litellm_cost(reply))
    broken = error_in_ok(reply, submission.prompt)
    if broken:
        return broken
    if not tree.keys() & {"candidates", "promptFeedback", "prompt_feedback", "usageMetadata", "usage_metadata"}:
        return Unclear("JSON that is no answer of generateContent")
    return _without_picture(tree, candidates)


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _parts(candidates: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield every part of every candidate but the model's drafts (``thought``)."""
    for candidate in candidates:
        for part in _items(dig(candidate, "content", "parts")):
            if isinstance(part, dict) and part.get("thought") is not True:
                yield part


def _pictures(candidates: list[Any]) -> Iterator[InlineFile]:
    for part in _parts(candidates):
        inline = part.get("inlineData") or part.get("inline_data")
        mime = word(dig(inline, "mimeType") or dig(inline, "mime_type")).lower()
        data = dig(inline, "data")
        if isinstance(data, str) and data.strip() and (not mime or mime.startswith("image/")):
            yield InlineFile(data.split(",", 1)[-1].strip() if data.startswith("data:") else data.strip())


def _without_picture(tree: dict[str, Any], candidates: list[Any]) -> Failed:
    """Say why no picture came: the block reason, then the finish reasons, then the words (key4u.md §3.1)."""
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
        return Failed(FailureKind.BROKEN, clean(f"no picture, finish reason {odd}"))
    if any(word(part.get("text")) for part in _parts(candidates)):
        return Failed(FailureKind.REFUSED, "answered in words")
    return Failed(FailureKind.BROKEN, "no picture and no words")


PROTOCOL = WireProtocol(
    name="gemini_generate_content",
    submit=submit,
    read_submit=read_submit,
    options=GeminiOptions,
    health=Health(Call("GET", "/v1/models"), models_health),
)
