"""How many transactions a second the storage takes: everything committed to disk before it is answered."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from storage import attempts, inbox, jobs, ledger, people, quotas
from storage.attempts import NewAttempt
from storage.database import Database, Tx
from storage.jobs import NewJob
from storage.migrate import migrate
from storage.quotas import Limit

_NOW = 1_795_000_000
_MANY = 10_000
_CALLERS = 256


async def measure(folder: Path) -> None:
    """Print the rates."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        db = await Database.open(f"sqlite:///{place}/bench.db", locked=True)
        await migrate(db, _NOW)
        await db.write(_open)

        async def update(number: int) -> None:
            await db.write(inbox.store, [inbox.Incoming(number, f"chat:{number}", "{}" * 300)], _NOW)

        async def job(number: int) -> None:
            await db.write(_admit, number)

        async def look(number: int) -> None:
            await db.read(jobs.get, number + 1)

        print(f"an update stored, one caller      {await _rate(update, range(500), 1):9,.0f} a second")
        print(
            f"an update stored, {_CALLERS} callers    {await _rate(update, range(500, _MANY), _CALLERS):9,.0f} a second"
        )
        print(f"a job admitted, {_CALLERS} callers      {await _rate(job, range(_MANY), _CALLERS):9,.0f} a second")
        print(f"a job read                        {await _rate(look, range(_MANY), 1):9,.0f} a second")
        await db.close()


async def _rate(work: Callable[[int], Awaitable[None]], numbers: range, callers: int) -> float:
    left = iter(numbers)

    async def call() -> None:
        for number in left:
            await work(number)

    begun = time.perf_counter()
    await asyncio.gather(*(call() for _ in range(callers)))
    return len(numbers) / (time.perf_counter() - begun)


async def _open(tx: Tx) -> None:
    await ledger.open_account(tx, "rev", "CRD")
    await ledger.open_account(tx, "w", "CRD")


async def _admit(tx: Tx, number: int) -> None:
    """Job, quota, money and place in line, as the bot's admission writes them."""
    person = await people.meet(tx, number, "Person", "en", _NOW)
    new = NewJob(f"m:{number}:1", person.uid, "w", number, "en", "model", '{"prompt":"a lighthouse"}', 1, 100)
    job = await jobs.add(tx, new, _NOW)
    if job is None:
        raise LookupError(number)
    await quotas.reserve(tx, f"j:{job.id}", [Limit(f"u:{person.uid}", "pictures", "2026-11-21", 1, 10)])
    await ledger.hold(tx, f"h:{job.id}", "w", "rev", 100, "gen", _NOW, job_id=job.id)
    await attempts.add(tx, NewAttempt(job.id, 0, 1, person.uid, "gateway", "model", 1, f"ref-{number}"), _NOW)
