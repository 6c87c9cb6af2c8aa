"""A group's pool end to end: what it has is what its members get, within their shares, and the books say who spent it."""

import asyncio
from collections import Counter
from functools import partial

import pytest
import pytest_asyncio

from tests.e2e.steps import at_rest, bot_on, newcomer, ours, picture, sentence, used, wallet
from tests.e2e.test_group_rules import set_up
from tests.e2e.test_groups import new_group
from tests.harness import sandbox_process, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
PRICE = 1748
PEOPLE = [6101, 6102, 6103, 6104, 6105]
ANA, BO, *_ = PEOPLE
GRANT = "INSERT INTO transfer (id, kind, debit_id, credit_id, amount, code, at) VALUES (?, 'post', ?, ?, ?, ?, 1)"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town():
    async with sandbox_process() as sandbox:
        yield sandbox


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


async def test_five_members_with_forty_commands_at_once_spend_exactly_what_fits(town, tmp_path):
    """Must show 1 of issue 5."""
    async with bot_on(town, tmp_path, BOT_START_CREDITS="10000", FLOW_API_KEY="", KEY4U_API_KEY="") as bot:
        chat = await group_of(town, PEOPLE)
        await fill(town, chat, ANA, 10000)
        page = await page_of(town, chat, ANA)
        page = await set_up(town, page, "For each member", "3,000 ₫", "3,000 ₫ a day", ANA)
        await set_up(town, page, "When it is empty", "Nothing is made", "nothing is made", ANA)
        before = (await ours(town, chat))[-1]["message_id"]
        wallets = {one: wallet(bot, one) if one == ANA else (10000, 0) for one in PEOPLE}
        sizes = ["512", "1K"]
        await asyncio.gather(
            *[
                town.say(f"/imagine@atelier_bot boat {n} --size {sizes[n // 5 % 2]}", person=PEOPLE[n % 5], chat=chat)
                for n in range(40)
            ]
        )

        async def all_answered():
            return len(await ours(town, chat, before)) >= 40

        await until(all_answered, 60)
        await at_rest(bot, 60)
        prices = bot.rows("SELECT person_uid, paid FROM job WHERE state = 'captured'")
        assert len(prices) == len(bot.rows("SELECT 1 FROM job"))
        spent = Counter()
        for uid, paid in prices:
            spent[uid] += paid
        left, held = pool(bot)
        assert held == 0
        assert left + sum(spent.values()) == 10000
        assert max(spent.values()) <= 3000
        least = min(paid for _, paid in prices)
        assert left < least or all(3000 - one < least for one in spent.values())
        assert {one: wallet(bot, one) for one in PEOPLE} == wallets
        of_members = {
            scope.partition(":u:")[2]: n
            for scope, n in bot.rows("SELECT scope, used FROM quota WHERE scope LIKE 'pool:%:u:%'")
        }
        assert of_members == spent
        assert bot.rows("SELECT used, held FROM quota WHERE scope LIKE 'pool:%' AND scope NOT LIKE '%:u:%'") == [
            (sum(spent.values()), 0)
        ]
        page = await page_of(town, chat, BO)
        await town.press(page, "Who spent what", person=BO)
        told = (await turned(town, page, "Spent this month"))["text"]
        lines = [line.partition(" · ") for line in told.splitlines()[2:]]
        names = dict(bot.rows("SELECT uid, name FROM person"))
        assert {name: int(n.removesuffix(" ₫").replace(",", "")) for name, _, n in lines} == {
            names[uid]: n for uid, n in spent.items()
        }
        assert f"{sum(spent.values()):,} ₫" in told.splitlines()[0]
