"""What Stars buy, as the owner writes it: ``50=15000, 500=158000`` are Stars and credits, ``off`` sells nothing."""

from __future__ import annotations

_STARS_MAX, _MONTHLY_MAX = 25_000, 10_000  # what Telegram takes for one invoice, and for one month
_CREDITS_MAX = 2**53 - 1

Packages = tuple[tuple[int, int], ...]
"""Pairs of Stars and the credits that they buy, the cheapest first."""


def read_packages(value: str) -> Packages:
    """Read packages; raises ValueError with what is wrong."""
    packages = {}
    for pair in () if value.lower() == "off" else value.replace(",", " ").split():
        stars, _, credit = pair.partition("=")
        numbers = stars.isdecimal() and credit.isdecimal()
        if not numbers or not 1 <= int(stars) <= _STARS_MAX or not 1 <= int(credit) <= _CREDITS_MAX:
            raise ValueError(f"holds {pair!r}; write Stars=credits, like 50=15000, 500=158000, or off")
        packages[int(stars)] = int(credit)
    return tuple(sorted(packages.items()))


def read_monthly(value: str) -> Packages:
    """Read the one package of a subscription, or none; raises ValueError with what is wrong."""
    found = read_packages(value)
    if len(found) > 1 or any(stars > _MONTHLY_MAX for stars, _ in found):
        raise ValueError(f"must be one package of at most {_MONTHLY_MAX} Stars, like 200=64000, or off")
    return found
