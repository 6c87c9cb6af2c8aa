"""Who asked to be forgotten, as marks that tell nobody who: coming back renews no gift and opens no shut door."""

from __future__ import annotations

from collections.abc import Sequence

from storage.database import Tx


async def bury(tx: Tx, uid: str, mark: str, periods: Sequence[str], now: int) -> None:
    """Remember the mark of somebody who leaves, and what they have used of the limits of these periods."""
    await tx.execute(
        "INSERT INTO forgotten (mark, at) VALUES (:mark, :now) ON CONFLICT (mark) DO UPDATE SET at = :now",
        mark=mark,
        now=now,
    )
    await tx.execute(
        "INSERT INTO block (holder, reason, actor, at) SELECT 'm:' || :mark, '', actor, at FROM block "
        "WHERE holder = 'u:' || :uid ON CONFLICT (holder) DO NOTHING",
        mark=mark,
        uid=uid,
    )
    await tx.execute("DELETE FROM block WHERE holder = 'u:' || :uid", uid=uid)
    await tx.execute("DELETE FROM forgotten_use WHERE mark = :mark", mark=mark)
    for period in periods:
        await tx.execute(
            "INSERT INTO forgotten_use (mark, metric, period, amount) SELECT :mark, metric, period, used + held "
            "FROM quota WHERE scope = 'u:' || :uid AND period = :period AND used + held > 0",
            mark=mark,
            uid=uid,
            period=period,
        )


async def recognise(tx: Tx, uid: str, mark: str) -> None:
    """Note on a newcomer that they were here before, and count what they used as theirs again."""
    back = await tx.execute(
        "UPDATE person SET returned_at = (SELECT at FROM forgotten WHERE mark = :mark) "
        "WHERE uid = :uid AND EXISTS (SELECT 1 FROM forgotten WHERE mark = :mark)",
        uid=uid,
        mark=mark,
    )
    if not back:
        return
    await tx.execute("UPDATE block SET holder = 'u:' || :uid WHERE holder = 'm:' || :mark", uid=uid, mark=mark)
    await tx.execute(
        "INSERT INTO quota_hold (holder, scope, metric, period, amount, used, state) "
        "SELECT 'r:' || :uid, 'u:' || :uid, metric, period, amount, amount, 'settled' FROM forgotten_use "
        "WHERE mark = :mark",
        uid=uid,
        mark=mark,
    )
    await tx.execute(
        "INSERT INTO quota (scope, metric, period, used) SELECT 'u:' || :uid, metric, period, amount "
        "FROM forgotten_use WHERE mark = :mark",
        uid=uid,
        mark=mark,
    )
    await tx.execute("DELETE FROM forgotten_use WHERE mark = :mark", mark=mark)


async def is_kept_out(tx: Tx, mark: str) -> bool:
    """Whether somebody was kept out when they left: they are not met again yet."""
    return await tx.value("SELECT 1 FROM block WHERE holder = 'm:' || :mark", mark=mark) is not None


async def returned_at(tx: Tx, uid: str) -> int | None:
    """Return when who this person was before asked to be forgotten; None for somebody who was never here.

    One who returned gets nothing that is given once (start, invitation), and nothing daily on that same day.
    """
    found = await tx.value("SELECT returned_at FROM person WHERE uid = :uid", uid=uid)
    return None if found is None else int(found)
