"""What is read as one sign is not cut apart: a flag, a family, a hand with its colour, a letter with its accents."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"
_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)  # two of them are one flag
_TAGS = range(0xE0020, 0xE0080)


def whole_until(line: str, most: int) -> int:
    """Return how many characters of a line, at most so many, end with a whole sign; of a longer first one ``most``."""
    at = most
    while 0 < at < len(line) and _goes_on(line, at):
        at -= 1
    return at or most


def _goes_on(line: str, at: int) -> bool:
    """Whether the sign before this place has not ended there."""
    code = ord(line[at])
    if line[at - 1] == _JOINER or line[at] == _JOINER or code in _TONES or code in _TAGS:
        return True
    if code in _FLAG_LETTERS:
        before = line[:at]
        return (len(before) - len(before.rstrip("".join(map(chr, _FLAG_LETTERS))))) % 2 == 1
    return unicodedata.category(line[at])[0] == "M"
