"""Telegram's flood limits, when switched on: about a message a second to a person, twenty a minute to a group."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.telegram.errors import BotApiError

PRIVATE_BURST, PRIVATE_PER_SECOND = 3.0, 1.0
GROUP_COUNT, GROUP_SECONDS = 20, 60.0
_PENALTY_MAX_S = 300.0


@dataclass
class _Private:
    tokens: float
    at: float


@dataclass
class _Chat:
    private: _Private | None = None
    sent: deque[float] = field(default_factory=deque)
    barred_until: float = 0.0
    ignored: int = 0


class FloodLimits:
    """Counts sends and edits per chat (they share a limit) and refuses with 429 what is too much."""

    def __init__(self, now: Callable[[], float]) -> None:
        """Start switched off."""
        self.on = False
        self._now = now
        self._chats: dict[int, _Chat] = {}

    def switch(self, *, on: bool) -> None:
        """Switch on or off; counting starts anew."""
        self.on = on
        self._chats.clear()

    def count(self, chat_id: int, messages: int = 1) -> None:
        """Count messages or edits to a chat; raises `BotApiError` 429, with a longer wait when the last was ignored."""
        if not self.on:
            return
        now = self._now()
        chat = self._chats.setdefault(chat_id, _Chat())
        if now < chat.barred_until:
            chat.ignored += 1
            left = chat.barred_until - now
            # Asking on during the wait makes it longer.
            chat.barred_until = now + min(_PENALTY_MAX_S, left + 2.0 ** min(chat.ignored, 8))
            self._refuse(chat, now)
        wait = self._private_wait(chat, messages, now) if chat_id > 0 else self._group_wait(chat, messages, now)
        if wait > 0:
            chat.barred_until = now + wait
            self._refuse(chat, now)
        chat.ignored = 0

    def _refuse(self, chat: _Chat, now: float) -> None:
        seconds = max(1, math.ceil(chat.barred_until - now))
        raise BotApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)

    def _private_wait(self, chat: _Chat, messages: int, now: float) -> float:
        bucket = chat.private or _Private(PRIVATE_BURST, now)
        chat.private = bucket
        bucket.tokens = min(PRIVATE_BURST, bucket.tokens + (now - bucket.at) * PRIVATE_PER_SECOND)
        bucket.at = now
        if bucket.tokens < min(messages, 1):
            return (1 - bucket.tokens) / PRIVATE_PER_SECOND
        bucket.tokens -= messages  # an album may go below zero: it is sent whole and paid back in time
        return 0.0

    def _group_wait(self, chat: _Chat, messages: int, now: float) -> float:
        while chat.sent and chat.sent[0] <= now - GROUP_SECONDS:
            chat.sent.popleft()
        if len(chat.sent) + messages > GROUP_COUNT:
            return chat.sent[0] + GROUP_SECONDS - now
        chat.sent.extend([now] * messages)
        return 0.0
