"""Sentences for the owner: the same trouble once an hour, in the private chat of each admin."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial

from telegram import Bot
from telegram.error import TelegramError

from bot.chat.errands import Errands
from bot.clock import Clock

log = logging.getLogger(__name__)
_QUIET_S = 3600


class OwnerAlerts:
    """Implements the generation's `Alerts`; an alert that cannot be sent stands in the log all the same."""

    def __init__(self, bot: Bot, admin_ids: Iterable[int], errands: Errands, clock: Clock) -> None:
        self._bot = bot
        self._admin_ids = tuple(admin_ids)
        self._errands = errands
        self._clock = clock
        self._told: dict[str, int] = {}

    def tell(self, key: str, text: str) -> None:
        """Tell soon; of a ``key`` told within the hour the log alone hears, and quietly."""
        now = self._clock.now()
        again = now - self._told.get(key, -_QUIET_S) < _QUIET_S
        log.log(logging.INFO if again else logging.ERROR, "owner.alert", extra={"key": key, "text": text})
        if again:
            return
        self._told[key] = now
        self._errands.send(f"alert:{key}", partial(self._send, text))

    async def _send(self, text: str) -> None:
        for admin_id in self._admin_ids:
            try:
                await self._bot.send_message(admin_id, f"⚠️ {text}"[:4000])
            except TelegramError as error:
                log.warning("owner.not_told", extra={"error": type(error).__name__})
