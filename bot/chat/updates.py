"""A raw update → what we read of it. Whatever has not the shape that Telegram promises is no update, and says so.

PTB takes any value for any field, so what we rely on is checked first; fields we do not read may be anything. A message
is taken as it was checked: to make PTB's objects of it as well costs as much as all the rest of reading it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, InstanceOf, ValidationError
from telegram import Bot, CallbackQuery, InlineQuery

_ID_MAX = 2**52  # "at most 52 significant bits" (Bot API, Chat.id)
_COUNT_MAX = 2**52

_UNITS = "utf-16-le"


def whole(words: str) -> str:
    """Half a character has no form that could be stored or sent on: it becomes the mark for that."""
    return words if words.isascii() else words.encode(_UNITS, "surrogatepass").decode(_UNITS, "replace")


_Words = InstanceOf[str]  # half a character is one too; a checked string could not hold it
_Name = Annotated[InstanceOf[str], AfterValidator(whole)]
_Id = Annotated[int, Field(strict=True, ge=-_ID_MAX, le=_ID_MAX)]
_Count = Annotated[int, Field(strict=True, ge=0, le=_COUNT_MAX)]


class UnreadableError(Exception):
    """What came has not the shape of an update; it will not have it later either."""


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Chat(_Shape):
    """Where a message stands."""

    id: _Id
    type: _Name
    title: _Name | None = None


class User(_Shape):
    """Who wrote it."""

    id: _Count
    is_bot: Annotated[bool, Field(strict=True)]
    first_name: _Name
    last_name: _Name | None = None
    username: _Name | None = None
    language_code: _Name | None = None

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


class Entity(_Shape):
    """A command or a name in a text; ``offset`` and ``length`` in UTF-16 units."""

    type: _Name
    offset: _Count
    length: _Count


class File(_Shape):
    """A picture, film, sound or document; ``file_size`` in bytes, ``duration`` in seconds."""

    file_id: _Name
    file_unique_id: _Name
    file_size: _Count | None = None
    duration: _Count | None = None
    file_name: _Name | None = None
    mime_type: _Name | None = None


class PaidNote(_Shape):
    """What a service message says of a payment in Stars, made or given back."""

    currency: _Name
    total_amount: _Count
    invoice_payload: _Name
    telegram_payment_charge_id: Annotated[_Name, Field(min_length=1)]
    subscription_expiration_date: _Count | None = None


class Message(_Shape):
    """A message; of a field of type Any it counts only whether it is there."""

    message_id: _Count
    date: _Count
    chat: Chat
    sender: User | None = Field(None, alias="from")
    text: _Words | None = None
    caption: _Words | None = None
    entities: tuple[Entity, ...] = ()
    caption_entities: tuple[Entity, ...] = ()
    photo: tuple[File, ...] = ()
    voice: File | None = None
    audio: File | None = None
    video: File | None = None
    animation: File | None = None
    video_note: File | None = None
    document: File | None = None
    media_group_id: _Name | None = None
    message_thread_id: _Count | None = None
    is_topic_message: Any = None
    ephemeral_message_id: Any = None
    migrate_to_chat_id: _Id | None = None
    successful_payment: PaidNote | None = None
    refunded_payment: PaidNote | None = None
    reply_to_message: Message | None = None
    via_bot: User | None = None
    forward_origin: Any = None
    sticker: Any = None
    venue: Any = None
    location: Any = None
    contact: Any = None
    poll: Any = None
    dice: Any = None
    game: Any = None
    story: Any = None
    live_photo: Any = None
    paid_media: Any = None
    checklist: Any = None


class _Press(_Shape):
    id: _Name
    sender: User = Field(alias="from")
    message: Message | None = None
    data: _Name | None = None


class _Inline(_Shape):
    id: _Name
    sender: User = Field(alias="from")
    query: _Name
    offset: _Name


class Checkout(_Shape):
    """Somebody has pressed Pay and waits for our yes: ten seconds, then Telegram says no."""

    id: _Name
    sender: User = Field(alias="from")
    currency: _Name
    total_amount: _Count
    invoice_payload: _Name


class _Update(_Shape):
    update_id: int
    message: Message | None = None
    callback_query: _Press | None = None
    inline_query: _Inline | None = None
    pre_checkout_query: Checkout | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """One of the four that start work here."""

    number: int
    message: Message | None = None
    press: CallbackQuery | None = None
    inline: InlineQuery | None = None
    checkout: Checkout | None = None


class _Moved(_Shape):
    chat: Chat


def changed_place(raw: Mapping[str, Any]) -> int | None:
    """Return the chat where the bot itself has become something else, as an admin; None where nothing says so."""
    try:
        return _Moved.model_validate(raw.get("my_chat_member")).chat.id
    except ValidationError:
        return None


def _spoken(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return a press or an inline query, of which PTB makes an object, in whole characters, and who it is from."""
    return {**_in_whole(raw), "from": _in_whole(raw["from"])}


def _in_whole(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {name: whole(value) if isinstance(value, str) else value for name, value in raw.items()}


def read_update(raw: Mapping[str, Any], bot: Bot) -> Update | None:
    """Return what starts work here, and None for anything else; raises UnreadableError."""
    try:
        shape = _Update.model_validate(raw)
        if shape.callback_query is not None:
            return Update(shape.update_id, press=CallbackQuery.de_json(_spoken(raw["callback_query"]), bot))
        if shape.inline_query is not None:
            return Update(shape.update_id, inline=InlineQuery.de_json(_spoken(raw["inline_query"]), bot))
        if shape.message is None and shape.pre_checkout_query is None:
            return None
        return Update(shape.update_id, shape.message, checkout=shape.pre_checkout_query)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise UnreadableError(f"{'.'.join(map(str, first['loc']))}: {first['type']}") from None
    except Exception as error:
        raise UnreadableError(type(error).__name__) from error
