"""Setbacks on our side and in the chat: files that are gone, topics that are shut, who comes back after a block."""

import itertools
import json
import time

import pytest
import pytest_asyncio

from tests.e2e.steps import at_rest, calls, faults, newcomer, picture, said, sentence, wallet
from tests.harness import FAST, until, world

pytestmark = pytest.mark.asyncio(loop_scope="module")
OWNER = 7001
RICH = 200000
_numbers = itertools.count(7600)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tmp_path_factory):
    async with world(tmp_path_factory.mktemp("setbacks"), BOT_ADMIN_IDS=str(OWNER)) as both:
        await newcomer(both[0], OWNER)
        yield both


async def refuse(sandbox, description, *methods, times=1):
    body = f'{{"ok": false, "error_code": 400, "description": "Bad Request: {description}"}}'
    wrong = [{"kind": "status", "status": 400, "body": body, "match": method, "times": times} for method in methods]
    await faults(sandbox, "telegram", *wrong)


def ends(bot, chat):
    return bot.rows("SELECT state, outcome, shown FROM job WHERE chat_id = ?", chat)


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
    if "message_thread_id" in shown:
        await refuse(sandbox, description, "sendPhoto")
    await sandbox.press(shown, "2", person=person)
    assert "message_thread_id" not in await picture(sandbox, forum, after=shown["message_id"])


async def test_a_forum_that_is_shut_altogether_is_like_a_person_who_blocked(sandbox, bot, person):
    forum = -1007600000 - person
    await sandbox.post("/control/chats", {"id": forum, "title": "G", "members": [person], "is_forum": True})
    await refuse(sandbox, "TOPIC_CLOSED", "/send", times=99)
    await sandbox.gateways(latency_s=2)  # a picture that is made before anybody knows would be kept, and paid
    await sandbox.say("/imagine a boat", person=person, chat=forum, thread=7)
    await until(lambda: bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND shown = 1", forum))
    await faults(sandbox, "telegram")
    await sandbox.gateways(latency_s=0.15)
    assert bot.rows("SELECT state, outcome FROM job WHERE chat_id = ?", forum) == [("voided", "unreachable")]
    assert wallet(bot, person) == (RICH, 0)


HELD_UP = json.dumps(
    {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 3}}
)


async def test_what_is_made_already_is_not_said_to_be_nothing(sandbox, bot, person):
    wrong = [
        {"kind": "status", "status": 429, "body": HELD_UP, "match": way} for way in ("sendPhoto", "editMessageMedia")
    ]
    await faults(sandbox, "telegram", *wrong)
    await sandbox.say("/imagine a boat", person=person)
    await until(lambda: bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND state = 'ready'", person), every=0.02)
    await sandbox.say("/cancel", person=person)
    await sentence(sandbox, person, "Too late to stop it")
    await picture(sandbox, person)
    await faults(sandbox, "telegram")


async def test_a_card_that_cannot_be_edited_is_not_edited_for_ever(sandbox, bot, person):
    await sandbox.gateways(latency_s=9)
    try:
        await refuse(sandbox, "message to edit not found", "editMessageText", times=99)
        before = len(await calls(sandbox, "editMessageText"))
        await sandbox.say("/imagine a boat", person=person)
        await picture(sandbox, person, seconds=40)
        assert len(await calls(sandbox, "editMessageText")) - before <= 2
    finally:
        await sandbox.gateways(latency_s=0.15)
        await faults(sandbox, "telegram")


async def test_stopping_everything_is_answered_before_the_cards_say_so(sandbox, bot, person):
    await sandbox.gateways(latency_s=6)
    try:
        for number in range(8):
            await sandbox.say(f"/imagine boat {number}", person=person)
        await until(lambda: bot.rows("SELECT count(*) FROM job WHERE chat_id = ?", person) == [(8,)])
        began = time.monotonic()
        await sandbox.say("/cancel all", person=person)
        await sentence(sandbox, person, "Stopped")
        assert time.monotonic() - began < 3
        await until(lambda: wallet(bot, person) == (RICH, 0))
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


STRANGE = {
    "no JSON": {"kind": "html"},
    "409": {"kind": "status", "status": 409, "body": '{"ok": false, "error_code": 409, "description": "Conflict"}'},
}


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
async def test_who_will_be_charged_is_never_told_that_nothing_was(sandbox, bot, person, strange):
    await faults(sandbox, "telegram", {**strange, "match": "sendMessage", "times": 1})
    await sandbox.say("/imagine a boat", person=person)
    shown = await picture(sandbox, person)
    await faults(sandbox, "telegram", {**strange, "match": "sendMessage", "times": 1})
    assert (await sandbox.press(shown, "Again", person=person))["text"] == "On it."
    await picture(sandbox, person, after=shown["message_id"])
    await at_rest(bot)
    assert not [one for one in await sandbox.from_bot(person) if "Nothing was charged" in one.get("text", "")]
    assert wallet(bot, person) == (RICH - 2 * 1748, 0)


async def test_a_card_that_could_not_be_written_down_does_not_unsay_its_job(tmp_path):
    async with world(tmp_path, BOT_ADMIN_IDS=str(OWNER)) as (sandbox, bot):
        person = await newcomer(sandbox, next(_numbers))
        await sandbox.gateways(latency_s=2)
        assert await bot.stop() == 0
        bot.write("CREATE TRIGGER full BEFORE UPDATE OF card_id ON job BEGIN SELECT RAISE(ABORT, 'disk'); END")
        await bot.start()
        await sandbox.say("/imagine a boat", person=person)
        await until(lambda: " ERROR " in bot.log.read_text())
        assert await bot.stop() == 0
        bot.write("DROP TRIGGER full")
        await bot.start()
        await picture(sandbox, person)
        await at_rest(bot)
        assert not [one for one in await sandbox.from_bot(person) if "Nothing was charged" in one.get("text", "")]


async def test_trouble_on_our_side_is_told_in_the_language_a_person_chose(sandbox, bot, person):
    await sandbox.say("/language vi", person=person)
    await sandbox.say("/imagine a boat", person=person)
    shown = await picture(sandbox, person)
    await at_rest(bot)
    assert await bot.stop() == 0
    bot.write(f"UPDATE job SET request = '?' WHERE chat_id = {person}")  # noqa: S608 (a number of our own)
    await bot.start()
    assert (await sandbox.press(shown, "🔁", person=person))["text"].startswith("Có lỗi ở phía mình")


async def test_who_takes_no_voice_messages_gets_the_sound_as_a_file(sandbox, bot, person):
    await refuse(sandbox, "VOICE_MESSAGES_FORBIDDEN", "sendVoice", times=0)
    await sandbox.say("/speak hello --model tts-1", person=person)
    shown = await said(sandbox, person, lambda one: "document" in one)
    await at_rest(bot)
    assert shown["reply_markup"]["inline_keyboard"]
    assert len(await sandbox.from_bot(person)) == 1
    assert ends(bot, person) == [("captured", None, 1)]


async def test_a_film_that_telegram_does_not_take_comes_as_a_file(sandbox, bot, person):
    await refuse(sandbox, "VIDEO_CONTENT_TYPE_INVALID", "editMessageMedia")
    await sandbox.say("/video a boat --model kling-v3", person=person)
    await said(sandbox, person, lambda one: "document" in one)
    await at_rest(bot)
    assert ends(bot, person) == [("captured", None, 1)]


async def test_an_answer_that_telegram_does_not_take_comes_as_a_file(sandbox, bot, person):
    await refuse(sandbox, "can't parse entities", "editMessageText", times=0)
    await sandbox.say("/ask why the sky is blue --model gemini-2.5-flash", person=person)
    shown = await said(sandbox, person, lambda one: "document" in one)
    await at_rest(bot)
    assert len(shown["caption"]) < 200
    assert ends(bot, person) == [("captured", None, 1)]


async def test_what_telegram_takes_in_no_form_costs_nothing_and_is_told(sandbox, bot, person):
    await refuse(sandbox, "MEDIA_INVALID", "editMessageMedia", times=0)
    await sandbox.say("/imagine a boat", person=person)
    told = await sentence(sandbox, person, "Telegram does not take the file. Nothing was charged")
    await at_rest(bot)
    assert told["reply_markup"]["inline_keyboard"]
    assert ends(bot, person) == [("voided", "unshowable", 1)]
    assert wallet(bot, person) == (RICH, 0)
    assert len(await sandbox.from_bot(person)) == 1


async def test_a_group_where_the_bot_may_post_no_pictures_is_told_and_gets_them_later(sandbox, bot, person):
    group = -7600000 - person
    await sandbox.post("/control/chats", {"id": group, "title": "G", "members": [person]})
    await refuse(sandbox, "not enough rights to send photos to the chat", "editMessageMedia", times=0)
    await sandbox.say("/imagine@atelier_bot a boat", person=person, chat=group)
    card = await sentence(sandbox, group, "let me post files here and write /start")
    assert "reply_markup" not in card
    await at_rest(bot)
    assert ends(bot, group) == [("captured", "unreachable", 1)]
    await faults(sandbox, "telegram")
    await sandbox.say("/start@atelier_bot", person=person, chat=group)
    await picture(sandbox, group, after=card["message_id"])


async def test_an_end_is_told_where_the_group_has_moved_to(sandbox, bot, person):
    group = -7600000 - person
    await sandbox.post("/control/chats", {"id": group, "title": "G", "members": [person]})
    await sandbox.gateways(latency_s=1)
    try:
        await sandbox.say("/imagine@atelier_bot something forbidden", person=person, chat=group)
        await sentence(sandbox, group, "🎨")
        await sandbox.post("/control/migrate", {"chat": group, "to": group - 5000000})
        await sentence(sandbox, group - 5000000, "content rules refused")
    finally:
        await sandbox.gateways(latency_s=0.15)
    await at_rest(bot)
    assert ends(bot, group - 5000000) == [("voided", "refused", 1)]


async def test_progress_that_telegram_turned_down_is_said_later(sandbox, bot, person):
    body = '{"ok": false, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 1}}'
    await faults(sandbox, "telegram", {"kind": "status", "status": 429, "body": body, "match": "editMessageText"})
    await sandbox.gateways(latency_s=60)

    async def texts(status):
        edits = [one for one in await calls(sandbox, "editMessageText") if one["body"]["chat_id"] == person]
        return {one["body"]["text"] for one in edits if one["status"] == status}

    async def said_later():
        return await texts(429) and await texts(429) <= await texts(200)

    try:
        await sandbox.say("/imagine a boat --model imagen-4", person=person)  # of no known duration: one text
        await until(said_later, 30, 0.3)
        await sandbox.say("/cancel", person=person)
        await until(lambda: ends(bot, person) == [("voided", "cancelled", 1)])
    finally:
        await sandbox.gateways(**FAST)
