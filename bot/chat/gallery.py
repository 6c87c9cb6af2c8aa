"""The gallery of ``/library``: one message that leafs through a person's own results, edited in place.

What it shows stands in the database; a press moves that and the message follows, so that taps in a row end where the
last one meant, and its buttons work for good.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import TelegramError

from bot.chat import faces, showing
from bot.chat.boards import price_below, rows
from bot.chat.faces import Face
from bot.chat.keyboard import minted
from bot.chat.pages import BACK, ON
from bot.chat.press import Press
from bot.chat.receipt import heading
from bot.chat.replying import Living, Spot
from bot.chat.result import read_result
from bot.chat.room import Room
from bot.chat.star import favourite_button
from bot.chat.texts import Texts
from bot.errors import PersonError
from bot.generation.accents import in_small_letters, without_accents
from bot.generation.request import GenerationRequest
from storage import buttons, jobs, library
from storage.database import Tx
from storage.jobs import Job
from storage.library import Gallery, Page, Shelf
from storage.people import Person

log = logging.getLogger(__name__)
_LOST_MAX = 5  # so many results whose files are gone are passed over at once
_WORDS_MAX, _WORD_MAX = 12, 40
_Onward: TypeAlias = Callable[[Tx, Shelf, int], Coroutine[Any, Any, int | None]]


@dataclass(frozen=True, slots=True)
class _View:
    """A page of a gallery, ready to be put."""

    job: Job
    text: str
    keyboard: InlineKeyboardMarkup


def wanted(words: str) -> list[str]:
    """Return the words of a search as they are looked for."""
    return [word[:_WORD_MAX] for word in in_small_letters(words).split()[:_WORDS_MAX]]


def searchable(request: str) -> str:
    """Return what a search looks into: a job's words as they are written, and without their accents."""
    prompt = in_small_letters(GenerationRequest.model_validate_json(request).prompt)
    return f"{prompt}\n{without_accents(prompt)}"


async def fill_words(room: Room, person_uid: str) -> None:
    """See that a search meets all results of a person."""
    more = True
    while more:
        more = await room.db.write(library.fill_words, person_uid, searchable)


async def open_gallery(room: Room, to: Living, person: Person, words: list[str], said: Texts) -> bool:
    """Send a gallery where somebody asked for it, the first time with what else can be done; False for nothing."""
    if words:
        await fill_words(room, person.uid)
    known = await room.db.read(buttons.has_menu, "gallery", to.chat_id, person.uid)
    begun = await room.db.write(library.open_gallery, person.uid, to.chat_id, words, room.clock.now())
    if begun is None:
        return False
    inline = "yes" if room.bot.supports_inline_queries else "no"
    hint = f"\n{said('library-hint', inline=inline, me=room.me)}" if not known else ""

    async def put(view: _View, face: Face) -> None:
        async def send(spot: Spot) -> Message:
            return await faces.send(room.bot, face, view.text + hint, reply_markup=view.keyboard, **spot.names)

        await room.delivery.learn(face, await room.replying.send(to, send, answer=True))

    return await _show(room, begun, said, put, library.older)


async def press_gallery(press: Press) -> str:
    """Leaf on, or go to another shelf; the message follows."""
    room = press.room
    number, _, where = press.button.argument.partition(":")

    async def move(tx: Tx) -> bool | None:
        gallery = await library.gallery(tx, int(number))
        if gallery is None:
            return None
        shelf = replace(gallery.stands_on, shelf=where if where in library.SHELVES else gallery.shelf)
        if where == "older":
            to = await library.older(tx, shelf, gallery.job_id)
        elif where == "newer":
            to = await library.newer(tx, shelf, gallery.job_id)
        else:
            to = await library.newest(tx, shelf)
        if to is not None:
            await library.turn_to(tx, gallery.id, shelf.shelf, to)
        return to is not None

    moved = await room.db.write(move)
    if moved is None:
        return press.said.plain("press-old")
    if not moved:
        return press.said.plain("library-shelf-empty", shelf=where)
    renew(press, int(number), library.newer if where == "newer" else library.older)
    return ""


def renew(press: Press, gallery_id: int, onward: _Onward = library.older) -> None:
    """Let the message that was pressed show how its gallery stands; ``onward`` from a result whose files are gone."""
    room, message = press.room, press.query.message
    if message is None:
        return
    where = {"chat_id": message.chat.id, "message_id": message.message_id}

    async def put(view: _View, face: Face) -> None:
        call = partial(room.delivery.put_on, where, face, view.text, view.keyboard)
        await room.replying.edit(where["chat_id"], call)

    async def show() -> None:
        gallery = await room.db.read(library.gallery, gallery_id)
        try:
            if gallery is not None:
                await _show(room, gallery, press.said, put, onward)
        except TelegramError as error:
            log.info("gallery.not_renewed", extra={"gallery": gallery_id, "error": str(error)})

    room.errands.renew(f"gallery:{gallery_id}", show)


async def press_show_again(press: Press) -> str:
    """Send a result anew with its next steps; a second tap on a slow line does not send it twice."""
    room = press.room
    told = press.said.plain("library-sent")
    if not room.taps.note(press.button.nonce):
        return told
    job = press.here(await room.db.read(jobs.get, press.button.job_id or 0))

    async def put(face: Face) -> None:
        found = rows("main", await room.db.read(read_result, job), room.steps)
        told = " · ".join([*showing.facts(room, job, press.said), *price_below(found, job)])
        text = press.said("caption", prompt=_heading(job, press.said), facts=told)
        markup = await room.db.write(minted, job, found, room.signer, room.clock.now())

        async def send(spot: Spot) -> Message:
            return await faces.send(room.bot, face, text, reply_markup=markup, **spot.names)

        await room.delivery.learn(face, await room.replying.send(job, send))

    async def send_again() -> None:
        try:
            await showing.show(room, job, put, in_place=False)
        except PersonError as error:
            await room.answer(job, press.said(error.key))

    room.errands.send(f"again:{job.id}", send_again)
    return told


async def _show(
    room: Room, gallery: Gallery, said: Texts, put: Callable[[_View, Face], Awaitable[None]], onward: _Onward
) -> bool:
    """Put what a gallery stands on; results whose files are gone are passed over."""
    for _ in range(_LOST_MAX):
        view = await room.db.write(_view, gallery, room, said)
        try:
            await showing.show(room, view.job, partial(put, view), in_place=True)
        except PersonError:
            log.warning("gallery.lost", extra={"job": view.job.id})
        else:
            return True
        on = await room.db.read(onward, gallery.stands_on, gallery.job_id)
        if on is None or on == gallery.job_id:
            return False
        gallery = replace(gallery, job_id=on)
        await room.db.write(library.turn_to, gallery.id, gallery.shelf, on)
    return False


async def _view(tx: Tx, gallery: Gallery, room: Room, said: Texts) -> _View:
    job = await jobs.get(tx, gallery.job_id)
    page = await library.page(tx, gallery.stands_on, gallery.job_id)
    told = [*showing.facts(room, job, said), said.plain("library-place", number=page.number, count=page.count)]
    if gallery.words != "[]":
        told.append(said.plain("library-words", words=" ".join(json.loads(gallery.words))))
    text = said("caption", prompt=_heading(job, said), facts=" · ".join(told))
    return _View(job, text, await _keyboard(tx, room, gallery, page, job, said))


async def _keyboard(tx: Tx, room: Room, gallery: Gallery, page: Page, job: Job, said: Texts) -> InlineKeyboardMarkup:
    """Return: leafing with the star between, sending anew, and the shelves."""
    now, here = room.clock.now(), replace(job, chat_id=gallery.chat_id)

    async def button(label: str, where: str) -> InlineKeyboardButton:
        argument = f"{gallery.id}:{where}"
        nonce = await buttons.of_gallery(tx, argument) or await buttons.mint(
            tx, "gallery", gallery.chat_id, now, argument=argument, person_uid=gallery.person_uid
        )
        return InlineKeyboardButton(label, callback_data=room.signer.data(nonce))

    star = await favourite_button(tx, here, room.signer, now, str(gallery.id))
    leaf = [await button(BACK, "newer"), star, await button(ON, "older")] if page.count > 1 else [star]
    again = await buttons.of_job(tx, job.id, "show_again", "", gallery.chat_id) or await buttons.mint(
        tx, "show_again", gallery.chat_id, now, job.id, person_uid=gallery.person_uid
    )
    sends = InlineKeyboardButton(said.plain("button-send-here"), callback_data=room.signer.data(again))
    shelves = []
    for shelf in library.SHELVES:
        label = said.plain("library-shelf", shelf=shelf, chosen="yes" if shelf == gallery.shelf else "no")
        shelves.append(await button(label, shelf))
    return InlineKeyboardMarkup([leaf, [sends], shelves[:2], shelves[2:]])


def _heading(job: Job, said: Texts) -> str:
    return heading(GenerationRequest.model_validate_json(job.request), said)
