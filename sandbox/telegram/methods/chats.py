"""Methods that tell of chats and their members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.outgoing import find_chat
from sandbox.telegram.registry import Call, method
from sandbox.telegram.state import BOT_ID, PRESENT, Chat, Telegram

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
)


@method("getChat")
async def get_chat(telegram: Telegram, call: Call) -> dict[str, Any]:
    """Return everything about a chat."""
    chat = find_chat(telegram, call.get("chat_id"))
    return chat.info | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }


@method("getChatMember")
async def get_chat_member(telegram: Telegram, call: Call) -> dict[str, Any]:
    """Return one member."""
    chat = find_chat(telegram, call.get("chat_id"))
    if telegram.user(call.get("user_id")) is None:
        raise bad_request("user not found")
    return member(telegram, chat, call.get("user_id"))


@method("getChatAdministrators")
async def get_chat_administrators(telegram: Telegram, call: Call) -> list[dict[str, Any]]:
    """Return owner and administrators."""
    chat = find_chat(telegram, call.get("chat_id"))
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    leading = [user for user, status in chat.members.items() if status in {"creator", "administrator"}]
    return [member(telegram, chat, user) for user in leading]


@method("getChatMemberCount")
async def get_chat_member_count(telegram: Telegram, call: Call) -> int:
    """Count who is in a chat."""
    chat = find_chat(telegram, call.get("chat_id"))
    return sum(1 for status in chat.members.values() if status in PRESENT)


@method("leaveChat")
async def leave_chat(telegram: Telegram, call: Call) -> bool:
    """Leave a group."""
    chat = find_chat(telegram, call.get("chat_id"))
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    before, bot = chat.members[BOT_ID], telegram.user(BOT_ID)
    chat.members[BOT_ID] = "left"
    telegram.post(chat, bot, {"left_chat_member": bot})
    announce_status(telegram, chat, bot or {}, BOT_ID, (before, "left"))
    return True


def announce_status(
    telegram: Telegram, chat: Chat, by: Mapping[str, Any], user_id: int, statuses: tuple[str, str]
) -> None:
    """Queue the update that tells of a change of membership from one status to another."""
    changed = {
        "chat": chat.info,
        "from": dict(by),
        "date": int(telegram.world.now()),
        "old_chat_member": member(telegram, chat, user_id, statuses[0]),
        "new_chat_member": member(telegram, chat, user_id, statuses[1]),
    }
    kind = "my_chat_member" if user_id == BOT_ID else "chat_member"
    telegram.updates.add(kind, changed, f"chat {chat.id}")
    telegram.world.touch()


def member(telegram: Telegram, chat: Chat, user_id: int, status: str | None = None) -> dict[str, Any]:
    """Return the ChatMember of a person in a chat."""
    status = status or chat.members.get(user_id, "left")
    described: dict[str, Any] = {"status": status, "user": telegram.user(user_id)}
    if status == "creator":
        described["is_anonymous"] = False
    elif status == "administrator":
        described |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(_RIGHTS, True)
    elif status == "kicked":
        described["until_date"] = 0
    return described
