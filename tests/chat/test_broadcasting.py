"""A message to everybody goes on by itself after a stumble: nobody has to press anything, or start the bot again."""

import asyncio

from bot.chat.broadcasting import Broadcasting
from storage import broadcasts
from tests.clock import FakeClock

STUCK = "CREATE TRIGGER stuck BEFORE UPDATE ON broadcast BEGIN SELECT RAISE(ABORT, 'disk full'); END"


async def test_what_stumbled_goes_on_by_itself(db):
    one = await db.write(broadcasts.begin, "b:1:1", "hello", "u:o", 1)
    await db.write(lambda tx: tx.execute(STUCK))
    clock = FakeClock()
    sending = asyncio.create_task(Broadcasting(None, db, clock, is_crowded=lambda: False).watch_over())
    while not clock.slept:
        await asyncio.sleep(0.001)
    await db.write(lambda tx: tx.execute("DROP TRIGGER stuck"))
    async with asyncio.timeout(30):
        while (await db.read(broadcasts.get, one.id)).state != "done":
            await asyncio.sleep(0.001)
    sending.cancel()
