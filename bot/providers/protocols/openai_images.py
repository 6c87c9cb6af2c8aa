"""OpenAI's ``/images/generations`` and ``/images/edits`` as AI Thực Chiến and Key4U serve them: pictures in the answer.

Wire facts: thucchien.md §4.2, §4.10, §5, §6 (seed, the gateway's pages, LiteLLM observed), key4u.md §3.3-§3.7 (GPT
Image, DALL·E, FLUX, Seedream, Seededit, Qwen, Grok). *Inferred*: a 200 without one usable picture is a refusal, because
the gateway loses the reason; Qwen's edits take data addresses; DashScope's own answer may come through (§3.6).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from bot.providers.bodies import encoded
from bot.providers.replies import (
    POLICY,
    clean,
    complaint,
    dig,
    error_in_ok,
    failure,
    litellm_cost,
    sentence,
    word,
)
from bot.providers.wire import (
    Call,
    Failed,
    FailureKind,
    FilePart,
    InlineFile,
    Output,
    RemoteFile,
    Reply,
    Submission,
    SubmitOutcome,
    Succeeded,
    Unclear,
    WireOptions,
    WireProtocol,
)

# The three sizes of thucchien.md §4.2 and key4u.md §3.3, by the ratio they are.
_PIXELS = {"1:1": "1024x1024", "3:2": "1536x1024", "2:3": "1024x1536"}


# Our names of options -> theirs; the others are called the same.
_FIELDS = {
    "no": "negative_prompt",
    "fidelity": "input_fidelity",
    "strength": "guidance_scale",
    "enhance": "prompt_extend",
}
_VALUES: Mapping[str, Callable[[str], int | float | bool]] = {"seed": int, "strength": float, "enhance": "on".__eq__}
_BLOCKED = ("sensitivecontent", "datainspection", "data_inspection")  # Ark's and DashScope's words (key4u.md §3.5)
_SIDE = {"512": 512, "1K": 1024, "2K": 2048, "3K": 3072, "4K": 4096}
_STEP = 16  # sides are multiples of it; [inferred] so 1K and 2K give the sizes that Ark recommends (§3.5)


class OpenAIImagesOptions(WireOptions):
    """Which fields may be sent: Google models take neither ``response_format`` nor ``quality``, generation B no ``n``.

    ``edits``: pictures go to ``/images/edits`` as a form. ``send`` may hold ``image`` (pictures go inside the JSON),
    ``group`` (several outputs are one set, Seedream) and ``imageConfig`` (the shape once more, as Google writes it:
    LiteLLM hands on one or the other, by its version and provider, thucchien.md §4.2). ``pixels`` turns a ratio into
    the ``size`` to send; a ratio it does not name sends no size. ``sizing``: ``area`` reckons the pixels of a size like
    2K, ``word`` does so with a ratio only and sends the word itself without one, ``usual`` where no size was chosen.
    ``fixed`` is always sent.
    """

    path: Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9._/-]+$")] | None = None
    edits: bool = False
    send: frozenset[Literal["n", "size", "aspect_ratio", "imageConfig", "response_format", "image", "group"]] = (
        frozenset({"aspect_ratio"})
    )
    quality: Literal["low", "medium", "high"] | None = None
    pixels: Mapping[str, str] = Field(default_factory=lambda: dict(_PIXELS))
    sizing: Literal["table", "area", "word"] = "table"
    usual: Literal["1K", "2K", "4K"] = "1K"
    fixed: Mapping[str, str | int | bool] = Field(default_factory=dict)


def submit(submission: Submission) -> Call:
    """Ask for pictures from words, or from pictures and words.

    Raises:
        ValueError: pictures to a route that takes none, or none to one that needs some (a mistake of the catalogue).

    """
    options = submission.options if isinstance(submission.options, OpenAIImagesOptions) else OpenAIImagesOptions()
    if options.edits:
        return _edit(submission, options)
    body = _fields(submission, options)
    if submission.images and "image" not in options.send:
        raise ValueError("openai_images takes no source pictures here")
    if submission.images:
        pictures = [encoded(image) for image in submission.images]
        body["image"] = pictures[0] if len(pictures) == 1 else pictures
    if "group" in options.send:
        body["sequential_image_generation"] = "auto" if submission.count > 1 else "disabled"
        if submission.count > 1:
            body["sequential_image_generation_options"] = {"max_images": submission.count}
    return Call("POST", options.path or "/v1/images/generations", json_body=body)


def _fields(submission: Submission, options: OpenAIImagesOptions) -> dict[str, Any]:
    """Return the plain fields, which a form has too."""
    body: dict[str, Any] = {"model": submission.remote_model, "prompt": submission.prompt, **options.fixed}
    if "n" in options.send:
        body["n"] = submission.count
    if "aspect_ratio" in options.send and submission.aspect_ratio:
        body["aspect_ratio"] = submission.aspect_ratio
    if "imageConfig" in options.send and submission.aspect_ratio:
        body["imageConfig"] = {"aspectRatio": submission.aspect_ratio}
    if "size" in options.send:
        size = _size(submission, options)
        body |= {"size": size} if size else {}
    if "response_format" in options.send:
        body["response_format"] = "b64_json"
    if options.quality:
        body["quality"] = options.quality
    for name, value in submission.choices.items():
        known = _VALUES.get(name)
        body[_FIELDS.get(name, name)] = known(value) if known else value
    return body


def _size(submission: Submission, options: OpenAIImagesOptions) -> str | None:
    size, ratio = submission.size or "", submission.aspect_ratio or ""
    if "x" in size:
        return size
    if options.sizing == "table":
        return options.pixels.get(ratio)
    size = size or options.usual
    if options.sizing == "word" and not ratio:
        return size
    across, down = (int(part) for part in (ratio or "1:1").split(":"))
    times = math.isqrt(_SIDE.get(size, 1024) ** 2 // (across * down))
    step = _STEP if times // _STEP * _STEP * 10 >= times * 9 else _STEP // 2  # not too small for long shapes
    times = max(times // step * step, 1)
    return f"{across * times}x{down * times}"


def _edit(submission: Submission, options: OpenAIImagesOptions) -> Call:
    """Send pictures as a form: ``image`` repeated, ``mask`` beside it (key4u.md §3.3).

    Our masks are see-through where to paint, as theirs are; they must be as large as the first picture.
    """
    if not submission.images:
        raise ValueError("images/edits needs a picture")
    files = [
        FilePart("image", f"photo-{number}.{image.mime.rpartition('/')[2]}", image.mime, image.data)
        for number, image in enumerate(submission.images, 1)
    ]
    mask = submission.of_role("mask")
    if mask is not None:
        files.append(FilePart("mask", "mask.png", "image/png", mask.data))
    form = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in _fields(submission, options).items()
    }
    return Call("POST", options.path or "/v1/images/edits", form=form, files=tuple(files))


def read_submit(reply: Reply, submission: Submission) -> SubmitOutcome:
    """Read the answer; blocked content is a 200 with an empty list or null pictures (thucchien.md §4.2)."""
    if not 200 <= reply.status < 300:
        return _turned_down(reply, submission)
    tree = reply.json()
    if not isinstance(tree, dict):
        return Unclear(f"status {reply.status} without JSON")
    data = tree.get("data")
    items = [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []
    outputs = tuple(_pictures(items or _dashscope(tree)))
    if outputs:
        return Succeeded(outputs, cost=litellm_cost(reply))
    if "data" not in tree:
        return error_in_ok(reply, submission.prompt) or Unclear("JSON that is no answer of images/generations")
    wrong = next((item["error"] for item in items if item.get("error")), None)
    if wrong is None:
        return error_in_ok(reply, submission.prompt) or Failed(FailureKind.REFUSED, "blocked or empty")
    reason = clean(f"{word(dig(wrong, 'code'))} {sentence(wrong)}".strip() or "no reason given", submission.prompt)
    refused = any(needle in reason.lower() for needle in (*POLICY, *_BLOCKED, "blocked"))
    return Failed(FailureKind.REFUSED if refused else FailureKind.BROKEN, reason)


def _turned_down(reply: Reply, submission: Submission) -> Failed | Unclear:
    said = complaint(reply, submission.prompt)
    if 400 <= reply.status < 500 and said.says(*_BLOCKED):
        return Failed(FailureKind.REFUSED, clean(f"content rules ({reply.status}): {said.message}"))
    return failure(reply, submission.prompt)


def _dashscope(tree: dict[str, Any]) -> list[dict[str, Any]]:
    choices = dig(tree, "output", "choices")
    contents = [dig(one, "message", "content") for one in (choices if isinstance(choices, list) else [])]
    parts = [part for content in contents if isinstance(content, list) for part in content]
    return [{"url": part.get("image")} for part in parts if isinstance(part, dict)]


def _pictures(items: list[dict[str, Any]]) -> Iterator[Output]:
    for item in items:
        inline, url = item.get("b64_json"), item.get("url")
        if isinstance(inline, str) and inline.strip():
            yield _inline(inline.strip())
        elif isinstance(url, str) and url.startswith("data:") and "," in url:
            yield _inline(url.strip())
        elif isinstance(url, str) and url.lower().startswith(("https://", "http://")):
            yield RemoteFile(word(url))


def _inline(text: str) -> InlineFile:
    return InlineFile(text.split(",", 1)[-1].strip() if text.startswith("data:") else text)


PROTOCOL = WireProtocol(
    name="openai_images",
    submit=submit,
    read_submit=read_submit,
    options=OpenAIImagesOptions,
)
