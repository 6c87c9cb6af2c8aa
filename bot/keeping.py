"""How long things are kept, as the owner set it: words and files go by age, copies of the database are made and go."""

from __future__ import annotations

import asyncio
import logging
import shutil
from dataclasses import dataclass
from pathlib import Path

from bot import backup
from bot.chat.forgetting import Forgetting
from bot.clock import Clock
from bot.errors import AtelierError
from bot.generation import leaving
from bot.generation.ports import Alerts
from storage import aging
from storage.database import Database, StorageError

log = logging.getLogger(__name__)
_DAY_S = 86_400
_EVERY_S, _FIRST_S, _SWEEP_S = 3600, 300, 30


@dataclass(frozen=True, slots=True)
class KeepingRules:
    """Days until words and files go (None: never), hours between two copies (0: none), and how many of them stay."""

    words_days: int | None
    files_days: int | None
    backup_every_hours: int
    backup_keep: int


class Keeping:
    """One for the bot."""

    def __init__(
        self, db: Database, clock: Clock, alerts: Alerts, *, forgetting: Forgetting, rules: KeepingRules, data_dir: Path
    ) -> None:
        self._db = db
        self._clock = clock
        self._alerts = alerts
        self._forgetting = forgetting
        self._rules = rules
        self._data_dir = data_dir
        self._buttons_until = 0  # older ones were looked through before

    async def watch_over(self) -> None:
        """Go on with whoever asked to be forgotten, from the start on; every hour look at what is old."""
        looked_at = self._clock.now() - _EVERY_S + _FIRST_S
        while True:
            try:
                await self._forgetting.go_on()
                if self._clock.now() - looked_at >= _EVERY_S:
                    looked_at = self._clock.now()
                    await self.hourly()
            except Exception:
                log.exception("keeping.stumbled")
            await self._clock.sleep(_SWEEP_S)

    async def hourly(self) -> None:
        """Let go what is old, and make a copy where one is due."""
        await self._let_go()
        await self._copy()

    async def _let_go(self) -> None:
        now = self._clock.now()
        if self._rules.words_days is not None:
            await self._let_words_go(now - self._rules.words_days * _DAY_S)
        if self._rules.files_days is not None:
            await self._let_files_go(now - self._rules.files_days * _DAY_S)

    async def _let_words_go(self, before: int) -> None:
        await self._db.write(aging.forget_other_words, before)
        while await self._db.write(aging.forget_updates, before):
            await self._clock.sleep(0)  # so many at a time, so that nobody waits for it
        after: int | None = self._buttons_until
        while after is not None:
            self._buttons_until = after
            await self._clock.sleep(0)
            after = await self._db.write(aging.forget_wishes, before, after)
        step = await self._db.write(aging.forget_words, before, 0, leaving.without_words)
        while step is not None:
            await self._clock.sleep(0)
            step = await self._db.write(aging.forget_words, before, step.until, leaving.without_words)

    async def _let_files_go(self, before: int) -> None:
        step = await self._db.read(aging.old_files, before, 0)
        while step is not None:
            if step.job_ids:
                await asyncio.to_thread(_remove, [self._data_dir / "jobs" / str(one) for one in step.job_ids])
                await self._db.write(aging.note_files_gone, step.job_ids)
            await self._clock.sleep(0)
            step = await self._db.read(aging.old_files, before, step.until)

    async def _copy(self) -> None:
        """Make the next copy where the last is old enough; one that is not sound is told to the owner."""
        every_s, folder = self._rules.backup_every_hours * 3600, self._data_dir / backup.FOLDER
        if not every_s:
            return
        now, newest = self._clock.now(), await asyncio.to_thread(backup.newest, folder)
        if newest is not None and now - newest < every_s:
            return
        try:
            made = await backup.make(self._db.path, self._data_dir, folder / backup.name_at(now), now)
        except (AtelierError, StorageError, OSError) as error:
            log.exception("backup.failed")
            self._alerts.tell("backup", "backup", error=type(error).__name__)
            return
        log.info("backup.made", extra={"file": made.path.name, "bytes": made.size_bytes})
        await asyncio.to_thread(backup.thin_out, folder, self._rules.backup_keep)


def _remove(folders: list[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
