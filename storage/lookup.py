"""What the owner looks up about people and groups: found by name, and what they have, spent and did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from storage import broadcasts
from storage.database import Tx

_PERSON = "SELECT uid, telegram_id, name, username, language, created_at FROM person "


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the owner finds them."""

    uid: str
    telegram_id: int | None
    name: str
    username: str | None
    language: str
    created_at: int


@dataclass(frozen=True, slots=True)
class Deeds:
    """What somebody did: jobs and how they ended, and what was paid since a time and ever."""

    jobs: int
    made: int
    voided: int
    paid: int
    paid_since: int
    last_at: int | None


async def person(tx: Tx, uid: str) -> Known | None:
    """Return the person of that uid."""
    row = await tx.one(_PERSON + "WHERE uid = :uid", uid=uid)
    return None if row is None else Known(*row)


async def by_number(tx: Tx, telegram_id: int) -> Known | None:
    """Return the person of that Telegram id."""
    row = await tx.one(_PERSON + "WHERE telegram_id = :id", id=telegram_id)
    return None if row is None else Known(*row)


async def by_username(tx: Tx, username: str) -> Known | None:
    """Return who was last seen with that name (without @)."""
    row = await tx.one(
        _PERSON + "WHERE username = :name COLLATE NOCASE AND username IS NOT NULL ORDER BY created_at DESC LIMIT 1",
        name=username,
    )
    return None if row is None else Known(*row)


async def named(tx: Tx, is_meant: Callable[[str], bool], limit: int) -> list[Known]:
    """Return people whose name or @name is meant, the newest first; it reads everybody, so it is for `survey`."""
    rows = await tx.all(_PERSON + "WHERE telegram_id IS NOT NULL ORDER BY created_at DESC, uid")
    found = [Known(*row) for row in rows if is_meant(row["name"]) or is_meant(row["username"] or "")]
    return found[:limit]


async def latest(tx: Tx, limit: int) -> list[Known]:
    """Return who asked for something last."""
    rows = await tx.all("SELECT person_uid FROM job ORDER BY id DESC LIMIT 500")
    uids = list(dict.fromkeys(row["person_uid"] for row in rows))[:limit]
    return [one for uid in uids if (one := await person(tx, uid)) is not None]


async def deeds(tx: Tx, uid: str, since: int) -> Deeds:
    """Return what a person did."""
    row = await tx.one(
        "SELECT count(*), COALESCE(sum(state = 'captured'), 0), COALESCE(sum(state = 'voided'), 0), "
        "COALESCE(sum(paid), 0), COALESCE(sum(CASE WHEN created_at >= :since THEN paid ELSE 0 END), 0), "
        "max(created_at) FROM job WHERE person_uid = :uid",
        uid=uid,
        since=since,
    )
    assert row is not None  # noqa: S101 (a sum over nothing is a row)
    return Deeds(*row)


async def in_group(tx: Tx, chat_id: int, since: int) -> Deeds:
    """Return what was done in a group; it reads every job, so it is for `survey`."""
    row = await tx.one(
        "SELECT count(*), COALESCE(sum(state = 'captured'), 0), COALESCE(sum(state = 'voided'), 0), "
        "COALESCE(sum(paid), 0), COALESCE(sum(CASE WHEN created_at >= :since THEN paid ELSE 0 END), 0), "
        "max(created_at) FROM job WHERE chat_id = :chat_id",
        chat_id=chat_id,
        since=since,
    )
    assert row is not None  # noqa: S101 (as above)
    return Deeds(*row)


async def groups(tx: Tx, limit: int) -> list[int]:
    """Return groups that have worked lately, or have a pool, or are blocked."""
    rows = await tx.all("SELECT chat_id FROM job WHERE chat_id < 0 ORDER BY id DESC LIMIT 500")
    pools = await tx.all("SELECT chat_id FROM pool WHERE chat_id IS NOT NULL ORDER BY created_at DESC LIMIT 500")
    barred = await tx.all("SELECT substr(holder, 3) AS chat_id FROM block WHERE holder >= 'c:' AND holder < 'c;'")
    return list(dict.fromkeys(int(row["chat_id"]) for row in (*rows, *pools, *barred)))[:limit]


async def is_news(tx: Tx, uid: str, username: str | None) -> bool:
    """Whether a person's @name is another than the one kept, or no broadcast went to them of late."""
    row = await tx.one(
        "SELECT username, EXISTS (SELECT 1 FROM unreachable WHERE person_uid = uid) FROM person WHERE uid = :uid",
        uid=uid,
    )
    return row is not None and (row[0] != username or bool(row[1]))


async def note_seen(tx: Tx, uid: str, username: str | None) -> None:
    """Keep a person's @name, by which the owner may look for them; who writes is reached by broadcasts again."""
    await tx.execute(  # a name has one holder: who had it before has given it up
        "UPDATE person SET username = NULL WHERE username = :name COLLATE NOCASE AND username IS NOT NULL "
        "AND uid <> :uid",
        uid=uid,
        name=username,
    )
    await tx.execute(
        "UPDATE person SET username = :name WHERE uid = :uid AND telegram_id IS NOT NULL", uid=uid, name=username
    )
    await broadcasts.open_to(tx, uid)
