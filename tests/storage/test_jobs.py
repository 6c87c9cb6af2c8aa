"""storage.jobs: one job for one request, and every step a compare-and-set."""

from __future__ import annotations

import asyncio

import pytest

from storage import jobs, people
from storage.database import StorageError
from storage.jobs import NewJob

NOW = 1_790_000_000


async def test_a_request_makes_one_job_however_often_it_comes(house):
    person = await house.person()
    new = NewJob("m:5:9", person.uid, f"w:{person.uid}", 5, "vi", "banana", '{"prompt": "mèo"}', 4, 40, 7, 9)
    made = await asyncio.gather(*(house.db.write(jobs.add, new, NOW) for _ in range(30)))
    (job,) = [one for one in made if one is not None]
    assert (job.thread_id, job.message_id, job.request, job.count, job.price) == (7, 9, '{"prompt": "mèo"}', 4, 40)
    assert (job.state, job.paid, job.shown, job.created_at, job.finished_at) == ("working", 0, 0, NOW, None)
    assert await house.db.read(jobs.by_idem, "m:5:9") == job == await house.db.read(jobs.get, job.id)
    assert await house.db.read(jobs.by_idem, "m:5:10") is None
    with pytest.raises(StorageError, match="no job"):
        await house.db.read(jobs.get, 404)


async def test_of_many_who_end_a_job_one_wins(house):
    job = await house.job(await house.person(money=100))
    ends = (
        house.db.write(jobs.resolve, job.id, ("working", "ready"), "voided", NOW + n, outcome=f"by {n}")
        for n in range(30)
    )
    outcomes = await asyncio.gather(*ends)
    assert outcomes.count(True) == 1
    ended = await house.db.read(jobs.get, job.id)
    winner = outcomes.index(True)
    assert (ended.state, ended.outcome, ended.finished_at) == ("voided", f"by {winner}", NOW + winner)


async def test_a_state_must_match_as_a_whole(house):
    job = await house.job(await house.person(money=100))
    for wrong in ((), ("work",), ("king",), ("%",), ("ready", "captured")):
        assert await house.db.write(jobs.resolve, job.id, wrong, "ready", NOW) is False
    assert await house.db.write(jobs.resolve, job.id, ("working",), "ready", NOW) is True
    ready = await house.db.read(jobs.get, job.id)
    assert (ready.state, ready.finished_at) == ("ready", None)
    assert await house.db.write(jobs.resolve, job.id, ("ready",), "captured", NOW + 5, paid=8) is True
    captured = await house.db.read(jobs.get, job.id)
    assert (captured.state, captured.paid, captured.finished_at) == ("captured", 8, NOW + 5)


async def test_what_is_not_shown_is_unfinished_whatever_its_state(house):
    person = await house.person(money=100)
    first, second, third = [await house.job(person) for _ in range(3)]
    await house.void(first)
    await house.void(second)
    await house.db.write(jobs.mark_shown, second.id)
    await house.db.write(jobs.set_card, third.id, 88)
    unfinished = await house.db.read(jobs.unfinished)
    assert [(job.id, job.card_id) for job in unfinished] == [(first.id, None), (third.id, 88)]


async def test_a_persons_open_jobs_are_listed_newest_first(house):
    an, binh = await house.person("An", 100), await house.person("Bình", 100)
    mine = [await house.job(an) for _ in range(4)]
    await house.job(binh)
    await house.void(mine[2])
    listed = await house.db.read(jobs.open_of_person, an.uid, limit=2)
    assert [job.id for job in listed] == [mine[3].id, mine[1].id]


async def test_a_voice_that_was_sent_is_told_of_as_long_as_it_is_not_paid(house):
    person = await house.person(money=100)
    ready, paid = await house.job(person), await house.job(person)
    await house.db.write(jobs.resolve, ready.id, ("working",), "ready", NOW)
    await house.capture(paid, 10)
    await house.db.write(jobs.mark_shown, paid.id)
    for job in (ready, paid):
        await house.db.write(jobs.show_on, job.id, 55)
    shown = [await house.db.read(jobs.get, job.id) for job in (ready, paid)]
    assert [(job.card_id, job.shown) for job in shown] == [(55, 2), (55, 1)]


async def test_what_could_not_be_handed_over_is_found_in_its_chat_however_old_it_is(house):
    an, binh = await house.person("An", 1000), await house.person("Bình", 100)
    lost = [await house.job(an) for _ in range(3)]
    others = await house.job(binh)
    for job in (*lost, others):
        await house.capture(job, 10)
    for job in (lost[0], lost[2], others):
        await house.db.write(_unreachable, job.id)
    for _ in range(30):
        await house.void(await house.job(an))

    async def found(chat_id, limit=20):
        return [job.id for job in await house.db.read(jobs.not_handed_over, an.uid, chat_id, limit)]

    assert await found(1) == [lost[0].id, lost[2].id]
    assert await found(1, 1) == [lost[0].id]
    assert await found(2) == []
    await house.db.write(people.migrate_chat, 1, -7)
    assert await found(-7) == [lost[0].id, lost[2].id]
    await house.db.write(jobs.clear_outcome, lost[0].id)
    assert await found(-7) == [lost[2].id]


async def _unreachable(tx, job_id):
    await tx.execute("UPDATE job SET outcome = 'unreachable', shown = 1 WHERE id = :id", id=job_id)
