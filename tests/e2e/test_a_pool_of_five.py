"""A group's pool end to end: what it has is what its members get, within their shares; the books say who spent it."""

import asyncio
import contextlib
import time
from contextlib import asynccontextmanager

import pytest

from tests.e2e.moved_bot import MovedBot
from tests.e2e.steps import at_rest, check_books, newcomer, ours, sentence, used, wallet
from tests.e2e.test_group_rules import set_up
from tests.e2e.test_groups import new_group
from tests.harness import FAST, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
PRICE = 1748
PEOPLE = [6101, 6102, 6103, 6104, 6105]
ANA, BO, *_ = PEOPLE


async def group_of(sandbox, people):
    for one in people:
        await newcomer(sandbox, one)
    return await new_group(sandbox, *people)


def pool(bot):
    """What the pool has posted and held."""
    [found] = bot.rows("SELECT credits_posted - debits_posted, debits_held FROM account WHERE id LIKE 'pool:%'")
    return found


async def page_of(sandbox, chat, person):
    asked = await sandbox.say("/pool@atelier_bot", person=person, chat=chat)
    return await sentence(sandbox, chat, "this group's pool", after=asked["message_id"])


async def turned(sandbox, page, part):
    """Wait until a message says something else."""

    async def look():
        now = next(one for one in await ours(sandbox, page["chat"]["id"]) if one["message_id"] == page["message_id"])
        return now if part in now["text"] else None

    return await until(look)


async def fill(sandbox, chat, person, amount):
    """Give of somebody's wallet into the pool."""
    asked = await sandbox.say(f"/gift@atelier_bot {amount}", person=person, chat=chat)
    page = await sentence(sandbox, chat, "into the group's pool?", after=asked["message_id"])
    await sandbox.press(page, "Give", person=person)
    return page, await turned(sandbox, page, "the pool has")


@asynccontextmanager
async def bot_at_noon(sandbox, folder, **settings):
    """A bot whose clock a test moves, as a group hears twenty messages a minute; no day ends on the way."""
    await sandbox.post("/control/reset")
    await sandbox.gateways(**FAST)
    bot = MovedBot(sandbox, folder / "data", **settings)
    bot.set_clock(12 * 3600 - (time.time() + 7 * 3600) % 86400)
    await bot.start()
    yield bot
    await at_rest(bot)
    assert await bot.stop() == 0
    await check_books(bot)


async def let_pass(bot, done):
    """Let minutes pass until something is so."""
    for _ in range(60):
        with contextlib.suppress(AssertionError):
            return await until(done, 0.8)
        bot.pass_time(62)
    raise AssertionError("not after an hour")


def by_member(bot):
    """What each member took of the pool, as the ledger has it."""
    rows = bot.rows(
        "SELECT person.name, SUM(amount) FROM transfer JOIN job ON job.id = job_id "
        "JOIN person ON person.uid = job.person_uid WHERE kind = 'capture' AND debit_id LIKE 'pool:%' GROUP BY 1"
    )
    return dict(rows)


async def forty_at_once(sandbox, bot, way):
    """Fill a pool, set its rules, and let five members give forty commands in one moment."""
    chat = await group_of(sandbox, PEOPLE)
    await fill(sandbox, chat, ANA, 10000)
    page = await page_of(sandbox, chat, ANA)
    page = await set_up(sandbox, page, "Members", "3,000 ₫", "3,000 ₫ a day", ANA)
    await set_up(sandbox, page, "When empty", *way, ANA)
    words = [f"/imagine@atelier_bot boat {number}" for number in range(40)]
    await asyncio.gather(*[sandbox.say(words[n], person=PEOPLE[n % 5], chat=chat) for n in range(40)])
    await let_pass(bot, lambda: bot.rows("SELECT COUNT(*) FROM inbox WHERE state = 'done'")[0][0] >= 40 + 7)
    await let_pass(bot, lambda: not bot.rows("SELECT 1 FROM job WHERE shown <> 1"))
    return chat


async def told_by(sandbox, bot, chat, total):
    """Return what the page says of who spent what, by name."""
    bot.pass_time(120)
    page = await page_of(sandbox, chat, BO)
    await sandbox.press(page, "Who spent", person=BO)
    told = (await turned(sandbox, page, f"Spent this month: {total:,} ₫"))["text"]
    lines = [line.partition(" · ") for line in told.splitlines()[2:]]
    return {name: int(spent.removesuffix(" ₫").replace(",", "")) for name, _, spent in lines}


ALONE = {"FLOW_API_KEY": "", "KEY4U_API_KEY": "", "BOT_START_CREDITS": "10000"}


async def test_forty_commands_of_five_members_get_what_their_shares_allow_and_nothing_else_is_made(town, tmp_path):
    async with bot_at_noon(town, tmp_path, **ALONE) as bot:
        chat = await forty_at_once(town, bot, ("Nothing is made", "nothing is made"))
        spent = by_member(bot)
        assert spent == {f"P{one}": PRICE for one in PEOPLE}  # 2 * 1,748 is more than a share of 3,000
        assert pool(bot) == (10000 - 5 * PRICE, 0)
        assert used(bot, "pool:%:u:", "credits") == (5 * PRICE, 0)
        assert [wallet(bot, one) for one in PEOPLE] == [(0, 0)] + [(10000, 0)] * 4
        assert await told_by(town, bot, chat, 5 * PRICE) == spent


async def test_forty_commands_of_five_members_spend_the_pool_to_the_last_credit_and_nobody_more_than_the_cap(
    town, tmp_path
):
    async with bot_at_noon(town, tmp_path, **ALONE) as bot:
        chat = await forty_at_once(town, bot, ("the rest alone", "each pays alone"))
        spent = by_member(bot)
        assert sum(spent.values()) == 10000
        assert max(spent.values()) <= 3000
        assert pool(bot) == (0, 0)
        made = bot.rows("SELECT COUNT(*) FROM job WHERE state = 'captured'")[0][0]
        own = sum(10000 - wallet(bot, one)[0] for one in PEOPLE) - 10000  # what Ana gave away is in the pool
        assert 10000 + own == made * PRICE
        assert all(wallet(bot, one)[0] < PRICE for one in PEOPLE)
        assert used(bot, "pool:%:u:", "credits") == (10000, 0)
        assert await told_by(town, bot, chat, 10000) == spent
