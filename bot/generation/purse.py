"""Which accounts pay for a job, in which order, each by a hold of its own, and how those holds end with the job.

In a group its pool pays first, within what a member and all may spend of it in a day. What it cannot pay the member's
own purse does, where the group's rules have it so: grants, the earliest end first, then the wallet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.generation import period
from bot.generation.accounts import EARNED, payer_of
from bot.generation.rules import Rules
from storage import grants, ledger, pools, quotas
from storage.database import StorageError, Tx
from storage.people import Person
from storage.pools import Pool
from storage.quotas import Limit

Why = Literal["own", "pool", "cap", "day"]


class ShortError(StorageError):
    """Who should pay has only so much: the person, the pool, or what a member (cap) or all (day) may spend of it.

    Nothing may be kept of a transaction that raised this.
    """

    def __init__(self, why: Why, available: int, limit: int = 0) -> None:
        """Keep what there is in credits, and the limit that binds."""
        super().__init__(f"only {available} available ({why})")
        self.why = why
        self.available = available
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Share:
    """What one account pays of a job."""

    account_id: str
    amount: int


@dataclass(frozen=True, slots=True)
class Payers:
    """Who pays, first payer first, and the limits of the pool that count with it; ``short``: it must not be so."""

    shares: Sequence[Share]
    limits: Sequence[Limit] = ()
    short: ShortError | None = None

    @property
    def payer_id(self) -> str:
        """The first who pays."""
        return self.shares[0].account_id


async def payers(tx: Tx, rules: Rules, person: Person, chat_id: int, price: int, now: int) -> Payers:
    """Find who pays so much for work that a person asks for in a chat, as it is in this transaction."""
    if rules.billing != "credits":
        return Payers([Share(payer_of(person, rules), price)])
    pool = await pools.find(tx, chat_id) if chat_id < 0 else None
    if pool is None:
        return Payers(await _own(tx, rules, person, price, now))
    today = period.day(now, rules.zone)
    of_all = Limit(pool.scope(), "credits", today, price, pool.day_max)
    of_member = Limit(pool.scope(person.uid), "credits", today, price, pool.member_max)
    short = await _shortest(tx, pool, of_all, of_member)
    part = min(price, short.available)
    if part < price and pool.when_empty == "refuse":
        return Payers([Share(pool.account_id, price)], short=short)
    own = await _own(tx, rules, person, price - part, now) if part < price else []
    if part == 0:
        return Payers(own)
    limits = [Limit(one.scope, one.metric, one.period, part, one.limit) for one in (of_all, of_member)]
    return Payers([Share(pool.account_id, part), *own], limits)


async def hold(tx: Tx, found: Payers, job_id: int, now: int) -> None:
    """Set aside what each pays; raises ShortError where that is not there."""
    if found.short is not None:
        raise found.short
    before = 0
    for number, share in enumerate(found.shares, start=1):
        name = _hold_name(job_id, number)
        try:
            await ledger.hold(tx, name, share.account_id, EARNED, share.amount, "gen", now, job_id)
        except ledger.NotEnoughError as error:
            raise ShortError("own", max(error.available, 0) + before) from None
        before += share.amount


async def capture(tx: Tx, job_id: int, paid: int, now: int) -> None:
    """Take so much of a job's holds, the first payer's first, and give back the rest to where it came from."""
    for name, share in await _holds(tx, job_id):
        taken = min(paid, share.amount)
        await ledger.capture(tx, name, taken, now)
        paid -= taken


async def void(tx: Tx, job_id: int, now: int) -> None:
    """Give back everything that is held for a job to where it came from."""
    for name, _ in await _holds(tx, job_id):
        await ledger.void(tx, name, now)


async def shares_of(tx: Tx, job_id: int, paid: int) -> list[Share]:
    """Return what each pays of so much of a job, first payer first; before it is taken as after."""
    found = []
    for _, share in await _holds(tx, job_id):
        taken = min(paid, share.amount)
        if taken:
            found.append(Share(share.account_id, taken))
        paid -= taken
    return found


async def _own(tx: Tx, rules: Rules, person: Person, price: int, now: int) -> list[Share]:
    """Return a person's own shares; the last of them, the wallet's, may be more than is in it."""
    shares = []
    for grant in await grants.usable(tx, person.uid, now):
        if price == 0:
            break
        shares.append(Share(grant.account_id, min(price, grant.available)))
        price -= shares[-1].amount
    return [*shares, Share(payer_of(person, rules), price)] if price else shares


async def _shortest(tx: Tx, pool: Pool, of_all: Limit, of_member: Limit) -> ShortError:
    """Return how much the pool can pay for this member now, and what binds it."""
    found = [ShortError("pool", (await ledger.balance(tx, pool.account_id)).available)]
    whys: tuple[tuple[Why, Limit], ...] = (("day", of_all), ("cap", of_member))
    for why, limit in whys:
        if limit.limit is not None:
            used = sum(await quotas.usage(tx, limit.scope, limit.metric, limit.period))
            found.append(ShortError(why, max(limit.limit - used, 0), limit.limit))
    return min(found, key=lambda one: one.available)


async def _holds(tx: Tx, job_id: int) -> list[tuple[str, Share]]:
    rows = await tx.all(
        "SELECT id, debit_id, amount FROM transfer WHERE job_id = :job_id AND kind = 'hold' ORDER BY length(id), id",
        job_id=job_id,
    )
    return [(row["id"], Share(row["debit_id"], row["amount"])) for row in rows]


def _hold_name(job_id: int, number: int) -> str:
    return f"h:{job_id}" if number == 1 else f"h:{job_id}:{number}"
