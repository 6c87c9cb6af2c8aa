"""``/animate``: a picture sent or replied to comes alive; of two the second is how it ends."""

from __future__ import annotations

from bot.chat.asking import asker
from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.errors import PersonError
from bot.providers.wire import Task
from storage.people import Person

_film = asker(Task.VIDEO)


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Make a film, but not from words alone: that is another command."""
    if not incoming.all_files:
        raise PersonError("ask-picture")
    await _film(room, incoming, person)


COMMAND = Command(
    "animate",
    run,
    {"en": "bring a picture to life", "vi": "làm ảnh chuyển động"},
    order=13,
    task=Task.VIDEO,
    also=("chuyendong", "dong"),
)
