"""Every question asked while people wait is answered from an index, so a year of rows does not slow it down."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from dataclasses import replace

from storage import (
    assets,
    attempts,
    audit,
    batches,
    blocks,
    buttons,
    debts,
    grants,
    inbox,
    invites,
    jobs,
    ledger,
    orders,
    payments,
    people,
    pools,
    promos,
    quotas,
    statement,
    switches,
)
from storage.batches import NewBatch
from storage.grants import NewGrant
from storage.inbox import Incoming
from storage.invites import Invite
from storage.quotas import Limit

NOW = 1_790_000_000


async def test_no_statement_of_the_road_reads_a_whole_table(house):
    asked: list[str] = []
    db = house.db
    for connection in (db._writer._connection, db._reader._connection):
        connection.set_trace_callback(asked.append)
    await walk_the_road(house)
    await walk_the_owners_tables(db)
    await walk_the_money(house, await house.person(money=100))
    for connection in (db._writer._connection, db._reader._connection):
        connection.set_trace_callback(None)
    statements = {sql for sql in asked if re.match(r"SELECT|INSERT|UPDATE|DELETE", sql)}
    assert len(statements) > 50
    # chat_alias is the one table that grows with nothing but groups that moved.
    assert not {sql: bad for sql, bad in scans(db.path, statements).items() if "chat_alias" not in sql}


async def walk_to_the_till(house, person):
    db, wallet = house.db, f"w:{person.uid}"
    order = await db.write(orders.add, orders.NewOrder(person.uid, wallet, 5, 10, 1), NOW)
    payer = payments.Payer(person.telegram_id, "An", "vi")
    for charge in ("c1", "c2"):
        await db.write(payments.credit, payments.Paid(charge, payer, order.id, 5, NOW), NOW)
    for payment in await db.read(payments.untold):
        await db.write(payments.mark_told, payment)
    await db.write(payments.refund, "c2", NOW)
    await db.write(debts.pay_back_all, NOW)
    await db.write(payments.set_renews, "c1", renews=False)
    await db.write(payments.set_read, 2, NOW)
    for read in (payments.untold, payments.aside, payments.stars, payments.read_so_far):
        await db.read(read)
    await db.read(payments.untold_one, "c1")
    await db.read(payments.of_person, person.uid, 5)
    await db.read(payments.subscription, person.uid, NOW)


async def walk_a_batch(house, person):
    db = house.db
    number = await db.write(batches.add, NewBatch(person.uid, 1, None, 1, "vi", "[]", 9), NOW)
    await db.write(batches.begin, number, person.uid, "vi", 1, 9)
    of_batch, single = await house.job(person), await house.job(person)

    async def join(tx):
        await tx.execute("UPDATE job SET batch_id = :number WHERE id = :id", number=number, id=of_batch.id)

    await db.write(join)
    await house.in_line(replace(of_batch, batch_id=number), "other")
    assert (await house.in_line(single, "other")).turn == 1  # before the batch
    for read in (batches.tally, batches.members, batches.get):
        await db.read(read, number)
    await db.read(batches.open_ones, 0, 5)
    await db.read(batches.rest_is_made, number)
    await db.read(batches.place_of, number, 1)
    await db.write(batches.end, number, 1)


async def walk_the_money(house, person):
    db, guest = house.db, await house.person("Guest")
    await db.write(promos.create, "code", 5, NOW)
    await db.write(promos.redeem, "code", person.uid, NOW)
    await db.write(promos.end, "code", NOW)
    await db.write(promos.note_try, person.uid, "d")
    await db.read(promos.tries, person.uid, "d")
    await db.read(promos.page, "", 9)
    code = await db.write(invites.link_of, person.uid)
    await db.read(invites.host_of, code)
    await db.write(invites.come, Invite(guest.uid, person.uid, 5, 3, NOW))
    await db.write(invites.end, guest.uid, NOW)
    await db.read(invites.guests, person.uid)
    await db.write(invites.take_untold)
    entry = await db.read(statement.entry, person.uid)
    view = await db.write(statement.open_view, person.uid, 1, entry.key, NOW)
    await db.read(statement.view, view.id)
    await db.write(statement.turn_to, view.id, "all", view.entry)
    await db.read(statement.lines, person.uid, view.entry)
    await db.read(statement.spent, person.uid, NOW)
    await db.read(statement.held, person.uid)


async def walk_the_purses(house, person):
    db = house.db
    await db.write(pools.grant, -3, 100, "adm:1", NOW)
    pool = await db.write(pools.pool_of, -3, NOW)
    await db.write(pools.pool_of, -4, NOW)
    await db.write(pools.set_rule, pool, "day_max", 50)
    await db.read(pools.of_account, pool.account_id)
    await db.read(pools.spent_by, pool, NOW)
    await db.write(people.migrate_chat, -3, -4)
    await db.write(pools.gather, NOW)
    await db.write(grants.give, NewGrant(person.uid, "a", "gift", 10, NOW + 5), NOW)
    await db.read(grants.usable, person.uid, NOW)
    await db.write(grants.expire, NOW + 5)


async def walk_the_road(house):
    db = house.db
    await db.write(inbox.store, [Incoming(1, "c", "{}")], NOW)
    await db.read(inbox.pending)
    await db.write(inbox.count_try, 1)
    await db.write(inbox.set_aside, 1, "x")
    await db.write(inbox.finish, 1)
    await db.write(inbox.forget_old, NOW)
    person = await house.person(money=100)
    await db.write(people.meet, person.telegram_id, "Another", "vi", NOW)
    await db.read(people.language, person.telegram_id)
    await walk_a_batch(house, person)
    await walk_to_the_till(house, person)
    job, other = await house.job(person, 10, 9), await house.job(person, 10, 9)
    attempt = await house.in_line(job)
    await db.write(quotas.reserve, f"a:{attempt.id}", [Limit("gw:flow", "pictures", "d", 1, 10)])
    for read in (attempts.ahead, attempts.get):
        await db.read(read, attempt.id)
    await db.read(attempts.typical_s, "flow", "banana")
    await db.write(attempts.claim, "flow", 3, 2, NOW)
    await db.write(attempts.move, attempt.id, ("starting",), "running", remote_id="r")
    await db.write(attempts.set_progress, attempt.id, 5)
    await db.read(attempts.knows_remote, "flow", ("r",))
    await db.read(attempts.of_job, job.id)
    await db.read(attempts.open_ones, ("flow",))
    await db.read(attempts.stranded, "flow", 5)
    await db.read(attempts.without_remote, "flow", 0)
    await db.read(attempts.outputs_before, job.id, 1)
    await db.read(jobs.unshown)
    new = assets.NewAsset(job.id, attempt.id, 1, "p", "s", "image/png", 1, 1, 1)
    asset = await db.write(assets.add, new, NOW)
    await db.read(assets.of_job, job.id)
    await db.write(assets.forget, asset.id)
    nonce = await db.write(buttons.mint, "x", 1, NOW, job.id)
    await db.read(buttons.find, nonce)
    await db.read(buttons.of_job, job.id, "x")
    button = await db.read(buttons.find, nonce)
    await db.read(buttons.is_under_way, button, person.uid)
    await walk_the_purses(house, person)
    await db.write(people.migrate_chat, 1, -5)
    await db.read(people.follow_chat, 1)
    await db.write(jobs.set_card, job.id, 1)
    await db.read(jobs.unfinished)
    await db.read(jobs.open_of_person, person.uid, limit=5)
    await db.read(jobs.by_idem, job.idem)
    await db.read(jobs.not_handed_over, person.uid, 1, limit=5)
    await house.capture(job, 10)
    await house.void(other)
    await db.write(jobs.mark_shown, job.id)
    await db.read(ledger.balance, job.payer_id)


async def walk_the_owners_tables(db):
    await db.write(audit.note, "u:o", "block", "u:a", "why", NOW)
    await db.read(audit.last, 5)
    await db.read(audit.about, "u:a", 5)
    await db.write(blocks.block, "u:a", "why", "u:o", NOW)
    await db.read(blocks.is_blocked, "a")
    await db.write(blocks.move, "c:1", "c:2")
    await db.write(switches.turn_off, "spending", "why", "u:o", NOW)
    await db.read(switches.gateway_is_off, "flow")
    await db.write(switches.turn_on, "spending")


def scans(path, statements):
    """Return which statements read a table from end to end, with the steps of their plans that do."""
    found = {}
    with contextlib.closing(sqlite3.connect(path)) as explainer:
        for sql in statements:
            plan = [row[3] for row in explainer.execute(f"EXPLAIN QUERY PLAN {sql}")]
            made = [f"SCAN {step.split()[-1]}" for step in plan if step.startswith(("MATERIALIZE", "CO-ROUTINE"))]
            known = ("INDEX", "CONSTANT", *made)  # what a statement made itself is no table
            bad = [step for step in plan if step.startswith("SCAN") and not any(one in step for one in known)]
            if bad:
                found[sql] = bad
    return found
