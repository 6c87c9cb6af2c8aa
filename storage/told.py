"""What the owner was told: once for each name, also after a restart."""

from __future__ import annotations

from storage.database import Tx


async def once(tx: Tx, name: str, now: int) -> bool:
    """Note that this is told now; False where it was told before."""
    fresh = await tx.execute(
        "INSERT INTO told (name, at) VALUES (:name, :now) ON CONFLICT (name) DO NOTHING", name=name, now=now
    )
    return bool(fresh)


async def names(tx: Tx, beginning: str) -> list[str]:
    """Return what was told whose name begins so, and holds no sign above ``~``."""
    rows = await tx.all(
        "SELECT name FROM told WHERE name >= :begun AND name < :ended ORDER BY name",
        begun=beginning,
        ended=f"{beginning}~",
    )
    return [row["name"] for row in rows]


async def forget(tx: Tx, name: str) -> bool:
    """Let it be told again; False where it never was."""
    return bool(await tx.execute("DELETE FROM told WHERE name = :name", name=name))


async def forget_old(tx: Tx, beginning: str, before: int) -> None:
    """Forget what begins so and was told before a time."""
    await tx.execute(
        "DELETE FROM told WHERE name >= :begun AND name < :ended AND at < :before",
        begun=beginning,
        ended=f"{beginning}~",
        before=before,
    )
