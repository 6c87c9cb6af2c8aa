"""How many and how much in a period: reserved before work starts, settled with what was really used.

The period is fixed when it is reserved, so what comes back after midnight comes back to its own day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storage.database import StorageError, Tx

_NO_LIMIT = 2**53  # above every amount the ledger takes


@dataclass(frozen=True, slots=True)
class Limit:
    """Reserve ``amount`` of ``metric`` for ``scope`` in ``period``; ``limit`` None counts without refusing."""

    scope: str
    metric: str
    period: str
    amount: int
    limit: int | None


class QuotaError(StorageError):
    """A limit is reached. Nothing may be kept of a transaction that raised this."""

    def __init__(self, asked: Limit, used: int, held: int) -> None:
        """Keep what was asked for, and what is used and held in that period."""
        super().__init__(f"{asked.metric} of {asked.scope}: {used} used and {held} held of {asked.limit}")
        self.scope = asked.scope
        self.metric = asked.metric
        self.limit = asked.limit
        self.period = asked.period
        self.amount = asked.amount
        self.used = used
        self.held = held

    @property
    def left(self) -> int:
        """What was still to be had."""
        return max((self.limit or 0) - self.used - self.held, 0)


async def reserve(tx: Tx, holder: str, limits: Sequence[Limit]) -> None:
    """Reserve everything, in the order of the keys (two callers never wait for each other), or raise QuotaError.

    ``holder`` is ``j:<job id>`` or ``a:<attempt id>``; a limit of amount 0 is left out.
    """
    for limit in sorted(limits, key=lambda one: (one.scope, one.metric, one.period)):
        if limit.amount == 0:
            continue
        key = {"scope": limit.scope, "metric": limit.metric, "period": limit.period}
        most = _NO_LIMIT if limit.limit is None else limit.limit
        taken = await tx.execute(
            "INSERT INTO quota (scope, metric, period, held) "
            "SELECT :scope, :metric, :period, :amount WHERE :amount <= :most "
            "ON CONFLICT (scope, metric, period) DO UPDATE SET held = quota.held + :amount "
            "WHERE quota.used + quota.held + :amount <= :most",
            amount=limit.amount,
            most=most,
            **key,
        )
        # Where the amount alone is above the limit, nothing was selected and so nothing conflicted: 0 rows as well.
        if not taken:
            used, held = await usage(tx, **key)
            raise QuotaError(limit, used, held)
        await tx.execute(
            "INSERT INTO quota_hold (holder, scope, metric, period, amount) "
            "VALUES (:holder, :scope, :metric, :period, :amount)",
            holder=holder,
            amount=limit.amount,
            **key,
        )


async def settle(tx: Tx, holder: str, used: Mapping[str, int]) -> None:
    """Count what was used of each metric (at most what was reserved) and give back the rest; once is enough."""
    rows = await tx.all(
        "SELECT scope, metric, period, amount FROM quota_hold WHERE holder = :holder AND state = 'held'", holder=holder
    )
    for row in rows:
        spent = max(0, min(used.get(row["metric"], 0), row["amount"]))
        key = {"scope": row["scope"], "metric": row["metric"], "period": row["period"]}
        await tx.execute(
            "UPDATE quota SET held = held - :amount, used = used + :spent "
            "WHERE scope = :scope AND metric = :metric AND period = :period",
            amount=row["amount"],
            spent=spent,
            **key,
        )
        await tx.execute(
            "UPDATE quota_hold SET used = :spent, state = 'settled' "
            "WHERE holder = :holder AND scope = :scope AND metric = :metric AND period = :period",
            spent=spent,
            holder=holder,
            **key,
        )


async def release(tx: Tx, holder: str) -> None:
    """Give back everything the holder still holds."""
    await settle(tx, holder, {})


async def usage(tx: Tx, scope: str, metric: str, period: str) -> tuple[int, int]:
    """Return what is used and what is held in that period."""
    row = await tx.one(
        "SELECT used, held FROM quota WHERE scope = :scope AND metric = :metric AND period = :period",
        scope=scope,
        metric=metric,
        period=period,
    )
    return (0, 0) if row is None else (row["used"], row["held"])


async def move(tx: Tx, old: str, new: str) -> None:
    """Count under another name what was counted under this one and a colon: the members of a group that moved."""
    names = {"new": f"{new}:", "begun": f"{old}:", "ended": f"{old};", "cut": len(old) + 2}  # ; is next to :
    await tx.execute(
        "INSERT INTO quota (scope, metric, period, used, held) "
        "SELECT :new || substr(scope, :cut), metric, period, used, held FROM quota "
        "WHERE scope >= :begun AND scope < :ended "
        "ON CONFLICT (scope, metric, period) DO UPDATE SET used = quota.used + excluded.used, "
        "held = quota.held + excluded.held",
        **names,
    )
    await tx.execute("DELETE FROM quota WHERE scope >= :begun AND scope < :ended", begun=f"{old}:", ended=f"{old};")
    await tx.execute(
        "UPDATE quota_hold SET scope = :new || substr(scope, :cut) WHERE scope >= :begun AND scope < :ended", **names
    )
