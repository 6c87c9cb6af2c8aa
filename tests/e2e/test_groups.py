"""Groups: quiet until spoken to, in the topic and as a reply, paid by a person, and closed to whoever may not."""

import asyncio
import itertools

import pytest
import pytest_asyncio

from tests.e2e.conftest import picture as photo_of
from tests.e2e.steps import at_rest, faults, greeting, handled, newcomer, ours, picture, said, sentence, wallet
from tests.harness import FAMILY, LAN, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
RICH, PRICE = 200000, 1748
_groups = itertools.count(9100)


@pytest_asyncio.fixture(loop_scope="module")
async def group(sandbox, person):
    """A new group whose creator is the test's person; somebody else is in it too."""
    return await new_group(sandbox, person, await newcomer(sandbox, person + 50000))


async def new_group(sandbox, *members, **more):
    chat = -1000000 - next(_groups)
    await sandbox.post("/control/chats", {"id": chat, "title": "G", "members": list(members), **more})
    return chat


async def let_pass(sandbox, bot, chat, person):
    """Wait until the bot has handled everything that was written in the chat so far."""
    sent = await sandbox.post("/control/send", {"from": person, "chat": chat, "text": "/jobs@atelier_bot"})
    await handled(bot, sent["update_ids"])


def jobs_in(bot, chat):
    return bot.rows("SELECT state FROM job WHERE chat_id = ?", chat)


async def test_a_command_with_the_bots_name_is_answered_as_a_reply(sandbox, bot):
    asked = await sandbox.say("/imagine@atelier_bot mái nhà", person=LAN, chat=FAMILY)
    shown = await picture(sandbox, FAMILY, words="mái nhà")
    assert shown["reply_to_message"]["message_id"] == asked["message_id"]
    assert len([one for one in await ours(sandbox, FAMILY) if "mái nhà" in str(one.get("caption"))]) == 1


@pytest.mark.parametrize("words", ["/imagine@other_bot a boat", "a boat", "hello @somebody", "/unknown words"])
async def test_what_is_not_for_the_bot_is_not_answered(sandbox, bot, person, group, words):
    await sandbox.post("/control/bot", {"can_read_all_group_messages": True})
    try:
        sent = await sandbox.post("/control/send", {"from": person, "chat": group, "text": words})
        await handled(bot, sent["update_ids"])
        assert sent["update_ids"]
    finally:
        await sandbox.post("/control/bot", {"can_read_all_group_messages": False})
    assert jobs_in(bot, group) == []
    assert await ours(sandbox, group) == []


async def test_a_mention_with_words_is_a_prompt(sandbox, person, group):
    await sandbox.say("@atelier_bot a green door", person=person, chat=group)
    assert "a green door" in (await picture(sandbox, group))["caption"]


async def test_words_in_reply_to_the_bots_picture_edit_it(sandbox, bot, person, group):
    await sandbox.say("/imagine a door", person=person, chat=group)
    shown = await picture(sandbox, group)
    await sandbox.say("make it blue", person=person, chat=group, reply_to=shown["message_id"])
    edited = await picture(sandbox, group, words="make it blue", after=shown["message_id"])
    assert edited["message_id"] > shown["message_id"]
    requests = bot.rows("SELECT request FROM job WHERE chat_id = ? ORDER BY id", group)
    assert [row[0].count("file_id") for row in requests] == [0, 1]


async def test_a_command_in_a_caption_edits_the_photo(sandbox, bot, person, group, photo):
    await sandbox.send_photos(photo, caption="/imagine@atelier_bot at night", person=person, chat=group)
    await picture(sandbox, group, words="at night")
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ?", group)
    assert request.count("file_id") == 1


async def test_card_and_result_stay_in_the_topic(sandbox, person):
    forum = await new_group(sandbox, person, is_forum=True)
    asked = await sandbox.say("/imagine two boats --n 2", person=person, chat=forum, thread=7)
    shown = await picture(sandbox, forum)
    assert shown["message_thread_id"] == 7
    assert shown["reply_to_message"]["message_id"] == asked["message_id"]
    await sandbox.press(shown, "2", person=person)
    one = await picture(sandbox, forum, after=shown["message_id"])
    assert one["message_thread_id"] == 7
    await sandbox.press(shown, "Again", person=person)
    assert (await picture(sandbox, forum, after=one["message_id"]))["message_thread_id"] == 7
    told = await sandbox.say("/balance", person=person, chat=forum, thread=9)
    assert (await sentence(sandbox, forum, "write /balance to", after=told["message_id"]))["message_thread_id"] == 9


async def test_a_button_of_a_message_too_old_for_telegram_works_in_its_topic(sandbox, person):
    forum = await new_group(sandbox, person, is_forum=True)
    await sandbox.say("/imagine a very old boat", person=person, chat=forum, thread=7)
    shown = await picture(sandbox, forum)
    data = {
        button["text"]: button["callback_data"] for row in shown["reply_markup"]["inline_keyboard"] for button in row
    }
    too_old = {"chat": shown["chat"], "message_id": shown["message_id"], "date": 0}
    who = {"id": person, "is_bot": False, "first_name": "P", "language_code": "en"}
    for number, label in enumerate(("⬇️ File", "🔁 Again · 1,748 ₫")):
        query = {"id": f"{person}{number}", "from": who, "message": too_old, "chat_instance": "1", "data": data[label]}
        await sandbox.post("/control/update", {"callback_query": query})
    file = await said(sandbox, forum, lambda one: "document" in one)
    again = await picture(sandbox, forum, after=shown["message_id"])
    assert [one["message_thread_id"] for one in (file, again)] == [7, 7]


async def test_what_is_sent_anew_in_another_topic_goes_on_there(sandbox, bot, person):
    forum = await new_group(sandbox, person, is_forum=True)
    await sandbox.say("/imagine a boat", person=person, chat=forum, thread=7)
    await picture(sandbox, forum)
    await at_rest(bot)
    asked = await sandbox.say("/library", person=person, chat=forum, thread=9)
    opened = await picture(sandbox, forum, after=asked["message_id"])
    await sandbox.press(opened, "Send it here", person=person)
    copy = await picture(sandbox, forum, after=opened["message_id"])
    await sandbox.press(copy, "File", person=person)
    file = await said(sandbox, forum, lambda one: "document" in one)
    assert [one["message_thread_id"] for one in (opened, copy, file)] == [9, 9, 9]


async def test_a_button_in_a_group_that_the_bot_was_sent_from_costs_nothing(sandbox, bot, person, group):
    await sandbox.say("/imagine a boat", person=person, chat=group)
    shown = await picture(sandbox, group)
    await until(lambda: jobs_in(bot, group) == [("captured",)])
    await sandbox.post("/control/member", {"chat": group, "user": 4242424242, "status": "kicked", "by": person})
    assert (await sandbox.press(shown, "Again", person=person))["text"] == "On it."
    await until(lambda: jobs_in(bot, group) == [("captured",), ("voided",)])
    assert wallet(bot, person) == (RICH - PRICE, 0)


async def test_a_mask_is_answered_in_the_language_of_the_group(sandbox, person):
    vi = await newcomer(sandbox, person + 80000, "vi")
    group = await new_group(sandbox, vi, person)
    await sandbox.say("/balance", person=vi)  # the bot has met this admin
    await sentence(sandbox, vi, "Bạn")
    await sandbox.say("/imagine một con diều", person=vi, chat=group, anonymous=True)
    assert "không thấy ai đang hỏi" in (await sentence(sandbox, group, ""))["text"]
    await sandbox.say("/imagine a kite", person=person, chat=group)
    last = await picture(sandbox, group)
    await sandbox.say("/imagine a boat", person=vi, chat=group, anonymous=True)
    assert "can't see who asks" in (await sentence(sandbox, group, "", after=last["message_id"]))["text"]


@pytest.mark.parametrize("mask", [{"anonymous": True}, {"channel": {"id": -100777, "type": "channel", "title": "C"}}])
async def test_nobody_pays_for_a_mask_until_a_person_presses(sandbox, bot, person, group, mask):
    other = person + 50000
    await sandbox.say("/imagine a mask", person=person, chat=group, **mask)
    proposal = await sentence(sandbox, group, "press the button")
    assert jobs_in(bot, group) == []
    await asyncio.gather(*[sandbox.press(proposal, "Make it", person=who) for who in (other, person)])
    shown = await picture(sandbox, group)
    assert "a mask" in shown["caption"]
    await until(lambda: jobs_in(bot, group) == [("captured",)])
    paid = [wallet(bot, who)[0] for who in (person, other)]
    assert sorted(paid) == [RICH - PRICE, RICH]


@pytest.mark.parametrize(
    ("words", "wanted"), [("/speak good morning", "voice"), ("/better a cat", "text"), ("/animate", "video")]
)
async def test_what_a_mask_asked_for_is_what_the_presser_gets(sandbox, person, group, words, wanted):
    kite = await sandbox.say("/imagine a kite", person=person, chat=group)
    shown = await picture(sandbox, group, after=kite["message_id"])
    reply = {"reply_to": shown["message_id"]} if wanted == "video" else {}
    asked = await sandbox.say(words, person=person, chat=group, anonymous=True, **reply)
    proposal = await sentence(sandbox, group, "press the button", after=asked["message_id"])
    await sandbox.press(proposal, "Make it", person=person)
    made = await said(
        sandbox,
        group,
        lambda one: wanted in one and "Again" in str(one.get("reply_markup")),
        after=proposal["message_id"],
    )
    assert wanted != "text" or "Draw this" in str(made["reply_markup"])


async def test_what_a_mask_asked_for_can_be_claimed_again_where_nothing_came_of_it(sandbox, bot, person, group):
    await sandbox.say("/imagine a mask", person=person, chat=group, anonymous=True)
    proposal = await sentence(sandbox, group, "press the button")
    await sandbox.fault("thucchien", "status", "images/generations", status=400, body='{"error": {"message": "bad"}}')
    await sandbox.press(proposal, "Make it", person=person)
    await sentence(sandbox, group, "could not take")
    other = person + 50000
    assert "Press once more" in (await sandbox.press(proposal, "Make it", person=other))["text"]

    async def renewed():
        found = await ours(sandbox, group, proposal["message_id"] - 1)
        return found[0] if found[0]["reply_markup"] != proposal["reply_markup"] else None

    fresh = await until(renewed)
    assert (await sandbox.press(fresh, "Make it", person=other))["text"] == "On it."
    await until(lambda: jobs_in(bot, group) == [("voided",), ("captured",)])
    assert "does nothing" in (await sandbox.press(fresh, "Make it", person=person))["text"]


async def test_posts_of_a_linked_channel_of_channels_and_of_bots_are_left_alone(sandbox, bot, person, group):
    channel = {"id": -100888, "type": "channel", "title": "News"}
    chat = {"id": group, "type": "supergroup", "title": "G"}
    base = {"message_id": 900, "date": 1790000000, "chat": chat, "text": "/imagine a boat",
            "entities": [{"type": "bot_command", "offset": 0, "length": 8}]}  # fmt: skip
    linked = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
    robot = {"id": 999, "is_bot": True, "first_name": "Robot"}
    updates = [
        {"message": {**base, "from": linked, "sender_chat": channel, "is_automatic_forward": True}},
        {"message": {**base, "message_id": 901, "from": robot}},
        {"channel_post": {**base, "message_id": 902, "chat": channel}},
    ]
    for update in updates:
        await sandbox.post("/control/update", update)
    await let_pass(sandbox, bot, group, person)
    assert jobs_in(bot, group) == jobs_in(bot, channel["id"]) == []
    assert all("Nothing in line" in one["text"] for one in await ours(sandbox, group))


async def test_a_start_with_a_payload_greets(sandbox, person):
    await sandbox.say("/start from_somewhere-42", person=person)
    await greeting(sandbox, person)


async def test_the_result_follows_a_group_that_became_a_supergroup(sandbox, bot, person, group):
    new = group - 5000000
    await sandbox.gateways(latency_s=1)
    try:
        await sandbox.say("/imagine a moving house", person=person, chat=group)
        await until(lambda: bot.rows("SELECT 1 FROM job JOIN attempt ON job_id = job.id WHERE chat_id = ? AND "
                                     "attempt.state = 'submitting'", group))  # fmt: skip
        await sandbox.post("/control/migrate", {"chat": group, "to": new})
        shown = await picture(sandbox, new, words="a moving house")
    finally:
        await sandbox.gateways(latency_s=0.15)
    await until(lambda: jobs_in(bot, new) == [("captured",)])
    pressed = await sandbox.press(shown, "Again", person=person)
    assert pressed["text"] == "On it."
    await picture(sandbox, new, after=shown["message_id"])


async def test_a_group_that_moved_before_the_card_gets_card_and_result_where_it_is_now(sandbox, bot, person, group):
    new = group - 5000000
    assert await bot.stop() == 0
    await sandbox.say("/imagine a house on wheels", person=person, chat=group)
    await sandbox.say("/balance", person=person, chat=group)
    await sandbox.post("/control/migrate", {"chat": group, "to": new})
    await bot.start()
    await picture(sandbox, new, words="a house on wheels")
    await until(lambda: bot.rows("SELECT state, shown FROM job WHERE chat_id = ?", new) == [("captured", 1)])
    assert bot.rows("SELECT 1 FROM inbox WHERE state = 'aside'") == []
    await sentence(sandbox, new, "write /balance to")
    assert len([one for one in await ours(sandbox, new) if "photo" in one or "text" in one]) == 2


async def test_buttons_of_others_are_refused(sandbox, bot, person, group):
    other = person + 50000
    await sandbox.gateways(latency_s=1)
    try:
        await sandbox.say("/imagine a slow boat", person=person, chat=group)
        card = await said(sandbox, group, lambda one: "reply_markup" in one)
        pressed = await sandbox.press(card, "Cancel", person=other)
        assert pressed["show_alert"]
        assert "somebody else" in pressed["text"]
        shown = await picture(sandbox, group)
    finally:
        await sandbox.gateways(latency_s=0.15)
    assert "somebody else" in (await sandbox.press(shown, "Again", person=other))["text"]
    assert len(jobs_in(bot, group)) == 1


async def test_a_press_is_answered_before_any_card_that_waits_for_the_groups_pace(sandbox, bot, person, group):
    other = person + 50000
    await sandbox.say("/imagine a red boat", person=person, chat=group)
    await sandbox.say("/imagine a blue boat", person=other, chat=group)
    red, blue = [await picture(sandbox, group, words=words) for words in ("a red boat", "a blue boat")]
    last = max(one["message_id"] for one in await ours(sandbox, group))
    await faults(sandbox, "telegram", {"kind": "delay", "seconds": 4, "match": "sendMessage", "times": 0})
    try:
        await sandbox.say("/imagine a green boat", person=person, chat=group)
        assert (await sandbox.press(red, "Again", person=person))["text"] == "On it."
        assert (await sandbox.press(blue, "Again", person=other))["text"] == "On it."
        assert await ours(sandbox, group, last) == []
    finally:
        await faults(sandbox, "telegram")
    for words in ("a red boat", "a blue boat", "a green boat"):
        await picture(sandbox, group, words=words, after=last)
    await until(lambda: jobs_in(bot, group) == [("captured",)] * 5)


async def test_forged_foreign_replayed_and_overlong_presses_move_nothing(sandbox, bot, person, group):
    await sandbox.say("/imagine a boat", person=person, chat=group)
    shown = await picture(sandbox, group)
    await until(lambda: jobs_in(bot, group) == [("captured",)])
    data = shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    [private] = [await sandbox.say("/jobs", person=person)]
    answer = await sentence(sandbox, person, "Nothing in line", after=private["message_id"])
    version, nonce, signature = data.split(".")
    forged = [
        "",
        "again",
        "v1..",
        f"{version}.{nonce}.{signature[:-1]}A" if signature[-1] != "A" else f"{version}.{nonce}.{signature[:-1]}B",
        f"v2.{nonce}.{signature}",
        f"{version}.{nonce[::-1]}.{signature}",
        data + "x" * 5000,
        "v1.\u0000.\U0001f4a5",
        "../../etc/passwd' OR 1=1 --",
    ]
    for bad in forged:
        assert "does nothing" in await press_raw(sandbox, person, shown, bad), bad
    assert "does nothing" in await press_raw(sandbox, person, answer, data), "a button of another chat"
    first = await sandbox.press_data(shown, data, person=person)
    assert first["text"] == "On it."
    assert await press_raw(sandbox, person, shown, data) == "Already under way."
    await until(lambda: jobs_in(bot, group) == [("captured",)] * 2)
    assert wallet(bot, person) == (RICH - 2 * PRICE, 0)


async def test_an_answer_finds_its_way_where_the_topic_is_shut(sandbox, person):
    forum = await new_group(sandbox, person, is_forum=True)
    body = '{"ok": false, "error_code": 400, "description": "Bad Request: TOPIC_CLOSED"}'
    await sandbox.fault(
        "telegram", "status", "sendMessage", status=400, body=body, times=3
    )  # two for the whisper that comes first
    await sandbox.say("/balance", person=person, chat=forum, thread=7)
    assert "message_thread_id" not in await sentence(sandbox, forum, "write /balance to")


async def test_what_a_person_has_is_told_to_nobody_else(sandbox, person, group):
    await sandbox.say("/balance", person=person, chat=group)
    told = await sentence(sandbox, group, "write /balance to")
    assert not any(sign.isdigit() for sign in told["text"])
    await sandbox.say("/balance", person=person)
    await sentence(sandbox, person, "You have")


async def test_a_group_is_told_how_it_goes_in_groups(sandbox, person, group):
    asked = await sandbox.say("/start@atelier_bot", person=person, chat=group)
    greeting = await sentence(sandbox, group, "@atelier_bot and your wish", after=asked["message_id"])
    assert "caption" not in greeting["text"]
    asked = await sandbox.say("/help@atelier_bot", person=person, chat=group)
    helped = await sentence(sandbox, group, "reply to mine with words", after=asked["message_id"])
    await sandbox.press(helped, "Groups", person=person)
    told = (await sentence(sandbox, group, "/imagine or @atelier_bot", after=asked["message_id"]))["text"]
    assert "/settings" in told
    photo = photo_of((10, 90, 10))
    await sandbox.send_photos(photo, caption="@atelier_bot make it night", person=person, chat=group)
    await picture(sandbox, group, words="make it night")


async def press_raw(sandbox, person, message, data):
    body = {"from": person, "chat": message["chat"]["id"], "message": message["message_id"], "data": data}
    pressed = (await sandbox.post("/control/press", {**body, "stale": True}))["callback_query_id"]

    async def answered():
        answer = await sandbox.get(f"/control/callbacks/{pressed}")
        return answer if answer["answered"] else None

    return (await until(answered))["text"]


async def test_a_mask_is_spoken_to_in_the_language_of_who_asked_there_last(sandbox, person, group):
    linh = await newcomer(sandbox, person + 90000, "vi")
    await sandbox.post("/control/member", {"chat": group, "user": linh, "status": "member", "by": person})
    await sandbox.say("/imagine một con rồng", person=linh, chat=group)
    shown = await picture(sandbox, group)
    asked = await sandbox.say("/imagine một con phượng", person=person, chat=group, anonymous=True)
    proposal = await sentence(sandbox, group, "Ai bấm nút", after=asked["message_id"])
    assert proposal["message_id"] > shown["message_id"]
    assert "✨ Làm luôn · 1.748 ₫" in str(proposal["reply_markup"])
