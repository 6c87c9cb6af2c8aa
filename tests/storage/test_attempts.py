"""storage.attempts: a fair line, threads that are never exceeded, and moves that happen once."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import replace

import pytest

from storage import attempts, batches, jobs
from storage.attempts import NewAttempt
from storage.batches import NewBatch
from storage.database import ConstraintError, StorageError, Tx

NOW = 1_790_000_000
OPEN = ("waiting", "starting", "submitting", "running", "unclear")


async def queue_jobs(house, person, count: int, gateway: str = "flow") -> list[int]:
    """Put ``count`` jobs of one attempt each in line, in one transaction."""

    async def all_of_them(tx: Tx) -> list[int]:
        jobs = [await house.admit(tx, person, 1) for _ in range(count)]
        return [(await house.queue(tx, job, gateway)).id for job in jobs]

    return await house.db.write(all_of_them)


async def queue_many(house, person, count: int, gateway: str = "flow") -> list[int]:
    """Put ``count`` attempts of one job in line, in one transaction."""
    job = await house.job(person)

    async def all_of_them(tx: Tx) -> list[int]:
        return [(await house.queue(tx, job, gateway)).id for _ in range(count)]

    return await house.db.write(all_of_them)


async def claim(house, threads=None, at_once=None, gateway="flow", now=NOW, limit=50):
    return await house.db.write(attempts.claim, gateway, threads, at_once, now, limit)


async def end(house, attempt_id: int, state: str = "done") -> None:
    assert await house.db.write(attempts.move, attempt_id, OPEN, state, slot=0, finished_at=NOW)


async def test_one_person_with_a_hundred_does_not_hold_up_ten_with_one(house):
    heavy = await house.person("heavy", 100)
    hundred = await queue_many(house, heavy, 100)
    started = [one.id for one in await claim(house, threads=3)]
    assert started == hundred[:3]
    others = [(await queue_many(house, await house.person(f"light {n}", 100), 1))[0] for n in range(10)]
    served = []
    while len(served) < 97 + 10:
        await end(house, started.pop(0))
        now_started = [one.id for one in await claim(house, threads=3)]
        assert len(now_started) == 1
        served += now_started
        started += now_started
    assert set(others) <= set(served[:11]), "everybody else is served after at most one more of the heavy one"
    assert [one for one in served if one in set(hundred)] == hundred[3:], "a person's own keep their order"


async def test_two_heavy_people_take_turns(house):
    first = await queue_many(house, await house.person("a", 100), 10)
    second = await queue_many(house, await house.person("b", 100), 10)
    served = [one.id for one in await claim(house)]
    assert served == [one for pair in zip(first, second, strict=True) for one in pair]


async def test_whoever_was_away_gets_the_next_turn_and_no_credit_for_the_past(house):
    await queue_many(house, await house.person("busy", 100), 30)
    await claim(house, limit=20)
    late = await queue_many(house, await house.person("late", 100), 15)
    served = [one.id for one in await claim(house, limit=20)]
    assert served.index(late[0]) <= 1
    assert Counter(one in late for one in served) == {True: 10, False: 10}


async def test_cancelling_a_hundred_costs_nobody_a_place(house):
    heavy, light = await house.person("heavy", 100), await house.person("light", 100)
    dropped = await queue_many(house, heavy, 100)
    waiting = await queue_many(house, light, 5)
    for attempt_id in dropped:
        await end(house, attempt_id, "dropped")
    (again,) = await queue_many(house, heavy, 1)
    (newcomer,) = await queue_many(house, await house.person("new", 100), 1)
    assert [one.id for one in await claim(house)] == [waiting[0], again, newcomer, *waiting[1:]]


async def test_threads_are_never_exceeded_by_claims_at_once(house):
    for n in range(8):
        await queue_many(house, await house.person(f"p{n}", 100), 10)
    claims = await asyncio.gather(*(claim(house, threads=7) for _ in range(30)))
    started = [one.id for group in claims for one in group]
    assert len(started) == len(set(started)) == 7
    assert await claim(house, threads=7) == []
    assert await claim(house, threads=3) == [], "a limit that was lowered only waits"
    await end(house, started[0])
    await house.db.write(attempts.move, started[1], ("starting",), "running")
    assert len(await claim(house, threads=7)) == 1
    assert {one.state for one in await house.db.read(attempts.open_ones) if one.slot} == {"starting", "running"}


async def test_a_cancelled_attempt_keeps_its_thread_until_the_gateway_has_ended_it(house):
    ids = await queue_many(house, await house.person(money=100), 2)
    await claim(house, threads=1)
    await house.db.write(attempts.move, ids[0], ("starting",), "running")
    assert await claim(house, threads=1) == []
    await house.db.write(attempts.move, ids[0], ("running",), "failed")
    assert (await house.db.read(attempts.get, ids[0])).slot == 1
    assert await claim(house, threads=1) == []


async def test_one_persons_jobs_are_counted_over_all_gateways(house):
    an, binh = await house.person("An", 100), await house.person("Bình", 100)
    await queue_jobs(house, an, 5, "flow")
    await queue_jobs(house, an, 5, "key4u")
    theirs = await queue_jobs(house, binh, 5, "key4u")
    assert len(await claim(house, at_once=2, gateway="flow")) == 2
    assert [one.id for one in await claim(house, at_once=2, gateway="key4u")] == theirs[:2]
    assert await claim(house, at_once=2, gateway="flow") == []


async def test_someone_full_with_a_long_line_does_not_hide_the_next(house):
    await queue_jobs(house, await house.person("heavy", 1000), 300)
    (light,) = await queue_jobs(house, await house.person("light", 100), 1)
    first = [one.id for one in await claim(house, threads=10, at_once=3)]
    assert len(first) == 4
    assert light in first


async def test_the_parts_of_one_job_are_one(house):
    person = await house.person(money=100)
    parts = await queue_many(house, person, 4)
    later = await queue_jobs(house, person, 2)
    assert [one.id for one in await claim(house, at_once=1)] == parts
    assert await claim(house, at_once=1) == []
    assert [one.id for one in await claim(house, at_once=2)] == later[:1]


async def test_not_before_its_time_and_keeping_its_place(house):
    person = await house.person(money=100)
    (first,) = await queue_many(house, person, 1)
    assert await house.db.write(attempts.move, first, ("waiting",), "waiting", not_before_at=NOW + 10)
    (second,) = await queue_many(house, person, 1)
    assert [one.id for one in await claim(house, limit=1)] == [second]
    assert await claim(house) == []
    (third,) = await queue_many(house, person, 1)
    assert [one.id for one in await claim(house, now=NOW + 10)] == [first, third]


async def test_ahead_counts_the_line(house):
    an, binh = await house.person("An", 100), await house.person("Bình", 100)
    mine = await queue_many(house, an, 3)
    (theirs,) = await queue_many(house, binh, 1)
    await queue_many(house, binh, 4, "key4u")
    assert [await house.db.read(attempts.ahead, one) for one in (*mine, theirs)] == [(0, 0), (2, 0), (3, 0), (1, 0)]
    await claim(house, limit=1)
    assert [await house.db.read(attempts.ahead, one) for one in (*mine, theirs)] == [(0, 0), (1, 1), (2, 1), (0, 1)]


async def queue_batch(house, person, count: int, gateway: str = "flow") -> list[int]:
    """Put a batch of ``count`` jobs in line, as the bot does."""

    async def all_of_them(tx: Tx) -> list[int]:
        new = NewBatch(person.uid, 1, None, 1, "en", "[]", count)
        number, found = await batches.add(tx, new, NOW), []
        assert await batches.begin(tx, number, person.uid, "en", None, count)
        for _ in range(count):
            job = await house.admit(tx, person, 1)
            await tx.execute("UPDATE job SET batch_id = :number WHERE id = :id", number=number, id=job.id)
            found.append((await house.queue(tx, replace(job, batch_id=number), gateway)).id)
        return found

    return await house.db.write(all_of_them)


async def turns(house, person) -> list[int]:
    async def read(tx: Tx) -> list[int]:
        return [row[0] for row in await tx.all("SELECT turn FROM attempt WHERE person_uid = :uid", uid=person.uid)]

    return sorted(await house.db.read(read))


async def test_what_a_person_asks_for_singly_goes_before_what_waits_of_their_batch(house):
    an = await house.person("An", 100)
    batch = await queue_batch(house, an, 6)
    assert [one.id for one in await claim(house, threads=2)] == batch[:2]
    singles = await queue_jobs(house, an, 2)
    assert (await house.db.read(attempts.ahead, singles[0]))[0] == 0
    for one in batch[:2]:
        await end(house, one)
    assert [one.id for one in await claim(house, threads=2)] == singles
    for one in singles:
        await end(house, one)
    assert [one.id for one in await claim(house)] == batch[2:]


async def test_a_single_request_takes_a_turn_of_its_persons_own_and_nobody_elses(house):
    an, binh = await house.person("An", 100), await house.person("Bình", 100)
    await queue_batch(house, an, 4)
    theirs = await queue_batch(house, binh, 4)
    other = await queue_batch(house, an, 2, "key4u")
    (single,) = await queue_jobs(house, an, 1)
    assert await turns(house, an) == [1, 1, 2, 2, 3, 4, 5]  # as if it had come behind them
    assert await turns(house, binh) == [1, 2, 3, 4]
    started = [one.id for one in await claim(house, threads=4)]
    assert single in started
    assert sum(one in theirs for one in started) == 2
    assert (await house.db.read(attempts.ahead, other[0]))[0] == 0  # another gateway's line is left alone


async def test_one_batch_waits_behind_another_and_a_single_request_behind_a_single_one(house):
    an = await house.person("An", 100)
    (first,) = await queue_jobs(house, an, 1)
    batch, more = await queue_batch(house, an, 2), await queue_batch(house, an, 2)
    (second,) = await queue_jobs(house, an, 1)
    assert (await turns(house, an)) == [1, 2, 3, 4, 5, 6]
    assert [one.id for one in await claim(house)] == [first, second, *batch, *more]


async def test_a_batch_keeps_its_order_however_often_something_goes_before_it(house):
    an = await house.person("An", 100)
    (first,) = await queue_jobs(house, an, 1)
    batch, more = await queue_batch(house, an, 3), await queue_batch(house, an, 3)
    singles = await queue_jobs(house, an, 2)
    parts = await queue_many(house, an, 2)
    last = await queue_batch(house, an, 2)
    assert [one.id for one in await claim(house)] == [first, *singles, *parts, *batch, *more, *last]


async def test_what_of_a_batch_came_to_the_front_once_keeps_its_place(house):
    an = await house.person("An", 100)
    batch = await queue_batch(house, an, 3)
    singles = await queue_jobs(house, an, 1)
    started = [one.id for one in await claim(house, limit=2)]
    assert started == [*singles, batch[0]]
    assert await house.db.write(attempts.move, batch[0], ("starting",), "waiting", slot=0, not_before_at=NOW + 5)
    more = await queue_jobs(house, an, 2)
    assert [one.id for one in await claim(house)] == [*more, *batch[1:]]
    assert [one.id for one in await claim(house, now=NOW + 5)] == [batch[0]]
    assert (await house.db.read(attempts.get, batch[0])).turn == 2


async def test_to_be_put_in_line_takes_a_look_at_the_turn_one_at_the_batches_and_a_row(house):
    job = await house.job(await house.person(money=100))
    asked: list[str] = []

    async def look(tx: Tx, batch_id: int | None) -> list[str]:
        asked.clear()
        await house.queue(tx, replace(job, batch_id=batch_id))
        return [sql.split()[0] for sql in asked if sql.split()[0] not in ("BEGIN", "COMMIT")]

    connection = house.db._writer._connection
    connection.set_trace_callback(asked.append)
    assert await house.db.write(look, None) == ["SELECT", "SELECT", "INSERT"]
    assert await house.db.write(look, 1) == ["SELECT", "INSERT"]
    connection.set_trace_callback(None)


async def test_a_move_happens_once_and_sets_what_it_may(house):
    (attempt_id,) = await queue_many(house, await house.person(money=100), 1)
    moves = [
        house.db.write(attempts.move, attempt_id, ("waiting", "starting"), "submitting", submitted_at=NOW + n)
        for n in range(20)
    ]
    outcomes = await asyncio.gather(*moves)
    assert outcomes.count(True) == 1
    moved = await house.db.read(attempts.get, attempt_id)
    assert (moved.state, moved.submitted_at) == ("submitting", NOW + outcomes.index(True))
    await house.db.write(attempts.set_progress, attempt_id, 40)
    assert await house.db.write(attempts.move, attempt_id, ("submitting",), "running", remote_id="r1", asked_again=1)
    now = await house.db.read(attempts.get, attempt_id)
    assert (now.progress, now.remote_id, now.asked_again) == (40, "r1", 1)
    for column in ("state", "person_uid", "turn", "id = 1, slot"):
        with pytest.raises(StorageError, match="cannot be set"):
            await house.db.write(attempts.move, attempt_id, ("running",), "done", **{column: 1})
    with pytest.raises(StorageError, match="no attempt"):
        await house.db.read(attempts.get, 404)


async def test_a_remote_id_belongs_to_one_attempt_of_a_gateway(house):
    first, second = await queue_many(house, await house.person(money=100), 2)
    (elsewhere,) = await queue_many(house, await house.person(money=100), 1, "key4u")
    for attempt_id in (first, elsewhere):
        await house.db.write(attempts.move, attempt_id, ("waiting",), "running", remote_id="r1")
    with pytest.raises(ConstraintError):
        await house.db.write(attempts.move, second, ("waiting",), "running", remote_id="r1")
    assert await house.db.read(attempts.knows_remote, "flow", ("r0", "r1", "r2")) == {"r1"}
    assert await house.db.read(attempts.knows_remote, "flow", ()) == set()


async def test_attempts_of_a_job_and_open_ones_are_listed_in_order(house):
    job = await house.job(await house.person(money=100))

    async def three(tx: Tx) -> list[attempts.Attempt]:
        news = [
            NewAttempt(job.id, part, number, job.person_uid, "flow", "banana", 1, f"{part}.{number}")
            for part, number in ((1, 1), (0, 2), (0, 1))
        ]
        return [await attempts.add(tx, new, NOW) for new in news]

    added = await house.db.write(three)
    assert await house.db.read(attempts.of_job, job.id) == [added[2], added[1], added[0]]
    await end(house, added[0].id)
    assert await house.db.read(attempts.open_ones) == added[1:]
    await house.db.write(attempts.move, added[2].id, ("waiting",), "starting")
    for served, left_out in ((("flow", "key4u"), [added[1].id]), (("flo", "low", "fl_w"), [])):
        found = [one.id for one in await house.db.read(attempts.open_ones, served)]
        assert found == [one.id for one in added[1:] if one.id not in left_out]
    with pytest.raises(ConstraintError):
        await house.db.write(attempts.add, NewAttempt(job.id, 0, 1, job.person_uid, "flow", "banana", 1, "again"), NOW)


async def test_the_typical_time_is_the_median_of_the_last_twenty(house):
    ids = await queue_many(house, await house.person(money=100), 25)
    assert await house.db.read(attempts.typical_s, "flow", "banana") is None
    for n, attempt_id in enumerate(ids):
        took = 1000 if n < 5 else n
        await house.db.write(
            attempts.move, attempt_id, ("waiting",), "done", submitted_at=NOW + n - took, finished_at=NOW + n
        )
    assert await house.db.read(attempts.typical_s, "flow", "banana") == 14
    assert await house.db.read(attempts.typical_s, "flow", "other") is None


async def test_ten_thousand_waiting_are_claimed_in_milliseconds(house):
    heavy = await house.person("heavy", 100)
    await queue_many(house, heavy, 9_000)
    for n in range(20):
        await queue_many(house, await house.person(f"p{n}", 100), 50)
    await house.db.write(jobs.unfinished)
    started = time.process_time()
    assert await house.db.read(attempts.open_ones, ("flow",)) == []
    swept_ms = (time.process_time() - started) * 1000
    assert swept_ms < 25, f"{swept_ms:.1f} ms for a sweep"
    started = time.process_time()
    rounds = 20
    for _ in range(rounds):
        for one in await claim(house, threads=10, at_once=3):
            await end(house, one.id)
        await claim(house, threads=10, at_once=3)
    each_ms = (time.process_time() - started) / rounds / 2 * 1000
    assert each_ms < 25, f"{each_ms:.1f} ms for a claim"
