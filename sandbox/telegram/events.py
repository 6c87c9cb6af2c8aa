"""Live events for the page: each watcher sees the chats of one person."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

_KEEP_ALIVE_S = 15.0
_QUEUED_MAX = 10_000


class EventHub:
    """Hands events to whoever watches."""

    def __init__(self) -> None:
        """Start with no watcher."""
        self._watchers: dict[asyncio.Queue[bytes | None], int] = {}
        self.sees: Callable[[int, int], bool] = lambda _person, _chat: False

    def publish(self, name: str, chat_id: int, *, only: int | None = None, **content: Any) -> None:  # noqa: ANN401 (JSON)
        """Send an event of a chat to those who see the chat (or to one person only)."""
        if not self._watchers:
            return
        text = json.dumps({"chat": chat_id, **content}, ensure_ascii=False)
        line = f"event: {name}\ndata: {text}\n\n".encode()
        for queue, person in self._watchers.items():
            if (only is None or only == person) and self.sees(person, chat_id) and queue.qsize() < _QUEUED_MAX:
                queue.put_nowait(line)

    def publish_reset(self) -> None:
        """Tell everybody that the world started over."""
        for queue in self._watchers:
            queue.put_nowait(b"event: reset\ndata: {}\n\n")

    def close(self) -> None:
        """End all watching."""
        for queue in self._watchers:
            queue.put_nowait(None)

    async def watch(self, request: web.Request, person: int) -> web.StreamResponse:
        """Serve server-sent events until the watcher leaves."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._watchers[queue] = person
        try:
            await response.prepare(request)
            await response.write(b": watching\n\n")
            while True:
                try:
                    async with asyncio.timeout(_KEEP_ALIVE_S):
                        line = await queue.get()
                except TimeoutError:
                    line = b": still here\n\n"
                if line is None:
                    return response
                await response.write(line)
        except ConnectionError:
            return response
        finally:
            del self._watchers[queue]
