"""Options inside a prompt: ``--ar 16:9 --n 4 --size 2K --model flow``, anywhere, forgiving, or a clear sentence.

What stands in quotes is one value. Phones turn two hyphens into a dash, people write ``--ar=16:9`` or a full-width
colon: all of it is read. So are one hyphen before a shape or a number that nobody would write otherwise
(``-ar 16:9``), and a shape by its word (``--ar portrait``). A word behind two hyphens that is no option is refused with
the nearest right one, because a silent typo would be paid for. Which further options there are (``--voice``,
``--seed`` …) the catalogue says; what is words runs on to the next option, but for the name of a style of ours.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from bot.errors import PersonError
from bot.generation import styles
from bot.generation.accents import without_accents
from bot.generation.shapes import shape_of

ValueKind = Literal["word", "text", "number", "flag"]
_COUNT_MAX = 999  # how many a model makes the quote knows
_SECONDS_MAX = 600
_NAME_MAX = 40
_BAD_MAX = 4
_BEGUN_MIN = 3
_DASHES = r"\u2010-\u2015\u2212\uff0d"  # what phones make of hyphens
_MARKS = r"=:\uff1a\uff1d"
_OPTION = re.compile(
    rf"(?<!\S)(?P<dash>--|[{_DASHES}][-{_DASHES}]?)(?P<name>[^\W\d_][\w-]*)(?:\s*[{_MARKS}]\s*|\s+|$)"
    rf"(?P<value>[\"\u201c-\u201f«](?P<quoted>[^\"\u201c-\u201f«»\n]*)[\"\u201c-\u201f»](?!\S)|[^\s{_DASHES}-]\S*)?"
)
_BREAKS = re.compile(rf"(?<!\S)(?:--|[{_DASHES}])[^\W\d_]")
# One hyphen, or a gap behind dashes: only before a value that makes it plain what is meant.
_PLAIN = re.compile(
    rf"(?<!\S)(?:(?:-|-- |[{_DASHES}] )(?=(?:ar|aspect|ratio)(?:\s*[{_MARKS}]\s*|\s+)"
    r"(?:[0-9]{1,2}[:\uff1ax\u00d7/][0-9]{1,2}|square|portrait|landscape|vuông|dọc|ngang)(?!\S))"
    rf"|-(?=(?:n|count)(?:\s*[{_MARKS}]\s*|\s+)[0-9]{{1,2}}(?!\S)|size(?:\s*[{_MARKS}]\s*|\s+)[1-9]k(?!\S)))",
    re.IGNORECASE,
)
# Names of two words, as the buttons say them in Vietnamese. Behind one dash only before a plain value, as above.
_IN_TWO_WORDS = {
    "aspect ratio": "ar",
    "ti le": "ar",
    "ty le": "ar",
    "so luong": "n",
    "so anh": "n",
    "kich thuoc": "size",
    "mo hinh": "model",
    "thoi luong": "seconds",
    "phong cach": "style",
}
_LETTERS = r"[^\W\d_][\w\u0300-\u036f]*"
_TWO_WORDS = re.compile(
    rf"(?<!\S)(?:--|(?P<dash>-- |-|[{_DASHES}][-{_DASHES}]? ?))(?P<name>{_LETTERS}[ _-]{_LETTERS})"
    rf"(?=(?P<value>(?:\s*[{_MARKS}]\s*|\s+)(?:[0-9]{{1,2}}[:\uff1ax\u00d7/][0-9]{{1,2}}|[1-9]k"
    r"|square|portrait|landscape|vuông|dọc|ngang)(?!\S))?)",
    re.IGNORECASE,
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
    "seconds": "seconds",
    "duration": "seconds",
    "sec": "seconds",
    "length": "seconds",
    "time": "seconds",
    "last": "last",
    "mask": "mask",
}
_KINDS: Mapping[str, ValueKind] = {"last": "flag", "mask": "flag"}
_OTHER_NAMES = {"negative": "no", "voices": "voice", "lang": "language"}
_RATIO = re.compile(r"(\d{1,2})[:\uff1ax\u00d7/](\d{1,2})")
_SIZE = re.compile(r"512|[1-9]k|[1-9]\d{2,3}p|[1-9]\d{2,3}[x\u00d7][1-9]\d{2,3}", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]{1,10}(?:\.[0-9]{1,6})?")
_SEED = re.compile(r"[0-9]{1,20}")
_MEASURE = re.compile(rf"{_RATIO.pattern}|{_SIZE.pattern}|\d+(?:\.\d+)?(?:s|%)", re.IGNORECASE)
_YES = ("", "on", "yes", "true", "1", "có")


class BadOptionError(PersonError):
    """An option that is none, or of no use: the text ``without`` it, and with the ``right`` one in its place."""

    def __init__(self, error: PersonError, without: str, right: str | None = None) -> None:
        """Say what the first error says."""
        super().__init__(error.key, **error.values)
        self.without = without
        self.right = right


@dataclass(frozen=True, slots=True)
class Options:
    """What was said behind dashes; None where nothing was. ``choices`` are those that the catalogue added.

    ``aspect_ratio`` may be a shape by its word, for which the quote takes a ratio of the model's.
    """

    aspect_ratio: str | None = None
    count: int | None = None
    size: str | None = None
    model: str | None = None
    seconds: int | None = None
    last: bool = False
    mask: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)

    def over(self, others: Options) -> Options:
        """Return these, and the others where nothing was said here."""
        said = {name: value for name in self.__slots__ if (value := getattr(self, name))}
        return replace(others, **said | {"choices": {**others.choices, **self.choices}})


def parse(
    text: str, more: Mapping[str, ValueKind] = MappingProxyType({}), *, styled: bool = False
) -> tuple[str, Options]:
    """Split a prompt from its options; ``more`` names those beside the usual ones.

    ``styled``: behind ``--style`` stands the name of a style, perhaps of several words, or one word.

    Raises PersonError ``option-unknown``, ``option-bad`` or ``option-twice``. Whether a model can do what is asked is
    the quote's business.
    """
    text = _TWO_WORDS.sub(_in_one_word, _PLAIN.sub("--", text))
    more = {**more, "style": "word"} if styled else more
    found: dict[str, str] = {}
    spans: dict[str, tuple[int, int]] = {}
    kept: list[str] = []
    end = at = 0
    while (match := _OPTION.search(text, at)) is not None:
        name = _name(match["name"], more)
        if name is None and match["dash"] == "--":
            raise _unknown(text, match, more)
        if name is None:  # a dash in a sentence, not an option
            at = match.end("name")
            continue
        if name in found:
            raise PersonError("option-twice", option=f"--{name}")
        kept.append(text[end : match.start()])
        style = _style(text, match) if styled and name == "style" else None
        found[name], end = style or _value(text, match, _KINDS.get(name) or more.get(name, "word"))
        at = end
        spans[f"--{name}"] = match.start(), end
    kept.append(text[end:])
    prompt = re.sub(r"[ \t]{2,}", " ", " ".join(kept)) if found else text
    try:
        return prompt.strip(), _read(found, more)
    except PersonError as error:
        raise BadOptionError(error, _cut(text, *spans[error.values["option"]])) from None


def is_usual(word: str) -> bool:
    """Whether a word is the name of an option that every model may have."""
    return word in _NAMES or word == "style"


def _in_one_word(match: re.Match[str]) -> str:
    name = _IN_TWO_WORDS.get(re.sub("[_-]", " ", without_accents(match["name"])))
    is_meant = name is not None and (match["dash"] is None or match["value"] is not None)
    return f"--{name}" if is_meant else match[0]


def _name(written: str, more: Mapping[str, ValueKind]) -> str | None:
    word = written.casefold()
    name = _NAMES.get(word) or _OTHER_NAMES.get(word, word)
    return name if name in _NAMES.values() or name in more else None


def _style(text: str, match: re.Match[str]) -> tuple[str, int] | None:
    """Return the style of ours that stands there, perhaps misspelt, and where its name ends, if one does."""
    if match["value"] is None or match["quoted"] is not None:
        return None
    begin = text[match.start("value") :]
    found = styles.begins(begin) or styles.nearly_begins(begin)
    return None if found is None else (found[0], match.start("value") + found[1])


def _value(text: str, match: re.Match[str], kind: ValueKind) -> tuple[str, int]:
    """Return an option's value and where it ends."""
    if kind == "flag":
        said = (match["value"] or "").casefold()
        return ("on", match.end()) if said in _YES else ("on", match.end("name"))
    if match["quoted"] is not None:
        return match["quoted"].strip(), match.end()
    if kind == "text":
        begin = match.start("value") if match["value"] else match.end()
        following = _BREAKS.search(text, begin)
        end = following.start() if following else len(text)
        return text[begin:end].strip(), end
    return (match["value"] or "").strip(",.;"), match.end()


def _read(found: dict[str, str], more: Mapping[str, ValueKind]) -> Options:
    return Options(
        aspect_ratio=_ratio(found["ar"]) if "ar" in found else None,
        count=_count(found["n"]) if "n" in found else None,
        size=_size(found["size"]) if "size" in found else None,
        model=_model(found["model"]) if "model" in found else None,
        seconds=_seconds(found["seconds"]) if "seconds" in found else None,
        last="last" in found,
        mask="mask" in found,
        choices={name: _choice(name, value, more[name]) for name, value in found.items() if name in more},
    )


def without_bad(text: str, more: Mapping[str, ValueKind] = MappingProxyType({}), *, styled: bool = False) -> str:
    """Return a text without the few options that are none or say nothing of use."""
    for _ in range(_BAD_MAX):
        try:
            parse(text, more, styled=styled)
        except BadOptionError as error:
            text = error.without
        except PersonError:
            break
        else:
            break
    return text


def _cut(text: str, begin: int, end: int) -> str:
    before, after = text[:begin].rstrip(" \t"), text[end:].lstrip(" \t")
    return f"{before} {after}".strip()


def _unknown(text: str, match: re.Match[str], more: Mapping[str, ValueKind]) -> BadOptionError:
    names = {**{name: name for name in more}, **_NAMES}
    written = match["name"][:_NAME_MAX]  # to look for what is like a very long word takes long
    word = without_accents(written)
    swapped = [name for name in names if sorted(name) == sorted(word)]
    begun = [name for name in names if len(word) >= _BEGUN_MIN and name.startswith(word)]
    near = [names[one] for one in swapped or begun or difflib.get_close_matches(word, names, n=1, cutoff=0.6)][:1]
    right = f"{text[: match.start('name')]}{near[0]}{text[match.end('name') :]}" if near else None
    nearest = f"--{near[0]}" if near else "none"
    error = PersonError("option-unknown", option=f"--{written}", nearest=nearest)
    return BadOptionError(error, _cut(text, match.start(), _end_of_unknown(text, match)), right)


def _end_of_unknown(text: str, match: re.Match[str]) -> int:
    """Return where an option that is none ends: with its value, as far as that is plainly no word of the prompt."""
    value = match["value"]
    if value is None:
        return match.end("name")
    between = text[match.end("name") : match.start("value")]
    follows = text[match.end() :].lstrip()
    alone = bool(text[: match.start()].strip()) and (not follows or _BREAKS.match(follows) is not None)
    is_plain = bool(between.strip()) or match["quoted"] is not None or alone
    return match.end() if is_plain or _MEASURE.fullmatch(value) else match.end("name")


def _ratio(value: str) -> str:
    shape = shape_of(value)
    if shape is not None:
        return shape
    match = _RATIO.fullmatch(value)
    if match is None or "0" in (match[1], match[2]):
        raise PersonError("option-bad", option="--ar", value=value or "…", example="--ar 16:9")
    return f"{int(match[1])}:{int(match[2])}"


def _count(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", value) or not 1 <= int(value) <= _COUNT_MAX:
        raise PersonError("option-bad", option="--n", value=value or "…", example="--n 4")
    return int(value)


def _size(value: str) -> str:
    if not _SIZE.fullmatch(value):
        raise PersonError("option-bad", option="--size", value=value or "…", example="--size 2K")
    small = value.casefold().replace("\u00d7", "x")
    return small.upper() if small.endswith("k") else small


def _seconds(value: str) -> int:
    digits = value.casefold().removesuffix("s")
    if not re.fullmatch(r"[0-9]{1,3}", digits) or not 1 <= int(digits) <= _SECONDS_MAX:
        raise PersonError("option-bad", option="--seconds", value=value or "…", example="--seconds 8")
    return int(digits)


def _choice(name: str, value: str, kind: ValueKind) -> str:
    if kind == "number" and not (_SEED if name == "seed" else _NUMBER).fullmatch(value):
        raise PersonError("option-bad", option=f"--{name}", value=value or "…", example=f"--{name} 7")
    if not value:
        raise PersonError("option-bad", option=f"--{name}", value="…", example=f"--{name} …")
    return value


def _model(value: str) -> str:
    if not value:
        raise PersonError("option-bad", option="--model", value="…", example="--model nano-banana-2")
    return value
