"""The end of a job: show what there is, then take the money; or tell why not. Repeatable until it is done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from weakref import WeakValueDictionary

from bot.clock import Clock
from bot.generation import endings
from bot.generation.ports import Display, Shown
from storage import assets, attempts, jobs
from storage.assets import Asset
from storage.crashpoint import crashpoint
from storage.database import Database, Tx
from storage.jobs import Job

log = logging.getLogger(__name__)
_SHOW_MOST_S = 6 * 3600  # what Telegram did not take for so long is given back


class Settling:
    """Shows ended jobs and captures what was shown; one at a time for each job."""

    def __init__(self, db: Database, display: Display, clock: Clock) -> None:
        self._db = db
        self._display = display
        self._clock = clock
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def settle(self, job_id: int) -> None:
        """Do what the job's state asks for; nothing while parts of it are at work."""
        lock = self._locks.setdefault(job_id, asyncio.Lock())
        async with lock:
            job, files = await self._db.read(_with_files, job_id)
            if job.state == "ready":
                try:
                    await self._show_and_capture(job, files)
                except Exception as error:
                    lost = isinstance(error, FileNotFoundError)  # it will not come back by waiting
                    if not lost and await self._waited_s(job) <= _SHOW_MOST_S:
                        raise
                    log.exception("result.given_up", extra={"job": job_id})
                    await self._db.write(endings.give_up, job, self._clock.now())
                    job = await self._db.read(jobs.get, job_id)
            if job.state == "voided" and not job.shown:
                await self._tell_end(job)

    async def _waited_s(self, job: Job) -> int:
        """Return for how long there has been something to show."""
        ended_at = await self._db.read(attempts.last_end, job.id)
        return self._clock.now() - (ended_at or job.created_at)

    async def _tell_end(self, job: Job) -> None:
        crashpoint("end.before")
        try:
            await self._display.show_end(job)
        except Exception:
            if await self._waited_s(job) <= 2 * _SHOW_MOST_S:
                raise
            log.exception("end.never_shown", extra={"job": job.id})
        crashpoint("end.shown")
        await self._db.write(jobs.mark_shown, job.id)

    async def _show_and_capture(self, job: Job, files: Sequence[Asset]) -> None:
        crashpoint("result.before")
        shown = await self._display.show_result(job, files)
        crashpoint("result.shown")
        outcome = "unreachable" if shown is Shown.UNREACHABLE else None
        captured = await self._db.write(endings.capture, job, self._clock.now(), outcome)
        crashpoint("result.captured")
        log.info("job.shown", extra={"job": job.id, "files": len(files), "captured": captured})


async def _with_files(tx: Tx, job_id: int) -> tuple[Job, list[Asset]]:
    return await jobs.get(tx, job_id), await assets.of_job(tx, job_id)
