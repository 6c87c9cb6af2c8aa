"""Who is kept out, and everybody while the house is mended: told kindly, and in a group not again and again.

What the law and Telegram's terms give everybody stays open: one's data, one's receipts, the way to support.
"""

from __future__ import annotations

from bot.chat import history, leaving_page, purse_words, refunding, topping_up, unfinished
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.taps import Taps
from bot.errors import PersonError
from storage import blocks, people, switches
from storage.buttons import Button
from storage.database import Tx
from storage.people import Person

# Commands, and what their buttons do.
_OPEN = frozenset({"mydata", "deleteme", "privacy", "terms", "paysupport", "balance", "history"})
_OPEN_PRESSES = frozenset({leaving_page.ACTION, refunding.ASK, history.OPEN, history.LEAF, purse_words.THEME})
_QUIET_S = 600.0


class SilenceError(Exception):
    """It was said before; nothing more is said now."""


class Gate:
    """One for the bot; owners pass always, so that they can look after it."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._told = Taps(room.clock, _QUIET_S)

    async def check(self, request: Incoming, person: Person) -> None:
        """Raise PersonError where nothing is done for a message now; in a group SilenceError the next times."""
        shut = None if request.command in _OPEN else await self._shut(person, request.chat_id)
        if shut is None or await self._is_open_answer(request, person):
            return
        if not request.is_private and not self._told.note(f"{shut.key}:{request.chat_id}:{person.uid}"):
            raise SilenceError
        raise shut

    async def _is_open_answer(self, request: Incoming, person: Person) -> bool:
        """Whether these are the words that an open command asked for by its button."""
        if request.command or not request.words or request.files or request.is_spoken or not request.is_private:
            return False
        return await unfinished.command_open(self._room, request.chat_id, person) in _OPEN

    async def check_press(self, button: Button, person: Person) -> None:
        """Raise PersonError where nothing is done for a press now."""
        is_open = button.action in _OPEN_PRESSES or (button.action, button.argument) == topping_up.STOP
        shut = None if is_open else await self._shut(person, button.chat_id)
        if shut is not None:
            raise shut

    async def _shut(self, person: Person, chat_id: int) -> PersonError | None:
        if self._room.access.is_admin(person.telegram_id):
            return None
        return await self._room.db.read(_why, person.uid, chat_id)

    async def shut_to(self, telegram_id: int) -> PersonError | None:
        """Return why nothing is done for somebody whom we may not have met; nobody is met by this."""
        if self._room.access.is_admin(telegram_id):
            return None
        return await self._room.db.read(_why_to, telegram_id)


async def _why_to(tx: Tx, telegram_id: int) -> PersonError | None:
    person = await people.by_telegram_id(tx, telegram_id)
    return await _why(tx, "" if person is None else person.uid, telegram_id)


async def _why(tx: Tx, uid: str, chat_id: int) -> PersonError | None:
    if await blocks.is_blocked(tx, uid):
        return PersonError("blocked")
    if chat_id < 0 and await blocks.chat_is_blocked(tx, chat_id):
        return PersonError("blocked-group")
    switch = await switches.find(tx, switches.MAINTENANCE)
    return None if switch is None else PersonError("maintenance", words=switch.reason or "none")
