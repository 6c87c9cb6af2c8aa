"""What opens the dashboard: links that work once and sessions that end, known here by a hash of their secret alone."""

from __future__ import annotations

from dataclasses import dataclass

from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Pass:
    """Whose it is, and which language they read."""

    admin_id: int
    language: str


async def give(tx: Tx, name: str, kind: str, whose: Pass, expires_at: int) -> None:
    """Keep a link or a session."""
    await tx.execute(
        "INSERT INTO web_pass (name, kind, admin_id, language, expires_at) "
        "VALUES (:name, :kind, :admin_id, :language, :expires_at)",
        name=name,
        kind=kind,
        admin_id=whose.admin_id,
        language=whose.language,
        expires_at=expires_at,
    )


async def exchange(tx: Tx, link: str, session: str, now: int, expires_at: int) -> Pass | None:
    """Use a link up for a session; None where it was used before, has expired or is none of ours."""
    await tx.execute("DELETE FROM web_pass WHERE expires_at <= :now", now=now)
    row = await tx.one(
        "DELETE FROM web_pass WHERE name = :name AND kind = 'link' AND expires_at > :now RETURNING admin_id, language",
        name=link,
        now=now,
    )
    if row is None:
        return None
    whose = Pass(*row)
    await give(tx, session, "session", whose, expires_at)
    return whose


async def find(tx: Tx, name: str, kind: str, now: int) -> Pass | None:
    """Return whose link or session it is, while it lasts."""
    row = await tx.one(
        "SELECT admin_id, language FROM web_pass WHERE name = :name AND kind = :kind AND expires_at > :now",
        name=name,
        kind=kind,
        now=now,
    )
    return None if row is None else Pass(*row)


async def end(tx: Tx, name: str) -> None:
    """Forget a session before its time."""
    await tx.execute("DELETE FROM web_pass WHERE name = :name", name=name)
