"""``/start``: what this is and how to begin; also hands over what could not be shown earlier.

A link that opens the bot may say more (``?start=help`` and other pages, ``?start=<model>``).
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.chat.command import Command, find_commands
from bot.chat.greeting import greet
from bot.chat.incoming import Incoming
from bot.chat.inviting import welcome_guest
from bot.chat.kept import propose_kept
from bot.chat.room import Room
from bot.chat.texts import texts
from storage.people import Person

_PAGES = ("help", "models", "styles", "settings", "library", "balance", "history", "invite", "jobs", "topup")
_PROMO = "promo-"


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Greet, or open what a link names; show results that were ready while the person had blocked the bot."""
    if await propose_kept(room, incoming, person):
        return
    if not incoming.is_private:
        await room.answer(incoming, texts(person.language)("start-group", me=room.me))
    elif incoming.words.startswith(_PROMO):
        code = replace(incoming, command="promo", words=incoming.words.removeprefix(_PROMO))
        await find_commands()["promo"].run(room, code, person)
    elif (page := _page(room, incoming.words)) is not None:
        name, words = page
        await find_commands()[name].run(room, replace(incoming, command=name, words=words), person)
    else:
        await greet(room, incoming, person)
        await welcome_guest(room, incoming, person)
    await room.cards.hand_over(person, incoming.chat_id)


def _page(room: Room, payload: str) -> tuple[str, str] | None:
    """Return the command and the words that a link's payload means; a link can say ``-`` and ``_`` beside letters."""
    if payload in _PAGES:
        return payload, ""
    named = (model.alias for model in room.quoting.menu() if re.sub(r"[^\w-]", "_", model.alias) == payload)
    alias = next(named, None)
    return None if alias is None else ("models", alias)


COMMAND = Command(
    "start",
    run,
    {"en": "how to begin", "vi": "bắt đầu thế nào"},
    order=90,
    also=("batdau", "begin"),
    where="private",
)
