"""storage.batches: begun once, counted from its jobs."""

from __future__ import annotations

import asyncio

import pytest

from storage import attempts, batches, jobs
from storage.batches import NewBatch, Tally
from storage.database import StorageError
from storage.jobs import NewJob

NOW = 1_790_000_000


async def batch(house, person):
    return await house.db.write(batches.add, NewBatch(person.uid, 5, None, 9, "vi", "[]", 40), NOW)


async def member(house, person, batch_id, number):
    new = NewJob(f"q:{batch_id}:{number}", person.uid, f"w:{person.uid}", 5, "vi", "m", "{}", 1, 10, batch_id=batch_id)
    return await house.db.write(jobs.add, new, NOW)


async def test_of_many_presses_one_begins_it_and_what_was_left_is_never_begun(house):
    person = await house.person()
    number = await batch(house, person)
    begun = await asyncio.gather(*(house.db.write(batches.begin, number, person.uid, "en", 7, 38) for _ in range(20)))
    assert begun.count(True) == 1
    assert not await house.db.write(batches.leave, number)
    assert await house.db.read(batches.open_ones, 0, 5) == [number]
    assert await house.db.read(batches.open_ones, number, 5) == []
    shown = await house.db.read(batches.get, number)
    assert (shown.id, shown.state, shown.language, shown.card_id, shown.price) == (number, "begun", "en", 7, 38)
    await house.db.write(batches.end, number, None)
    assert await house.db.read(batches.open_ones, 0, 5) == []
    assert (await house.db.read(batches.get, number)).card_id == 7
    left = await batch(house, person)
    assert await house.db.write(batches.leave, left)
    assert not await house.db.write(batches.begin, left, person.uid, "en", 7, 38)
    with pytest.raises(StorageError, match="no batch"):
        await house.db.read(batches.get, 404)


async def test_it_is_as_far_as_its_jobs_are(house):
    person = await house.person(money=100)
    number = await batch(house, person)
    made, failed, stopped, working, _waiting = [await member(house, person, number, place) for place in range(1, 6)]
    await house.db.write(jobs.resolve, made.id, ("working",), "captured", NOW, paid=10)
    await house.db.write(jobs.mark_shown, made.id)
    await house.db.write(jobs.resolve, failed.id, ("working",), "voided", NOW, outcome="refused")
    await house.db.write(jobs.resolve, stopped.id, ("working",), "voided", NOW, outcome="cancelled")
    attempt = await house.in_line(working)
    await house.db.write(attempts.claim, attempt.gateway, None, None, NOW)
    tally = await house.db.read(batches.tally, number)
    assert tally == Tally(count=5, made=1, stopped=1, failed=1, working=1, ended=1, paid=10)
    found = await house.db.read(batches.members, number)
    assert [(one.number, one.job_id, one.outcome) for one in found[1:3]] == [
        (2, failed.id, "refused"),
        (3, stopped.id, "cancelled"),
    ]
    assert await house.db.read(batches.place_of, number, failed.id) == (2, 5)


async def test_the_rest_of_a_batch_is_made_until_it_is_left(house):
    person = await house.person()
    number = await batch(house, person)
    assert not await house.db.read(batches.rest_is_made, number)
    rest = await house.db.write(batches.add, NewBatch(person.uid, 5, None, 9, "vi", "[]", 40, rest_of=number), NOW)
    assert await house.db.read(batches.rest_is_made, number)
    assert not await house.db.read(batches.rest_is_made, rest)
    await house.db.write(batches.leave, rest)
    assert not await house.db.read(batches.rest_is_made, number)
