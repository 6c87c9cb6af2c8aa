"""``/invite``: a personal link; who comes by it and makes a first result brings credits to both."""

from __future__ import annotations

from urllib.parse import quote

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.inviting import link
from bot.chat.room import Room
from bot.chat.texts import texts
from bot.errors import PersonError
from storage import invites
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the link and how many guests counted; it may be shown in a group, as it is meant to be passed on."""
    rules, said = room.rules, texts(person.language)
    if rules.billing != "credits" or not rules.invite_credits or rules.invites_most == 0:
        raise PersonError("invite-off")
    address = link(room, await room.db.write(invites.link_of, person.uid))
    counted, waiting = await room.db.read(invites.guests, person.uid)
    most = -1 if rules.invites_most is None else rules.invites_most
    text = said("invite-link", link=address, credits=rules.invite_credits, counted=counted, most=most, waiting=waiting)
    share = f"https://t.me/share/url?url={quote(address, safe='')}"
    button = InlineKeyboardButton(said.plain("button-share"), url=share)
    await room.answer(incoming, text, reply_markup=InlineKeyboardMarkup([[button]]))


COMMAND = Command(
    "invite",
    run,
    {"en": "a link that brings you both credits", "vi": "mời bạn, cả hai cùng được tiền"},
    order=42,
    also=("moi", "moiban", "referral", "refer", "ref", "gioithieu", "friends", "banbe"),
    where="private",
)
