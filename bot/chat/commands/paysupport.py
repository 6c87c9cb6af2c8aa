"""``/paysupport``: what somebody paid, and help with it; words behind it go to the owner as they are."""

from __future__ import annotations

from bot.chat import pages
from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.refunding import ask_owner, support_page
from bot.chat.room import Room
from bot.errors import PersonError
from storage.people import Person

_WORDS_MAX = 1000


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the latest payments; what was paid is nobody else's business."""
    if not incoming.is_private:
        raise PersonError("paysupport-private", me=room.me)
    if incoming.words:
        await room.answer(incoming, await ask_owner(room, person, incoming.words[:_WORDS_MAX]))
    else:
        await pages.open_page(room, incoming, person, await support_page(room, person))


COMMAND = Command(
    "paysupport",
    run,
    {"en": "help with a payment", "vi": "hỗ trợ thanh toán"},
    order=92,
    also=("refund", "hoantien", "support", "hotro"),
    where="private",
)
