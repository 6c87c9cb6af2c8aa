"""The card that comes before its job, where very many ask at once: reading and booking a request takes its time then.

What it says is true: the message is stored by now. Once the job is admitted the card is its card; where nothing comes
of it the card goes, and what there is to say comes as ever (docs/adr/0016).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from telegram.error import TelegramError

from bot.chat.errands import Errands
from bot.chat.incoming import Incoming
from bot.chat.pacing import Pacer
from bot.chat.replying import Replying
from bot.chat.texts import texts

log = logging.getLogger(__name__)
_OTHERS_S = 1.0  # so long what comes after a first word waits for those of others, and no word is waited for longer


class EarlyCards:
    """Sends them; in groups never, where an edit is one of the few messages a minute."""

    def __init__(self, replying: Replying, pacer: Pacer, errands: Errands, is_rushed: Callable[[], bool]) -> None:
        self._replying = replying
        self._pacer = pacer
        self._errands = errands
        self._is_rushed = is_rushed
        self._under_way: set[str] = set()
        self._all_sent = asyncio.Event()

    @asynccontextmanager
    async def ahead(self, incoming: Incoming, language: str) -> AsyncIterator[int | None]:
        """Say that a request is here, then let the block see to it; yields the message's number.

        None where nothing is said ahead: a chat that Telegram has slowed down is booked at once. An error of the block
        takes the message away. The block begins when others have their first words too: it would hold those up.
        """
        if not incoming.is_private or not self._is_rushed() or self._pacer.foresee_s(incoming.chat_id) > 0:
            yield None
            return
        card_id = await self._send(incoming, texts(language)("card-early"))
        await self._let_others_hear()
        try:
            yield card_id
        except Exception:
            self.take_back(incoming, card_id, language)
            raise

    def take_back(self, incoming: Incoming, card_id: int | None, language: str) -> None:
        """Take one away of which nothing comes, or whose job has a card already; nobody waits for that."""
        if card_id is not None:
            below = texts(language)("early-below")
            self._errands.send("early-card", partial(self._replying.take_away, incoming.chat_id, card_id, below))

    async def _let_others_hear(self) -> None:
        if self._all_sent.is_set():
            await asyncio.sleep(0)  # who had their word last comes behind those who are let go by it
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_OTHERS_S):
                await self._all_sent.wait()

    async def _send(self, incoming: Incoming, text: str) -> int | None:
        self._under_way.add(incoming.idem)
        self._all_sent.clear()
        late = asyncio.get_running_loop().call_later(_OTHERS_S, self._count_out, incoming.idem)
        try:
            return await self._replying.send_words(incoming, {"text": text}, answer=True)
        except TelegramError as error:
            log.info("early_card.not_sent", extra={"error": type(error).__name__})
            return None
        finally:
            late.cancel()
            self._count_out(incoming.idem)

    def _count_out(self, idem: str) -> None:
        self._under_way.discard(idem)
        if not self._under_way:
            self._all_sent.set()
