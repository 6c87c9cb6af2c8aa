"""What every handler of the chat may use: one value, made once in `bot.app`."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, MaybeInaccessibleMessage, Message
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.chat.access import Access
from bot.chat.batch_card import BatchCards
from bot.chat.broadcasting import Broadcasting
from bot.chat.card import Cards
from bot.chat.charting import Charts
from bot.chat.delivery import Delivery
from bot.chat.early_card import EarlyCards
from bot.chat.errands import Errands
from bot.chat.forgetting import Forgetting
from bot.chat.leaders import Leaders
from bot.chat.next_steps import NextSteps
from bot.chat.pacing import Pacer
from bot.chat.persons import Persons
from bot.chat.preferences import Chosen
from bot.chat.privacy import PrivacyFacts
from bot.chat.replying import Living, Replying, Spot
from bot.chat.signing import Signer
from bot.chat.taps import Taps
from bot.chat.till import Till
from bot.chat.whispers import Whispers
from bot.clock import Clock
from bot.generation.admission import Admission
from bot.generation.books import Books
from bot.generation.budgets import Budgets
from bot.generation.doors import Switchboard
from bot.generation.line import Line
from bot.generation.quote import Quoting
from bot.generation.reconcile import Reconciling
from bot.generation.rules import Rules
from bot.generation.seeds import Seeds
from bot.generation.settle import Settling
from bot.providers.catalog import Catalog
from bot.web.server import Dashboard
from storage.database import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Room:
    """The parts a handler works with; ``chosen`` is what holds for a request in a group (see `there`)."""

    bot: Bot
    db: Database
    catalog: Catalog
    quoting: Quoting
    admission: Admission
    rules: Rules
    access: Access
    line: Line
    settling: Settling
    cards: Cards
    early_cards: EarlyCards
    delivery: Delivery
    persons: Persons
    pacer: Pacer
    replying: Replying
    signer: Signer
    taps: Taps
    errands: Errands
    reconciling: Reconciling
    leaders: Leaders
    steps: NextSteps
    whispers: Whispers
    batch_cards: BatchCards
    forgetting: Forgetting
    privacy: PrivacyFacts
    till: Till
    clock: Clock
    data_dir: Path
    books: Books
    budgets: Budgets
    switchboard: Switchboard
    seeds: Seeds
    broadcasting: Broadcasting
    charts: Charts = field(default_factory=Charts)
    chosen: Chosen | None = None
    dashboard: Dashboard | None = None

    @property
    def me(self) -> str:
        """The bot's own @name."""
        return self.bot.username

    async def answer(self, to: Living, text: str, **more: Any) -> Message:  # noqa: ANN401 (PTB's own names)
        """Answer a message where it was written, or a press where its button hangs, in groups as a reply.

        Keyboards and the like by PTB's own names.
        """

        async def send(spot: Spot) -> Message:
            return await self.bot.send_message(text=text, parse_mode=ParseMode.HTML, **spot.names, **more)

        return await self.replying.send(to, send, answer=True)

    async def rewrite(
        self, message: MaybeInaccessibleMessage, keyboard: InlineKeyboardMarkup | None, text: str | None = None
    ) -> None:
        """Put other buttons under a message of ours, or other words with them.

        Where that cannot be it stays as it was, which is only logged: the next press tries it again.
        """
        chat_id, message_id = message.chat.id, message.message_id

        async def edit() -> object:
            if text is None:
                return await self.bot.edit_message_reply_markup(chat_id, message_id, reply_markup=keyboard)
            return await self.bot.edit_message_text(
                text, chat_id, message_id, parse_mode=ParseMode.HTML, reply_markup=keyboard
            )

        try:
            await self.replying.edit(chat_id, edit, answer=True)
        except TelegramError as error:
            log.info("message.not_rewritten", extra={"chat": chat_id, "error": str(error)})
