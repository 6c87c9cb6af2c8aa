"""Telegram's limits, kept ahead of time: results and answers first, progress only where there is room.

Private chats take about a message a second with short bursts, groups twenty a minute, and edits share with sends
(shared facts of the platform, PLATFORM §1). ``retry_after`` halts that one chat, never the others. An answer to what a
person just wrote in private goes out at once, as long as Telegram has not said otherwise: they set the pace themselves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.clock import Clock

T = TypeVar("T")
_PRIVATE = (4.0, 1.0)  # burst, refill a second
_GROUP = (18.0, 18 / 60)
_SPARE_PRIVATE = 2.0  # left over for answers when progress asks
_SPARE_GROUP = 9.0
WAITS_S = (1, 2, 4, 8, 15, 30, 60)
_LEAST_WAIT_S = 1e-6  # below it is rounding, and sleeping so long changes nothing
_STRICT_S = 60.0  # so long after a retry_after answers keep the pace too
_HALT_MOST_S = 3600.0  # then it is worth asking again, whatever was said
_IDLE_S = 600
_SWEEP_AT = 2000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float
    halted_until: float = 0.0
    strict_until: float = 0.0
    waiting: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Pacer:
    """One for the bot; knows every chat it spoke to lately."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[int, _Bucket] = {}

    async def turn(self, chat_id: int, *, answer: bool = False) -> None:
        """Wait until this chat takes another message; in the order of asking. ``answer``: to what was just written."""
        bucket = self._bucket(chat_id)
        # Before the lock, which a result holds while it waits.
        if answer and self._wait_s(chat_id, bucket, answer=True) <= 0:
            bucket.tokens = max(bucket.tokens - 1, 0.0)
            return
        bucket.waiting += 1
        try:
            async with bucket.lock:
                while (wait_s := self._wait_s(chat_id, bucket, answer=answer)) > 0:
                    await self._clock.sleep(wait_s)
                bucket.tokens = max(bucket.tokens - 1, 0.0)
        finally:
            bucket.waiting -= 1

    def try_turn(self, chat_id: int) -> bool:
        """Take a turn for something that may be dropped; False when answers need the room."""
        bucket = self._bucket(chat_id)
        spare = _SPARE_GROUP if chat_id < 0 else _SPARE_PRIVATE
        if bucket.waiting or self._wait_s(chat_id, bucket) > 0 or bucket.tokens < spare:
            return False
        bucket.tokens -= 1
        return True

    def halt(self, chat_id: int, seconds: float) -> None:
        """Telegram said ``retry_after``: nothing to this chat until then."""
        bucket = self._bucket(chat_id)
        bucket.halted_until = max(bucket.halted_until, self._clock.steady() + min(seconds, _HALT_MOST_S) + 0.1)
        bucket.strict_until = bucket.halted_until + _STRICT_S
        bucket.tokens = min(bucket.tokens, 1.0)

    async def say(self, chat_id: int, call: Callable[[], Awaitable[T]], *, repeatable: bool, answer: bool = False) -> T:
        """Carry out a call to a chat in its turn (see `turn`); waits as often as Telegram asks.

        ``repeatable``: an edit may be repeated after a lost answer; a send may not (it may stand there already), so
        its TimedOut reaches the caller.
        """
        tries = 0
        while True:
            await self.turn(chat_id, answer=answer)
            try:
                return await call()
            except RetryAfter as error:
                self.halt(chat_id, seconds_of(error))
            except BadRequest:
                raise
            except TimedOut:
                if not repeatable:
                    raise
                await self._clock.sleep(WAITS_S[min(tries, len(WAITS_S) - 1)])
            except NetworkError:
                if not repeatable and tries >= 3:
                    raise
                await self._clock.sleep(WAITS_S[min(tries, len(WAITS_S) - 1)])
            tries += 1

    def _bucket(self, chat_id: int) -> _Bucket:
        bucket = self._buckets.get(chat_id)
        if bucket is None:
            if len(self._buckets) >= _SWEEP_AT:
                self._sweep()
            burst = _GROUP[0] if chat_id < 0 else _PRIVATE[0]
            bucket = self._buckets[chat_id] = _Bucket(burst, self._clock.steady())
        return bucket

    def _wait_s(self, chat_id: int, bucket: _Bucket, *, answer: bool = False) -> float:
        now = self._clock.steady()
        burst, refill = _GROUP if chat_id < 0 else _PRIVATE
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.at) * refill)
        bucket.at = now
        if bucket.halted_until > now:
            return bucket.halted_until - now
        if answer and chat_id > 0 and now >= bucket.strict_until:
            return 0.0
        wait_s = (1 - bucket.tokens) / refill
        return wait_s if wait_s > _LEAST_WAIT_S else 0.0

    def _sweep(self) -> None:
        old = self._clock.steady() - _IDLE_S
        for chat_id in [key for key, bucket in self._buckets.items() if bucket.at < old and not bucket.waiting]:
            del self._buckets[chat_id]


def seconds_of(error: RetryAfter) -> float:
    """Return ``retry_after`` in seconds (PTB gives a number or a timedelta)."""
    value = error.retry_after
    return value.total_seconds() if isinstance(value, timedelta) else float(value)
