"""Double-entry money: the only write is a new row in ``transfer``; triggers move balances, CHECKs refuse overdraft.

Amounts are whole numbers from 1 to 2^53-1 in the unit of both accounts. A hold sets money aside; it is resolved once,
by a capture (all or part of it; the rest goes back) or by a void. Corrections are new transfers.
"""

from __future__ import annotations

from dataclasses import dataclass

from storage.database import ConstraintError, StorageError, Tx

NO_OVERDRAFT = 1  # the guard of an account whose debits stay within its credits
_GUARDS = ("debits_within_credits", "credits_within_debits")
_RESOLUTION = {"capture": "cap", "void": "void"}
_INSERT = (
    "INSERT INTO transfer (id, kind, debit_id, credit_id, amount, hold_id, hold_amount, code, job_id, ref, at) "
    "VALUES (:id, :kind, :debit_id, :credit_id, :amount, :hold_id, :hold_amount, :code, :job_id, :ref, :at) "
)


class NotEnoughError(StorageError):
    """The account has not that much left; ``available`` is what it has."""

    def __init__(self, available: int) -> None:
        """Keep what is left, in the account's unit."""
        super().__init__(f"only {available} available")
        self.available = available


class KeyReusedError(StorageError):
    """The same id was used before for something else."""


class AlreadyResolvedError(StorageError):
    """The hold was captured or voided before."""


@dataclass(frozen=True, slots=True)
class Balance:
    """An account seen from its credit side; ``held`` is set aside by open holds, ``available = posted - held``."""

    posted: int
    held: int
    available: int


async def open_account(tx: Tx, account_id: str, unit: str, guard: int = 0) -> None:
    """Open an account once. ``guard`` 1 = debits within credits, 2 = credits within debits, 0 = neither.

    Raises KeyReusedError where it exists with another unit or guard.
    """
    opened = await tx.execute(
        "INSERT INTO account (id, unit, guard) VALUES (:id, :unit, :guard) ON CONFLICT (id) DO NOTHING",
        id=account_id,
        unit=unit,
        guard=guard,
    )
    if opened:
        return
    row = await tx.one("SELECT unit, guard FROM account WHERE id = :id", id=account_id)
    if row is None or (row["unit"], row["guard"]) != (unit, guard):
        raise KeyReusedError(f"account {account_id} exists with another unit or guard")


async def post(  # noqa: PLR0913, PLR0917 (the fields of a transfer, in the table's order)
    tx: Tx,
    transfer_id: str,
    debit_id: str,
    credit_id: str,
    amount: int,
    code: str,
    now: int,
    job_id: int | None = None,
    ref: str | None = None,
) -> bool:
    """Move money now; False where the same transfer was posted before (its time aside).

    Raises NotEnoughError, and KeyReusedError where the id stands for another transfer.
    """
    return await _insert_new(
        tx,
        {
            "id": transfer_id,
            "kind": "post",
            "debit_id": debit_id,
            "credit_id": credit_id,
            "amount": amount,
            "code": code,
            "job_id": job_id,
            "ref": ref,
            "at": now,
        },
    )


async def hold(  # noqa: PLR0913, PLR0917 (the fields of a transfer, in the table's order)
    tx: Tx, hold_id: str, debit_id: str, credit_id: str, amount: int, code: str, now: int, job_id: int | None
) -> bool:
    """Set money aside; False, NotEnoughError and KeyReusedError as with `post`."""
    return await _insert_new(
        tx,
        {
            "id": hold_id,
            "kind": "hold",
            "debit_id": debit_id,
            "credit_id": credit_id,
            "amount": amount,
            "code": code,
            "job_id": job_id,
            "ref": None,
            "at": now,
        },
    )


async def capture(tx: Tx, hold_id: str, amount: int, now: int) -> None:
    """Take ``amount`` of a hold and give back the rest; 0 voids it.

    Raises AlreadyResolvedError, and StorageError where the amount is not within the hold or there is no such hold.
    """
    if amount == 0:
        await void(tx, hold_id, now)
    else:
        await _resolve(tx, hold_id, "capture", amount, now)


async def void(tx: Tx, hold_id: str, now: int) -> None:
    """Give back all of a hold. Raises AlreadyResolvedError, and StorageError where there is no such hold."""
    await _resolve(tx, hold_id, "void", None, now)


async def balance(tx: Tx, account_id: str) -> Balance:
    """Return what an account has, credit side first. Raises StorageError where there is no such account."""
    row = await tx.one(
        "SELECT credits_posted - debits_posted AS posted, debits_held AS held FROM account WHERE id = :id",
        id=account_id,
    )
    if row is None:
        raise StorageError(f"there is no account {account_id}")
    return Balance(row["posted"], row["held"], row["posted"] - row["held"])


async def _resolve(tx: Tx, hold_id: str, kind: str, amount: int | None, now: int) -> None:
    row = await tx.one(
        "SELECT debit_id, credit_id, amount, code, job_id FROM transfer WHERE id = :id AND kind = 'hold'", id=hold_id
    )
    if row is None:
        raise StorageError(f"there is no hold {hold_id}")
    if amount is None:
        amount = row["amount"]
    if not 0 < amount <= row["amount"]:
        raise StorageError(f"{amount} is not within the {row['amount']} held by {hold_id}")
    if await tx.one("SELECT 1 FROM transfer WHERE hold_id = :hold_id", hold_id=hold_id) is not None:
        raise AlreadyResolvedError(f"{hold_id} was resolved before")
    # The unique index on hold_id is what makes this true; the look above gives the usual case its name.
    await tx.execute(
        _INSERT,
        id=f"{hold_id}:{_RESOLUTION[kind]}",
        kind=kind,
        debit_id=row["debit_id"],
        credit_id=row["credit_id"],
        amount=amount,
        hold_id=hold_id,
        hold_amount=row["amount"],
        code=row["code"],
        job_id=row["job_id"],
        ref=None,
        at=now,
    )


async def _insert_new(tx: Tx, fields: dict[str, object]) -> bool:
    try:
        # Only a used id is forgiven; anything else the schema refuses is an error.
        fresh = await tx.execute(_INSERT + "ON CONFLICT (id) DO NOTHING", **fields, hold_id=None, hold_amount=None)
    except ConstraintError as error:
        if error.constraint not in _GUARDS:
            raise
        raise NotEnoughError(await _left(tx, fields, error.constraint)) from error
    if fresh:
        return True
    row = await tx.one(
        "SELECT id, kind, debit_id, credit_id, amount, code, job_id, ref FROM transfer WHERE id = :id",
        id=fields["id"],
    )
    if row is None or any(row[name] != fields[name] for name in row.keys()):  # noqa: SIM118 (a Row iterates its values)
        raise KeyReusedError(f"transfer {fields['id']} exists with other fields")
    return False


async def _left(tx: Tx, fields: dict[str, object], constraint: str) -> int:
    if constraint == _GUARDS[0]:
        return (await balance(tx, str(fields["debit_id"]))).available
    left = await tx.value(
        "SELECT debits_posted - credits_posted - credits_held FROM account WHERE id = :id", id=fields["credit_id"]
    )
    return int(left)
