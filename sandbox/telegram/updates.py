"""The bot's queue of updates: kept until confirmed, handed out by a true long poll, one poller at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.errors import BotApiError

POLL_SECONDS_MAX = 50
KEPT_SECONDS = 24 * 3600
# An empty list of allowed updates means all kinds but these (api#setwebhook).
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclass
class Pending:
    """An update that was not confirmed yet; updates with one ``line`` must be delivered in turn."""

    update: dict[str, Any]
    line: str
    at: float


class UpdateQueue:
    """All undelivered updates of the bot."""

    def __init__(self, now: Callable[[], float]) -> None:
        """Start empty; the first id comes from the clock, so that ids grow also over restarts without a state."""
        self._now = now
        # A hundred ids a second since 2026 began: no bot's remembered offset can lie ahead of a fresh sandbox.
        self._last_id = int((now() - 1_767_225_600) * 100)
        self.pending: dict[int, Pending] = {}
        self.allowed: tuple[str, ...] = ()
        self.webhook_active = False
        self.on_update: Callable[[Pending], None] | None = None
        self._waiter: asyncio.Future[None] | None = None

    def add(self, kind: str, content: Mapping[str, Any], line: str) -> int | None:
        """Queue one update; returns its id, or nothing when the bot did not ask for this kind."""
        if (self.allowed and kind not in self.allowed) or (not self.allowed and kind in NOT_BY_DEFAULT):
            return None
        self._last_id += 1
        entry = Pending({"update_id": self._last_id, kind: content}, line, self._now())
        self.pending[self._last_id] = entry
        if self.on_update is not None:
            self.on_update(entry)
        self._wake()
        return self._last_id

    def confirm(self, update_id: int) -> None:
        """Forget one update that was delivered."""
        self.pending.pop(update_id, None)

    def drop_all(self) -> None:
        """Forget all undelivered updates."""
        self.pending.clear()

    def interrupt(self, reason: str = _OTHER_POLLER) -> None:
        """End the long poll that waits now with a 409."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(BotApiError(409, reason))
        self._waiter = None

    def close(self) -> None:
        """Let the long poll that waits now answer at once."""
        self._wake()

    async def poll(self, offset: int, limit: int, timeout_s: int) -> list[dict[str, Any]]:
        """Answer getUpdates; raises `BotApiError` 409 when a webhook is set or another poller comes."""
        if self.webhook_active:
            raise BotApiError(409, _WEBHOOK_ACTIVE)
        self.interrupt()
        self._forget_below(offset)
        first = max(0, offset)
        if not self.pending and timeout_s > 0:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiter = waiter
            try:
                async with asyncio.timeout(min(timeout_s, POLL_SECONDS_MAX)):
                    await asyncio.shield(waiter)
            except TimeoutError:
                pass
            finally:
                if self._waiter is waiter:
                    self._waiter = None
        return [entry.update for update_id, entry in list(self.pending.items()) if update_id >= first][:limit]

    def _forget_below(self, offset: int) -> None:
        oldest = self._now() - KEPT_SECONDS
        if offset < 0:
            offset = ([0, *self.pending][offset:] or [0])[0] if -offset <= len(self.pending) else 0
        for update_id, entry in list(self.pending.items()):
            if update_id < offset or entry.at < oldest:
                del self.pending[update_id]

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def snapshot(self) -> dict[str, Any]:
        """Return what survives a restart."""
        pending = [[entry.update, entry.line, entry.at] for entry in self.pending.values()]
        return {"last_id": self._last_id, "pending": pending, "allowed": list(self.allowed)}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Take back what `snapshot` gave."""
        self._last_id = max(kept["last_id"], self._last_id)  # a kill may have lost the last moments
        self.allowed = tuple(kept["allowed"])
        self.pending = {update["update_id"]: Pending(update, line, at) for update, line, at in kept["pending"]}

    def reset(self) -> None:
        """Forget updates and wishes; ids go on growing, for a bot that runs remembers its offset."""
        self.drop_all()
        self.allowed = ()
