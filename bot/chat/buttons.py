"""A press → its nonce → what it does. The chat names a nonce and nothing else: prices, ids and rights are ours.

A forged, foreign or second press never starts work; every press is answered, because a phone waits for it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import replace

from telegram import CallbackQuery, InlineKeyboardMarkup
from telegram.error import BadRequest, TelegramError

from bot.chat import (
    after,
    batch_presses,
    giving,
    help_pages,
    history,
    leaving_page,
    models_pages,
    pool_pages,
    purse_words,
    refunding,
    settings_pages,
    stepping,
    suggested,
    topping_up,
)
from bot.chat.admin import front
from bot.chat.admin.desk import ACTION as ADMIN
from bot.chat.boards import place_of
from bot.chat.cancelling import cancel
from bot.chat.favourites import press_favourite
from bot.chat.gallery import press_gallery, press_show_again
from bot.chat.joblist import press_look, press_stop
from bot.chat.keyboard import claim_keyboard
from bot.chat.pool_chart import press_chart
from bot.chat.press import UNDER_WAY, Action, Alert, Press, begin, begin_once, renew
from bot.chat.receipt import caption_of_one
from bot.chat.result import read_result, source_of
from bot.chat.room import Room
from bot.chat.texts import texts
from bot.chat.there import chosen_there, room_there, rules_there
from bot.chat.way_out import UnableError, key_here, way_out_keyboard
from bot.errors import PersonError
from bot.generation.request import GenerationRequest
from bot.generation.usual import Usual
from storage import assets, attempts, buttons, jobs, people
from storage.buttons import Button
from storage.database import Tx
from storage.people import Person

log = logging.getLogger(__name__)
_OF_POOLS = (pool_pages.ACTION, pool_pages.GIVE, pool_pages.CHART)


async def press(room: Room, query: CallbackQuery, button: Button, person: Person) -> None:
    """Do what a button says and answer the press; a PersonError becomes its answer."""
    said = texts(person.language)
    room = await room_there(room, button.chat_id, person.uid)
    rules = await rules_there(room, button.chat_id)
    if not await room.leaders.may_press(rules, button, person) and not room.access.is_admin(query.from_user.id):
        whose = "pool-not-yours" if button.action in _OF_POOLS else "press-not-yours"
        await answer(query, said.plain(whose), alert=True)
        return
    action = ACTIONS.get(button.action)
    if action is None:
        await answer(query, said.plain("press-old"))
        return
    pressed = Press(room, query, button, person, said)
    try:
        text = await action(pressed)
    except PersonError as error:
        told = isinstance(error, UnableError) and button.action != "suggested" and await _tell_with_ways(pressed, error)
        await answer(query, "" if told else said.plain(key_here(room, error), **error.values), alert=not told)
        return
    await answer(query, text, alert=isinstance(text, Alert))


async def _tell_with_ways(press: Press, error: UnableError) -> bool:
    """Say in the chat what a press could not begin, with what can be done instead; in a group an alert is quieter.

    A second tap is not told once more.
    """
    room, chat_id = press.room, press.chat_id
    keyboard = await way_out_keyboard(room, chat_id, press.person, error) if chat_id > 0 else None
    if keyboard is None:
        return False
    if room.taps.note(f"ways:{press.button.nonce}"):
        press.answer(press.said(key_here(room, error), **error.values), reply_markup=keyboard)
    return True


async def find(room: Room, query: CallbackQuery) -> Button | None:
    """Return the button that was pressed; None for one that is forged, not of that chat, or of somebody who left."""
    nonce = room.signer.nonce(query.data or "")
    if nonce is None:
        return None
    button = await room.db.read(buttons.find, nonce)
    chat = query.message.chat.id if query.message is not None else None
    if button is None or chat is None or await room.db.read(people.follow_chat, button.chat_id) != chat:
        return None
    if chat > 0 and button.person_uid is not None:
        whose = await room.db.read(people.find, button.person_uid)
        if whose is None or whose.telegram_id is None:
            return None
    return replace(button, chat_id=chat)  # the rules of a group that moved are found where it is now


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
    await room.delivery.send_one(job, files[number - 1], text, number=number, as_file=as_file)
    return told


async def _again(press: Press) -> str:
    """The same request once more; under one output on its own, for one. What came from a seed is drawn from another."""
    job = press.here(await press.room.db.read(jobs.get, press.button.job_id or 0))
    result = await press.room.db.read(read_result, job, place_of(press.button))
    request = result.request
    if result.files:
        choices = {name: value for name, value in request.choices.items() if name != "seed"}
        request = request.model_copy(update={"choices": choices})
    return await begin_once(press, job, request)


async def _instead(press: Press) -> str:
    """The same request of another model."""
    job = press.here(await press.room.db.read(jobs.get, press.button.job_id or 0))
    request = GenerationRequest.model_validate_json(job.request)
    return await begin_once(press, job, press.room.quoting.of_another(request, press.meaning))


async def _follow(press: Press) -> str:
    """The next step that the gateway itself named under its result."""
    room = press.room
    attempt_id, place, *_ = press.meaning.split(":")
    attempt = await room.db.read(attempts.get, int(attempt_id))
    follow_ups = json.loads(attempt.follow_ups or "[]")
    offer = room.catalog.offer(attempt.gateway, attempt.model)
    served = room.catalog.offer(attempt.gateway, offer.follow_up) if offer is not None and offer.follow_up else None
    if served is None or int(place) >= len(follow_ups):
        return press.said.plain("press-old")
    label, key = follow_ups[int(place)]
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
    if press.meaning == "mine":
        words = asked.prompt
    elif not files or not await asyncio.to_thread(assets.is_whole, room.data_dir, files[0]):
        raise PersonError("press-lost")
    else:
        words = await asyncio.to_thread((room.data_dir / files[0].path).read_text, "utf-8")
    usual = (await chosen_there(room, press.person.uid, press.chat_id)).usual
    wanted = drawn.model_copy(update={"prompt": words.strip()})
    request = room.quoting.complete(wanted, usual)
    if press.named is not None and (suggested.price_now(room, request) or 0) > press.named:
        # What the presser is used to makes it dearer than the button said; a shape does not.
        request = room.quoting.complete(wanted, Usual(ratio=usual.ratio))
    return await begin_once(press, job, request)


async def _claim(press: Press) -> str:
    """What somebody asked for whom nobody can see: the first to press makes it theirs."""
    room, button = press.room, press.button
    idem = buttons.idem_for(button.nonce)
    admitted = await begin(press, idem, GenerationRequest.model_validate_json(press.meaning))
    if admitted.fresh:
        return press.said.plain("press-begun")
    if admitted.job.state in UNDER_WAY:
        return press.said.plain("press-again-used")
    if admitted.job.state == "captured":
        return press.said.plain("press-old")

    async def claimable(tx: Tx) -> InlineKeyboardMarkup:
        price = room.steps.told(admitted.job.price)
        return await claim_keyboard(tx, press.meaning, admitted.job, price, room.signer, room.clock.now())

    room.errands.send(f"renew:{button.nonce}", lambda: renew(press, claimable))
    return press.said.plain("press-renewed")


async def _language(press: Press) -> str:
    code = press.button.argument
    await press.room.persons.set_language(press.person, code)
    return texts(code).plain("language-set")


async def _models(press: Press) -> str:
    return await models_pages.pressed(press.room, press.query, press.button, press.person)


async def _help(press: Press) -> str:
    return await help_pages.pressed(press.room, press.query, press.button, press.person)


async def _settings(press: Press) -> str:
    return await settings_pages.pressed(press.room, press.query, press.button, press.person)


async def _admin(press: Press) -> str:
    return await front.pressed(press.room, press.query, press.button, press.person)


async def answer(query: CallbackQuery, text: str, *, alert: bool = False) -> None:
    """Answer a press; one that Telegram takes no more (too late, or it stumbles) is let go."""
    try:
        await query.answer(text[:200], show_alert=alert)
    except BadRequest:
        log.info("press.answered_late")
    except TelegramError as error:
        log.info("press.not_answered", extra={"error": type(error).__name__})


ACTIONS: Mapping[str, Action] = {
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
    help_pages.ACTION: _help,
    ADMIN: _admin,
    settings_pages.OWN: _settings,
    settings_pages.GROUP: _settings,
    "favourite": press_favourite,
    "gallery": press_gallery,
    "show_again": press_show_again,
    "jobs_stop": press_stop,
    "jobs_look": press_look,
    "suggested": suggested.work,
    "edit_photo": suggested.edit,
    "each": suggested.each,
    "surprise": suggested.surprise,
    "tell": suggested.tell,
    "back": stepping.back,
    **after.ACTIONS,
    pool_pages.ACTION: pool_pages.press_pool,
    pool_pages.GIVE: giving.press_give,
    pool_pages.CHART: press_chart,
    "batch_begin": batch_presses.begin,
    "batch_leave": batch_presses.leave,
    "batch_stop": batch_presses.stop,
    "batch_rest": batch_presses.rest,
    "batch_zip": batch_presses.pack,
    leaving_page.ACTION: leaving_page.pressed,
    **topping_up.ACTIONS,
    **refunding.ACTIONS,
    purse_words.THEME: purse_words.press_theme,
    history.OPEN: history.press_open,
    history.LEAF: history.press_leaf,
}
