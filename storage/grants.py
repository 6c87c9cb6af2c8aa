"""Credits given to a person, some of them until a day: an account for each, burnt in the order in which they end."""

from __future__ import annotations

from dataclasses import dataclass

from storage import ledger
from storage.database import Tx

SOURCE, BREAKAGE = "grant_src", "breakage"
_COLUMNS = "person_uid, grant_id, kind, amount, given_at, expires_at"


@dataclass(frozen=True, slots=True)
class NewGrant:
    """``grant_id`` is given to a person once for good; ``expires_at`` None: it never ends."""

    person_uid: str
    grant_id: str
    kind: str
    amount: int
    expires_at: int | None = None

    @property
    def account_id(self) -> str:
        """The ledger's name of it."""
        return f"g:{self.person_uid}:{self.grant_id}"


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant with what is left of it."""

    account_id: str
    grant_id: str
    kind: str
    amount: int
    given_at: int
    expires_at: int | None
    available: int
    held: int


async def give(tx: Tx, new: NewGrant, now: int) -> bool:
    """Give it; False where this person was given it before, with whatever amount."""
    fresh = await tx.execute(
        f"INSERT INTO credit_grant ({_COLUMNS}) "  # noqa: S608 (names written above)
        "VALUES (:uid, :grant_id, :kind, :amount, :now, :expires_at) ON CONFLICT DO NOTHING",
        uid=new.person_uid,
        grant_id=new.grant_id,
        kind=new.kind,
        amount=new.amount,
        now=now,
        expires_at=new.expires_at,
    )
    if not fresh:
        return False
    await ledger.open_account(tx, SOURCE, "CRD")
    await ledger.open_account(tx, new.account_id, "CRD", guard=ledger.NO_OVERDRAFT)
    await ledger.post(tx, f"grant:{new.account_id}", SOURCE, new.account_id, new.amount, "grant", now, ref=new.kind)
    return True


async def whole(tx: Tx, uid: str, now: int) -> int:
    """Return what a person may spend in all: the wallet and every grant."""
    gifts = await usable(tx, uid, now)
    return (await ledger.balance(tx, f"w:{uid}")).available + sum(gift.available for gift in gifts)


async def usable(tx: Tx, uid: str, now: int) -> list[Grant]:
    """Return what a person may spend of grants, in the order in which they are burnt: earliest end, then oldest."""
    rows = await tx.all(
        "SELECT account.id, grant_id, kind, amount, given_at, expires_at, "
        "credits_posted - debits_posted - debits_held AS available, debits_held "
        "FROM credit_grant JOIN account ON account.id = 'g:' || person_uid || ':' || grant_id "
        "WHERE person_uid = :uid AND is_open = 1 AND (expires_at IS NULL OR expires_at > :now) "
        "AND credits_posted - debits_posted - debits_held > 0 "
        "ORDER BY expires_at IS NULL, expires_at, given_at, grant_id",
        uid=uid,
        now=now,
    )
    return [Grant(*row) for row in rows]


async def expire(tx: Tx, now: int, most: int = 200) -> int:
    """Move what nobody used of the next grants that have ended to breakage, and return how many grants those were.

    What is held by work under way stays: it is taken, or comes back and goes there at a later call.
    """
    rows = await tx.all(
        "SELECT person_uid, grant_id, account.id AS account_id, expired, "
        "credits_posted - debits_posted - debits_held AS left, debits_held "
        "FROM credit_grant JOIN account ON account.id = 'g:' || person_uid || ':' || grant_id "
        "WHERE is_open = 1 AND expires_at <= :now "
        "AND (credits_posted - debits_posted - debits_held > 0 OR debits_held = 0) LIMIT :most",
        now=now,
        most=most,
    )
    await ledger.open_account(tx, BREAKAGE, "CRD")
    for row in rows:
        account, left = row["account_id"], row["left"]
        if left > 0:
            key = f"expire:{account}:{row['expired']}"
            await ledger.post(tx, key, account, BREAKAGE, left, "grant_expire", now)
        await tx.execute(
            "UPDATE credit_grant SET expired = expired + :left, is_open = :is_open "
            "WHERE person_uid = :uid AND grant_id = :grant_id",
            left=left,
            is_open=int(row["debits_held"] > 0),
            uid=row["person_uid"],
            grant_id=row["grant_id"],
        )
    return len(rows)
