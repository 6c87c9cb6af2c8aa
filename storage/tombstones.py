"""Who asked to be forgotten, as marks that tell nobody who: coming back renews no gift and opens no shut door."""

from __future__ import annotations

import json
from collections.abc import Sequence

from storage import blocks
from storage.database import Tx

_TRIES = "promo_tries"  # no limit of quota's, and kept like one


async def bury(tx: Tx, uid: str, mark: str, periods: Sequence[str], now: int) -> None:
    """Remember the mark of somebody who leaves, and what they have used of the limits of these periods."""
    await tx.execute(
        "INSERT INTO forgotten (mark, at) VALUES (:mark, :now) ON CONFLICT (mark) DO UPDATE SET at = :now",
        mark=mark,
        now=now,
    )
    await _keep_shut(tx, uid, mark)
    await tx.execute(
        "DELETE FROM forgotten_use WHERE mark = :mark OR period NOT IN (SELECT value FROM json_each(:periods))",
        mark=mark,
        periods=json.dumps(list(periods)),
    )
    for period in periods:
        await _keep_used(tx, uid, mark, period)


async def _keep_shut(tx: Tx, uid: str, mark: str) -> None:
    """Let an owner's block and cap outlive the person."""
    await blocks.forget_reason(tx, blocks.of_person(uid))
    await blocks.move(tx, blocks.of_person(uid), blocks.of_mark(mark))
    await tx.execute(
        "UPDATE forgotten SET (credits_per_day, capped_by) = "
        "(SELECT max(credits_per_day), max(actor) FROM cap WHERE person_uid = :uid) WHERE mark = :mark",
        mark=mark,
        uid=uid,
    )


async def _keep_used(tx: Tx, uid: str, mark: str, period: str) -> None:
    """Count what is used and held of every limit that is the person's own, in groups and their pools too."""
    await tx.execute(
        "INSERT INTO forgotten_use (mark, place, metric, period, amount) "
        "SELECT :mark, substr(quota.scope, 1, length(quota.scope) - length(:own)), quota.metric, :period, used + held "
        "FROM (SELECT scope, metric FROM quota_hold WHERE holder = 'r:' || :uid AND period = :period "
        "UNION SELECT scope, metric FROM job JOIN quota_hold ON holder = 'j:' || job.id "
        "WHERE job.person_uid = :uid AND period = :period) AS theirs "
        "JOIN quota ON quota.scope = theirs.scope AND quota.metric = theirs.metric AND quota.period = :period "
        "WHERE substr(quota.scope, -length(:own)) = :own AND used + held > 0",
        mark=mark,
        uid=uid,
        own=f"u:{uid}",
        period=period,
    )
    await tx.execute(
        "INSERT INTO forgotten_use (mark, place, metric, period, amount) "
        "SELECT :mark, '', :metric, :period, tries FROM promo_try WHERE person_uid = :uid AND day = :period",
        mark=mark,
        uid=uid,
        metric=_TRIES,
        period=period,
    )


async def knows(tx: Tx, mark: str) -> bool:
    """Whether somebody of this mark asked to be forgotten."""
    return await tx.value("SELECT 1 FROM forgotten WHERE mark = :mark", mark=mark) is not None


async def recognise(tx: Tx, uid: str, mark: str) -> None:
    """Note on somebody that they were here before, and count what they used as theirs again; once is enough."""
    back = await tx.execute(
        "UPDATE person SET returned_at = (SELECT at FROM forgotten WHERE mark = :mark) "
        "WHERE uid = :uid AND returned_at IS NULL AND EXISTS (SELECT 1 FROM forgotten WHERE mark = :mark)",
        uid=uid,
        mark=mark,
    )
    if not back:
        return
    await _shut_again(tx, uid, mark)
    await tx.execute(
        "INSERT INTO quota_hold (holder, scope, metric, period, amount, used, state) "
        "SELECT 'r:' || :uid, place || 'u:' || :uid, metric, period, amount, amount, 'settled' FROM forgotten_use "
        "WHERE mark = :mark AND metric <> :tries",
        uid=uid,
        mark=mark,
        tries=_TRIES,
    )
    await tx.execute(
        "INSERT INTO quota (scope, metric, period, used) SELECT place || 'u:' || :uid, metric, period, amount "
        "FROM forgotten_use WHERE mark = :mark AND metric <> :tries",
        uid=uid,
        mark=mark,
        tries=_TRIES,
    )
    await tx.execute(
        "INSERT INTO promo_try (person_uid, day, tries) SELECT :uid, period, amount FROM forgotten_use "
        "WHERE mark = :mark AND metric = :tries",
        uid=uid,
        mark=mark,
        tries=_TRIES,
    )
    await tx.execute("DELETE FROM forgotten_use WHERE mark = :mark", mark=mark)


async def _shut_again(tx: Tx, uid: str, mark: str) -> None:
    await blocks.move(tx, blocks.of_mark(mark), blocks.of_person(uid))
    await tx.execute(
        "INSERT INTO cap (person_uid, credits_per_day, actor, at) SELECT :uid, credits_per_day, capped_by, at "
        "FROM forgotten WHERE mark = :mark AND credits_per_day IS NOT NULL ON CONFLICT (person_uid) DO NOTHING",
        uid=uid,
        mark=mark,
    )


async def is_shut_out(tx: Tx, mark: str) -> bool:
    """Whether who has this mark was kept out when they left, and has not been met since."""
    return await blocks.find(tx, blocks.of_mark(mark)) is not None


async def returned_at(tx: Tx, uid: str) -> int | None:
    """Return when who this person was before asked to be forgotten; None for somebody who was never here.

    One who returned gets nothing that is given once (start, invitation), and nothing daily on that same day.
    """
    found = await tx.value("SELECT returned_at FROM person WHERE uid = :uid", uid=uid)
    return None if found is None else int(found)
