"""``/balance``: what is left, of money and of today, with the month as a picture; ``/balance prices``: also prices."""

from __future__ import annotations

from bot.chat.command import Command
from bot.chat.help_pages import price_lines
from bot.chat.incoming import Incoming
from bot.chat.purse_words import read_purse, send_purse, words
from bot.chat.room import Room
from bot.chat.texts import texts
from storage.people import Person

_PRICES = "prices"


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with wallet and quotas, which are nobody else's business: a group where others would see it is not told.

    That a whisper is one is tried out with words that anybody may read.
    """
    if incoming.is_private and incoming.words != _PRICES:
        await send_purse(room, incoming, person)
        return
    hint = texts(person.language)("balance-group", me=room.me)
    text = words(room, person, await read_purse(room, person))
    if incoming.words == _PRICES:
        text = "\n".join([text, *_prices(room, person)])
    if incoming.is_private:
        await room.answer(incoming, text)
        return
    tried = not room.whispers.are_heard
    if tried:
        await room.whispers.say(incoming, hint)
    if room.whispers.are_heard and not await room.whispers.try_to(incoming, text) and not tried:
        await room.answer(incoming, hint)


def _prices(room: Room, person: Person) -> list[str]:
    """Say what is usually paid, and where a price is seen before."""
    said, paid = texts(person.language), room.rules.billing == "credits"
    how = said("help-about", topic="money", me=room.me, paid="yes" if paid else "no")
    return [*price_lines(room, said), how, said("small-money-more")] if paid else [how]


COMMAND = Command(
    "balance",
    run,
    {"en": "what you have left", "vi": "bạn còn bao nhiêu"},
    order=40,
    also=("sodu", "tien", "vi", "wallet", "credits"),
    where="private",
)
