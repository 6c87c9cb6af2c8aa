"""``/jobs``: what is in line or being made, with its place and a button to cancel each."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.receipt import shorten
from bot.chat.room import Room
from bot.chat.standing import Standing, look, sentence
from bot.chat.texts import texts
from bot.generation.request import GenerationRequest
from storage import jobs
from storage.database import Tx
from storage.people import Person

_MOST = 8
_WORDS_MAX = 60


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the person's open jobs."""
    said = texts(person.language)

    async def read(tx: Tx) -> list[Standing]:
        return [
            await look(tx, job.id, room.clock.now()) for job in await jobs.open_of_person(tx, person.uid, limit=_MOST)
        ]

    standings = [standing for standing in await room.db.read(read) if not standing.ended]
    if not standings:
        await room.answer(incoming, said("jobs-none"))
        return
    lines, rows = [said("jobs", count=len(standings))], []
    for number, standing in enumerate(standings, start=1):
        prompt = shorten(GenerationRequest.model_validate_json(standing.job.request).prompt)[:_WORDS_MAX]
        lines.append(said("jobs-line", number=number, prompt=prompt) + "\n" + sentence(standing, said))
        if standing.cancel_nonce is not None:
            label = said.plain("jobs-cancel", number=number)
            rows.append([InlineKeyboardButton(label, callback_data=room.signer.data(standing.cancel_nonce))])
    await room.answer(incoming, "\n\n".join(lines), reply_markup=InlineKeyboardMarkup(rows))


COMMAND = Command(
    "jobs",
    run,
    {"en": "what is in line or being made", "vi": "việc đang chờ và đang làm"},
    order=50,
    also=("viec", "queue", "status"),
)
