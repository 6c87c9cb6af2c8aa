"""``/terms``: what is bought here, and what holds for it."""

from __future__ import annotations

from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import texts
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the terms in short, and with the owner's own page where there is one."""
    said, url = texts(person.language), room.till.shop.terms_url
    text = said("terms", paid="yes" if room.till.shop.is_open else "no")
    if url is not None:
        text += "\n" + said("terms-more", url=url)
    await room.answer(incoming, text)


COMMAND = Command(
    "terms",
    run,
    {"en": "the terms", "vi": "điều khoản"},
    order=93,
    also=("dieukhoan", "tos"),
    where="private",
)
