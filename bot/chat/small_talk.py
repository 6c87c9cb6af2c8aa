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
    return _known().get(plain)


@cache
def _known() -> dict[str, str]:
    listed = ((kind, texts(code).plain(key)) for code in languages() for key, kind in _KINDS.items())
    return {_plain(words): kind for kind, line in listed for words in line.split(",")}


def _plain(words: str) -> str:
    words = unicodedata.normalize("NFC", words).casefold()
    return " ".join("".join(sign if sign.isalnum() else " " for sign in words).split())
