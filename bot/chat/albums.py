"""Albums, and texts that were cut in pieces, come as separate messages without an end mark: they are waited for.

When no more come they are treated as one request.

The inbox rows stay open until the album was answered, so that a crash collects it again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.chat import halves
from bot.chat.incoming import Incoming, merge
from bot.chat.refusals import is_for_later
from bot.clock import Clock
from storage import inbox
from storage.crashpoint import crashpoint
from storage.database import Database, Tx

log = logging.getLogger(__name__)
_QUIET_S = 1.0
_LONGEST_S = 8.0
_TRIES_MAX = 3
_REMEMBERED_S = 600.0  # what belongs to an album that was begun is late, not a request of its own


@dataclass(slots=True)
class _Album:
    began: float
    until: float
    task: asyncio.Task[None]
    items: dict[int, Incoming] = field(default_factory=dict)


class Albums:
    """Collects items by album, or pieces by text; ``ready`` gets the whole."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._open: dict[str, _Album] = {}
        self._begun: dict[str, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.ready: Callable[[Incoming], Awaitable[None]]

    async def stop(self) -> None:
        """Stop collecting; what is open stays in the inbox for the next start."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def latest(self, album_id: str) -> Incoming | None:
        """Return what came last of an album that is being collected."""
        album = self._open.get(album_id)
        return None if album is None else next(reversed(album.items.values()))

    def add(self, album_id: str, update_id: int, item: Incoming) -> asyncio.Task[None]:
        """Add an item, the timer starts anew with each; returns the task that answers and finishes the whole."""
        now = self._clock.steady()
        album = self._open.get(album_id)
        if album is None:
            task = asyncio.create_task(self._collect(album_id), name=f"album:{album_id}")
            album = self._open[album_id] = _Album(now, now, task)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        album.items[update_id] = item
        album.until = min(now + _quiet_s(item), album.began + _LONGEST_S)
        return album.task

    async def _collect(self, album_id: str) -> None:
        album = self._open[album_id]
        while (now := self._clock.steady()) < album.until:
            await self._clock.sleep(album.until - now)
        del self._open[album_id]
        crashpoint("album.complete")
        try:
            await self._answer(album_id, album)
        except Exception:
            # Its rows stay open for the next sweep, which begins it anew.
            log.exception("album.not_finished", extra={"album": album_id})
            self._begun.pop(album_id, None)

    async def _answer(self, album_id: str, album: _Album) -> None:
        try:
            await self.ready(self._whole(album_id, album))
        except Exception as error:
            if is_for_later(error) and await self._db.write(inbox.count_try, min(album.items)) < _TRIES_MAX:
                raise
            log.exception("album.failed", extra={"album": album_id})
            await self._db.write(_set_aside, *album.items)
            return
        await self._db.write(inbox.finish, *album.items)

    def _whole(self, album_id: str, album: _Album) -> Incoming:
        if not any(item.files for item in album.items.values()):
            return halves.join([*album.items.values()])
        now = self._clock.steady()
        self._begun = {name: at for name, at in self._begun.items() if now - at < _REMEMBERED_S}
        whole = merge(album.items.values(), album_id)
        if album_id in self._begun:
            return replace(whole, kind="late")
        self._begun[album_id] = now
        return replace(whole, kind="part_of_album") if _is_part(whole) else whole


def _quiet_s(item: Incoming) -> float:
    """Return how long after it more may come; a text that was not cut is the end."""
    if item.files:
        return _QUIET_S
    return halves.QUIET_S if halves.is_cut(item) else 0.0


async def _set_aside(tx: Tx, *update_ids: int) -> None:
    for update_id in update_ids:
        await inbox.set_aside(tx, update_id, "album failed")


def _is_part(album: Incoming) -> bool:
    """An album has two pictures at least; in a group Telegram shows a bot only the items that speak to it."""
    return not album.is_private and len(album.files) == 1
