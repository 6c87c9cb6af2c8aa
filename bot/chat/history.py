"""The message of ``/history``: it leafs through everything that moved somebody's money, edited in place.

A charge shows what was made for it; what has no picture shows one of ours. Where it stands is kept in the database, so
that its buttons work for good.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import TelegramError

from bot.chat import charges, faces, showing
from bot.chat.faces import Face
from bot.chat.pages import BACK, ON
from bot.chat.press import Press
from bot.chat.replying import Living, Spot
from bot.chat.room import Room
from bot.chat.texts import Texts
from bot.errors import PersonError
from bot.generation.request import GenerationRequest
from bot.providers.wire import WRITTEN
from storage import buttons, jobs, statement
from storage.database import Tx
from storage.jobs import Job
from storage.people import Person
from storage.statement import Entry, Line, View

log = logging.getLogger(__name__)
OPEN, LEAF = "history", "history_leaf"
_PICTURES = Path(__file__).parent / "pictures"
_RECEIPT = "receipt"


async def open_history(room: Room, to: Living, person: Person, said: Texts) -> bool:
    """Send the newest entry where somebody asked for it; False where nothing ever moved."""
    newest = await room.db.survey(statement.entry, person.uid)
    if newest is None:
        return False
    view = await room.db.write(statement.open_view, person.uid, to.chat_id, newest.key, room.clock.now())

    async def put(text: str, keyboard: InlineKeyboardMarkup, face: Face) -> None:
        async def send(spot: Spot) -> Message:
            return await faces.send(room.bot, face, text, reply_markup=keyboard, **spot.names)

        await room.delivery.learn(face, await room.replying.send(to, send, answer=True))

    await _show(room, view, said, put)
    return True


async def press_open(press: Press) -> str:
    """Open the history below what was pressed; a second tap does not open it twice."""
    if not press.room.taps.note(press.button.nonce):
        return ""

    async def send() -> None:
        if not await open_history(press.room, press, press.person, press.said):
            await press.room.answer(press, press.said("history-none"))

    press.room.errands.send(f"history:{press.query.id}", send)
    return ""


async def press_leaf(press: Press) -> str:
    """Leaf on, go to another shelf, or send the receipt of what is shown."""
    room, (number, _, where) = press.room, press.button.argument.partition(":")
    view = await room.db.read(statement.view, int(number))
    if view is None or view.person_uid != press.person.uid:
        return press.said.plain("press-old")
    shelf, here = (where, None) if where in statement.SHELVES else (view.shelf, view.entry)
    entry = await room.db.survey(statement.entry, view.person_uid, shelf, here)  # a long history takes a moment
    if entry is None:
        return press.said.plain("history-shelf-empty")
    if where == _RECEIPT:
        return await _send_receipt(press, entry)
    key = {"newer": entry.newer, "older": entry.older}.get(where) or entry.key
    await room.db.write(statement.turn_to, view.id, shelf, key)
    _renew(press, view.id)
    return ""


async def _send_receipt(press: Press, entry: Entry) -> str:
    room = press.room
    if room.taps.note(f"receipt:{press.chat_id}:{entry.key}"):
        _, lines, job = await room.db.survey(_details, press.person.uid, entry)
        press.answer(charges.receipt(room, entry, lines, job, press.said))
    return press.said.plain("library-sent")


def _renew(press: Press, view_id: int) -> None:
    room, message = press.room, press.query.message
    if message is None:
        return
    where = {"chat_id": message.chat.id, "message_id": message.message_id}

    async def put(text: str, keyboard: InlineKeyboardMarkup, face: Face) -> None:
        call = partial(room.delivery.put_on, where, face, text, keyboard)
        await room.replying.edit(where["chat_id"], call)

    async def show() -> None:
        view = await room.db.read(statement.view, view_id)
        try:
            if view is not None:
                await _show(room, view, press.said, put)
        except TelegramError as error:
            log.info("history.not_renewed", extra={"view": view_id, "error": str(error)})

    room.errands.renew(f"history:{view_id}", show)


async def _show(
    room: Room, view: View, said: Texts, put: Callable[[str, InlineKeyboardMarkup, Face], Awaitable[None]]
) -> None:
    """Put what a history stands on: with its own picture where that is still there."""
    entry, lines, job = await room.db.survey(_read, view)
    keyboard = await room.db.write(_keyboard, room, view, entry, said)
    text = charges.caption(room, entry, lines, job, said)
    if job is None or entry.code != "gen":
        await put(text, keyboard, _ours("in" if entry.amount > 0 else "out"))
    elif GenerationRequest.model_validate_json(job.request).task in WRITTEN:
        await put(text, keyboard, _ours("words"))
    else:
        try:
            await showing.show(room, job, partial(put, text, keyboard), in_place=True)
        except PersonError:
            await put(text, keyboard, _ours("gone"))


async def _read(tx: Tx, view: View) -> tuple[Entry, list[Line], Job | None]:
    entry = await statement.entry(tx, view.person_uid, view.shelf, view.entry)
    if entry is None:
        raise LookupError(view.entry)
    return await _details(tx, view.person_uid, entry)


async def _details(tx: Tx, uid: str, entry: Entry) -> tuple[Entry, list[Line], Job | None]:
    job = await jobs.get(tx, entry.job_id) if entry.job_id is not None else None
    return entry, await statement.lines(tx, uid, entry.key), job


async def _keyboard(tx: Tx, room: Room, view: View, entry: Entry, said: Texts) -> InlineKeyboardMarkup:
    """Return: leafing, the receipt, and the shelves."""

    async def button(label: str, where: str) -> InlineKeyboardButton:
        argument = f"{view.id}:{where}"
        nonce = await buttons.lasting(tx, LEAF, view.chat_id, room.clock.now(), argument, view.person_uid)
        return InlineKeyboardButton(label, callback_data=room.signer.data(nonce))

    back = [await button(BACK, "newer")] if entry.newer is not None else []
    on = [await button(ON, "older")] if entry.older is not None else []
    receipt = [await button(said.plain("button-receipt"), _RECEIPT)]
    shelves = []
    for shelf in statement.SHELVES:
        label = said.plain("history-shelf", shelf=shelf, chosen="yes" if shelf == view.shelf else "no")
        shelves.append(await button(label, shelf))
    return InlineKeyboardMarkup([*([[*back, *on]] if back or on else []), receipt, shelves])


def _ours(name: str) -> Face:
    return Face("photo", _PICTURES / f"history-{name}.jpg")
