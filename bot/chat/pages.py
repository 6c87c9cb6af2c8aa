"""Menus of one message: a page is words and buttons, and a press edits the message into another page.

Its buttons are the opener's alone and are found again after a restart, as they are all kept.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.replying import Living
from bot.chat.room import Room
from storage import buttons
from storage.database import Tx
from storage.people import Person

T = TypeVar("T")
PER_PAGE = 8
BACK, ON = "\u2039", "\u203a"  # single angle quotation marks: a page back, a page on


@dataclass(frozen=True, slots=True)
class Key:
    """A button of a page."""

    label: str
    action: str
    argument: str


@dataclass(frozen=True, slots=True)
class Page:
    """What the message shows."""

    text: str
    rows: Sequence[Sequence[Key]]


async def open_page(room: Room, to: Living, person: Person, page: Page) -> None:
    """Answer a message or a press with a page."""
    keyboard = await _keyboard(room, page, to.chat_id, person)
    await room.answer(to, page.text, reply_markup=keyboard)


def turn_to(room: Room, query: CallbackQuery, person: Person, make: Callable[[], Awaitable[Page]]) -> None:
    """Edit the message of a press into a page, made then; the press itself is answered meanwhile."""

    async def turn() -> None:
        message = query.message
        if message is None:
            return
        page = await make()
        await room.rewrite(message, await _keyboard(room, page, message.chat.id, person), page.text)

    room.errands.send(f"page:{query.id}", turn)


def in_pairs(keys: Sequence[Key]) -> list[Sequence[Key]]:
    """Return keys two a row."""
    return [keys[at : at + 2] for at in range(0, len(keys), 2)]


def cut(everything: Sequence[T], number: int) -> tuple[Sequence[T], int, int]:
    """Return one page of a long list, its number and how many there are, from 1; a number too high is the last."""
    count = max(-(-len(everything) // PER_PAGE), 1)
    number = min(max(number, 1), count)
    return everything[(number - 1) * PER_PAGE : number * PER_PAGE], number, count


def leafing(action: str, begun: str, number: int, count: int) -> list[Sequence[Key]]:
    """Return the row that leafs through a list of pages; no row where there is one page."""
    back = [Key(BACK, action, f"{begun}{number - 1}")] if number > 1 else []
    on = [Key(ON, action, f"{begun}{number + 1}")] if number < count else []
    return [[*back, *on]] if back or on else []


async def _keyboard(room: Room, page: Page, chat_id: int, person: Person) -> InlineKeyboardMarkup | None:
    if not page.rows:
        return None
    now = room.clock.now()

    async def mint(tx: Tx) -> list[list[tuple[str, str]]]:
        return [
            [(key.label, await buttons.lasting(tx, key.action, chat_id, now, key.argument, person.uid)) for key in row]
            for row in page.rows
        ]

    rows = await room.db.write(mint)
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=room.signer.data(nonce)) for label, nonce in row] for row in rows]
    )
