"""What the owner lets one person spend in a day, where it is less than the rule for all."""

from __future__ import annotations

from storage.database import Tx


async def set_cap(tx: Tx, uid: str, credits_per_day: int | None, actor: str, now: int) -> None:
    """Set a person's own cap; None takes it away."""
    if credits_per_day is None:
        await tx.execute("DELETE FROM cap WHERE person_uid = :uid", uid=uid)
        return
    await tx.execute(
        "INSERT INTO cap (person_uid, credits_per_day, actor, at) VALUES (:uid, :most, :actor, :now) "
        "ON CONFLICT (person_uid) DO UPDATE SET credits_per_day = :most, actor = :actor, at = :now",
        uid=uid,
        most=credits_per_day,
        actor=actor,
        now=now,
    )


async def cap_of(tx: Tx, uid: str) -> int | None:
    """Return a person's own cap in credits a day; None where the rule for all holds."""
    most = await tx.value("SELECT credits_per_day FROM cap WHERE person_uid = :uid", uid=uid)
    return None if most is None else int(most)


def least(*limits: int | None) -> int | None:
    """Return the strictest of several limits; None is no limit."""
    return min((one for one in limits if one is not None), default=None)
