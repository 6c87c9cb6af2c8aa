"""Raw update → inbox row → commit → acknowledge → dispatch: nothing is confirmed that is only in memory.

Polling now; a webhook view would call `Intake.take` and answer 200 after it returned.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.chat.client import raw_updates
from bot.chat.lanes import Lanes
from bot.chat.pacing import seconds_of
from bot.chat.refusals import is_for_later
from bot.chat.updates import UnreadableError
from bot.clock import Clock
from bot.errors import SettingsError
from storage import inbox
from storage.crashpoint import crashpoint
from storage.database import Database
from storage.inbox import Incoming

log = logging.getLogger(__name__)
ALLOWED = ["message", "callback_query", "my_chat_member", "pre_checkout_query", "inline_query"]
_POLL_S = 30
_PAGE = 100  # what one poll brings at most: so many may mean that more wait
_HELD_S = 4.0  # for so long a backlog is fetched before what can wait of it is begun
_PAYS = "pay:"
_TRIES_MAX = 3
_RESUMED_AT_ONCE = 32  # of what a stop left: more at once would hold up who pays, and gain nothing
_WAITS_S = (0.5, 1, 2, 5, 10, 30)
_PRESSES = "press:{}"
_IDS_END = 2**63  # what the database takes for a number

# Returns the task that will finish the update's row where it is kept for later (an item of an album), else None.
Handle = Callable[[dict[str, Any]], Awaitable[asyncio.Task[None] | None]]


class Intake:
    """Stores what Telegram sends and hands it on, at least once, same chat in order."""

    def __init__(self, bot: Bot, db: Database, lanes: Lanes, handle: Handle, clock: Clock) -> None:
        self._bot = bot
        self._db = db
        self._lanes = lanes
        self._handle = handle
        self._clock = clock
        self._heard_at = clock.steady()
        # What this process has in hand, until its row is written: a sweep must not hand it on beside us.
        self._queued: set[int] = set()
        self._handled: set[int] = set()  # among it: only the row is not written yet
        self._finishing: asyncio.Task[None] | None = None
        self._held: list[tuple[int, dict[str, Any]]] = []  # stored, and not begun before the backlog is fetched
        self._held_since = 0.0
        self._resumed = asyncio.Semaphore(_RESUMED_AT_ONCE)

    async def take(self, updates: list[Any], *, more: bool = False) -> int | None:
        """Store and dispatch; when this returns the updates may be acknowledged. Returns the highest number.

        Where ``more`` wait at Telegram, only who pays is served at once: that question may stand at their end, and has
        ten seconds. The rest begins when all are here, or after a moment.
        """
        by_id = _numbered(updates)
        # A query of inline mode is not stored: it is old in seconds, its next letter asks again, and losing it costs
        # nobody anything.
        fleeting = {number for number, update in by_id.items() if "inline_query" in update}
        for number in sorted(fleeting):
            self._lanes.put(lane_of(by_id[number]), partial(self._answer, by_id[number]))
        kept = {number: update for number, update in by_id.items() if number not in fleeting}
        rows = [Incoming(number, lane_of(update), json.dumps(update)) for number, update in kept.items()]
        crashpoint("intake.before")
        ours, fresh = kept.keys() - self._queued, list[int]()
        self._queued |= ours
        try:
            fresh = await self._db.write(inbox.store, rows, self._clock.now()) if rows else []
        finally:
            self._queued -= ours.difference(fresh)
        crashpoint("intake.stored")
        for number in sorted(fresh):
            if lane_of(by_id[number]).startswith(_PAYS):
                self._dispatch(number, by_id[number])
            else:
                self._held_since = self._held_since if self._held else self._clock.steady()
                self._held.append((number, by_id[number]))
        if not more or self._clock.steady() - self._held_since > _HELD_S:
            self._begin_held()
        return max(by_id, default=None)

    def _begin_held(self) -> None:
        held, self._held = self._held, []
        for number, update in held:
            self._dispatch(number, update)

    async def resume(self) -> int:
        """Hand on what is stored, not finished and not in hand, after a start or a trouble; returns how many.

        Who pays is served first and at once: that question has ten seconds. Of the rest so many are begun at a time,
        in Telegram's order.
        """
        rows = [row for row in await self._db.read(inbox.pending) if row.update_id not in self._queued]
        for row in sorted(rows, key=lambda row: not row.lane.startswith(_PAYS)):
            turns = None if row.lane.startswith(_PAYS) else self._resumed
            self._dispatch(row.update_id, json.loads(row.raw), turns)
        self._write_down()
        return len(rows)

    async def stop(self) -> None:
        """Write down what was handled, tried once more if need be: the next start would handle it again."""
        if self._finishing is not None:
            await self._finishing
        await self._finish_handled()

    def silence_s(self) -> float:
        """Return how long Telegram has not answered a poll, in seconds."""
        return self._clock.steady() - self._heard_at

    async def poll(self) -> None:
        """Fetch for ever. Raises SettingsError for a token that is no longer taken; everything else is waited out."""
        offset: int | None = None
        trouble = 0
        while True:
            if trouble:
                self._begin_held()
            try:
                updates = await raw_updates(self._bot, offset, 0 if self._held else _POLL_S, ALLOWED)
                if updates:
                    offset = _after(await self.take(updates, more=len(updates) >= _PAGE))
                else:
                    self._begin_held()
                self._heard_at = self._clock.steady()
                trouble = 0
            except InvalidToken:
                raise SettingsError(
                    "Telegram no longer takes this TELEGRAM_BOT_TOKEN; copy the one that counts from @BotFather."
                ) from None
            except RetryAfter as error:
                await self._clock.sleep(min(seconds_of(error), 60))
            except TelegramError as error:
                wait_s = _WAITS_S[min(trouble, len(_WAITS_S) - 1)]
                level = logging.ERROR if isinstance(error, Conflict) else logging.WARNING
                log.log(level, "intake.poll_failed", extra={"error": type(error).__name__, "again_in_s": wait_s})
                trouble += 1
                await self._clock.sleep(wait_s)
            except Exception:
                # Storing failed (disk full, database busy): not acknowledged, so Telegram sends it again.
                log.exception("intake.not_stored")
                await self._clock.sleep(_WAITS_S[min(trouble, len(_WAITS_S) - 1)])
                trouble += 1

    async def _answer(self, update: dict[str, Any]) -> None:
        try:
            await self._handle(update)
        except UnreadableError as error:
            log.warning("inline.unreadable", extra={"error": str(error)})

    def _dispatch(self, update_id: int, update: dict[str, Any], turns: asyncio.Semaphore | None = None) -> None:
        self._queued.add(update_id)

        async def work() -> None:
            later = None
            try:
                async with turns or contextlib.nullcontext():
                    later = await self._finish(update_id, update)
            finally:
                if later is not None:
                    later.add_done_callback(lambda _: self._queued.discard(update_id))
                elif update_id not in self._handled:
                    self._queued.discard(update_id)

        self._lanes.put(lane_of(update), work, behind=presses_before(update))

    async def _finish(self, update_id: int, update: dict[str, Any]) -> asyncio.Task[None] | None:
        crashpoint("update.before")
        try:
            later = await self._handle(update)
        except UnreadableError as error:
            log.warning("update.unreadable", extra={"update": update_id, "error": str(error)})
            await self._db.write(inbox.set_aside, update_id, f"unreadable: {error}"[:200])
            return None
        except Exception as error:
            log.exception("update.failed", extra={"update": update_id})
            tries = await self._db.write(inbox.count_try, update_id)
            if tries < _TRIES_MAX and is_for_later(error):
                await self._clock.sleep(2.0**tries)
                return await self._finish(update_id, update)
            await self._db.write(inbox.set_aside, update_id, f"{type(error).__name__}")
            return None
        crashpoint("update.handled")
        if later is None:
            self._handled.add(update_id)
            self._write_down()
        return later

    def _write_down(self) -> None:
        """Begin to write down what was handled, where that is not under way."""
        if self._handled and (self._finishing is None or self._finishing.done()):
            self._finishing = asyncio.create_task(self._finish_handled(), name="finish")

    async def _finish_handled(self) -> None:
        """Write down what was handled, as many at once as have come together; where it cannot be, a sweep will."""
        try:
            while self._handled:
                handled = tuple(self._handled)
                await self._db.write(inbox.finish, *handled)
                self._handled.difference_update(handled)
                self._queued.difference_update(handled)
        except Exception:
            log.exception("intake.not_finished", extra={"updates": len(self._handled)})


def lane_of(update: dict[str, Any]) -> str:
    """Return where an update queues: its chat; what Telegram wants answered in seconds waits for no card there."""
    if "pre_checkout_query" in update:
        return f"{_PAYS}{update['update_id']}"
    presser = _inside(_inside(update.get("callback_query"), "from"), "id")
    if isinstance(presser, int):
        return _PRESSES.format(presser)
    for value in update.values():
        chat = _inside(value, "chat") or _inside(_inside(value, "message"), "chat")
        for kind, holder in (("chat", chat), ("from", _inside(value, "from"))):
            number = _inside(holder, "id")
            if isinstance(number, int):
                return f"{kind}:{number}"
    return "rest"


def presses_before(update: dict[str, Any]) -> str | None:
    """Return the lane whose work goes before a message: what its sender has pressed may ask for these very words."""
    sender = _inside(_inside(update.get("message"), "from"), "id")
    return _PRESSES.format(sender) if isinstance(sender, int) else None


def _inside(holder: object, name: str) -> object:
    return holder.get(name) if isinstance(holder, dict) else None


def _numbered(updates: list[Any]) -> dict[int, dict[str, Any]]:
    """Return updates by number; what has none cannot even be acknowledged, and must not stop the others."""
    by_id = {}
    for update in updates:
        number = _inside(update, "update_id")
        if type(number) is int and 0 <= number < _IDS_END:
            by_id[number] = update
        else:
            log.error("intake.no_number", extra={"kind": type(update).__name__})
    return by_id


def _after(highest: int | None) -> int:
    if highest is None:
        raise ValueError("updates without a number")
    return highest + 1
