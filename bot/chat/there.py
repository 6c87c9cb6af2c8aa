"""What was chosen for where a request comes from, read once for it; in a group its rules shape the room.

Only what its admins allow is on the menu there, and no step costs more.
"""

from __future__ import annotations

from dataclasses import replace

from bot.chat.instead import WayOut, ways_out
from bot.chat.preferences import NO_RULES, Chosen, GroupRules, chosen_by
from bot.chat.room import Room
from storage import people
from storage.jobs import Job


async def room_there(room: Room, chat_id: int, person_uid: str | None) -> Room:
    """Return the room as it is in this chat, for one request of a person (None: of somebody nobody can see)."""
    if chat_id > 0:
        return room
    chosen = await room.db.read(chosen_by, person_uid, chat_id)
    if chosen.group.price_max and chosen.group.price_for == "members" and await _leads(room, chat_id, person_uid):
        chosen = replace(chosen, group=chosen.group.model_copy(update={"price_max": 0}))
    most = chosen.group.price_max
    return replace(room, chosen=chosen, quoting=room.quoting.up_to(most), steps=room.steps.up_to(most))


async def _leads(room: Room, chat_id: int, person_uid: str | None) -> bool:
    person = None if person_uid is None else await room.db.read(people.find, person_uid)
    return person is not None and await room.leaders.lead(chat_id, person.telegram_id)


async def chosen_there(room: Room, person_uid: str | None, chat_id: int) -> Chosen:
    """Return what holds for the person of a request in its chat."""
    if room.chosen is not None:
        return room.chosen
    return await room.db.read(chosen_by, person_uid, chat_id)


async def rules_there(room: Room, chat_id: int) -> GroupRules:
    """Return what holds for everybody in the chat of a request."""
    return NO_RULES if chat_id > 0 else (await chosen_there(room, None, chat_id)).group


async def ways_out_there(room: Room, job: Job) -> list[WayOut]:
    """Return what can be done under a job that came to nothing, of what its chat allows, at what is told there."""
    quoting = (await room_there(room, job.chat_id, None)).quoting
    return [way.as_told(room.steps.told) for way in await ways_out(room.db, quoting, job)]
