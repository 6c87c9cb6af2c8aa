"""Setbacks on our side and in the chat: files that are gone, topics that are shut, who comes back after a block."""

import itertools
import time

import pytest
import pytest_asyncio

from tests.e2e.steps import at_rest, faults, newcomer, picture, sentence, wallet
from tests.harness import until, world

pytestmark = pytest.mark.asyncio(loop_scope="module")
OWNER = 7001
RICH = 200000
_numbers = itertools.count(7600)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tmp_path_factory):
    async with world(tmp_path_factory.mktemp("setbacks"), BOT_ADMIN_IDS=str(OWNER)) as both:
        await newcomer(both[0], OWNER)
        yield both


async def refuse(sandbox, description, *methods):
    body = f'{{"ok": false, "error_code": 400, "description": "Bad Request: {description}"}}'
    wrong = [{"kind": "status", "status": 400, "body": body, "match": method} for method in methods]
    await faults(sandbox, "telegram", *wrong)


@pytest.mark.parametrize("description", ["TOPIC_CLOSED", "message thread not found"])
@pytest.mark.parametrize("method", ["sendMessage", "editMessageMedia"])
async def test_a_topic_that_is_shut_costs_nobody_their_picture(sandbox, bot, person, description, method):
    forum = -1007600000 - person
    await sandbox.post("/control/chats", {"id": forum, "title": "G", "members": [person], "is_forum": True})
    await refuse(sandbox, description, method)
    await sandbox.say("/imagine two boats --n 2", person=person, chat=forum, thread=7)
    shown = await picture(sandbox, forum)
    await at_rest(bot)
    assert ("message_thread_id" in shown) == (method != "sendMessage"), "only what is refused goes elsewhere"
    assert bot.rows("SELECT state, outcome FROM job WHERE chat_id = ?", forum) == [("captured", None)]
    await refuse(sandbox, description, "sendPhoto")
    await sandbox.press(shown, "2", person=person)
    assert "message_thread_id" not in await picture(sandbox, forum, after=shown["message_id"])


async def test_a_forum_that_is_shut_altogether_is_like_a_person_who_blocked(sandbox, bot, person):
    forum = -1007600000 - person
    await sandbox.post("/control/chats", {"id": forum, "title": "G", "members": [person], "is_forum": True})
    await refuse(sandbox, "TOPIC_CLOSED", "sendMessage", "sendMessage", "sendMessage")
    await sandbox.say("/imagine a boat", person=person, chat=forum, thread=7)
    await until(lambda: bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND shown = 1", forum))
    assert bot.rows("SELECT state, outcome FROM job WHERE chat_id = ?", forum) == [("voided", "unreachable")]
    assert wallet(bot, person) == (RICH, 0)


async def test_stopping_everything_is_answered_before_the_cards_say_so(sandbox, bot, person):
    await sandbox.gateways(latency_s=3)
    try:
        for number in range(8):
            await sandbox.say(f"/imagine boat {number}", person=person)
        await until(lambda: bot.rows("SELECT count(*) FROM job WHERE chat_id = ?", person) == [(8,)])
        began = time.monotonic()
        await sandbox.say("/cancel all", person=person)
        await sentence(sandbox, person, "Stopped")
        assert time.monotonic() - began < 3
        assert wallet(bot, person) == (RICH, 0)
    finally:
        await sandbox.gateways(latency_s=0.15)
    assert await bot.stop() == 0, "a stop does not wait for the cards; the next start shows them"
    assert bot.rows("SELECT count(*) FROM job WHERE chat_id = ? AND shown = 0", person) != [(0,)]
    await bot.start()
    await at_rest(bot, 40)


async def test_a_picture_comes_by_itself_where_no_card_can_be_edited(sandbox, bot, person):
    body = '{"ok": false, "error_code": 400, "description": "Bad Request: message can\'t be edited"}'
    refused = {"kind": "status", "status": 400, "body": body, "match": "editMessageMedia", "times": 0}
    await faults(sandbox, "telegram", refused)
    try:
        await sandbox.say("/imagine a boat", person=person)
        shown = await picture(sandbox, person)
        await at_rest(bot)
    finally:
        await faults(sandbox, "telegram")
    assert shown["reply_markup"]["inline_keyboard"]
    assert wallet(bot, person)[1] == 0
    assert len(await sandbox.from_bot(person)) == 3  # the first card, a fresh one, the picture


async def test_trouble_on_our_side_is_told_in_the_language_a_person_chose(sandbox, bot, person):
    await sandbox.say("/language vi", person=person)
    await sandbox.say("/imagine a boat", person=person)
    shown = await picture(sandbox, person)
    await at_rest(bot)
    assert await bot.stop() == 0
    bot.write(f"UPDATE job SET request = '?' WHERE chat_id = {person}")  # noqa: S608 (a number of our own)
    await bot.start()
    assert (await sandbox.press(shown, "🔁", person=person))["text"].startswith("Có lỗi ở phía mình")
