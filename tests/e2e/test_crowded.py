"""Scarce room: a group under Telegram's flood limits, and a gateway behind a closed door."""

import asyncio

import pytest

from tests.e2e.steps import at_rest, calls, check_books, newcomer, picture, sentence, wallet
from tests.harness import until, world

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
    assert wallet(bot, loner) == (200000 - 100, 0)
