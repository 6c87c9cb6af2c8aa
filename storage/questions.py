"""What the bot asked a person and waits for: pictures that came without words; the next words are for them."""

from __future__ import annotations

from storage.database import Tx


async def ask(tx: Tx, chat_id: int, person_uid: str, pictures: str, now: int) -> None:
    """Note what was asked about (``pictures``: JSON that only the bot understands); a newer question replaces it."""
    await tx.execute(
        "INSERT INTO question (chat_id, person_uid, pictures, asked_at) "
        "VALUES (:chat_id, :person_uid, :pictures, :now) "
        "ON CONFLICT (chat_id, person_uid) DO UPDATE SET pictures = :pictures, asked_at = :now",
        chat_id=chat_id,
        person_uid=person_uid,
        pictures=pictures,
        now=now,
    )


async def find(tx: Tx, chat_id: int, person_uid: str, since: int) -> str | None:
    """Return what this person was asked about there since then, None where nothing is open."""
    value: str | None = await tx.value(
        "SELECT pictures FROM question WHERE chat_id = :chat_id AND person_uid = :person_uid AND asked_at >= :since",
        chat_id=chat_id,
        person_uid=person_uid,
        since=since,
    )
    return value


async def close(tx: Tx, chat_id: int, person_uid: str) -> bool:
    """Forget the question: it was answered, or is none any more. Tells whether there was one."""
    deleted = await tx.execute(
        "DELETE FROM question WHERE chat_id = :chat_id AND person_uid = :person_uid",
        chat_id=chat_id,
        person_uid=person_uid,
    )
    return bool(deleted)
