"""``/jobs``: what is in line or being made, with its place, its age and a button to cancel each."""

from __future__ import annotations

from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.joblist import joblist
from bot.chat.room import Room
from bot.chat.texts import texts
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the person's open jobs."""
    text, keyboard = await joblist(room, person, incoming.chat_id, texts(person.language))
    await room.answer(incoming, text, reply_markup=keyboard)


COMMAND = Command(
    "jobs",
    run,
    {"en": "what is in line or being made", "vi": "việc đang chờ và đang làm"},
    order=50,
    also=("viec", "queue", "status"),
)
