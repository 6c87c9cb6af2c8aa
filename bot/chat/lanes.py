"""Same lane in order, lanes in parallel: one short-lived task for each chat that has something waiting."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)
_CROWD = 20


class Lanes:
    """Runs pieces of work by lane; a failing piece never stops its lane."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Callable[[], Awaitable[None]]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, lane: str, work: Callable[[], Awaitable[None]]) -> None:
        """Add work to a lane; it starts at once where the lane is free."""
        queue = self._waiting.get(lane)
        if queue is not None:
            queue.append(work)
            return
        self._waiting[lane] = deque([work])
        task = asyncio.create_task(self._drain(lane), name=f"lane:{lane}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def are_crowded(self) -> bool:
        """Whether many are at work at once, as after an announcement in a large group."""
        return len(self._waiting) > _CROWD

    async def stop(self, grace_s: float) -> None:
        """Let what is under way end within the grace; the rest stays in the inbox for the next start."""
        for queue in self._waiting.values():
            while len(queue) > 1:
                queue.pop()
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=grace_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _drain(self, lane: str) -> None:
        queue = self._waiting[lane]
        try:
            while queue:
                try:
                    await queue[0]()
                except Exception:
                    log.exception("lane.stumbled", extra={"lane": lane})
                queue.popleft()
        finally:
            del self._waiting[lane]
