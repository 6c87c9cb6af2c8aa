"""A payment is credited once, both legs or none; what fits no invoice is kept in suspense; what was spent is owed."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from dataclasses import replace

import pytest

from storage import debts, invariants, ledger, orders, payments, people, pools, star_parts
from storage.orders import NewOrder
from storage.payments import Paid, Payer
from tests.storage.conftest import NOW

STARS, CREDITS = 50, 15_000


class Shop:
    """A person with an order, and short ways to pay it."""

    def __init__(self, house, person, order) -> None:
        self.house, self.person, self.order = house, person, order
        self.payer = Payer(person.telegram_id, person.name, "vi")

    def paid(self, charge: str = "c1", **other) -> Paid:
        return replace(Paid(charge, self.payer, self.order.id, STARS, NOW), **other)

    async def credit(self, paid: Paid):
        return await self.house.db.write(payments.credit, paid, NOW)

    async def refund(self, charge: str = "c1"):
        return await self.house.db.write(payments.refund, charge, NOW + 9)

    async def spend(self, amount: int) -> None:
        await self.house.db.write(ledger.post, f"spend:{amount}", self.wallet, "rev", amount, "gen", NOW)

    @property
    def wallet(self) -> str:
        return f"w:{self.person.uid}"

    async def has(self, account: str = "") -> int:
        return (await self.house.db.read(ledger.balance, account or self.wallet)).posted

    async def stars(self) -> int:
        return await self.house.db.read(payments.stars)

    async def debt(self) -> int:
        return await self.house.db.read(debts.owed_by, self.person.uid)

    async def all_is_well(self) -> None:
        assert await self.house.db.read(invariants.broken) == []


@pytest.fixture
async def shop(house):
    person = await house.person()
    order = await house.db.write(
        orders.add, NewOrder(person.uid, f"w:{person.uid}", STARS, CREDITS, person.telegram_id), NOW
    )
    yield Shop(house, person, order)
    assert await house.db.read(invariants.broken) == []


async def test_a_payment_told_of_twice_and_found_in_the_list_is_credited_once(shop):
    told = [shop.paid(), shop.paid(), shop.paid(came_by="list")] * 5
    fresh = await asyncio.gather(*[shop.credit(one) for one in told])
    assert sum(first for _, first in fresh) == 1
    assert (await shop.has(), await shop.stars()) == (CREDITS, STARS)


async def test_an_old_invoice_paid_again_is_credited_again(shop):
    await shop.credit(shop.paid("c1"))
    await shop.credit(shop.paid("c2"))
    assert (await shop.has(), await shop.stars()) == (2 * CREDITS, 2 * STARS)


@pytest.mark.parametrize(
    ("other", "reason", "stars"),
    [
        ({"payload": "nobody's"}, "payload", STARS),
        ({"stars": STARS - 1}, "amount", STARS - 1),
        ({"stars": STARS + 1}, "amount", STARS + 1),
        ({"payer": None}, "payer", STARS),
        ({"currency": "USD"}, "currency", 0),
    ],
)
async def test_what_fits_no_invoice_is_set_aside_and_never_dropped(shop, other, reason, stars):
    payment, fresh = await shop.credit(shop.paid(**other))
    assert (payment.state, payment.reason, fresh) == ("aside", reason, True)
    assert await shop.has() == 0
    assert (await shop.stars(), await shop.has(payments.SUSPENSE)) == (stars, stars)
    assert await shop.house.db.read(payments.aside) == [payment]
    assert await shop.credit(shop.paid(**other)) == (payment, False)
    refunded, _ = await shop.refund()
    assert (refunded.state, await shop.stars(), await shop.has(payments.SUSPENSE)) == ("refunded", 0, 0)


async def test_who_pays_anothers_invoice_gets_what_was_paid_for(shop):
    stranger = Payer(77_777, "Bo", "en")
    payment, _ = await shop.credit(shop.paid(payer=stranger))
    known = await shop.house.db.read(people.by_telegram_id, stranger.telegram_id)
    assert payment.account_id == f"w:{known.uid}"
    assert (await shop.has(payment.account_id), await shop.has()) == (CREDITS, 0)


async def test_what_pays_for_a_pool_goes_into_the_pool(shop):
    db = shop.house.db
    await db.write(ledger.open_account, "pool:x", "CRD", 1)
    order = await db.write(orders.add, NewOrder(shop.person.uid, "pool:x", STARS, CREDITS, -9), NOW)
    await shop.credit(shop.paid(payload=order.id))
    assert (await shop.has("pool:x"), await shop.has()) == (CREDITS, 0)


async def test_a_refund_comes_once_and_takes_back_what_is_left(shop):
    await shop.credit(shop.paid())
    refunded, fresh = await shop.refund()
    assert (refunded.state, fresh) == ("refunded", True)
    assert (await shop.refund())[1] is False
    assert (await shop.has(), await shop.stars(), await shop.debt()) == (0, 0, 0)
    assert (await shop.credit(shop.paid()))[1] is False  # a late update of what was given back
    assert await shop.has() == 0


async def test_a_charge_back_of_spent_credits_leaves_a_debt_that_the_next_payment_pays(shop):
    await shop.credit(shop.paid())
    await shop.spend(10_000)
    await shop.refund()
    assert (await shop.has(), await shop.debt(), await shop.stars()) == (0, 10_000, 0)
    await shop.credit(shop.paid("c2"))
    assert (await shop.has(), await shop.debt()) == (CREDITS - 10_000, 0)


async def test_a_debt_is_paid_from_what_comes_back_of_a_job_under_way(shop):
    await shop.credit(shop.paid())
    job = await shop.house.job(shop.person, price=4_000)
    await shop.refund()
    assert await shop.debt() == 4_000
    await shop.house.void(job)
    await shop.house.db.write(debts.pay_back_all, NOW)
    assert (await shop.has(), await shop.debt()) == (0, 0)


async def test_a_debt_that_is_forgiven_is_none(shop):
    await shop.credit(shop.paid())
    await shop.spend(CREDITS)
    await shop.refund()
    assert await shop.house.db.write(debts.forgive, shop.person.uid, "adm:1:2", NOW) == CREDITS
    assert await shop.debt() == 0


async def test_a_monthly_payment_runs_for_thirty_days_and_each_is_credited(shop):
    db = shop.house.db
    new = NewOrder(shop.person.uid, shop.wallet, STARS, CREDITS, 1, is_monthly=True)
    order = await db.write(orders.add, new, NOW)
    await shop.credit(shop.paid("m1", payload=order.id, paid_until=NOW + payments.MONTH_S))
    await shop.credit(shop.paid("m2", payload=order.id, paid_at=NOW + payments.MONTH_S, came_by="list"))
    running = await db.read(payments.subscription, shop.person.uid, NOW + payments.MONTH_S)
    assert (running.charge_id, running.paid_until, running.renews) == ("m2", NOW + 2 * payments.MONTH_S, True)
    assert await shop.has() == 2 * CREDITS


async def test_stars_that_moved_without_a_buyer_keep_the_mirror_true(shop):
    await shop.credit(shop.paid())
    for _ in range(2):
        await shop.house.db.write(lambda tx: payments.other(tx, "w1", 30 * star_parts.NANO, NOW, incoming=False))
    assert await shop.stars() == STARS - 30


@pytest.mark.parametrize(("lost", "found"), [("stars:c1", {"I10", "I12"}), ("stars:c1:xtr", {"I10", "I12"})])
async def test_a_payment_without_one_of_its_legs_breaks_the_books(house, lost, found):
    person = await house.person()
    order = await house.db.write(orders.add, NewOrder(person.uid, f"w:{person.uid}", STARS, CREDITS, 1), NOW)
    payer = Payer(person.telegram_id, "An", "vi")
    await house.db.write(payments.credit, Paid("c1", payer, order.id, STARS, NOW), NOW)
    with contextlib.closing(sqlite3.connect(house.db.path)) as vandal, vandal:
        vandal.execute("DROP TRIGGER transfer_remains")
        vandal.execute("DELETE FROM transfer WHERE id = ?", (lost,))
    assert found <= {one[:3] for one in await house.db.read(invariants.broken)}


async def test_credits_for_stars_without_a_payment_break_the_books(house):
    person = await house.person()
    await house.db.write(ledger.post, "x", payments.FX_CREDITS, f"w:{person.uid}", 5, "topup", NOW)
    assert [one[:3] for one in await house.db.read(invariants.broken)] == ["I11"]


async def test_what_bought_into_a_pool_that_is_one_with_another_is_taken_back_from_that_one(shop):
    db = shop.house.db
    old, young = await db.write(pools.pool_of, -1, NOW), await db.write(pools.pool_of, -2, NOW)
    new = NewOrder(shop.person.uid, young.account_id, STARS, CREDITS, -2)
    order = await db.write(orders.add, new, NOW)
    await shop.credit(shop.paid(payload=order.id))
    await db.write(people.migrate_chat, -1, -2)
    await db.write(pools.gather, NOW)
    assert await shop.has(old.account_id) == CREDITS
    await shop.refund()
    assert (await shop.has(old.account_id), await shop.debt()) == (0, 0)
