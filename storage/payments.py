"""Payments in Stars: one way in, whether Telegram tells of one by an update or in its list, and one way back.

Both legs (Stars to us, credits to the person) and the payment's row are one transaction, once for each charge id. What
belongs to no invoice of ours, or is not its price, is kept in suspense; nothing is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from storage import debts, ledger, orders, people, star_parts
from storage.database import Row, Tx
from storage.orders import Order
from storage.star_parts import NANO, STARS, Listed

FX_STARS, FX_CREDITS, SUSPENSE = "fx:xtr", "fx:crd", "suspense:xtr"
MONTH_S = 2_592_000
_COLUMNS = (
    "charge_id, person_uid, order_id, account_id, stars, credits, state, reason, payload, came_by, paid_until, renews, "
    "paid_at, refunded_at"
)
_SELECT = f"SELECT {_COLUMNS} FROM payment "  # noqa: S608 (names written above)


@dataclass(frozen=True, slots=True)
class Payer:
    """Who paid, as Telegram names them."""

    telegram_id: int
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment as Telegram tells of it; ``came_by`` is update or list, ``paid_until`` a subscription's."""

    charge_id: str
    payer: Payer | None
    payload: str
    stars: int
    paid_at: int
    currency: str = "XTR"
    came_by: str = "update"
    paid_until: int | None = None
    listed: Listed | None = None
    promised: Order | None = None  # the order in full, where its invoice carries our signature


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as it stands: credited, aside (with a reason) or refunded; ``account_id`` is where it went."""

    charge_id: str
    person_uid: str | None
    order_id: str | None
    account_id: str
    stars: int
    credits: int
    state: str
    reason: str | None
    payload: str
    came_by: str
    paid_until: int | None
    renews: bool
    paid_at: int
    refunded_at: int | None


async def find(tx: Tx, charge_id: str) -> Payment | None:
    """Return the payment of that charge id."""
    row = await tx.one(_SELECT + "WHERE charge_id = :charge_id", charge_id=charge_id)
    return None if row is None else _read(row)


async def meet(tx: Tx, payer: Payer, now: int) -> str:
    """Return the uid of who pays, met now where nobody has met them; their wallet is open."""
    known = await people.by_telegram_id(tx, payer.telegram_id)
    person = known or await people.meet(tx, payer.telegram_id, payer.name, payer.language, now)
    await ledger.open_account(tx, f"w:{person.uid}", "CRD", guard=ledger.NO_OVERDRAFT)
    return person.uid


async def credit(tx: Tx, paid: Paid, now: int) -> tuple[Payment, bool]:
    """Write a payment down and move its money; False where that charge id was written down before.

    A debt of the payer's is paid back first from what they bought.
    """
    known = await find(tx, paid.charge_id)
    if known is not None:
        await _square(tx, known, paid.listed, now)
        return known, False
    uid = None if paid.payer is None else await meet(tx, paid.payer, now)
    order = await orders.find(tx, paid.payload if paid.promised is None else paid.promised.id)
    if order is None and paid.promised is not None and uid is not None:
        order = await orders.restore(tx, paid.promised, uid, now)
    paid = replace(paid, stars=_whole(paid, order))
    reason = _wrong(paid, order, uid)
    if order is None or reason is not None:
        payment = await _add(tx, paid, (uid, order, SUSPENSE), now, reason)
        if payment.stars:
            await _post(
                tx, f"stars:{paid.charge_id}:xtr", (STARS, SUSPENSE, payment.stars), "suspense_in", payment, now
            )
        await _square(tx, payment, paid.listed, now)
        return payment, True
    account = f"w:{uid}" if order.is_own else order.payee_id
    payment = await _add(tx, paid, (uid, order, account), now)
    await _post(tx, f"stars:{paid.charge_id}:xtr", (STARS, FX_STARS, payment.stars), "topup_xtr", payment, now)
    await _post(tx, f"stars:{paid.charge_id}", (FX_CREDITS, account, payment.credits), "topup", payment, now)
    await _square(tx, payment, paid.listed, now)
    if uid is not None:
        await debts.pay_back(tx, uid, now)
    return payment, True


def _whole(paid: Paid, order: Order | None) -> int:
    """Return what the buyer paid: the list may tell it without an affiliate's part of it."""
    listed = paid.listed
    if listed is None:
        return paid.stars
    if order is not None and order.stars * NANO in (listed.nano, listed.nano + listed.shared):
        return order.stars
    return listed.nano // NANO


async def _square(tx: Tx, payment: Payment, listed: Listed | None, now: int) -> None:
    """Take out of our mirror what of a payment never came to us: an affiliate's part."""
    if listed is not None:
        missing = payment.stars * NANO - listed.nano
        await star_parts.move(tx, f"starsa:{payment.charge_id}", -missing, "affiliate", now)


async def square_back(tx: Tx, payment: Payment, nano: int, now: int) -> None:
    """Put back what of a payment that went back was not ours to give: the affiliate gives that part."""
    await star_parts.move(tx, f"starsa:{payment.charge_id}:back", payment.stars * NANO - nano, "affiliate", now)


async def refund(tx: Tx, charge_id: str, now: int) -> tuple[Payment | None, bool]:
    """Take a payment back that Telegram gave back: by us or by the buyer's bank; False where that was done before.

    What is spent already is owed: the account goes to nothing, the rest on ``chargeback:<uid>``. None: unknown.
    """
    payment = await find(tx, charge_id)
    if payment is None or payment.state == "refunded":
        return payment, False
    key = f"starsr:{charge_id}"
    source = SUSPENSE if payment.state == "aside" else FX_STARS
    if payment.stars:
        await _post(tx, f"{key}:xtr", (source, STARS, payment.stars), "star_refund_xtr", payment, now)
    if payment.state == "credited":
        await _take_back(tx, payment, key, now)
    await tx.execute(
        "UPDATE payment SET state = 'refunded', refunded_at = :now, renews = 0, told = 0 WHERE charge_id = :charge_id",
        charge_id=charge_id,
        now=now,
    )
    return await find(tx, charge_id), True


async def settle(tx: Tx, charge_id: str, uid: str, credits_: int, now: int) -> tuple[Payment | None, bool]:
    """Credit a payment that was set aside to a person, by the owner's wish; False where it is no longer aside."""
    payment = await find(tx, charge_id)
    if payment is None or payment.state != "aside":
        return payment, False
    account = f"w:{uid}"
    await ledger.open_account(tx, account, "CRD", guard=ledger.NO_OVERDRAFT)
    if payment.stars:
        key = f"stars:{charge_id}:settled"
        await _post(tx, key, (SUSPENSE, FX_STARS, payment.stars), "suspense_out", payment, now)
    await _post(tx, f"stars:{charge_id}", (FX_CREDITS, account, credits_), "topup", payment, now)
    await tx.execute(
        "UPDATE payment SET state = 'credited', account_id = :account, credits = :credits, told = 0, "
        "person_uid = COALESCE(person_uid, :uid) WHERE charge_id = :charge_id",
        account=account,
        credits=credits_,
        uid=uid,
        charge_id=charge_id,
    )
    await debts.pay_back(tx, uid, now)
    return await find(tx, charge_id), True


async def _take_back(tx: Tx, payment: Payment, key: str, now: int) -> None:
    account = await _where_it_is(tx, payment.account_id)
    left = min(max((await ledger.balance(tx, account)).available, 0), payment.credits)
    if left:
        await _post(tx, key, (account, FX_CREDITS, left), "star_refund", payment, now)
    if left < payment.credits:
        debt = debts.account_of(payment.person_uid or "")
        await ledger.open_account(tx, debt, "CRD")
        await _post(tx, f"{key}:debt", (debt, FX_CREDITS, payment.credits - left), "chargeback", payment, now)


async def _where_it_is(tx: Tx, account: str) -> str:
    """Return the account that has now what came into one: a group's pool may have become one with another."""
    while True:
        into = await tx.value("SELECT into_pid FROM pool WHERE pid = :pid", pid=account.removeprefix("pool:"))
        if into is None:
            return account
        account = f"pool:{into}"


async def other(tx: Tx, transaction_id: str, nano: int, now: int, *, incoming: bool) -> bool:
    """Write down Stars that moved without a buyer (withdrawn, spent, a commission), so that the mirror stays true."""
    key = f"starsx:{transaction_id}:{'in' if incoming else 'out'}"
    return await star_parts.move(tx, key, nano if incoming else -nano, "stars_other", now)


async def stars(tx: Tx) -> int:
    """Return how many Stars our books say Telegram keeps for us (I13)."""
    return -(await ledger.balance(tx, STARS)).posted


async def of_person(tx: Tx, uid: str, limit: int) -> list[Payment]:
    """Return a person's payments, the newest first."""
    rows = await tx.all(
        _SELECT + "WHERE person_uid = :uid ORDER BY paid_at DESC, charge_id LIMIT :limit", uid=uid, limit=limit
    )
    return [_read(row) for row in rows]


async def aside_of(tx: Tx, uid: str) -> list[Payment]:
    """Return what is in suspense of one person's payments, the oldest first."""
    rows = await tx.all(_SELECT + "WHERE state = 'aside' AND person_uid = :uid ORDER BY seen_at", uid=uid)
    return [_read(row) for row in rows]


async def aside(tx: Tx) -> list[Payment]:
    """Return what is in suspense, the oldest first."""
    return [_read(row) for row in await tx.all(_SELECT + "WHERE state = 'aside' ORDER BY seen_at")]


async def untold(tx: Tx) -> list[Payment]:
    """Return the payments whose state the person was not told yet, the oldest first."""
    return [_read(row) for row in await tx.all(_SELECT + "WHERE told = 0 ORDER BY seen_at")]


async def untold_one(tx: Tx, charge_id: str) -> Payment | None:
    """Return a payment whose state the person was not told yet."""
    row = await tx.one(_SELECT + "WHERE charge_id = :charge_id AND told = 0", charge_id=charge_id)
    return None if row is None else _read(row)


async def mark_told(tx: Tx, payment: Payment) -> None:
    """Remember that the person knows of a payment in this state."""
    await tx.execute(
        "UPDATE payment SET told = 1 WHERE charge_id = :charge_id AND state = :state",
        charge_id=payment.charge_id,
        state=payment.state,
    )


async def subscription(tx: Tx, uid: str, now: int) -> Payment | None:
    """Return the payment by which a person's monthly credits run now."""
    row = await tx.one(
        _SELECT
        + "WHERE person_uid = :uid AND state = 'credited' AND paid_until > :now ORDER BY paid_until DESC LIMIT 1",
        uid=uid,
        now=now,
    )
    return None if row is None else _read(row)


async def set_renews(tx: Tx, charge_id: str, *, renews: bool) -> None:
    """Remember that a subscription was cancelled, or taken up again."""
    await tx.execute(
        "UPDATE payment SET renews = :renews WHERE charge_id = :charge_id", renews=int(renews), charge_id=charge_id
    )


async def read_so_far(tx: Tx) -> int:
    """Return how many of Telegram's transactions were read."""
    return int(await tx.value("SELECT seen FROM star_list WHERE id = 1"))


async def set_read(tx: Tx, seen: int, now: int) -> None:
    """Remember how far Telegram's list was read."""
    await tx.execute("UPDATE star_list SET seen = :seen, read_at = :now WHERE id = 1", seen=seen, now=now)


def _read(row: Row) -> Payment:
    return Payment(**{**row, "renews": bool(row["renews"])})


def _wrong(paid: Paid, order: Order | None, uid: str | None) -> str | None:
    """Say why a payment cannot be credited."""
    if paid.currency != "XTR":
        return "currency"
    if order is None:
        return "payload"
    if paid.stars != order.stars:
        return "amount"
    return "payer" if uid is None else None


async def _add(
    tx: Tx, paid: Paid, where: tuple[str | None, Order | None, str], now: int, reason: str | None = None
) -> Payment:
    """Write the row: ``where`` is who paid, for which order, into which account."""
    uid, order, account = where
    credited = account != SUSPENSE and order is not None
    until = paid.paid_until
    if until is None and credited and order is not None and order.is_monthly:
        until = paid.paid_at + MONTH_S
    payment = Payment(
        charge_id=paid.charge_id,
        person_uid=uid,
        order_id=None if order is None else order.id,
        account_id=account,
        stars=paid.stars if paid.currency == "XTR" else 0,
        credits=order.credits if credited and order is not None else 0,
        state="credited" if credited else "aside",
        reason=reason,
        payload=paid.payload,
        came_by=paid.came_by,
        paid_until=until,
        renews=until is not None,
        paid_at=paid.paid_at,
        refunded_at=None,
    )
    await tx.execute(
        f"INSERT INTO payment ({_COLUMNS}, seen_at) VALUES (:charge_id, :person_uid, :order_id, :account_id, :stars, "  # noqa: S608 (names written above)
        ":credits, :state, :reason, :payload, :came_by, :paid_until, :renews, :paid_at, :refunded_at, :now)",
        now=now,
        **{name: getattr(payment, name) for name in Payment.__slots__},
    )
    return payment


async def _post(tx: Tx, key: str, leg: tuple[str, str, int], code: str, payment: Payment, now: int) -> None:
    debit, credited, amount = leg
    await ledger.post(tx, key, debit, credited, amount, code, now, ref=payment.charge_id)
