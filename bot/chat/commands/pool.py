"""``/pool``: the credits that a group has together, who spent what of them, and the rules, which its admins set."""

from __future__ import annotations

from bot.chat import pages
from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.pool_pages import counter, main_page, open_unseen
from bot.chat.room import Room
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the pool and its buttons."""
    await pages.open_page(room, incoming, person, await main_page(await counter(room, person, incoming.chat_id)))


COMMAND = Command(
    "pool",
    run,
    {"en": "this group's credits", "vi": "quỹ chung của nhóm"},
    order=41,
    also=("quy", "quynhom", "fund", "bank"),
    unseen=open_unseen,
    where="groups",
)
