"""Whole tables for the owner's own books: money, work, who has what, what was done. For `survey`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storage.database import Tx

# Columns are named, so that the head stands also over no rows.
_TABLES: Mapping[str, tuple[str, str]] = {
    "ledger": (
        "id kind debit_id credit_id amount unit hold_id code job_id ref at",
        (
            "SELECT t.id, t.kind, t.debit_id, t.credit_id, t.amount, a.unit, t.hold_id, t.code, t.job_id, t.ref, t.at "
            "FROM transfer AS t JOIN account AS a ON a.id = t.debit_id ORDER BY t.rowid"
        ),
    ),
    "jobs": (
        "id person_uid payer_id chat_id model count price paid state outcome created_at finished_at",
        (
            "SELECT id, person_uid, payer_id, chat_id, model, count, price, paid, state, outcome, created_at, "
            "finished_at FROM job ORDER BY id"
        ),
    ),
    "balances": (
        "uid telegram_id name username wallet wallet_held grants spent jobs blocked created_at",
        (
            "SELECT p.uid, p.telegram_id, p.name, p.username, "
            "COALESCE(w.credits_posted - w.debits_posted - w.debits_held, 0), COALESCE(w.debits_held, 0), "
            "COALESCE((SELECT sum(credits_posted - debits_posted - debits_held) FROM account "
            "WHERE id >= 'g:' || p.uid || ':' AND id < 'g:' || p.uid || ';'), 0), "
            "COALESCE(j.paid, 0), COALESCE(j.jobs, 0), EXISTS (SELECT 1 FROM block WHERE holder = 'u:' || p.uid), "
            "p.created_at FROM person AS p LEFT JOIN account AS w ON w.id = 'w:' || p.uid "
            "LEFT JOIN (SELECT person_uid, sum(paid) AS paid, count(*) AS jobs FROM job GROUP BY person_uid) AS j "
            "ON j.person_uid = p.uid ORDER BY p.created_at, p.uid"
        ),
    ),
    "audit": (
        "id at actor action target detail detail_hash hash",
        ("SELECT id, at, actor, action, target, detail, detail_hash, hash FROM audit ORDER BY id"),
    ),
}


async def rows_of(tx: Tx, what: str) -> tuple[Sequence[str], list[tuple[object, ...]]]:
    """Return the names of the columns and the rows of ``ledger``, ``jobs``, ``balances`` or ``audit``."""
    names, sql = _TABLES[what]
    return names.split(), [tuple(row) for row in await tx.all(sql)]
