"""``/settings``: what is usual for you, or, for its admins, in a group; all of it in one message with buttons."""

from __future__ import annotations

from bot.chat import pages
from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.settings_pages import group_desk, main_page, own_desk
from bot.errors import PersonError
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the settings and their buttons."""
    desk = own_desk(room, person)
    if not incoming.is_private:
        if not await room.leaders.lead(incoming.chat_id, incoming.sender_id):
            raise PersonError("settings-group-closed", me=room.me)
        desk = group_desk(room, person, incoming.chat_id)
    await pages.open_page(room, incoming, person, await main_page(desk))


COMMAND = Command(
    "settings",
    run,
    {"en": "what is usual for you", "vi": "cài đặt của bạn"},
    order=70,
    also=("caidat", "setting", "config", "options", "tuychon"),
)
