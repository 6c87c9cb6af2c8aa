"""``/promo CODE``: credits for a code, once for each person."""

from __future__ import annotations

from datetime import datetime

from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import texts
from bot.errors import PersonError
from bot.generation import gifts, period
from storage import promos
from storage.people import Person
from storage.promos import PromoError

_TRIES_MAX = 20  # of codes that give nothing, in a day: codes are not found by guessing


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Give what the code gives, or say why it gives nothing."""
    said, now, rules = texts(person.language), room.clock.now(), room.rules
    if rules.billing != "credits":
        raise PersonError("promo-nobody-pays")
    if not incoming.words:
        raise PersonError("promo-usage")
    if not incoming.is_private:
        raise PersonError("promo-group", me=room.me)
    today = period.day(now, rules.zone)
    if await room.db.read(promos.tries, person.uid, today) >= _TRIES_MAX:
        raise PersonError("promo-tries")
    try:
        promo = await room.db.write(gifts.redeem, incoming.words, person.uid, now)
    except PromoError as error:
        await room.db.write(promos.note_try, person.uid, today)
        raise PersonError(f"promo-no-{error.reason.replace('_', '-')}") from None
    day = datetime.fromtimestamp(gifts.ends_of(promo, now) or now, rules.zone).date()
    keeps = "yes" if promo.keeps_days is None else "no"
    await room.answer(incoming, said("promo-given", credits=promo.credits, keeps=keeps, day=day.day, month=day.month))


COMMAND = Command(
    "promo",
    run,
    {"en": "credits for a code", "vi": "nhập mã quà tặng"},
    order=43,
    also=("code", "coupon", "voucher", "ma", "magiamgia", "maquatang", "giftcode", "redeem"),
    where="private",
)
