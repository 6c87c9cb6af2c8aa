"""What must always be true of money, quotas and work; run at the start, hourly and after every crash test.

Numbers are those of the project's list of invariants. Anything found means: stop selling and tell the owner.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from storage import audit
from storage.database import Tx

_SHOWN_MAX = 20  # sentences for each check: enough to see what is wrong
_INBOX_MAX_S = 600


async def broken(tx: Tx) -> list[str]:
    """Check the books: one sentence for each violation, starting with its number; nothing where all is well."""
    sentences = []
    for check in _CHECKS:
        sentences += await check(tx)
    return sentences


async def _told(tx: Tx, sentence: str, sql: str, **params: object) -> list[str]:
    """Return the sentence filled with each row of what is wrong."""
    rows = await tx.all(sql + " LIMIT :shown_max", shown_max=_SHOWN_MAX, **params)
    return [sentence.format(*row) for row in rows]


async def _i1(tx: Tx) -> list[str]:
    return await _told(
        tx,
        "I1: {0} debits of {1} are not its credits {2}.",
        "SELECT unit, SUM(debits_posted), SUM(credits_posted) FROM account GROUP BY unit "
        "HAVING SUM(debits_posted) <> SUM(credits_posted)",
    )


async def _i2(tx: Tx) -> list[str]:
    return await _told(
        tx,
        "I2: {0} debits held of {1} are not its credits held {2}.",
        "SELECT unit, SUM(debits_held), SUM(credits_held) FROM account GROUP BY unit "
        "HAVING SUM(debits_held) <> SUM(credits_held)",
    )


async def _i3(tx: Tx) -> list[str]:
    return await _told(
        tx,
        "I3: account {0} is overdrawn by {1}.",
        "SELECT id, CASE guard WHEN 1 THEN debits_posted + debits_held - credits_posted "
        "ELSE credits_posted + credits_held - debits_posted END FROM account "
        "WHERE (guard = 1 AND debits_posted + debits_held > credits_posted) "
        "OR (guard = 2 AND credits_posted + credits_held > debits_posted)",
    )


async def _i4(tx: Tx) -> list[str]:
    """Replay the whole journal; each transfer touches the two accounts as the trigger should have."""
    return await _told(
        tx,
        "I4: account {0} says {1}/{2} posted and {3}/{4} held, its transfers say {5}/{6} and {7}/{8}.",
        "WITH flow AS ("
        "SELECT debit_id AS id, CASE WHEN kind IN ('post', 'capture') THEN amount ELSE 0 END AS dp, 0 AS cp, "
        "CASE WHEN kind = 'hold' THEN amount ELSE -COALESCE(hold_amount, 0) END AS dh, 0 AS ch FROM transfer "
        "UNION ALL "
        "SELECT credit_id, 0, CASE WHEN kind IN ('post', 'capture') THEN amount ELSE 0 END, "
        "0, CASE WHEN kind = 'hold' THEN amount ELSE -COALESCE(hold_amount, 0) END FROM transfer), "
        "total AS (SELECT id, SUM(dp) AS dp, SUM(cp) AS cp, SUM(dh) AS dh, SUM(ch) AS ch FROM flow GROUP BY id) "
        "SELECT a.id, debits_posted, credits_posted, debits_held, credits_held, COALESCE(dp, 0), COALESCE(cp, 0), "
        "COALESCE(dh, 0), COALESCE(ch, 0) FROM account AS a LEFT JOIN total ON total.id = a.id "
        "WHERE debits_posted <> COALESCE(dp, 0) OR credits_posted <> COALESCE(cp, 0) "
        "OR debits_held <> COALESCE(dh, 0) OR credits_held <> COALESCE(ch, 0)",
    )


async def _i5(tx: Tx) -> list[str]:
    twice = await _told(
        tx,
        "I5: hold {0} was resolved {1} times.",
        "SELECT hold_id, COUNT(*) FROM transfer WHERE hold_id IS NOT NULL GROUP BY hold_id HAVING COUNT(*) > 1",
    )
    unfit = await _told(
        tx,
        "I5: {0} does not fit the hold {1} it resolves.",
        "SELECT r.id, r.hold_id FROM transfer AS r LEFT JOIN transfer AS h ON h.id = r.hold_id AND h.kind = 'hold' "
        "WHERE r.hold_id IS NOT NULL AND (h.id IS NULL OR h.amount <> r.hold_amount OR r.amount > h.amount "
        "OR h.debit_id <> r.debit_id OR h.credit_id <> r.credit_id)",
    )
    return twice + unfit


async def _i6(tx: Tx) -> list[str]:
    """A job's state and what became of its holds say the same; a job captured for nothing has a void."""
    return await _told(
        tx,
        "I6: job {0} is {1} and paid {2}, but of its {3} holds {4} were captured (for {6}) and {5} voided.",
        "WITH told AS (SELECT j.id, j.state, j.paid, COUNT(h.id) AS holds, "
        "COUNT(CASE WHEN r.kind = 'capture' THEN 1 END) AS captures, "
        "COUNT(CASE WHEN r.kind = 'void' THEN 1 END) AS voids, "
        "COALESCE(SUM(CASE WHEN r.kind = 'capture' THEN r.amount END), 0) AS taken "
        "FROM job AS j LEFT JOIN transfer AS h ON h.job_id = j.id AND h.kind = 'hold' "
        "LEFT JOIN transfer AS r ON r.hold_id = h.id GROUP BY j.id, j.state, j.paid) "
        "SELECT id, state, paid, holds, captures, voids, taken FROM told WHERE holds = 0 OR paid <> taken OR NOT ("
        "CASE state WHEN 'captured' THEN captures + voids = holds AND (captures > 0 OR paid = 0) "
        "WHEN 'voided' THEN captures = 0 AND voids = holds ELSE captures = 0 AND voids < holds END)",
    )


async def _i7(tx: Tx) -> list[str]:
    return await _told(
        tx,
        "I7: hold {0} of {1} belongs to no job.",
        "SELECT h.id, h.amount FROM transfer AS h LEFT JOIN job AS j ON j.id = h.job_id "
        "LEFT JOIN transfer AS r ON r.hold_id = h.id WHERE h.kind = 'hold' AND j.id IS NULL AND r.id IS NULL",
    )


async def _i8(tx: Tx) -> list[str]:
    unequal = await _told(
        tx,
        "I8: quota {0} {1} {2} says {3} used and {4} held, its rows say {5} and {6}.",
        "WITH total AS (SELECT scope, metric, period, SUM(CASE WHEN state = 'settled' THEN used ELSE 0 END) AS used, "
        "SUM(CASE WHEN state = 'held' THEN amount ELSE 0 END) AS held FROM quota_hold GROUP BY scope, metric, period) "
        "SELECT q.scope, q.metric, q.period, q.used, q.held, COALESCE(t.used, 0), COALESCE(t.held, 0) FROM quota AS q "
        "LEFT JOIN total AS t ON t.scope = q.scope AND t.metric = q.metric AND t.period = q.period "
        "WHERE q.used <> COALESCE(t.used, 0) OR q.held <> COALESCE(t.held, 0)",
    )
    lost = await _told(
        tx,
        "I8: {0} holds of quota {1} {2} {3}, which is not there.",
        "SELECT h.holder, h.scope, h.metric, h.period FROM quota_hold AS h LEFT JOIN quota AS q ON q.scope = h.scope "
        "AND q.metric = h.metric AND q.period = h.period WHERE q.scope IS NULL",
    )
    return unequal + lost


async def _i9(tx: Tx) -> list[str]:
    return await _told(
        tx,
        "I9: {0} is {1} but holds {2} {3} of {4}.",
        "SELECT h.holder, COALESCE(j.state, a.state, 'unknown'), h.amount, h.metric, h.scope FROM quota_hold AS h "
        "LEFT JOIN job AS j ON h.holder = 'j:' || CAST(j.id AS TEXT) AND j.id = CAST(SUBSTR(h.holder, 3) AS INTEGER) "
        "LEFT JOIN attempt AS a ON h.holder = 'a:' || CAST(a.id AS TEXT) "
        "AND a.id = CAST(SUBSTR(h.holder, 3) AS INTEGER) WHERE h.state = 'held' AND COALESCE(j.state, a.state, '') "
        "NOT IN ('working', 'ready', 'waiting', 'starting', 'submitting', 'running', 'unclear')",
    )


async def _i11(tx: Tx) -> list[str]:
    """There is no table of payments yet, so no transfer may claim to be one."""
    return await _told(
        tx,
        "I11: transfer {0} ({1}) tops up {2} without a payment.",
        "SELECT id, code, credit_id FROM transfer WHERE code LIKE 'topup%'",
    )


async def late_updates(tx: Tx, now: int, inbox_max_s: int = _INBOX_MAX_S) -> list[str]:
    """Check that every update is handled in time (I15): no matter of the books, but somebody waits."""
    return await _told(
        tx,
        "I15: update {0} waits since {1}.",
        "SELECT update_id, received_at FROM inbox WHERE state = 'new' AND received_at < :before ORDER BY update_id",
        before=now - inbox_max_s,
    )


async def _i16(tx: Tx) -> list[str]:
    return await _told(
        tx,
        "I16: part {1} of job {0} was taken by a gateway {2} times.",
        "SELECT job_id, part, COUNT(*) FROM attempt WHERE remote_id IS NOT NULL GROUP BY job_id, part "
        "HAVING COUNT(*) > 1",
    )


_CHECKS: tuple[Callable[[Tx], Awaitable[list[str]]], ...] = (
    _i1,
    _i2,
    _i3,
    _i4,
    _i5,
    _i6,
    _i7,
    _i8,
    _i9,
    _i11,
    _i16,
    audit.check,
)
