"""A press → its nonce → what it does. The chat names a nonce and nothing else: prices, ids and rights are ours.

A forged, foreign or second press never starts work; every press is answered, because a phone waits for it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram import CallbackQuery, InlineKeyboardMarkup
from telegram.error import BadRequest, TelegramError

from bot.chat import stepping, suggested
from bot.chat.asking import admit, show_card
from bot.chat.cancelling import cancel
from bot.chat.instead import cheapest_other
from bot.chat.keyboard import claim_keyboard, renewed_keyboard
from bot.chat.receipt import caption_of_one
from bot.chat.room import Room
from bot.chat.texts import Texts, texts
from bot.chat.wishes import source_of
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


async def press(room: Room, query: CallbackQuery, person: Person) -> None:
    """Do what a button says and answer the press; a PersonError becomes its answer."""
    said = texts(person.language)
    button = await _find(room, query)
    if button is None:
        await answer(query, said.plain("press-old"))
        return
    if button.person_uid not in (None, person.uid) and not room.access.is_admin(query.from_user.id):
        await answer(query, said.plain("press-not-yours"), alert=True)
        return
    action = _ACTIONS.get(button.action)
    if action is None:
        await answer(query, said.plain("press-old"))
        return
    try:
        text = await action(Press(room, query, button, person, said))
    except PersonError as error:
        await answer(query, said.plain(error.key, **error.values), alert=True)
        return
    await answer(query, text)


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
    job = await room.db.read(jobs.get, press.button.job_id or 0)
    files = await room.db.read(assets.of_job, job.id)
    if not 1 <= number <= len(files):
        return press.said.plain("press-old")
    text = caption_of_one(job, number, len(files), press.said)
    await room.cards.send_one(job, files[number - 1], text, number=number, as_file=as_file)
    return told


async def _again(press: Press) -> str:
    """The same request once more."""
    job = await press.room.db.read(jobs.get, press.button.job_id or 0)
    return await _begin_once(press, job, GenerationRequest.model_validate_json(job.request))


async def _instead(press: Press) -> str:
    """The same request of another model."""
    job = await press.room.db.read(jobs.get, press.button.job_id or 0)
    request = GenerationRequest.model_validate_json(job.request)
    return await _begin_once(press, job, press.room.quoting.of_another(request, press.button.argument))


async def _follow(press: Press) -> str:
    """The next step that the gateway itself offered under its result."""
    room = press.room
    attempt_id, _, place = press.button.argument.partition(":")
    attempt = await room.db.read(attempts.get, int(attempt_id))
    offered = json.loads(attempt.follow_ups or "[]")
    offer = room.catalog.offer(attempt.gateway, attempt.model)
    served = room.catalog.offer(attempt.gateway, offer.follow_up) if offer is not None and offer.follow_up else None
    if served is None or int(place) >= len(offered):
        return press.said.plain("press-old")
    label, key = offered[int(place)]
    job = await room.db.read(jobs.get, attempt.job_id)
    request = GenerationRequest(
        prompt=GenerationRequest.model_validate_json(job.request).prompt,
        model=served.alias,
        task=served.task,
        source=source_of(room, attempt, key),
        button=label,
    )
    return await _begin_once(press, job, request)


async def _draw(press: Press) -> str:
    """A picture of the words that came as a result, or of the person's own that they were made from."""
    room = press.room
    job = await room.db.read(jobs.get, press.button.job_id or 0)
    files = await room.db.read(assets.of_job, job.id)
    asked = GenerationRequest.model_validate_json(job.request)
    drawn = asked.then or GenerationRequest(prompt=asked.prompt, model="")
    if press.button.argument == "mine":
        return await _begin_once(press, job, drawn)
    if not files or not await asyncio.to_thread(assets.is_whole, room.data_dir, files[0]):
        raise PersonError("press-lost")
    words = await asyncio.to_thread((room.data_dir / files[0].path).read_text, "utf-8")
    return await _begin_once(press, job, drawn.model_copy(update={"prompt": words.strip()}))


async def _begin_once(press: Press, job: Job, request: GenerationRequest) -> str:
    """Begin what a job's button asks for: one press one job; the next needs the button that takes this one's place.

    A button that is nobody's own is everybody's: each who presses it has one job from it under way.
    """
    room, said, button, uid = press.room, press.said, press.button, press.person.uid
    shared = button.person_uid is None
    # Not its nonce: the second tap may hit the button that came in its place.
    tap = f"{button.action}:{job.id}:{button.argument}:{uid}"
    if not room.taps.note(tap) or (shared and await room.db.read(buttons.is_under_way, button, uid)):
        return said.plain("press-again-used")
    try:
        idem = buttons.idem_for(button.nonce, uid if shared else None)
        admitted = await _begin(press, idem, room.quoting.complete(request))
    except Exception:
        room.taps.forget(tap)
        raise
    if not admitted.fresh and admitted.job.state in _UNDER_WAY:
        return said.plain("press-again-used")

    async def renew() -> None:
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
        await room.pacer.say(chat_id, edit, repeatable=True)
    except TelegramError as error:
        log.info("press.not_renewed", extra={"press": press.button.action, "error": str(error)})


async def _begin(press: Press, idem: str, request: GenerationRequest) -> Admitted[str]:
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
    admitted = await admit(room, ask)
    room.errands.send(f"card:{admitted.job.id}", partial(show_card, room, admitted))
    return admitted


async def _language(press: Press) -> str:
    code = press.button.argument
    await press.room.persons.set_language(press.person, code)
    return texts(code).plain("language-set")


async def answer(query: CallbackQuery, text: str, *, alert: bool = False) -> None:
    """Answer a press; one that Telegram takes no more (too late, or it stumbles) is let go."""
    try:
        await query.answer(text[:200], show_alert=alert)
    except BadRequest:
        log.info("press.answered_late")
    except TelegramError as error:
        log.info("press.not_answered", extra={"error": type(error).__name__})


_ACTIONS: dict[str, Callable[[Press], Awaitable[str]]] = {
    "cancel": _cancel,
    "picture": _picture,
    "original": _original,
    "again": _again,
    "instead": _instead,
    "follow": _follow,
    "draw": _draw,
    "claim": _claim,
    "language": _language,
    "suggested": suggested.work,
    "edit": suggested.edit,
    "surprise": suggested.surprise,
    "tell": suggested.tell,
    "back": stepping.back,
}
