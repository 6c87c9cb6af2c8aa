"""What Telegram sent, stored before it is acknowledged; a row leaves ``new`` only when it is handled or set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.database import Tx

_ERROR_MAX = 500  # characters
_ASIDE_LONGER_S = 23 * 86400  # the owner may want to look at it


@dataclass(frozen=True, slots=True)
class Incoming:
    """One raw update (JSON) and the lane it waits in: same lane in order, lanes in parallel."""

    update_id: int
    lane: str
    raw: str


async def store(tx: Tx, rows: Sequence[Incoming], now: int) -> list[int]:
    """Store updates and return the ids that are new; one that was here before is ignored."""
    fresh = []
    for row in rows:
        stored = await tx.execute(
            "INSERT INTO inbox (update_id, lane, raw, received_at) VALUES (:update_id, :lane, :raw, :now) "
            "ON CONFLICT (update_id) DO NOTHING",
            update_id=row.update_id,
            lane=row.lane,
            raw=row.raw,
            now=now,
        )
        if stored:
            fresh.append(row.update_id)
    return fresh


async def pending(tx: Tx) -> list[Incoming]:
    """Return what is still to be handled, in Telegram's order."""
    rows = await tx.all("SELECT update_id, lane, raw FROM inbox WHERE state = 'new' ORDER BY update_id")
    return [Incoming(*row) for row in rows]


async def finish(tx: Tx, *update_ids: int) -> None:
    """Mark updates as handled; what was set aside stays aside."""
    for update_id in update_ids:
        await tx.execute("UPDATE inbox SET state = 'done' WHERE update_id = :id AND state = 'new'", id=update_id)


async def set_aside(tx: Tx, update_id: int, error: str) -> None:
    """Take an update that cannot be handled out of the way, for the owner to look at."""
    await tx.execute(
        "UPDATE inbox SET state = 'aside', error = :error WHERE update_id = :id AND state = 'new'",
        id=update_id,
        error=error[:_ERROR_MAX],
    )


async def count_try(tx: Tx, update_id: int) -> int:
    """Count one more try and return how many there were; 0 where there is no such update."""
    tries = await tx.value("UPDATE inbox SET tries = tries + 1 WHERE update_id = :id RETURNING tries", id=update_id)
    return int(tries or 0)


async def forget_old(tx: Tx, before: int, most: int = 1000) -> int:
    """Delete handled updates received before that time, at most ``most`` of them, and return how many.

    What was set aside is kept 23 days longer. Call it again while it returns ``most``: one call must not hold up the
    others.
    """
    return await tx.execute(
        "DELETE FROM inbox WHERE update_id IN (SELECT update_id FROM inbox WHERE state <> 'new' "
        "AND received_at < :before AND (state = 'done' OR received_at < :aside_before) LIMIT :most)",
        before=before,
        aside_before=before - _ASIDE_LONGER_S,
        most=most,
    )
