"""Forgetting a person to the end: again and again, after a restart too, until nothing of theirs is left anywhere."""

from __future__ import annotations

import asyncio
import logging
import shutil
from pathlib import Path

from bot.chat.signing import Signer
from bot.clock import Clock
from bot.generation import leaving
from bot.generation.settle import Settling
from storage import erasing
from storage.crashpoint import crashpoint
from storage.database import Database, StorageError
from storage.erasing import Erasure

log = logging.getLogger(__name__)
_TRIES, _TRY_EVERY_S = 20, 0.25  # right after the press; what takes longer a sweep goes on with


class Forgetting:
    """One for the bot."""

    def __init__(self, db: Database, settling: Settling, signer: Signer, clock: Clock, data_dir: Path) -> None:
        self._db = db
        self._settling = settling
        self._signer = signer
        self._clock = clock
        self._data_dir = data_dir
        self._lock = asyncio.Lock()
        self._folded = False  # the log of an earlier run may still hold what was deleted

    async def soon(self) -> None:
        """Forget who has just asked for it, as far as it can be done now."""
        for _ in range(_TRIES):
            if await self.go_on():
                return
            await self._clock.sleep(_TRY_EVERY_S)

    async def go_on(self) -> bool:
        """Go on with whoever is being forgotten; True where nothing is left to do."""
        async with self._lock:
            done = [await self._forget(one) for one in await self._db.read(erasing.open_ones)]
            if done:
                self._folded = False
            if not self._folded:
                await self._fold()
            return all(done) and self._folded

    async def _fold(self) -> None:
        try:
            await self._db.fold()
        except StorageError as error:
            log.info("erasure.log_in_use", extra={"error": str(error)})
        else:
            self._folded = True

    async def _forget(self, one: Erasure) -> bool:
        try:
            await self._db.write(leaving.stop_work, one.person_uid, self._clock.now())
            for job in await self._db.read(erasing.unshown_jobs, one.person_uid):
                await self._settling.settle(job.id)
            await self._wipe_jobs(one)
            await self._db.write(erasing.wipe_person, one)
            await self._wipe_words(one)
            await self._wipe_buttons(one)
            waits = await self._wipe_updates(one)
            crashpoint("forget.wiped")
            return not waits and await self._db.write(leaving.close, one, self._clock.now())
        except Exception:
            log.exception("erasure.stumbled")
            return False

    async def _wipe_jobs(self, one: Erasure) -> None:
        after = 0
        while ids := await self._db.read(erasing.job_ids, one.person_uid, after):
            await self._db.write(erasing.wipe_jobs, ids, leaving.without_words)
            for job_id in ids:
                await asyncio.to_thread(_remove, self._data_dir / "jobs" / str(job_id))
            after = ids[-1]

    async def _wipe_words(self, one: Erasure) -> None:
        kept = await self._db.read(erasing.kept_words)
        theirs = [token for token, words in kept if self._signer.token(f"{one.telegram_id}:{words}") == token]
        await self._db.write(erasing.drop_kept_words, theirs)

    async def _wipe_buttons(self, one: Erasure) -> None:
        after: int | None = 0
        while after is not None:
            after = await self._db.write(erasing.wipe_buttons, one, after)

    async def _wipe_updates(self, one: Erasure) -> bool:
        """Return whether one of them is still being handled."""
        after, waits = -1, False
        while (found := await self._db.write(erasing.wipe_updates, one, after)) is not None:
            after, waiting = found
            waits = waits or waiting
        return waits


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
