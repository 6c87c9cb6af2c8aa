"""Methods that change or remove messages and answer buttons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.telegram.errors import BotApiError, bad_request
from sandbox.telegram.media import FIELDS, media_ids, media_kind
from sandbox.telegram.methods.sending import media_item
from sandbox.telegram.outgoing import caption_fields, find_chat, markup_field, text_fields, writable_chat
from sandbox.telegram.registry import Call, method
from sandbox.telegram.state import BOT_ID, Callback, Chat, Message, Telegram

CALLBACK_SECONDS = 150
DELETE_SECONDS = 48 * 3600
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_TEXT_FIELDS = ("text", "entities", "link_preview_options")
_CAPTION_FIELDS = ("caption", "caption_entities", "show_caption_above_media")
_REACTIONS = {
    *"❤👍👎🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻",
    *"👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡",
    *("❤\u200d🔥", "👨\u200d💻", "🤷\u200d♂", "🤷\u200d♀"),
}
_IN_ALBUM = {"photo": {"photo", "video"}, "video": {"photo", "video"}, "audio": {"audio"}, "document": {"document"}}


def _find(telegram: Telegram, call: Call) -> tuple[Chat, Message]:
    if call.get("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")  # no inline messages here yet
    if call.get("chat_id") is None:
        raise bad_request("chat_id is empty")
    chat = writable_chat(telegram, call.get("chat_id"))
    if call.get("message_id") is None:
        raise bad_request("message identifier is not specified")
    message = chat.find(call.get("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message.get("from", {}).get("id") != BOT_ID or "forward_origin" in message:
        raise bad_request("message can't be edited")
    return chat, message


def _replace(
    telegram: Telegram, chat: Chat, message: Message, names: tuple[str, ...], new: Mapping[str, Any]
) -> Message:
    """Put ``new`` in place of the named fields; raises when nothing would change."""
    names = (*names, "reply_markup")
    old = {name: message[name] for name in names if name in message}
    files_differ = media_ids(old) != media_ids(new)
    plain = {"entities", "text", *_CAPTION_FIELDS, "has_media_spoiler", "link_preview_options", "reply_markup"}
    if not files_differ and all(old.get(name) == new.get(name) for name in plain & set(names)):
        raise bad_request(_SAME)
    telegram.limits.count(chat.id)
    for name in names:
        message.pop(name, None)
    message.update(new)
    if names != ("reply_markup",):
        message["edit_date"] = int(telegram.world.now())
    telegram.changed(chat, message)
    return message


@method("editMessageText")
async def edit_message_text(telegram: Telegram, call: Call) -> Message:
    """Change a text; buttons that are not given again go away."""
    chat, message = _find(telegram, call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    new = text_fields(call.values) | markup_field(call.get("reply_markup"))
    return _replace(telegram, chat, message, _TEXT_FIELDS, new)


@method("editMessageCaption")
async def edit_message_caption(telegram: Telegram, call: Call) -> Message:
    """Change a caption."""
    chat, message = _find(telegram, call)
    if media_kind(message) is None:
        raise bad_request("there is no caption in the message to edit")
    new = caption_fields(call.values) | markup_field(call.get("reply_markup"))
    return _replace(telegram, chat, message, _CAPTION_FIELDS, new)


@method("editMessageMedia")
async def edit_message_media(telegram: Telegram, call: Call) -> Message:
    """Put other media in place; a text message becomes media."""
    chat, message = _find(telegram, call)
    item = call.get("media")
    before = media_kind(message)
    if "media_group_id" in message and item["type"] not in _IN_ALBUM.get(before or "", ()):
        raise bad_request("can't use the media of the specified type in the album")
    new = media_item(telegram, call, item) | markup_field(call.get("reply_markup"))
    return _replace(telegram, chat, message, (*FIELDS, *_TEXT_FIELDS), new)


@method("editMessageReplyMarkup")
async def edit_message_reply_markup(telegram: Telegram, call: Call) -> Message:
    """Change only the buttons."""
    chat, message = _find(telegram, call)
    return _replace(telegram, chat, message, (), markup_field(call.get("reply_markup")))


@method("deleteMessage")
async def delete_message(telegram: Telegram, call: Call) -> bool:
    """Delete a message of the last 48 hours."""
    chat = find_chat(telegram, call.get("chat_id"))
    message = chat.find(call.get("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if not _may_delete(telegram, chat, message):
        raise bad_request("message can't be deleted")
    telegram.delete(chat, message)
    return True


def _may_delete(telegram: Telegram, chat: Chat, message: Message) -> bool:
    own = message.get("from", {}).get("id") == BOT_ID
    if chat.members[BOT_ID] == "administrator":
        return True
    return (own or chat.is_private) and telegram.world.now() - message["date"] <= DELETE_SECONDS


@method("deleteMessages")
async def delete_messages(telegram: Telegram, call: Call) -> bool:
    """Delete several; those that cannot be found are passed over."""
    chat = find_chat(telegram, call.get("chat_id"))
    for message_id in call.get("message_ids"):
        message = chat.find(message_id)
        if message is not None and _may_delete(telegram, chat, message):
            telegram.delete(chat, message)
    return True


@method("answerCallbackQuery")
async def answer_callback_query(telegram: Telegram, call: Call) -> bool:
    """Answer a button press, once and in time."""
    callback_id = call.get("callback_query_id")
    callback: Callback | None = telegram.callbacks.get(callback_id)
    if callback is None or callback.answered or telegram.world.now() - callback.at > CALLBACK_SECONDS:
        raise BotApiError(400, _TOO_OLD)
    text = call.get("text")
    if text and len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    callback.answered, callback.text, callback.url = True, text, call.get("url")
    callback.show_alert = bool(call.get("show_alert"))
    telegram.events.publish(
        "callback",
        callback.chat,
        only=callback.person,
        callback_query_id=callback_id,
        answered=True,
        text=text,
        show_alert=callback.show_alert,
        url=callback.url,
        **{"from": callback.person},
    )
    telegram.world.touch()
    return True


@method("setMessageReaction")
async def set_message_reaction(telegram: Telegram, call: Call) -> bool:
    """Set the bot's reaction."""
    chat = find_chat(telegram, call.get("chat_id"))
    message = chat.find(call.get("message_id"))
    if message is None:
        raise bad_request("message to react not found")
    reaction = call.get("reaction") or []
    if len(reaction) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(one["type"] == "emoji" and one["emoji"] not in _REACTIONS for one in reaction):
        raise bad_request("REACTION_INVALID")
    chat.reactions[message["message_id"]] = reaction
    telegram.changed(chat, message)
    return True
