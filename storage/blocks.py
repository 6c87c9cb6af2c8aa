"""Who is kept out, and why: people and groups whom the owner blocked."""

from __future__ import annotations

from dataclasses import dataclass

from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Block:
    """``holder`` is ``u:<uid>``, ``c:<chat id>`` or ``m:<mark>``; ``actor`` who did it, as in the audit log."""

    holder: str
    reason: str
    actor: str
    at: int


def of_person(uid: str) -> str:
    """Name a person."""
    return f"u:{uid}"


def of_chat(chat_id: int) -> str:
    """Name a group."""
    return f"c:{chat_id}"


def of_mark(mark: str) -> str:
    """Name somebody who left and is not back, whom only a mark tells."""
    return f"m:{mark}"


async def block(tx: Tx, holder: str, reason: str, actor: str, now: int) -> bool:
    """Keep somebody out; False where they were already (the first reason stays)."""
    fresh = await tx.execute(
        "INSERT INTO block (holder, reason, actor, at) VALUES (:holder, :reason, :actor, :now) "
        "ON CONFLICT (holder) DO NOTHING",
        holder=holder,
        reason=reason,
        actor=actor,
        now=now,
    )
    return bool(fresh)


async def unblock(tx: Tx, holder: str) -> bool:
    """Let somebody in again; False where nobody kept them out."""
    return bool(await tx.execute("DELETE FROM block WHERE holder = :holder", holder=holder))


async def find(tx: Tx, holder: str) -> Block | None:
    """Return why somebody is kept out; None where they are not."""
    row = await tx.one("SELECT holder, reason, actor, at FROM block WHERE holder = :holder", holder=holder)
    return None if row is None else Block(*row)


async def is_blocked(tx: Tx, uid: str) -> bool:
    """Whether a person is kept out."""
    return await find(tx, of_person(uid)) is not None


async def chat_is_blocked(tx: Tx, chat_id: int) -> bool:
    """Whether a group is kept out."""
    return await find(tx, of_chat(chat_id)) is not None


async def forget_reason(tx: Tx, holder: str) -> None:
    """Erase why somebody is kept out: the owner's words may name them."""
    await tx.execute("UPDATE block SET reason = '' WHERE holder = :holder", holder=holder)


async def move(tx: Tx, old: str, new: str) -> None:
    """Follow who is kept out to another name; where they are kept out under that too, its reason stays."""
    await tx.execute(
        "INSERT INTO block (holder, reason, actor, at) "
        "SELECT :new, reason, actor, at FROM block WHERE holder = :old ON CONFLICT (holder) DO NOTHING",
        old=old,
        new=new,
    )
    await unblock(tx, old)
