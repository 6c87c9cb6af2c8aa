"""The statement has what the ledger has: every movement once, newest first, shares of one job as one entry."""

import random

from storage import grants, jobs, ledger, statement
from storage.grants import NewGrant
from tests.storage.conftest import NOW

DAY = 86_400


async def pay(house, person, shares, now, captured=None):
    """A job paid by several accounts; ``captured`` of it, all unless told."""

    async def work(tx):
        idem = f"m:9:{next(house.number)}"
        price = sum(amount for _, amount in shares)
        new = jobs.NewJob(idem, person.uid, shares[0][0], 1, "vi", "banana", "{}", 1, price)
        job = await jobs.add(tx, new, now)
        left = price if captured is None else captured
        for number, (account, amount) in enumerate(shares):
            await ledger.hold(tx, f"h:{job.id}:{number}", account, "rev", amount, "gen", now, job.id)
            await ledger.capture(tx, f"h:{job.id}:{number}", min(left, amount), now)
            left -= min(left, amount)
        return job

    return await house.db.write(work)


async def walk(db, uid, shelf="all"):
    """Leaf from the newest to the oldest."""
    found = [await db.read(statement.entry, uid, shelf)]
    while found[-1] is not None and found[-1].older is not None:
        found.append(await db.read(statement.entry, uid, shelf, found[-1].older))
    return [one for one in found if one is not None]


async def test_leafing_through_meets_every_movement_once_and_adds_up_to_the_accounts(house):
    db, chance = house.db, random.Random(7)  # noqa: S311 (the same each time)
    person, other = await house.person(money=50_000), await house.person("Other", 50_000)
    wallet, moved = f"w:{person.uid}", 1
    for number in range(40):
        now = NOW + number * DAY // 3
        match chance.randrange(5):
            case 0:
                new = NewGrant(person.uid, f"daily-{number}", "daily", chance.randint(1, 500), now + DAY)
                await db.write(grants.give, new, now)
                moved += 1
            case 1:
                usable = await db.read(grants.usable, person.uid, now)
                shares = [(one.account_id, one.available) for one in usable] + [(wallet, chance.randint(1, 900))]
                whole = sum(amount for _, amount in shares)
                await pay(house, person, shares, now, chance.choice([whole, whole // 2 or 1]))
                moved += 1
            case 2:
                before = len(await db.read(grants.usable, person.uid, 0))
                await db.write(grants.expire, now)
                moved += before - len(await db.read(grants.usable, person.uid, 0))
            case 3:
                await db.write(ledger.post, f"refund:{number}", "rev", wallet, 7, "refund", now, None)
                moved += 1
            case _:
                await pay(house, other, [(f"w:{other.uid}", 5)], now)
    entries = await walk(db, person.uid)
    assert len({one.key for one in entries}) == len(entries) == moved
    assert [one.number for one in entries] == list(range(1, moved + 1))
    assert [one.at for one in entries] == sorted((one.at for one in entries), reverse=True)
    has = await db.read(
        lambda tx: tx.value(
            "SELECT sum(credits_posted - debits_posted) FROM account WHERE id = :w OR id LIKE :g",
            w=wallet,
            g=f"g:{person.uid}:%",
        )
    )
    assert sum(one.amount for one in entries) == has
    for one in entries:
        assert sum(line.amount for line in await db.read(statement.lines, person.uid, one.key)) == one.amount
    spent = await walk(db, person.uid, "spent")
    received = await walk(db, person.uid, "received")
    assert all(one.code == "gen" and one.amount < 0 for one in spent)
    assert all(one.amount > 0 for one in received)
    assert -sum(one.amount for one in spent) == sum(
        amount for _, amount in await db.read(statement.spent, person.uid, 0)
    )


async def test_what_the_groups_pool_paid_stands_there_and_what_came_to_nothing_does_not(house):
    person = await house.person(money=100)
    await house.db.write(ledger.open_account, "pool:p", "CRD", 1)
    await house.db.write(ledger.post, "gift", "gifts", "pool:p", 50, "grant", NOW)
    await pay(house, person, [("pool:p", 30)], NOW)
    assert await house.void(await house.job(person))
    pooled, gift = await walk(house.db, person.uid)
    assert (pooled.amount, gift.amount) == (-30, 100)
    [line] = await house.db.read(statement.lines, person.uid, pooled.key)
    assert line.own == "pool:p"
    assert await house.db.read(statement.spent, person.uid, 0) == []


async def test_a_key_that_is_not_on_a_shelf_is_answered_with_its_newest(house):
    person = await house.person(money=100)
    assert (await house.db.read(statement.entry, person.uid, "all", "job:999")).number == 1
    assert await house.db.read(statement.entry, person.uid, "spent", None) is None
    assert await house.db.read(statement.entry, (await house.person("New")).uid) is None
