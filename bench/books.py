"""How long the check of the books takes on a journal of a million rows, made up here (`make books`)."""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from storage import invariants
from storage.database import Database
from storage.migrate import migrate

PEOPLE = 1000
PRICE = 150
COST = 50_000
MOST_S = 30.0
_PUT = "INSERT INTO transfer (id, kind, debit_id, credit_id, amount, hold_id, hold_amount, code, job_id, ref, at) "
_JOB = (
    "INSERT INTO job (id, idem, person_uid, payer_id, chat_id, language, model, request, count, price, paid, state, "
    "shown, created_at, finished_at) VALUES (?, ?, ?, ?, 1, 'vi', 'm', '{}', 1, ?, ?, 'captured', 1, 0, 0)"
)
_ATTEMPT = (
    "INSERT INTO attempt (job_id, part, try_number, person_uid, gateway, model, count, client_ref, state, turn, "
    "created_at, cost, cost_unit) VALUES (?, 0, 1, ?, 'key4u', 'm', 1, ?, 'done', 1, 0, ?, 'USD')"
)


def fill(path: Path, rows: int) -> int:
    """Put a year of jobs in, each with a hold, its capture and its cost, by the triggers of the schema; return rows."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA synchronous = OFF")
        accounts = [("rev", "CRD", 0), ("gifts", "CRD", 0), ("cost:key4u", "USD", 0), ("prepaid:key4u", "USD", 0)]
        accounts += [(f"w:p{number}", "CRD", 1) for number in range(PEOPLE)]
        database.executemany("INSERT INTO account (id, unit, guard) VALUES (?, ?, ?)", accounts)
        people = [(f"p{number}", number + 1) for number in range(PEOPLE)]
        database.executemany(
            "INSERT INTO person (uid, telegram_id, name, language, created_at) VALUES (?, ?, 'P', 'vi', 0)", people
        )
        jobs = rows // 3
        gift = PRICE * (jobs // PEOPLE + 1)
        granted = [(f"g:{number}", "post", "gifts", f"w:p{number}", gift) for number in range(PEOPLE)]
        database.executemany(_PUT + "VALUES (?, ?, ?, ?, ?, NULL, NULL, 'grant', NULL, NULL, 0)", granted)
        uids = [(number, f"p{number % PEOPLE}") for number in range(1, jobs + 1)]
        database.executemany(_JOB, ((job, f"m:{job}", uid, f"w:{uid}", PRICE, PRICE) for job, uid in uids))
        database.executemany(_ATTEMPT, ((job, uid, f"r{job}", COST) for job, uid in uids))
        database.executemany(_PUT + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 0)", _transfers(uids))
        database.executemany(
            "INSERT INTO quota_hold (holder, scope, metric, period, amount, used, state) "
            "VALUES (?, ?, 'pictures', ?, 1, 1, 'settled')",
            ((f"j:{job}", f"u:{uid}", f"2026-{job % 12 + 1:02}") for job, uid in uids),
        )
        database.execute(
            "INSERT INTO quota (scope, metric, period, used) "
            "SELECT scope, metric, period, sum(used) FROM quota_hold GROUP BY scope, metric, period"
        )
        return int(database.execute("SELECT count(*) FROM transfer").fetchone()[0])


def _transfers(uids: list[tuple[int, str]]) -> Iterator[tuple[object, ...]]:
    for job, uid in uids:
        hold, wallet = f"h:{job}", f"w:{uid}"
        yield hold, "hold", wallet, "rev", PRICE, None, None, "gen", job
        yield f"{hold}:cap", "capture", wallet, "rev", PRICE, hold, PRICE, "gen", job
        yield f"cost:{job}", "post", "cost:key4u", "prepaid:key4u", COST, None, None, "provider_cost", job


async def measure(rows: int) -> float:
    """Return the seconds of a clean check; ends the program where the check is not right."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        db = await Database.open(f"sqlite:///{path}", locked=True)
        await migrate(db, 0)
        await db.close()
        made = fill(path, rows)
        print(f"{made:,} rows in the journal, {path.stat().st_size / 2**20:,.0f} MiB")
        db = await Database.open(f"sqlite:///{path}", locked=True)
        try:
            began = time.monotonic()
            found = await db.survey(invariants.broken)
            took_s = time.monotonic() - began
            if found:
                sys.exit(f"not clean: {found[:3]}")
            with closing(sqlite3.connect(path)) as database, database:
                database.execute("UPDATE account SET credits_posted = credits_posted + 1 WHERE id = 'rev'")
            if not await db.survey(invariants.broken):
                sys.exit("one credit too many was not found")
        finally:
            await db.close()
    return took_s


def main() -> int:
    """Measure, say so; 1 where it is too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    took_s = asyncio.run(measure(parser.parse_args().rows))
    print(f"clean check: {took_s:.1f} s (at most {MOST_S:.0f}), and one credit too many was found")
    return int(took_s > MOST_S)


if __name__ == "__main__":
    sys.exit(main())
