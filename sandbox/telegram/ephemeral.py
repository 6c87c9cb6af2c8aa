"""Ephemeral messages of Bot API 10.3: in a group, to one member, seen by nobody else, gone with a restart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.state import BOT_ID, PRESENT, Chat, Message, Telegram

_AFTER_PRESS_S = 15


def whisper(telegram: Telegram, chat: Chat, told: Mapping[str, Any], content: Mapping[str, Any]) -> Message:
    """Show one member a message; an administrator may at any time, another bot to who has just pressed its button.

    Raises `BotApiError`, as Telegram words it, for everybody else.
    """
    receiver = told["receiver_user_id"]
    if chat.is_private or not _may(telegram, chat, receiver, told.get("callback_query_id")):
        raise bad_request("BOT_NOT_ADMIN")
    if receiver == BOT_ID or chat.members.get(receiver) not in PRESENT:
        raise bad_request("USER_NOT_PARTICIPANT")
    message: Message = {
        "message_id": 0,
        "ephemeral_message_id": telegram.number(),
        "from": telegram.user(BOT_ID),
        "receiver_user": telegram.user(receiver),
        "chat": chat.info,
        "date": int(telegram.world.now()),
        **content,
    }
    chat.whispers.append((chat.last_message_id, message))
    telegram.events.publish("message", chat.id, only=receiver, message=_placed(chat, len(chat.whispers)))
    return message


def heard_by(chat: Chat, person: int, after: int) -> list[Message]:
    """Return what one person alone sees, each with its place among the chat's messages as a broken number."""
    numbered = enumerate(chat.whispers, 1)
    mine = [number for number, (_, one) in numbered if one["receiver_user"]["id"] == person]
    return [one for number in mine if (one := _placed(chat, number))["message_id"] > after]


def _placed(chat: Chat, number: int) -> Message:
    place, message = chat.whispers[number - 1]
    return message | {"message_id": place + number / 1_000_000}


def _may(telegram: Telegram, chat: Chat, receiver: int, callback_id: str | None) -> bool:
    if chat.members.get(BOT_ID) == "administrator":
        return True
    pressed = telegram.callbacks.get(callback_id or "")
    if pressed is None or (pressed.person, pressed.chat) != (receiver, chat.id):
        return False
    return telegram.world.now() - pressed.at <= _AFTER_PRESS_S
