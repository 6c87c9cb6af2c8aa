"""``/start``: what this is and how to begin, in two lines; also hands over what could not be shown earlier."""

from __future__ import annotations

from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.kept import offer_kept
from bot.chat.room import Room
from bot.chat.texts import texts
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Greet, and show results that were ready while the person had blocked the bot."""
    if await offer_kept(room, incoming, person):
        return
    said = texts(person.language)
    greeting = said("start", name=person.name) if incoming.is_private else said("start-group", me=room.me)
    await room.answer(incoming, greeting)
    await room.cards.hand_over(person, incoming.chat_id)


COMMAND = Command("start", run, {"en": "how to begin", "vi": "bắt đầu thế nào"}, order=90, also=("batdau", "begin"))
