"""Whether words show anything: what is made of signs that nobody sees is as if nothing had been written."""

from __future__ import annotations

import unicodedata

_SEEN = "LNPS"  # the first letters of categories: letters, numbers, punctuation, symbols
_BLANK = "\u115f\u1160\u2800\u3164\uffa0\U0001d159"  # letters and symbols by their category, and empty all the same
_NEW_EMOJI = range(0x1F000, 0x1FB00)  # newer than the tables that say what a sign is


def is_visible(words: str) -> bool:
    """Whether some sign of it is seen."""
    return any(_is_seen(sign) for sign in words)


def _is_seen(sign: str) -> bool:
    return sign not in _BLANK and (unicodedata.category(sign)[0] in _SEEN or ord(sign) in _NEW_EMOJI)
