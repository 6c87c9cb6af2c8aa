"""A message to everybody: whom it has reached stands in rows, so that a stop or a crash sends it to nobody twice."""

from __future__ import annotations

from dataclasses import dataclass

from storage.database import Tx

_SELECT = "SELECT id, key, words, actor, state, sent, closed, failed, created_at, ended_at FROM broadcast "
_TO_ALL = (
    "SELECT uid FROM person WHERE telegram_id IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM unreachable WHERE person_uid = person.uid) "
    "AND NOT EXISTS (SELECT 1 FROM block WHERE holder = 'u:' || person.uid)"
)
_COUNT = {
    "sent": "UPDATE broadcast SET sent = sent + 1 WHERE id = :id",
    "closed": "UPDATE broadcast SET closed = closed + 1 WHERE id = :id",
    "failed": "UPDATE broadcast SET failed = failed + 1 WHERE id = :id",
}


@dataclass(frozen=True, slots=True)
class Broadcast:
    """``closed`` counts who blocked the bot, ``failed`` what Telegram refused for another reason."""

    id: int
    key: str
    words: str
    actor: str
    state: str
    sent: int
    closed: int
    failed: int
    created_at: int
    ended_at: int | None


async def audience(tx: Tx) -> int:
    """Return how many people a message to everybody would go to now."""
    return int(await tx.value(f"SELECT count(*) FROM ({_TO_ALL})"))  # noqa: S608 (written above)


async def begin(tx: Tx, key: str, words: str, actor: str, now: int) -> Broadcast | None:
    """Begin one, to everybody who can be reached now; None where the same ``key`` began one before."""
    fresh = await tx.execute(
        "INSERT INTO broadcast (key, words, actor, state, created_at) "
        "VALUES (:key, :words, :actor, 'sending', :now) ON CONFLICT (key) DO NOTHING",
        key=key,
        words=words,
        actor=actor,
        now=now,
    )
    if not fresh:
        return None
    row = await tx.one(_SELECT + "WHERE key = :key", key=key)
    assert row is not None  # noqa: S101 (it was inserted above)
    await tx.execute(
        f"INSERT INTO broadcast_to (broadcast_id, person_uid) SELECT :id, uid FROM ({_TO_ALL})",  # noqa: S608 (written above)
        id=row["id"],
    )
    return Broadcast(*row)


async def get(tx: Tx, broadcast_id: int) -> Broadcast | None:
    """Return one as it stands."""
    row = await tx.one(_SELECT + "WHERE id = :id", id=broadcast_id)
    return None if row is None else Broadcast(*row)


async def latest(tx: Tx) -> Broadcast | None:
    """Return the last that was begun."""
    row = await tx.one(_SELECT + "ORDER BY id DESC LIMIT 1")
    return None if row is None else Broadcast(*row)


async def under_way(tx: Tx) -> Broadcast | None:
    """Return the oldest that still goes out."""
    row = await tx.one(_SELECT + "WHERE state = 'sending' ORDER BY id LIMIT 1")
    return None if row is None else Broadcast(*row)


async def left(tx: Tx, broadcast_id: int) -> int:
    """Return how many people it still has to reach."""
    return int(await tx.value("SELECT count(*) FROM broadcast_to WHERE broadcast_id = :id", id=broadcast_id))


async def take(tx: Tx, broadcast_id: int) -> tuple[str, int] | None:
    """Take the next person out of it (uid, Telegram id), before the message is sent; None where nobody is left.

    A crash between this and the send costs one person the message; it never brings anybody two.
    """
    row = await tx.one(
        "SELECT person_uid, telegram_id FROM broadcast_to JOIN person ON uid = person_uid "
        "WHERE broadcast_id = (SELECT id FROM broadcast WHERE id = :id AND state = 'sending') "
        "AND telegram_id IS NOT NULL "
        "ORDER BY person_uid LIMIT 1",
        id=broadcast_id,
    )
    if row is None:
        return None
    await tx.execute(
        "DELETE FROM broadcast_to WHERE broadcast_id = :id AND person_uid = :uid",
        id=broadcast_id,
        uid=row["person_uid"],
    )
    return row["person_uid"], int(row["telegram_id"])


async def count(tx: Tx, broadcast_id: int, what: str) -> None:
    """Count one more ``sent``, ``closed`` or ``failed``."""
    await tx.execute(_COUNT[what], id=broadcast_id)


async def finish(tx: Tx, broadcast_id: int, state: str, now: int) -> bool:
    """End one (``done`` or ``stopped``); False where it had ended."""
    ended = await tx.execute(
        "UPDATE broadcast SET state = :state, ended_at = :now WHERE id = :id AND state = 'sending'",
        id=broadcast_id,
        state=state,
        now=now,
    )
    await tx.execute("DELETE FROM broadcast_to WHERE broadcast_id = :id", id=broadcast_id)
    return bool(ended)


async def close_to(tx: Tx, uid: str, now: int) -> None:
    """Note that a person blocked the bot."""
    await tx.execute(
        "INSERT INTO unreachable (person_uid, at) VALUES (:uid, :now) ON CONFLICT (person_uid) DO NOTHING",
        uid=uid,
        now=now,
    )


async def open_to(tx: Tx, uid: str) -> None:
    """Note that a person wrote again."""
    await tx.execute("DELETE FROM unreachable WHERE person_uid = :uid", uid=uid)
