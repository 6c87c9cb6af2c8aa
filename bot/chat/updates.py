"""A raw update → what we read of it. Whatever has not the shape that Telegram promises is no update, and says so.

PTB takes any value for any field, so what we rely on is checked first; fields we do not read may be anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, InstanceOf, ValidationError
from telegram import Bot, Update

_ID_MAX = 2**52  # "at most 52 significant bits" (Bot API, Chat.id)
_COUNT_MAX = 2**52

_Words = InstanceOf[str]  # half a character is one too; a checked string could not hold it
_Id = Annotated[int, Field(strict=True, ge=-_ID_MAX, le=_ID_MAX)]
_Count = Annotated[int, Field(strict=True, ge=0, le=_COUNT_MAX)]


class UnreadableError(Exception):
    """What came has not the shape of an update; it will not have it later either."""


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Chat(_Shape):
    id: _Id
    type: _Words
    title: _Words | None = None


class _User(_Shape):
    id: _Count
    is_bot: Annotated[bool, Field(strict=True)]
    first_name: _Words
    last_name: _Words | None = None
    username: _Words | None = None
    language_code: _Words | None = None


class _Entity(_Shape):
    type: _Words
    offset: _Count
    length: _Count


class _File(_Shape):
    file_id: _Words
    file_unique_id: _Words
    file_size: _Count | None = None
    duration: _Count | None = None
    mime_type: _Words | None = None


class _Message(_Shape):
    message_id: _Count
    date: _Count
    chat: _Chat
    sender: _User | None = Field(None, alias="from")
    text: _Words | None = None
    caption: _Words | None = None
    entities: tuple[_Entity, ...] = ()
    caption_entities: tuple[_Entity, ...] = ()
    photo: tuple[_File, ...] = ()
    voice: _File | None = None
    audio: _File | None = None
    video: _File | None = None
    animation: _File | None = None
    video_note: _File | None = None
    document: _File | None = None
    media_group_id: _Words | None = None
    message_thread_id: _Count | None = None
    migrate_to_chat_id: _Id | None = None
    reply_to_message: _Message | None = None
    via_bot: _User | None = None


class _Press(_Shape):
    id: _Words
    sender: _User = Field(alias="from")
    message: _Message | None = None
    data: _Words | None = None


class _Inline(_Shape):
    id: _Words
    sender: _User = Field(alias="from")
    query: _Words
    offset: _Words


class _Update(_Shape):
    message: _Message | None = None
    callback_query: _Press | None = None
    inline_query: _Inline | None = None


class _Moved(_Shape):
    chat: _Chat


def changed_place(raw: Mapping[str, Any]) -> int | None:
    """Return the chat where the bot itself has become something else, as an admin; None where nothing says so."""
    try:
        return _Moved.model_validate(raw.get("my_chat_member")).chat.id
    except ValidationError:
        return None


def read_update(raw: Mapping[str, Any], bot: Bot) -> Update | None:
    """Return a message, a press or an inline query; None for what starts no work here; raises UnreadableError."""
    wanted = {name: value for name, value in raw.items() if name in ("update_id", *_Update.model_fields)}
    try:
        shape = _Update.model_validate(wanted)
        if shape.message is None and shape.callback_query is None and shape.inline_query is None:
            return None
        return Update.de_json(wanted, bot)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise UnreadableError(f"{'.'.join(map(str, first['loc']))}: {first['type']}") from None
    except Exception as error:
        raise UnreadableError(type(error).__name__) from error
