"""Scarce room: a group under Telegram's flood limits, and a gateway behind a closed door."""

import asyncio
import signal

import pytest

from tests.e2e.steps import at_rest, calls, check_books, newcomer, ours, picture, sentence, wallet
from tests.harness import Bot, sandbox_process, until, world

GROUP = -1009777
FIRST = 8001
# Ten cards and ten results are what a group takes in a minute; with more the rest comes a minute later.
PEOPLE = range(FIRST, FIRST + 10)
CLOSED_DOOR = "http://127.0.0.1:9"


@pytest.mark.slow
async def test_every_result_arrives_in_a_flooded_group_and_a_closed_door_is_told(tmp_path):
    async with world(tmp_path, KEY4U_BASE_URL=CLOSED_DOOR) as (sandbox, bot):
        for number in PEOPLE:
            await newcomer(sandbox, number)
        loner = await newcomer(sandbox, FIRST + 100)
        await sandbox.post("/control/chats", {"id": GROUP, "title": "Ten", "members": list(PEOPLE)})
        await sandbox.post("/control/limits", {"on": True})
        await sandbox.gateways(latency_s=2)
        await asyncio.gather(
            flooded_group(sandbox),
            closed_door(sandbox, bot, loner),
        )
        await at_rest(bot)
        for number in PEOPLE:
            assert wallet(bot, number) == (200000 - 1748, 0)
        assert bot.rows("SELECT state, count(*) FROM job WHERE chat_id = ? GROUP BY 1", GROUP) == [
            ("captured", len(PEOPLE))
        ]
        refused = [one for one in await sandbox.requests("telegram") if one["status"] == 429]
        progress = await calls(sandbox, "editMessageText")
        assert len(refused) <= 2, "Telegram had to say no too often"
        assert len([one for one in progress if one["body"]["chat_id"] == GROUP]) <= 2, "progress did not yield"
        assert await bot.stop() == 0
        await check_books(bot)


async def flooded_group(sandbox):
    await asyncio.gather(*[
        sandbox.say(f"/imagine a boat for {number}", person=number, chat=GROUP) for number in PEOPLE
    ])  # fmt: skip
    await asyncio.gather(*[picture(sandbox, GROUP, words=f"for {number}", seconds=120) for number in PEOPLE])
    assert len([one for one in await sandbox.from_bot(GROUP) if "photo" in one]) == len(PEOPLE)


async def closed_door(sandbox, bot, loner):
    """Nothing was taken there, so it is tried again; the wait can be cancelled, and other gateways go on."""
    await sandbox.say("/imagine a boat --model nano-banana", person=loner)
    await until(lambda: bot.rows("SELECT 1 FROM attempt WHERE gateway = 'key4u' AND not_before_at > 0"))
    await sandbox.say("/imagine a boat --model flow", person=loner)
    await picture(sandbox, loner, seconds=30)
    await sandbox.say("/cancel", person=loner)
    await sentence(sandbox, loner, "Stopped")
    await until(lambda: wallet(bot, loner) == (200000 - 100, 0))


MANY = range(FIRST + 1000, FIRST + 1230)
DRAWN, POOR = MANY[-4:-1], MANY[-1]  # all others ask for what gateways refuse, which is quick
PRICE, HAVE = 1748, 3000


async def waiting_crowd(sandbox, folder):
    """A bot that is down while many ask: the last of them for more than anybody here has."""
    await sandbox.gateways(latency_s=0.2)
    bot = Bot(sandbox, folder / "data", {"BOT_START_CREDITS": str(HAVE), "THUCCHIEN_THREADS": "0"})
    for number in MANY:
        await newcomer(sandbox, number)
        words = f"a boat for {number}" if number in {*DRAWN, POOR} else "something forbidden"
        await sandbox.say(f"/imagine {words} --count {2 if number == POOR else 1}", person=number)
    return bot


async def served(sandbox, bot):
    """Wait until all were served and stop; what was paid is what came, once."""
    ended = [("captured", len(DRAWN)), ("voided", len(MANY) - len(DRAWN) - 1)]
    count = "SELECT state, COUNT(*) FROM job WHERE shown = 1 GROUP BY state"
    await until(lambda: bot.rows(count) == ended, 120, 0.3)
    refusal = await sentence(sandbox, POOR, "costs")
    for number in DRAWN:
        await picture(sandbox, number)
    assert {wallet(bot, number) for number in DRAWN} == {(HAVE - PRICE, 0)}
    assert {wallet(bot, number) for number in MANY if number not in DRAWN} == {(HAVE, 0)}
    assert await bot.stop() == 0
    await check_books(bot)
    return refusal


@pytest.mark.slow
async def test_where_very_many_ask_at_once_each_hears_a_word_before_the_books_are_through(tmp_path):
    async with sandbox_process() as sandbox:
        bot = await waiting_crowd(sandbox, tmp_path)
        await bot.start()
        refusal = await served(sandbox, bot)
        first = [one["body"] for one in await calls(sandbox, "sendMessage") if one["body"]["text"].startswith("👌")]
        assert {int(one["chat_id"]) for one in first} > set(MANY[:200])
        whole = [one["body"] for one in await calls(sandbox, "editMessageText") if "Cancel" in str(one["body"])]
        assert whole, "no early card ever told how its job stands"
        for number in MANY:
            [only] = await ours(sandbox, number)
            assert not only.get("text", "").startswith("👌"), "an early card stayed what it was"
            assert number != POOR or only["message_id"] == refusal["message_id"]


@pytest.mark.slow
async def test_a_kill_after_the_first_words_loses_no_request_and_takes_nothing_twice(tmp_path):
    async with sandbox_process() as sandbox:
        bot = await waiting_crowd(sandbox, tmp_path)
        await bot.start(CRASH_AT="admit.before:60")
        assert await bot.wait() == -signal.SIGKILL
        assert len(await calls(sandbox, "sendMessage")) > 60
        await bot.start()
        await served(sandbox, bot)
