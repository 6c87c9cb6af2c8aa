"""Labels with a price: it stands behind what the button means too, so that a press is held to what was read."""

from __future__ import annotations

import re

from bot.chat.texts import Texts

_BETWEEN = " · "  # a label and its price
_PRICE = re.compile(r"[0-9.,\s]+₫")
_HALF = 14.5  # letters
_WIDTHS = dict.fromkeys(" \u00a0.,·:()1iIjlìíịỉĩ", 0.5) | {"\ufe0f": 0.0}


def takes_half(label: str) -> bool:
    """Whether a label leaves room for another one beside it on a phone, where too long a one loses its price."""
    return sum(_WIDTHS.get(sign, 1.0) for sign in label) <= _HALF


def named(argument: str, price: int) -> str:
    """Return the argument of a button that names a price, in credits; 0 where nobody pays."""
    return f"{argument}/{price}"


def read_price(argument: str) -> tuple[str, int | None]:
    """Return what a button means and the price it named; None for one that names none."""
    meaning, slash, price = argument.rpartition("/")
    return (meaning, int(price)) if slash and price.isascii() and price.isdecimal() else (argument, None)


def relabelled(label: str, price: int, said: Texts) -> str:
    """Return a button's label with a price, in the place of the one that it named if it did."""
    what, _, last = label.rpartition(_BETWEEN)
    return said.plain("choice-priced", what=what if what and _PRICE.fullmatch(last) else label, price=price)
