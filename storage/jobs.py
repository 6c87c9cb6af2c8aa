"""The job row is the truth about one request: what was asked for, who pays, how it ended and whether that was shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.database import StorageError, Tx, named

_ENDED = ("captured", "voided")
_COLUMNS = (
    "id, idem, person_uid, payer_id, chat_id, thread_id, message_id, language, model, request, count, price, "
    "paid, state, outcome, card_id, shown, created_at, finished_at, batch_id"
)
_SELECT = "SELECT " + _COLUMNS + " FROM job "  # noqa: S608 (names written above)
_INSERT = (
    "INSERT INTO job (idem, person_uid, payer_id, chat_id, thread_id, message_id, language, model, request, "
    "count, price, batch_id, card_id, created_at) VALUES (:idem, :person_uid, :payer_id, :chat_id, :thread_id, "
    ":message_id, :language, :model, :request, :count, :price, :batch_id, :card_id, :now) "
    "ON CONFLICT (idem) DO NOTHING RETURNING "
)


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to be added. ``request`` is JSON that only the bot understands; ``price`` is in credits.

    ``card_id`` where a message stands for it already.
    """

    idem: str
    person_uid: str
    payer_id: str
    chat_id: int
    language: str
    model: str
    request: str
    count: int
    price: int
    thread_id: int | None = None
    message_id: int | None = None
    batch_id: int | None = None
    card_id: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One row of ``job``; ``state`` is working, ready, captured or voided.

    One of a batch has no card before its result, and none at all where it has no result: the batch's card tells that.
    """

    id: int
    idem: str
    person_uid: str
    payer_id: str
    chat_id: int
    thread_id: int | None
    message_id: int | None
    language: str
    model: str
    request: str
    count: int
    price: int
    paid: int
    state: str
    outcome: str | None
    card_id: int | None
    shown: int
    created_at: int
    finished_at: int | None
    batch_id: int | None = None


async def add(tx: Tx, new: NewJob, now: int) -> Job | None:
    """Add a job, or return None where its ``idem`` is known: this request was taken before."""
    row = await tx.one(_INSERT + _COLUMNS, now=now, **named(new))
    return None if row is None else Job(*row)


async def get(tx: Tx, job_id: int) -> Job:
    """Return a job; raise StorageError where there is none."""
    row = await tx.one(_SELECT + "WHERE id = :id", id=job_id)
    if row is None:
        raise StorageError(f"there is no job {job_id}")
    return Job(*row)


async def by_idem(tx: Tx, idem: str) -> Job | None:
    """Return the job that this request made before."""
    row = await tx.one(_SELECT + "WHERE idem = :idem", idem=idem)
    return None if row is None else Job(*row)


async def by_card(tx: Tx, chat_id: int, card_id: int) -> Job | None:
    """Return the job that a message shows."""
    row = await tx.one(_SELECT + "WHERE chat_id = :chat_id AND card_id = :card_id", chat_id=chat_id, card_id=card_id)
    return None if row is None else Job(*row)


async def resolve(  # noqa: PLR0913, PLR0917 (a compare-and-set with what it sets)
    tx: Tx, job_id: int, from_states: Sequence[str], to_state: str, now: int, outcome: str | None = None, paid: int = 0
) -> bool:
    """Move a job on if it still is in one of ``from_states``; return False where somebody else was first."""
    changed = await tx.execute(
        "UPDATE job SET state = :to_state, paid = :paid, outcome = COALESCE(:outcome, outcome), "
        "finished_at = COALESCE(:finished_at, finished_at) "
        "WHERE id = :id AND :from_states LIKE '%,' || state || ',%'",
        id=job_id,
        from_states=f",{','.join(from_states)},",
        to_state=to_state,
        paid=paid,
        outcome=outcome,
        finished_at=now if to_state in _ENDED else None,
    )
    return changed == 1


async def set_card(tx: Tx, job_id: int, card_id: int) -> None:
    """Remember the message that shows this job."""
    await tx.execute("UPDATE job SET card_id = :card_id WHERE id = :id", id=job_id, card_id=card_id)


async def show_on(tx: Tx, job_id: int, card_id: int) -> None:
    """Remember the message that shows a result; one whose money is still to be taken must not be sent again."""
    await tx.execute(
        "UPDATE job SET card_id = :card_id, shown = CASE state WHEN 'ready' THEN 2 ELSE shown END WHERE id = :id",
        id=job_id,
        card_id=card_id,
    )


async def mark_shown(tx: Tx, job_id: int) -> None:
    """Remember that the card shows the end."""
    await tx.execute("UPDATE job SET shown = 1 WHERE id = :id", id=job_id)


async def clear_outcome(tx: Tx, job_id: int) -> None:
    """Forget a captured job's outcome: what could not be shown was handed over."""
    await tx.execute("UPDATE job SET outcome = NULL WHERE id = :id AND state = 'captured'", id=job_id)


async def unshown(tx: Tx) -> list[Job]:
    """Return the jobs that have ended without being shown yet."""
    return [Job(*row) for row in await tx.all(_SELECT + "WHERE shown <> 1 AND state <> 'working' ORDER BY id")]


async def unfinished(tx: Tx) -> list[Job]:
    """Return every job whose end is not shown yet, oldest first."""
    return [Job(*row) for row in await tx.all(_SELECT + "WHERE shown <> 1 ORDER BY id")]


async def open_of_person(tx: Tx, uid: str, limit: int) -> list[Job]:
    """Return a person's newest jobs that are neither captured nor voided."""
    rows = await tx.all(
        _SELECT + "WHERE person_uid = :uid AND state IN ('working', 'ready') ORDER BY id DESC LIMIT :limit",
        uid=uid,
        limit=limit,
    )
    return [Job(*row) for row in rows]


async def not_handed_over(tx: Tx, uid: str, chat_id: int, limit: int) -> list[Job]:
    """Return a person's oldest paid results that could not be shown in that chat, also as it was called before."""
    rows = await tx.all(
        _SELECT + "WHERE person_uid = :uid AND state = 'captured' AND outcome = 'unreachable' "  # noqa: S608 (as above)
        "AND (chat_id = :chat_id OR chat_id IN (SELECT old_chat_id FROM chat_alias WHERE new_chat_id = :chat_id)) "
        "ORDER BY id LIMIT :limit",
        uid=uid,
        chat_id=chat_id,
        limit=limit,
    )
    return [Job(*row) for row in rows]


async def has_picture(tx: Tx, uid: str) -> bool:
    """Say whether a picture was ever made for this person."""
    found = await tx.value(
        "SELECT 1 FROM job JOIN asset ON asset.job_id = job.id "
        "WHERE job.person_uid = :uid AND job.state = 'captured' AND asset.mime LIKE 'image/%' LIMIT 1",
        uid=uid,
    )
    return found is not None


async def latest_shown(tx: Tx, chat_id: int, uid: str) -> Job | None:
    """Return a person's result that stands lowest in a chat."""
    return next(iter(await recently_shown(tx, chat_id, uid, 1)), None)


async def recently_shown(tx: Tx, chat_id: int, uid: str, limit: int) -> list[Job]:
    """Return a person's results in a chat, from the lowest up."""
    rows = await tx.all(
        _SELECT + "WHERE chat_id = :chat_id AND person_uid = :uid AND state = 'captured' AND card_id IS NOT NULL "
        "ORDER BY card_id DESC LIMIT :limit",
        chat_id=chat_id,
        uid=uid,
        limit=limit,
    )
    return [Job(*row) for row in rows]


async def language_of_chat(tx: Tx, chat_id: int) -> str | None:
    """Return the language of the newest job of a chat; None where there was none."""
    row = await tx.one(
        "SELECT language FROM job WHERE chat_id = :chat_id AND card_id IS NOT NULL ORDER BY card_id DESC LIMIT 1",
        chat_id=chat_id,
    )
    return None if row is None else str(row[0])
