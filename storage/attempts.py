"""Attempts at gateways and the line before each: who starts next, fairly, within the gateway's threads.

A *turn* is start-time fair queueing: a person's next attempt comes one turn after their last one, and never before the
turn the line has come to. Somebody with a hundred attempts has a hundred turns; whoever comes later with one has the
next. Among a person's own turns what they ask for singly goes before what waits of their batches, and that moves on.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.database import StorageError, Tx, named

_LEARN_FROM = 20
_PAGE = 64
_COLUMNS = (
    "id, job_id, part, try_number, person_uid, gateway, model, count, client_ref, state, slot, turn, remote_id, "
    "interrupted, asked_again, outcome, reason, progress, follow_ups, likely_cost, cost, cost_unit, created_at, "
    "not_before_at, started_at, submitted_at, finished_at"
)
_SELECT = "SELECT " + _COLUMNS + " FROM attempt "  # noqa: S608 (names written above)
_INSERT = (
    "INSERT INTO attempt (job_id, part, try_number, person_uid, gateway, model, count, client_ref, "
    "turn, created_at) VALUES (:job_id, :part, :try_number, :person_uid, :gateway, :model, :count, "
    ":client_ref, :turn, :now) RETURNING "
)
_START = (
    "UPDATE attempt SET state = 'starting', slot = 1, started_at = COALESCE(started_at, :now) WHERE id = :id RETURNING "
)
# What was dropped never had its turn: whoever cancels a hundred jobs does not wait for them.
_NEXT_TURN = (
    "SELECT MAX(COALESCE((SELECT turn FROM line WHERE gateway = :gateway), 0), COALESCE((SELECT turn FROM attempt "
    "WHERE gateway = :gateway AND person_uid = :person_uid AND state <> 'dropped' ORDER BY turn DESC LIMIT 1), 0)) + 1"
)
# What waits of a person's batches at a gateway, found from the few batches under way: neither the person's past nor the
# whole line is read for it. The pluses keep to that road.
_OF_BATCHES = (
    "FROM batch INDEXED BY batch_open CROSS JOIN job ON job.batch_id = batch.id "
    "CROSS JOIN attempt ON attempt.job_id = job.id "
    "WHERE batch.state = 'begun' AND batch.shown = 0 AND batch.person_uid = :person_uid "
    "AND +attempt.gateway = :gateway AND +attempt.state = 'waiting' AND attempt.started_at IS NULL "
)
_FIRST_OF_BATCHES = "SELECT MIN(attempt.turn) " + _OF_BATCHES
_SHIFT = (
    "UPDATE attempt SET turn = later.turn FROM (SELECT attempt.id, "  # noqa: S608 (names written above)
    "LEAD(attempt.turn, 1, :turn) OVER (ORDER BY attempt.turn, attempt.id) AS turn "
    + _OF_BATCHES
    + ") AS later WHERE attempt.id = later.id"
)
_MOVE = "UPDATE attempt SET state = :to_state"
_MAY_MOVE = frozenset(
    (
        "slot",
        "remote_id",
        "interrupted",
        "asked_again",
        "outcome",
        "reason",
        "progress",
        "follow_ups",
        "likely_cost",
        "cost",
        "cost_unit",
        "not_before_at",
        "submitted_at",
        "finished_at",
    )
)


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """An attempt to be put in line. ``client_ref`` is our name for it, unique, written before it is sent."""

    job_id: int
    part: int
    try_number: int
    person_uid: str
    gateway: str
    model: str
    count: int
    client_ref: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One row of ``attempt``: one submit of one part of a job to one gateway. ``slot`` 1 = occupies a thread there.

    ``interrupted`` 1 = our own stop lost the answer of its submit, ``asked_again`` 1 = its result was, because our disk
    spoilt it. ``likely_cost`` in ``cost_unit`` is written before the submit: what it costs where nobody tells.
    ``reason`` is for the owner, and decides nothing.
    """

    id: int
    job_id: int
    part: int
    try_number: int
    person_uid: str
    gateway: str
    model: str
    count: int
    client_ref: str
    state: str
    slot: int
    turn: int
    remote_id: str | None
    interrupted: int
    asked_again: int
    outcome: str | None
    reason: str | None
    progress: int | None
    follow_ups: str | None
    likely_cost: int | None
    cost: int | None
    cost_unit: str | None
    created_at: int
    not_before_at: int
    started_at: int | None
    submitted_at: int | None
    finished_at: int | None


async def add(tx: Tx, new: NewAttempt, now: int, *, of_batch: bool = False) -> Attempt:
    """Put an attempt in its gateway's line, after the person's others there, but before what waits of their batches.

    One of a batch (``of_batch``) comes after all of them. Raises ConstraintError when known.
    """
    turn = int(await tx.value(_NEXT_TURN, gateway=new.gateway, person_uid=new.person_uid))
    if not of_batch:
        turn = await _before_batches(tx, new, turn)
    row = await tx.one(_INSERT + _COLUMNS, turn=turn, now=now, **named(new))
    assert row is not None  # noqa: S101 (an INSERT without ON CONFLICT returns its row or raises)
    return Attempt(*row)


async def _before_batches(tx: Tx, new: NewAttempt, turn: int) -> int:
    """Return the turn of the first that waits of the person's batches; ``turn`` where none does.

    Each of those moves on to the turn of the next of them, the last to ``turn``: a batch keeps its order, and nobody
    else waits longer, for the person has the same turns as before. What came to the front once keeps its place.
    """
    whose = {"gateway": new.gateway, "person_uid": new.person_uid}
    first = await tx.value(_FIRST_OF_BATCHES, **whose)
    if first is None:
        return turn
    await tx.execute(_SHIFT, turn=turn, **whose)
    return int(first)


async def claim(
    tx: Tx, gateway: str, threads: int | None, at_once: int | None, now: int, limit: int = 50
) -> list[Attempt]:
    """Start those whose turn it is (``starting``, slot taken) and return them in their order, at most ``limit``.

    ``threads`` is how many slots the gateway has, ``at_once`` how many jobs of one person may be at work over all
    gateways (the parts of one job are one); None is no limit. An attempt whose ``not_before_at`` has not come is passed
    over and keeps its place.
    """
    free = limit
    if threads is not None:
        taken = await tx.value("SELECT COUNT(*) FROM attempt WHERE gateway = :gateway AND slot = 1", gateway=gateway)
        free = min(free, threads - taken)
    held: dict[str, set[int]] | None = None
    started: list[Attempt] = []
    while len(started) < free:
        # The page leaves out whoever is full by now, so each round ends the line or fills at least one person.
        page = await tx.all(
            "SELECT id, job_id, person_uid FROM attempt WHERE gateway = :gateway AND state = 'waiting' "
            "AND not_before_at <= :now AND (:at_once IS NULL OR job_id IN (SELECT job_id FROM attempt WHERE slot = 1) "
            "OR person_uid NOT IN (SELECT person_uid FROM attempt WHERE slot = 1 GROUP BY person_uid "
            "HAVING COUNT(DISTINCT job_id) >= :at_once)) "
            "ORDER BY turn, id LIMIT :page",
            gateway=gateway,
            now=now,
            at_once=at_once,
            page=_PAGE,
        )
        if held is None:  # counted only where somebody waits: a claim comes after every end of an attempt
            held = {} if at_once is None or not page else await _held(tx)
        for attempt_id, job_id, person_uid in page:
            at_work = held.setdefault(person_uid, set())
            if len(started) < free and (at_once is None or job_id in at_work or len(at_work) < at_once):
                at_work.add(job_id)
                started.append(await _start(tx, attempt_id, now))
        if len(page) < _PAGE:
            break
    if started:
        await tx.execute(
            "INSERT INTO line (gateway, turn) VALUES (:gateway, :turn) "
            "ON CONFLICT (gateway) DO UPDATE SET turn = :turn WHERE line.turn < :turn",
            gateway=gateway,
            turn=max(attempt.turn for attempt in started),
        )
    return started


async def _held(tx: Tx) -> dict[str, set[int]]:
    """Return which jobs of each person hold a slot, over all gateways."""
    held: dict[str, set[int]] = {}
    for person_uid, job_id in await tx.all("SELECT DISTINCT person_uid, job_id FROM attempt WHERE slot = 1"):
        held.setdefault(person_uid, set()).add(job_id)
    return held


async def _start(tx: Tx, attempt_id: int, now: int) -> Attempt:
    row = await tx.one(_START + _COLUMNS, id=attempt_id, now=now)
    assert row is not None  # noqa: S101 (it was read in this very transaction)
    return Attempt(*row)


async def move(
    tx: Tx, /, attempt_id: int, from_states: Sequence[str], to_state: str, **columns: int | str | None
) -> bool:
    """Move an attempt on if it still is in one of ``from_states``; return False where somebody else was first.

    ``columns`` are set with it: those of ``_MAY_MOVE``, no others.
    """
    if not _MAY_MOVE.issuperset(columns):
        raise StorageError(f"an attempt's {', '.join(sorted(set(columns) - _MAY_MOVE))} cannot be set by a move")
    more = "".join(f", {name} = :{name}" for name in columns)
    changed = await tx.execute(
        _MOVE + more + " WHERE id = :id AND :from_states LIKE '%,' || state || ',%'",
        id=attempt_id,
        from_states=f",{','.join(from_states)},",
        to_state=to_state,
        **columns,
    )
    return changed == 1


async def set_progress(tx: Tx, attempt_id: int, percent: int) -> None:
    """Remember how far the gateway says it is."""
    await tx.execute("UPDATE attempt SET progress = :percent WHERE id = :id", id=attempt_id, percent=percent)


async def get(tx: Tx, attempt_id: int) -> Attempt:
    """Return an attempt; raise StorageError where there is none."""
    row = await tx.one(_SELECT + "WHERE id = :id", id=attempt_id)
    if row is None:
        raise StorageError(f"there is no attempt {attempt_id}")
    return Attempt(*row)


async def of_job(tx: Tx, job_id: int) -> list[Attempt]:
    """Return a job's attempts by part and try."""
    rows = await tx.all(_SELECT + "WHERE job_id = :job_id ORDER BY part, try_number", job_id=job_id)
    return [Attempt(*row) for row in rows]


async def open_ones(tx: Tx, served: Iterable[str] = ()) -> list[Attempt]:
    """Return every attempt that has not ended, oldest first; none of the many that wait at the ``served`` gateways."""
    rows = await tx.all(
        _SELECT + "WHERE state IN ('waiting', 'starting', 'submitting', 'running', 'unclear') "
        "AND (state <> 'waiting' OR instr(:served, ',' || gateway || ',') = 0) ORDER BY id",
        served=f",{','.join(served)},",
    )
    return [Attempt(*row) for row in rows]


async def ahead(tx: Tx, attempt_id: int) -> tuple[int, int]:
    """Return how many wait before this one at its gateway, 0 where it does not wait, and how many threads are taken."""
    # Two plain ranges of the index: a comparison of rows would be worked out for every row of a long line.
    row = await tx.one(
        "SELECT (SELECT COUNT(*) FROM attempt WHERE gateway = mine.gateway AND state = 'waiting' "
        "AND turn < mine.turn) + (SELECT COUNT(*) FROM attempt WHERE gateway = mine.gateway "
        "AND state = 'waiting' AND turn = mine.turn AND id < mine.id) AS before, "
        "(SELECT COUNT(*) FROM attempt WHERE gateway = mine.gateway AND slot = 1) AS taken "
        "FROM attempt AS mine WHERE mine.id = :id AND mine.state = 'waiting'",
        id=attempt_id,
    )
    return (0, 0) if row is None else (int(row["before"]), int(row["taken"]))


async def typical_s(tx: Tx, gateway: str, model: str) -> int | None:
    """Return the median seconds from submit to end of the last 20 that were done; None where there is none yet."""
    rows = await tx.all(
        "SELECT finished_at - submitted_at FROM attempt WHERE gateway = :gateway AND model = :model "
        "AND state = 'done' AND finished_at IS NOT NULL AND submitted_at IS NOT NULL "
        "ORDER BY finished_at DESC LIMIT :few",
        gateway=gateway,
        model=model,
        few=_LEARN_FROM,
    )
    return statistics.median_low([row[0] for row in rows]) if rows else None


async def knows_remote(tx: Tx, gateway: str, remote_ids: Sequence[str]) -> set[str]:
    """Return which of the gateway's ids belong to attempts of ours already."""
    known = set()
    for remote_id in remote_ids:
        mine = await tx.value(
            "SELECT 1 FROM attempt WHERE gateway = :gateway AND remote_id = :remote_id",
            gateway=gateway,
            remote_id=remote_id,
        )
        if mine is not None:
            known.add(remote_id)
    return known


async def without_remote(tx: Tx, gateway: str, since: int) -> list[Attempt]:
    """Return what was or may have been sent to a gateway since then and never got a name there, in their order.

    Also what has ended so: the gateway may still list its work, and that work is not another's.
    """
    rows = await tx.all(
        _SELECT + "WHERE gateway = :gateway AND remote_id IS NULL AND submitted_at IS NOT NULL "
        "AND submitted_at >= :since "
        "AND (state IN ('submitting', 'unclear') OR outcome IN ('unclear', 'interrupted', 'broken')) ORDER BY id",
        gateway=gateway,
        since=since,
    )
    return [Attempt(*row) for row in rows]


async def stranded(tx: Tx, gateway: str, limit: int) -> list[int]:
    """Return who waits before a gateway that will take no work for long, in their order, at most ``limit``."""
    rows = await tx.all(
        "SELECT id FROM attempt WHERE gateway = :gateway AND state = 'waiting' ORDER BY turn, id LIMIT :most",
        gateway=gateway,
        most=limit,
    )
    return [row[0] for row in rows]


async def outputs_before(tx: Tx, job_id: int, part: int) -> int:
    """Return how many outputs the parts before this one were to make: what its own are counted from."""
    value: int = await tx.value(
        "SELECT COALESCE(SUM(count), 0) FROM attempt WHERE job_id = :job_id AND part < :part AND try_number = 1",
        job_id=job_id,
        part=part,
    )
    return value
