"""``/balance``: what is left, of money and of today."""

from __future__ import annotations

from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import texts
from bot.generation import period
from bot.generation.accounts import payer_of
from storage import ledger, quotas
from storage.database import Tx
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with wallet and quotas, which are nobody else's business: a group, which has no wallet, is not told."""
    said = texts(person.language)
    if not incoming.is_private:
        await room.answer(incoming, said("balance-group", me=room.me))
        return
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
    if room.rules.pictures_per_day is None:
        lines.append(said("balance-pictures", used=pictures))
    else:
        lines.append(said("balance-pictures-of", used=pictures, limit=room.rules.pictures_per_day))
    if room.rules.credits_per_day is not None:
        lines.append(said("balance-spent-of", used=spent, limit=room.rules.credits_per_day))
    await room.answer(incoming, "\n".join(lines))


COMMAND = Command(
    "balance",
    run,
    {"en": "what you have left", "vi": "bạn còn bao nhiêu"},
    order=40,
    also=("sodu", "tien", "vi", "wallet", "credits"),
    where="private",
)
