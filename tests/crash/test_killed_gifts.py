"""A kill beside a gift: it is given once or not yet, and the press that was never answered gives it then."""

import pytest
import pytest_asyncio

from tests.crash.campaign import SIGKILLED
from tests.e2e.steps import check_books, newcomer, sentence, wallet
from tests.e2e.test_a_pool_of_five import pool, turned
from tests.e2e.test_groups import new_group
from tests.harness import FAST, Bot, sandbox_process, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
ANA = 6201


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town():
    async with sandbox_process() as sandbox:
        yield sandbox


@pytest.mark.parametrize("point", ["gift.before", "gift.done"])
async def test_a_gift_that_a_kill_met_is_given_exactly_once(town, tmp_path, point):
    await town.post("/control/reset")
    await town.gateways(**FAST)
    bot = Bot(town, tmp_path / "data", {"BOT_START_CREDITS": "9000"})
    await bot.start(CRASH_AT=point)
    chat = await new_group(town, await newcomer(town, ANA))
    await town.say("/gift@atelier_bot 5000", person=ANA, chat=chat)
    page = await sentence(town, chat, "into the group's pool?")
    data = page["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    press = {"from": ANA, "chat": chat, "message": page["message_id"], "data": data}
    await town.post("/control/press", press)
    assert await bot.wait(20) == SIGKILLED
    await bot.start()
    await turned(town, page, "the pool has 5,000 ₫ now")
    await town.post("/control/press", {**press, "stale": True})
    await until(lambda: not bot.rows("SELECT 1 FROM inbox WHERE state = 'new'"))
    assert pool(bot) == (5000, 0)
    assert wallet(bot, ANA) == (4000, 0)
    assert await bot.stop() == 0
    await check_books(bot)
