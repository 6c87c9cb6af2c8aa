"""What happens at the start and every hour: take up what a stop left behind, check the books, forget the old."""

from __future__ import annotations

import asyncio
import logging

from bot.chat.card import Cards
from bot.chat.intake import Intake
from bot.clock import Clock
from bot.generation import endings
from bot.generation.books import Books
from bot.generation.budgets import Budgets
from bot.generation.line import Line
from bot.generation.ports import Alerts
from bot.generation.settle import Settling
from storage import buttons, grants, inbox, jobs, pools
from storage.database import Database
from storage.jobs import Job

log = logging.getLogger(__name__)
_EVERY_S = 3600
_SWEEP_S = 30
_INBOX_DAYS_S = 7 * 86400
_FORGET_MOST = 1000


class Upkeep:
    """One for the bot."""

    def __init__(  # noqa: PLR0913 (it looks after these parts)
        self,
        db: Database,
        clock: Clock,
        alerts: Alerts,
        *,
        intake: Intake,
        line: Line,
        cards: Cards,
        settling: Settling,
        books: Books,
        budgets: Budgets,
    ) -> None:
        self._db = db
        self._clock = clock
        self._alerts = alerts
        self._intake = intake
        self._line = line
        self._cards = cards
        self._settling = settling
        self._books = books
        self._budgets = budgets
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def resume(self) -> None:
        """Go on where a stop or a crash left everything; checks the books first."""
        await self._books.check()
        unfinished = await self._db.read(jobs.unfinished)
        at_work = await self._line.resume()
        for job in unfinished:
            self._start_taking_up(job)
        updates = await self._intake.resume()
        if unfinished or updates:
            log.info("resumed", extra={"jobs": len(unfinished), "attempts": at_work, "updates": updates})

    async def stop(self) -> None:
        """End what was taken up; the next start takes it up again."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def watch_over(self) -> None:
        """Do the work of every half minute and of every hour, for ever."""
        checked_at = self._clock.now()
        while True:
            await self._clock.sleep(_SWEEP_S)
            try:
                await self._sweep()
                if self._clock.now() - checked_at >= _EVERY_S:
                    checked_at = self._clock.now()
                    await self._hourly()
            except Exception:
                log.exception("upkeep.stumbled")

    async def _sweep(self) -> None:
        """Repair lost wake-ups, show again what could not be shown, look at the budgets."""
        await self._line.resume()
        await self._intake.resume()
        for job in await self._db.read(jobs.unshown):
            self._start_taking_up(job)
        await self._budgets.look()

    async def _hourly(self) -> None:
        for sentence in (await self._books.check()).noted:
            if sentence.startswith("I15"):
                self._alerts.tell("late", "late")
        await self._db.write(pools.gather, self._clock.now())
        # So many at a time, so that nobody waits for it: a day's grants end for everybody at midnight.
        while await self._db.write(grants.expire, self._clock.now()):
            await self._clock.sleep(0)
        before = self._clock.now() - _INBOX_DAYS_S
        while await self._db.write(inbox.forget_old, before, _FORGET_MOST) == _FORGET_MOST:
            await self._clock.sleep(0)

    def _start_taking_up(self, job: Job) -> None:
        if job.id not in self._tasks:
            self._tasks[job.id] = asyncio.create_task(self._take_up(job), name=f"resume:{job.id}")
            self._tasks[job.id].add_done_callback(lambda _: self._tasks.pop(job.id))

    async def _open_card(self, job: Job) -> bool:
        return await self._cards.open(job, await self._db.read(buttons.of_job, job.id, "cancel"))

    async def _take_up(self, job: Job) -> None:
        try:
            if job.state == "working" and job.batch_id is None:
                self._cards.follow(job)
                if job.card_id is None and not await self._open_card(job):
                    await self._db.write(endings.drop_unsent, job, self._clock.now(), "unreachable")
            await self._settling.settle(job.id)
        except Exception:
            log.exception("resume.failed", extra={"job": job.id})
            self._alerts.tell("resume", "resume", job=job.id)
