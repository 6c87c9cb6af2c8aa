"""Codes that give credits: made by the owner, used once by each person, as often and as long as was set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from storage.database import StorageError, Tx

Reason = Literal["unknown", "ended", "used_up", "used_before"]
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{2,31}")
_SELECT = "SELECT code, credits, uses, uses_max, ends_at, keeps_days, created_by, created_at FROM promo "


@dataclass(frozen=True, slots=True)
class Promo:
    """A code; ``uses_max`` None = as many people as come, ``ends_at`` None = no end, ``keeps_days`` None = for good."""

    code: str
    credits: int
    uses: int
    uses_max: int | None
    ends_at: int | None
    keeps_days: int | None
    created_by: str | None
    created_at: int


class PromoError(StorageError):
    """The code gives nothing; nothing may be kept of a transaction that raised this."""

    def __init__(self, reason: Reason) -> None:
        """Keep why."""
        super().__init__(f"promo: {reason}")
        self.reason = reason


def folded(code: str) -> str | None:
    """Return a code as it is kept, None where nothing of that form is ever one: 3 to 32 of A-Z, 0-9, - and _."""
    upper = code.strip().upper()
    return upper if _CODE.fullmatch(upper) else None


async def create(  # noqa: PLR0913 (what the owner sets, by name)
    tx: Tx,
    code: str,
    credit: int,
    now: int,
    *,
    uses_max: int | None = None,
    ends_at: int | None = None,
    keeps_days: int | None = None,
    by: str | None = None,
) -> bool:
    """Make a code; False where there is one of that name. Raises StorageError where the name is no code's."""
    name = folded(code)
    if name is None:
        raise StorageError("a code is 3 to 32 letters and digits")
    made = await tx.execute(
        "INSERT INTO promo (code, credits, uses_max, ends_at, keeps_days, created_by, created_at) "
        "VALUES (:code, :credits, :uses_max, :ends_at, :keeps_days, :by, :now) ON CONFLICT (code) DO NOTHING",
        code=name,
        credits=credit,
        uses_max=uses_max,
        ends_at=ends_at,
        keeps_days=keeps_days,
        by=by,
        now=now,
    )
    return bool(made)


async def redeem(tx: Tx, code: str, uid: str, now: int) -> Promo:
    """Count one use by a person and return what the code gives; the caller gives it in the same transaction.

    Raises PromoError, with the reason that person can do most about.
    """
    promo = await find(tx, code)
    if promo is None:
        raise PromoError("unknown")
    if not await tx.execute(
        "INSERT INTO promo_use (code, person_uid, at) VALUES (:code, :uid, :now) ON CONFLICT DO NOTHING",
        code=promo.code,
        uid=uid,
        now=now,
    ):
        raise PromoError("used_before")
    if promo.ends_at is not None and now >= promo.ends_at:
        raise PromoError("ended")
    if not await tx.execute(
        "UPDATE promo SET uses = uses + 1 WHERE code = :code AND (uses_max IS NULL OR uses < uses_max)",
        code=promo.code,
    ):
        raise PromoError("used_up")
    return promo


async def end(tx: Tx, code: str, now: int) -> bool:
    """Let a code give nothing more from now on; False where there is none, or it has ended."""
    return bool(
        await tx.execute(
            "UPDATE promo SET ends_at = :now WHERE code = :code AND (ends_at IS NULL OR ends_at > :now)",
            code=folded(code) or "",
            now=now,
        )
    )


async def find(tx: Tx, code: str) -> Promo | None:
    """Return a code as it stands, however it was typed."""
    row = await tx.one(_SELECT + "WHERE code = :code", code=folded(code) or "")
    return None if row is None else Promo(*row)


async def page(tx: Tx, after: str, limit: int) -> list[Promo]:
    """Return codes in the order of their names, those after one."""
    rows = await tx.all(_SELECT + "WHERE code > :after ORDER BY code LIMIT :limit", after=after, limit=limit)
    return [Promo(*row) for row in rows]


async def tries(tx: Tx, uid: str, day: str) -> int:
    """Return how many codes that gave nothing a person tried on a day."""
    count = await tx.value("SELECT tries FROM promo_try WHERE person_uid = :uid AND day = :day", uid=uid, day=day)
    return int(count or 0)


async def note_try(tx: Tx, uid: str, day: str) -> None:
    """Count one more, and forget those of days before."""
    await tx.execute("DELETE FROM promo_try WHERE person_uid = :uid AND day < :day", uid=uid, day=day)
    await tx.execute(
        "INSERT INTO promo_try (person_uid, day, tries) VALUES (:uid, :day, 1) "
        "ON CONFLICT (person_uid, day) DO UPDATE SET tries = tries + 1",
        uid=uid,
        day=day,
    )
