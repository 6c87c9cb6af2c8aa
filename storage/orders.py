"""Invoices: what was offered for how many Stars. The price is a snapshot, so an invoice paid late keeps its word."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from storage import people, pools
from storage.database import Tx

_ID_BYTES = 18  # 144 bits, 24 characters; an invoice's payload takes 128 bytes
_SELECT = "SELECT id, person_uid, payee_id, stars, credits, is_monthly, chat_id, created_at FROM star_order "


@dataclass(frozen=True, slots=True)
class NewOrder:
    """Who asks, whose account is to be credited, and the price; ``chat_id`` is where it was asked."""

    person_uid: str
    payee_id: str
    stars: int
    credits: int
    chat_id: int
    is_monthly: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """The same once it is written down; an invoice's payload names it by its ``id``."""

    id: str
    person_uid: str
    payee_id: str
    stars: int
    credits: int
    is_monthly: bool
    chat_id: int
    created_at: int

    @property
    def is_own(self) -> bool:
        """Whether it is for a person's own wallet: then it is the payer's, whoever asked."""
        return self.payee_id.startswith("w:")


async def add(tx: Tx, new: NewOrder, now: int) -> Order:
    """Write an order down under a name that nobody can guess."""
    return await _insert(tx, secrets.token_urlsafe(_ID_BYTES), new, now)


async def _insert(tx: Tx, order_id: str, new: NewOrder, now: int) -> Order:
    await tx.execute(
        "INSERT INTO star_order (id, person_uid, payee_id, stars, credits, is_monthly, chat_id, created_at) "
        "VALUES (:id, :person_uid, :payee_id, :stars, :credits, :is_monthly, :chat_id, :now)",
        id=order_id,
        person_uid=new.person_uid,
        payee_id=new.payee_id,
        stars=new.stars,
        credits=new.credits,
        is_monthly=int(new.is_monthly),
        chat_id=new.chat_id,
        now=now,
    )
    return Order(
        order_id, new.person_uid, new.payee_id, new.stars, new.credits, new.is_monthly, new.chat_id, created_at=now
    )


async def restore(tx: Tx, promised: Order, payer_uid: str, now: int) -> Order:
    """Write down once more an order whose row was lost in a restore, as its signed invoice tells it."""
    known = await people.find(tx, promised.person_uid)
    buyer = payer_uid if known is None else known.uid
    payee = f"w:{buyer}"
    if not promised.is_own:
        pool = await pools.of_account(tx, promised.payee_id) or await pools.pool_of(tx, promised.chat_id, now)
        payee = pool.account_id
    new = NewOrder(buyer, payee, promised.stars, promised.credits, promised.chat_id, promised.is_monthly)
    return await _insert(tx, promised.id, new, now)


async def find(tx: Tx, order_id: str) -> Order | None:
    """Return the order that an invoice's payload names."""
    row = await tx.one(_SELECT + "WHERE id = :id", id=order_id)
    return None if row is None else Order(**{**row, "is_monthly": bool(row["is_monthly"])})
