"""Beside a sentence that says no, the nearest thing that can be done instead: a button or two, with their prices."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from telegram import InlineKeyboardMarkup

from bot.chat.incoming import Incoming
from bot.chat.instead import WayOut, other_models, way_to
from bot.chat.minting import Wanted, mint_all
from bot.chat.room import Room
from bot.chat.suggesting import priced
from bot.chat.texts import Texts, texts
from bot.errors import PersonError
from bot.generation.request import GenerationRequest
from bot.providers.wire import Task
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
    "model-option",
    "model-choice",
    "model-together",
    "prompt-too-long",
    "quota-gateway",
}
# What these tell of a wallet is not for a group to read.
_ALOUD = {"not-enough": "not-enough-aloud", "quota-credits": "quota-credits-aloud"}
# What a top-up mends, where Stars are taken; a debt is one's own, so not before a group.
_TOPUP_MENDS = ("not-enough", "pool-short-pool", "frozen")
_NEAREST_MAX = 2
_RATIO = re.compile(r"([0-9]{1,4}):([0-9]{1,4})")


class UnableError(PersonError):
    """What cannot be done as it was asked for: the ``request``, if it is one, and ``ways`` known already."""

    def __init__(
        self, error: PersonError, request: GenerationRequest | None = None, ways: Sequence[WayOut] = ()
    ) -> None:
        """Say what the first error says."""
        super().__init__(error.key, **error.values)
        self.request = request
        self.ways = ways


def said_aloud(error: PersonError, said: Texts) -> str:
    """Return what cannot be done in words that a whole group may read."""
    return said(_ALOUD.get(error.key, error.key), **error.values)


def key_here(room: Room, error: PersonError) -> str:
    """Return the text of what cannot be done: who has too little is sent to the owner only where nothing is sold."""
    return "not-enough-sold" if error.key == "not-enough" and room.till.shop.sells else error.key


async def propose_way_out(room: Room, incoming: Incoming, person: Person, error: UnableError) -> bool:
    """Say what cannot be done, with the buttons; False where there is none.

    In a group the buttons are seen by all: what somebody has left is whispered beside them, where that is heard, and
    so is alone what is but misspelt.
    """
    said = texts(person.language)
    if error.request is None and await room.whispers.try_to(incoming, said(error.key, **error.values)):
        return True
    keyboard = await way_out_keyboard(room, incoming.chat_id, person, error)
    if keyboard is None:
        return False
    silent = None if incoming.is_private else True  # it concerns one member of a group
    text = said(key_here(room, error), **error.values)
    if not incoming.is_private and error.key in _ALOUD:
        if room.whispers.are_heard:
            await room.whispers.try_to(incoming, text)
        text = said_aloud(error, said)
    await room.answer(incoming, text, reply_markup=keyboard, disable_notification=silent)
    return True


async def way_out_keyboard(room: Room, chat_id: int, person: Person, error: UnableError) -> InlineKeyboardMarkup | None:
    """Return the buttons, theirs alone; None where there is no way out."""
    said = texts(person.language)
    ways = [way.as_told(partial(priced, room)) for way in ways_out_of(room, error)]
    wanted = [Wanted(way.action, way.argument(), way.label(said)) for way in ways]
    if room.till.shop.sells and error.key in _TOPUP_MENDS and (error.key != "frozen" or chat_id > 0):
        wanted.append(Wanted("topup", "open", said.plain("button-topup")))
    if not wanted:
        return None
    made = await room.db.write(mint_all, room, chat_id, person.uid, wanted)
    return InlineKeyboardMarkup([[button] for button in made])


def ways_out_of(room: Room, error: UnableError) -> Iterator[WayOut]:
    """Yield what can be done instead: what is nearest to the request first, then the same of another model."""
    yield from error.ways
    request = error.request
    if request is None:
        return
    if error.key in _NEAREST:
        yield from _NEAREST[error.key](room, request, error.values)
    if error.key in _ANOTHER_MODEL:
        full = _gateways_of(room, request) if error.key == "quota-gateway" else frozenset()
        others = list(_of_another_model(room, request, without=full))
        rests = error.key == "model-off" and error.values["minutes"] > 0
        yield from others or (_once_more(room, request) if rests else ())


def _once_more(room: Room, request: GenerationRequest) -> Iterator[WayOut]:
    """Yield the same for when its model is back, at the price of now."""
    with contextlib.suppress(PersonError):
        yield WayOut("button-retry", request, room.quoting.price_of(request))


def _gateways_of(room: Room, request: GenerationRequest) -> frozenset[str]:
    """Return who could make it but for being full: it is refused for that only where all of them are."""
    try:
        return frozenset(quote.offer.gateway for quote in room.quoting.quotes(request))
    except PersonError:
        return frozenset()


def _of_another_model(
    room: Room, request: GenerationRequest, most: int | None = None, without: frozenset[str] = frozenset()
) -> Iterator[WayOut]:
    for way in other_models(room.quoting, request, without)[:1]:
        if most is None or (way.price or 0) <= most:
            yield way


def _affordable(room: Room, request: GenerationRequest, most: int) -> Iterator[WayOut]:
    for one in _asked(room, request, {"count": 1}, "button-fewer"):
        yield from _fewer(room, request, most // one.price if one.price else 0)
    yield from _of_another_model(room, request, most)


def _fewer(room: Room, request: GenerationRequest, count: int) -> Iterator[WayOut]:
    if 0 < count < request.count:
        yield from _asked(room, request, {"count": count}, "button-fewer", count=count)


def _as_many(room: Room, request: GenerationRequest, values: Mapping[str, Any]) -> Iterator[WayOut]:
    """Yield as many as the model makes, and more of another where that costs no more than this one asked again."""
    most: int = values["most"]
    fewer = list(_fewer(room, request, most))
    yield from fewer
    counts = {min(model.count_max, request.count) for model in room.quoting.menu(request.task)}
    for count in sorted((one for one in counts if one > most), reverse=True):
        asked = request.model_copy(update={"count": count})
        for way in other_models(room.quoting, asked)[:1]:
            if all((way.price or 0) * most <= (one.price or 0) * count for one in fewer):
                yield replace(way, key="button-fewer-with", values={**way.values, "count": count})
                return


def _nearest_ratio(room: Room, request: GenerationRequest, values: Mapping[str, Any]) -> Iterator[WayOut]:
    """Yield the ratio that looks most like the one that was asked for, and the next one that costs less.

    Of a model that has none, its own.
    """
    if values["list"] == "none":
        yield from _without(room, request, "aspect_ratio")
    ratios, wanted = _RATIO.findall(values["list"]), _RATIO.fullmatch(request.aspect_ratio or "")
    if ratios and wanted:
        nearest = sorted(ratios, key=lambda one: abs(_slant(*one) - _slant(*wanted.groups())))
        named = [f"{width}:{height}" for width, height in nearest]
        ways = [way for one in named for way in _asked(room, request, {"aspect_ratio": one}, "choice-priced", what=one)]
        yield from ways[:1]
        yield from [way for way in ways if (way.price or 0) < (ways[0].price or 0)][:1]


def _nearest_names(room: Room, request: GenerationRequest, values: Mapping[str, Any]) -> Iterator[WayOut]:
    for alias in values["nearest"][:_NEAREST_MAX] if values["nearest"] != "none" else ():
        model = room.catalog.find(alias)
        yield from _asked(room, request, {"model": alias}, "button-instead", model=model.title if model else "")


def _nearest_lengths(room: Room, request: GenerationRequest, values: Mapping[str, Any]) -> Iterator[WayOut]:
    """Yield the next shorter and the next longer one; of a model that has none, as long as it makes it."""
    model, wanted = room.catalog.find(values["model"]), request.seconds or 0
    lengths = model.seconds if model is not None else ()
    shorter, longer = [one for one in lengths if one < wanted], [one for one in lengths if one > wanted]
    for seconds in [max(shorter, default=0), min(longer, default=0)]:
        if seconds:
            yield from _asked(room, request, {"seconds": seconds}, "button-seconds", seconds=seconds)
    if not lengths:
        yield from _without(room, request, "seconds")


def _still_or_moving(room: Room, request: GenerationRequest) -> Iterator[WayOut]:
    """Yield the picture, which has no length, and the film of it that comes nearest to the one asked for."""
    yield from _without(room, request, "seconds")
    films = [one.seconds for one in room.quoting.menu(Task.VIDEO) if not one.by_name]
    wanted = request.seconds or 0
    for seconds in sorted({one for lengths in films for one in lengths}, key=lambda one: abs(one - wanted))[:1]:
        film = {"task": Task.VIDEO, "model": "", "count": 1, "size": None, "seconds": seconds, "choices": {}}
        yield from _asked(room, request, film, "button-film", seconds=seconds)


def _without(room: Room, request: GenerationRequest, name: str) -> list[WayOut]:
    """Return the same as the model makes it where nothing is said of this."""
    return _asked(room, request, {name: None}, "button-without")


def _without_choice(room: Room, request: GenerationRequest, values: Mapping[str, Any]) -> list[WayOut]:
    choices = {name: value for name, value in request.choices.items() if f"--{name}" != values["option"]}
    return _asked(room, request, {"choices": choices}, "button-without")


def _slant(width: str, height: str) -> float:
    return math.atan2(int(width), int(height))


def _asked(
    room: Room, request: GenerationRequest, other: Mapping[str, object], key: str, **values: object
) -> list[WayOut]:
    """Return the request with something other in it; nothing where that cannot be made."""
    return way_to(room.quoting, key, request.model_copy(update=other), **values)


_NEAREST: Mapping[str, Callable[[Room, GenerationRequest, Mapping[str, Any]], Iterable[WayOut]]] = {
    "quota-pictures": lambda room, request, values: _fewer(room, request, values["left"]),
    "not-enough": lambda room, request, values: _affordable(room, request, values["available"]),
    **dict.fromkeys(
        ("pool-short-pool", "pool-short-cap", "pool-short-day"),
        lambda room, request, values: _affordable(room, request, values["available"]),
    ),
    "quota-credits": lambda room, request, values: _affordable(room, request, values["left"]),
    "group-too-dear": lambda room, request, values: _affordable(room, request, values["most"]),
    "model-count": _as_many,
    "model-ratio": _nearest_ratio,
    "model-size": lambda room, request, _values: _without(room, request, "size"),
    "model-seconds": _nearest_lengths,
    "picture-seconds": lambda room, request, _values: _still_or_moving(room, request),
    "model-option": _without_choice,
    "model-choice": _without_choice,
    "model-unknown": _nearest_names,
}
