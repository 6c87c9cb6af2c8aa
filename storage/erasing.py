"""Taking a person out of every table but the ledger's, in steps that may be repeated until nothing is left to do.

Each function is one short transaction. What stays is rows with numbers under a random name: jobs and their attempts
without words, transfers, quotas.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from storage import audit, blocks, jobs
from storage.database import Tx
from storage.jobs import Job

_JOBS_AT_ONCE = 50
_ROWS_AT_ONCE = 2000
_INBOX_AT_ONCE = 500
_GONE = 3


@dataclass(frozen=True, slots=True)
class Erasure:
    """Somebody who is being forgotten; what came from ``telegram_id`` after ``at`` is of who came back."""

    person_uid: str
    telegram_id: int
    at: int


async def begin(tx: Tx, uid: str, telegram_id: int, now: int) -> None:
    """Part the person from their Telegram account: from now on whoever writes from there is somebody new."""
    await tx.execute("UPDATE person SET telegram_id = NULL, name = '', username = NULL WHERE uid = :uid", uid=uid)
    await _owners_words(tx, uid)
    await tx.execute(
        "INSERT INTO erasure (person_uid, telegram_id, at) VALUES (:uid, :telegram_id, :now)",
        uid=uid,
        telegram_id=telegram_id,
        now=now,
    )


async def _owners_words(tx: Tx, uid: str) -> None:
    """Erase what the owners wrote about a person; that it was done, by whom and when stays in the sealed log."""
    await audit.forget(tx, blocks.of_person(uid))
    await blocks.forget_reason(tx, blocks.of_person(uid))
    await tx.execute(
        "DELETE FROM button WHERE job_id IS NULL AND action = 'admin' AND instr(argument, :uid) > 0", uid=uid
    )


async def open_ones(tx: Tx) -> list[Erasure]:
    """Return who is being forgotten and is not through."""
    return [Erasure(*row) for row in await tx.all("SELECT person_uid, telegram_id, at FROM erasure ORDER BY at")]


async def unshown_jobs(tx: Tx, uid: str) -> list[Job]:
    """Return a person's jobs whose end is still to be told."""
    rows = await tx.all("SELECT id FROM job WHERE shown <> 1 AND person_uid = :uid ORDER BY id", uid=uid)
    return [await jobs.get(tx, int(row[0])) for row in rows]


async def job_ids(tx: Tx, uid: str, after: int) -> list[int]:
    """Return the next of a person's jobs whose end is told."""
    rows = await tx.all(
        "SELECT id FROM job WHERE person_uid = :uid AND id > :after AND shown = 1 ORDER BY id LIMIT :most",
        uid=uid,
        after=after,
        most=_JOBS_AT_ONCE,
    )
    return [int(row[0]) for row in rows]


async def wipe_jobs(tx: Tx, ids: Sequence[int], without_words: Callable[[str], str]) -> None:
    """Take words, files, buttons and places out of jobs; ``without_words`` takes them out of a request."""
    for job_id in ids:
        request = await tx.value("SELECT request FROM job WHERE id = :id", id=job_id)
        await tx.execute(
            "UPDATE job SET idem = 'gone:' || id, request = :request, chat_id = min(chat_id, 0), thread_id = NULL, "
            "message_id = NULL, card_id = NULL, gone = :gone WHERE id = :id",
            id=job_id,
            request=without_words(str(request)),
            gone=_GONE,
        )
        await tx.execute("UPDATE attempt SET reason = NULL, follow_ups = NULL WHERE job_id = :id", id=job_id)
        for table in ("asset", "button", "job_words"):
            await tx.execute(f"DELETE FROM {table} WHERE job_id = :id", id=job_id)  # noqa: S608 (names from above)


async def wipe_person(tx: Tx, one: Erasure) -> None:
    """Take out what belongs to the person beside jobs, buttons and updates."""
    for table in ("favourite", "gallery", "history_view", "question", "export", "invite_link"):
        await tx.execute(f"DELETE FROM {table} WHERE person_uid = :uid", uid=one.person_uid)  # noqa: S608 (as above)
    await tx.execute("DELETE FROM choice WHERE holder = 'u:' || :uid", uid=one.person_uid)
    await tx.execute("DELETE FROM web_pass WHERE admin_id = :telegram_id", telegram_id=one.telegram_id)
    await tx.execute("UPDATE star_order SET chat_id = min(chat_id, 0) WHERE person_uid = :uid", uid=one.person_uid)
    await tx.execute(
        "UPDATE batch SET state = CASE state WHEN 'offered' THEN 'left' ELSE state END, requests = '[]', shown = 1, "
        "chat_id = min(chat_id, 0), thread_id = NULL, message_id = NULL, card_id = NULL "
        "WHERE person_uid = :uid OR (chat_id = :telegram_id AND person_uid IS NULL AND created_at <= :at)",
        uid=one.person_uid,
        telegram_id=one.telegram_id,
        at=one.at,
    )


async def wipe_buttons(tx: Tx, one: Erasure, after: int) -> int | None:
    """Delete the person's buttons among the next rows; returns how far it came, None at the end."""
    last = await tx.value("SELECT max(rowid) FROM button")
    if last is None or after >= last:
        return None
    until = after + _ROWS_AT_ONCE
    await tx.execute(
        "DELETE FROM button WHERE rowid > :after AND rowid <= :until "
        "AND (person_uid = :uid OR (chat_id = :telegram_id AND created_at <= :at))",
        after=after,
        until=until,
        uid=one.person_uid,
        telegram_id=one.telegram_id,
        at=one.at,
    )
    return until


async def kept_words(tx: Tx) -> list[tuple[str, str]]:
    """Return token and words of everything that waits for a deep link; whose they are only the token's maker knows."""
    return [(str(row[0]), str(row[1])) for row in await tx.all("SELECT token, words FROM kept_words")]


async def drop_kept_words(tx: Tx, tokens: Sequence[str]) -> None:
    """Delete words that waited for a deep link."""
    for token in tokens:
        await tx.execute("DELETE FROM kept_words WHERE token = :token", token=token)


async def wipe_updates(tx: Tx, one: Erasure, after: int) -> tuple[int, bool] | None:
    """Delete what Telegram sent of the person among the next updates; returns how far it came, None at the end.

    Beside it: whether one of them is still being handled, and so has to wait.
    """
    ids = [
        int(row[0])
        for row in await tx.all(
            "SELECT update_id FROM inbox WHERE update_id > :after ORDER BY update_id LIMIT :most",
            after=after,
            most=_INBOX_AT_ONCE,
        )
    ]
    if not ids:
        return None
    waits = False
    for update_id, raw, state in await tx.all(
        "SELECT update_id, raw, state FROM inbox WHERE update_id BETWEEN :first AND :last AND received_at <= :at "
        "AND instr(raw, :digits) > 0",
        first=ids[0],
        last=ids[-1],
        at=one.at,
        digits=str(one.telegram_id),
    ):
        if not concerns(raw, one.telegram_id):
            continue
        if state == "new":
            waits = True
        else:
            await tx.execute("DELETE FROM inbox WHERE update_id = :id", id=update_id)
    return ids[-1], waits


def concerns(raw: str, telegram_id: int) -> bool:
    """Whether an update tells of a person: as who wrote or pressed, whose chat it is, or who is named in it."""
    waiting = [json.loads(raw)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if value.get("id") == telegram_id:
                return True
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return False


async def wallets(tx: Tx, uid: str) -> list[tuple[str, int]]:
    """Return the person's own accounts that still have credits, with what is free of each."""
    rows = await tx.all(
        "SELECT id, credits_posted - debits_posted - debits_held AS available FROM account "
        "WHERE (id = 'w:' || :uid OR (id > 'g:' || :uid || ':' AND id < 'g:' || :uid || ';')) AND available > 0",
        uid=uid,
    )
    return [(str(row[0]), int(row[1])) for row in rows]


async def close_grants(tx: Tx, uid: str, account_id: str, left: int) -> None:
    """Note on the grant of an account, where it is one, that what was left of it has gone."""
    await tx.execute(
        "UPDATE credit_grant SET expired = expired + :left, is_open = 0 "
        "WHERE person_uid = :uid AND 'g:' || person_uid || ':' || grant_id = :account_id",
        uid=uid,
        account_id=account_id,
        left=left,
    )


async def credits_of(tx: Tx, uid: str) -> int:
    """Return what the person's own accounts have, with what is held: work that is stopped gives it back."""
    found = await tx.value(
        "SELECT coalesce(sum(credits_posted - debits_posted), 0) FROM account "
        "WHERE id = 'w:' || :uid OR (id > 'g:' || :uid || ':' AND id < 'g:' || :uid || ';')",
        uid=uid,
    )
    return int(found)


async def is_at_work(tx: Tx, uid: str) -> bool:
    """Whether a job of the person has not ended and been told, or a gateway still has something of theirs."""
    found = await tx.value(
        "SELECT 1 FROM job WHERE person_uid = :uid AND (shown <> 1 OR state IN ('working', 'ready') OR EXISTS ("
        "SELECT 1 FROM attempt WHERE attempt.job_id = job.id "
        "AND attempt.state IN ('waiting', 'starting', 'submitting', 'running', 'unclear'))) LIMIT 1",
        uid=uid,
    )
    return found is not None


async def end(tx: Tx, uid: str) -> None:
    """Forget the last that was still known of a person: from which account they wrote."""
    await tx.execute("DELETE FROM erasure WHERE person_uid = :uid", uid=uid)
