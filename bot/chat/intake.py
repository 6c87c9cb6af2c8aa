"""Raw update → inbox row → commit → acknowledge → dispatch: nothing is confirmed that is only in memory.

Polling now; a webhook view would call `Intake.take` and answer 200 after it returned.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.chat.client import raw_updates
from bot.chat.lanes import Lanes
from bot.chat.pacing import seconds_of
from bot.clock import Clock
from storage import inbox
from storage.crashpoint import crashpoint
from storage.database import Database
from storage.inbox import Incoming

log = logging.getLogger(__name__)
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member", "pre_checkout_query"]
_POLL_S = 30
_TRIES_MAX = 3
_WAITS_S = (0.5, 1, 2, 5, 10, 30)

# Returns False where the update is kept for later (an item of an album): whoever keeps it finishes its row.
Handle = Callable[[dict[str, Any]], Awaitable[bool]]


class Intake:
    """Stores what Telegram sends and hands it on, at least once, same chat in order."""

    def __init__(self, bot: Bot, db: Database, lanes: Lanes, handle: Handle, clock: Clock) -> None:
        self._bot = bot
        self._db = db
        self._lanes = lanes
        self._handle = handle
        self._clock = clock
        self.last_poll_at = clock.now()

    async def take(self, updates: list[dict[str, Any]]) -> None:
        """Store and dispatch; when this returns the updates may be acknowledged."""
        by_id = {update["update_id"]: update for update in updates}
        rows = [Incoming(number, lane_of(update), json.dumps(update)) for number, update in by_id.items()]
        crashpoint("intake.before")
        fresh = await self._db.write(inbox.store, rows, self._clock.now())
        crashpoint("intake.stored")
        for number in sorted(fresh):
            self._dispatch(number, by_id[number])

    async def resume(self) -> int:
        """After a start: hand on what was stored and not finished; returns how many."""
        rows = await self._db.read(inbox.pending)
        for row in rows:
            self._dispatch(row.update_id, json.loads(row.raw))
        return len(rows)

    async def poll(self) -> None:
        """Fetch for ever; a wrong token raises InvalidToken, everything else is waited out."""
        offset: int | None = None
        trouble = 0
        while True:
            try:
                updates = await raw_updates(self._bot, offset, _POLL_S, ALLOWED)
                if updates:
                    await self.take(updates)
                    offset = max(update["update_id"] for update in updates) + 1
                self.last_poll_at = self._clock.now()
                trouble = 0
            except InvalidToken:
                raise
            except RetryAfter as error:
                await self._clock.sleep(seconds_of(error))
            except (TelegramError, NetworkError) as error:
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

    def _dispatch(self, update_id: int, update: dict[str, Any]) -> None:
        async def work() -> None:
            await self._finish(update_id, update)

        self._lanes.put(lane_of(update), work)

    async def _finish(self, update_id: int, update: dict[str, Any]) -> None:
        crashpoint("update.before")
        try:
            finished = await self._handle(update)
        except Exception as error:
            log.exception("update.failed", extra={"update": update_id})
            tries = await self._db.write(inbox.count_try, update_id)
            if tries < _TRIES_MAX and isinstance(error, NetworkError):
                await self._clock.sleep(2.0**tries)
                await self._finish(update_id, update)
                return
            await self._db.write(inbox.set_aside, update_id, f"{type(error).__name__}")
            return
        crashpoint("update.handled")
        if finished:
            await self._db.write(inbox.finish, update_id)


def lane_of(update: dict[str, Any]) -> str:
    """Return where an update queues: its chat, and a lane of its own for what Telegram wants answered in seconds."""
    if "pre_checkout_query" in update:
        return f"pay:{update['update_id']}"
    for value in update.values():
        if isinstance(value, dict):
            holder = value.get("message")
            chat = value.get("chat") or (holder.get("chat") if isinstance(holder, dict) else None)
            if isinstance(chat, dict):
                return f"chat:{chat.get('id')}"
            sender = value.get("from")
            if isinstance(sender, dict):
                return f"from:{sender.get('id')}"
    return "rest"
