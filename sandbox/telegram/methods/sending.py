"""Methods that put messages into chats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.telegram.ephemeral import whisper
from sandbox.telegram.errors import bad_request
from sandbox.telegram.media import FIELDS, media_fields
from sandbox.telegram.outgoing import caption_fields, envelope, find_chat, text_fields, writable_chat
from sandbox.telegram.registry import METHODS, Call, Handler, method
from sandbox.telegram.state import Chat, Message, Telegram

_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    },
)
_ALBUM_MAX = 10
_MIXABLE = frozenset({"photo", "video"})
_COPIED = ("text", "entities", *FIELDS)


@method("sendMessage")
async def send_message(telegram: Telegram, call: Call) -> Message:
    """Send a text."""
    chat = writable_chat(telegram, call.get("chat_id"))
    content = text_fields(call.values) | envelope(telegram, call, chat)
    if told := call.get("ephemeral_message_parameters"):
        return whisper(telegram, chat, told, content)
    message = post(telegram, call, chat, content)
    _ask_for_reply(telegram, chat, message, call.get("reply_markup") or {})
    return message


def _ask_for_reply(telegram: Telegram, chat: Chat, message: Message, markup: Mapping[str, Any]) -> None:
    """Open the reply field of who sees the message, or of the one it answers alone; it shows no sign of that."""
    if not markup.get("force_reply"):
        return
    only = None
    if markup.get("selective") and not chat.is_private:
        only = message.get("reply_to_message", {}).get("from", {}).get("id", 0)
    telegram.events.publish("force_reply", chat.id, only=only, message_id=message["message_id"])


def post(telegram: Telegram, call: Call, chat: Chat, content: Mapping[str, Any]) -> Message:
    """Put the bot's message into the chat; a chat action shown there ends."""
    silent = bool(call.get("disable_notification"))
    return telegram.post(chat, telegram.user(telegram.bot["id"]), content, silent=silent)


def _sender_of(kind: str) -> Handler:
    async def send(telegram: Telegram, call: Call) -> Message:
        chat = writable_chat(telegram, call.get("chat_id"))
        content = media_fields(telegram.files, call, kind, call.get(kind), call.values) | caption_fields(call.values)
        return post(telegram, call, chat, content | envelope(telegram, call, chat))

    return send


METHODS["sendphoto"] = _sender_of("photo")
METHODS["senddocument"] = _sender_of("document")
METHODS["sendvideo"] = _sender_of("video")
METHODS["sendaudio"] = _sender_of("audio")
METHODS["sendvoice"] = _sender_of("voice")
METHODS["sendanimation"] = _sender_of("animation")


@method("sendMediaGroup")
async def send_media_group(telegram: Telegram, call: Call) -> list[Message]:
    """Send an album of two to ten."""
    chat = writable_chat(telegram, call.get("chat_id"))
    items = call.get("media")
    if not 2 <= len(items) <= _ALBUM_MAX:
        raise bad_request("wrong number of messages in the media group specified: it must have 2-10")
    kinds = {item["type"] for item in items}
    if len(kinds) > 1 and not kinds <= _MIXABLE:
        odd = min(kinds - _MIXABLE)
        raise bad_request(f"{odd} can't be mixed with other media types")
    contents = [media_item(telegram, call, item) for item in items]
    shared = envelope(telegram, call, chat, len(items)) | {"media_group_id": album_id(telegram)}
    return [post(telegram, call, chat, content | shared) for content in contents]


def media_item(telegram: Telegram, call: Call, item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the message fields of one InputMedia."""
    return media_fields(telegram.files, call, item["type"], item["media"], item) | caption_fields(item)


def album_id(telegram: Telegram) -> str:
    """Return a new media_group_id."""
    return str(13_000_000_000_000_000 + telegram.number())


@method("sendChatAction")
async def send_chat_action(telegram: Telegram, call: Call) -> bool:
    """Show for five seconds what the bot does."""
    chat = writable_chat(telegram, call.get("chat_id"))
    if call.get("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    thread = call.get("message_thread_id")
    more = {} if thread is None else {"thread": thread}
    telegram.events.publish("action", chat.id, action=call.get("action"), **more)
    return True


@method("forwardMessage")
async def forward_message(telegram: Telegram, call: Call) -> Message:
    """Forward a message with its origin."""
    chat = writable_chat(telegram, call.get("chat_id"))
    source = find_chat(telegram, call.get("from_chat_id")).find(call.get("message_id"))
    if source is None:
        raise bad_request("message to forward not found")
    if source.get("has_protected_content"):
        raise bad_request("message has protected content and can't be forwarded")
    return post(telegram, call, chat, forwarded(source) | envelope(telegram, call, chat))


def forwarded(source: Message) -> dict[str, Any]:
    """Return a message as somebody forwards it: what is in it, and whom it is from."""
    origin = source.get("forward_origin") or {
        "type": "user",
        "sender_user": source["from"],
        "date": source["date"],
    }
    return {name: source[name] for name in _COPIED if name in source} | {"forward_origin": origin}


@method("copyMessage")
async def copy_message(telegram: Telegram, call: Call) -> dict[str, int]:
    """Copy a message without its origin, with another caption where one is given."""
    chat = writable_chat(telegram, call.get("chat_id"))
    source = find_chat(telegram, call.get("from_chat_id")).find(call.get("message_id"))
    if source is None:
        raise bad_request("message to copy not found")
    copied = {name: source[name] for name in _COPIED if name in source}
    if call.get("caption") is not None and "text" not in copied:
        for name in ("caption", "caption_entities"):
            copied.pop(name, None)
        copied |= caption_fields(call.values)
    message = post(telegram, call, chat, copied | envelope(telegram, call, chat))
    return {"message_id": message["message_id"]}
