"""``/gift 5000``: gives of one's own wallet, to the group's pool, or in reply to somebody to that person."""

from __future__ import annotations

import re

from bot.chat import pages
from bot.chat.command import Command
from bot.chat.giving import POOL, ask_page, check_open, pick_page
from bot.chat.incoming import Incoming
from bot.chat.pool_pages import check_there, open_unseen
from bot.chat.room import Room
from bot.chat.texts import texts
from bot.errors import PersonError
from storage import people
from storage.people import Person

# Points and commas part thousands here and decimals there, so that neither is taken.
_AMOUNT = re.compile(r"([1-9][0-9]{0,8})(k?)(?: ?(?:₫|đ))?", re.IGNORECASE)
_K = 1000


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Ask before anything moves; without an amount show some."""
    if incoming.is_private and room.rules.billing == "credits":
        raise PersonError("gift-private")
    check_there(room, incoming.chat_id)
    to, said = await _receiver(room, incoming, person), texts(person.language)
    is_owner = room.access.is_admin(person.telegram_id)
    await room.db.read(check_open, person.uid, to, is_owner=is_owner)
    if not incoming.words:
        page = await pick_page(room, said, to)
    else:
        found = _AMOUNT.fullmatch(incoming.words)
        if found is None:
            raise PersonError("gift-amount")
        page = await ask_page(room, said, to, int(found[1]) * (_K if found[2] else 1))
    await pages.open_page(room, incoming, person, page)


async def _receiver(room: Room, incoming: Incoming, person: Person) -> str:
    """Return the uid of who is replied to, or the pool where nobody is, or a bot."""
    reply = incoming.replied_person
    if reply is None:
        return POOL
    if reply.telegram_id is None:
        raise PersonError("gift-unseen")
    friend = await room.db.read(people.by_telegram_id, reply.telegram_id)
    if friend is None:
        raise PersonError("gift-unknown", name=reply.name)
    if friend.uid == person.uid:
        raise PersonError("gift-self")
    return friend.uid


COMMAND = Command(
    "gift",
    run,
    {"en": "give credits to the group or to somebody", "vi": "tặng tiền cho nhóm hoặc một người"},
    order=42,
    also=("tang", "chotien", "give", "donate", "gopquy"),
    unseen=open_unseen,
    where="groups",
)
