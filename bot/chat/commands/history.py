"""``/history``: every charge with its picture, top-ups, refunds and gifts among them, newest first, with receipts."""

from __future__ import annotations

from bot.chat.command import Command
from bot.chat.history import open_history
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import texts
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the person's own, in private alone: what somebody pays is nobody else's business."""
    said = texts(person.language)
    if not incoming.is_private:
        await room.whispers.say(incoming, said("history-group", me=room.me))
    elif not await open_history(room, incoming, person, said):
        await room.answer(incoming, said("history-none"))


COMMAND = Command(
    "history",
    run,
    {"en": "what you paid and received, with receipts", "vi": "bạn đã trả và nhận những gì"},
    order=41,
    also=("lichsu", "receipts", "receipt", "bienlai", "bienhan", "charges", "spending", "chitieu"),
    where="private",
)
