"""A message to everybody: seen before it goes out, slowly, to each once also over a kill, and stopped at once."""

import asyncio
import signal

import pytest
import pytest_asyncio

from tests.e2e.desk import OWNER, labels, opened, turned
from tests.e2e.steps import newcomer, ours, picture, sentence
from tests.harness import until, world

pytestmark = pytest.mark.asyncio(loop_scope="module")
CROWD = range(7950, 7990)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tmp_path_factory):
    async with world(tmp_path_factory.mktemp("broadcast"), BOT_ADMIN_IDS=str(OWNER)) as both:
        sandbox, bot = both
        for number in (OWNER, *CROWD):
            await newcomer(sandbox, number)
        await asyncio.gather(*[sandbox.say("/balance", person=number) for number in (OWNER, *CROWD)])
        await until(lambda: bot.rows("SELECT count(*) FROM person") == [(len(CROWD) + 1,)])
        await until(lambda: not bot.rows("SELECT 1 FROM inbox WHERE state = 'new'"))
        yield both


async def heard(sandbox, words):
    found = await asyncio.gather(*[ours(sandbox, number) for number in CROWD])
    return [sum(words in one.get("text", "") for one in some) for some in found]


async def begun(sandbox, words):
    question = await opened(sandbox, f"broadcast {words}", "people")
    assert words in question["text"], "it is seen before it goes out"
    return await turned(sandbox, question, "Send to", "reached")


async def test_everybody_hears_it_once_although_the_bot_is_killed_and_who_blocked_is_skipped(sandbox, bot):
    blocked = CROWD[5]
    await sandbox.post("/control/block", {"person": blocked, "from": blocked})
    page, toast = await begun(sandbox, "New models today <b>&")
    assert toast == "Done"
    assert any("Stop" in label for label in labels(page))
    await until(lambda: bot.rows("SELECT sent FROM broadcast")[0][0] >= 8)
    await bot.stop(signal.SIGKILL)
    await bot.start()
    await until(lambda: bot.rows("SELECT state FROM broadcast") == [("done",)])
    counts = await heard(sandbox, "New models today <b>&")
    assert max(counts) == 1, "to nobody twice"
    assert counts.count(0) <= 2, "who blocked the bot, and at most one whom the kill cost it"
    assert counts[5] == 0
    [(sent, closed, failed)] = bot.rows("SELECT sent, closed, failed FROM broadcast")
    assert (closed, failed) == (1, 0)
    assert sum(counts) - 1 <= sent - 1 <= sum(counts)  # one count may be lost with the kill, the owner hears it too
    assert bot.rows("SELECT count(*) FROM unreachable") == [(1,)]
    await opened(sandbox, "broadcast", "All sent")


async def test_it_is_slower_than_telegram_allows_and_answers_do_not_wait_for_it(sandbox, bot):
    await begun(sandbox, "A second one")
    began = asyncio.get_running_loop().time()
    asked = await sandbox.say("/imagine a boat", person=CROWD[1])
    await picture(sandbox, CROWD[1], after=asked["message_id"])
    assert bot.rows("SELECT state FROM broadcast ORDER BY id DESC LIMIT 1") == [("sending",)], "it was answered first"
    await until(lambda: bot.rows("SELECT state FROM broadcast ORDER BY id DESC LIMIT 1") == [("done",)])
    took_s = asyncio.get_running_loop().time() - began
    assert took_s > (len(CROWD) - 1) / 25


async def test_stop_stops_it(sandbox, bot):
    page, _ = await begun(sandbox, "A third one")
    page, _ = await turned(sandbox, page, "Stop", "Stopped")
    [(sent,)] = bot.rows("SELECT sent FROM broadcast ORDER BY id DESC LIMIT 1")
    assert sent < len(CROWD) - 1
    await asyncio.sleep(0.3)
    assert bot.rows("SELECT count(*) FROM broadcast_to") == [(0,)]
    assert sum(await heard(sandbox, "A third one")) <= sent + 1
    assert bot.rows("SELECT action FROM audit ORDER BY id DESC LIMIT 1") == [("broadcast_stop",)]
    await sentence(sandbox, OWNER, "Stopped")
