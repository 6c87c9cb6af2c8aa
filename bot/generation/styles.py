"""Styles for models that have none of their own: a name a person types, and what the gateway is told for it."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.generation.accents import without_accents

_FILE = Path(__file__).with_name("styles.toml")
_NAME_MAX = 40
_WORDS_MAX = 3  # of a name that is several words


@dataclass(frozen=True, slots=True)
class Style:
    """``words`` go behind the person's own at the gateway; ``titles`` by language code."""

    name: str
    titles: Mapping[str, str]
    words: str
    also: tuple[str, ...]

    def title(self, language: str) -> str:
        """Return what people of a language call it, English where nobody said."""
        return self.titles.get(language) or self.titles["en"]


@cache
def styles() -> Mapping[str, Style]:
    """Return every style by its name, in the order of the file."""
    read = tomllib.loads(_FILE.read_text("utf-8"))
    return {
        name: Style(name, one["title"], str(one["words"]), tuple(map(str, one["also"]))) for name, one in read.items()
    }


def find(written: str) -> Style | None:
    """Return the style that a word or a few mean, however they are written."""
    name = _names().get(_plain(written))
    return None if name is None else styles()[name]


def begins(text: str) -> tuple[str, int] | None:
    """Return the style that a text begins with, and where its name ends; the longest name counts."""
    ends = [word.end() for word in re.finditer(r"\S+", text)][:_WORDS_MAX]
    for end in reversed(ends):
        style = find(text[:end].strip(" ,.;"))
        if style is not None:
            return style.name, end
    return None


def nearly_begins(text: str) -> tuple[str, int] | None:
    """Return the few words at the beginning of a text that are a style's but for a letter or two, and their end."""
    ends = [word.end() for word in re.finditer(r"\S+", text[:_NAME_MAX])][1:_WORDS_MAX]
    for end in reversed(ends):
        if difflib.get_close_matches(_plain(text[:end]), _names_of_words(), n=1, cutoff=0.8):
            return text[:end].strip(" ,.;"), end
    return None


def nearest(written: str) -> str | None:
    """Return the name of the style that a person may have meant."""
    near = difflib.get_close_matches(_plain(written), _names(), n=1, cutoff=0.5)
    return _names()[near[0]] if near else None


def words_of(name: str) -> str:
    """Return what a gateway is told for a style; nothing where the file has it no more."""
    style = styles().get(name)
    return "" if style is None else style.words


@cache
def _names() -> Mapping[str, str]:
    return {_plain(word): style.name for style in styles().values() for word in (style.name, *style.also)}


@cache
def _names_of_words() -> frozenset[str]:
    named = (word for style in styles().values() for word in (style.name, *style.also))
    return frozenset(_plain(word) for word in named if " " in word)


def _plain(written: str) -> str:
    return "".join(sign for sign in without_accents(written) if sign.isalnum())
