"""Presses under a result beside those of every card: boards that take each other's place, steps, details, the end.

Boards cost nothing and leave no message; a step begins at the price that its button named, or says the new one first.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from functools import partial

from telegram import Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.chat.boards import place_of
from bot.chat.details import details_of
from bot.chat.press import Action, Alert, Press, begin_once, show_board
from bot.chat.receipt import price_paid
from bot.chat.refusals import is_deleted
from bot.chat.replying import Spot
from bot.chat.result import Result, read_result
from bot.chat.room import Room
from bot.chat.standing import price_of
from bot.chat.suggesting import price_of_edit
from bot.chat.texts import units
from bot.errors import PersonError
from bot.generation.request import REFERENCES
from storage import assets, jobs, questions
from storage.jobs import Job

log = logging.getLogger(__name__)
_TEXT_MAX = 4096  # UTF-16 units of a message


async def _result(press: Press) -> Result:
    """Return what hangs above the button."""
    job = press.here(await press.room.db.read(jobs.get, press.button.job_id or 0))
    return await press.room.db.read(read_result, job, place_of(press.button))


async def _with_its_picture(press: Press) -> Result:
    """Return a result to work on; raises PersonError where its picture is no more what it was."""
    result = await _result(press)
    shown = result.shown if result.picture is not None else None
    if shown is not None and not await asyncio.to_thread(assets.is_whole, press.room.data_dir, shown):
        raise PersonError("press-lost")
    return result


def _swap(press: Press, job: Job, board: str) -> None:
    """Show other buttons; the press is answered meanwhile."""
    press.room.errands.send(f"board:{job.id}", partial(show_board, press, job, board))


async def _board(press: Press) -> str:
    job = press.here(await press.room.db.read(jobs.get, press.button.job_id or 0))
    name = press.button.argument.partition("/")[2]
    _swap(press, job, name)
    if name == "delete":
        return press.said.plain("delete-ask", price=price_of(job, job.paid))
    return ""


async def _step(press: Press) -> str:
    """Begin a step at the price its button named."""
    result = await _with_its_picture(press)
    kind, _, rest = press.meaning.partition("/")[2].partition("/")
    step = press.room.steps.take(result, kind, rest)
    return await begin_once(press, result.job, step.request)


async def _edit(press: Press) -> str:
    """Ask for the words: the person's next ones are for this picture."""
    result, room = await _with_its_picture(press), press.room
    if result.picture is None:
        return press.said.plain("press-old")
    price = await price_of_edit(room, press.chat_id, press.person.uid, (result.picture,))
    if press.chat_id < 0:  # of what is written there we see little more than replies
        return Alert(press.said.plain("edit-here", place="group", price=price))
    pictures = REFERENCES.dump_json((result.picture,)).decode()
    await room.db.write(questions.ask, press.chat_id, press.person.uid, pictures, room.clock.now())
    return Alert(press.said.plain("edit-here", place="private", price=price))


async def _paid(press: Press, result: Result) -> str:
    """Return what a result cost and who paid, as below the result itself; nothing where nobody pays."""
    job = result.job
    price = price_of(job, job.paid * result.request.count // job.count)
    return await press.room.db.read(price_paid, job, price, press.said) if price else ""


async def _details(press: Press) -> str:
    """Tell what exactly was asked for, under the result and without a sound; a second tap tells it once."""
    room, message = press.room, press.query.message
    if message is None or not room.taps.note(press.button.nonce):
        return ""
    result = await _result(press)
    paid = await _paid(press, result)
    details = details_of(result, press.said, room.catalog, paid)
    under = ReplyParameters(message.message_id, allow_sending_without_reply=True)

    async def send(spot: Spot) -> Message:
        names = {**spot.names, "reply_parameters": under if spot.chat_id == message.chat.id else spot.reply}
        if units(details.text) <= _TEXT_MAX:
            return await room.bot.send_message(
                text=details.text, parse_mode=ParseMode.HTML, disable_notification=True, **names
            )
        return await room.bot.send_document(
            document=details.line.encode(),
            filename="prompt.txt",
            caption=details.head,
            parse_mode=ParseMode.HTML,
            disable_notification=True,
            **names,
        )

    async def answer() -> None:
        sent = await room.replying.send(result.job, send, answer=True)
        if sent.text and await _learn_seeds(room, result):
            known = await room.db.read(read_result, result.job, result.place)
            fuller = details_of(known, press.said, room.catalog, paid).text
            if units(fuller) <= _TEXT_MAX:
                await room.rewrite(sent, None, fuller)

    room.errands.send(f"details:{result.job.id}", answer)
    return ""


async def _learn_seeds(room: Room, result: Result) -> bool:
    """Ask for the seeds of what is shown that nobody told yet; False where there are none to be had."""
    shown = result.files if result.shown is None else [result.shown]
    unknown = {one.attempt_id for one in shown if not one.seed}
    asked = [room.seeds.learn(one) for one in result.attempts if one.id in unknown]
    return any(await asyncio.gather(*asked))


async def _delete(press: Press) -> str:
    """Take the message away; what was paid stays paid, and says so."""
    room, message = press.room, press.query.message
    job = press.here(await room.db.read(jobs.get, press.button.job_id or 0))
    if message is None:
        return press.said.plain("press-old")
    try:
        await room.bot.delete_message(message.chat.id, message.message_id)
    except BadRequest as error:
        if is_deleted(error):  # another press was first
            return press.said.plain("delete-done", price=price_of(job, job.paid))
        log.info("result.not_deleted", extra={"job": job.id, "error": str(error)})
        _swap(press, job, "main")
        return Alert(press.said.plain("delete-too-old"))
    except TelegramError as error:
        log.info("result.not_deleted", extra={"job": job.id, "error": str(error)})
        return press.said.plain("delete-later")
    return press.said.plain("delete-done", price=price_of(job, job.paid))


ACTIONS: Mapping[str, Action] = {
    "board": _board,
    "step": _step,
    "edit": _edit,
    "details": _details,
    "delete": _delete,
}
