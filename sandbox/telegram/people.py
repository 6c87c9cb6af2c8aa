"""What people do in Telegram: write, send photos, edit, press buttons, block; and which of it the bot gets to see."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.entities import CAPTION_MAX, TEXT_MAX, add_found_entities, entity_texts
from sandbox.telegram.methods.chats import announce_status
from sandbox.telegram.outgoing import reply_to
from sandbox.telegram.state import BOT_ID, BOT_USERNAME, PRESENT, Callback, Chat, Message, Person, Telegram

ANONYMOUS_ADMIN = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_SENDER = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
_KEPT_CALLBACKS = 10_000
_COMMAND = re.compile(r"/\w+(?:@(\w+))?")


class PeopleError(ValueError):
    """Something that a person cannot do in Telegram; the text is a sentence."""


@dataclass(frozen=True)
class Writing:
    """Where and as whom a person writes."""

    person: Person
    chat: Chat
    reply_to: int | None = None
    thread: int | None = None
    anonymous: bool = False  # as the group, which its administrators may do
    channel: Mapping[str, Any] | None = None  # as a channel (a Chat object)


def find_person(telegram: Telegram, person_id: object) -> Person:
    """Return a person; raises `PeopleError`."""
    person = telegram.people.get(person_id) if isinstance(person_id, int) else None
    if person is None:
        raise PeopleError(f"there is no person {person_id!r}")
    return person


def find_chat_of(telegram: Telegram, person: Person, chat_id: object) -> Chat:
    """Return a chat that the person is in; raises `PeopleError`."""
    chat = telegram.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None:
        raise PeopleError(f"there is no chat {chat_id!r}")
    if not telegram.sees(person.user["id"], chat.id):
        raise PeopleError(f"{person.user['first_name']} is not in chat {chat.id}")
    if chat.migrated_to is not None:
        raise PeopleError(f"chat {chat.id} became {chat.migrated_to}")
    if chat.is_private and person.blocked:
        raise PeopleError(f"{person.user['first_name']} blocked the bot")
    return chat


def text_content(text: str) -> dict[str, Any]:
    """Return text and the entities that Telegram finds; raises `PeopleError`."""
    text = text.strip()
    if not 1 <= len(text) <= TEXT_MAX:
        raise PeopleError(f"a text has 1 to {TEXT_MAX} characters")
    entities = add_found_entities(text)
    return {"text": text} | ({"entities": entities} if entities else {})


def caption_content(caption: str) -> dict[str, Any]:
    """Return caption and the entities that Telegram finds; raises `PeopleError`."""
    caption = caption.strip()
    if len(caption) > CAPTION_MAX:
        raise PeopleError(f"a caption has at most {CAPTION_MAX} characters")
    entities = add_found_entities(caption)
    return ({"caption": caption} if caption else {}) | ({"caption_entities": entities} if entities else {})


def write(
    telegram: Telegram, writing: Writing, contents: Sequence[Mapping[str, Any]]
) -> tuple[list[Message], list[int]]:
    """Put a person's messages into a chat; returns them and the ids of the updates that the bot gets."""
    chat = writing.chat
    shared = _shared_fields(telegram, writing)
    chat.started = True
    messages, update_ids = [], []
    for content in contents:
        sender: Mapping[str, Any] = writing.person.user
        if writing.anonymous or writing.channel:
            sender = ANONYMOUS_ADMIN if writing.anonymous else CHANNEL_SENDER
        message = telegram.post(chat, sender, {**shared, **content})
        messages.append(message)
        update_ids += announce(telegram, chat, "message", message)
    return messages, update_ids


def _shared_fields(telegram: Telegram, writing: Writing) -> dict[str, Any]:
    chat = writing.chat
    fields: dict[str, Any] = {}
    if writing.anonymous:
        if chat.members.get(writing.person.user["id"]) not in {"creator", "administrator"}:
            raise PeopleError("only administrators of a group can be anonymous")
        fields["sender_chat"] = chat.info
    elif writing.channel:
        fields["sender_chat"] = dict(writing.channel)
    if writing.reply_to is not None:
        target = chat.find(writing.reply_to)
        if target is None:
            raise PeopleError(f"there is no message {writing.reply_to} in chat {chat.id} to reply to")
        fields |= reply_to(target)
    if writing.thread is not None:
        if not chat.info.get("is_forum"):
            raise PeopleError(f"chat {chat.id} has no topics")
        chat.topics.add(writing.thread)
        fields |= {"message_thread_id": writing.thread, "is_topic_message": True}
    telegram.world.touch()
    return fields


def announce(telegram: Telegram, chat: Chat, kind: str, message: Message) -> list[int]:
    """Queue a message for the bot where it may see it; returns the update's id or nothing."""
    if chat.members.get(BOT_ID) not in PRESENT or not bot_may_read(telegram, chat, message):
        return []
    update_id = telegram.updates.add(kind, dict(message), f"chat {chat.id}")
    return [] if update_id is None else [update_id]


def bot_may_read(telegram: Telegram, chat: Chat, message: Message) -> bool:
    """Apply privacy mode: in groups only commands, replies to the bot, mentions of it and service messages pass."""
    if chat.is_private or telegram.bot["can_read_all_group_messages"] or chat.members.get(BOT_ID) == "administrator":
        return True
    if message.get("reply_to_message", {}).get("from", {}).get("id") == BOT_ID:
        return True
    text = message.get("text") or message.get("caption") or ""
    if not text and not any(kind in message for kind in ("photo", "document", "video", "audio", "voice", "animation")):
        return True
    entities = message.get("entities") or message.get("caption_entities") or []
    for command in entity_texts(text, entities, "bot_command"):
        found = _COMMAND.fullmatch(command)
        if found and (found[1] is None or found[1].lower() == BOT_USERNAME):
            return True
    mentions = entity_texts(text, entities, "mention")
    return any(mention.lower() == f"@{BOT_USERNAME}" for mention in mentions)


def edit(telegram: Telegram, person: Person, chat: Chat, message_id: int, text: str) -> tuple[Message, list[int]]:
    """Change an own message's text or caption."""
    message = chat.find(message_id)
    if message is None or message.get("from", {}).get("id") != person.user["id"]:
        raise PeopleError(f"{person.user['first_name']} has no message {message_id} in chat {chat.id}")
    content = text_content(text) if "text" in message else caption_content(text)
    for name in ("entities", "caption_entities"):
        message.pop(name, None)
    message.update(content, edit_date=int(telegram.world.now()))
    telegram.changed(chat, message)
    return message, announce(telegram, chat, "edited_message", message)


def press(telegram: Telegram, person: Person, chat: Chat, message: Message, data: str) -> str:
    """Press a button; returns the callback query's id."""
    callback_id = str(4_242_000_000_000_000 + telegram.number())
    while len(telegram.callbacks) >= _KEPT_CALLBACKS:
        del telegram.callbacks[next(iter(telegram.callbacks))]
    telegram.callbacks[callback_id] = Callback(person.user["id"], chat.id, telegram.world.now())
    query = {
        "id": callback_id,
        "from": person.user,
        "message": dict(message),
        "chat_instance": str(-7_000_000_000_000 - abs(chat.id)),
        "data": data,
    }
    telegram.updates.add("callback_query", query, f"user {person.user['id']}")
    telegram.world.touch()
    return callback_id


def find_button(message: Message, data: object, row: object, column: object) -> str:
    """Return the callback data of a button named by its data or its place; raises `PeopleError`."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    if data is not None:
        if any(button.get("callback_data") == data for line in rows for button in line):
            return str(data)
        raise PeopleError(f"message {message['message_id']} has no button with that data")
    try:
        button = rows[row][column]
    except (IndexError, TypeError) as error:
        raise PeopleError(f"message {message['message_id']} has no button at row {row}, column {column}") from error
    if "callback_data" not in button:
        raise PeopleError("that button sends no callback")
    return str(button["callback_data"])


def set_blocked(telegram: Telegram, person: Person, *, blocked: bool) -> None:
    """Block or unblock the bot."""
    if person.blocked == blocked:
        return
    person.blocked = blocked
    chat = telegram.chats[person.user["id"]]
    statuses = ("member", "kicked") if blocked else ("kicked", "member")
    announce_status(telegram, chat, person.user, BOT_ID, statuses)


def set_status(telegram: Telegram, chat: Chat, user_id: int, status: str, by: Mapping[str, Any]) -> None:
    """Change what somebody (or the bot) is in a group, with the updates that follow."""
    before = chat.members.get(user_id, "left")
    if before == status:
        return
    chat.members[user_id] = status
    user = telegram.user(user_id)
    content: dict[str, Any] | None = None
    if before not in PRESENT and status in PRESENT:
        content = {"new_chat_members": [user]}
    elif before in PRESENT and status not in PRESENT:
        content = {"left_chat_member": user}
    if content is not None:
        announce(telegram, chat, "message", telegram.post(chat, by, content))
    announce_status(telegram, chat, by, user_id, (before, status))


def migrate(telegram: Telegram, chat: Chat, new_id: int) -> None:
    """Turn a group into a supergroup with another id; both ends tell of it."""
    if new_id in telegram.chats:
        raise PeopleError(f"there is a chat {new_id} already")
    owner = next((user for user, status in chat.members.items() if status == "creator"), None)
    by = telegram.user(owner) if owner is not None else None
    new = telegram.add_group(new_id, chat.info["title"], chat.members)
    announce(telegram, chat, "message", telegram.post(chat, by, {"migrate_to_chat_id": new_id}))
    announce(telegram, new, "message", telegram.post(new, by, {"migrate_from_chat_id": chat.id}))
    chat.migrated_to = new_id
