"""The card that comes before its job, where very many ask at once: reading and booking a request takes its time then.

What it says is true: the message is stored by now. Once the job is admitted the card is its card; where nothing comes
of it the card goes, and what there is to say comes as ever (docs/adr/0016).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from bot.chat.client import call_raw
from bot.chat.incoming import Incoming
from bot.chat.replying import Replying, Spot
from bot.chat.texts import texts

log = logging.getLogger(__name__)
_OTHERS_S = 1.0  # so long what comes after a first word waits for those of others


class EarlyCards:
    """Sends them; in groups never, where an edit is one of the few messages a minute."""

    def __init__(self, bot: Bot, replying: Replying, is_rushed: Callable[[], bool]) -> None:
        self._bot = bot
        self._replying = replying
        self._is_rushed = is_rushed
        self._under_way = 0
        self._all_sent = asyncio.Event()
        self._patience: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def ahead(self, incoming: Incoming, language: str) -> AsyncIterator[int | None]:
        """Say that a request is here, then let the block see to it; yields the message's number.

        None where nothing is said ahead. An error of the block takes the message away. The block begins when others
        have their first words too: it would hold those up.
        """
        if not incoming.is_private or not self._is_rushed():
            yield None
            return
        card_id = await self._send(incoming, texts(language)("card-early"))
        if self._all_sent.is_set():
            await asyncio.sleep(0)  # who had their word last comes behind those who are let go by it
        else:
            await self._all_sent.wait()
        try:
            yield card_id
        except Exception:
            await self.take_back(incoming, card_id, language)
            raise

    async def take_back(self, incoming: Incoming, card_id: int | None, language: str) -> None:
        """Take one away whose job has a card already."""
        if card_id is not None:
            await self._replying.take_away(incoming.chat_id, card_id, texts(language)("early-below"))

    async def _send(self, incoming: Incoming, text: str) -> int | None:
        async def send(spot: Spot) -> int:
            message: dict[str, Any] = await call_raw(self._bot, "sendMessage", {"text": text} | spot.names)
            return int(message["message_id"])

        self._count(1)
        try:
            return await self._replying.send(incoming, send, answer=True)
        except TelegramError as error:
            log.info("early_card.not_sent", extra={"error": type(error).__name__})
            return None
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        if self._under_way == 0:
            self._all_sent.clear()
            self._patience = asyncio.get_running_loop().call_later(_OTHERS_S, self._all_sent.set)
        self._under_way += change
        if self._under_way == 0 and self._patience is not None:
            self._patience.cancel()
            self._all_sent.set()
