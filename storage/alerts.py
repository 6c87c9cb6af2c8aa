"""Trouble that the owner was told of: once, also when the bot starts again in between."""

from __future__ import annotations

from storage.database import Tx


async def begin(tx: Tx, key: str, now: int, quiet_s: int) -> bool:
    """Note a trouble; False where it was told within ``quiet_s`` and has not ended since."""
    return bool(
        await tx.execute(
            "INSERT INTO alert (key, told_at) VALUES (:key, :now) "
            "ON CONFLICT (key) DO UPDATE SET told_at = :now WHERE alert.told_at <= :now - :quiet_s",
            key=key,
            now=now,
            quiet_s=quiet_s,
        )
    )


async def end(tx: Tx, key: str) -> bool:
    """Note that a trouble is over, so that it is told when it comes again; False where nobody was told."""
    return bool(await tx.execute("DELETE FROM alert WHERE key = :key", key=key))


async def is_open(tx: Tx, key: str) -> bool:
    """Whether the owner was told of a trouble that has not ended."""
    return await tx.value("SELECT 1 FROM alert WHERE key = :key", key=key) is not None


async def open_ones(tx: Tx, begun: str) -> list[str]:
    """Return the troubles under way whose keys begin so."""
    rows = await tx.all(
        "SELECT key FROM alert WHERE key >= :begun AND key < :ended", begun=begun, ended=begun + "\U0010ffff"
    )
    return [row["key"] for row in rows]
