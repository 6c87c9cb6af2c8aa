"""The one message that shows a batch: how many are made, then what was made, what it cost, and the way to all of it.

What it tells is read from the rows each time, so a restart goes on with it. Progress yields to results, as on the card
of a job. The end moves the card below the results, with a sound: they came without one.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.chat.errands import Errands
from bot.chat.instead import REPEATABLE
from bot.chat.pacing import Pacer, quiet_s, seconds_of
from bot.chat.preferences import chosen_by
from bot.chat.refusals import is_closed
from bot.chat.replying import Replying, Spot
from bot.chat.several import manner_of
from bot.chat.signing import Signer
from bot.chat.standing import PICTURE_TROUBLE
from bot.chat.texts import Texts, texts
from bot.clock import Clock
from bot.generation import endings
from bot.generation.rules import Rules
from storage import batches, buttons
from storage.batches import Batch, Member, Tally
from storage.database import Database, Tx

log = logging.getLogger(__name__)
_TICK_S = 1.0
_PATIENCE_S = 20.0  # results may have the chat to themselves for long; then the card takes a turn like them
_PER_TICK = 100
_NUMBERS_MAX = 10
_TOLD_APART = ("refused", "invalid", "cancelled", "interrupted", "unreachable")


class BatchCards:
    """Keeps the cards of batches true."""

    def __init__(  # noqa: PLR0913 (the parts it works with)
        self,
        bot: Bot,
        db: Database,
        pacer: Pacer,
        replying: Replying,
        *,
        errands: Errands,
        signer: Signer,
        rules: Rules,
        clock: Clock,
    ) -> None:
        self._bot = bot
        self._db = db
        self._pacer = pacer
        self._replying = replying
        self._errands = errands
        self._signer = signer
        self._rules = rules
        self._clock = clock
        self._said: dict[int, tuple[str, float]] = {}  # what a card last said, and when
        self._lost: set[int] = set()  # whose new card may stand somewhere: the answer to its sending was lost

    async def watch_over(self) -> None:
        """Show how the batches under way stand, for ever; a slow edit holds up its own card only."""
        last = 0
        while True:
            await self._clock.sleep(_TICK_S)
            try:
                found = await self._db.read(batches.open_ones, last, _PER_TICK)
            except Exception:
                log.exception("batches.stumbled")
                continue
            last = found[-1] if len(found) == _PER_TICK else 0
            for batch_id in found:
                self.show(batch_id)

    def show(self, batch_id: int) -> None:
        """Show soon how a batch stands."""
        self._errands.renew(f"batch:{batch_id}", partial(self._show, batch_id))

    async def _show(self, batch_id: int) -> None:
        async def read(tx: Tx) -> tuple[Batch, Tally]:
            return await batches.get(tx, batch_id), await batches.tally(tx, batch_id)

        batch, tally = await self._db.read(read)
        if batch.shown:
            self._forget(batch_id)
            return
        try:
            if tally.ended == tally.count:
                await self._end(batch, tally)
            elif batch.card_id is not None:
                await self._progress(batch, tally)
            elif batch.id not in self._lost:
                await self._open(batch, tally)
        except (Forbidden, BadRequest) as error:
            log.warning("batch.not_shown", extra={"batch": batch.id, "error": str(error)})
            if is_closed(error):
                await self._db.write(endings.drop_rest, batch.id, self._clock.now(), "unreachable")
            if tally.ended == tally.count:  # nobody can be told
                await self._db.write(batches.end, batch.id, None)
        except (NetworkError, ChatMigrated) as error:  # the next look says it
            log.info("batch.not_shown", extra={"batch": batch.id, "error": type(error).__name__})

    async def _open(self, batch: Batch, tally: Tally) -> None:
        """Give a batch a card where it is now: its group has moved away from the one that it had."""
        text, shown = self._standing(batch, tally)
        keyboard = await self._keyboard(batch, shown)

        async def send(spot: Spot) -> Message:
            names = {**spot.names, "disable_notification": True}
            return await self._bot.send_message(text=text, parse_mode=ParseMode.HTML, reply_markup=keyboard, **names)

        try:
            message = await self._replying.send(batch, send)
        except TimedOut:
            self._lost.add(batch.id)
            raise
        await self._db.write(batches.set_card, batch.id, message.message_id)

    def _standing(self, batch: Batch, tally: Tally) -> tuple[str, list[tuple[str, str]]]:
        """Return what the card says of a batch under way, and its button while there is something to stop."""
        said = texts(batch.language)
        waiting = tally.count - tally.made - tally.failed - tally.stopped - tally.working
        far = {"made": tally.made, "failed": tally.failed, "working": tally.working, "waiting": waiting}
        text = said("batch-card", count=tally.count, **far)
        if batch.price and self._rules.billing == "credits":
            text += said("price-tail", price=batch.price)
        return text, [("batch_stop", said.plain("button-batch-stop"))] if waiting else []

    async def _progress(self, batch: Batch, tally: Tally) -> None:
        now, (text, shown) = self._clock.steady(), self._standing(batch, tally)
        told, told_at = self._said.get(batch.id, ("", None))
        if text == told or (told_at is not None and now - told_at < quiet_s(batch.chat_id)):
            return
        in_turn = told_at is None or now - told_at >= _PATIENCE_S
        if not in_turn and not self._pacer.try_turn(batch.chat_id):
            return
        self._said[batch.id] = text, now
        keyboard = await self._keyboard(batch, shown)

        async def edit() -> object:
            return await self._bot.edit_message_text(
                text, batch.chat_id, batch.card_id, parse_mode=ParseMode.HTML, reply_markup=keyboard
            )

        if in_turn:
            await self._replying.edit(batch.chat_id, edit)
            return
        try:
            await edit()
        except RetryAfter as error:
            self._pacer.halt(batch.chat_id, seconds_of(error))

    async def _end(self, batch: Batch, tally: Tally) -> None:
        """Take the card above the results away, and tell the end below them.

        Only a crash between the sending and the writing down tells it twice.
        """
        said = texts(batch.language)
        members = await self._db.read(batches.members, batch.id)
        shown = [("batch_zip", said.plain("button-batch-zip"))] if tally.made else []
        again = missing(members, REPEATABLE)
        shown += [("batch_rest", said.plain("button-batch-rest", count=len(again)))] if again else []
        keyboard = await self._keyboard(batch, shown)
        chosen = await self._db.read(chosen_by, batch.person_uid, batch.chat_id)
        silent = manner_of(chosen, self._rules, self._clock.now()).silent
        text = end_text(tally, members, said, paid=tally.paid if self._rules.billing == "credits" else 0)

        async def send(spot: Spot) -> Message:
            names = {**spot.names, "disable_notification": silent or None}
            return await self._bot.send_message(text=text, parse_mode=ParseMode.HTML, reply_markup=keyboard, **names)

        async def tell() -> None:
            message = await self._replying.send(batch, send)
            await self._db.write(batches.end, batch.id, message.message_id)

        if batch.card_id is not None:
            await self._replying.take_away(batch.chat_id, batch.card_id, said("batch-below"))
        if not await self._replying.insist(batch.id, tell):
            await self._db.write(batches.end, batch.id, None)
        self._forget(batch.id)

    def _forget(self, batch_id: int) -> None:
        self._said.pop(batch_id, None)
        self._lost.discard(batch_id)

    async def _keyboard(self, batch: Batch, shown: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup | None:
        now = self._clock.now()
        return await self._db.write(batch_keyboard, batch, shown, self._signer, now) if shown else None


async def batch_keyboard(
    tx: Tx, batch: Batch, shown: Sequence[tuple[str, str]], signer: Signer, now: int, argument: str | None = None
) -> InlineKeyboardMarkup:
    """Return a batch's buttons, each with a row of its own, by action and label; those made before are found again.

    ``argument``: what they keep where that is more than which batch it is.
    """
    argument, rows = argument or str(batch.id), []
    for action, label in shown:
        if batch.person_uid is None:  # whoever presses makes it theirs
            nonce = await buttons.mint(tx, action, batch.chat_id, now, argument=argument)
        else:
            nonce = await buttons.lasting(tx, action, batch.chat_id, now, argument, batch.person_uid)
        rows.append([InlineKeyboardButton(label, callback_data=signer.data(nonce))])
    return InlineKeyboardMarkup(rows)


def missing(members: Sequence[Member], outcomes: Sequence[str]) -> list[int]:
    """Return the numbers of the members that ended so, without a result."""
    return [one.number for one in members if one.state == "voided" and one.outcome in outcomes]


def end_text(tally: Tally, members: Sequence[Member], said: Texts, *, paid: int) -> str:
    """Return what the card says at the end: what is there and what it cost, and why the others are not."""
    lines = [said("batch-done", made=tally.made, count=tally.count, price=paid)]
    why: dict[str, list[int]] = {}
    for one in members:
        if one.state == "voided":
            why.setdefault(_kind(one.outcome), []).append(one.number)
    lines += [said("batch-missing", why=kind, list=_listed(numbers)) for kind, numbers in why.items()]
    return "\n".join(lines)


def _kind(outcome: str | None) -> str:
    if outcome in PICTURE_TROUBLE:
        return "picture"
    return outcome if outcome in _TOLD_APART else "broken"


def _listed(numbers: Sequence[int]) -> str:
    """Return numbers as people list them: neighbours from-to, the first few."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    told = [str(first) if first == last else f"{first}-{last}" for first, last in spans]
    return ", ".join(told[:_NUMBERS_MAX]) + (" …" if len(told) > _NUMBERS_MAX else "")
