"""What is checked before a bot's message goes out: the chat, the thread, the reply, the buttons, the flood limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.telegram.entities import CAPTION_MAX, TEXT_MAX, format_text
from sandbox.telegram.errors import BotApiError, bad_request
from sandbox.telegram.registry import Call
from sandbox.telegram.state import BOT_ID, PRESENT, Chat, Message, Telegram

CALLBACK_DATA_MAX = 64
EFFECTS = frozenset(  # those that everybody may use: fire, thumbs up, thumbs down, heart, party, pile
    {
        "5104841245755180586",
        "5107584321108051014",
        "5104858069142078462",
        "5159385139981059251",
        "5046509860389126442",
        "5046589136895476101",
    }
)
_GENERAL_TOPIC = 1
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)


def find_chat(telegram: Telegram, chat_id: int | str) -> Chat:
    """Return a chat that the bot may look at; raises `BotApiError` as Telegram words it."""
    chat = None
    if isinstance(chat_id, int):
        chat = telegram.chats.get(chat_id)
    else:
        name = chat_id.removeprefix("@").lower()
        chat = next((c for c in telegram.chats.values() if c.info.get("username", "").lower() == name and name), None)
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise BotApiError(
            400,
            "group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.migrated_to,
        )
    status = chat.members.get(BOT_ID)
    if status == "kicked":
        raise BotApiError(403, f"bot was kicked from the {chat.info['type']} chat")
    if status not in PRESENT:
        raise BotApiError(403, f"bot is not a member of the {chat.info['type']} chat")
    return chat


def writable_chat(telegram: Telegram, chat_id: int | str) -> Chat:
    """Return a chat that the bot may write to now; raises `BotApiError` as Telegram words it."""
    chat = find_chat(telegram, chat_id)
    if chat.is_private:
        if telegram.people[chat.id].blocked:
            raise BotApiError(403, "bot was blocked by the user")
        if not chat.started:
            raise BotApiError(403, "bot can't initiate conversation with a user")
    return chat


def envelope(telegram: Telegram, call: Call, chat: Chat, messages: int = 1) -> dict[str, Any]:
    """Return the fields that every sent message may carry (thread, reply, buttons), all checked, limits counted."""
    fields: dict[str, Any] = {}
    thread = call.get("message_thread_id")
    if thread is not None:
        if thread == _GENERAL_TOPIC or thread not in chat.topics:
            raise bad_request("message thread not found")
        fields |= {"message_thread_id": thread, "is_topic_message": True}
    fields |= _reply_fields(telegram, call, chat)
    fields |= markup_field(call.get("reply_markup"))
    if call.get("protect_content"):
        fields["has_protected_content"] = True
    fields |= _effect_field(chat, call.get("message_effect_id"))
    telegram.limits.count(chat.id, messages)
    return fields


def _effect_field(chat: Chat, effect: str | None) -> dict[str, Any]:
    if not effect:
        return {}
    if not chat.is_private:
        raise bad_request("can't use message effects in the chat")
    if effect not in EFFECTS:
        raise bad_request("EFFECT_ID_INVALID")
    return {"effect_id": effect}


def _reply_fields(telegram: Telegram, call: Call, chat: Chat) -> dict[str, Any]:
    reply = call.get("reply_parameters")
    if not reply:
        return {}
    elsewhere = reply.get("chat_id", chat.id) != chat.id
    source = find_chat(telegram, reply["chat_id"]) if elsewhere else chat
    target = source.find(reply["message_id"])
    if target is None:
        if reply.get("allow_sending_without_reply") and not elsewhere:
            return {}
        raise bad_request("message to be replied not found")
    if elsewhere:
        origin = {"type": "user", "sender_user": target["from"], "date": target["date"]}
        return {"external_reply": {"origin": origin, "chat": source.info, "message_id": target["message_id"]}}
    return reply_to(target)


def reply_to(target: Message) -> dict[str, Any]:
    """Return the fields of a reply: the message replied to (without what that replied to) and its topic."""
    quoted = {name: value for name, value in target.items() if name != "reply_to_message"}
    fields: dict[str, Any] = {"reply_to_message": quoted}
    if target.get("is_topic_message"):
        fields |= {"message_thread_id": target["message_thread_id"], "is_topic_message": True}
    return fields


def markup_field(markup: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return ``reply_markup`` as a message shows it (only inline keyboards are); raises for bad buttons."""
    if not markup or "inline_keyboard" not in markup:
        return {}
    rows = [[_check_button(button) for button in row] for row in markup["inline_keyboard"] if row]
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _check_button(button: dict[str, Any]) -> dict[str, Any]:
    if not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: text is empty")
    if sum(1 for action in _ACTIONS if action in button) != 1:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= CALLBACK_DATA_MAX:
        raise bad_request("BUTTON_DATA_INVALID")
    return button


def text_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``text`` and ``entities`` of a message; raises for an empty or long text or broken markup."""
    text, entities = format_text(values["text"], values.get("parse_mode") or "", values.get("entities"))
    if not text:
        raise bad_request("message text is empty")
    if len(text) > TEXT_MAX:
        raise bad_request("message is too long")
    fields: dict[str, Any] = {"text": text}
    if entities:
        fields["entities"] = entities
    if values.get("link_preview_options"):
        fields["link_preview_options"] = values["link_preview_options"]
    return fields


def caption_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``caption`` and its entities; raises for a long caption or broken markup."""
    given = values.get("caption") or ""
    text, entities = format_text(given, values.get("parse_mode") or "", values.get("caption_entities"))
    if len(text) > CAPTION_MAX:
        raise bad_request("message caption is too long")
    fields: dict[str, Any] = {"caption": text} if text else {}
    if entities:
        fields["caption_entities"] = entities
    if values.get("show_caption_above_media"):
        fields["show_caption_above_media"] = True
    if values.get("has_spoiler"):
        fields["has_media_spoiler"] = True
    return fields
