"""A real database file for each test, and short ways to put things into it."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage import attempts, jobs, ledger, people, quotas
from storage.attempts import Attempt, NewAttempt
from storage.database import Database, Tx
from storage.jobs import Job, NewJob
from storage.migrate import migrate
from storage.quotas import Limit

NOW = 1_790_000_000
DAY = "2026-11-21"


class House:
    """A migrated database with the accounts of the house, and numbers that never repeat."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.number = itertools.count(1)

    async def person(self, name: str = "An", money: int = 0) -> people.Person:
        return await self.db.write(self._person, name, money)

    async def _person(self, tx: Tx, name: str, money: int) -> people.Person:
        person = await people.meet(tx, next(self.number) + 1000, name, "vi", NOW)
        await ledger.open_account(tx, "gifts", "CRD")
        await ledger.open_account(tx, "rev", "CRD")
        await ledger.open_account(tx, f"w:{person.uid}", "CRD", guard=1)
        if money:
            await ledger.post(tx, f"grant:{person.uid}", "gifts", f"w:{person.uid}", money, "grant", NOW)
        return person

    async def job(
        self, person: people.Person, price: int = 10, pictures_max: int | None = None, idem: str | None = None
    ) -> Job:
        return await self.db.write(self.admit, person, price, pictures_max, idem)

    async def admit(
        self, tx: Tx, person: people.Person, price: int, pictures_max: int | None = None, idem: str | None = None
    ) -> Job:
        """As the bot does: job row, quota and money in one transaction."""
        idem = idem or f"m:1:{next(self.number)}"
        new = NewJob(idem, person.uid, f"w:{person.uid}", 1, "vi", "banana", "{}", 1, price)
        job = await jobs.add(tx, new, NOW)
        assert job is not None
        await quotas.reserve(tx, f"j:{job.id}", [Limit(f"u:{person.uid}", "pictures", DAY, 1, pictures_max)])
        await ledger.hold(tx, f"h:{job.id}", job.payer_id, "rev", price, "gen", NOW, job.id)
        return job

    async def capture(self, job: Job, amount: int) -> bool:
        async def take(tx: Tx) -> bool:
            if not await jobs.resolve(tx, job.id, ("working", "ready"), "captured", NOW + 60, paid=amount):
                return False
            await ledger.capture(tx, f"h:{job.id}", amount, NOW + 60)
            await quotas.settle(tx, f"j:{job.id}", {"pictures": 1})
            return True

        return await self.db.write(take)

    async def void(self, job: Job) -> bool:
        async def give_back(tx: Tx) -> bool:
            if not await jobs.resolve(tx, job.id, ("working", "ready"), "voided", NOW + 60, outcome="broken"):
                return False
            await ledger.void(tx, f"h:{job.id}", NOW + 60)
            await quotas.release(tx, f"j:{job.id}")
            return True

        return await self.db.write(give_back)

    async def in_line(self, job: Job, gateway: str = "flow") -> Attempt:
        return await self.db.write(self.queue, job, gateway)

    async def queue(self, tx: Tx, job: Job, gateway: str = "flow") -> Attempt:
        number = next(self.number)
        new = NewAttempt(job.id, number, 1, job.person_uid, gateway, "banana", 1, f"ref-{number}")
        return await attempts.add(tx, new, NOW, of_batch=job.batch_id is not None)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/atelier.db"


@pytest.fixture
async def db(url: str) -> AsyncIterator[Database]:
    database = await Database.open(url, locked=True)
    await migrate(database, NOW)
    yield database
    await database.close()


@pytest.fixture
def house(db: Database) -> House:
    return House(db)


@pytest.fixture
def vandal(db: Database) -> Iterator[sqlite3.Connection]:
    """Somebody who writes past every rule: no triggers, no CHECKs, no foreign keys."""
    connection = sqlite3.connect(db.path, isolation_level=None)
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("DROP INDEX transfer_one_resolution")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute("PRAGMA foreign_keys = OFF")
    yield connection
    connection.close()
