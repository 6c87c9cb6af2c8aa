"""Who brought somebody hears of it, also where the database could not be written for a moment."""

import asyncio
from types import SimpleNamespace

from bot.chat.inviting import tell_hosts
from storage import invites, people
from storage.invites import Invite
from tests.clock import FakeClock

STUCK = "CREATE TRIGGER stuck BEFORE UPDATE ON invite BEGIN SELECT RAISE(ABORT, 'disk full'); END"


async def test_a_stumble_ends_neither_the_telling_nor_the_bot(db):
    guest, host = [await db.write(people.meet, number, "P", "vi", 1) for number in (1, 2)]
    await db.write(invites.come, Invite(guest.uid, host.uid, 5, None, 1))
    await db.write(invites.end, guest.uid, 2)
    await db.write(lambda tx: tx.execute("UPDATE person SET telegram_id = NULL"))  # nobody is there to be written to
    await db.write(lambda tx: tx.execute(STUCK))
    room = SimpleNamespace(db=db, clock=FakeClock())
    telling = asyncio.create_task(tell_hosts(room))
    while len(room.clock.slept) < 3 and not telling.done():
        await asyncio.sleep(0.001)
    await db.write(lambda tx: tx.execute("DROP TRIGGER stuck"))
    async with asyncio.timeout(30):
        while await db.read(lambda tx: tx.value("SELECT count(*) FROM invite WHERE told = 0")):
            await asyncio.sleep(0.001)
    telling.cancel()
