"""What a card says of a job: its own gateway's line and times, and a number that can be found again."""

from dataclasses import replace

import pytest

from bot.chat.standing import look, sentence
from bot.chat.texts import texts
from storage import attempts, jobs, ledger, people
from storage.attempts import NewAttempt
from storage.database import Database
from storage.jobs import NewJob
from storage.migrate import migrate

NOW = 1_795_000_000


@pytest.fixture
async def db(tmp_path):
    database = await Database.open(f"sqlite:///{tmp_path}/a.db", locked=True)
    await migrate(database, 1)
    yield database
    await database.close()


async def a_job(tx):
    person = await people.meet(tx, 5, "Ana", "en", NOW)
    await ledger.open_account(tx, "w:a", "CRD")
    number = await tx.value("SELECT count(*) FROM job")
    return await jobs.add(tx, NewJob(f"m:5:{number}", person.uid, "w:a", 5, "en", "banana", "{}", 1, 10), NOW)


async def a_try(tx, job, gateway, number=1):
    new = NewAttempt(job.id, 1, number, job.person_uid, gateway, "banana", 1, f"{gateway}-{job.id}-{number}")
    return await attempts.add(tx, new, NOW)


async def a_finished_one(tx, gateway, seconds):
    done = await a_try(tx, await a_job(tx), gateway)
    await attempts.claim(tx, gateway, None, None, NOW)
    await attempts.move(tx, done.id, ("starting",), "done", slot=0, submitted_at=NOW - seconds, finished_at=NOW)


async def test_after_a_fallback_the_wait_is_learnt_from_where_it_waits_now(db):
    async def begin(tx):
        await a_finished_one(tx, "slow", 500)
        await a_finished_one(tx, "quick", 4)
        job = await a_job(tx)
        first = await a_try(tx, job, "slow")
        await attempts.move(tx, first.id, ("waiting",), "failed")
        await a_try(tx, job, "quick", 2)
        return job

    standing = await db.read(look, (await db.write(begin)).id, NOW)
    assert (standing.ahead, standing.typical_s, standing.wait_s) == (0, 4, 4)


@pytest.mark.parametrize("language", ["en", "vi"])
async def test_a_reference_number_is_written_as_a_name_not_as_an_amount(db, language):
    job = await db.write(a_job)
    standing = await db.read(look, job.id, NOW)
    told = replace(standing, job=replace(job, id=12345, state="voided", outcome="broken"))
    assert "12345" in sentence(told, texts(language))
