"""kill -9 in the middle of writes: what was answered is there after the restart, and the books are right."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from storage import invariants
from storage.database import Database, Tx
from storage.folder import lock_folder

NOW = 1_790_000_000
BUSY = """
import asyncio, os, sys
from pathlib import Path
from storage import jobs, ledger, people, quotas
from storage.crashpoint import crashpoint
from storage.database import Database
from storage.folder import lock_folder
from storage.jobs import NewJob
from storage.migrate import migrate
from storage.quotas import Limit

NOW = 1_790_000_000
folder = Path(sys.argv[1])
start = int(sys.argv[2])
lock = lock_folder(folder)

async def found(tx):
    person = await people.meet(tx, 1, "An", "vi", NOW)
    await ledger.open_account(tx, "gifts", "CRD")
    await ledger.open_account(tx, "rev", "CRD")
    await ledger.open_account(tx, "w:an", "CRD", 1)
    await ledger.post(tx, "grant", "gifts", "w:an", 10_000_000, "grant", NOW)
    return person

async def admit(tx, uid, number):
    job = await jobs.add(tx, NewJob(f"m:{number}", uid, "w:an", 1, "vi", "m", "{}", 1, 10), NOW)
    await quotas.reserve(tx, f"j:{job.id}", [Limit("u:an", "pictures", "d", 1, None)])
    crashpoint("admit.middle")
    await ledger.hold(tx, f"h:{job.id}", "w:an", "rev", 10, "gen", NOW, job.id)
    return job.id

async def end(tx, job_id, paid):
    await jobs.resolve(tx, job_id, ("working",), "captured" if paid else "voided", NOW, paid=paid)
    crashpoint("end.middle")
    await ledger.capture(tx, f"h:{job_id}", paid, NOW)
    await quotas.settle(tx, f"j:{job_id}", {"pictures": 1})

async def main():
    db = await Database.open(f"sqlite:///{folder}/a.db", locked=True)
    await migrate(db, NOW)
    person = await db.write(found)
    numbers = iter(range(start, start + 100_000))

    async def caller():
        for number in numbers:
            job_id = await db.write(admit, person.uid, number)
            os.write(1, f"admitted {job_id}\\n".encode())
            await db.write(end, job_id, number % 3 * 5)
            os.write(1, f"ended {job_id}\\n".encode())

    await asyncio.gather(*(caller() for _ in range(16)))

asyncio.run(main())
"""


def run_until_killed(folder: Path, start: int, crash_at: str | None) -> tuple[set[int], set[int]]:
    """Run the writer until it dies (by itself, or by us after some answers) and return what it had been told."""
    process = subprocess.Popen(
        [sys.executable, "-c", BUSY, str(folder), str(start)],
        stdout=subprocess.PIPE,
        env={"CRASH_AT": crash_at or "", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    lines = []
    for line in process.stdout:
        lines.append(line)
        if crash_at is None and len(lines) >= 300:
            process.kill()
            break
    rest, _ = process.communicate(timeout=20)
    lines += rest.splitlines(keepends=True)
    assert process.returncode == -9
    told: dict[bytes, set[int]] = {b"admitted": set(), b"ended": set()}
    for line in lines:
        if line.endswith(b"\n"):
            word, number = line.split()
            told[word].add(int(number))
    return told[b"admitted"], told[b"ended"]


async def ids(tx: Tx, states: str) -> set[int]:
    rows = await tx.all("SELECT id FROM job WHERE :states LIKE '%' || state || '%'", states=states)
    return {row["id"] for row in rows}


async def look(folder: Path) -> tuple[list[str], set[int], set[int], str]:
    with lock_folder(folder):
        db = await Database.open(f"sqlite:///{folder}/a.db", locked=True)
        try:

            async def sound(tx: Tx) -> str:
                return str(await tx.value("PRAGMA integrity_check"))

            return (
                await db.read(invariants.broken),
                await db.read(ids, "working captured voided"),
                await db.read(ids, "captured voided"),
                await db.read(sound),
            )
        finally:
            await db.close()


async def test_what_was_answered_survives_kill_after_kill(tmp_path):
    admitted: set[int] = set()
    ended: set[int] = set()
    for turn, crash_at in enumerate([None, "admit.middle:57", "end.middle:91", "admit.middle:1", None]):
        more_admitted, more_ended = run_until_killed(tmp_path, turn * 100_000, crash_at)
        admitted |= more_admitted
        ended |= more_ended
        broken, all_jobs, ended_jobs, sound = await look(tmp_path)
        assert broken == []
        assert sound == "ok"
        assert admitted <= all_jobs
        assert ended <= ended_jobs
    assert len(admitted) > 200


@pytest.mark.parametrize("crash_at", ["admit.middle:1"])
async def test_a_transaction_cut_in_the_middle_did_not_happen(tmp_path, crash_at):
    admitted, _ = run_until_killed(tmp_path, 0, crash_at)
    broken, all_jobs, _, _ = await look(tmp_path)
    assert (broken, all_jobs, admitted) == ([], set(), set())
