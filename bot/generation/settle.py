"""The end of a job: show what there is, then take the money; or tell why not. Repeatable until it is done."""

from __future__ import annotations

import asyncio
import logging
from weakref import WeakValueDictionary

from bot.generation import endings
from bot.generation.ports import Shown
from bot.generation.tools import Tools
from storage import assets, jobs
from storage.assets import Asset
from storage.crashpoint import crashpoint
from storage.database import Tx
from storage.jobs import Job

log = logging.getLogger(__name__)
_SHOW_MOST_S = 6 * 3600  # what Telegram did not take for so long is given back


class Settling:
    """Shows ended jobs and captures what was shown; one at a time for each job."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._db = tools.db
        self._display = tools.display
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._failing_since: dict[int, float] = {}

    async def settle(self, job_id: int) -> None:
        """Do what the job's state asks for; nothing while parts of it are at work."""
        lock = self._locks.setdefault(job_id, asyncio.Lock())
        async with lock:
            try:
                await self._settle(await self._db.read(jobs.get, job_id))
            except Exception:
                self._failing_since.setdefault(job_id, self._tools.clock.steady())
                raise
            self._failing_since.pop(job_id, None)

    async def _settle(self, job: Job) -> None:
        if job.state == "ready":
            try:
                await self._show_and_capture(job)
            except Exception:
                if self._failing_s(job) <= _SHOW_MOST_S:
                    raise
                log.exception("result.given_up", extra={"job": job.id})
                await self._db.write(endings.give_up, job, self._tools.clock.now())
            job = await self._db.read(jobs.get, job.id)
        if job.state == "voided" and job.shown != 1:
            await self._tell_end(job)

    def _failing_s(self, job: Job) -> float:
        """Return for how long this process has tried in vain; what was tried before a downtime is tried again."""
        now = self._tools.clock.steady()
        return now - self._failing_since.get(job.id, now)

    async def _tell_end(self, job: Job) -> None:
        crashpoint("end.before")
        try:
            await self._display.show_end(job)
        except Exception:
            if self._failing_s(job) <= 2 * _SHOW_MOST_S:
                raise
            log.exception("end.never_shown", extra={"job": job.id})
        crashpoint("end.shown")
        await self._db.write(jobs.mark_shown, job.id)

    async def _show_and_capture(self, job: Job) -> None:
        files = await self._whole_files(job)
        if not files:
            return
        crashpoint("result.before")
        shown = await self._display.show_result(job, files)
        crashpoint("result.shown")
        if shown is Shown.REFUSED:
            self._tools.alerts.tell("refused", "refused", job=job.id)
            await self._db.write(endings.give_up, job, self._tools.clock.now(), "unshowable")
            return
        outcome = None if shown is Shown.YES else "unreachable"
        captured = await self._db.write(endings.capture, job, self._tools.clock.now(), outcome)
        crashpoint("result.captured")
        log.info("job.shown", extra={"job": job.id, "files": len(files), "captured": captured})

    async def _whole_files(self, job: Job) -> list[Asset]:
        """Return what can be shown now; nothing where the job has gone back to work, or has ended, for want of it."""
        files = await self._db.read(assets.of_job, job.id)
        broken = [file for file in files if not await asyncio.to_thread(assets.is_whole, self._tools.data_dir, file)]
        if not broken:
            return files
        self._tools.alerts.tell("files", "files", job=job.id, broken=len(broken), count=len(files))
        await self._db.write(endings.lose_files, job, broken, self._tools.clock.now())
        job, files = await self._db.read(_with_files, job.id)
        return files if job.state == "ready" else []


async def _with_files(tx: Tx, job_id: int) -> tuple[Job, list[Asset]]:
    return await jobs.get(tx, job_id), await assets.of_job(tx, job_id)
