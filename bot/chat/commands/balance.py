"""``/balance``: what is left, of money and of today; ``/balance prices`` also where prices stand."""

from __future__ import annotations

from bot.chat.command import Command
from bot.chat.help_pages import price_lines
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import texts
from bot.generation import period
from bot.generation.accounts import payer_of
from storage import ledger, quotas
from storage.database import Tx
from storage.people import Person

_PRICES = "prices"


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with wallet and quotas, which are nobody else's business: a group where others would see it is not told.

    That a whisper is one is tried out with words that anybody may read.
    """
    text, hint = await _balance(room, person), texts(person.language)("balance-group", me=room.me)
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


async def _balance(room: Room, person: Person) -> str:
    said = texts(person.language)
    today = period.day(room.clock.now(), room.rules.zone)

    async def read(tx: Tx) -> tuple[ledger.Balance, int, int]:
        balance = await ledger.balance(tx, payer_of(person, room.rules))
        pictures = sum(await quotas.usage(tx, f"u:{person.uid}", "pictures", today))
        spent = sum(await quotas.usage(tx, f"u:{person.uid}", "credits", today))
        return balance, pictures, spent

    balance, pictures, spent = await room.db.read(read)
    lines = []
    if room.rules.billing == "credits":
        lines.append(said("balance-credits", credits=balance.available))
        if balance.held:
            lines.append(said("balance-held", credits=balance.held))
        if not room.access.is_admin(person.telegram_id):
            lines.append(said("balance-more", sold="yes" if room.till.shop.sells else "no"))
    if room.rules.pictures_per_day is None:
        lines.append(said("balance-pictures", used=pictures))
    else:
        lines.append(said("balance-pictures-of", used=pictures, limit=room.rules.pictures_per_day))
    if room.rules.credits_per_day is not None:
        lines.append(said("balance-spent-of", used=spent, limit=room.rules.credits_per_day))
    return "\n".join(lines)


COMMAND = Command(
    "balance",
    run,
    {"en": "what you have left", "vi": "bạn còn bao nhiêu"},
    order=40,
    also=("sodu", "tien", "vi", "wallet", "credits"),
    where="private",
)
