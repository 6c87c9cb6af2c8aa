"""What is taken up again after a start ends with the bot, before the database is closed."""

import asyncio
from types import SimpleNamespace

from bot.upkeep import Upkeep


async def test_what_was_taken_up_has_ended_when_the_stop_returns():
    begun, ended = asyncio.Event(), []

    async def settle(job_id):
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)  # as what still writes to the database
            ended.append(job_id)

    parts = dict.fromkeys(("intake", "line", "cards", "books", "budgets"))
    upkeep = Upkeep(None, None, None, settling=SimpleNamespace(settle=settle), **parts)
    upkeep._start_taking_up(SimpleNamespace(id=7, state="ready"))
    await begun.wait()
    await upkeep.stop()
    assert ended == [7]
