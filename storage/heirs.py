"""Debts outlive who asked to be forgotten: who comes back owes what is owed of payments from before."""

from __future__ import annotations

from storage import ledger, payments
from storage.database import Tx


async def remember(tx: Tx, uid: str, mark: str) -> None:
    """Keep the mark beside the random name of somebody who leaves, where they paid in Stars or owe something."""
    await tx.execute(
        "INSERT INTO forgotten_payer (person_uid, mark) SELECT :uid, :mark "
        "WHERE EXISTS (SELECT 1 FROM payment WHERE person_uid = :uid) "
        "OR EXISTS (SELECT 1 FROM account WHERE id = 'chargeback:' || :uid AND debits_posted > credits_posted) "
        "ON CONFLICT (person_uid) DO NOTHING",
        uid=uid,
        mark=mark,
    )
    await tx.execute("UPDATE forgotten_payer SET heir_uid = NULL WHERE mark = :mark", mark=mark)


async def inherit(tx: Tx, uid: str, mark: str, now: int) -> None:
    """Let who came back owe what they owed before, now and whenever more is taken back; once is enough."""
    rows = await tx.all(
        "SELECT person_uid FROM forgotten_payer WHERE mark = :mark AND person_uid <> :uid AND heir_uid IS NOT :uid",
        mark=mark,
        uid=uid,
    )
    if not rows:
        return
    await tx.execute("UPDATE forgotten_payer SET heir_uid = :uid WHERE mark = :mark", uid=uid, mark=mark)
    debt = f"chargeback:{uid}"
    await ledger.open_account(tx, debt, "CRD")
    for row in rows:
        before = row["person_uid"]
        owed = await payments.debt_of(tx, before)
        if owed > 0:
            await ledger.post(tx, f"heir:{before}:{uid}", debt, f"chargeback:{before}", owed, "inherit", now)
    await payments.pay_back(tx, uid, now)
