"""Albums come as separate messages without an end mark: wait until no more come, then treat them as one request.

The inbox rows stay open until the album was answered, so that a crash collects it again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.chat.incoming import Incoming, merge
from bot.clock import Clock
from storage import inbox
from storage.crashpoint import crashpoint
from storage.database import Database

log = logging.getLogger(__name__)
_QUIET_S = 1.0
_LONGEST_S = 8.0
_REMEMBERED_S = 600.0  # what belongs to an album that was begun is late, not a request of its own


@dataclass(slots=True)
class _Album:
    began: float
    last: float
    items: dict[int, Incoming] = field(default_factory=dict)


class Albums:
    """Collects items by album; ``ready`` gets the whole."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._open: dict[str, _Album] = {}
        self._begun: dict[str, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.ready: Callable[[Incoming], Awaitable[None]]

    def add(self, album_id: str, update_id: int, item: Incoming) -> None:
        """Add an item; the timer starts anew with each."""
        now = self._clock.steady()
        album = self._open.get(album_id)
        if album is None:
            album = self._open[album_id] = _Album(now, now)
            task = asyncio.create_task(self._collect(album_id), name=f"album:{album_id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        album.last = now
        album.items[update_id] = item

    async def _collect(self, album_id: str) -> None:
        album = self._open[album_id]
        while (now := self._clock.steady()) < min(album.last + _QUIET_S, album.began + _LONGEST_S):
            await self._clock.sleep(min(album.last + _QUIET_S, album.began + _LONGEST_S) - now)
        del self._open[album_id]
        crashpoint("album.complete")
        try:
            await self.ready(self._whole(album_id, album))
        except Exception:
            log.exception("album.failed", extra={"album": album_id})
            for update_id in album.items:
                await self._db.write(inbox.set_aside, update_id, "album failed")
            return
        await self._db.write(inbox.finish, *album.items)

    def _whole(self, album_id: str, album: _Album) -> Incoming:
        now = self._clock.steady()
        self._begun = {name: at for name, at in self._begun.items() if now - at < _REMEMBERED_S}
        whole = merge(album.items.values(), album_id)
        if album_id in self._begun:
            return replace(whole, kind="late")
        self._begun[album_id] = now
        return replace(whole, kind="part_of_album") if _is_part(whole) else whole


def _is_part(album: Incoming) -> bool:
    """An album has two pictures at least; in a group Telegram shows a bot only the items that speak to it."""
    return not album.is_private and len(album.pictures) == 1
