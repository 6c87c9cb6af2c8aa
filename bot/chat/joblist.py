"""The list of ``/jobs``: where each stands, how old it is, and a button to cancel it; one message, edited in place."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.cancelling import cancel
from bot.chat.press import Press
from bot.chat.receipt import beginning, heading
from bot.chat.room import Room
from bot.chat.standing import Standing, look, sentence
from bot.chat.texts import Texts, texts
from bot.generation.request import GenerationRequest
from storage import buttons, jobs, people
from storage.database import Tx
from storage.jobs import Job
from storage.people import Person

_SHOWN_MAX, _COUNTED_MAX, _PER_ROW = 10, 200, 5
_WORDS_MAX = 60
_MINUTE_S, _HOUR_S = 60, 3600


async def joblist(room: Room, person: Person, chat_id: int, said: Texts) -> tuple[str, InlineKeyboardMarkup | None]:
    """Return a person's open jobs, newest first, and the buttons under them."""

    async def make(tx: Tx) -> tuple[str, InlineKeyboardMarkup | None]:
        now = room.clock.now()
        found = [job for job in await jobs.open_of_person(tx, person.uid, _COUNTED_MAX) if job.state == "working"]
        if not found:
            return said("jobs-none"), None
        standings = [await look(tx, job.id, now) for job in found[:_SHOWN_MAX]]
        lines = [said("jobs", count=len(found))]
        lines += [line(number, standing, now, said) for number, standing in enumerate(standings, start=1)]
        if len(found) > _SHOWN_MAX:
            lines.append(said("jobs-more", count=len(found) - _SHOWN_MAX))
        stops = []
        for number, standing in enumerate(standings, start=1):
            nonce = await _nonce(tx, "jobs_stop", standing.job, chat_id, now)
            label = said.plain("jobs-stop", number=number)
            stops.append(InlineKeyboardButton(label, callback_data=room.signer.data(nonce)))
        nonce = await _nonce(tx, "jobs_look", found[0], chat_id, now)
        looks = InlineKeyboardButton(said.plain("jobs-look"), callback_data=room.signer.data(nonce))
        rows = [*(stops[at : at + _PER_ROW] for at in range(0, len(stops), _PER_ROW)), [looks]]
        return "\n\n".join(lines), InlineKeyboardMarkup(rows)

    return await room.db.write(make)


async def press_stop(press: Press) -> str:
    """Cancel one job of the list, and show what is left."""
    job = await press.room.db.read(jobs.get, press.button.job_id or 0)
    stopped = await cancel(press.room, [job])
    _renew(press)
    return press.said.plain("press-cancelled" if stopped else "press-too-late")


async def press_look(press: Press) -> str:
    """Show how things stand now."""
    _renew(press)
    return ""


def _renew(press: Press) -> None:
    room, message = press.room, press.query.message
    if message is None:
        return

    async def show() -> None:
        # An owner of the bot may press somebody else's: it stays theirs.
        whose = await room.db.read(people.find, press.button.person_uid or press.person.uid) or press.person
        text, keyboard = await joblist(room, whose, press.chat_id, texts(whose.language))
        await room.rewrite(message, keyboard, text)

    room.errands.renew(f"jobs:{message.chat.id}:{message.message_id}", show)


def line(number: int, standing: Standing, now: int, said: Texts) -> str:
    """Return what the list tells of one job: its words, its age, and below them where it stands."""
    prompt = beginning(heading(GenerationRequest.model_validate_json(standing.job.request), said), _WORDS_MAX)
    age_s = max(now - standing.job.created_at, 0)
    unit = "now" if age_s < _MINUTE_S else "minutes" if age_s < _HOUR_S else "hours"
    age = age_s // (_HOUR_S if unit == "hours" else _MINUTE_S)
    return said("jobs-item", number=number, prompt=prompt, unit=unit, age=age) + "\n" + sentence(standing, said)


async def _nonce(tx: Tx, action: str, job: Job, chat_id: int, now: int) -> str:
    nonce = await buttons.of_job(tx, job.id, action, "", chat_id)
    return nonce or await buttons.mint(tx, action, chat_id, now, job.id, person_uid=job.person_uid)
