"""A group's pool of credits: an account of its own whose name outlives the chat's, and the group's rules about it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from storage import grants, ledger, quotas
from storage.database import Tx

_COLUMNS = "pid, chat_id, member_max, day_max, when_empty"
_SELECT = f"SELECT {_COLUMNS} FROM pool "  # noqa: S608 (names written above)
_WHERE_IT_IS = "COALESCE((SELECT new_chat_id FROM chat_alias WHERE old_chat_id = :chat_id), :chat_id)"
_SET = {
    "member_max": "UPDATE pool SET member_max = :value WHERE pid = :pid",
    "day_max": "UPDATE pool SET day_max = :value WHERE pid = :pid",
    "when_empty": "UPDATE pool SET when_empty = :value WHERE pid = :pid",
}


@dataclass(frozen=True, slots=True)
class Pool:
    """``member_max`` and ``day_max`` are credits a day, None without limit; ``when_empty`` is own or refuse.

    What the pool cannot pay is then paid by the member's own purse, or nothing is made.
    """

    pid: str
    chat_id: int
    member_max: int | None = None
    day_max: int | None = None
    when_empty: str = "own"

    @property
    def account_id(self) -> str:
        """The ledger's name of it."""
        return f"pool:{self.pid}"

    def scope(self, uid: str | None = None) -> str:
        """Return under which name its quotas count what all spend of it, or what one member does."""
        return self.account_id if uid is None else f"{self.account_id}:u:{uid}"


async def find(tx: Tx, chat_id: int) -> Pool | None:
    """Return the pool of a group, also by an id that it had before; None where nobody ever looked at it."""
    row = await tx.one(_SELECT + "WHERE chat_id = " + _WHERE_IT_IS, chat_id=chat_id)
    return None if row is None else Pool(*row)


async def of_account(tx: Tx, account_id: str) -> Pool | None:
    """Return the pool that an account is of."""
    pid = account_id.removeprefix("pool:")
    row = await tx.one(_SELECT + "WHERE pid = :pid AND chat_id IS NOT NULL", pid=pid)
    return None if row is None else Pool(*row)


async def pool_of(tx: Tx, chat_id: int, now: int) -> Pool:
    """Return the pool of a group, made at first sight with nothing in it."""
    known = await find(tx, chat_id)
    if known is not None:
        return known
    pool = Pool(secrets.token_urlsafe(9), await tx.value("SELECT " + _WHERE_IT_IS, chat_id=chat_id))
    await tx.execute(
        "INSERT INTO pool (pid, chat_id, created_at) VALUES (:pid, :chat_id, :now)",
        pid=pool.pid,
        chat_id=pool.chat_id,
        now=now,
    )
    await ledger.open_account(tx, pool.account_id, "CRD", guard=ledger.NO_OVERDRAFT)
    return pool


async def set_rule(tx: Tx, pool: Pool, name: str, value: int | str | None) -> Pool:
    """Change one of the group's rules (member_max, day_max, when_empty) and return the pool as it is then."""
    await tx.execute(_SET[name], value=value, pid=pool.pid)
    row = await tx.one(_SELECT + "WHERE pid = :pid", pid=pool.pid)
    return pool if row is None else Pool(*row)


async def grant(tx: Tx, chat_id: int, amount: int, key: str, now: int) -> bool:
    """Give a group credits of the house; False where the same ``key`` gave them before."""
    pool = await pool_of(tx, chat_id, now)
    await ledger.open_account(tx, grants.SOURCE, "CRD")
    return await ledger.post(tx, key, grants.SOURCE, pool.account_id, amount, "grant", now)


async def spent_by(tx: Tx, pool: Pool, since: int) -> Mapping[str, int]:
    """Return what each member took of the pool since then, by uid, the highest first: as the ledger has it."""
    rows = await tx.all(
        "SELECT job.person_uid, SUM(transfer.amount) AS spent FROM transfer JOIN job ON job.id = transfer.job_id "
        "WHERE transfer.debit_id = :account AND transfer.kind = 'capture' AND transfer.at >= :since "
        "GROUP BY job.person_uid ORDER BY spent DESC, job.person_uid",
        account=pool.account_id,
        since=since,
    )
    return {row["person_uid"]: row["spent"] for row in rows}


async def move(tx: Tx, old: int, new: int) -> None:
    """Follow a group to its new id with money, rules and quotas.

    Where somebody spoke in the new chat first, what its young pool has comes into the old one with `gather`.
    """
    pool, young = await _at(tx, old), await _at(tx, new)
    if pool is None:
        return
    if young is not None:
        await tx.execute(
            "UPDATE pool SET chat_id = NULL, into_pid = :into WHERE pid = :pid", into=pool.pid, pid=young.pid
        )
        await quotas.move(tx, young.account_id, pool.account_id)
    await tx.execute("UPDATE pool SET chat_id = :new WHERE pid = :pid", new=new, pid=pool.pid)


async def gather(tx: Tx, now: int) -> None:
    """Bring what pools have that are one with another to that one, also what came back to them since."""
    rows = await tx.all(
        "SELECT account.id, 'pool:' || into_pid AS into_id, debits_posted, "
        "credits_posted - debits_posted - debits_held AS left FROM pool JOIN account ON account.id = 'pool:' || pid "
        "WHERE into_pid IS NOT NULL AND credits_posted - debits_posted - debits_held > 0"
    )
    for row in rows:
        key = f"gather:{row['id']}:{row['debits_posted']}"
        await ledger.post(tx, key, row["id"], row["into_id"], row["left"], "pool_in", now)


async def _at(tx: Tx, chat_id: int) -> Pool | None:
    row = await tx.one(_SELECT + "WHERE chat_id = :chat_id", chat_id=chat_id)
    return None if row is None else Pool(*row)
