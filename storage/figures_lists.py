"""Who and what stands out in a stretch of time, for the owner: top spenders, groups, and the last failures."""

from __future__ import annotations

from dataclasses import dataclass

from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Spender:
    """A person and what their results cost in the time, whoever paid; ``left`` is in their wallet now."""

    uid: str
    name: str
    jobs: int
    paid: int
    left: int


@dataclass(frozen=True, slots=True)
class Group:
    """A group chat: jobs shown there, credits paid for them, people who asked."""

    chat_id: int
    jobs: int
    paid: int
    people: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A job that came to nothing; gateway and reason are those of its last attempt, where there was one."""

    job_id: int
    at: int
    model: str
    name: str
    outcome: str
    gateway: str
    reason: str


async def spenders(tx: Tx, since: int, until: int, limit: int) -> list[Spender]:
    """Return those for whom most was paid."""
    rows = await tx.all(
        "WITH top AS (SELECT person_uid AS uid, COUNT(*) AS jobs, SUM(paid) AS paid FROM job "
        "WHERE finished_at IS NOT NULL AND finished_at >= :since AND finished_at < :until AND state = 'captured' "
        "GROUP BY 1 ORDER BY 3 DESC, 2 DESC, 1 LIMIT :most) "
        "SELECT top.uid, person.name, jobs, paid, COALESCE(credits_posted - debits_posted - debits_held, 0) AS left "
        "FROM top JOIN person ON person.uid = top.uid LEFT JOIN account ON account.id = 'w:' || top.uid "
        "ORDER BY paid DESC, jobs DESC, top.uid",
        since=since,
        until=until,
        most=limit,
    )
    return [Spender(*row) for row in rows]


async def groups(tx: Tx, since: int, until: int, limit: int) -> list[Group]:
    """Return the groups in which most was paid."""
    rows = await tx.all(
        "SELECT chat_id, COUNT(*), SUM(paid), COUNT(DISTINCT person_uid) FROM job "
        "WHERE finished_at IS NOT NULL AND finished_at >= :since AND finished_at < :until AND state = 'captured' "
        "AND chat_id < 0 GROUP BY 1 ORDER BY 3 DESC, 2 DESC, 1 LIMIT :most",
        since=since,
        until=until,
        most=limit,
    )
    return [Group(*row) for row in rows]


async def failures(tx: Tx, since: int, until: int, limit: int) -> list[Failure]:
    """Return the last jobs that failed, the newest first; those that somebody cancelled have not."""
    rows = await tx.all(
        "WITH last AS (SELECT id, finished_at, model, person_uid, outcome FROM job WHERE state = 'voided' "
        "AND finished_at >= :since AND finished_at < :until AND outcome <> 'cancelled' "
        "ORDER BY finished_at DESC, id DESC LIMIT :most) "
        "SELECT last.id, last.finished_at, last.model, person.name, COALESCE(last.outcome, 'broken'), "
        "COALESCE(attempt.gateway, ''), COALESCE(attempt.reason, '') FROM last "
        "JOIN person ON person.uid = last.person_uid LEFT JOIN attempt ON attempt.id = "
        "(SELECT id FROM attempt WHERE job_id = last.id ORDER BY part DESC, try_number DESC LIMIT 1) "
        "ORDER BY last.finished_at DESC, last.id DESC",
        since=since,
        until=until,
        most=limit,
    )
    return [Failure(*row) for row in rows]
