"""A group's own rules, set by its admins and kept at the door; and what is said there to one member alone."""

from functools import partial

import pytest
import pytest_asyncio

from tests.e2e.steps import BOT, newcomer, ours, picture, sentence, wallet
from tests.e2e.test_groups import PRICE, RICH, jobs_in, new_group
from tests.harness import until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def set_up(sandbox, page, line, choice, now, person):
    """Choose something on a group's page and wait for its line."""
    for label, wanted in ((line, "?"), (choice, now)):
        answer = await sandbox.press(page, label, person=person)
        assert not answer.get("show_alert"), answer
        page = await until(partial(shown_with, sandbox, page, wanted))
    return page


async def shown_with(sandbox, page, wanted):
    now = next(one for one in await ours(sandbox, page["chat"]["id"]) if one["message_id"] == page["message_id"])
    return now if wanted in now["text"] else None


async def test_admins_set_what_a_request_may_cost_and_dearer_models_are_not_there(sandbox, bot, person):
    other = await newcomer(sandbox, person + 60000)
    chat = await new_group(sandbox, person, other)
    await sandbox.say("/settings@atelier_bot", person=person, chat=chat)
    page = await sentence(sandbox, chat, "Settings of this group")
    await set_up(sandbox, page, "Price limit", "500 ₫", "up to 500 ₫", person)
    await sandbox.say("/models@atelier_bot imagine", person=other, chat=chat)
    menu = str((await sentence(sandbox, chat, "Lowest prices"))["reply_markup"])
    assert "Imagen (Flow)" in menu
    assert "1,748 ₫" not in menu
    asked = await sandbox.say("/models@atelier_bot nano-banana-2", person=other, chat=chat)
    await sentence(sandbox, chat, "this one is 1,748 ₫", after=asked["message_id"])
    asked = await sandbox.say("/imagine@atelier_bot a boat --model nano-banana-2", person=other, chat=chat)
    refused = await sentence(sandbox, chat, "up to 500 ₫", after=asked["message_id"])
    assert "this one is 1,748 ₫" in refused["text"]
    lines = "/batch@atelier_bot --model nano-banana-2\na boat\na ship"
    asked = await sandbox.say(lines, person=person, chat=chat, anonymous=True)
    await sentence(sandbox, chat, "up to 500 ₫", after=asked["message_id"])
    await sandbox.say("/imagine@atelier_bot a ship", person=other, chat=chat)
    shown = await picture(sandbox, chat, words="a ship")
    assert "1,748" not in shown["caption"]
    assert "Film" not in str(shown["reply_markup"])
    await sandbox.say("/imagine a boat --model nano-banana-2", person=other)
    again = await picture(sandbox, other)
    assert "Film" in str(again["reply_markup"])
    assert len(jobs_in(bot, chat)) == 1


async def test_admins_may_free_themselves_of_the_price_limit_and_so_keep_dear_models_for_themselves(
    sandbox, bot, person
):
    other = await newcomer(sandbox, person + 60000)
    chat = await new_group(sandbox, person, other)
    await sandbox.say("/settings@atelier_bot", person=person, chat=chat)
    page = await sentence(sandbox, chat, "Settings of this group")
    page = await set_up(sandbox, page, "Price limit", "500 ₫", "up to 500 ₫", person)
    await set_up(sandbox, page, "Dear models", "All but admins", "all but admins", person)
    words = "/imagine@atelier_bot a dear boat --model nano-banana-2"
    asked = await sandbox.say(words, person=other, chat=chat)
    await sentence(sandbox, chat, "this one is 1,748 ₫", after=asked["message_id"])
    await sandbox.say(words, person=person, chat=chat)
    shown = await picture(sandbox, chat, words="a dear boat")
    assert "1,748 ₫" in shown["caption"]
    assert len(jobs_in(bot, chat)) == 1


async def test_admins_set_how_often_each_member_may_ask_a_day(sandbox, bot, person):
    other = await newcomer(sandbox, person + 60000, "vi")
    chat = await new_group(sandbox, person, other)
    await sandbox.say("/settings@atelier_bot", person=person, chat=chat)
    page = await sentence(sandbox, chat, "Settings of this group")
    await set_up(sandbox, page, "Daily limit", "1", "1 request a day", person)
    await sandbox.say("/imagine@atelier_bot một con thuyền", person=other, chat=chat)
    shown = await picture(sandbox, chat, words="một con thuyền")
    await sandbox.say("/imagine@atelier_bot một con tàu", person=other, chat=chat)
    await sentence(sandbox, chat, "1/1 lượt ở nhóm này, 0 giờ có lại")
    assert "1/1 lượt ở nhóm này" in (await sandbox.press(shown, "Làm lại", person=other))["text"]
    await sandbox.say("/imagine@atelier_bot a raft", person=person, chat=chat)
    await picture(sandbox, chat, words="a raft")
    await sandbox.say("/imagine@atelier_bot a boat", person=person, chat=chat)
    await sentence(sandbox, chat, "1 of 1 today in this group, back at midnight")  # an admin's too
    assert len(jobs_in(bot, chat)) == 2
    assert wallet(bot, other) == (RICH - PRICE, 0)


async def whispered(sandbox, chat, person, part):
    """Wait for what the bot says to one member alone."""

    async def look():
        shown = (await sandbox.get(f"/control/chats/{chat}/messages", **{"as": person}))["messages"]
        return next((one for one in shown if "ephemeral_message_id" in one and part in one["text"]), None)

    return await until(look)


@pytest_asyncio.fixture(loop_scope="module")
async def led(sandbox, person):
    """A new group that the bot is an administrator of; somebody else is in it too."""
    other = await newcomer(sandbox, person + 70000)
    return await new_group(sandbox, person, other, bot="administrator"), other


async def test_what_concerns_one_person_is_said_to_that_person_alone_where_the_bot_leads(sandbox, bot, person, led):
    chat, other = led
    await sandbox.say("/imagine@atelier_bot a boat --sise 2", person=other, chat=chat)
    heard = await whispered(sandbox, chat, other, "--sise")
    assert "reply_to_message" not in heard
    assert await ours(sandbox, chat) == []
    shown = (await sandbox.get(f"/control/chats/{chat}/messages", **{"as": person}))["messages"]
    assert "I don't know --sise" not in str([one for one in shown if one["from"]["id"] != other])
    await sandbox.say("/balance@atelier_bot", person=other, chat=chat)
    await whispered(sandbox, chat, other, "200,000 ₫")
    assert await ours(sandbox, chat) == []


async def test_elsewhere_it_is_a_reply_without_a_sound_and_not_tried_again_until_the_bot_leads(sandbox, person):
    group = await new_group(sandbox, person)
    for words in ("a boat --sise 2", "a boat --flavour 3"):
        asked = await sandbox.say(f"/imagine@atelier_bot {words}", person=person, chat=group)
        refused = await sentence(sandbox, group, "", after=asked["message_id"])
        assert refused["silent"] is True
        assert refused["reply_to_message"]["message_id"] == asked["message_id"]
    sent = [one["body"] for one in await sandbox.requests("telegram") if one["path"].endswith("/sendMessage")]
    tried = [one for one in map(str, sent) if str(group) in one and "ephemeral_message_parameters" in one]
    assert len(tried) == 1
    lead = {"chat": group, "user": BOT, "status": "administrator", "by": person}
    await sandbox.post("/control/member", lead)
    await sandbox.say("/imagine@atelier_bot a boat --taste 4", person=person, chat=group)
    await whispered(sandbox, group, person, "--taste")


async def test_each_answer_to_a_whisper_is_a_message_of_its_own(sandbox, bot, person, led):
    chat, _ = led
    for number in (71, 72):
        words = f"/imagine kite number {number}"
        message = {
            "message_id": 0,
            "ephemeral_message_id": number,
            "date": 1_790_000_000,
            "from": {"id": person, "is_bot": False, "first_name": "P", "language_code": "en"},
            "chat": {"id": chat, "type": "supergroup", "title": "G"},
            "text": words,
            "entities": [{"type": "bot_command", "offset": 0, "length": 8}],
        }
        await sandbox.post("/control/update", {"message": message})
        shown = await picture(sandbox, chat, words=f"kite number {number}")
        assert "reply_to_message" not in shown
    assert len(jobs_in(bot, chat)) == 2


async def test_a_reaction_says_that_it_was_seen_while_the_card_waits_for_the_groups_pace(sandbox, bot, person):
    chat = await new_group(sandbox, person)
    first = await sandbox.say("/imagine a kite", person=person, chat=chat)
    await picture(sandbox, chat, words="a kite")
    for _ in range(17):
        await sandbox.say("/jobs", person=person, chat=chat)
    await until(partial(at_least, sandbox, chat, 18))
    waiting = [await sandbox.say(f"/imagine boat {n}", person=person, chat=chat) for n in range(2)]
    seen = await until(partial(reacted, sandbox, chat, [one["message_id"] for one in waiting]))
    assert seen == {one["message_id"] for one in waiting}
    assert "reactions" not in next(
        one for one in await sandbox.messages(chat) if one["message_id"] == first["message_id"]
    )
    assert len(await ours(sandbox, chat)) == 18
    assert len(jobs_in(bot, chat)) == 3
    await sandbox.say("/cancel@atelier_bot all", person=person, chat=chat)


async def at_least(sandbox, chat, count):
    return len(await ours(sandbox, chat)) >= count


async def reacted(sandbox, chat, wanted):
    found = {one["message_id"] for one in await sandbox.messages(chat) if one.get("reactions")}
    return found if found >= set(wanted) else None


async def test_who_is_no_admin_any_more_changes_nothing(sandbox, bot, person):
    other = await newcomer(sandbox, person + 60000)
    chat = await new_group(sandbox, person, other)
    await sandbox.post("/control/member", {"chat": chat, "user": other, "status": "administrator", "by": person})
    await sandbox.say("/settings@atelier_bot", person=other, chat=chat)
    page = await sentence(sandbox, chat, "Settings of this group")
    await sandbox.press(page, "Daily limit", person=other)
    page = await until(lambda: _with_label(sandbox, chat, page, "5"))
    await sandbox.post("/control/member", {"chat": chat, "user": other, "status": "member", "by": person})
    told = await sandbox.press(page, "5", person=other)
    assert "admin" in told["text"]
    assert bot.rows("SELECT name, value FROM choice WHERE holder = ?", f"c:{chat}") == []


async def _with_label(sandbox, chat, message, label):
    [now] = [one for one in await ours(sandbox, chat) if one["message_id"] == message["message_id"]]
    return now if any(label == key["text"] for row in now["reply_markup"]["inline_keyboard"] for key in row) else None
