"""The one message that shows a job: place in line, progress, then the result or the reason why not.

Progress is edited only when it changed, the chat has room and the card is older than a moment: a picture that takes two
seconds costs two calls to Telegram, not five.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias

from telegram import Bot, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.chat.client import call_raw
from bot.chat.delivery import Delivery
from bot.chat.instead import WayOut
from bot.chat.keyboard import end_keyboard
from bot.chat.pacing import Pacer, quiet_s, seconds_of
from bot.chat.refusals import is_same, is_unreachable
from bot.chat.replying import Replying
from bot.chat.signing import Signer
from bot.chat.standing import Standing, look, sentence
from bot.chat.texts import Texts, escape, last_units, texts
from bot.clock import Clock
from bot.generation import endings
from bot.generation.ports import Shown
from storage import assets, buttons, jobs
from storage.assets import Asset
from storage.crashpoint import crashpoint
from storage.database import Database, Tx
from storage.jobs import Job
from storage.people import Person

log = logging.getLogger(__name__)
_TICK_S = 1.0
_LATE_S = 0.1
_YIELDS_MAX = 5
_PER_TICK = 100  # so that looking at a long line's cards never holds up an answer
_LOOK_AGAIN_S = 3.0
_LOOKS_PER_S = 200  # with more cards than three seconds of that, each is looked at less often
_FRESH_S = 1  # a standing that old is still told
_AT_ONCE = 20  # results handed over
_WORDS_MAX = 3000  # UTF-16 units

_Keyboard: TypeAlias = InlineKeyboardMarkup | dict[str, Any] | None


@dataclass(slots=True)
class _Watched:
    """A job under way in this process: what its card last said and when."""

    chat_id: int
    said: str = ""
    said_at: float = 0.0
    looked_at: float = 0.0
    changed: bool = True
    words: str = ""
    cancel_nonce: str | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Cards:
    """Implements the generation's `Display`."""

    def __init__(  # noqa: PLR0913 (the parts it works with)
        self,
        bot: Bot,
        db: Database,
        pacer: Pacer,
        replying: Replying,
        *,
        delivery: Delivery,
        signer: Signer,
        clock: Clock,
    ) -> None:
        self._bot = bot
        self._db = db
        self._pacer = pacer
        self._replying = replying
        self._delivery = delivery
        self._signer = signer
        self._clock = clock
        self._watched: dict[int, _Watched] = {}
        self.ways_out: Callable[[Job], Awaitable[Sequence[WayOut]]]

    async def open(self, job: Job, cancel_nonce: str | None, standing: Standing | None = None) -> bool:
        """Send the card of a fresh job: the first answer a person gets. False where nobody is there to get it.

        ``standing`` is how the job stood a moment ago, which saves looking.
        """
        watched = self._watch(job)
        async with watched.lock:
            now = self._clock.now()
            if standing is None or now - standing.seen_at > _FRESH_S or watched.said:
                standing = await self._db.read(look, job.id, now)
            if standing.job.card_id is not None or standing.ended:
                return True
            text = sentence(standing, texts(job.language))
            watched.cancel_nonce = cancel_nonce
            keyboard = self._cancel_keyboard(texts(job.language), cancel_nonce)
            crashpoint("card.before")
            try:
                card_id = await self._send(job, text, keyboard, answer=True)
            except (Forbidden, NetworkError) as error:
                # Where Telegram only stumbled, the result will be a message of its own.
                log.warning("card.not_sent", extra={"job": job.id, "error": type(error).__name__})
                return not is_unreachable(error)
            crashpoint("card.sent")
            watched.said, watched.said_at = text, self._clock.steady()
            await self._db.write(jobs.set_card, job.id, card_id)
            crashpoint("card.recorded")
            return True

    async def complete(self, job: Job, cancel_nonce: str) -> None:
        """Say on a card that was sent before its job how the job stands."""
        watched = self._watch(job)
        watched.cancel_nonce = cancel_nonce
        await self._refresh(job.id, watched, answer=True)

    def said(self, job_id: int, words: str) -> None:
        """Note the words so far of an answer that is still coming."""
        watched = self._watched.get(job_id)
        if watched is not None:
            watched.words, watched.changed = words, True

    def changed(self, job_id: int) -> None:
        """Note that the card may say something else now."""
        watched = self._watched.get(job_id)
        if watched is not None:
            watched.changed = True

    async def show_result(self, job: Job, assets: Sequence[Asset]) -> Shown:
        """Turn the card into the pictures."""
        watched = self._watch(job)
        async with watched.lock:
            job = await self._db.read(jobs.get, job.id)  # its card may have been sent while we waited
            shown = Shown.YES if job.shown else await self._delivery.show(job, assets)
            if shown in {Shown.CLOSED, Shown.UNREACHABLE}:
                await self._say_unreachable(job)
            if shown is Shown.CLOSED and job.batch_id is not None:
                await self._db.write(endings.drop_rest, job.batch_id, self._clock.now(), "unreachable")
        self._watched.pop(job.id, None)
        return shown

    async def _say_unreachable(self, job: Job) -> None:
        """Say on the card that its result waits, where at least words can be written."""
        text = texts(job.language)("card-unreachable", place="group" if job.chat_id < 0 else "private")
        try:
            await self._say_on_card(await self._db.read(jobs.get, job.id), text, None)
        except (Forbidden, BadRequest) as error:
            log.info("card.unreachable", extra={"job": job.id, "error": str(error)})

    async def show_end(self, job: Job) -> None:
        """Turn the card into the sentence that tells why there is no picture; of a batch its own card tells."""
        if job.batch_id is not None:
            return
        watched = self._watch(job)
        now = self._clock.now()
        ways = await self.ways_out(await self._db.read(jobs.get, job.id))

        async def prepare(tx: Tx) -> tuple[Standing, InlineKeyboardMarkup | None]:
            standing = await look(tx, job.id, now)
            return standing, await end_keyboard(tx, standing.job, self._signer, now, ways)

        async def say() -> None:
            standing, keyboard = await self._db.write(prepare)
            text = sentence(standing, texts(job.language))
            if not await self._say_on_card(standing.job, text, keyboard):
                silent = await self._delivery.is_silent(job)
                card_id = await self._send(standing.job, text, keyboard, answer=False, silent=silent)
                await self._db.write(jobs.set_card, job.id, card_id)

        async with watched.lock:
            try:
                await self._replying.insist(job.id, say)
            except (Forbidden, BadRequest) as error:
                if not is_unreachable(error):
                    raise
                log.info("card.unreachable", extra={"job": job.id})
        self._watched.pop(job.id, None)

    async def hand_over(self, person: Person, chat_id: int) -> None:
        """Send what was ready while the person could not be reached, as new messages: the old cards are far up."""
        for job in await self._db.read(jobs.not_handed_over, person.uid, chat_id, _AT_ONCE):
            files = await self._db.read(assets.of_job, job.id)
            if await self._delivery.show(job, files, anew=True) is Shown.YES:
                await self._db.write(jobs.clear_outcome, job.id)

    async def show_again(self, job: Job) -> bool:
        """Show a result once more, as a new message with its buttons; False where it is gone."""
        files = await self._db.read(assets.of_job, job.id)
        return await self._delivery.show(job, files, anew=True) is Shown.YES

    async def watch_over(self, is_crowded: Callable[[], bool]) -> None:
        """Keep the cards of running jobs true, for ever; a slow edit holds up its own card only.

        Progress yields: while many wait for their first answer, or there is so much to do that this tick comes late,
        answers and results have the room; but not for ever, for a machine may be busy all day.
        """
        yielded = 0
        async with asyncio.TaskGroup() as refreshing:
            while True:
                begun = self._clock.steady()
                await self._clock.sleep(_TICK_S)
                is_busy = is_crowded() or self._clock.steady() - begun > _TICK_S + _LATE_S
                if is_busy and yielded < _YIELDS_MAX:
                    yielded += 1
                    continue
                yielded = 0
                due = [pair for pair in self._watched.items() if self._is_due(pair[1])]
                for job_id, watched in heapq.nsmallest(_PER_TICK, due, key=lambda pair: pair[1].looked_at):
                    refreshing.create_task(self._refresh(job_id, watched))

    def follow(self, job: Job) -> None:
        """After a start: look after the card of a job that is under way."""
        self._watch(job)

    def _is_due(self, watched: _Watched) -> bool:
        now = self._clock.steady()
        if now - watched.said_at < quiet_s(watched.chat_id) or watched.lock.locked():
            return False
        again_s = max(_LOOK_AGAIN_S, len(self._watched) / _LOOKS_PER_S)
        return watched.changed or now - watched.looked_at >= again_s

    async def _refresh(self, job_id: int, watched: _Watched, *, answer: bool = False) -> None:
        try:
            await self._say_progress(job_id, watched, answer=answer)
        except TelegramError as error:
            watched.changed = True
            log.info("card.not_refreshed", extra={"job": job_id, "error": type(error).__name__})
            if isinstance(error, RetryAfter):
                self._pacer.halt(watched.chat_id, seconds_of(error))
        except Exception:
            watched.changed = True
            log.exception("card.stumbled", extra={"job": job_id})

    async def _say_progress(self, job_id: int, watched: _Watched, *, answer: bool) -> None:
        now = self._clock.steady()
        watched.changed, watched.looked_at = False, now
        async with watched.lock:
            standing = await self._db.read(look, job_id, self._clock.now())
            card_id = standing.job.card_id
            if standing.ended:  # whoever shows the end watches anew; what ended before us nobody looks after
                self._watched.pop(job_id, None)
            if standing.ended or card_id is None:
                return
            said = texts(standing.job.language)
            text = f"{escape(last_units(watched.words, _WORDS_MAX))} …" if watched.words else sentence(standing, said)
            if text == watched.said or not self._pacer.try_turn(watched.chat_id, answer=answer):
                watched.changed = text != watched.said
                return
            watched.said, watched.said_at = "", now  # what stands there while we cannot know
            if watched.cancel_nonce is None:  # since a start
                watched.cancel_nonce = await self._db.read(buttons.of_job, job_id, "cancel")
            try:
                await self._edit(standing.job, text, self._cancel_keyboard(said, watched.cancel_nonce))
            except (BadRequest, Forbidden, ChatMigrated) as error:
                shows_it = isinstance(error, BadRequest) and is_same(error)
                if not shows_it:  # there is nothing to edit any more, and there will not be
                    log.info("card.gone", extra={"job": job_id, "error": type(error).__name__})
                    self._watched.pop(job_id, None)
            watched.said = text

    async def _say_on_card(self, job: Job, text: str, keyboard: InlineKeyboardMarkup | None) -> bool:
        if job.card_id is None:
            return False
        return await self._replying.edit(job.chat_id, partial(self._edit, job, text, keyboard))

    async def _send(self, job: Job, text: str, keyboard: _Keyboard, *, answer: bool, silent: bool = False) -> int:
        fields = {"text": text, "reply_markup": keyboard, "disable_notification": silent or None}
        return await self._replying.send_words(job, fields, answer=answer)

    async def _edit(self, job: Job, text: str, keyboard: _Keyboard) -> None:
        where = {"chat_id": job.chat_id, "message_id": job.card_id}
        fields = {"text": text, "parse_mode": ParseMode.HTML, "reply_markup": keyboard}
        await call_raw(self._bot, "editMessageText", where | fields)

    def _cancel_keyboard(self, said: Texts, nonce: str | None) -> dict[str, Any] | None:
        """Return an `InlineKeyboardMarkup` as JSON has it."""
        if nonce is None:
            return None
        return {"inline_keyboard": [[{"text": said.plain("button-cancel"), "callback_data": self._signer.data(nonce)}]]}

    def _watch(self, job: Job) -> _Watched:
        return self._watched.setdefault(job.id, _Watched(job.chat_id))
