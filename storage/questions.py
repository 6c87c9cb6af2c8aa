"""What the bot asked a person and waits for: pictures that came without words; the next words are for them."""

from __future__ import annotations

from dataclasses import dataclass

from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked ``about`` (JSON that only the bot understands), and when in Unix seconds."""

    about: str
    asked_at: int


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


async def find(tx: Tx, chat_id: int, person_uid: str, since: int) -> Question | None:
    """Return what this person was asked about there since then, None where nothing is open."""
    row = await tx.one(
        "SELECT pictures, asked_at FROM question "
        "WHERE chat_id = :chat_id AND person_uid = :person_uid AND asked_at >= :since",
        chat_id=chat_id,
        person_uid=person_uid,
        since=since,
    )
    return None if row is None else Question(*row)


async def close(tx: Tx, chat_id: int, person_uid: str, question: Question) -> None:
    """Forget a question that was answered, or is none any more; one that was asked since then stays open."""
    await tx.execute(
        "DELETE FROM question WHERE chat_id = :chat_id AND person_uid = :person_uid "
        "AND pictures = :about AND asked_at = :asked_at",
        chat_id=chat_id,
        person_uid=person_uid,
        about=question.about,
        asked_at=question.asked_at,
    )


async def drop(tx: Tx, chat_id: int, person_uid: str) -> bool:
    """Forget whatever is asked there, as the person wishes. Tells whether there was something."""
    deleted = await tx.execute(
        "DELETE FROM question WHERE chat_id = :chat_id AND person_uid = :person_uid",
        chat_id=chat_id,
        person_uid=person_uid,
    )
    return bool(deleted)
