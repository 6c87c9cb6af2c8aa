"""A debt outlives who owes it: it waits under a mark, and is theirs again when they come back."""

from __future__ import annotations

import pytest

from bot.generation import accounts, leaving
from storage import debts, erasing, invariants, ledger, orders, payments
from storage.orders import NewOrder
from storage.payments import Paid, Payer
from tests.storage.conftest import NOW

STARS, CREDITS, TELEGRAM = 50, 15_000, 7_123_456_789
MARK = "mark-of-seven"


class Buyer:
    """Somebody who buys, leaves and comes back under the same number."""

    def __init__(self, house) -> None:
        self.house = house
        self.db = house.db

    async def come(self):
        async def meet(tx):
            await accounts.open_house(tx, [])
            return await accounts.meet(tx, TELEGRAM, "An", "vi", MARK, next(self.house.number) + NOW)

        person, _ = await self.db.write(meet)
        return person

    async def buy(self, person, charge="c1"):
        order = await self.db.write(orders.add, NewOrder(person.uid, f"w:{person.uid}", STARS, CREDITS, 1), NOW)
        await self.db.write(payments.credit, Paid(charge, Payer(TELEGRAM, "An", "vi"), order.id, STARS, NOW), NOW)

    async def spend(self, person, amount):
        await self.db.write(ledger.post, f"spend:{person.uid}", f"w:{person.uid}", "rev", amount, "gen", NOW)

    async def go(self, person):
        await self.db.write(leaving.leave, person, MARK, (), NOW)
        [one] = await self.db.read(erasing.open_ones)
        assert await self.db.write(leaving.close, one, NOW)

    async def charge_back(self, charge="c1"):
        async def back(tx):
            payment, _ = await payments.refund(tx, charge, NOW)
            await debts.follow(tx, payment.person_uid, TELEGRAM, MARK, NOW)

        await self.db.write(back)

    async def owes(self, person):
        return await self.db.read(debts.owed_by, person.uid)


@pytest.fixture
async def buyer(house):
    yield Buyer(house)
    assert await house.db.read(invariants.broken) == []

    async def both(tx):
        kept = await tx.value("SELECT COALESCE(SUM(credits), 0) FROM forgotten_debt")
        return kept, -(await ledger.balance(tx, debts.GONE)).posted

    kept, booked = await house.db.read(both)
    assert kept == booked


async def test_a_debt_is_owed_again_by_who_left_and_came_back(buyer):
    first = await buyer.come()
    await buyer.buy(first)
    await buyer.spend(first, 9_000)
    await buyer.charge_back()
    assert await buyer.owes(first) == 9_000
    await buyer.go(first)
    assert await buyer.owes(first) == 0
    again = await buyer.come()
    assert again.uid != first.uid
    assert await buyer.owes(again) == 9_000
    await buyer.go(again)
    assert await buyer.owes(await buyer.come()) == 9_000


async def test_what_is_taken_back_after_leaving_is_owed_on_coming_back(buyer):
    first = await buyer.come()
    await buyer.buy(first)
    await buyer.spend(first, CREDITS)
    await buyer.go(first)
    await buyer.charge_back()
    assert await buyer.owes(first) == 0
    assert await buyer.owes(await buyer.come()) == CREDITS


async def test_what_is_taken_back_after_coming_back_is_owed_at_once_and_once(buyer):
    first = await buyer.come()
    await buyer.buy(first)
    await buyer.spend(first, CREDITS)
    await buyer.go(first)
    again = await buyer.come()
    for _ in range(2):
        await buyer.charge_back()
    assert await buyer.owes(again) == CREDITS
    await buyer.buy(again, "c2")
    assert await buyer.owes(again) == 0


async def test_what_was_not_spent_was_lost_by_leaving_and_is_owed_by_nobody(buyer):
    first = await buyer.come()
    await buyer.buy(first)
    await buyer.spend(first, 4_000)
    await buyer.go(first)
    await buyer.charge_back()
    assert await buyer.owes(await buyer.come()) == 4_000


async def test_a_stranger_owes_nothing_of_it(buyer):
    first = await buyer.come()
    await buyer.buy(first)
    await buyer.spend(first, CREDITS)
    await buyer.charge_back()
    await buyer.go(first)
    stranger = await buyer.db.write(accounts.meet, TELEGRAM + 1, "Bo", "vi", "another mark", NOW)
    assert await buyer.owes(stranger[0]) == 0


async def test_the_first_that_is_bought_after_coming_back_pays_the_debt(buyer):
    first = await buyer.come()
    await buyer.buy(first)
    await buyer.spend(first, 2_000)
    await buyer.charge_back()
    await buyer.go(first)
    again = await buyer.come()
    await buyer.buy(again, "c9")
    assert (await buyer.db.read(ledger.balance, f"w:{again.uid}")).posted == CREDITS - 2_000
