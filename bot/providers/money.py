"""Amounts in a gateway's currency: whole numbers of its smallest unit, read strictly, rounded up, never a float."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Unit = Literal["VND", "USD"]
SCALES: dict[Unit, int] = {"VND": 0, "USD": 6}
AMOUNT_MAX = 2**53 - 1
_DECIMAL = re.compile(r"[0-9]{1,16}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,2})?")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_PRICE_MAX: dict[Unit, int] = {"VND": 10_000_000, "USD": 1_000}  # beyond this it is a slip of the owner's
_THOUSANDS = re.compile(r"[0-9]{1,3}\.[0-9]{3}")


@dataclass(frozen=True, slots=True)
class Cost:
    """An exact amount in the smallest unit of a gateway's currency: dong, or micro-dollars (of its own "USD")."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent in a day and in a month, in one unit; None is no limit, 0 is nothing."""

    day: int | None = None
    month: int | None = None

    @property
    def is_set(self) -> bool:
        """Whether it limits anything."""
        return self.day is not None or self.month is not None


NO_BUDGET = Budget()


def exact_cost(text: str, unit: Unit) -> Cost:
    """Read a gateway's decimal text; what is finer than the smallest unit is rounded up.

    Raises:
        ValueError: not a plain number of at least 0 (NaN, signs, separators), too large, or ambiguous: dong have no
            decimals, so "10.500" may be ten and a half or ten thousand five hundred.

    """
    written = text.strip()
    if not _DECIMAL.fullmatch(written):
        raise ValueError(f"{written[:40]!r} is not an amount like 0.134")
    if SCALES[unit] == 0 and _THOUSANDS.fullmatch(written):
        raise ValueError(f"{written!r} is ambiguous: write whole {unit} without separators")
    amount = Fraction(Decimal(written)) * 10 ** SCALES[unit]
    if amount > AMOUNT_MAX:
        raise ValueError(f"{written[:40]!r} is too large an amount")
    return Cost(math.ceil(amount), unit)


def exact_price(text: str, unit: Unit) -> int:
    """Read a price of the catalogue: more than nothing, bounded, and not finer than the smallest unit.

    Raises:
        ValueError: see `exact_cost`; also zero, an exponent, too much, and more decimals than the unit has.

    """
    cost = exact_cost(text, unit)
    if not _PLAIN.fullmatch(text.strip()):
        raise ValueError(f"{text!r} is not an amount like 0.134")
    if cost.amount > _PRICE_MAX[unit] * 10 ** SCALES[unit]:
        raise ValueError(f"{text!r} is too much: a price is at most {_PRICE_MAX[unit]:,} {unit}")
    if cost.amount == 0:
        raise ValueError(f"{text!r} is no price: what costs nothing is not sold")
    if Fraction(Decimal(text.strip())) * 10 ** SCALES[unit] != cost.amount:
        raise ValueError(f"{text!r} has more decimals than {unit} knows ({SCALES[unit]})")
    return cost.amount


def shown(cost: Cost) -> str:
    """Return an amount as decimal text for the owner: ``0.134 USD``, ``100 VND``."""
    amount = Decimal(cost.amount).scaleb(-SCALES[cost.unit])
    return f"{amount.normalize():f} {cost.unit}"
