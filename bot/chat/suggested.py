"""Presses that begin something without a job behind them: work on a file that was sent, the greeting's first picture.

Such a button may be pressed again once its job has ended; each press is one job, and never a second beside it.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

from telegram import ForceReply

from bot.chat.absent_photo import PHOTO_FIRST
from bot.chat.press import Press, begin
from bot.chat.room import Room
from bot.chat.suggesting import price_of_edit, priced
from bot.chat.texts import Texts
from bot.chat.there import chosen_there
from bot.chat.unfinished import remember
from bot.errors import PersonError
from bot.generation.request import REFERENCES, GenerationRequest, Reference
from bot.providers.wire import Task
from storage import buttons, questions


async def work(press: Press) -> str:
    """Begin the work that a button under somebody's file names."""
    return await _begin_one(press, GenerationRequest.model_validate_json(press.meaning))


async def surprise(press: Press) -> str:
    """Draw one of our own prompts: a first picture for who does not know yet what to ask for."""
    prompt = secrets.choice(ready_prompts(press.said))
    request = await first_picture(press.room, press.person.uid, press.chat_id, prompt)
    if press.meaning:  # what it named the price of; the usual may have become another meanwhile
        told = GenerationRequest.model_validate_json(press.meaning).model_copy(update={"prompt": prompt})
        price, told_price = (price_now(press.room, one) for one in (request, told))
        most = told_price if press.named is None else press.named
        if told_price is not None and (price is None or price > (most or 0)):
            request = told
    return await _begin_one(press, request)


async def edit(press: Press) -> str:
    """Ask what to change; the next words are for these pictures, however long ago they were sent."""
    room, uid = press.room, press.person.uid
    await room.db.write(questions.ask, press.chat_id, uid, press.button.argument, room.clock.now())
    pictures = REFERENCES.validate_json(press.button.argument)
    price = await price_of_edit(room, press.chat_id, uid, pictures)
    _tell(press, press.said("ask-edit", price=price), reply_markup=ForceReply(selective=True))
    return press.said.plain("press-write")


async def each(press: Press) -> str:
    """Ask what to change in each of these pictures; the next words make a batch of them, offered with its price."""
    files = REFERENCES.validate_json(press.button.argument)
    await remember(press.room, press.chat_id, press.person, "batch", files=files)
    _tell(press, press.said("ask-each", count=len(files)), reply_markup=ForceReply(selective=True))
    return press.said.plain("press-write")


async def tell(press: Press) -> str:
    """Say in a line how something is begun."""
    if press.button.argument == "film":  # the next words are the film's
        await remember(press.room, press.chat_id, press.person, "video")
        price = _price_of_film(press.room)
    else:  # words that come without a photo wait for it
        room = press.room
        await room.db.write(questions.ask, press.chat_id, press.person.uid, PHOTO_FIRST, room.clock.now())
        price = await price_of_edit(press.room, press.chat_id, press.person.uid, (Reference(),))
    _tell(press, press.said(f"start-how-{press.button.argument}", price=price))
    return ""


def _price_of_film(room: Room) -> int:
    film = room.quoting.usual(Task.VIDEO)
    model = room.catalog.find(film) if film else None
    return priced(room, room.quoting.price_from(model)) if model else 0


async def first_picture(room: Room, person_uid: str, chat_id: int, prompt: str) -> GenerationRequest:
    """Return what would be drawn for somebody who says nothing else: one picture, as they are used to."""
    chosen = await chosen_there(room, person_uid, chat_id)
    return room.quoting.complete(GenerationRequest(prompt=prompt, model=""), replace(chosen.usual, count=None))


def ready_prompts(said: Texts) -> list[str]:
    """Return what we would draw ourselves, one prompt a line."""
    return [line.strip() for line in said.plain("start-prompts").splitlines() if line.strip()]


def price_now(room: Room, request: GenerationRequest) -> int | None:
    """Return what a request costs; None where nobody can make it, or its model has left the catalogue."""
    try:
        return room.quoting.price_of(request)
    except PersonError:
        return None


async def _begin_one(press: Press, request: GenerationRequest) -> str:
    room, nonce, used = press.room, press.button.nonce, press.said.plain("press-again-used")
    if not room.taps.note(nonce) or await room.db.read(buttons.has_job_under_way, nonce):
        return used
    try:
        admitted = await begin(press, f"{buttons.idem_for(nonce)}:{press.query.id}", request)
    except Exception:
        room.taps.forget(nonce)
        raise
    return press.said.plain("press-begun") if admitted.fresh else used


def _tell(press: Press, text: str, **more: ForceReply) -> None:
    """Write a line where the button hangs, soon: the press is answered first. A second tap writes it once."""
    if press.room.taps.note(press.button.nonce):
        press.answer(text, **more)
