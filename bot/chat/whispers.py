"""What concerns one person alone, said in a group to that person alone: ephemeral messages, new in Bot API 10.2/10.3.

A bot may send them where it leads the group; elsewhere they are refused, and what is to be said becomes a reply without
a sound. That is remembered for a while, so that Telegram is not asked each time. That one gets through is not promised:
so only what may be lost is said so, and never a result.
"""

from __future__ import annotations

import logging

from telegram import Bot, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.chat.incoming import Incoming
from bot.chat.replying import Replying, Spot
from bot.clock import Clock

log = logging.getLogger(__name__)
_REFUSED_S = 3600.0  # so long after a refusal nothing is whispered there
_REMEMBERED_MAX = 2000
_EVERYWHERE = 0  # a Bot API server that knows no such messages shows them to everybody


class Whispers:
    """One for the bot; remembers where it may not."""

    def __init__(self, bot: Bot, replying: Replying, clock: Clock) -> None:
        self._bot = bot
        self._replying = replying
        self._clock = clock
        self._refused: dict[int, float] = {}
        self.are_heard = False  # whether Telegram has shown one to its receiver alone since the start

    async def say(self, incoming: Incoming, text: str, aloud: str | None = None) -> None:
        """Answer who wrote: in a group so that nobody else sees it, or at least nobody hears it.

        ``aloud`` is what is said instead where others might read it; with it too is tried out whether they would.
        """
        public = text if aloud is None or incoming.is_private else aloud
        if not await self.try_to(incoming, text if self.are_heard else public):
            await self._reply(incoming, public)

    async def try_to(self, incoming: Incoming, text: str) -> bool:
        """Tell who wrote in a group, and nobody else; False where that cannot be, and nothing was said."""
        receiver = incoming.sender_id
        if incoming.is_private or receiver is None or self._is_refused(incoming.chat_id):
            return False

        async def send(spot: Spot) -> Message:
            told = {"ephemeral_message_parameters": {"receiver_user_id": receiver}}
            return await self._bot.send_message(
                spot.chat_id, text, parse_mode=ParseMode.HTML, message_thread_id=spot.thread_id, api_kwargs=told
            )

        try:
            message = await self._replying.send(incoming, send, answer=True)
        except BadRequest as error:
            log.info("whisper.refused", extra={"chat": incoming.chat_id, "error": str(error)})
            self._refuse(incoming.chat_id)
            return False
        if "ephemeral_message_id" not in message.api_kwargs:
            log.info("whisper.unknown", extra={"chat": incoming.chat_id})
            self._refuse(_EVERYWHERE)
            self.are_heard = False
        else:
            self.are_heard = True
        return True

    def forget(self, chat_id: int) -> None:
        """Try again in a group where the bot has become something else: an admin perhaps."""
        self._refused.pop(chat_id, None)

    async def _reply(self, incoming: Incoming, text: str) -> None:
        silent = None if incoming.is_private else True

        async def send(spot: Spot) -> Message:
            return await self._bot.send_message(
                text=text, parse_mode=ParseMode.HTML, disable_notification=silent, **spot.names
            )

        await self._replying.send(incoming, send, answer=True)

    def _is_refused(self, chat_id: int) -> bool:
        now = self._clock.steady()
        return any(self._refused.get(place, now) > now for place in (_EVERYWHERE, chat_id))

    def _refuse(self, place: int) -> None:
        if len(self._refused) >= _REMEMBERED_MAX:
            self._refused.clear()
        self._refused[place] = self._clock.steady() + _REFUSED_S
