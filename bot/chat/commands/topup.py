"""``/topup``: credits for Telegram Stars; in a group for its pool."""

from __future__ import annotations

from bot.chat import pages, topping_up
from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with what is for sale."""
    await pages.open_page(room, incoming, person, await topping_up.page(room, person, incoming.chat_id))


COMMAND = Command(
    "topup",
    run,
    {"en": "add credits with Stars", "vi": "nạp thêm bằng Sao Telegram"},
    order=41,
    also=("nap", "naptien", "buy", "stars", "sao", "pay", "deposit"),
    where="private",
)
