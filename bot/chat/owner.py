"""Sentences for the owner: each trouble once, with what to do about it, in the private chat of each admin."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.chat.admin.desk import ACTION
from bot.chat.errands import Errands
from bot.chat.signing import Signer
from bot.chat.texts import Texts, texts
from bot.clock import Clock
from bot.providers.money import Cost, shown
from bot.web.sheets import decimal
from storage import buttons, people, told
from storage.database import Database, Tx
from storage.people import Person

log = logging.getLogger(__name__)
_QUIET_S = 3600
_LASTING = ("gateway", "stuck")  # told once, also over a restart, until it is over
_ABOUT_ONE = ("payment",)  # pages of what the alert's key names
# The page of the desk that a button under an alert opens.
_PAGES: Mapping[str, str] = {
    "drift": "gateways",
    "budget": "gateways",
    "gateway": "gateways",
    "price": "gateways",
    "books": "check",
    "stuck": "gateways",
    "aside": "payment",
    "stars-list": "payments",
    "stars-balance": "payments",
}


_LOGGED = "en"


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

    def tell(self, key: str, what: str, **values: str | int | Cost) -> None:
        """Tell soon; of a ``key`` told within the hour the log alone hears, and quietly."""
        text = worded(texts(_LOGGED), what, values)
        now = self._clock.now()
        again = now - self._told.get(key, -_QUIET_S) < _QUIET_S
        log.log(logging.INFO if again else logging.ERROR, "owner.alert", extra={"key": key, "text": text})
        if again:
            return
        self._told[key] = now
        self._errands.send(f"alert:{key}", partial(self._send, key, partial(worded, what=what, values=values)))

    def over(self, key: str) -> None:
        """Note that a trouble has ended: it is told once more when it comes back."""
        self._told.pop(key, None)
        if self._memory is not None:
            self._errands.send(f"over:{key}", partial(self._end, self._memory, key))

    async def _end(self, memory: Memory, key: str) -> None:
        if key in await memory.db.read(told.names, key):
            await memory.db.write(told.forget, key)

    async def _send(self, key: str, words: Callable[[Texts], str]) -> None:
        memory, (kind, _, about) = self._memory, key.partition(":")
        lasts = memory is not None and kind in _LASTING
        if memory is not None and lasts and not await memory.db.write(told.once, key, self._clock.now()):
            return
        for admin_id in self._admin_ids:
            try:
                await self._tell_one(admin_id, (kind, about), words)
            except TelegramError as error:
                log.warning("owner.not_told", extra={"error": type(error).__name__})

    async def _tell_one(self, admin_id: int, trouble: tuple[str, str], words: Callable[[Texts], str]) -> None:
        person = None if self._memory is None else await self._memory.db.read(people.by_telegram_id, admin_id)
        said = texts(None if person is None else person.language)
        hint = said.plain("alert-what", kind=trouble[0])
        keyboard = None if person is None else await self._keyboard(person, trouble, said)
        await self._bot.send_message(admin_id, f"⚠️ {words(said)}\n{hint}"[:4000], reply_markup=keyboard)

    async def _keyboard(self, person: Person, trouble: tuple[str, str], said: Texts) -> InlineKeyboardMarkup | None:
        page, memory = _PAGES.get(trouble[0]), self._memory
        if page is None or memory is None or person.telegram_id is None:
            return None
        chat_id, now = person.telegram_id, self._clock.now()
        about = trouble[1] if page in _ABOUT_ONE else ""

        async def mint(tx: Tx) -> str:
            return await buttons.lasting(tx, ACTION, chat_id, now, f"show:{page}:{about}", person.uid)

        data = memory.signer.data(await memory.db.write(mint))
        return InlineKeyboardMarkup([[InlineKeyboardButton(said.plain("owner-button-look"), callback_data=data)]])


def worded(said: Texts, what: str, values: Mapping[str, str | int | Cost]) -> str:
    """Return an alert in one language, its money as that language writes it."""
    told = {name: _written(said, one) if isinstance(one, Cost) else one for name, one in values.items()}
    return said.plain(f"alert-{what}", **told)


def _written(said: Texts, money: Cost) -> str:
    """Write money as the desk does: dong as credits are."""
    is_dong = money.unit == "VND"
    return said.plain("admin-money", amount=money.amount) if is_dong else decimal(shown(money), said.language)
