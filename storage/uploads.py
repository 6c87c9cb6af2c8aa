"""Pictures of our own that Telegram keeps for us: how it names each, so that it is uploaded once."""

from __future__ import annotations

from storage.database import Tx


async def find(tx: Tx, name: str) -> str | None:
    """Return how the chat names a picture that was sent before."""
    value: str | None = await tx.value("SELECT sent_id FROM upload WHERE name = :name", name=name)
    return value


async def keep(tx: Tx, name: str, sent_id: str) -> None:
    """Remember how the chat names a picture; a newer name replaces it."""
    await tx.execute(
        "INSERT INTO upload (name, sent_id) VALUES (:name, :sent_id) "
        "ON CONFLICT (name) DO UPDATE SET sent_id = :sent_id",
        name=name,
        sent_id=sent_id,
    )
