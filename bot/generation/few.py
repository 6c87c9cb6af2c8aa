"""The few of many possible values that stand in a short answer, those nearest to what was asked for first."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from fractions import Fraction

MOST = 5
_CUT = " …"
_NUMBER = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,4})?)(?::([0-9]{1,6}(?:\.[0-9]{1,4})?))?")  # 1e99999999 is a word here
_LETTERS_MAX = 60


def few(values: Sequence[str], wanted: str, most: int = MOST) -> str:
    """Return them as one text: all where they are few, else the nearest and a sign that there are more; "none"."""
    if len(values) <= most:
        return ", ".join(values) or "none"
    near = sorted(values, key=lambda value: _distance(value, wanted))
    return ", ".join(near[:most]) + _CUT


def _distance(value: str, wanted: str) -> Fraction:
    """Return how far a value is: numbers and shapes by their size, words by their letters."""
    first, second = _number(value), _number(wanted)
    if first is None or second is None:
        alike = difflib.SequenceMatcher(None, value.casefold(), wanted[:_LETTERS_MAX].casefold()).ratio()
        return 1 - Fraction(alike)
    return max(first, second) / min(first, second)


def _number(text: str) -> Fraction | None:
    """Return a number, or a shape as wide against high; None for words and for nothing."""
    found = _NUMBER.fullmatch(text)
    if found is None or not (high := Fraction(found[2] or 1)):
        return None
    return Fraction(found[1]) / high or None
