"""A message of the owner's to everybody: slowly enough that answers and results never wait for it, and stopped at once.

Telegram takes about thirty messages a second in all; this sends at most twenty, one after another. What it reached
stands in rows (`storage.broadcasts`), so a restart goes on where it was.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.chat.pacing import seconds_of
from bot.chat.refusals import is_closed
from bot.chat.texts import escape
from bot.clock import Clock
from storage import broadcasts
from storage.broadcasts import Broadcast
from storage.database import Database

log = logging.getLogger(__name__)
EACH_S = 0.05  # twenty a second; answers have the rest of Telegram's thirty
_LOOK_S = 5.0
_GIVE_WAY_S = 0.5
_GONE = ("user is deactivated", "user not found", "chat_id is empty", "peer_id_invalid")


class Broadcasting:
    """One for the bot; sends one broadcast at a time."""

    def __init__(self, bot: Bot, db: Database, clock: Clock, *, is_crowded: Callable[[], bool]) -> None:
        """``is_crowded``: whether many people wait for their first answer; a broadcast waits behind them."""
        self._bot = bot
        self._db = db
        self._clock = clock
        self._is_crowded = is_crowded
        self._wake = asyncio.Event()

    def begin(self) -> None:
        """Look now: a broadcast was begun."""
        self._wake.set()

    async def watch_over(self) -> None:
        """Send what is to be sent, for ever."""
        while True:
            try:
                while (one := await self._db.read(broadcasts.under_way)) is not None:
                    await self._send_all(one)
            except Exception:
                log.exception("broadcast.stumbled")
                await self._clock.sleep(_LOOK_S)
                continue  # nobody presses anything for what is half sent
            await self._wake.wait()
            self._wake.clear()

    async def _send_all(self, one: Broadcast) -> None:
        text = escape(one.words)
        while (person := await self._db.write(broadcasts.take, one.id)) is not None:
            uid, telegram_id = person
            what = await self._send(telegram_id, text)
            if what == "closed":
                await self._db.write(broadcasts.close_to, uid, self._clock.now())
            await self._db.write(broadcasts.count, one.id, what)
            await self._clock.sleep(EACH_S)
            while self._is_crowded():
                await self._clock.sleep(_GIVE_WAY_S)
        if await self._db.write(broadcasts.finish, one.id, "done", self._clock.now()):
            log.info("broadcast.done", extra={"broadcast": one.id})

    async def _send(self, telegram_id: int, text: str) -> str:
        """Send to one; Telegram's own wish to wait is followed, a lost answer is not sent again."""
        while True:
            try:
                await self._bot.send_message(telegram_id, text, parse_mode=ParseMode.HTML)
            except RetryAfter as error:
                await self._clock.sleep(seconds_of(error))
            except TelegramError as error:
                is_gone = isinstance(error, BadRequest) and any(part in str(error).lower() for part in _GONE)
                log.info("broadcast.not_sent", extra={"error": type(error).__name__})
                return "closed" if is_closed(error) or is_gone else "failed"
            else:
                return "sent"
