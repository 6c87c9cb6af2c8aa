"""What gateways told of our accounts there, each beside our own books of that moment."""

from __future__ import annotations

from dataclasses import dataclass

from storage.database import Tx

_LATEST = (
    "SELECT gateway, at, spent, posted, drift, is_over, said FROM account_report "
    "WHERE gateway = :gateway ORDER BY id DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One report; money is in the smallest unit of the gateway's currency. ``said`` is JSON for the owner."""

    gateway: str
    at: int
    spent: int | None
    posted: int
    drift: int | None
    is_over: bool
    said: str


async def add(tx: Tx, row: AccountRow) -> None:
    """Keep a report."""
    await tx.execute(
        "INSERT INTO account_report (gateway, at, spent, posted, drift, is_over, said) "
        "VALUES (:gateway, :at, :spent, :posted, :drift, :is_over, :said)",
        gateway=row.gateway,
        at=row.at,
        spent=row.spent,
        posted=row.posted,
        drift=row.drift,
        is_over=int(row.is_over),
        said=row.said,
    )


async def latest(tx: Tx, gateway: str) -> AccountRow | None:
    """Return a gateway's last report."""
    row = await tx.one(_LATEST, gateway=gateway)
    return None if row is None else AccountRow(**{**row, "is_over": bool(row["is_over"])})


async def forget_old(tx: Tx, before: int) -> None:
    """Forget reports from before a time; each gateway's last one stays."""
    await tx.execute(
        "DELETE FROM account_report WHERE at < :before "
        "AND id NOT IN (SELECT max(id) FROM account_report GROUP BY gateway)",
        before=before,
    )


async def posted(tx: Tx, gateway: str) -> int:
    """Return what our books say was spent there, as cost or as loss."""
    found = await tx.value(
        "SELECT sum(debits_posted - credits_posted) FROM account WHERE id IN (:cost, :loss)",
        cost=f"cost:{gateway}",
        loss=f"loss:{gateway}",
    )
    return int(found or 0)


async def under_way(tx: Tx, gateway: str) -> int:
    """Return the price, in credits, of the jobs that were sent there and are not in the books yet."""
    found = await tx.value(
        "SELECT sum(price) FROM job WHERE shown <> 1 AND state IN ('working', 'ready') AND EXISTS "
        "(SELECT 1 FROM attempt WHERE job_id = job.id AND gateway = :gateway AND submitted_at IS NOT NULL)",
        gateway=gateway,
    )
    return int(found or 0)


async def at_work(tx: Tx, gateway: str) -> tuple[int, int]:
    """Return how many attempts are in flight there and how many wait in its line."""
    flying = await tx.value("SELECT count(*) FROM attempt WHERE slot = 1 AND gateway = :gateway", gateway=gateway)
    waiting = await tx.value(
        "SELECT count(*) FROM attempt WHERE state = 'waiting' AND gateway = :gateway", gateway=gateway
    )
    return int(flying or 0), int(waiting or 0)
