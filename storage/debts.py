"""What is owed outlives who owes it: it waits under a mark that tells nobody who, and is theirs again on coming back.

In the ledger it stands on ``debts:gone`` meanwhile, so that no transfer names both the old uid and the new one.
"""

from __future__ import annotations

from storage import ledger, people
from storage.database import Tx
from storage.payments import debt_of, pay_back

GONE = "debts:gone"


async def bury(tx: Tx, uid: str, mark: str, now: int) -> None:
    """Lay what somebody who leaves still owes under their mark, beside what lies there already."""
    await pay_back(tx, uid, now)
    owed = await debt_of(tx, uid)
    if owed <= 0:
        return
    debt = f"chargeback:{uid}"
    before = await tx.value("SELECT credits_posted FROM account WHERE id = :id", id=debt)
    await ledger.post(tx, f"debtgone:{uid}:{before}", GONE, debt, owed, "debt_left", now)
    await tx.execute(
        "INSERT INTO forgotten_debt (mark, credits) VALUES (:mark, :owed) "
        "ON CONFLICT (mark) DO UPDATE SET credits = credits + :owed",
        mark=mark,
        owed=owed,
    )


async def recognise(tx: Tx, uid: str, mark: str, now: int) -> None:
    """Give a debt back to who has come back; their wallet is open."""
    owed = await tx.value("SELECT credits FROM forgotten_debt WHERE mark = :mark", mark=mark)
    if owed is None:
        return
    debt = f"chargeback:{uid}"
    await ledger.open_account(tx, debt, "CRD")
    before = await tx.value("SELECT debits_posted FROM account WHERE id = :id", id=debt)
    await ledger.post(tx, f"debtback:{uid}:{before}", debt, GONE, int(owed), "debt_back", now)
    await tx.execute("DELETE FROM forgotten_debt WHERE mark = :mark", mark=mark)
    await pay_back(tx, uid, now)


async def follow(tx: Tx, uid: str, telegram_id: int, mark: str, now: int) -> None:
    """Lead a debt of a payment that went back to who made it, where they have left since, or left and come back.

    What they had not spent they lost by leaving, so that much of it nobody owes.
    """
    there = await people.find(tx, uid)
    if there is None or there.telegram_id is not None:
        return
    await _set_off(tx, uid, now)
    await bury(tx, uid, mark, now)
    present = await people.by_telegram_id(tx, telegram_id)
    if present is not None:
        await ledger.open_account(tx, f"w:{present.uid}", "CRD", guard=ledger.NO_OVERDRAFT)
        await recognise(tx, present.uid, mark, now)


async def _set_off(tx: Tx, uid: str, now: int) -> None:
    owed = await debt_of(tx, uid)
    left = await tx.one("SELECT credit_id, amount FROM transfer WHERE id = 'left:w:' || :uid", uid=uid)
    if owed <= 0 or left is None:
        return
    used = await tx.value("SELECT COALESCE(SUM(amount), 0) FROM transfer WHERE ref = 'left:w:' || :uid", uid=uid)
    part = min(owed, int(left["amount"]) - int(used))
    if part > 0:
        key, debt = f"leftback:{uid}:{used}", f"chargeback:{uid}"
        await ledger.post(tx, key, left["credit_id"], debt, part, "left_back", now, ref=f"left:w:{uid}")
