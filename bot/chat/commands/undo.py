"""``/undo``: the picture before an edit, shown again; in reply to one, else before the latest edit."""

from __future__ import annotations

from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.replied import replied_result
from bot.chat.room import Room
from bot.chat.stepping import last_edit, step_back
from bot.errors import PersonError
from bot.providers.wire import Task
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Step back from the picture replied to, else from the latest edit here."""
    if incoming.replied_to is None:
        job = await room.db.read(last_edit, incoming.chat_id, person.uid)
    else:
        replied = await room.db.read(replied_result, incoming)
        job = None if replied is None else replied.job
    if job is None:
        raise PersonError("undo-none")
    await step_back(room, job, incoming, person)


COMMAND = Command(
    "undo",
    run,
    {"en": "back to the picture before", "vi": "quay lại ảnh trước"},
    order=29,
    task=Task.IMAGE,
    also=("back", "quaylai", "hoantac", "truoc"),
)
