"""Words that wait for the deep link under an inline query; who follows it shows the token that only they were given."""

from __future__ import annotations

from storage.database import Tx

_KEPT_S = 7 * 86_400


async def keep(tx: Tx, token: str, words: str, now: int) -> None:
    """Keep words under their token, and drop what nobody came for."""
    await tx.execute("DELETE FROM kept_words WHERE at < :old", old=now - _KEPT_S)
    await tx.execute(
        "INSERT INTO kept_words (token, words, at) VALUES (:token, :words, :now) "
        "ON CONFLICT (token) DO UPDATE SET at = :now",
        token=token,
        words=words,
        now=now,
    )


async def find(tx: Tx, token: str) -> str | None:
    """Return the words of a token, None where nothing is kept any more."""
    words = await tx.value("SELECT words FROM kept_words WHERE token = :token", token=token)
    return None if words is None else str(words)
