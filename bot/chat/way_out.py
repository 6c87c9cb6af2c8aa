"""Beside a sentence that says no, the nearest thing that can be done instead: a button or two, with their prices."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from telegram import InlineKeyboardMarkup

from bot.chat.incoming import Incoming
from bot.chat.instead import other_models
from bot.chat.minting import Wanted, mint_all
from bot.chat.naming import named
from bot.chat.room import Room
from bot.chat.suggesting import priced
from bot.chat.texts import Texts, texts
from bot.errors import PersonError
from bot.generation.request import GenerationRequest
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
# What these tell of a wallet is not for a group to read.
_ALOUD = {"not-enough": "not-enough-aloud", "quota-credits": "quota-credits-aloud"}
_NEAREST_MAX = 2
_RATIO = re.compile(r"([0-9]{1,4}):([0-9]{1,4})")


class UnableError(PersonError):
    """What cannot be done as it was asked for, with the ``request``."""

    def __init__(self, error: PersonError, request: GenerationRequest) -> None:
        """Say what the first error says."""
        super().__init__(error.key, **error.values)
        self.request = request


@dataclass(frozen=True, slots=True)
class WayOut:
    """What can be done: the ``key`` and ``values`` of its button's label, its price in credits."""

    key: str
    values: dict[str, Any]
    price: int
    request: GenerationRequest


def said_aloud(error: PersonError, said: Texts) -> str:
    """Return what cannot be done in words that a whole group may read."""
    return said(_ALOUD.get(error.key, error.key), **error.values)


async def offer_way_out(room: Room, incoming: Incoming, person: Person, error: UnableError) -> bool:
    """Say what cannot be done, with the buttons; False where there is nothing to offer.

    In a group the buttons are seen by all: what somebody has left is whispered beside them, where that is heard.
    """
    said = texts(person.language)
    keyboard = await way_out_keyboard(room, incoming.chat_id, person, error)
    if keyboard is None:
        return False
    silent = None if incoming.is_private else True  # it concerns one member of a group
    text = said(error.key, **error.values)
    if not incoming.is_private and error.key in _ALOUD:
        if room.whispers.are_heard:
            await room.whispers.try_to(incoming, text)
        text = said_aloud(error, said)
    await room.answer(incoming, text, reply_markup=keyboard, disable_notification=silent)
    return True


async def way_out_keyboard(room: Room, chat_id: int, person: Person, error: UnableError) -> InlineKeyboardMarkup | None:
    """Return the buttons, theirs alone; None where there is nothing to offer."""
    said = texts(person.language)
    wanted = [Wanted("suggested", _argument(room, one), _label(room, one, said)) for one in ways_out_of(room, error)]
    if not wanted:
        return None
    made = await room.db.write(mint_all, room, chat_id, person.uid, wanted)
    return InlineKeyboardMarkup([[button] for button in made])


def ways_out_of(room: Room, error: UnableError) -> Iterator[WayOut]:
    """Yield what can be done instead: what is nearest to the request first, then the same of another model."""
    request, values = error.request, error.values
    match error.key:
        case "quota-pictures":
            yield from _fewer(room, request, values["left"])
        case "not-enough" | "quota-credits":
            yield from _affordable(room, request, values["available" if error.key == "not-enough" else "left"])
        case "group-too-dear":
            yield from _affordable(room, request, values["most"])
        case "model-count":
            yield from _fewer(room, request, values["most"])
        case "model-ratio":
            yield from _nearest_ratio(room, request, values["list"])
        case "model-seconds":
            yield from _nearest_length(room, request, values["list"])
        case "model-unknown" if values["nearest"] != "none":
            for alias in values["nearest"][:_NEAREST_MAX]:
                model = room.catalog.find(alias)
                yield from _asked(room, request, {"model": alias}, "button-instead", model=model.title if model else "")
    if error.key in _ANOTHER_MODEL:
        full = _gateways_of(room, request) if error.key == "quota-gateway" else frozenset()
        others = list(_of_another_model(room, request, without=full))
        rests = error.key == "model-off" and values["minutes"] > 0
        yield from others or (_once_more(room, request) if rests else ())


def _once_more(room: Room, request: GenerationRequest) -> Iterator[WayOut]:
    """Yield the same for when its model is back, at the price of now."""
    with contextlib.suppress(PersonError):
        yield WayOut("button-retry", {}, room.quoting.price_of(request), request)


def _gateways_of(room: Room, request: GenerationRequest) -> frozenset[str]:
    """Return who could make it but for being full: it is refused for that only where all of them are."""
    try:
        return frozenset(quote.offer.gateway for quote in room.quoting.quotes(request))
    except PersonError:
        return frozenset()


def _of_another_model(
    room: Room, request: GenerationRequest, most: int | None = None, without: frozenset[str] = frozenset()
) -> Iterator[WayOut]:
    for one in other_models(room.quoting, request, without)[:1]:
        if most is None or one.price <= most:
            yield WayOut("button-instead", {"model": one.title}, one.price, one.request)


def _affordable(room: Room, request: GenerationRequest, most: int) -> Iterator[WayOut]:
    for one in _asked(room, request, {"count": 1}, "button-fewer"):
        yield from _fewer(room, request, most // one.price if one.price else 0)
    yield from _of_another_model(room, request, most)


def _fewer(room: Room, request: GenerationRequest, count: int) -> Iterator[WayOut]:
    if 0 < count < request.count:
        yield from _asked(room, request, {"count": count}, "button-fewer", count=count)


def _nearest_ratio(room: Room, request: GenerationRequest, listed: str) -> Iterator[WayOut]:
    """Yield the ratio that looks most like the one that was asked for."""
    ratios, wanted = _RATIO.findall(listed), _RATIO.fullmatch(request.aspect_ratio or "")
    if ratios and wanted:
        width, height = min(ratios, key=lambda one: abs(_slant(*one) - _slant(*wanted.groups())))
        ratio = f"{width}:{height}"
        yield from _asked(room, request, {"aspect_ratio": ratio}, "choice-priced", what=ratio)


def _nearest_length(room: Room, request: GenerationRequest, listed: str) -> Iterator[WayOut]:
    lengths = [int(one) for one in re.findall(r"[0-9]+", listed)]
    if lengths and request.seconds is not None:
        wanted = request.seconds
        seconds = min(lengths, key=lambda one: (abs(one - wanted), one))
        yield from _asked(room, request, {"seconds": seconds}, "button-seconds", seconds=seconds)


def _slant(width: str, height: str) -> float:
    return math.atan2(int(width), int(height))


def _asked(
    room: Room,
    request: GenerationRequest,
    other: Mapping[str, object],
    key: str,
    **values: object,
) -> Iterator[WayOut]:
    """Yield the request with something other in it, at the price of now; nothing where that cannot be made."""
    try:
        asked = room.quoting.complete(request.model_copy(update=other))
        price = room.quoting.quotes(asked)[0].price
    except PersonError:
        return
    yield WayOut(key, values, price, asked)


def _label(room: Room, one: WayOut, said: Texts) -> str:
    return said.plain(one.key, **one.values, price=priced(room, one.price))


def _argument(room: Room, one: WayOut) -> str:
    return named(one.request.model_dump_json(), priced(room, one.price))
