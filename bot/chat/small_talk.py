"""Words that are no wish for a picture: a greeting, thanks, a call for help, one sign. Nobody pays for being polite."""

from __future__ import annotations

import unicodedata
from functools import cache

from bot.chat.texts import languages, texts

_KINDS = {"small-talk-words": "small-talk", "small-thanks-words": "small-thanks", "small-help-words": "small-help"}
_SIGNS_MAX = 2  # an emoji, with its colour


def small_talk(words: str) -> str | None:
    """Return what a message is that says nothing that could be drawn, in any language that the bot speaks.

    ``small-help``, or the text to answer with; None: it may be drawn.
    """
    plain = _plain(words)
    if not plain:
        return "small-talk" if 0 < len(words.strip()) <= _SIGNS_MAX else None
    return _known().get(plain) or _known().get(_without_polite_end(plain))


@cache
def _known() -> dict[str, str]:
    listed = ((kind, texts(code).plain(key)) for code in languages() for key, kind in _KINDS.items())
    return {_plain(words): kind for kind, line in listed for words in line.split(",")}


def _without_polite_end(plain: str) -> str:
    """Return words without what is said to somebody at their end: thanks *so much*, cảm ơn *bạn nhé*."""
    words = plain.split()
    while len(words) > 1 and (words[-1] in _polite() or " ".join(words[-2:]) in _polite()):
        words = words[: -1 if words[-1] in _polite() else -2]
    return " ".join(words)


@cache
def _polite() -> frozenset[str]:
    return frozenset(_plain(one) for code in languages() for one in texts(code).plain("small-polite-words").split(","))


def _plain(words: str) -> str:
    words = unicodedata.normalize("NFC", words).casefold()
    return " ".join("".join(sign if sign.isalnum() else " " for sign in words).split())
