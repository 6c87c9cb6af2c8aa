"""``/settings``: what is usual for you, or, for its admins, in a group; all of it in one message with buttons."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat import pages
from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.settings_pages import GROUP, OPEN, group_desk, main_page, own_desk
from bot.chat.texts import texts
from bot.errors import PersonError
from storage import buttons
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the settings and their buttons."""
    desk = own_desk(room, person)
    if not incoming.is_private:
        if not await room.leaders.lead(incoming.chat_id, incoming.sender_id):
            raise PersonError("settings-group-closed", me=room.me)
        desk = group_desk(room, person, incoming.chat_id)
    await pages.open_page(room, incoming, person, await main_page(desk))


async def run_unseen(room: Room, incoming: Incoming) -> None:
    """Give an anonymous admin a button: a press shows who they are, and opens the page for them."""
    said = texts(incoming.language)
    nonce = await room.db.write(buttons.mint, GROUP, incoming.chat_id, room.clock.now(), argument=OPEN)
    button = InlineKeyboardButton(said.plain("button-settings"), callback_data=room.signer.data(nonce))
    await room.answer(incoming, said("settings-unseen"), reply_markup=InlineKeyboardMarkup([[button]]))


COMMAND = Command(
    "settings",
    run,
    {"en": "what is usual for you", "vi": "cài đặt của bạn"},
    order=70,
    also=("caidat", "setting", "config", "options", "tuychon"),
    unseen=run_unseen,
)
