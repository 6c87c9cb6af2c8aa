"""OpenAI's ``/chat/completions`` on both aggregators: words, pictures, films and speech out of one conversation.

Wire facts: thucchien.md §4.1, §4.3 (``message.images``, ``content_filter`` inside a 200), key4u.md §3.2, §4.2 (pictures
and Sora's films as markdown), §5.2 (audio). *Inferred*: a ratio without a field of its own is told in words; a voice
that only answers is told to read aloud; words instead of a picture are a refusal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from bot.providers.bodies import encoded
from bot.providers.replies import (
    POLICY,
    clean,
    complaint,
    dig,
    error_in_ok,
    failure,
    litellm_cost,
    word,
)
from bot.providers.wire import (
    Call,
    Failed,
    FailureKind,
    InlineFile,
    Output,
    RemoteFile,
    Reply,
    Submission,
    SubmitOutcome,
    Succeeded,
    TextOutput,
    Unclear,
    WireOptions,
    WireProtocol,
)

_READ_ALOUD = "Read the user's words aloud exactly as they are written, and add nothing."
_LOOK = "Describe this."
_MARKDOWN = re.compile(r"!\[[^\]\n]{0,300}\]\(\s*([^)\s]+)")
_DATA = re.compile(r"data:image/[a-z0-9.+-]{1,20};base64,[A-Za-z0-9+/_=-]+")
_PICTURE = re.compile(r"https?://[^\s)\]\"'<>]+?\.(?:png|jpe?g|webp)(?:\?[^\s)\]\"'<>]*)?", re.IGNORECASE)
_FILM = re.compile(r"https?://[^\s)\]\"'<>]+?\.mp4(?:\?[^\s)\]\"'<>]*)?", re.IGNORECASE)
_STOPS = ".,;:!"  # of the sentence, not of the address
_NO = (*POLICY, "moderation", "guardrail", "policy", "violat", "not allowed", "unable to generate", "can't help")


class OpenAIChatOptions(WireOptions):
    """``action``: what should come out. ``modalities`` are sent as they stand; ``ratio`` says how a shape is told.

    ``most_tokens`` goes as ``max_completion_tokens``: the newest models refuse the older name (thucchien.md §4.1).
    """

    action: str = "text"
    modalities: tuple[Literal["text", "image", "audio"], ...] = ()
    ratio: Literal["words", "config"] = "words"
    stream: bool = False
    most_tokens: int | None = None
    system: str = ""


def _options(submission: Submission) -> OpenAIChatOptions:
    return submission.options if isinstance(submission.options, OpenAIChatOptions) else OpenAIChatOptions()


def submit(submission: Submission) -> Call:
    """Put the words and whatever was sent in into one message."""
    options = _options(submission)
    system = options.system
    if options.action == "speech":
        system = submission.choices.get("style") or system or _READ_ALOUD
    messages: list[dict[str, Any]] = [{"role": "system", "content": system}] if system else []
    messages.append({"role": "user", "content": _content(submission, options)})
    body: dict[str, Any] = {"model": submission.remote_model, "messages": messages}
    if options.modalities:
        body["modalities"] = list(options.modalities)
    if options.action == "speech":
        body["modalities"] = ["text", "audio"]
        body["audio"] = {"voice": submission.choices.get("voice", "alloy"), "format": "mp3"}
    if options.action == "image" and options.ratio == "config" and submission.aspect_ratio:
        body["imageConfig"] = {"aspectRatio": submission.aspect_ratio}
    if "seed" in submission.choices:
        body["seed"] = int(submission.choices["seed"])
    if options.most_tokens:
        body["max_completion_tokens"] = options.most_tokens
    if options.stream:
        body["stream"] = True
    return Call("POST", "/v1/chat/completions", json_body=body)


def _content(submission: Submission, options: OpenAIChatOptions) -> str | list[dict[str, Any]]:
    words = submission.prompt
    if submission.aspect_ratio and (options.action == "video" or (options.action == "image" and _tells(options))):
        words = f"{words}\n\nAspect ratio: {submission.aspect_ratio}".strip()
    parts: list[dict[str, Any]] = [
        {"type": "image_url", "image_url": {"url": encoded(image)}} for image in submission.images
    ]
    sound = submission.of_role("sound")
    if sound is not None:
        kind = "mp3" if "mpeg" in sound.mime or "mp3" in sound.mime else "wav"
        parts.append({"type": "input_audio", "input_audio": {"data": encoded(sound, "base64"), "format": kind}})
    if not parts:
        return words
    return [{"type": "text", "text": words if words.strip() else _LOOK}, *parts]


def _tells(options: OpenAIChatOptions) -> bool:
    return options.ratio == "words"


def read_submit(reply: Reply, submission: Submission) -> SubmitOutcome:
    """Read a whole answer or a whole stream; a 2xx may be a refusal, an error, or words where a picture was meant."""
    if not 200 <= reply.status < 300:
        return failure(reply, submission.prompt)
    tree = reply.json()
    if tree is None and re.match(rb"\s*(data:|event:|:)", reply.body):
        tree = merged(reply.body.decode("utf-8", "replace").split("\n"))
    if not isinstance(tree, dict):
        return Unclear(f"status {reply.status} without JSON")
    messages = [dig(choice, "message") for choice in _items(tree.get("choices"))]
    action = _options(submission).action
    outputs = tuple(dict.fromkeys(found for message in messages for found in _outputs(message, action)))
    if outputs:
        return Succeeded(outputs, cost=litellm_cost(reply))
    if tree.get("error"):
        whole = Reply(reply.status, json.dumps(tree).encode(), reply.headers)
        return error_in_ok(whole, submission.prompt) or Failed(FailureKind.BROKEN, "an error without words")
    if not messages or (tree.get("broken_off") and not any(_text(message) for message in messages)):
        return Unclear(clean(f"no answer of a chat: {complaint(reply, submission.prompt).message}"))
    return _without(tree, messages, action)


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _without(tree: dict[str, Any], messages: list[Any], action: str) -> Failed:
    """Say why what was asked for did not come."""
    reasons = [word(dig(choice, "finish_reason")).lower() for choice in _items(tree.get("choices"))]
    if "content_filter" in reasons:
        return Failed(FailureKind.REFUSED, "finish reason content_filter")
    if any(word(dig(message, "refusal")) for message in messages):
        return Failed(FailureKind.REFUSED, "the model refused")
    said = " ".join(_text(message) for message in messages).lower()
    if said.strip() and (action != "video" or any(needle in said for needle in _NO)):
        return Failed(FailureKind.REFUSED, "answered in words")
    if said.strip():
        return Failed(FailureKind.BROKEN, clean(f"no film in the answer: {said[-200:]}"))
    reason = next((one for one in reasons if one not in {"", "stop"}), "")
    return Failed(FailureKind.BROKEN, clean(f"an empty answer, finish reason {reason or 'stop'}"))


def _text(message: Any) -> str:  # noqa: ANN401 (JSON)
    """Return the words of a message, whose content is a text or a list of parts."""
    content = dig(message, "content")
    return (content if isinstance(content, str) else _joined(content)).strip()


def _joined(parts: Any) -> str:  # noqa: ANN401 (JSON)
    return "".join(part["text"] for part in _items(parts) if isinstance(dig(part, "text"), str))


def _outputs(message: Any, action: str) -> Iterator[Output]:  # noqa: ANN401 (JSON)
    text = _text(message)
    match action:
        case "image":
            yield from _pictures(message, text)
        case "video":
            films = _FILM.findall(text)
            if films:
                yield RemoteFile(films[-1].rstrip(_STOPS))  # earlier ones are previews
        case "speech":
            data = dig(message, "audio", "data")
            if isinstance(data, str) and data.strip():
                yield InlineFile(data.strip())
        case _:
            if text:
                yield TextOutput(text)


def _pictures(message: Any, text: str) -> Iterator[Output]:  # noqa: ANN401 (JSON)
    """Look where each build puts them, in the order of key4u.md §3.2; the first place that has some is taken."""
    parts = [part for part in _items(dig(message, "content")) if dig(part, "type") in ("image_url", "output_image")]
    places: tuple[Iterable[str], ...] = (
        (_address(one) for one in _items(dig(message, "images"))),
        (_address(one) for one in parts),
        _MARKDOWN.findall(text),
        _DATA.findall(text),
        (one.rstrip(_STOPS) for one in _PICTURE.findall(text)),
    )
    for place in places:
        found = [one for one in map(_file, place) if one is not None]
        if found:
            yield from found
            return


def _address(item: Any) -> str:  # noqa: ANN401 (JSON)
    values = (item, dig(item, "image_url", "url"), dig(item, "image_url"), dig(item, "url"), dig(item, "b64_json"))
    return next((value.strip() for value in values if isinstance(value, str) and value.strip()), "")


def _file(address: str) -> InlineFile | RemoteFile | None:
    """Read an address; a picture may lack the beginning of its data address (thucchien.md §4.3)."""
    if address.lower().startswith(("https://", "http://")):
        return RemoteFile(address)
    if address.startswith("data:"):
        address = address.partition(",")[2]
    plain = address.strip()
    return InlineFile(plain) if plain and re.fullmatch(r"[A-Za-z0-9+/_=\s-]{4,}", plain) else None


def read_stream(lines: Iterable[str]) -> str:
    """Return the words so far from the lines so far of a stream; a line that is still coming in does no harm."""
    return "".join(str(choice["message"]["content"]) for choice in merged(lines)["choices"][:1])


def merged(lines: Iterable[str]) -> dict[str, Any]:
    """Join the pieces of a stream (server-sent events) into an answer as it would have come whole.

    ``broken_off`` is true where neither the end mark nor a finish reason came.
    """
    choices: dict[int, dict[str, Any]] = {}
    tree: dict[str, Any] = {"choices": [], "broken_off": True}
    for line in lines:
        field, _, data = line.strip().partition(":")
        if field != "data":
            continue
        if data.strip() == "[DONE]":
            tree["broken_off"] = False
            break
        event = _event(data)
        if event.get("error"):
            tree["error"] = event["error"]
        for at, piece in enumerate(_items(event.get("choices"))):
            index = dig(piece, "index")
            known = choices.setdefault(index if isinstance(index, int) else at, _empty())
            _join(known, piece)
            tree["broken_off"] = tree["broken_off"] and not known["finish_reason"]
    for known in choices.values():
        message = known["message"]
        message |= {name: "".join(message[name]) for name in ("content", "refusal")}
        message["audio"] = {"data": "".join(message["audio"])}
    tree["choices"] = [choices[index] for index in sorted(choices)]
    return tree


def _empty() -> dict[str, Any]:
    """Return a choice without anything; texts are lists until the end, since a picture comes in thousands of pieces."""
    return {"message": {"content": [], "refusal": [], "images": [], "audio": []}, "finish_reason": None}


def _event(data: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _join(known: dict[str, Any], piece: Any) -> None:  # noqa: ANN401 (JSON)
    """Add one piece: words and sound are continued, pictures come whole."""
    delta = dig(piece, "delta") or dig(piece, "message")
    message = known["message"]
    content = dig(delta, "content")
    if isinstance(content, list):
        message["images"] += [part for part in content if dig(part, "type") in ("image_url", "output_image")]
        content = _joined(content)
    texts = (("content", content), ("refusal", dig(delta, "refusal")), ("audio", dig(delta, "audio", "data")))
    for name, text in texts:
        if isinstance(text, str):
            message[name].append(text)
    message["images"] += _items(dig(delta, "images"))
    known["finish_reason"] = word(dig(piece, "finish_reason")) or known["finish_reason"]


PROTOCOL = WireProtocol(
    name="openai_chat",
    submit=submit,
    read_submit=read_submit,
    options=OpenAIChatOptions,
    hear=read_stream,
    actions=frozenset({"text", "image", "video", "speech"}),
)
