"""Our mirror of the Stars that Telegram keeps for us, to the billionth: an affiliate's commission is no whole number.

Whole Stars and the rest of one stand on accounts of their own; the latter are counted in billionths.
"""

from __future__ import annotations

from dataclasses import dataclass

from storage import ledger
from storage.database import Tx

NANO = 1_000_000_000  # of a Star
STARS, OUT = "stars:bal", "stars:out"
BAL_PARTS, OUT_PARTS = "stars:bal:nano", "stars:out:nano"


@dataclass(frozen=True, slots=True)
class Listed:
    """What Telegram's list says of a payment, in billionths of a Star: what came to us, and what an affiliate got."""

    nano: int
    shared: int = 0


async def move(tx: Tx, key: str, nano: int, code: str, now: int) -> bool:
    """Move so much into our mirror, or out of it where it is less than nothing; whole Stars and the rest apart."""
    whole, rest = divmod(abs(nano), NANO)
    fresh = False
    for name, amount, here, there in ((key, whole, STARS, OUT), (f"{key}:n", rest, BAL_PARTS, OUT_PARTS)):
        if amount:
            debit, credited = (here, there) if nano > 0 else (there, here)
            fresh = await ledger.post(tx, name, debit, credited, amount, code, now, ref=key.split(":")[1]) or fresh
    return fresh


async def kept(tx: Tx) -> int:
    """Return how much our books say Telegram keeps for us, in billionths of a Star (I13)."""
    return -(await ledger.balance(tx, STARS)).posted * NANO - (await ledger.balance(tx, BAL_PARTS)).posted
