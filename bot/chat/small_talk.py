"""Words that are no wish for a picture: a greeting, thanks, one sign. Nobody pays for having been polite."""

from __future__ import annotations

import unicodedata

_SIGNS_MAX = 2  # an emoji, with its colour
_POLITE = frozenset(
    [
        *("hi", "hello", "hey", "hi there", "hello there", "yo", "good morning", "good evening", "good night", "bye"),
        *("thanks", "thank you", "thanks a lot", "thx", "ty", "ok", "okay", "yes", "no", "cool", "nice", "great"),
        *("wow", "lol", "test", "help", "start", "chào", "xin chào", "chào bạn", "chào bot", "alo", "cảm ơn"),
        *("cám ơn", "cảm ơn bạn", "cảm ơn nhé", "cảm ơn nhiều", "tks", "vâng", "dạ", "ừ", "được", "được rồi"),
        *("đẹp quá", "hay quá", "tuyệt", "tuyệt vời", "tạm biệt", "bye bye", "giúp", "giúp mình"),
    ]
)


def is_small_talk(words: str) -> bool:
    """Tell whether a message says nothing that could be drawn."""
    words = unicodedata.normalize("NFC", words)
    plain = " ".join("".join(sign if sign.isalnum() else " " for sign in words.casefold()).split())
    if not plain:
        return 0 < len(words.strip()) <= _SIGNS_MAX
    return plain in _POLITE
