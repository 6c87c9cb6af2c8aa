"""A person's account statement, as the ledger has it: every charge, refund, top-up and grant, newest first.

What one job took of several accounts is one entry. What a group's pool paid for a person stands here too, but moves
none of their own accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.database import Tx

SHELVES = ("all", "spent", "received")
# One row for each transfer that touched the person's accounts: wallet, tab and grants, and pools for their jobs.
_LINES = (
    "SELECT id, rowid AS n, kind, code, job_id, ref, at, -amount AS amount, debit_id AS own, credit_id AS other "
    "FROM transfer WHERE debit_id IN (:wallet, :tab) AND kind IN ('post', 'capture') "
    "UNION ALL SELECT id, rowid, kind, code, job_id, ref, at, -amount, debit_id, credit_id "
    "FROM transfer WHERE debit_id > :grants AND debit_id < :grants_end AND kind IN ('post', 'capture') "
    "UNION ALL SELECT id, rowid, kind, code, job_id, ref, at, amount, credit_id, debit_id "
    "FROM transfer WHERE credit_id IN (:wallet, :tab) AND kind = 'post' "
    "UNION ALL SELECT id, rowid, kind, code, job_id, ref, at, amount, credit_id, debit_id "
    "FROM transfer WHERE credit_id > :grants AND credit_id < :grants_end AND kind = 'post' "
    "UNION ALL SELECT t.id, t.rowid, t.kind, t.code, t.job_id, t.ref, t.at, -t.amount, t.debit_id, t.credit_id "
    "FROM job JOIN transfer AS t ON t.job_id = job.id "
    "WHERE job.person_uid = :uid AND t.kind = 'capture' AND t.debit_id > 'pool:' AND t.debit_id < 'pool;'"
)
_KEY = "CASE kind WHEN 'capture' THEN 'job:' || job_id ELSE id END"
_ENTRY = (
    "WITH line AS (" + _LINES + "), "  # noqa: S608 (names written above)
    "entry AS (SELECT " + _KEY + " AS key, max(n) AS n, max(at) AS at, max(code) AS code, max(job_id) AS job_id, "
    "max(ref) AS ref, sum(amount) AS amount FROM line GROUP BY 1), "
    "placed AS (SELECT key, at, code, job_id, ref, amount, row_number() OVER newest AS number, "
    "count(*) OVER () AS count, lag(key) OVER newest AS newer, lead(key) OVER newest AS older "
    "FROM entry WHERE (:shelf = 'all' OR (:shelf = 'spent' AND code = 'gen') "
    "OR (:shelf = 'received' AND amount > 0)) WINDOW newest AS (ORDER BY n DESC)) "
    "SELECT key, at, code, job_id, ref, amount, number, count, newer, older FROM placed "
    "ORDER BY key <> coalesce(:key, ''), number LIMIT 1"
)
_OF_ENTRY = "WITH line AS (" + _LINES + ") SELECT own, other, amount FROM line WHERE " + _KEY + " = :key ORDER BY n"  # noqa: S608 (as above)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a person's money; ``amount`` is below 0 for what went.

    ``newer`` and ``older`` are the keys of its neighbours, None at an end; ``number`` of ``count``, newest first.
    """

    key: str
    at: int
    code: str
    job_id: int | None
    ref: str | None
    amount: int
    number: int
    count: int
    newer: str | None
    older: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """What one account had of an entry; ``other`` is where it went, or came from."""

    own: str
    other: str
    amount: int


@dataclass(frozen=True, slots=True)
class View:
    """One history message: whose, on which shelf, at which entry."""

    id: int
    person_uid: str
    chat_id: int
    shelf: str
    entry: str


def _params(uid: str) -> dict[str, object]:
    grants = f"g:{uid}:"
    return {
        "uid": uid,
        "wallet": f"w:{uid}",
        "tab": f"tab:{uid}",
        "grants": grants,
        "grants_end": f"{grants[:-1]};",  # ; is next to :
    }


async def entry(tx: Tx, uid: str, shelf: str = "all", key: str | None = None) -> Entry | None:
    """Return an entry of a shelf, the newest where no key is given or the key is not on it; None where it is empty."""
    row = await tx.one(_ENTRY, shelf=shelf, key=key, **_params(uid))
    return None if row is None else Entry(*row)


async def lines(tx: Tx, uid: str, key: str) -> list[Line]:
    """Return what each account had of an entry, in the order in which the ledger wrote it."""
    rows = await tx.all(_OF_ENTRY, key=key, **_params(uid))
    return [Line(*row) for row in rows]


async def spent(tx: Tx, uid: str, since: int) -> Sequence[tuple[int, int]]:
    """Return when and how much a person's own accounts paid for work since then, oldest first."""
    rows = await tx.all(
        "SELECT at, amount FROM transfer WHERE debit_id IN (:wallet, :tab) AND at >= :since AND kind = 'capture' "
        "UNION ALL SELECT at, amount FROM transfer WHERE debit_id > :grants AND debit_id < :grants_end "
        "AND at >= :since AND kind = 'capture' ORDER BY at",
        since=since,
        **_params(uid),
    )
    return [(int(at), int(amount)) for at, amount in rows]


async def open_view(tx: Tx, uid: str, chat_id: int, now: int) -> View | None:
    """Begin a history message at the newest entry; None where nothing ever moved."""
    first = await entry(tx, uid)
    if first is None:
        return None
    number = await tx.value(
        "INSERT INTO history_view (person_uid, chat_id, shelf, entry, at) "
        "VALUES (:uid, :chat_id, 'all', :entry, :now) RETURNING id",
        uid=uid,
        chat_id=chat_id,
        entry=first.key,
        now=now,
    )
    return View(int(number), uid, chat_id, "all", first.key)


async def view(tx: Tx, view_id: int) -> View | None:
    """Return a history message as it stands."""
    row = await tx.one("SELECT id, person_uid, chat_id, shelf, entry FROM history_view WHERE id = :id", id=view_id)
    return None if row is None else View(*row)


async def turn_to(tx: Tx, view_id: int, shelf: str, key: str) -> None:
    """Move a history message to an entry of a shelf."""
    await tx.execute(
        "UPDATE history_view SET shelf = :shelf, entry = :key WHERE id = :id", id=view_id, shelf=shelf, key=key
    )
