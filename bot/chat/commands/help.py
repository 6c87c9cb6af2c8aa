"""``/help``: how it works in a few lines, with a page for each topic; ``/help all`` lists every command."""

from __future__ import annotations

from bot.chat import help_pages, pages
from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the first page, or with the one that is named."""
    owner, topic = room.access.is_admin(incoming.sender_id), incoming.words.casefold()
    page = await help_pages.page(room, person, topic, private=incoming.is_private, owner=owner)
    await pages.open_page(room, incoming, person, page)


COMMAND = Command(
    "help",
    run,
    {"en": "how it works, all commands", "vi": "cách dùng, tất cả các lệnh"},
    order=95,
    also=("trogiup", "giup", "huongdan"),
)
