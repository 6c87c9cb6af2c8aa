"""Leaving and coming back is no way around anything: a cap, a group's limits, a debt, codes that may be tried."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage import blocks, caps, debts, invariants, ledger, orders, payments, people, promos, quotas, tombstones
from storage.orders import NewOrder
from storage.payments import Paid, Payer
from storage.quotas import Limit
from tests.storage.conftest import DAY, NOW

STARS, CREDITS = 50, 15_000
MONTH = DAY[:7]


@pytest.fixture
async def ana(house):
    """Somebody who leaves and comes back; the books are whole at the end."""
    yield Guest(house, await house.person(name="Ana"))
    assert await house.db.read(invariants.broken) == []


class Guest:
    """Short ways to leave, to come back, to pay and to owe."""

    def __init__(self, house, person) -> None:
        self.house, self.db, self.telegram_id = house, house.db, person.telegram_id
        self.person = person

    async def away(self) -> None:
        await self.db.write(debts.bury, self.person.uid, f"mark {self.telegram_id}", NOW)
        await self.db.write(tombstones.bury, self.person.uid, f"mark {self.telegram_id}", [DAY, MONTH], NOW)

        async def part(tx):
            await tx.execute("UPDATE person SET telegram_id = NULL WHERE uid = :uid", uid=self.person.uid)

        await self.db.write(part)

    async def back(self) -> None:
        self.person = await self.db.write(self.met)

    async def met(self, tx):
        person = await people.meet(tx, self.telegram_id, "Ana", "vi", NOW)
        await ledger.open_account(tx, f"w:{person.uid}", "CRD", guard=1)
        await tombstones.recognise(tx, person.uid, f"mark {self.telegram_id}")
        await debts.recognise(tx, person.uid, f"mark {self.telegram_id}", NOW)
        return person

    async def used(self, scope: str, metric: str, amount: int, period: str = DAY) -> None:
        job = await self.house.job(self.person, idem=f"m:{scope}:{metric}:{self.person.uid}")

        async def use(tx):
            limit = Limit(f"{scope}u:{self.person.uid}", metric, period, amount, None)
            await quotas.reserve(tx, f"j:{job.id}", [limit, Limit("pool:p", metric, period, amount, None)])

            await quotas.settle(tx, f"j:{job.id}", {metric: amount})

        await self.db.write(use)
        await self.house.capture(job, 10)

    async def counted(self, scope: str, metric: str, period: str = DAY) -> int:
        return sum(await self.db.read(quotas.usage, f"{scope}u:{self.person.uid}", metric, period))

    async def buys(self, charge: str) -> None:
        new = NewOrder(self.person.uid, f"w:{self.person.uid}", STARS, CREDITS, self.telegram_id)
        order = await self.db.write(orders.add, new, NOW)
        payer = Payer(self.telegram_id, "Ana", "vi")
        await self.db.write(payments.credit, Paid(charge, payer, order.id, STARS, NOW), NOW)

    async def taken_back(self, charge: str) -> None:
        async def take(tx):
            payment, _ = await payments.refund(tx, charge, NOW)
            await debts.follow(tx, payment.person_uid, self.telegram_id, f"mark {self.telegram_id}", NOW)

        await self.db.write(take)

    async def spends_all(self) -> None:
        wallet = f"w:{self.person.uid}"
        left = (await self.db.read(ledger.balance, wallet)).available
        await self.db.write(ledger.post, f"spend:{wallet}", wallet, "rev", left, "gen", NOW)

    async def owes(self) -> int:
        return await self.db.read(debts.owed_by, self.person.uid)

    async def has(self) -> int:
        return (await self.db.read(ledger.balance, f"w:{self.person.uid}")).available


async def test_what_a_member_used_of_a_pool_and_a_group_today_stays_used(ana):
    await ana.db.write(fund, ana.person.uid)
    await ana.used("pool:p:", "credits", 3000)
    await ana.used("c:-5:", "jobs", 2)
    await ana.used("", "credits", 40)
    await ana.away()
    await ana.back()
    assert await ana.counted("pool:p:", "credits") == 3000
    assert await ana.counted("c:-5:", "jobs") == 2
    assert await ana.counted("", "credits") == 40
    assert await ana.db.read(quotas.usage, "pool:p", "credits", DAY) == (3040, 0)
    await ana.away()
    await ana.back()
    assert await ana.counted("pool:p:", "credits") == 3000


async def test_what_was_used_on_days_gone_by_is_kept_of_nobody(ana):
    await ana.db.write(fund, ana.person.uid)
    await ana.used("pool:p:", "credits", 5)
    await ana.away()
    other = await ana.house.person()
    await ana.db.write(tombstones.bury, other.uid, "another mark", ["2026-11-22", MONTH], NOW)

    async def kept(tx):
        return [row["period"] for row in await tx.all("SELECT period FROM forgotten_use")]

    assert await ana.db.read(kept) == []


async def fund(tx, uid):
    await ledger.post(tx, f"fund:{uid}", "gifts", f"w:{uid}", 1000, "grant", NOW)


async def test_the_owners_cap_outlives_who_leaves_and_goes_when_the_owner_takes_it_away(ana):
    await ana.db.write(caps.set_cap, ana.person.uid, 500, "u:owner", NOW)
    await ana.away()
    await ana.back()
    assert await ana.db.read(caps.cap_of, ana.person.uid) == 500
    await ana.db.write(caps.set_cap, ana.person.uid, None, "u:owner", NOW)
    await ana.away()
    await ana.back()
    assert await ana.db.read(caps.cap_of, ana.person.uid) is None


async def test_codes_that_were_tried_stay_tried(ana):
    for _ in range(3):
        await ana.db.write(promos.note_try, ana.person.uid, DAY)
    await ana.away()
    await ana.back()
    assert await ana.db.read(promos.tries, ana.person.uid, DAY) == 3
    await ana.db.write(promos.note_try, ana.person.uid, DAY)
    assert await ana.db.read(promos.tries, ana.person.uid, DAY) == 4


async def test_a_debt_waits_for_who_comes_back(ana):
    await ana.buys("c1")
    await ana.spends_all()
    await ana.taken_back("c1")
    assert await ana.owes() == CREDITS
    before = ana.person.uid
    await ana.away()
    await ana.back()
    assert await ana.owes() == CREDITS
    assert await ana.db.read(debts.owed_by, before) == 0
    await ana.buys("c2")
    assert (await ana.owes(), await ana.has()) == (0, 0)


@pytest.mark.parametrize("times", [1, 2])
async def test_a_charge_back_after_leaving_is_owed_by_who_came_back(ana, times):
    await ana.buys("c1")
    await ana.spends_all()
    for _ in range(times):
        await ana.away()
        await ana.back()
    await ana.taken_back("c1")
    assert await ana.owes() == CREDITS


async def test_a_charge_back_while_away_is_owed_by_who_comes_back_and_paid_from_what_they_have(ana):
    await ana.buys("c1")
    await ana.spends_all()
    await ana.away()
    await ana.taken_back("c1")
    await ana.db.write(debts.pay_back_all, NOW)
    payer = Payer(ana.telegram_id, "Ana", "vi")
    order = await ana.db.write(orders.add, NewOrder(ana.person.uid, f"w:{ana.person.uid}", 1, 20_000, 1), NOW)
    await ana.db.write(payments.credit, Paid("c2", payer, order.id, 1, NOW), NOW)  # before the bot has met them again
    await ana.back()
    assert (await ana.owes(), await ana.has()) == (0, 5000)


async def test_who_paid_before_they_were_met_again_is_known_all_the_same(ana):
    """A pool's invoice, or a subscription's next month, may be the first that comes from somebody who left."""
    await ana.db.write(blocks.block, f"u:{ana.person.uid}", "spam", "u:owner", NOW)
    await ana.away()
    await ana.db.write(payments.meet, Payer(ana.telegram_id, "Ana", "vi"), NOW - 60)
    await ana.back()
    assert await ana.db.read(blocks.is_blocked, ana.person.uid)
    assert await ana.db.read(tombstones.returned_at, ana.person.uid) == NOW


async def test_a_stranger_inherits_nothing(ana):
    await ana.buys("c1")
    await ana.spends_all()
    await ana.away()
    await ana.taken_back("c1")
    stranger = Guest(ana.house, replace(await ana.house.person(), telegram_id=99))
    await stranger.back()
    assert await stranger.owes() == 0


async def test_credits_that_were_left_behind_are_not_owed_once_more(ana):
    """Who leaves with credits loses them to the house: a charge-back takes them from there first, and only once."""
    await ana.buys("c1")
    await ana.buys("c2")
    before = f"w:{ana.person.uid}"
    await ana.db.write(ledger.post, "spend", before, "rev", CREDITS - 4000, "gen", NOW)
    await ana.away()

    async def leave_behind(tx):
        await ledger.open_account(tx, "breakage", "CRD")
        await ledger.post(tx, f"left:{before}", before, "breakage", CREDITS + 4000, "left_behind", NOW)

    await ana.db.write(leave_behind)
    await ana.taken_back("c1")
    await ana.back()
    assert await ana.owes() == 0
    await ana.taken_back("c2")
    assert await ana.owes() == CREDITS - 4000
    assert (await ana.db.read(ledger.balance, "breakage")).posted == 0
