"""Beside a sentence that says no, the nearest thing that can be done instead: a button or two, with their prices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.incoming import Incoming
from bot.chat.instead import other_models
from bot.chat.room import Room
from bot.chat.suggesting import priced
from bot.chat.texts import Texts, texts
from bot.errors import PersonError
from bot.generation.request import GenerationRequest
from storage import buttons
from storage.database import Tx
from storage.people import Person

# What another model may be able to do just as it was asked for.
_ANOTHER_MODEL = {
    "model-off",
    "model-no-edit",
    "model-edit-only",
    "model-references",
    "model-sources",
    "model-ratio",
    "model-size",
    "model-seconds",
    "model-count",
    "model-option",
    "model-choice",
    "model-together",
    "prompt-too-long",
    "quota-gateway",
}


class UnableError(PersonError):
    """What cannot be done as it was asked for, with the ``request``."""

    def __init__(self, error: PersonError, request: GenerationRequest) -> None:
        """Say what the first error says."""
        super().__init__(error.key, **error.values)
        self.request = request


@dataclass(frozen=True, slots=True)
class Rescue:
    """What can be done: the ``key`` and ``values`` of its button's label, its price in credits."""

    key: str
    values: dict[str, Any]
    price: int
    request: GenerationRequest


async def rescue(room: Room, incoming: Incoming, person: Person, error: UnableError) -> bool:
    """Say what cannot be done, with the buttons; False where there is nothing to offer."""
    said = texts(person.language)
    keyboard = await rescue_keyboard(room, incoming.chat_id, person, error)
    if keyboard is None:
        return False
    await room.answer(incoming, said(error.key, **error.values), reply_markup=keyboard)
    return True


async def rescue_keyboard(room: Room, chat_id: int, person: Person, error: UnableError) -> InlineKeyboardMarkup | None:
    """Return the buttons, theirs alone; None where there is nothing to offer."""
    found, said, now = list(rescues(room, error)), texts(person.language), room.clock.now()
    if not found:
        return None

    async def mint(tx: Tx) -> list[str]:
        return [
            await buttons.mint(
                tx, "suggested", chat_id, now, argument=one.request.model_dump_json(), person_uid=person.uid
            )
            for one in found
        ]

    nonces = await room.db.write(mint)
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(_label(room, one, said), callback_data=room.signer.data(nonce))]
            for one, nonce in zip(found, nonces, strict=True)
        ]
    )


def rescues(room: Room, error: UnableError) -> Iterator[Rescue]:
    """Yield what can be done instead, at most one of a kind."""
    values = error.values
    if error.key == "model-count":
        yield from _fewer(room, error.request, values["most"])
    if error.key in _ANOTHER_MODEL:
        others = list(_of_another_model(room, error.request))
        rests = error.key == "model-off" and values["minutes"] > 0
        yield from others or ([Rescue("button-retry", {}, 0, error.request)] if rests else [])
    elif error.key == "quota-pictures" and 0 < values["left"] < error.request.count:
        yield from _fewer(room, error.request, values["left"])
    elif error.key in ("not-enough", "quota-credits"):
        most = values["available"] if error.key == "not-enough" else values["left"]
        yield from _affordable(room, error.request, most)


def _of_another_model(room: Room, request: GenerationRequest, most: int | None = None) -> Iterator[Rescue]:
    others = other_models(room.quoting, request)[:1]
    for one in others:
        if most is None or one.price <= most:
            yield Rescue("button-instead", {"model": one.title}, one.price, one.request)


def _affordable(room: Room, request: GenerationRequest, most: int) -> Iterator[Rescue]:
    one = _priced(room, request, 1)
    if one is not None:
        yield from _fewer(room, request, most // one.price if one.price else 0)
    yield from _of_another_model(room, request, most)


def _fewer(room: Room, request: GenerationRequest, count: int) -> Iterator[Rescue]:
    found = _priced(room, request, count) if 0 < count < request.count else None
    if found is not None:
        yield found


def _priced(room: Room, request: GenerationRequest, count: int) -> Rescue | None:
    """Return so many of the same, at the price of now; None where that cannot be made."""
    try:
        less = room.quoting.complete(request.model_copy(update={"count": count}))
        price = room.quoting.quotes(less)[0].price
    except PersonError:
        return None
    return Rescue("button-fewer", {"count": count}, price, less)


def _label(room: Room, one: Rescue, said: Texts) -> str:
    return said.plain(one.key, **one.values, price=priced(room, one.price))
