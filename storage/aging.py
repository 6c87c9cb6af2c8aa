"""What is old enough to go, favourites aside: words out of finished jobs, and files off the disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from storage.database import Tx

_AT_ONCE = 100
_BUTTONS_AT_ONCE = 2000
WORDS, FILES = 1, 2
_OLD = (
    "SELECT id, request FROM job WHERE id > :after AND id <= :until AND gone & :what = 0 AND shown = 1 "
    "AND state IN ('captured', 'voided') AND finished_at < :before "
    "AND NOT EXISTS (SELECT 1 FROM favourite "
    "WHERE favourite.person_uid = job.person_uid AND favourite.job_id = job.id) "
    "AND NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.job_id = job.id "
    "AND attempt.state IN ('waiting', 'starting', 'submitting', 'running', 'unclear')) ORDER BY id"
)


@dataclass(frozen=True, slots=True)
class Step:
    """How far a step came, and the jobs whose turn it was."""

    until: int
    job_ids: tuple[int, ...]


async def forget_words(tx: Tx, before: int, after: int, without_words: Callable[[str], str]) -> Step | None:
    """Take the words out of the next jobs that ended before that time; None at the end."""
    until = await _until(tx, before, after)
    if until is None:
        return None
    rows = await tx.all(_OLD, after=after, until=until, what=WORDS, before=before)
    for job_id, request in rows:
        await tx.execute(
            "UPDATE job SET request = :request, gone = gone | :what WHERE id = :id",
            request=without_words(request),
            what=WORDS,
            id=job_id,
        )
        await tx.execute("UPDATE attempt SET reason = NULL, follow_ups = NULL WHERE job_id = :id", id=job_id)
        await tx.execute("DELETE FROM job_words WHERE job_id = :id", id=job_id)
        await tx.execute("UPDATE asset SET title = '' WHERE job_id = :id", id=job_id)
    return Step(until, tuple(int(row[0]) for row in rows))


async def old_files(tx: Tx, before: int, after: int) -> Step | None:
    """Return the next jobs that ended before that time and still have files on the disk; None at the end."""
    until = await _until(tx, before, after)
    if until is None:
        return None
    rows = await tx.all(_OLD, after=after, until=until, what=FILES, before=before)
    return Step(until, tuple(int(row[0]) for row in rows))


async def note_files_gone(tx: Tx, job_ids: tuple[int, ...]) -> None:
    """Remember that the files of these jobs have left the disk; how the chat names them stays."""
    for job_id in job_ids:
        await tx.execute("UPDATE job SET gone = gone | :what WHERE id = :id", what=FILES, id=job_id)


async def are_files_gone(tx: Tx, job_id: int) -> bool:
    """Whether a job's files have left the disk by age."""
    return bool(int(await tx.value("SELECT gone FROM job WHERE id = :id", id=job_id) or 0) & FILES)


async def forget_other_words(tx: Tx, before: int) -> None:
    """Take the words out of old batches and searches, and forget what was asked and never answered."""
    await tx.execute("UPDATE gallery SET words = '[]' WHERE at < :before AND words <> '[]'", before=before)
    await tx.execute("DELETE FROM question WHERE asked_at < :before", before=before)
    await tx.execute("DELETE FROM kept_words WHERE at < :before", before=before)
    await tx.execute(
        "UPDATE batch SET requests = '[]' WHERE created_at < :before AND requests <> '[]' AND "
        "(shown = 1 OR state <> 'begun')",
        before=before,
    )


async def forget_wishes(tx: Tx, before: int, after: int) -> int | None:
    """Delete old ones of the next buttons that wait with a person's whole request for somebody to press them.

    Returns how far it came, None at the end. A surprise is of our own words.
    """
    last = await tx.value(
        "SELECT max(rowid) FROM (SELECT rowid, created_at FROM button WHERE rowid > :after ORDER BY rowid LIMIT :most) "
        "WHERE created_at < :before",
        after=after,
        most=_BUTTONS_AT_ONCE,
        before=before,
    )
    if last is None:
        return None
    await tx.execute(
        "DELETE FROM button WHERE rowid > :after AND rowid <= :last AND argument LIKE '{%' AND action <> 'surprise'",
        after=after,
        last=last,
    )
    return int(last)


async def forget_updates(tx: Tx, before: int, most: int = 1000) -> int:
    """Delete handled updates that are older than words may be, also those put aside; returns how many."""
    return await tx.execute(
        "DELETE FROM inbox WHERE update_id IN "
        "(SELECT update_id FROM inbox WHERE state <> 'new' AND received_at < :before LIMIT :most)",
        before=before,
        most=most,
    )


async def _until(tx: Tx, before: int, after: int) -> int | None:
    """Return where the next step ends: jobs are numbered as they came, so what comes behind is younger."""
    last = await tx.value(
        "SELECT max(id) FROM (SELECT id, created_at FROM job WHERE id > :after ORDER BY id LIMIT :most) "
        "WHERE created_at < :before",
        after=after,
        most=_AT_ONCE,
        before=before,
    )
    return None if last is None else int(last)
