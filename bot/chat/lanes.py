"""Same lane in order, lanes in parallel: one short-lived task for each chat that has something waiting."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)
_CROWD = 20
_RUSH = 200  # the books take about a quarter of a second for so many


@dataclass(slots=True)
class _Piece:
    """Work that comes ``after`` something of another lane, and tells who waits for it that it is ``done``."""

    work: Callable[[], Awaitable[None]]
    after: asyncio.Event | None = None
    done: asyncio.Event | None = None


class Lanes:
    """Runs pieces of work by lane; a failing piece never stops its lane."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[_Piece]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, lane: str, work: Callable[[], Awaitable[None]], behind: str | None = None) -> None:
        """Add work to a lane; it starts at once where the lane is free.

        Only what stands in the lane ``behind`` which it is put by now goes before it, nothing that comes later there.
        """
        piece = _Piece(work, after=self._end_of(behind))
        queue = self._waiting.get(lane)
        if queue is not None:
            queue.append(piece)
            return
        self._waiting[lane] = deque([piece])
        task = asyncio.create_task(self._drain(lane), name=f"lane:{lane}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def are_crowded(self) -> bool:
        """Whether many are at work at once, as after an announcement in a large group."""
        return len(self._waiting) > _CROWD

    def are_rushed(self) -> bool:
        """Whether so many are at work at once that the last of them would wait for a first word."""
        return len(self._waiting) > _RUSH

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

    def _end_of(self, lane: str | None) -> asyncio.Event | None:
        if lane not in self._waiting:
            return None
        last = self._waiting[lane][-1]
        last.done = last.done or asyncio.Event()
        return last.done

    async def _drain(self, lane: str) -> None:
        queue = self._waiting[lane]
        try:
            while queue:
                piece = queue[0]
                if piece.after is not None:
                    await piece.after.wait()
                try:
                    await piece.work()
                except Exception:
                    log.exception("lane.stumbled", extra={"lane": lane})
                queue.popleft()
                if piece.done is not None:
                    piece.done.set()
        finally:
            del self._waiting[lane]
