"""Telegram's memory: people, chats, messages, files and the bot's own settings; messages are the Bot API's objects."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sandbox.telegram.events import EventHub
from sandbox.telegram.files import FileStore
from sandbox.telegram.limits import FloodLimits
from sandbox.telegram.stars import Shop
from sandbox.telegram.updates import UpdateQueue
from sandbox.world import World

Message = dict[str, Any]
BOT_ID, BOT_USERNAME = 4242424242, "atelier_bot"
LAN, ALEX, FAMILY = 1001, 1002, -1009001
PRESENT = frozenset({"creator", "administrator", "member"})


@dataclass
class Person:
    """Somebody who uses Telegram; ``user`` is the User object."""

    user: dict[str, Any]
    blocked: bool = False  # this person blocked the bot


@dataclass
class Chat:
    """A chat: ``info`` is the Chat object, ``members`` maps user ids to a status, messages are by id."""

    info: dict[str, Any]
    members: dict[int, str]
    started: bool = True  # private chats: the person wrote first
    last_message_id: int = 0
    migrated_to: int | None = None
    topics: set[int] = field(default_factory=set)
    messages: dict[int, Message] = field(default_factory=dict)
    reactions: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    silent: set[int] = field(default_factory=set)  # messages that came without a sound
    whispers: list[tuple[int, Message]] = field(default_factory=list)  # ephemeral ones, behind which message each

    @property
    def id(self) -> int:
        """Return the chat's id."""
        return int(self.info["id"])

    @property
    def is_private(self) -> bool:
        """Say whether this is a person's chat with the bot."""
        return bool(self.info["type"] == "private")

    def find(self, message_id: int) -> Message | None:
        """Return a message that was not deleted."""
        message = self.messages.get(message_id)
        return None if message is None or message.get("deleted") else message


@dataclass
class Callback:
    """A button press and its answer."""

    person: int
    chat: int
    at: float
    answered: bool = False
    text: str | None = None
    show_alert: bool = False
    url: str | None = None


@dataclass
class InlineAsked:
    """An inline query and its answer, as the bot gave it."""

    person: int
    at: float
    answer: dict[str, Any] = field(default_factory=dict)


class Telegram:
    """Everything Telegram knows. Methods, people and the control API work on this."""

    def __init__(self, world: World, folder: Path) -> None:
        """Make the first world; ``folder`` takes the files' bytes."""
        self.world = world
        self.updates = UpdateQueue(world.now)
        self.limits = FloodLimits(world.now)
        self.events = EventHub()
        self.events.sees = self.sees
        self.files = FileStore(folder, world.token)
        self.on_webhook: Callable[[], None] | None = None
        self.stars = Shop(world)
        self._begin()
        world.add_part("telegram", self)
        world.add_part("stars", self.stars)

    def _begin(self) -> None:
        self.bot = _first_bot()
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.callbacks: dict[str, Callback] = {}
        self.inline: dict[str, InlineAsked] = {}  # for half a minute each, so not over a restart
        self.profile: dict[str, dict[str, str]] = {"name": {}, "description": {}, "short_description": {}}
        self.commands: dict[str, list[dict[str, str]]] = {}  # "scope language" → commands
        self.menu_buttons: dict[int, dict[str, Any]] = {}  # chat id, 0 for all → MenuButton
        self.webhook: dict[str, Any] = {}  # url, secret, max_connections, last_error_*
        self._numbers = itertools.count(1)
        self.add_person(LAN, "Lan", "vi")
        self.add_person(ALEX, "Alex", "en")
        self.add_group(FAMILY, "Nhà mình", {LAN: "creator", ALEX: "member", BOT_ID: "member"})

    # People and chats

    def add_person(self, person_id: int, first_name: str, language: str, *, started: bool = True) -> Person:
        """Add a person and the private chat with the bot."""
        user = {"id": person_id, "is_bot": False, "first_name": first_name, "language_code": language}
        person = Person(user)
        self.people[person_id] = person
        info = {"id": person_id, "type": "private", "first_name": first_name}
        self.chats[person_id] = Chat(info, {person_id: "member", BOT_ID: "member"}, started)
        return person

    def add_group(self, chat_id: int, title: str, members: Mapping[int, str], kind: str = "supergroup") -> Chat:
        """Add a group or supergroup."""
        chat = Chat({"id": chat_id, "type": kind, "title": title}, dict(members))
        self.chats[chat_id] = chat
        return chat

    def sees(self, person: int, chat_id: int) -> bool:
        """Say whether a person is in a chat."""
        chat = self.chats.get(chat_id)
        return chat is not None and chat.members.get(person) in PRESENT

    def user(self, user_id: int) -> dict[str, Any] | None:
        """Return the User object of a person or the bot."""
        if user_id == BOT_ID:
            names = ("id", "is_bot", "first_name", "username")
            return {name: self.bot[name] for name in names}
        person = self.people.get(user_id)
        return person.user if person else None

    def set_webhook(self, webhook: dict[str, Any]) -> None:
        """Set (or with an empty dictionary remove) the webhook; a long poll that waits ends."""
        self.webhook = webhook
        self.updates.webhook_active = bool(webhook)
        if webhook:
            self.updates.interrupt("terminated by setWebhook request")
        if self.on_webhook is not None:
            self.on_webhook()
        self.world.touch()

    def number(self) -> int:
        """Return the next number for ids that need no meaning."""
        return next(self._numbers)

    # Messages

    def post(
        self, chat: Chat, sender: Mapping[str, Any] | None, content: Mapping[str, Any], *, silent: bool = False
    ) -> Message:
        """Put a new message into a chat and tell the page."""
        chat.last_message_id += 1
        message: Message = {"message_id": chat.last_message_id}
        if sender is not None:
            message["from"] = dict(sender)
        message |= {"chat": chat.info, "date": int(self.world.now()), **content}
        chat.messages[chat.last_message_id] = message
        if silent:
            chat.silent.add(chat.last_message_id)
        self.events.publish("message", chat.id, message=self.shown(chat, message))
        self.world.touch()
        return message

    def changed(self, chat: Chat, message: Message) -> None:
        """Tell the page and the disk that a message is different now."""
        self.events.publish("edited", chat.id, message=self.shown(chat, message))
        self.world.touch()

    def shown(self, chat: Chat, message: Message) -> Message:
        """Return a message as the page and the control API show it: with the bot's reactions, and whether silent."""
        more: dict[str, Any] = {"silent": True} if message["message_id"] in chat.silent else {}
        given = chat.reactions.get(message["message_id"])
        if given:
            more["reactions"] = [{"emoji": reaction.get("emoji", "⭐"), "count": 1} for reaction in given]
        return message | more if more else message

    def delete(self, chat: Chat, message: Message) -> None:
        """Mark a message as deleted."""
        message["deleted"] = True
        self.events.publish("deleted", chat.id, message_ids=[message["message_id"]])
        self.world.touch()

    # What survives a restart

    def snapshot(self) -> dict[str, Any]:
        """Return everything as JSON."""
        return {
            "people": [asdict(person) for person in self.people.values()],
            "chats": [_keep_chat(chat) for chat in self.chats.values()],
            "callbacks": {key: asdict(callback) for key, callback in self.callbacks.items()},
            "bot": self.bot,
            "profile": self.profile,
            "commands": self.commands,
            "menu_buttons": list(self.menu_buttons.items()),
            "webhook": self.webhook,
            "number": self.number(),
            "files": self.files.snapshot(),
            "updates": self.updates.snapshot(),
        }

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Take back what `snapshot` gave."""
        self.people = {person["user"]["id"]: Person(**person) for person in kept["people"]}
        chats = [_take_chat(chat) for chat in kept["chats"]]
        self.chats = {chat.id: chat for chat in chats}
        self.callbacks = {key: Callback(**callback) for key, callback in kept["callbacks"].items()}
        self.bot, self.profile, self.commands = kept["bot"], kept["profile"], kept["commands"]
        self.menu_buttons = dict(kept["menu_buttons"])
        self._numbers = itertools.count(kept["number"] + 1)
        self.files.restore(kept["files"])
        self.updates.restore(kept["updates"])
        self.set_webhook(kept["webhook"])  # last: what waits goes out

    def reset(self) -> None:
        """Be as at the first start; update ids go on growing."""
        self.limits.switch(on=False)
        self.updates.reset()
        self.files.restore([])
        self._begin()
        self.set_webhook({})
        self.events.publish_reset()


def _first_bot() -> dict[str, Any]:
    return {
        "id": BOT_ID,
        "is_bot": True,
        "first_name": "Atelier",
        "username": BOT_USERNAME,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
    }


def _keep_chat(chat: Chat) -> dict[str, Any]:
    return {
        "info": chat.info,
        "members": list(chat.members.items()),
        "started": chat.started,
        "last_message_id": chat.last_message_id,
        "migrated_to": chat.migrated_to,
        "topics": sorted(chat.topics),
        "messages": list(chat.messages.values()),
        "reactions": list(chat.reactions.items()),
        "silent": sorted(chat.silent),
    }


def _take_chat(kept: Mapping[str, Any]) -> Chat:
    messages = {message["message_id"]: message for message in kept["messages"]}
    changed = {
        "members": dict(kept["members"]),
        "topics": set(kept["topics"]),
        "messages": messages,
        "reactions": dict(kept["reactions"]),
        "silent": set(kept.get("silent", ())),
    }
    return Chat(**{**kept, **changed})
