"""Inline mode: what a person types behind the bot's name in any chat, the bot's answer, and a result that is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.media import resent
from sandbox.telegram.outgoing import caption_fields, markup_field, text_fields
from sandbox.telegram.people import PeopleError, announce
from sandbox.telegram.state import BOT_ID, Chat, InlineAsked, Message, Person, Telegram

ANSWER_SECONDS = 30
QUERY_MAX = 256
_KEPT = 1000
# By the type of a result: which field names its file, and as what the file was sent.
_CACHED = {
    "photo": ("photo_file_id", "photo"),
    "video": ("video_file_id", "video"),
    "mpeg4_gif": ("mpeg4_file_id", "animation"),
    "voice": ("voice_file_id", "voice"),
    "audio": ("audio_file_id", "audio"),
    "document": ("document_file_id", "document"),
}


@dataclass(frozen=True)
class Typing:
    """Who types what, and in which chat."""

    person: Person
    chat: Chat
    query: str
    offset: str = field(default="")


def ask(telegram: Telegram, typing: Typing) -> str:
    """Send a query to the bot; returns its id."""
    if not telegram.bot["supports_inline_queries"]:
        raise PeopleError("inline mode is switched off (BotFather, /setinline)")
    if len(typing.query) > QUERY_MAX:
        raise PeopleError(f"a query has at most {QUERY_MAX} characters")
    query_id = str(5_252_000_000_000_000 + telegram.number())
    while len(telegram.inline) >= _KEPT:
        del telegram.inline[next(iter(telegram.inline))]
    person = typing.person.user
    telegram.inline[query_id] = InlineAsked(person["id"], telegram.world.now())
    kind = typing.chat.info["type"]
    is_with_bot = typing.chat.id == person["id"]
    query = {
        "id": query_id,
        "from": person,
        "query": typing.query,
        "offset": typing.offset,
        "chat_type": "sender" if is_with_bot else kind,
    }
    telegram.updates.add("inline_query", query, f"user {person['id']}")
    telegram.world.touch()
    return query_id


def check_result(telegram: Telegram, result: Mapping[str, Any]) -> None:
    """Refuse a result that Telegram would not take; raises `BotApiError`."""
    if not 1 <= len(result["id"].encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    if "input_message_content" in result:
        _content_of(result)
    elif result["type"] in _CACHED and _CACHED[result["type"]][0] in result:
        name, kind = _CACHED[result["type"]]
        file = telegram.files.find(result[name])
        if file is None or file.file_id != result[name]:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if file.kind != kind:
            raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    else:
        raise bad_request(f"the sandbox has no results of type {result['type']} without a file of Telegram's yet")
    caption_fields(result)
    markup_field(result.get("reply_markup"))


def choose(telegram: Telegram, person: Person, chat: Chat, query_id: str, result_id: str) -> tuple[Message, list[int]]:
    """Send a result into a chat as the person who chose it; raises `PeopleError`."""
    asked = telegram.inline.get(query_id)
    results = asked.answer.get("results", []) if asked is not None else []
    result = next((one for one in results if one["id"] == result_id), None)
    if asked is None or asked.person != person.user["id"] or result is None:
        raise PeopleError(f"that query has no result {result_id!r}")
    content = _message_of(telegram, result) | markup_field(result.get("reply_markup"))
    message = telegram.post(chat, person.user, {"via_bot": telegram.user(BOT_ID), **content})
    return message, announce(telegram, chat, "message", message)


def _message_of(telegram: Telegram, result: Mapping[str, Any]) -> dict[str, Any]:
    if "input_message_content" in result:
        return _content_of(result)
    file = telegram.files.find(result[_CACHED[result["type"]][0]])
    if file is None:
        raise PeopleError("the file is gone: the sandbox was reset")
    return resent(telegram.files, file) | caption_fields(result)


def _content_of(result: Mapping[str, Any]) -> dict[str, Any]:
    content = result["input_message_content"]
    if "message_text" not in content:
        raise bad_request("the sandbox has texts alone as input_message_content yet")
    return text_fields({**content, "text": content["message_text"]})
