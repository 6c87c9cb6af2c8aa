"""How updates reach the bot: the long poll and its offsets, rival pollers, webhooks, and what people do."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest
from aiohttp import web
from telegram.error import BadRequest, Conflict, Forbidden

from sandbox.app import start
from sandbox.telegram import spec
from tests.sandbox.conftest import picture

GROUP = -1009001
ALL_KINDS = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]


def texts(updates):
    return [update.message.text for update in updates]


async def polling(sandbox, bot, **asked):
    """Begin a long poll; returns its task when the sandbox keeps it waiting."""
    task = asyncio.create_task(bot.get_updates(timeout=30, **asked))
    async with asyncio.timeout(30):
        while sandbox.telegram.updates._waiter is None:
            await asyncio.sleep(0)
    return task


async def test_an_offset_confirms_all_before_it_and_unconfirmed_updates_come_again(bot, control):
    for word in ("a", "b", "c"):
        await control.say(word)
    first = await bot.get_updates(limit=2)
    assert texts(first) == ["a", "b"]
    assert texts(await bot.get_updates()) == ["a", "b", "c"]
    assert texts(await bot.get_updates(offset=first[1].update_id)) == ["b", "c"]
    assert texts(await bot.get_updates(offset=first[1].update_id + 1)) == ["c"]
    assert texts(await bot.get_updates()) == ["c"]


async def test_a_negative_offset_keeps_the_last_and_forgets_the_rest(bot, control):
    for word in ("a", "b", "c"):
        await control.say(word)
    assert texts(await bot.get_updates(offset=-1)) == ["c"]
    assert texts(await bot.get_updates()) == ["c"]
    await control.say("d")
    assert texts(await bot.get_updates(offset=-5)) == ["c", "d"]


async def test_a_long_poll_wakes_at_once_and_waits_no_longer_than_asked(bot, control, sandbox):
    begun = time.monotonic()
    assert await bot.get_updates(timeout=1) == ()
    assert 0.9 < time.monotonic() - begun < 10
    poll = await polling(sandbox, bot)
    begun = time.monotonic()
    await control.say("wake up")
    assert texts(await poll) == ["wake up"]
    assert time.monotonic() - begun < 10


async def test_a_second_poller_ends_the_first(bot, control, sandbox):
    first = await polling(sandbox, bot)
    second = asyncio.create_task(bot.get_updates(timeout=30))
    with pytest.raises(Conflict, match="erminated by other getUpdates request; make sure that only one bot instance"):
        await first
    await control.say("to the second")
    assert texts(await second) == ["to the second"]


async def test_kinds_of_updates_are_remembered_and_some_come_only_when_asked_for(bot, control):
    await control.post("member", chat=GROUP, user=1002, status="left")
    assert [update.message.left_chat_member.id for update in await bot.get_updates()] == [1002]
    assert await bot.get_updates(offset=-1, allowed_updates=ALL_KINDS)
    await control.post("member", chat=GROUP, user=1002, status="member")
    joined, changed = (await bot.get_updates())[-2:]
    assert joined.message.new_chat_members[0].id == 1002
    assert (changed.chat_member.old_chat_member.status, changed.chat_member.new_chat_member.status) == (
        "left",
        "member",
    )
    await bot.get_updates(allowed_updates=["callback_query"])
    assert (await control.say("unseen"))["update_ids"] == []


async def test_an_album_comes_as_separate_updates_with_the_caption_on_the_first(bot, control):
    files = [("photo", ("a.jpg", picture(2600, 1300))), ("photo", ("b.jpg", picture(50, 50)))]
    sent = await control.upload(files, caption="make it blue /imagine")
    first, second = [update.message for update in await bot.get_updates()]
    assert [first.message_id, second.message_id] == [message["message_id"] for message in sent["messages"]]
    assert first.media_group_id == second.media_group_id is not None
    assert (first.caption, second.caption) == ("make it blue /imagine", None)
    assert first.parse_caption_entities() == {first.caption_entities[0]: "/imagine"}
    assert [(size.width, size.height) for size in first.photo] == [(320, 160), (800, 400), (1280, 640)]
    content = await (await bot.get_file(first.photo[-1])).download_as_bytearray()
    assert len(content) == first.photo[-1].file_size


async def test_a_persons_photo_loses_its_metadata_and_a_document_keeps_it(bot, control):
    from PIL import Image  # noqa: PLC0415 (only here)

    exif = Image.Exif()
    exif[0x010F] = "secret camera"
    exif[0x0112] = 6  # lies on its side
    content = picture(100, 60, exif=exif)
    await control.upload([("photo", ("a.jpg", content))])
    await control.upload([("document", ("a.jpg", content))])
    photo, document = [update.message for update in await bot.get_updates()]
    assert (photo.photo[-1].width, photo.photo[-1].height) == (60, 100)
    shown = bytes(await (await bot.get_file(photo.photo[-1])).download_as_bytearray())
    kept = bytes(await (await bot.get_file(document.document)).download_as_bytearray())
    assert b"secret camera" not in shown
    assert kept == content


@pytest.mark.parametrize("chat", [None, [], "x", 1001])
async def test_a_raw_update_whose_chat_is_none_is_refused_in_a_sentence(control, chat):
    raw = {"message": {"message_id": 5, "date": 1, "chat": chat}}
    refused = await control.client.post("/control/update", json=raw)
    assert (refused.status_code, refused.json()["error"]) == (400, "the chat of a raw update is an object with an id")


async def test_a_raw_message_with_a_number_that_telegram_never_gives_does_not_count_for_the_next(control):
    raw = {"message_id": 2**65, "date": 1, "chat": {"id": 1001, "type": "private"}, "text": "odd"}
    await control.post("update", message=raw)
    [message] = (await control.say("next"))["messages"]
    assert message["message_id"] < 1000


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("just talk", False),
        ("/imagine a cat", True),
        ("/imagine@atelier_bot a cat", True),
        ("/imagine@other_bot a cat", False),
        ("what do you think, @atelier_bot?", True),
        ("@someone_else look", False),
        ("a/b and c/d", False),
    ],
)
async def test_privacy_mode_lets_through_only_what_is_meant_for_the_bot(control, text, seen):
    assert bool((await control.say(text, chat=GROUP))["update_ids"]) is seen
    await control.post("bot", can_read_all_group_messages=True)
    assert (await control.say(text, chat=GROUP))["update_ids"]


async def test_a_reply_to_the_bot_passes_privacy_mode_and_carries_the_message(bot, control):
    asked = await bot.send_message(GROUP, "which one?")
    await control.say("the second", person=1002, chat=GROUP, reply_to=asked.message_id)
    [update] = await bot.get_updates()
    assert update.message.reply_to_message.text == "which one?"
    assert update.message.from_user.language_code == "en"


async def test_an_edit_by_a_person_is_an_edited_message(bot, control):
    wrote = (await control.say("/imagine a cat"))["messages"][0]
    await control.post("edit", **{"from": 1001, "chat": 1001, "message": wrote["message_id"], "text": "/imagine a dog"})
    before, after = await bot.get_updates()
    assert (before.message.text, after.edited_message.text) == ("/imagine a cat", "/imagine a dog")
    assert after.edited_message.edit_date is not None


async def test_a_button_press_is_answered_once(bot, control):
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup  # noqa: PLC0415 (only here)

    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("go", callback_data="go:1")]])
    card = await bot.send_message(1001, "card", reply_markup=buttons)
    pressed = await control.press(card.message_id, "go:1")
    [update] = await bot.get_updates()
    query = update.callback_query
    assert (query.id, query.data, query.message.text) == (pressed["callback_query_id"], "go:1", "card")
    assert (await control.get(f"/control/callbacks/{query.id}"))["answered"] is False
    await bot.answer_callback_query(query.id, "done", show_alert=True)
    answered = await control.get(f"/control/callbacks/{query.id}")
    assert (answered["answered"], answered["text"], answered["show_alert"]) == (True, "done", True)
    with pytest.raises(BadRequest, match=r"(?i)query is too old and response timeout expired or query id is invalid"):
        await bot.answer_callback_query(query.id)
    by_place = {"from": 1001, "chat": 1001, "message": card.message_id, "row": 0, "column": 0}
    assert (await control.post("press", **by_place))["callback_query_id"] != query.id
    wrong = await control.client.post("/control/press", json=by_place | {"row": None, "data": "other"})
    assert (wrong.status_code, wrong.json()["ok"]) == (400, False)


async def test_a_press_cannot_be_answered_after_150_seconds(bot, control, sandbox):
    card = (await control.say("x"))["messages"][0]
    sandbox.telegram.chats[1001].messages[card["message_id"]]["reply_markup"] = {
        "inline_keyboard": [[{"text": "x", "callback_data": "x"}]]
    }
    pressed = await control.press(card["message_id"], "x")
    sandbox.telegram.callbacks[pressed["callback_query_id"]].at -= 151
    with pytest.raises(BadRequest, match="uery is too old"):
        await bot.answer_callback_query(pressed["callback_query_id"])


async def test_a_person_who_blocks_the_bot_cannot_be_written_to(bot, control):
    await control.post("block", person=1001, blocked=True)
    [update] = await bot.get_updates()
    assert update.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(1001, "x")
    await control.post("block", person=1001, blocked=False)
    assert await bot.send_message(1001, "x")


async def test_a_person_who_never_wrote_cannot_be_written_to(bot, control):
    await control.post("people", id=1003, first_name="Minh", language_code="vi", started=False)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(1003, "x")
    await control.say("/start", person=1003)
    assert await bot.send_message(1003, "x")


async def test_a_group_that_threw_the_bot_out_cannot_be_written_to(bot, control):
    await control.post("member", chat=GROUP, user=4242424242, status="kicked", by=1001)
    assert (await bot.get_updates())[-1].my_chat_member.from_user.id == 1001
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(GROUP, "x")


async def test_a_group_that_became_a_supergroup_tells_its_new_id(bot, control, sandbox):
    await control.post("chats", id=-77, title="Old", type="group", members=[1001])
    await control.post("migrate", chat=-77, to=-100077)
    leaving, arriving = [update.message for update in await bot.get_updates()]
    assert (leaving.migrate_to_chat_id, arriving.migrate_from_chat_id) == (-100077, -77)
    path = f"/bot{sandbox.world.token}/sendMessage"
    refused = (await control.client.post(path, json={"chat_id": -77, "text": "x"})).json()
    assert refused["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert refused["parameters"] == {"migrate_to_chat_id": -100077}
    assert await bot.send_message(-100077, "x")


async def test_topics_are_kept_by_messages_and_replies(bot, control):
    await control.post("chats", id=-100055, title="Forum", members=[1001], is_forum=True)
    await control.say("/imagine@atelier_bot x", chat=-100055, thread=7)
    [update] = await bot.get_updates()
    assert (update.message.message_thread_id, update.message.is_topic_message) == (7, True)
    sent = await bot.send_message(-100055, "here", message_thread_id=7)
    assert sent.message_thread_id == 7
    with pytest.raises(BadRequest, match="essage thread not found"):
        await bot.send_message(-100055, "x", message_thread_id=8)


async def test_an_anonymous_admin_and_a_channel_write_as_telegram_shows_them(bot, control):
    await control.say("/balance", chat=GROUP, anonymous=True)
    await control.say("/balance", chat=GROUP, channel={"id": -1005, "type": "channel", "title": "News"})
    admin, channel = [update.message for update in await bot.get_updates()]
    assert (admin.from_user.id, admin.sender_chat.id) == (1087968824, GROUP)
    assert (channel.from_user.id, channel.sender_chat.title) == (136817688, "News")


async def test_a_person_forwards_what_they_see(bot, control):
    photo = (await control.upload([("photo", ("a.jpg", picture()))], caption="/imagine blue"))["messages"][0]
    await control.post(
        "send", **{"from": 1001, "chat": GROUP, "forward": {"chat": 1001, "message": photo["message_id"]}}
    )
    forwarded = (await bot.get_updates())[-1].message
    assert (forwarded.chat.id, forwarded.forward_origin.sender_user.id, forwarded.caption) == (
        GROUP,
        1001,
        "/imagine blue",
    )
    assert forwarded.photo[-1].file_unique_id == photo["photo"][-1]["file_unique_id"]


async def test_a_raw_update_goes_in_as_it_is(bot, control):
    raw = {"message": {"message_id": 900, "date": 1, "chat": {"id": 1001, "type": "private"}, "text": "raw"}}
    queued = await control.post("update", **raw)
    [update] = await bot.get_updates()
    assert (update.update_id, update.message.text) == (queued["update_id"], "raw")
    assert (await control.messages())[-1]["message_id"] == 900


async def test_in_a_private_group_only_the_captioned_item_of_an_album_passes(bot, control):
    files = [("photo", ("a.jpg", picture())), ("photo", ("b.jpg", picture()))]
    sent = await control.upload(files, chat=GROUP, caption="/imagine blue")
    assert len(sent["messages"]) == 2
    [update] = await bot.get_updates()
    assert update.message.caption == "/imagine blue"
    asked = await bot.send_message(GROUP, "send them as a reply")
    sent = await control.upload(files, chat=GROUP, reply_to=asked.message_id)
    assert len(sent["update_ids"]) == 2


class Receiver:
    """A bot's webhook, which may be told to fail."""

    def __init__(self) -> None:
        self.updates, self.secrets, self.fail = [], [], 0
        self.answer = None
        self.came = asyncio.Condition()

    async def take(self, request: web.Request) -> web.Response:
        if self.fail:
            self.fail -= 1
            return web.Response(status=500)
        self.updates.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        async with self.came:
            self.came.notify_all()
        return web.json_response(self.answer) if self.answer else web.Response()

    async def wait(self, count):
        async with asyncio.timeout(30), self.came:
            await self.came.wait_for(lambda: len(self.updates) >= count)


@pytest.fixture
async def receiver():
    made = Receiver()
    app = web.Application()
    app.router.add_post("/hook", made.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await runner.cleanup()


async def test_a_webhook_gets_updates_in_turn_with_its_secret(bot, control, receiver):
    await control.say("before")
    assert await bot.set_webhook(receiver.url, secret_token="s3cret")
    for number in range(5):
        await control.say(str(number))
    await receiver.wait(6)
    assert [update["message"]["text"] for update in receiver.updates] == ["before", *"01234"]
    assert set(receiver.secrets) == {"s3cret"}
    assert [p for update in receiver.updates for p in spec.load().check(("Update",), update, "update")] == []
    with pytest.raises(Conflict, match="an't use getUpdates method while webhook is active; use deleteWebhook"):
        await bot.get_updates()
    assert (await bot.get_webhook_info()).pending_update_count == 0
    assert await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_failing_webhook_is_asked_again_and_holds_up_only_its_own_chat(bot, control, receiver, sandbox):
    sandbox.webhook.backoff_s = 0.05
    receiver.fail = 3
    await bot.set_webhook(receiver.url)
    await control.say("one")
    await control.say("two")
    await receiver.wait(2)
    assert [update["message"]["text"] for update in receiver.updates] == ["one", "two"]
    assert "500" in (await bot.get_webhook_info()).last_error_message


async def test_a_webhook_is_remembered_over_a_restart_and_gets_what_waited(receiver, tmp_path):
    first = await start("127.0.0.1", 0, state=tmp_path)
    async with httpx.AsyncClient(base_url=first.url) as client:
        receiver.fail = 1000
        asked = {"url": receiver.url, "secret_token": "s"}
        assert (await client.post(f"/bot{first.world.token}/setWebhook", json=asked)).json()["ok"]
        await client.post("/control/send", json={"from": 1001, "chat": 1001, "text": "waited"})
    await first.stop()
    receiver.fail = 0
    second = await start("127.0.0.1", 0, state=tmp_path)
    await receiver.wait(1)
    assert [update["message"]["text"] for update in receiver.updates] == ["waited"]
    await second.stop()


async def test_setting_a_webhook_ends_the_poll_and_a_method_may_ride_in_its_answer(bot, control, receiver, sandbox):
    poll = await polling(sandbox, bot)
    receiver.answer = {"method": "sendMessage", "chat_id": 1001, "text": "echo"}
    await bot.set_webhook(receiver.url)
    with pytest.raises(Conflict, match="erminated by setWebhook request"):
        await poll
    await control.say("hello")
    async with asyncio.timeout(30):
        while len(await control.messages()) < 2:
            await asyncio.sleep(0.01)
    assert (await control.messages())[-1]["text"] == "echo"
    with pytest.raises(BadRequest, match=r"(?i)https url must be provided"):
        await bot.set_webhook("http://example.org/hook")
