"""Buttons that belong to no job: one person's, or theirs who presses first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton

from bot.chat.room import Room
from storage import buttons
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Wanted:
    """A button to be made: what it does, with what, and what it says."""

    action: str
    argument: str
    label: str


async def mint_all(
    tx: Tx, room: Room, chat_id: int, person_uid: str | None, wanted: Sequence[Wanted]
) -> list[InlineKeyboardButton]:
    """Make the buttons, in their order; without a person they are for whoever presses first."""
    now = room.clock.now()
    nonces = [
        await buttons.mint(tx, one.action, chat_id, now, argument=one.argument, person_uid=person_uid) for one in wanted
    ]
    return [
        InlineKeyboardButton(one.label, callback_data=room.signer.data(nonce))
        for one, nonce in zip(wanted, nonces, strict=True)
    ]
