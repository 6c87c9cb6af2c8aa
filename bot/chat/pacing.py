"""Telegram's limits, kept ahead of time: results and answers first, progress only where there is room.

Private chats take about a message a second with short bursts, groups twenty a minute, and edits share with sends
(shared facts of the platform, PLATFORM §1). ``retry_after`` halts that one chat, never the others. An answer to what a
person just wrote in private goes out at once, as long as Telegram has not said otherwise: they set the pace themselves.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.clock import Clock

T = TypeVar("T")
_PRIVATE_BURST = 4.0
_PRIVATE_SPARE = 2.0  # left over for answers when progress asks
_GROUP_MOST, _GROUP_SPAN_S = 19, 61.0  # below Telegram's twenty in any minute: clocks and roads differ a little
_GROUP_SPARE = 10
WAITS_S = (1, 2, 4, 8, 15, 30, 60)
_LEAST_WAIT_S = 1e-6  # below it is rounding, and sleeping so long changes nothing
_STRICT_S = 60.0  # so long after a retry_after answers keep the pace too
_HALT_MOST_S = 3600.0  # then it is worth asking again, whatever was said
_QUIET_PRIVATE_S, _QUIET_GROUP_S = 2.5, 5.0
_IDLE_S = 600
_SWEEP_AT = 2000


class _Bucket:
    """A private chat: a short burst, refilled once a second."""

    def __init__(self, now: float) -> None:
        self._tokens = _PRIVATE_BURST
        self._at = now

    def wait_s(self, now: float) -> float:
        self._tokens = min(_PRIVATE_BURST, self._tokens + now - self._at)
        self._at = now
        wait_s = 1 - self._tokens
        return wait_s if wait_s > _LEAST_WAIT_S else 0.0

    def take(self) -> None:
        self._tokens = max(self._tokens - 1, 0.0)

    def has_spare(self) -> bool:
        return self._tokens >= _PRIVATE_SPARE

    def drain(self) -> None:
        self._tokens = min(self._tokens, 1.0)


class _Minute:
    """A group: so many in any minute, counted as Telegram does; a refilled bucket would let twice as many pass."""

    def __init__(self, now: float) -> None:
        self._sent: deque[float] = deque(maxlen=_GROUP_MOST)
        self._now = now

    def wait_s(self, now: float) -> float:
        self._now = now
        while self._sent and self._sent[0] <= now - _GROUP_SPAN_S + _LEAST_WAIT_S:
            self._sent.popleft()
        return self._sent[0] + _GROUP_SPAN_S - now if len(self._sent) == _GROUP_MOST else 0.0

    def wait_behind_s(self, others: int, now: float) -> float:
        """Return how long one more waits behind so many others: at least, where they are very many."""
        over = len(self._sent) + others - _GROUP_MOST
        if over < 0 or not self._sent:
            return 0.0
        return self._sent[min(over, len(self._sent) - 1)] + _GROUP_SPAN_S - now

    def take(self) -> None:
        self._sent.append(self._now)

    def has_spare(self) -> bool:
        return len(self._sent) < _GROUP_MOST - _GROUP_SPARE

    def drain(self) -> None:
        """Forget nothing: what was sent still counts there."""


@dataclass(slots=True)
class _Chat:
    pace: _Bucket | _Minute
    used_at: float
    halted_until: float = 0.0
    strict_until: float = 0.0
    waiting: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Pacer:
    """One for the bot; knows every chat it spoke to lately."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._chats: dict[int, _Chat] = {}

    async def turn(self, chat_id: int, *, answer: bool = False) -> None:
        """Wait until this chat takes another message; in the order of asking. ``answer``: to what was just written."""
        chat = self._chat(chat_id)
        # Before the lock, which a result holds while it waits.
        if answer and self._wait_s(chat, answer=chat_id > 0) <= 0:
            chat.pace.take()
            return
        chat.waiting += 1
        try:
            async with chat.lock:
                while (wait_s := self._wait_s(chat, answer=answer and chat_id > 0)) > 0:
                    await self._clock.sleep(wait_s)
                chat.pace.take()
        finally:
            chat.waiting -= 1

    def try_turn(self, chat_id: int, *, answer: bool = False) -> bool:
        """Take a turn for something that may be dropped; False when answers (see `turn`) need the room."""
        chat = self._chat(chat_id)
        if answer and chat_id > 0:
            is_free = self._wait_s(chat, answer=True) <= 0
        else:
            is_free = not chat.waiting and self._wait_s(chat) <= 0 and chat.pace.has_spare()
        if is_free:
            chat.pace.take()
        return is_free

    def foresee_s(self, chat_id: int) -> float:
        """Return how long an answer to what was just written would wait for its turn, behind those that wait now."""
        chat = self._chat(chat_id)
        wait_s = self._wait_s(chat, answer=chat_id > 0)
        behind_s = chat.pace.wait_behind_s(chat.waiting, self._clock.steady()) if isinstance(chat.pace, _Minute) else 0
        return max(wait_s, behind_s)

    def is_strict(self, chat_id: int) -> bool:
        """Whether Telegram has told us lately to slow down there."""
        return self._chat(chat_id).strict_until > self._clock.steady()

    def note(self, chat_id: int, messages: int) -> None:
        """Count messages that went out without a turn of their own."""
        chat = self._chat(chat_id)
        for _ in range(messages):
            self._wait_s(chat)
            chat.pace.take()

    def halt(self, chat_id: int, seconds: float) -> None:
        """Telegram said ``retry_after``: nothing to this chat until then."""
        chat = self._chat(chat_id)
        chat.halted_until = max(chat.halted_until, self._clock.steady() + min(seconds, _HALT_MOST_S) + 0.1)
        chat.strict_until = chat.halted_until + _STRICT_S
        chat.pace.drain()

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

    def _chat(self, chat_id: int) -> _Chat:
        now = self._clock.steady()
        chat = self._chats.get(chat_id)
        if chat is None:
            if len(self._chats) >= _SWEEP_AT:
                self._sweep(now)
            chat = self._chats[chat_id] = _Chat(_Minute(now) if chat_id < 0 else _Bucket(now), now)
        chat.used_at = now
        return chat

    def _wait_s(self, chat: _Chat, *, answer: bool = False) -> float:
        """``answer``: in private, where people set the pace themselves."""
        now = self._clock.steady()
        wait_s = chat.pace.wait_s(now)
        if chat.halted_until > now:
            return chat.halted_until - now
        return 0.0 if answer and now >= chat.strict_until else wait_s

    def _sweep(self, now: float) -> None:
        def is_idle(chat: _Chat) -> bool:
            return not chat.waiting and max(chat.used_at + _IDLE_S, chat.halted_until) < now

        for chat_id in [key for key, chat in self._chats.items() if is_idle(chat)]:
            del self._chats[chat_id]


def quiet_s(chat_id: int) -> float:
    """Return how long a card says nothing new, in seconds: progress is to be quiet, in groups above all."""
    return _QUIET_GROUP_S if chat_id < 0 else _QUIET_PRIVATE_S


def seconds_of(error: RetryAfter) -> float:
    """Return ``retry_after`` in seconds (PTB gives a number or a timedelta)."""
    value = error.retry_after
    return value.total_seconds() if isinstance(value, timedelta) else float(value)
