"""Many requests asked for at once: what was proposed at which price, whether it was begun, and how far its jobs are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.database import StorageError, Tx, named

_COLUMNS = (
    "id, state, person_uid, chat_id, thread_id, message_id, language, requests, price, card_id, shown, created_at"
)
_SELECT = "SELECT " + _COLUMNS + " FROM batch "  # noqa: S608 (names written above)


@dataclass(frozen=True, slots=True)
class NewBatch:
    """A batch to be proposed. ``person_uid`` None: whose it is who begins it. ``price`` in credits is for the whole.

    ``requests`` is JSON that only the bot understands. ``rest_of``: the batch whose missing ones it makes.
    """

    person_uid: str | None
    chat_id: int
    thread_id: int | None
    message_id: int | None
    language: str
    requests: str
    price: int
    rest_of: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """One row of ``batch``; ``state`` is offered (proposed: an older word of the schema's), left or begun."""

    id: int
    state: str
    person_uid: str | None
    chat_id: int
    thread_id: int | None
    message_id: int | None
    language: str
    requests: str
    price: int
    card_id: int | None
    shown: int
    created_at: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a batch is, in jobs: of ``count`` so many ``made`` and shown, ``stopped`` by the person, ``failed`` else.

    ``working`` have begun at a gateway, ``ended`` are through with everything; ``paid`` credits for what was made.
    """

    count: int
    made: int
    stopped: int
    failed: int
    working: int
    ended: int
    paid: int


@dataclass(frozen=True, slots=True)
class Member:
    """One job of a batch: ``number`` as the person counts, from 1."""

    number: int
    job_id: int
    state: str
    outcome: str | None


async def add(tx: Tx, new: NewBatch, now: int) -> int:
    """Add a batch that is proposed; returns its id."""
    found = await tx.value(
        "INSERT INTO batch (person_uid, chat_id, thread_id, message_id, language, requests, price, rest_of, "
        "created_at) VALUES (:person_uid, :chat_id, :thread_id, :message_id, :language, :requests, :price, :rest_of, "
        ":now) RETURNING id",
        now=now,
        **named(new),
    )
    return int(found)


async def get(tx: Tx, batch_id: int) -> Batch:
    """Return a batch; raise StorageError where there is none."""
    row = await tx.one(_SELECT + "WHERE id = :id", id=batch_id)
    if row is None:
        raise StorageError(f"there is no batch {batch_id}")
    return Batch(*row)


async def begin(tx: Tx, batch_id: int, person_uid: str, language: str, card_id: int | None, price: int) -> bool:
    """Begin what was proposed, at the price of now; False where that was done already, or it was left."""
    changed = await tx.execute(
        "UPDATE batch SET state = 'begun', person_uid = :person_uid, language = :language, card_id = :card_id, "
        "price = :price "
        "WHERE id = :id AND state = 'offered'",
        id=batch_id,
        person_uid=person_uid,
        language=language,
        card_id=card_id,
        price=price,
    )
    return changed == 1


async def set_card(tx: Tx, batch_id: int, card_id: int) -> None:
    """Note which message shows a batch under way."""
    await tx.execute("UPDATE batch SET card_id = :card_id WHERE id = :id AND shown = 0", id=batch_id, card_id=card_id)


async def leave(tx: Tx, batch_id: int) -> bool:
    """Forget what was proposed; False where it was begun or left already."""
    changed = await tx.execute("UPDATE batch SET state = 'left' WHERE id = :id AND state = 'offered'", id=batch_id)
    return changed == 1


async def rest_is_made(tx: Tx, batch_id: int) -> bool:
    """Whether what is missing in a batch was proposed again, and was not left."""
    found = await tx.value("SELECT 1 FROM batch WHERE rest_of = :id AND state <> 'left' LIMIT 1", id=batch_id)
    return found is not None


async def end(tx: Tx, batch_id: int, card_id: int | None) -> None:
    """Note that the end is told, and by which message."""
    await tx.execute(
        "UPDATE batch SET shown = 1, card_id = COALESCE(:card_id, card_id) WHERE id = :id",
        id=batch_id,
        card_id=card_id,
    )


async def open_ones(tx: Tx, after: int, limit: int) -> list[int]:
    """Return the next that were begun and whose end is not told yet."""
    rows = await tx.all(
        "SELECT id FROM batch WHERE state = 'begun' AND shown = 0 AND id > :after ORDER BY id LIMIT :limit",
        after=after,
        limit=limit,
    )
    return [int(row[0]) for row in rows]


async def tally(tx: Tx, batch_id: int) -> Tally:
    """Count the jobs of a batch."""
    row = await tx.one(
        "SELECT COUNT(*), TOTAL(state = 'captured'), TOTAL(state = 'voided' AND outcome = 'cancelled'), "
        "TOTAL(state = 'voided' AND outcome IS NOT 'cancelled'), TOTAL(state IN ('working', 'ready') AND EXISTS ("
        "SELECT 1 FROM attempt WHERE attempt.job_id = job.id AND attempt.state NOT IN ('waiting', 'dropped'))), "
        "TOTAL(shown = 1), TOTAL(paid) FROM job WHERE batch_id = :id",
        id=batch_id,
    )
    assert row is not None  # noqa: S101 (an aggregate has always one row)
    return Tally(*(int(value) for value in row))


async def members(tx: Tx, batch_id: int) -> Sequence[Member]:
    """Return the jobs of a batch in the person's order, in which they were added."""
    rows = await tx.all("SELECT id, state, outcome FROM job WHERE batch_id = :id ORDER BY id", id=batch_id)
    return [Member(number, *row) for number, row in enumerate(rows, start=1)]


async def place_of(tx: Tx, batch_id: int, job_id: int) -> tuple[int, int]:
    """Return the number of a job in its batch, and of how many."""
    row = await tx.one(
        "SELECT TOTAL(id <= :job_id), COUNT(*) FROM job WHERE batch_id = :id", id=batch_id, job_id=job_id
    )
    assert row is not None  # noqa: S101 (as above)
    return int(row[0]), int(row[1])
