"""Who did what to whom and why: rows that nobody rewrites unseen, each sealed with the hash of the one before.

The words of a row may be erased when a person asks to be forgotten; the row itself and its seal stay.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from storage.database import Tx

_SHOWN_MAX = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One row; ``detail`` is None once its words were erased."""

    id: int
    at: int
    actor: str
    action: str
    target: str
    detail: str | None


async def note(tx: Tx, actor: str, action: str, target: str, detail: str, now: int) -> int:
    """Write down what was done, in the transaction that does it; return the row's number.

    ``actor`` is ``u:<uid>`` or ``bot``; ``target`` names whom or what it was done to.
    """
    head = await tx.one("SELECT rows, hash FROM audit_head WHERE only_one = 1")
    number, before = (1, "") if head is None else (head["rows"] + 1, str(head["hash"]))
    salt = secrets.token_hex(8)
    words = _digest([salt, detail])
    seal = _digest([before, number, now, actor, action, target, words])
    await tx.execute(
        "INSERT INTO audit (id, at, actor, action, target, detail, salt, detail_hash, hash) "
        "VALUES (:id, :at, :actor, :action, :target, :detail, :salt, :detail_hash, :hash)",
        id=number,
        at=now,
        actor=actor,
        action=action,
        target=target,
        detail=detail,
        salt=salt,
        detail_hash=words,
        hash=seal,
    )
    await tx.execute("UPDATE audit_head SET rows = :rows, hash = :hash WHERE only_one = 1", rows=number, hash=seal)
    return number


async def last(tx: Tx, limit: int, before: int | None = None) -> list[Entry]:
    """Return the newest rows, newest first; with ``before`` those older than that number."""
    rows = await tx.all(
        "SELECT id, at, actor, action, target, detail FROM audit WHERE id < :before ORDER BY id DESC LIMIT :limit",
        before=2**53 if before is None else before,
        limit=limit,
    )
    return [Entry(*row) for row in rows]


async def about(tx: Tx, target: str, limit: int) -> list[Entry]:
    """Return the newest rows about one target, newest first."""
    rows = await tx.all(
        "SELECT id, at, actor, action, target, detail FROM audit WHERE target = :target ORDER BY id DESC LIMIT :limit",
        target=target,
        limit=limit,
    )
    return [Entry(*row) for row in rows]


async def forget(tx: Tx, target: str) -> None:
    """Erase the words of every row about one target; its rows and their seals stay."""
    await tx.execute(
        "UPDATE audit SET detail = NULL, salt = NULL WHERE target = :target AND detail IS NOT NULL", target=target
    )


async def check(tx: Tx) -> list[str]:
    """Follow the chain from its first row: one sentence for each row that was changed, added or taken away."""
    before, number, told = "", 0, []
    for row in await tx.all(
        "SELECT id, at, actor, action, target, detail, salt, detail_hash, hash FROM audit ORDER BY id"
    ):
        number += 1
        if row["id"] != number:
            told.append(f"audit: row {number} is missing.")
            number = row["id"]
        fields = (row["id"], row["at"], row["actor"], row["action"], row["target"], row["detail_hash"])
        is_sealed = row["hash"] == _digest([before, *fields])
        if not is_sealed or not _words_fit(row["detail"], row["salt"], row["detail_hash"]):
            told.append(f"audit: row {number} was changed.")
        before = str(row["hash"])
    head = await tx.one("SELECT rows, hash FROM audit_head WHERE only_one = 1")
    if head is None or (head["rows"], head["hash"]) != (number, before):
        told.append(f"audit: the log ends at row {number}, which is not where it ended.")
    return told[:_SHOWN_MAX]


def _words_fit(detail: str | None, salt: str | None, words: str) -> bool:
    if detail is None:
        return salt is None
    return _digest([salt, detail]) == words


def _digest(fields: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()
