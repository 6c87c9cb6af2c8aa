"""Words that are no wish for a picture: a greeting, thanks, one sign. Nobody pays for having been polite."""

from __future__ import annotations

import unicodedata
from functools import cache

from bot.chat.texts import languages, texts

_SIGNS_MAX = 2  # an emoji, with its colour


def is_small_talk(words: str) -> bool:
    """Tell whether a message says nothing that could be drawn, in any language that the bot speaks."""
    plain = _plain(words)
    return plain in _polite() if plain else 0 < len(words.strip()) <= _SIGNS_MAX


@cache
def _polite() -> frozenset[str]:
    listed = (texts(code).plain("small-talk-words") for code in languages())
    return frozenset(_plain(words) for line in listed for words in line.split(","))


def _plain(words: str) -> str:
    words = unicodedata.normalize("NFC", words).casefold()
    return " ".join("".join(sign if sign.isalnum() else " " for sign in words).split())
