"""Are the books right? Asked at the start, every hour and by the owner; while they are not, nothing is sold."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.clock import Clock
from bot.generation.admission import Admission
from bot.generation.ports import Alerts
from storage import invariants, told
from storage.database import Database, Tx

log = logging.getLogger(__name__)
_NAME = "books:"


@dataclass(frozen=True, slots=True)
class Checked:
    """What is not as it must be: ``broken`` stops selling; ``noted`` has its own remedy, as its sentence says."""

    broken: tuple[str, ...]
    noted: tuple[str, ...]


class Books:
    """Checks, stops and resumes selling, and tells the owner once of each thing that is wrong."""

    def __init__(self, db: Database, admission: Admission, alerts: Alerts, clock: Clock) -> None:
        self._db = db
        self._admission = admission
        self._alerts = alerts
        self._clock = clock

    async def check(self) -> Checked:
        """Check everything; what is broken stops selling until a check finds nothing."""
        now = self._clock.now()
        broken = tuple(await self._db.survey(invariants.broken))
        noted = (
            *await self._db.survey(invariants.drifting),
            *await self._db.read(invariants.late_updates, now),
        )
        self._admission.selling = not broken
        numbers = dict.fromkeys(sentence.partition(":")[0] for sentence in broken)
        fresh, mended = await self._db.write(_noted, tuple(numbers), now)
        for sentence in broken:
            if sentence.partition(":")[0] in fresh:
                fresh.remove(sentence.partition(":")[0])
                number = sentence.partition(":")[0]
                log.error("books.wrong", extra={"sentence": sentence})
                self._alerts.tell(f"{_NAME}{number}", "books", number=number)
        if mended and not broken:
            self._alerts.tell(f"{_NAME}right", "books-right")
        return Checked(broken, noted)


async def _noted(tx: Tx, numbers: tuple[str, ...], now: int) -> tuple[list[str], bool]:
    """Note which are wrong; return those not told yet, and whether others are right again."""
    known = {name.removeprefix(_NAME) for name in await told.names(tx, _NAME)}
    for number in known.difference(numbers):
        await told.forget(tx, f"{_NAME}{number}")
    return [number for number in numbers if await told.once(tx, f"{_NAME}{number}", now)], bool(
        known.difference(numbers)
    )
