"""Options inside a prompt: ``--ar 16:9 --n 4 --size 2K --model flow``, anywhere, forgiving, or a clear sentence.

Phones turn two hyphens into a dash, people write ``--ar=16:9`` or a full-width colon: all of it is read. A word behind
two hyphens that is no option is refused with the nearest right one, because a silent typo would be paid for.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from bot.errors import PersonError

_COUNT_MAX = 10
_OPTION = re.compile(
    r"(?<!\S)(?P<dash>--|[\u2013\u2014\u2212]-?)(?P<name>[^\W\d_][\w-]*)(?:[=:\uff1a]\s*|\s+|$)(?P<value>[^\s\u2013\u2014-]\S*)?"
)
_NAMES = {
    "ar": "ar",
    "aspect": "ar",
    "ratio": "ar",
    "n": "n",
    "count": "n",
    "size": "size",
    "model": "model",
    "m": "model",
}
_RATIO = re.compile(r"(\d{1,2})[:\uff1ax\u00d7/](\d{1,2})")
_SIZES = ("512", "1K", "2K", "4K")


@dataclass(frozen=True, slots=True)
class Options:
    """What was said behind dashes; None where nothing was."""

    aspect_ratio: str | None = None
    count: int | None = None
    size: str | None = None
    model: str | None = None


def parse(text: str) -> tuple[str, Options]:
    """Split a prompt from its options.

    Raises PersonError ``option-unknown``, ``option-bad`` or ``option-twice``. Whether a model can do what is asked is
    the quote's business.
    """
    found: dict[str, str] = {}
    kept: list[str] = []
    end = 0
    for match in _OPTION.finditer(text):
        name = _NAMES.get(match["name"].casefold())
        if name is None:
            if match["dash"] == "--":
                raise _unknown(match["name"])
            continue  # a dash in a sentence, not an option
        if name in found:
            raise PersonError("option-twice", option=f"--{name}")
        found[name] = (match["value"] or "").strip(",.;")
        kept.append(text[end : match.start()])
        end = match.end()
    kept.append(text[end:])
    return re.sub(r"[ \t]{2,}", " ", " ".join(kept) if found else text).strip(), _read(found)


def _read(found: dict[str, str]) -> Options:
    return Options(
        aspect_ratio=_ratio(found["ar"]) if "ar" in found else None,
        count=_count(found["n"]) if "n" in found else None,
        size=_size(found["size"]) if "size" in found else None,
        model=_model(found["model"]) if "model" in found else None,
    )


def _unknown(written: str) -> PersonError:
    near = difflib.get_close_matches(written.casefold(), _NAMES, n=1, cutoff=0.5)
    return PersonError("option-unknown", option=f"--{written}", nearest=f"--{_NAMES[near[0]]}" if near else "none")


def _ratio(value: str) -> str:
    match = _RATIO.fullmatch(value)
    if match is None or "0" in (match[1], match[2]):
        raise PersonError("option-bad", option="--ar", value=value or "…", example="--ar 16:9")
    return f"{int(match[1])}:{int(match[2])}"


def _count(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", value) or not 1 <= int(value) <= _COUNT_MAX:
        raise PersonError("option-bad", option="--n", value=value or "…", example="--n 4")
    return int(value)


def _size(value: str) -> str:
    for size in _SIZES:
        if value.casefold() == size.casefold():
            return size
    raise PersonError("option-bad", option="--size", value=value or "…", example="--size 2K")


def _model(value: str) -> str:
    if not value:
        raise PersonError("option-bad", option="--model", value="…", example="--model nano-banana-2")
    return value
