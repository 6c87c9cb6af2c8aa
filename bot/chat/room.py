"""What every handler of the chat may use: one value, made once in `bot.app`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from telegram import Bot, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated

from bot.chat.access import Access
from bot.chat.card import Cards
from bot.chat.errands import Errands
from bot.chat.incoming import Incoming
from bot.chat.pacing import Pacer
from bot.chat.persons import Persons
from bot.chat.refusals import is_topic_shut
from bot.chat.signing import Signer
from bot.chat.taps import Taps
from bot.clock import Clock
from bot.generation.admission import Admission
from bot.generation.line import Line
from bot.generation.quote import Quoting
from bot.generation.reconcile import Reconciling
from bot.generation.rules import Rules
from bot.generation.settle import Settling
from bot.providers.catalog import Catalog
from storage import people
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Room:
    """The parts a handler works with."""

    bot: Bot
    me: str
    db: Database
    catalog: Catalog
    quoting: Quoting
    admission: Admission
    rules: Rules
    access: Access
    line: Line
    settling: Settling
    cards: Cards
    persons: Persons
    pacer: Pacer
    signer: Signer
    taps: Taps
    errands: Errands
    reconciling: Reconciling
    clock: Clock
    data_dir: Path

    async def answer(self, incoming: Incoming, text: str, **more: object) -> Message:
        """Answer a message in its chat and topic, in groups as a reply.

        A group that has moved is followed; where Telegram has shut the topic it goes to the chat alone.
        """
        reply = None
        if not incoming.is_private:
            reply = ReplyParameters(incoming.message_id, allow_sending_without_reply=True)
        try:
            return await self._say(
                incoming.chat_id, text, message_thread_id=incoming.thread_id, reply_parameters=reply, **more
            )
        except ChatMigrated as error:
            await self.db.write(people.migrate_chat, incoming.chat_id, error.new_chat_id)
            return await self._say(error.new_chat_id, text, **more)
        except BadRequest as error:
            if not is_topic_shut(error):
                raise
        return await self._say(incoming.chat_id, text, **more)

    async def _say(self, chat_id: int, text: str, **more: object) -> Message:
        async def send() -> Message:
            return await self.bot.send_message(
                chat_id,
                text,
                parse_mode=ParseMode.HTML,
                **more,  # type: ignore[arg-type] # keyboards and the like, PTB's own names
            )

        return await self.pacer.say(chat_id, send, repeatable=False, answer=True)
