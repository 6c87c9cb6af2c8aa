"""What somebody has, in words and as a picture: wallet, gifts, quotas, the month. One message, and its two buttons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.chat import charting
from bot.chat.charting import Month
from bot.chat.incoming import Incoming
from bot.chat.preferences import chosen_by
from bot.chat.press import Press
from bot.chat.replying import Spot
from bot.chat.room import Room
from bot.chat.texts import Texts, texts
from bot.generation import gifts, period
from bot.media.chart import Theme
from storage import buttons, choices, grants, ledger, quotas, statement
from storage.database import Tx
from storage.grants import Grant
from storage.people import Person

THEME = "month_theme"
_OTHER: dict[Theme, Theme] = {"light": "dark", "dark": "light"}


@dataclass(frozen=True, slots=True)
class Purse:
    """What a person has at the moment."""

    wallet: int
    gifts: tuple[Grant, ...]
    held: int
    pictures: int
    spent: int
    month: Month | None

    @property
    def whole(self) -> int:
        """What can be spent, of all accounts together."""
        return self.wallet + sum(gift.available for gift in self.gifts)


async def read_purse(room: Room, person: Person) -> Purse:
    """Read all of it at once; today's free credits are given before, as this asks for something."""
    now, rules = room.clock.now(), room.rules
    if rules.billing == "credits" and rules.daily_credits:
        await room.db.write(gifts.give_daily, person.uid, rules, now)
    today = period.day(now, rules.zone)

    async def read(tx: Tx) -> Purse:
        spent = await statement.spent(tx, person.uid, charting.since(now, rules))
        return Purse(
            wallet=(await ledger.balance(tx, f"w:{person.uid}")).available,
            gifts=tuple(await grants.usable(tx, person.uid, now)),
            held=await statement.held(tx, person.uid),
            pictures=sum(await quotas.usage(tx, f"u:{person.uid}", "pictures", today)),
            spent=sum(await quotas.usage(tx, f"u:{person.uid}", "credits", today)),
            month=charting.month(spent, now, rules) if rules.billing == "credits" else None,
        )

    return await room.db.read(read)


def words(room: Room, person: Person, purse: Purse) -> str:
    """Return what stands in the message."""
    said, rules, lines = texts(person.language), room.rules, []
    if rules.billing == "credits":
        lines.append(said("balance-credits", credits=purse.whole))
        lines += [_gift(room, said, gift) for gift in purse.gifts if gift.expires_at is not None]
        if purse.held:
            lines.append(said("balance-held", credits=purse.held))
    if rules.pictures_per_day is None:
        lines.append(said("balance-pictures", used=purse.pictures))
    else:
        lines.append(said("balance-pictures-of", used=purse.pictures, limit=rules.pictures_per_day))
    if rules.credits_per_day is not None:
        lines.append(said("balance-spent-of", used=purse.spent, limit=rules.credits_per_day))
    if rules.billing == "credits" and (room.till.shop.sells or not room.access.is_admin(person.telegram_id)):
        lines.append(said("balance-more", sold="yes" if room.till.shop.sells else "no"))
    return "\n".join(lines)


async def send_purse(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer in private with the month as a picture and the words below it; at once with words where it is empty."""
    purse = await read_purse(room, person)
    text, theme = words(room, person, purse), await _theme(room, person)
    picture = None
    if purse.month is not None:
        picture = await room.charts.png(purse.month.chart(texts(person.language), theme))
    if picture is None:
        await room.answer(incoming, text)
        return
    keyboard = await _keyboard(room, incoming.chat_id, person, theme)

    async def send(spot: Spot) -> Message:
        return await room.bot.send_photo(
            photo=picture, caption=text, parse_mode=ParseMode.HTML, reply_markup=keyboard, **spot.names
        )

    try:
        await room.replying.send(incoming, send, answer=True)
    except BadRequest:  # photos are not taken here
        await room.answer(incoming, text)


async def press_theme(press: Press) -> str:
    """Draw the month light or dark from now on, and in the message that was pressed."""
    room, person, message = press.room, press.person, press.query.message
    theme: Theme = "dark" if press.button.argument == "dark" else "light"
    await room.db.write(choices.choose, choices.of_person(person.uid), "theme", theme)
    if message is None:
        return ""
    chat_id, message_id = message.chat.id, message.message_id

    async def show() -> None:
        purse = await read_purse(room, person)
        picture = None
        if purse.month is not None:
            picture = await room.charts.png(purse.month.chart(press.said, theme))
        if picture is None:
            return
        media = InputMediaPhoto(picture, caption=words(room, person, purse), parse_mode=ParseMode.HTML)
        keyboard = await _keyboard(room, chat_id, person, theme)
        edit = partial(room.bot.edit_message_media, media, chat_id, message_id, reply_markup=keyboard)
        await room.replying.edit(chat_id, edit, answer=True)

    room.errands.renew(f"month:{message_id}", show)
    return ""


async def _theme(room: Room, person: Person) -> Theme:
    return (await room.db.read(chosen_by, person.uid, 0)).own.theme


async def _keyboard(room: Room, chat_id: int, person: Person, theme: Theme) -> InlineKeyboardMarkup:
    said, now, other = texts(person.language), room.clock.now(), _OTHER[theme]

    async def mint(tx: Tx) -> list[str]:
        return [
            await buttons.lasting(tx, action, chat_id, now, argument, person.uid)
            for action, argument in (("history", ""), (THEME, other))
        ]

    nonces = await room.db.write(mint)
    labels = said.plain("button-history"), said.plain("button-theme", theme=other)
    row = [
        InlineKeyboardButton(label, callback_data=room.signer.data(nonce))
        for label, nonce in zip(labels, nonces, strict=True)
    ]
    return InlineKeyboardMarkup([row])


def _gift(room: Room, said: Texts, gift: Grant) -> str:
    day = datetime.fromtimestamp((gift.expires_at or 0) - 1, room.rules.zone).date()
    kind = "daily" if gift.kind == "daily" else "other"
    return said("balance-gift", kind=kind, credits=gift.available, day=day.day, month=day.month)
