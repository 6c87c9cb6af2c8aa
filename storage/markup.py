"""What the owner puts on top of every price, in per cent."""

from __future__ import annotations

from storage.database import Tx

MOST = 900


async def percent(tx: Tx) -> int:
    """Return it; 0 where the owner never set one."""
    return int(await tx.value("SELECT percent FROM markup WHERE only_one = 1") or 0)


async def set_to(tx: Tx, wanted: int, actor: str, now: int) -> None:
    """Set it from now on; what was asked for before keeps its price."""
    await tx.execute(
        "INSERT INTO markup (only_one, percent, actor, at) VALUES (1, :wanted, :actor, :now) "
        "ON CONFLICT (only_one) DO UPDATE SET percent = :wanted, actor = :actor, at = :now",
        wanted=wanted,
        actor=actor,
        now=now,
    )
