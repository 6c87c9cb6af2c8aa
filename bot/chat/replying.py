"""The one way to send where a job or a question lives, and to edit a card there.

In its topic, in groups as a reply; in the chat alone where the topic is shut or gone; and where the group has moved to.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from telegram import Bot, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError, TimedOut

from bot.chat.client import call_raw
from bot.chat.pacing import Pacer
from bot.chat.refusals import is_deleted, is_gone, is_same, is_topic_shut
from bot.clock import Clock
from storage import people
from storage.database import Database

log = logging.getLogger(__name__)
T = TypeVar("T")
_LOST_WAITS_S = (0, 3, 30)  # before each send of what may stand there already: the answer was lost
_NO_CHAT = 0  # the greeting's own turns
_DETOURS_MAX = 3  # a topic that is shut, a group that has moved, and once more


class Living(Protocol):
    """A job, or a message that came in: what names a chat, a topic of it and a message to reply to."""

    @property
    def chat_id(self) -> int:
        """The chat as it was called then."""

    @property
    def thread_id(self) -> int | None:
        """The topic, where there is one."""

    @property
    def message_id(self) -> int | None:
        """What was asked."""


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, where nothing is replied to."""

    chat_id: int
    thread_id: int | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a message goes; with a topic and a message to reply to only where they still count."""

    chat_id: int
    thread_id: int | None = None
    reply: ReplyParameters | None = None

    @property
    def names(self) -> dict[str, Any]:
        """The same under the names of PTB."""
        return {"chat_id": self.chat_id, "message_thread_id": self.thread_id, "reply_parameters": self.reply}


class Replying:
    """Sends and edits in turn; a group's move is written down as soon as Telegram tells of it."""

    def __init__(self, bot: Bot, db: Database, pacer: Pacer, clock: Clock) -> None:
        self._bot = bot
        self._db = db
        self._pacer = pacer
        self._clock = clock

    async def send(self, to: Living, call: Callable[[Spot], Awaitable[T]], *, answer: bool = False) -> T:
        """Send once; ``answer`` as the pacer has it. A lost answer reaches the caller as TimedOut."""
        spot = await self._spot(to)
        for _ in range(_DETOURS_MAX):
            try:
                return await self._say(spot, call, answer=answer)
            except ChatMigrated as error:
                spot = await self._follow(spot.chat_id, error)
            except BadRequest as error:
                if not is_topic_shut(error) or spot == Spot(spot.chat_id):
                    raise
                spot = Spot(spot.chat_id)
        return await self._say(spot, call, answer=answer)

    async def send_words(self, to: Living, fields: Mapping[str, Any], *, answer: bool = False) -> int:
        """Send a text once, its ``fields`` named as the Bot API does; returns the message's number."""

        async def send(spot: Spot) -> int:
            message = await call_raw(self._bot, "sendMessage", {"parse_mode": ParseMode.HTML, **fields, **spot.names})
            return int(message["message_id"])

        return await self.send(to, send, answer=answer)

    async def insist(self, job_id: int, show: Callable[[], Awaitable[object]]) -> bool:
        """Show what a job has come to; again, but not for ever, where the answer to a send is lost: it may stand there.

        Returns False where that is still not known after the last.
        """
        for wait_s in _LOST_WAITS_S:
            if wait_s:
                await self._clock.sleep(wait_s)
                await self._pacer.say(
                    _NO_CHAT, self._bot.get_me, repeatable=True, answer=True
                )  # not before Telegram is back
            try:
                await show()
            except TimedOut:
                log.warning("answer.lost", extra={"job": job_id})
            else:
                return True
        return False

    def count(self, chat_id: int, messages: int) -> None:
        """Note that more messages went out than turns were taken: an album is one call, and as many as are in it."""
        self._pacer.note(chat_id, messages)

    async def edit(self, chat_id: int, call: Callable[[], Awaitable[object]], *, answer: bool = False) -> bool:
        """Edit a card; False where there is none to edit any more: gone, its topic shut, its group moved."""
        try:
            await self._pacer.say(chat_id, call, repeatable=True, answer=answer)
        except ChatMigrated as error:
            await self._follow(chat_id, error)
            return False
        except BadRequest as error:
            if is_gone(error) or is_topic_shut(error):
                return False
            if not is_same(error):
                raise
        return True

    async def take_away(self, chat_id: int, message_id: int, instead: str) -> None:
        """Delete a card that another message takes the place of; where it cannot go, it becomes a line of words.

        Nothing depends on it: that even this failed stands in the log.
        """
        try:
            if not await self._delete(chat_id, message_id):
                await self.edit(chat_id, partial(self._bot.edit_message_text, instead, chat_id, message_id))
        except TelegramError as error:
            log.info("card.not_taken_away", extra={"chat": chat_id, "error": str(error)})

    async def _delete(self, chat_id: int, message_id: int) -> bool:
        try:
            await self._pacer.say(chat_id, partial(self._bot.delete_message, chat_id, message_id), repeatable=True)
        except BadRequest as error:
            return is_deleted(error)
        return True

    async def _say(self, spot: Spot, call: Callable[[Spot], Awaitable[T]], *, answer: bool) -> T:
        return await self._pacer.say(spot.chat_id, partial(call, spot), repeatable=False, answer=answer)

    async def _spot(self, to: Living) -> Spot:
        if to.chat_id > 0:  # in private nothing moves, and answers need not show whose they are
            return Spot(to.chat_id, to.thread_id)
        chat_id = await self._db.read(people.follow_chat, to.chat_id)
        if chat_id != to.chat_id:
            return Spot(chat_id)  # what it hung on did not move along
        # What was said to us alone has the number 0, which nothing can hang on.
        reply = ReplyParameters(to.message_id, allow_sending_without_reply=True) if to.message_id else None
        return Spot(chat_id, to.thread_id, reply)

    async def _follow(self, chat_id: int, moved: ChatMigrated) -> Spot:
        await self._db.write(people.migrate_chat, chat_id, moved.new_chat_id)
        return Spot(moved.new_chat_id)
