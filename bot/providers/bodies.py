"""From our words to a gateway's JSON: for each word of a submission, the place where its value goes.

Many dialects differ in names only, so their bodies are data; what needs an ``if`` is a function in its protocol module.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from bot.providers.wire import FileText, SourceFile, Submission

Form = Literal["data", "base64"]
_WHOLE = frozenset({"seconds", "count", "seed"})


@dataclass(frozen=True, slots=True)
class Body:
    """One kind of request: where it is sent, and where in its JSON each of our words stands.

    ``path`` may hold ``{model}``, ``{earlier}`` and ``{key}``. ``put`` maps a word to a place like ``input.prompt``,
    ``images[]`` (a list) or ``image_list[].image`` (a list of objects); words without a value are left out. The words
    are model, prompt, ratio, size, seconds, count, image (the first picture), second, images, others (all but the
    first), first, last, mask, sound, video, earlier, key, and the names of choices: a choice ``sound`` stands where no
    sound was sent. ``values`` turns our spelling of a value into theirs, ``texts`` are whole numbers that they want as
    text, ``numbers`` choices that they want as numbers. ``form``: pictures go as data addresses or as bare base64.
    ``also`` gives further places with their values, where it takes an ``if``.
    """

    path: str
    put: Mapping[str, str]
    fixed: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    form: Form = "data"
    also: Callable[[Submission], Mapping[str, Any]] | None = None

    def address(self, submission: Submission) -> str:
        """Return the path with the submission's own parts in it."""
        earlier = submission.earlier
        return (
            self.path.replace("{model}", quote(submission.remote_model, safe="/"))
            .replace("{earlier}", quote(earlier.remote_id if earlier else "", safe=""))
            .replace("{key}", quote(earlier.key if earlier else "", safe=""))
        )

    def json(self, submission: Submission) -> dict[str, Any]:
        """Return the body."""
        tree: dict[str, Any] = {}
        for place, value in self.fixed.items():
            put(tree, place, value)
        for word, place in self.put.items():
            value = self._value(word, submission)
            if value is not None and value not in ("", []):
                put(tree, place, value)
        for place, value in (self.also(submission) if self.also else {}).items():
            put(tree, place, value)
        return tree

    def _value(self, word: str, submission: Submission) -> Any:  # noqa: ANN401 (JSON leaves here)
        value = _plain(word, submission)
        if isinstance(value, SourceFile):
            return encoded(value, self.form)
        if isinstance(value, list):
            return [encoded(one, self.form) for one in value]
        known = self.values.get(word)
        if known is not None and value is not None:
            return known.get(str(value), value)
        if isinstance(value, str) and word in _WHOLE:
            value = int(value)
        if isinstance(value, int) and word in self.texts:
            return str(value)
        return float(value) if isinstance(value, str) and word in self.numbers else value


_READ: Mapping[str, Callable[[Submission], str | int | SourceFile | list[SourceFile] | None]] = {
    "model": lambda asked: asked.remote_model,
    "prompt": lambda asked: asked.prompt,
    "ratio": lambda asked: asked.aspect_ratio,
    "size": lambda asked: asked.size,
    "seconds": lambda asked: asked.seconds,
    "count": lambda asked: asked.count,
    "image": lambda asked: next(iter(asked.images), None),
    "second": lambda asked: next(iter(asked.images[1:]), None),
    "images": lambda asked: list(asked.images),
    "others": lambda asked: list(asked.images[1:]),
    "first": lambda asked: asked.of_role("first") or next(iter(asked.images), None),
    "last": lambda asked: asked.of_role("last"),
    "mask": lambda asked: asked.of_role("mask"),
    "sound": lambda asked: asked.of_role("sound"),
    "video": lambda asked: asked.of_role("video"),
    "earlier": lambda asked: asked.earlier.remote_id if asked.earlier else None,
    "key": lambda asked: asked.earlier.key if asked.earlier else None,
}
WORDS = frozenset(_READ)


def _plain(word: str, submission: Submission) -> str | int | SourceFile | list[SourceFile] | None:
    read = _READ.get(word)
    found = None if read is None else read(submission)
    return submission.choices.get(word) if found is None else found


def encoded(file: SourceFile, form: Form = "data") -> str | FileText:
    """Return a file as text: its path at the gateway where it was uploaded, else as ``form`` says."""
    if file.remote_path:
        return file.remote_path
    prefix = "" if form == "base64" else f"data:{file.mime};base64,"
    if isinstance(file.data, bytes):
        return prefix + base64.b64encode(file.data).decode()
    return FileText(file.data, prefix)


def put(tree: dict[str, Any], place: str, value: Any) -> None:  # noqa: ANN401 (JSON)
    """Set a value at ``a.b``, ``a.list[]`` or ``a.list[].b``; the last two take a list or one value."""
    head, _, rest = place.partition("[]")
    *way, last = head.split(".")
    for step in way:
        tree = tree.setdefault(step, {})
    if "[]" not in place:
        tree[last] = value
        return
    items: Iterable[Any] = value if isinstance(value, list) else [value]
    inner = rest.removeprefix(".")
    tree[last] = [{inner: one} for one in items] if inner else list(items)
