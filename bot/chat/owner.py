"""Sentences for the owner: each trouble once, with what to do about it, in the private chat of each admin."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.chat.admin.desk import ACTION
from bot.chat.errands import Errands
from bot.chat.signing import Signer
from bot.chat.texts import Texts, texts
from bot.clock import Clock
from storage import alerts, buttons, people
from storage.database import Database, Tx
from storage.people import Person

log = logging.getLogger(__name__)
_QUIET_S = 3600
_LASTING_S = 86400  # what lasts is told again after a day
# The kinds of trouble that last, and the page of the desk that a button under the alert opens.
_PAGES: Mapping[str, str] = {
    "drift": "gateways",
    "budget": "gateways",
    "gateway": "gateways",
    "books": "check",
    "stuck": "gateways",
}


@dataclass(frozen=True, slots=True)
class Memory:
    """Where it is kept what was told, and how a button is signed."""

    db: Database
    signer: Signer


class OwnerAlerts:
    """Implements the generation's `Alerts`; an alert that cannot be sent stands in the log all the same."""

    def __init__(
        self, bot: Bot, admin_ids: Iterable[int], errands: Errands, clock: Clock, memory: Memory | None = None
    ) -> None:
        self._bot = bot
        self._admin_ids = tuple(admin_ids)
        self._errands = errands
        self._clock = clock
        self._memory = memory
        self._told: dict[str, int] = {}

    def tell(self, key: str, text: str) -> None:
        """Tell soon; of a ``key`` told within the hour (what lasts: the day) the log alone hears, and quietly."""
        now, quiet_s = self._clock.now(), _quiet_s(key)
        again = now - self._told.get(key, -quiet_s) < quiet_s
        log.log(logging.INFO if again else logging.ERROR, "owner.alert", extra={"key": key, "text": text})
        if again:
            return
        self._told[key] = now
        self._errands.send(f"alert:{key}", partial(self._send, key, text))

    def over(self, key: str) -> None:
        """Note that a trouble has ended: it is told once more when it comes back."""
        self._told.pop(key, None)
        if self._memory is not None:
            self._errands.send(f"over:{key}", partial(self._end, self._memory, key))

    async def _end(self, memory: Memory, key: str) -> None:
        if await memory.db.read(alerts.is_open, key):
            await memory.db.write(alerts.end, key)

    async def _send(self, key: str, text: str) -> None:
        memory = self._memory
        if memory is not None and not await memory.db.write(alerts.begin, key, self._clock.now(), _quiet_s(key)):
            return  # told before the last start
        for admin_id in self._admin_ids:
            try:
                await self._tell_one(admin_id, key.partition(":")[0], text)
            except TelegramError as error:
                log.warning("owner.not_told", extra={"error": type(error).__name__})

    async def _tell_one(self, admin_id: int, kind: str, text: str) -> None:
        person = None if self._memory is None else await self._memory.db.read(people.by_telegram_id, admin_id)
        said = texts(None if person is None else person.language)
        hint = said.plain("alert-what", kind=kind)
        keyboard = None if person is None else await self._keyboard(person, kind, said)
        await self._bot.send_message(admin_id, f"⚠️ {text}\n{hint}"[:4000], reply_markup=keyboard)

    async def _keyboard(self, person: Person, kind: str, said: Texts) -> InlineKeyboardMarkup | None:
        page, memory = _PAGES.get(kind), self._memory
        if page is None or memory is None or person.telegram_id is None:
            return None
        chat_id, now = person.telegram_id, self._clock.now()

        async def mint(tx: Tx) -> str:
            return await buttons.lasting(tx, ACTION, chat_id, now, f"show:{page}:", person.uid)

        data = memory.signer.data(await memory.db.write(mint))
        return InlineKeyboardMarkup([[InlineKeyboardButton(said.plain("owner-button-look"), callback_data=data)]])


def _quiet_s(key: str) -> int:
    return _LASTING_S if key.partition(":")[0] in _PAGES else _QUIET_S
