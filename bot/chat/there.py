"""The room as it is in one chat: in a group only what its admins allow is on the menu, and no step costs more."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.instead import WayOut, ways_out
from bot.chat.preferences import chosen_by
from bot.chat.room import Room
from storage.jobs import Job


async def room_there(room: Room, chat_id: int) -> Room:
    """Return the room with the menu that holds in this chat."""
    if chat_id > 0:
        return room
    most = (await room.db.read(chosen_by, None, chat_id)).group.limits.price_max
    if most is None:
        return room
    return replace(room, quoting=room.quoting.up_to(most), steps=room.steps.up_to(most))


async def ways_out_there(room: Room, job: Job) -> list[WayOut]:
    """Return what to offer under a job that came to nothing, of what its chat allows."""
    return await ways_out(room.db, (await room_there(room, job.chat_id)).quoting, job)
