"""Every command in every form that a message can have: where it is answered, and what starts work.

The gateways are slow here: what is asked for stays a card, and each form has people of its own.
"""

import itertools
import json
import re
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.chat.asking import Asker
from bot.chat.command import find_commands
from tests.e2e.conftest import picture as photo_of
from tests.e2e.steps import BOT, Message, handled, newcomer, ours, wallet
from tests.harness import Bot, Sandbox, world

pytestmark = pytest.mark.asyncio(loop_scope="module")
RICH = 9_000_000
TOPIC = 7
COMMANDS = find_commands()
PAID = {name for name, command in COMMANDS.items() if isinstance(command.run, Asker)}
# What makes a whole request of a command whose words are not free; others have none.
WORDS = dict.fromkeys(PAID, "a red kite") | {"extend": "", "admin": "gateways"}
OF_WORDS = {"imagine", "better", "video", "song", "sound", "speak", "ask"}  # words alone are enough for these
OF_A_PHOTO = {"imagine", "better", "video", "ask", "animate", "upscale", "removebg", "describe"}  # these with a photo
_numbers, _groups = itertools.count(8701), itertools.count(-1_004_000_000, -1)


@dataclass(frozen=True)
class Asked:
    """A command as it was written, with the bot's answers in that chat."""

    name: str
    message: Message
    answers: list[Message]

    @property
    def answer(self) -> Message:
        """The one answer."""
        [one] = self.answers
        return one


@dataclass
class Form:
    """A world, and somebody who writes every command in one form."""

    sandbox: Sandbox
    bot: Bot
    person: int
    photo: bytes

    async def chat(self, **more: Any) -> int:
        """A group of the person's own."""
        chat = next(_groups)
        await self.sandbox.post("/control/chats", {"id": chat, "title": "G", "members": [self.person], **more})
        return chat

    async def send(self, chat: int, text: str, **more: Any) -> dict[str, Any]:
        """Write; returns the messages and the numbers of their updates."""
        return await self.sandbox.post("/control/send", {"from": self.person, "chat": chat, "text": text, **more})

    async def caption(self, chat: int, text: str) -> dict[str, Any]:
        """Send a photo with these words."""
        form = aiohttp.FormData({"from": str(self.person), "chat": str(chat), "caption": text})
        form.add_field("photo", self.photo, filename="p.jpg", content_type="image/jpeg")
        async with self.sandbox.session.post(f"{self.sandbox.url}/control/send", data=form) as reply:
            return await reply.json()

    async def every(self, write: Callable[[str], Awaitable[dict[str, Any]]]) -> list[Asked]:
        """Write every command, and return what was answered once the bot is through with all."""
        sent, updates = [], []
        for name in COMMANDS:
            written = await write(name)
            sent.append((name, written["messages"][0]))
            if written["messages"][0]["chat"]["id"] > 0:  # one chat for all of them: one after the other
                await handled(self.bot, written["update_ids"])
            updates += written["update_ids"]
        await handled(self.bot, updates)
        return [Asked(name, message, await self._answers(message)) for name, message in sent]

    async def _answers(self, message: Message) -> list[Message]:
        """What the bot said behind a message, ahead of the person's next."""
        there = await self.sandbox.messages(message["chat"]["id"], message["message_id"])
        return list(itertools.takewhile(lambda one: one["from"]["id"] == BOT, there))

    def jobs(self) -> list[str]:
        """The prompts of all that was begun for this person."""
        rows = self.bot.rows(
            "SELECT request FROM job JOIN person ON uid = person_uid WHERE telegram_id = ? ORDER BY job.id", self.person
        )
        return [json.loads(request)["prompt"] for (request,) in rows]

    def charged(self) -> int:
        """What is held and paid of this person's."""
        posted, held = wallet(self.bot, self.person)
        return RICH - posted + held

    def expected(self) -> int:
        """What their jobs cost that have not ended for nothing."""
        [(price,)] = self.bot.rows(
            "SELECT coalesce(sum(price), 0) FROM job JOIN person ON uid = person_uid "
            "WHERE telegram_id = ? AND state = 'working'",
            self.person,
        )
        return price


def line(name: str, at: str = "") -> str:
    """A command as people write it."""
    return f"/{name}{at} {WORDS.get(name, '')}".strip()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tmp_path_factory):
    async with world(tmp_path_factory.mktemp("forms"), BOT_START_CREDITS=str(RICH), BOT_JOBS_AT_ONCE="1") as both:
        sandbox, bot = both
        await sandbox.gateways(latency_s=600)
        yield both
        log = bot.log.read_text()
        assert "Traceback" not in log
        assert not re.findall(r"(?m)^\S+ \S+ (?:ERROR|CRITICAL) .*", log)
        await bot.stop(signal.SIGKILL)  # a kind stop would wait for what is slow here


@pytest_asyncio.fixture(loop_scope="module")
async def form(sandbox, bot):
    return Form(sandbox, bot, await newcomer(sandbox, next(_numbers)), photo_of((10, 90, 10)))


def check_begun(form: Form, found: list[Asked], begun: set[str]) -> None:
    """Of all commands those began one job each, which is what the person pays for."""
    rows = form.bot.rows("SELECT idem FROM job")
    idems = {idem for (idem,) in rows}
    names = {one.name for one in found if f"m:{one.message['chat']['id']}:{one.message['message_id']}" in idems}
    assert names == begun
    assert len(form.jobs()) == len(begun)
    assert form.charged() == form.expected()


async def test_in_private_each_is_answered_and_work_begins_once(form):
    found = await form.every(lambda name: form.send(form.person, line(name)))
    assert [one.name for one in found if not one.answers] == []
    check_begun(form, found, OF_WORDS)


async def test_in_a_group_each_is_answered_by_a_reply(form):
    async def write(name):
        return await form.send(await form.chat(), line(name))

    found = await form.every(write)
    for one in found:
        assert one.answer["reply_to_message"]["message_id"] == one.message["message_id"], one.name
    check_begun(form, found, OF_WORDS)


async def test_in_a_topic_each_with_the_bots_name_is_answered_there(form):
    async def write(name):
        return await form.send(await form.chat(is_forum=True), line(name, "@atelier_bot"), thread=TOPIC)

    found = await form.every(write)
    for one in found:
        assert one.answer["message_thread_id"] == TOPIC, one.name
        assert one.answer["reply_to_message"]["message_id"] == one.message["message_id"], one.name
    check_begun(form, found, OF_WORDS)


async def test_below_a_photo_each_is_answered_by_a_reply(form):
    async def write(name):
        return await form.caption(await form.chat(), line(name))

    found = await form.every(write)
    for one in found:
        assert one.answer["reply_to_message"]["message_id"] == one.message["message_id"], one.name
    said = {one.name: one.answer.get("text", "") for one in found}
    assert [name for name in ("speak", "song", "sound") if "without a picture" not in said[name]] == []
    check_begun(form, found, OF_A_PHOTO)


async def test_in_reply_to_a_photo_each_is_answered_by_a_reply_and_what_takes_none_leaves_it(form):
    async def write(name):
        chat = await form.chat()
        [photo] = (await form.caption(chat, ""))["messages"]
        return await form.send(chat, line(name), reply_to=photo["message_id"])

    found = await form.every(write)
    for one in found:
        assert one.answer["reply_to_message"]["message_id"] == one.message["message_id"], one.name
    check_begun(form, found, OF_A_PHOTO | OF_WORDS)


@pytest.mark.parametrize("place", ["private", "group"])
async def test_what_a_message_is_edited_into_starts_nothing_and_is_not_answered(form, place):
    chat = form.person if place == "private" else await form.chat()
    first = await form.send(chat, "/help")
    await handled(form.bot, first["update_ids"])
    [number] = [one["message_id"] for one in first["messages"]]
    before = await ours(form.sandbox, chat)
    edits = []
    for name in COMMANDS:
        body = {"from": form.person, "chat": chat, "message": number, "text": line(name)}
        edits += (await form.sandbox.post("/control/edit", body))["update_ids"]
    assert edits == []  # the bot does not even ask Telegram for them
    last = await form.send(chat, "/cancel")
    await handled(form.bot, last["update_ids"])
    after = await ours(form.sandbox, chat)
    assert [one["text"] for one in after[len(before) :]] == ["Nothing in line, nothing under way."]
    assert (form.jobs(), form.charged()) == ([], 0)


@pytest.mark.parametrize("place", ["private", "group"])
async def test_what_is_forwarded_starts_nothing_and_in_private_is_offered(form, place):
    own = await newcomer(form.sandbox, next(_numbers))

    async def write(name):
        source = await form.sandbox.post("/control/send", {"from": own, "chat": there, "text": line(name)})
        [message] = source["messages"]
        chat = form.person if place == "private" else await form.chat()
        return await form.send(chat, "", forward={"chat": there, "message": message["message_id"]})

    there = next(_groups)
    members = [own, form.person]
    await form.sandbox.post("/control/chats", {"id": there, "title": "G", "members": members, "bot": "left"})
    found = await form.every(write)
    assert (form.jobs(), form.bot.rows("SELECT 1 FROM person WHERE telegram_id = ?", own)) == ([], [])
    if place == "group":
        assert [one.name for one in found if one.answers] == []
        return
    for one in found:
        offered = "Make it · " in str(one.answer.get("reply_markup"))
        assert offered is (one.name in OF_WORDS), one.name
        assert offered or one.name in PAID or "forwarded" in one.answer["text"], one.name
    assert form.charged() == 0


async def test_an_anonymous_admin_and_a_channel_are_offered_buttons_and_nobody_pays(form):
    channel = {"id": -100779, "type": "channel", "title": "C"}
    for mask in ({"anonymous": True}, {"channel": channel}):

        async def write(name, mask=mask):
            return await form.send(await form.chat(), line(name), **mask)

        found = await form.every(write)
        for one in found:
            labels = str(one.answers and one.answer.get("reply_markup"))
            assert ("Make it · " in labels) is (one.name in OF_WORDS), one.name
            assert ("Open settings" in labels) is (one.name == "settings"), one.name
            seen = one.name in PAID or COMMANDS[one.name].unseen is not None
            assert bool(one.answers) is seen, one.name
    assert form.bot.rows("SELECT 1 FROM job WHERE chat_id = ?", found[0].message["chat"]["id"]) == []
    assert form.bot.rows("SELECT 1 FROM person WHERE telegram_id = ?", form.person) == []


async def test_what_a_linked_channel_posts_is_left_alone(form):
    group = await form.chat()
    linked = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
    channel = {"id": -100888, "type": "channel", "title": "News"}
    updates = []
    for number, name in enumerate(COMMANDS):
        text = line(name)
        entities = [{"type": "bot_command", "offset": 0, "length": len(name) + 1}]
        post = {"message_id": 900 + number, "date": 1790000000, "from": linked, "sender_chat": channel,
                "chat": {"id": group, "type": "supergroup", "title": "G"}, "text": text, "entities": entities,
                "is_automatic_forward": True}  # fmt: skip
        updates.append((await form.sandbox.post("/control/update", {"message": post}))["update_id"])
    await handled(form.bot, updates)
    assert await ours(form.sandbox, group) == []
    assert form.bot.rows("SELECT 1 FROM job WHERE chat_id = ?", group) == []
