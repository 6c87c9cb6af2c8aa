"""Invitations: the link that brings somebody, who came by it, and telling both what it brought."""

from __future__ import annotations

import logging

from bot.chat import private_word
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import texts
from bot.generation import gifts
from storage import invites
from storage.people import Person

log = logging.getLogger(__name__)
_START = "inv-"
_EVERY_S = 15.0


def link(room: Room, code: str) -> str:
    """Return the address that opens the bot with somebody's code."""
    return f"https://t.me/{room.me}?start={_START}{code}"


async def welcome_guest(room: Room, incoming: Incoming, person: Person) -> bool:
    """Note who came by a link and tell them what it promises; False where it promises nothing."""
    code = incoming.words.removeprefix(_START)
    if code == incoming.words or not incoming.is_private:
        return False
    if not await room.db.write(gifts.note_guest, person, code, room.rules, room.clock.now()):
        return False
    await room.answer(incoming, texts(person.language)("invite-guest", credits=room.rules.invite_credits))
    return True


async def tell_hosts(room: Room) -> None:
    """Go on telling people what their guests brought them, until cancelled."""
    while True:
        await room.clock.sleep(_EVERY_S)
        try:
            for invite in await room.db.write(invites.take_untold):
                for uid, key in ((invite.host_uid, "invite-host-given"), (invite.guest_uid, "invite-guest-given")):
                    await private_word.tell(room, uid, key, credits=invite.credits)
        except Exception:
            log.exception("invites.stumbled")
