"""What goes on after an answer was given: nobody waits for it, a stop ends it, the next sweep repairs what it left."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)


class Errands:
    """Runs them side by side; one that fails is logged and stops no other."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._latest: dict[str, Callable[[], Awaitable[None]] | None] = {}

    def send(self, name: str, errand: Callable[[], Awaitable[None]]) -> None:
        """Begin one; ``name`` stands in the log."""
        task = asyncio.create_task(_run(name, errand), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def renew(self, name: str, errand: Callable[[], Awaitable[None]]) -> None:
        """Begin one that shows how things stand: while one of that name is under way, only the last to come waits."""
        if name in self._latest:
            self._latest[name] = errand
            return
        self._latest[name] = None
        self.send(name, lambda: self._in_turn(name, errand))

    def is_under_way(self, name: str) -> bool:
        """Whether one that was begun by `renew` goes on."""
        return name in self._latest

    async def _in_turn(self, name: str, errand: Callable[[], Awaitable[None]]) -> None:
        following: Callable[[], Awaitable[None]] | None = errand
        try:
            while following is not None:
                await _run(name, following)
                following, self._latest[name] = self._latest[name], None
        finally:
            del self._latest[name]

    async def stop(self) -> None:
        """End what is under way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _run(name: str, errand: Callable[[], Awaitable[None]]) -> None:
    try:
        await errand()
    except Exception:
        log.exception("errand.failed", extra={"errand": name})
