"""Who asks to be forgotten is somebody new from then on, also where they were being met at that very moment."""

import asyncio

from bot.chat.persons import Persons
from bot.chat.signing import Signer
from bot.generation import leaving
from bot.generation.rules import Rules
from storage import broadcasts
from tests.clock import FakeClock


async def test_who_is_met_while_they_leave_is_not_remembered_as_who_they_were(db):
    clock = FakeClock()
    persons = Persons(db, Rules(), clock, Signer(b"k" * 32))
    before = await persons.meet(7, "P", "vi")
    clock.move(3600)
    meeting = asyncio.create_task(persons.meet(7, "P", "vi"))  # in another chat, say
    await asyncio.sleep(0)
    persons.forget(7)
    await db.write(leaving.leave, before, persons.mark(7), (), clock.now())
    assert (await meeting).uid == before.uid
    assert (await persons.meet(7, "P", "vi")).uid != before.uid


async def test_who_blocked_the_bot_and_writes_again_hears_broadcasts_again(db):
    clock = FakeClock()
    persons = Persons(db, Rules(), clock, Signer(b"k" * 32))
    person = await persons.meet(7, "P", "vi", "p_one")
    await db.write(broadcasts.close_to, person.uid, clock.now())
    assert await db.read(broadcasts.audience) == 0
    clock.move(3600)
    await persons.meet(7, "P", "vi", "p_one")
    assert await db.read(broadcasts.audience) == 1
