"""``/pool``: the credits that a group has together, who spent what of them, and the rules, which its admins set."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat import pages
from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.pool_pages import ACTION, OPEN, check_there, counter, main_page
from bot.chat.room import Room
from bot.chat.texts import texts
from storage import buttons
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the pool and its buttons."""
    await pages.open_page(room, incoming, person, await main_page(await counter(room, person, incoming.chat_id)))


async def run_unseen(room: Room, incoming: Incoming) -> None:
    """Give an anonymous admin a button: a press shows who they are, and opens the page for them."""
    check_there(room, incoming.chat_id)
    said = texts(incoming.language)
    nonce = await room.db.write(buttons.mint, ACTION, incoming.chat_id, room.clock.now(), argument=OPEN)
    button = InlineKeyboardButton(said.plain("button-pool"), callback_data=room.signer.data(nonce))
    await room.answer(incoming, said("pool-unseen"), reply_markup=InlineKeyboardMarkup([[button]]))


COMMAND = Command(
    "pool",
    run,
    {"en": "this group's credits", "vi": "quỹ chung của nhóm"},
    order=41,
    also=("quy", "quynhom", "fund", "bank"),
    unseen=run_unseen,
    where="groups",
)
