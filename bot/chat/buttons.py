"""A press → its nonce → what it does. The chat names a nonce and nothing else: prices, ids and rights are ours.

A forged, foreign or second press never starts work; every press is answered, because a phone waits for it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from telegram import CallbackQuery, InlineKeyboardMarkup
from telegram.error import BadRequest, TelegramError

from bot.chat import models_pages, settings_pages, stepping, suggested
from bot.chat.asking import admit, show_card
from bot.chat.boards import place_of, rows
from bot.chat.cancelling import cancel
from bot.chat.favourites import press_favourite
from bot.chat.gallery import press_gallery, press_show_again
from bot.chat.instead import cheapest_other
from bot.chat.joblist import press_look, press_stop
from bot.chat.keyboard import claim_keyboard, minted, renewed_keyboard
from bot.chat.preferences import chosen_by
from bot.chat.receipt import caption_of_one
from bot.chat.result import read_result, source_of
from bot.chat.room import Room
from bot.chat.texts import Texts, texts
from bot.errors import PersonError
from bot.generation.admission import Admitted, Ask
from bot.generation.request import GenerationRequest
from storage import assets, attempts, buttons, jobs, people
from storage.buttons import Button
from storage.database import Tx
from storage.jobs import Job
from storage.people import Person

log = logging.getLogger(__name__)
_UNDER_WAY = ("working", "ready")


@dataclass(frozen=True, slots=True)
class Press:
    """A genuine press by somebody who may."""

    room: Room
    query: CallbackQuery
    button: Button
    person: Person
    said: Texts

    @property
    def chat_id(self) -> int:
        """Where the button hangs."""
        return self.button.chat_id

    @property
    def thread_id(self) -> int | None:
        """The topic it hangs in."""
        message = self.query.message
        thread = getattr(message, "message_thread_id", None)
        return thread if getattr(message, "is_topic_message", False) else None

    def here(self, job: Job) -> Job:
        """Return a job as one of the chat where the button hangs: its result may have been sent anew elsewhere."""
        if job.chat_id == self.chat_id:
            return job
        return replace(job, chat_id=self.chat_id, thread_id=self.thread_id, message_id=None, card_id=None)


class Alert(str):
    """An answer that stays until it is tapped away."""

    __slots__ = ()


Action = Callable[[Press], Awaitable[str]]


async def press(room: Room, query: CallbackQuery, person: Person, more: Mapping[str, Action]) -> None:
    """Do what a button says and answer the press; a PersonError becomes its answer.

    ``more`` are actions beside those of this module.
    """
    said = texts(person.language)
    button = await _find(room, query)
    if button is None:
        await answer(query, said.plain("press-old"))
        return
    if not await room.leaders.may_press(button, person) and not room.access.is_admin(query.from_user.id):
        await answer(query, said.plain("press-not-yours"), alert=True)
        return
    action = {**_ACTIONS, **more}.get(button.action)
    if action is None:
        await answer(query, said.plain("press-old"))
        return
    try:
        text = await action(Press(room, query, button, person, said))
    except PersonError as error:
        await answer(query, said.plain(error.key, **error.values), alert=True)
        return
    await answer(query, text, alert=isinstance(text, Alert))


async def _find(room: Room, query: CallbackQuery) -> Button | None:
    nonce = room.signer.nonce(query.data or "")
    if nonce is None:
        return None
    button = await room.db.read(buttons.find, nonce)
    chat = query.message.chat.id if query.message is not None else None
    if button is None or chat is None or await room.db.read(people.follow_chat, button.chat_id) != chat:
        return None
    return button


async def _cancel(press: Press) -> str:
    job = await press.room.db.read(jobs.get, press.button.job_id or 0)
    stopped = await cancel(press.room, [job])
    return press.said.plain("press-cancelled" if stopped else "press-too-late")


async def _picture(press: Press) -> str:
    number = int(press.button.argument)
    return await _send(press, press.said.plain("press-sent", number=number), as_file=False)


async def _original(press: Press) -> str:
    return await _send(press, press.said.plain("press-original"), as_file=True)


async def _send(press: Press, told: str, *, as_file: bool) -> str:
    """Send one picture; a second tap on a phone's slow line does not send it twice."""
    room, number = press.room, int(press.button.argument)
    if not room.taps.note(press.button.nonce):
        return told
    job = press.here(await room.db.read(jobs.get, press.button.job_id or 0))
    files = await room.db.read(assets.of_job, job.id)
    if not 1 <= number <= len(files):
        return press.said.plain("press-old")
    text = caption_of_one(job, number, len(files), press.said)
    await room.cards.send_one(job, files[number - 1], text, number=number, as_file=as_file)
    return told


async def _again(press: Press) -> str:
    """The same request once more; under one output on its own, for one."""
    job = press.here(await press.room.db.read(jobs.get, press.button.job_id or 0))
    result = await press.room.db.read(read_result, job, place_of(press.button))
    return await begin_once(press, job, result.request)


async def _instead(press: Press) -> str:
    """The same request of another model."""
    job = press.here(await press.room.db.read(jobs.get, press.button.job_id or 0))
    request = GenerationRequest.model_validate_json(job.request)
    return await begin_once(press, job, press.room.quoting.of_another(request, press.button.argument))


async def _follow(press: Press) -> str:
    """The next step that the gateway itself offered under its result."""
    room = press.room
    attempt_id, place, *_ = press.button.argument.split(":")
    attempt = await room.db.read(attempts.get, int(attempt_id))
    offered = json.loads(attempt.follow_ups or "[]")
    offer = room.catalog.offer(attempt.gateway, attempt.model)
    served = room.catalog.offer(attempt.gateway, offer.follow_up) if offer is not None and offer.follow_up else None
    if served is None or int(place) >= len(offered):
        return press.said.plain("press-old")
    label, key = offered[int(place)]
    job = press.here(await room.db.read(jobs.get, attempt.job_id))
    request = GenerationRequest(
        prompt=GenerationRequest.model_validate_json(job.request).prompt,
        model=served.alias,
        task=served.task,
        source=source_of(room.catalog, attempt, key),
        button=label,
    )
    return await begin_once(press, job, request)


async def _draw(press: Press) -> str:
    """A picture of the words that came as a result, or of the person's own that they were made from."""
    room = press.room
    job = press.here(await room.db.read(jobs.get, press.button.job_id or 0))
    files = await room.db.read(assets.of_job, job.id)
    asked = GenerationRequest.model_validate_json(job.request)
    drawn = asked.then or GenerationRequest(prompt=asked.prompt, model="")
    if press.button.argument == "mine":
        words = asked.prompt
    elif not files or not await asyncio.to_thread(assets.is_whole, room.data_dir, files[0]):
        raise PersonError("press-lost")
    else:
        words = await asyncio.to_thread((room.data_dir / files[0].path).read_text, "utf-8")
    usual = (await room.db.read(chosen_by, press.person.uid, press.chat_id)).usual
    request = room.quoting.complete(drawn.model_copy(update={"prompt": words.strip()}), usual)
    return await begin_once(press, job, request)


async def begin_once(press: Press, job: Job, request: GenerationRequest, most: int | None = None) -> str:
    """Begin what a job's button asks for: one press one job; the next needs the button that takes this one's place.

    A button that is not the presser's own is everybody's: each who presses it has one job from it under way.
    ``most`` is the price that the button named.
    """
    room, said, button, uid = press.room, press.said, press.button, press.person.uid
    shared = button.person_uid != uid
    # Not its nonce: the second tap may hit the button that came in its place.
    tap = f"{button.action}:{job.id}:{button.argument}:{uid}"
    if not room.taps.note(tap) or (shared and await room.db.read(buttons.is_under_way, button, uid)):
        return said.plain("press-again-used")
    try:
        idem = buttons.idem_for(button.nonce, uid if shared else None)
        admitted = await _begin(press, idem, room.quoting.complete(request), most)
    except Exception:
        room.taps.forget(tap)
        raise
    if not admitted.fresh and admitted.job.state in _UNDER_WAY:
        return said.plain("press-again-used")

    async def renew() -> None:
        if job.state != "voided":
            await show_board(press, job, "main", button)
            return
        other = cheapest_other(room.quoting, job)  # ahead of the transaction, which others wait for
        await _renew(press, lambda tx: renewed_keyboard(tx, button, job, room.signer, room.clock.now(), other))

    room.errands.send(f"renew:{job.id}", renew)
    if admitted.fresh:
        return said.plain("press-begun")
    room.taps.forget(tap)  # nothing was begun, so the next press may
    return said.plain("press-renewed")


async def _claim(press: Press) -> str:
    """What somebody asked for whom nobody can see: the first to press makes it theirs."""
    room, button = press.room, press.button
    idem = buttons.idem_for(button.nonce)
    admitted = await _begin(press, idem, GenerationRequest.model_validate_json(button.argument))
    if admitted.fresh:
        return press.said.plain("press-begun")
    if admitted.job.state in _UNDER_WAY:
        return press.said.plain("press-again-used")
    if admitted.job.state == "captured":
        return press.said.plain("press-old")

    room.errands.send(
        f"renew:{button.nonce}",
        lambda: _renew(
            press, lambda tx: claim_keyboard(tx, button.argument, admitted.job, room.signer, room.clock.now())
        ),
    )
    return press.said.plain("press-renewed")


async def show_board(press: Press, job: Job, board: str, used: Button | None = None) -> None:
    """Put a board's buttons in the place of those that hang there; a ``used`` one is exchanged."""
    room = press.room
    result = await room.db.read(read_result, job, place_of(press.button))
    found = rows(board, result, room.steps)
    await _renew(press, lambda tx: minted(tx, job, found, room.signer, room.clock.now(), used))


async def _renew(press: Press, make: Callable[[Tx], Coroutine[Any, Any, InlineKeyboardMarkup | None]]) -> None:
    """Put fresh buttons in the place of used ones; where that is lost, the next press does it."""
    room, message = press.room, press.query.message
    if message is None:
        return
    chat_id, message_id = message.chat.id, message.message_id
    keyboard = await room.db.write(make)

    async def edit() -> object:
        return await room.bot.edit_message_reply_markup(chat_id, message_id, reply_markup=keyboard)

    try:
        await room.pacer.say(chat_id, edit, repeatable=True, answer=True)
    except TelegramError as error:
        log.info("press.not_renewed", extra={"press": press.button.action, "error": str(error)})


async def _begin(press: Press, idem: str, request: GenerationRequest, most: int | None = None) -> Admitted[str]:
    """Admit a job; its card may wait for the chat's pace, which the answer to the press cannot (Telegram's limit)."""
    room, message = press.room, press.query.message
    ask = Ask(
        idem=idem,
        person=press.person,
        chat_id=press.chat_id,
        thread_id=press.thread_id,
        message_id=message.message_id if message is not None else None,
        request=request,
    )
    admitted = await admit(room, ask, most)
    room.errands.send(f"card:{admitted.job.id}", partial(show_card, room, admitted))
    return admitted


async def _language(press: Press) -> str:
    code = press.button.argument
    await press.room.persons.set_language(press.person, code)
    return texts(code).plain("language-set")


async def _models(press: Press) -> str:
    return await models_pages.pressed(press.room, press.query, press.button, press.person)


async def _settings(press: Press) -> str:
    return await settings_pages.pressed(press.room, press.query, press.button, press.person)


async def answer(query: CallbackQuery, text: str, *, alert: bool = False) -> None:
    """Answer a press; one that Telegram takes no more (too late, or it stumbles) is let go."""
    try:
        await query.answer(text[:200], show_alert=alert)
    except BadRequest:
        log.info("press.answered_late")
    except TelegramError as error:
        log.info("press.not_answered", extra={"error": type(error).__name__})


_ACTIONS: Mapping[str, Action] = {
    "cancel": _cancel,
    "picture": _picture,
    "original": _original,
    "again": _again,
    "instead": _instead,
    "follow": _follow,
    "draw": _draw,
    "claim": _claim,
    "language": _language,
    models_pages.ACTION: _models,
    settings_pages.OWN: _settings,
    settings_pages.GROUP: _settings,
    "favourite": press_favourite,
    "gallery": press_gallery,
    "show_again": press_show_again,
    "jobs_stop": press_stop,
    "jobs_look": press_look,
    "suggested": suggested.work,
    "edit_photo": suggested.edit,
    "surprise": suggested.surprise,
    "tell": suggested.tell,
    "back": stepping.back,
}
