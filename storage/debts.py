"""What somebody owes of payments that were taken back: paid from what comes in, forgiven by the owner, never lost.

It outlives who owes it: under a mark that tells nobody who, it waits until they come back. In the ledger it stands on
``debts:gone`` meanwhile, so that no transfer names both the old uid and the new one.
"""

from __future__ import annotations

from storage import ledger, people
from storage.database import Tx

GONE = "debts:gone"


def account_of(uid: str) -> str:
    """Return the account of what a person owes; it exists once they ever owed something."""
    return f"chargeback:{uid}"


async def owed_by(tx: Tx, uid: str) -> int:
    """Return the credits that a person owes; while it is more than none they can make nothing."""
    owed = await tx.value("SELECT debits_posted - credits_posted FROM account WHERE id = :id", id=account_of(uid))
    return int(owed or 0)


async def pay_back(tx: Tx, uid: str, now: int) -> int:
    """Pay a debt from what the wallet has; returns how much."""
    owed = await owed_by(tx, uid)
    if owed <= 0:
        return 0
    paid = min((await ledger.balance(tx, f"w:{uid}")).available, owed)
    if paid <= 0:
        return 0
    debt = account_of(uid)
    before = await tx.value("SELECT credits_posted FROM account WHERE id = :id", id=debt)
    await ledger.post(tx, f"debt:{uid}:{before}", f"w:{uid}", debt, paid, "pay_back", now)
    return paid


async def pay_back_all(tx: Tx, now: int) -> None:
    """Pay every debt from what came back or was given since."""
    rows = await tx.all(
        "SELECT id FROM account WHERE id > 'chargeback:' AND id < 'chargeback;' AND debits_posted > credits_posted"
    )
    for row in rows:
        await pay_back(tx, row["id"].removeprefix("chargeback:"), now)


async def forgive(tx: Tx, uid: str, key: str, now: int) -> int:
    """Write off what a person owes, by the owner's wish; returns how much it was."""
    owed = await owed_by(tx, uid)
    if await tx.value("SELECT 1 FROM transfer WHERE id = :key", key=key) is not None:
        return 0  # this wish was done before; what is owed since is another debt
    if owed > 0:
        await ledger.open_account(tx, "writeoff", "CRD")
        await ledger.post(tx, key, "writeoff", account_of(uid), owed, "forgive", now)
    return max(owed, 0)


async def debtors(tx: Tx, limit: int) -> list[tuple[str, int]]:
    """Return who owes something, by uid, and how much: who owes most first."""
    rows = await tx.all(
        "SELECT substr(id, 12), debits_posted - credits_posted AS owed FROM account "
        "WHERE id > 'chargeback:' AND id < 'chargeback;' AND debits_posted > credits_posted "
        "ORDER BY owed DESC LIMIT :limit",
        limit=limit,
    )
    return [(str(row[0]), int(row[1])) for row in rows]


async def bury(tx: Tx, uid: str, mark: str, now: int) -> None:
    """Lay what somebody who leaves still owes under their mark, beside what lies there already."""
    await pay_back(tx, uid, now)
    owed = await owed_by(tx, uid)
    if owed <= 0:
        return
    debt = account_of(uid)
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
    debt = account_of(uid)
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
    owed = await owed_by(tx, uid)
    left = await tx.one("SELECT credit_id, amount FROM transfer WHERE id = 'left:w:' || :uid", uid=uid)
    if owed <= 0 or left is None:
        return
    used = await tx.value("SELECT COALESCE(SUM(amount), 0) FROM transfer WHERE ref = 'left:w:' || :uid", uid=uid)
    part = min(owed, int(left["amount"]) - int(used))
    if part > 0:
        key, debt = f"leftback:{uid}:{used}", account_of(uid)
        await ledger.post(tx, key, left["credit_id"], debt, part, "left_back", now, ref=f"left:w:{uid}")
