"""storage.jobs: one job for one request, and every step a compare-and-set."""

from __future__ import annotations

import asyncio

import pytest

from storage import jobs
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


async def test_a_persons_jobs_are_listed_newest_first(house):
    an, binh = await house.person("An", 100), await house.person("Bình", 100)
    mine = [await house.job(an) for _ in range(4)]
    await house.job(binh)
    await house.void(mine[2])
    listed = await house.db.read(jobs.of_person, an.uid, only_open=False, limit=3)
    assert [job.id for job in listed] == [mine[3].id, mine[2].id, mine[1].id]
    still_open = await house.db.read(jobs.of_person, an.uid, only_open=True, limit=10)
    assert [job.id for job in still_open] == [mine[3].id, mine[1].id, mine[0].id]
