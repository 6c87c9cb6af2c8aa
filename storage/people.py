"""Who writes to us: the only table with personal data, so everything else names a person by a random ``uid``."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from storage import blocks, broadcasts, choices, pools, quotas
from storage.database import Tx, named

_SELECT = "SELECT uid, telegram_id, name, language, created_at FROM person "
_MET = (
    "SELECT uid, telegram_id, name, language, created_at, username, "
    "EXISTS (SELECT 1 FROM unreachable WHERE person_uid = uid) FROM person WHERE telegram_id = :telegram_id"
)


@dataclass(frozen=True, slots=True)
class Person:
    """``telegram_id`` is None once the person asked to be forgotten."""

    uid: str
    telegram_id: int | None
    name: str
    language: str
    created_at: int


async def meet(tx: Tx, telegram_id: int, name: str, language: str, now: int, username: str | None = None) -> Person:
    """Return the person, made at first sight; the names follow Telegram's, the language stays the person's choice.

    ``username`` is the @name of somebody who writes to us, empty where they have none: they can be reached again. None:
    they do not write, so nothing is known of either.
    """
    row = await tx.one(_MET, telegram_id=telegram_id)
    if username:
        await _take_name(tx, username, telegram_id)
    if row is None:
        person = Person(secrets.token_urlsafe(9), telegram_id, name, language, now)
        await tx.execute(
            "INSERT INTO person (uid, telegram_id, name, language, created_at, username) "
            "VALUES (:uid, :telegram_id, :name, :language, :created_at, :username)",
            username=username or None,
            **named(person),
        )
        return person
    *columns, kept, is_unreachable = row
    person = Person(*columns)
    called = kept if username is None else username or None
    if (person.name, kept) != (name, called):
        person = replace(person, name=name)
        await tx.execute(
            "UPDATE person SET name = :name, username = :username WHERE uid = :uid",
            name=name,
            username=called,
            uid=person.uid,
        )
    if is_unreachable and username is not None:
        await broadcasts.open_to(tx, person.uid)
    return person


async def _take_name(tx: Tx, username: str, telegram_id: int) -> None:
    """Take a @name from whoever had it: it has one holder, so they have given it up."""
    await tx.execute(
        "UPDATE person SET username = NULL WHERE username = :name COLLATE NOCASE AND username IS NOT NULL "
        "AND telegram_id IS NOT :telegram_id",
        name=username,
        telegram_id=telegram_id,
    )


async def find(tx: Tx, uid: str) -> Person | None:
    """Return the person of that uid."""
    row = await tx.one(_SELECT + "WHERE uid = :uid", uid=uid)
    return None if row is None else Person(*row)


async def by_telegram_id(tx: Tx, telegram_id: int) -> Person | None:
    """Return somebody we have met; nobody is met by this."""
    row = await tx.one(_SELECT + "WHERE telegram_id = :telegram_id", telegram_id=telegram_id)
    return None if row is None else Person(*row)


async def has_left(tx: Tx, uid: str) -> bool:
    """Whether the person of that uid asked to be forgotten."""
    row = await tx.one("SELECT telegram_id FROM person WHERE uid = :uid", uid=uid)
    return row is not None and row["telegram_id"] is None


async def language(tx: Tx, telegram_id: int) -> str | None:
    """Return the language a person chose or was met with; None where we have not met."""
    chosen = await tx.value("SELECT language FROM person WHERE telegram_id = :id", id=telegram_id)
    return None if chosen is None else str(chosen)


async def set_language(tx: Tx, uid: str, language: str) -> None:
    """Remember the language a person chose."""
    await tx.execute("UPDATE person SET language = :language WHERE uid = :uid", language=language, uid=uid)


async def follow_chat(tx: Tx, chat_id: int) -> int:
    """Return where that chat is now: a group that became a supergroup has a new id."""
    moved = await tx.value("SELECT new_chat_id FROM chat_alias WHERE old_chat_id = :chat_id", chat_id=chat_id)
    return chat_id if moved is None else int(moved)


async def migrate_chat(tx: Tx, old: int, new: int) -> None:
    """Follow a group to its new id, with the work that is not finished. A second call changes nothing.

    Message ids do not survive the move, and may name other messages there: the job gets a new card, and no message
    to reply to.
    """
    if old == new:
        return
    await tx.execute("DELETE FROM chat_alias WHERE old_chat_id = :new", new=new)
    await tx.execute("UPDATE chat_alias SET new_chat_id = :new WHERE new_chat_id = :old", old=old, new=new)
    await tx.execute(
        "INSERT INTO chat_alias (old_chat_id, new_chat_id) VALUES (:old, :new) "
        "ON CONFLICT (old_chat_id) DO UPDATE SET new_chat_id = :new",
        old=old,
        new=new,
    )
    await choices.move(tx, choices.of_chat(old), choices.of_chat(new))
    await quotas.move(tx, f"c:{old}", f"c:{new}")
    await blocks.move(tx, blocks.of_chat(old), blocks.of_chat(new))
    await pools.move(tx, old, new)
    await tx.execute(
        "UPDATE button SET chat_id = :new WHERE chat_id = :old "
        "AND job_id IN (SELECT id FROM job WHERE shown <> 1 AND chat_id = :old)",
        old=old,
        new=new,
    )
    await tx.execute(
        "UPDATE job SET chat_id = :new, thread_id = NULL, message_id = NULL, card_id = NULL "
        "WHERE shown <> 1 AND chat_id = :old",
        old=old,
        new=new,
    )
    await tx.execute(
        "UPDATE batch SET chat_id = :new, thread_id = NULL, message_id = NULL, card_id = NULL "
        "WHERE shown = 0 AND state <> 'left' AND chat_id = :old",
        old=old,
        new=new,
    )
