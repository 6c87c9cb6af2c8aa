"""``/deleteme``: says what goes and what stays, and asks."""

from __future__ import annotations

from bot.chat import leaving_page, pages
from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.errors import PersonError
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Ask in private."""
    if not incoming.is_private:
        raise PersonError("deleteme-private", me=room.me)
    await pages.open_page(room, incoming, person, await leaving_page.page(room, person))


COMMAND = Command(
    "deleteme",
    run,
    {"en": "forget everything about you", "vi": "xóa mọi thứ về bạn"},
    order=93,
    also=("delete", "xoatoi", "xoahet", "forgetme", "quentoi"),
    where="private",
)
