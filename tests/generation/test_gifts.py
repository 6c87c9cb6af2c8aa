"""What the house gives is given once, to whom it is meant, and what ends, ends at midnight where the bot lives."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.generation import gifts, leaving
from bot.generation.accounts import open_house, welcome
from bot.generation.rules import Rules
from storage import grants, invites, ledger, payments, people, promos, tombstones
from storage.database import Database
from storage.migrate import migrate
from storage.payments import Payer
from storage.promos import PromoError

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
EVENING = int(datetime(2026, 11, 21, 23, 59, 50, tzinfo=ZONE).timestamp())
RULES = Rules(billing="credits", daily_credits=500, invite_credits=300, invites_most=2, zone=ZONE)


@pytest.fixture
async def db(tmp_path):
    database = await Database.open(f"sqlite:///{tmp_path}/atelier.db", locked=True)
    await migrate(database, EVENING)
    yield database
    await database.close()


async def meet(db, number, now=EVENING):
    return await db.write(people.meet, number, f"P{number}", "vi", now)


async def comes_back(db, person, number, now):
    """Somebody leaves for good and is met again, as somebody else."""
    await db.write(tombstones.bury, person.uid, "mark", (), now)
    again = await meet(db, number, now)
    await db.write(tombstones.recognise, again.uid, "mark")
    return again


def total(found):
    return sum(one.available for one in found)


async def test_a_days_credits_end_with_it_and_the_next_days_come_with_the_next_thing_asked(db):
    uid = (await meet(db, 1)).uid
    assert await db.write(gifts.give_daily, uid, RULES, EVENING)
    assert not await db.write(gifts.give_daily, uid, RULES, EVENING + 9)
    assert total(await db.read(grants.usable, uid, EVENING + 9)) == 500
    assert await db.read(grants.usable, uid, EVENING + 10) == []
    assert await db.write(gifts.give_daily, uid, RULES, EVENING + 10)
    assert total(await db.read(grants.usable, uid, EVENING + 10)) == 500
    assert await db.write(grants.expire, EVENING + 10) == 1
    assert (await db.read(ledger.balance, "breakage")).posted == 500
    for other in (Rules(billing="off", daily_credits=500), Rules(billing="credits", daily_credits=0)):
        assert not await db.write(gifts.give_daily, (await meet(db, 2)).uid, other, EVENING)


async def test_who_leaves_and_comes_back_gets_nothing_a_second_time(db):
    person, host = await meet(db, 1), await meet(db, 2)
    await db.write(lambda tx: promos.create(tx, "TET", 50, EVENING - 100))
    await db.write(gifts.give_daily, person.uid, RULES, EVENING - 60)
    await db.write(gifts.redeem, "TET", person.uid, EVENING - 50)
    code = await db.write(invites.link_of, host.uid)
    again = await comes_back(db, person, 3, EVENING)
    assert not await db.write(gifts.give_daily, again.uid, RULES, EVENING + 5)
    assert await db.write(gifts.give_daily, again.uid, RULES, EVENING + 15)  # a new day is a new day
    with pytest.raises(PromoError) as refused:
        await db.write(gifts.redeem, "TET", again.uid, EVENING + 20)
    assert refused.value.reason == "used_before"
    assert (await db.read(promos.find, "TET")).uses == 1
    assert not await db.write(gifts.note_guest, again, code, RULES, EVENING + 20)


async def test_only_newcomers_are_guests_and_a_first_result_is_rewarded_once(db):
    host, old, guest = await meet(db, 1), await meet(db, 2, EVENING - 4000), await meet(db, 3)
    code = await db.write(invites.link_of, host.uid)
    assert not await db.write(gifts.note_guest, old, code, RULES, EVENING)
    assert not await db.write(gifts.note_guest, host, code, RULES, EVENING)
    assert not await db.write(gifts.note_guest, guest, "nobody's", RULES, EVENING)
    assert not await db.write(gifts.note_guest, guest, code, Rules(billing="credits"), EVENING)
    assert await db.write(gifts.note_guest, guest, code, RULES, EVENING)
    for _ in range(2):
        await db.write(gifts.reward_first_result, guest.uid, EVENING + 50)
    for one in (host, guest):
        assert total(await db.read(grants.usable, one.uid, EVENING + 50)) == 300


async def test_who_was_forgotten_and_is_first_met_again_by_paying_for_a_pool_gets_no_second_start(db):
    rules = Rules(billing="credits", start_credits=700, zone=ZONE)
    await db.write(open_house, [])
    person = await db.write(welcome, 5, "P", "vi", rules, EVENING, "mark")
    assert (await db.read(ledger.balance, f"w:{person.uid}")).available == 700
    await db.write(leaving.leave, person, "mark", (), EVENING + 1)
    await db.write(payments.meet, Payer(5, "P", "vi"), EVENING + 2)
    again = await db.write(welcome, 5, "P", "vi", rules, EVENING + 3, "mark")
    assert again.uid != person.uid
    assert (await db.read(ledger.balance, f"w:{again.uid}")).available == 0


async def test_a_host_who_was_forgotten_is_given_nothing_and_the_guest_what_was_promised(db):
    host, guest = await meet(db, 1), await meet(db, 2)
    code = await db.write(invites.link_of, host.uid)
    assert await db.write(gifts.note_guest, guest, code, RULES, EVENING)
    await db.write(leaving.leave, host, "mark", (), EVENING + 1)
    await db.write(gifts.reward_first_result, guest.uid, EVENING + 2)
    assert total(await db.read(grants.usable, guest.uid, EVENING + 2)) == 300
    assert await db.read(grants.usable, host.uid, EVENING + 2) == []
