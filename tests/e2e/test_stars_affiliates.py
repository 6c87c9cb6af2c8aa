"""A buyer whom an affiliate brought: credited in full, the affiliate's part taken out of our mirror, and no drift."""

import itertools

import pytest
import pytest_asyncio

from tests.e2e.steps import bot_on, newcomer, ours, sentence, wallet
from tests.e2e.test_stars import Shop
from tests.harness import sandbox_process, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
ADMIN = 7501
NANO = 1_000_000_000
_numbers = itertools.count(7511)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def house(tmp_path_factory):
    settings = {"BOT_ADMIN_IDS": str(ADMIN), "BOT_START_CREDITS": "0"}
    async with sandbox_process() as sandbox, bot_on(sandbox, tmp_path_factory.mktemp("house"), **settings) as bot:
        await newcomer(sandbox, ADMIN)
        yield bot


@pytest_asyncio.fixture(loop_scope="module")
async def shop(house):
    return Shop(house.sandbox, house, await newcomer(house.sandbox, next(_numbers)))


async def buy(shop, **more):
    """Buy by an affiliate who has 7.5 %: of 50 Stars 3.75 never come to us."""
    await shop.invoice()
    body = {"from": shop.ana, "payload": await shop.payload(), "stars": 50, "affiliate": 75, **more}
    return (await shop.sandbox.post("/control/stars/play", body))["charge_id"]


def mirror(bot):
    held = "SELECT sum(debits_posted - credits_posted) FROM account WHERE id = ?"
    [(whole,)], [(parts,)] = bot.rows(held, "stars:bal"), bot.rows(held, "stars:bal:nano")
    return whole * NANO + parts


async def telegram_keeps(shop):
    listed = (await shop.sandbox.get("/control/stars"))["transactions"]
    signed = [(1 if "source" in one else -1, one) for one in listed]
    return sum(sign * (one["amount"] * NANO + one.get("nanostar_amount", 0)) for sign, one in signed)


async def swept(shop):
    """Let the list be read; the books then say what Telegram says."""
    await shop.sweep()
    wanted = await telegram_keeps(shop)
    await until(lambda: mirror(shop.bot) == wanted)
    assert [one["text"] for one in await ours(shop.sandbox, ADMIN) if "⚠️" in one.get("text", "")] == []


@pytest.mark.parametrize("times", [0, 1, 2])
async def test_who_came_by_an_affiliate_is_credited_in_full_however_we_hear_of_it(shop, times):
    await buy(shop, times=times)
    if times:
        await until(lambda: wallet(shop.bot, shop.ana) == (15000, 0))
    await swept(shop)
    await until(lambda: wallet(shop.bot, shop.ana) == (15000, 0))
    assert shop.payments() == [("credited", None, 50, 15000, "update" if times else "list")]
    await swept(shop)
    assert wallet(shop.bot, shop.ana) == (15000, 0)


@pytest.mark.parametrize("told", [True, False])
async def test_what_goes_back_of_it_leaves_no_drift(shop, told):
    charge = await buy(shop)
    await until(lambda: wallet(shop.bot, shop.ana) == (15000, 0))
    await shop.sandbox.post("/control/stars/chargeback", {"charge": charge, "told": told})
    await swept(shop)
    await until(lambda: wallet(shop.bot, shop.ana) == (0, 0))
    await sentence(shop.sandbox, shop.ana, "50 ⭐ went back to you")
