"""The till: payments come in by an update or by Telegram's list, go back by the owner or by the buyer's bank.

Telegram forgets an update after a day, so its list of transactions is read at the start and every ten minutes; what an
update brought is known there already.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.chat import invoice_payload
from bot.chat.client import call_raw
from bot.chat.payment_notes import PaymentNotes
from bot.chat.signing import Signer
from bot.chat.star_list import GivenBack, Other, read_transaction
from bot.clock import Clock
from bot.generation import accounts
from bot.generation.ports import Alerts
from storage import audit, debts, orders, payments, people, star_parts
from storage.crashpoint import crashpoint
from storage.database import Database, Tx
from storage.orders import Order
from storage.payments import Paid, Payment
from storage.people import Person

log = logging.getLogger(__name__)
_EVERY_S = 600
_PAGE = 100
_OVERLAP = 200
_CHARGES_MAX = 12

Outcome = Literal["refunded", "before", "unclear", "refused", "gone"]


@dataclass(frozen=True, slots=True)
class Package:
    """So many Stars buy so many credits."""

    stars: int
    credits: int


@dataclass(frozen=True, slots=True)
class Shop:
    """What the owner sells; ``monthly`` None: no subscription. ``is_open``: people pay here at all."""

    is_open: bool = False
    packages: Sequence[Package] = ()
    monthly: Package | None = None
    terms_url: str | None = None

    @property
    def sells(self) -> bool:
        """Whether anything can be bought."""
        return self.is_open and bool(self.packages or self.monthly)

    def find(self, stars: int) -> Package | None:
        """Return the package of that many Stars, where it is still sold."""
        return next((one for one in self.packages if one.stars == stars), None)


class Till:
    """One for the bot."""

    def __init__(  # noqa: PLR0913 (what a till works with)
        self,
        bot: Bot,
        db: Database,
        shop: Shop,
        notes: PaymentNotes,
        *,
        alerts: Alerts,
        clock: Clock,
        mark: Callable[[int], str],
        signer: Signer,
    ) -> None:
        """``mark`` names who left, as `Persons` does; ``signer`` signs what invoices carry."""
        self.shop = shop
        self._signer = signer
        self._mark = mark
        self._bot = bot
        self._db = db
        self._notes = notes
        self._alerts = alerts
        self._clock = clock
        self._sweeping = asyncio.Lock()

    async def take(self, paid: Paid) -> Payment:
        """Write a payment down, once, and tell of it soon."""
        crashpoint("payment.before")
        mark = "" if paid.payer is None else self._mark(paid.payer.telegram_id)
        paid = replace(paid, promised=self.promised(paid.payload))
        payment, fresh = await self._db.write(_credit, paid, mark, self._clock.now())
        crashpoint("payment.done")
        if fresh:
            log.info("payment.in", extra={"charge": payment.charge_id, "state": payment.state, "by": payment.came_by})
            self._notes.tell_soon(payment)
        return payment

    async def take_back(self, charge_id: str, telegram_id: int | None, nano: int | None = None) -> Payment | None:
        """Write down that Telegram gave a payment back to its payer, once, and tell of it soon; None: never seen."""
        whose = None if telegram_id is None else (telegram_id, self._mark(telegram_id))
        payment, fresh = await self._db.write(_take_back, charge_id, whose, nano, self._clock.now())
        if payment is None:
            log.warning("payment.unknown_refund", extra={"charge": charge_id})
        elif fresh:
            log.info("payment.back", extra={"charge": charge_id})
            self._notes.tell_soon(payment)
        return payment

    def tell_soon(self, payment: Payment) -> None:
        """Tell of a payment that the owner settled."""
        self._notes.tell_soon(payment)

    async def refund(self, charge_id: str, owner: Person, reason: str = "") -> Outcome:
        """Give a payment back, by an owner's wish; where Telegram's answer is lost its list will say."""
        payment = await self._db.read(payments.find, charge_id)
        if payment is None:
            return "gone"
        if payment.state == "refunded":
            return "before"
        person = await self._db.read(people.find, payment.person_uid or "")
        if person is None or person.telegram_id is None:
            return "refused"
        detail = f"{payment.stars} Stars" + (f": {reason}" if reason else "")
        told = (f"u:{owner.uid}", "star_refund", charge_id, detail, self._clock.now())
        await self._db.write(audit.note, *told)
        try:
            await self._bot.refund_star_payment(person.telegram_id, charge_id)
        except BadRequest as error:
            if "already_refunded" not in error.message.lower():
                log.warning("payment.not_refunded", extra={"charge": charge_id, "error": error.message})
                return "refused"
        except TelegramError as error:
            log.warning("payment.refund_unclear", extra={"charge": charge_id, "error": type(error).__name__})
            return "unclear"
        crashpoint("refund.answered")
        await self.take_back(charge_id, person.telegram_id)
        return "refunded"

    async def order(self, new: orders.NewOrder) -> Order:
        """Write down what an invoice will promise."""
        return await self._db.write(orders.add, new, self._clock.now())

    def payload(self, order: Order) -> str:
        """Return what the invoice of an order carries."""
        return invoice_payload.write(self._signer, order)

    def promised(self, payload: str) -> Order | None:
        """Return the order that an invoice of ours carries; None for a forged one, and for those of before."""
        return invoice_payload.read(self._signer, payload)

    async def subscription(self, person: Person) -> Payment | None:
        """Return the payment by which a person's monthly credits run."""
        return await self._db.read(payments.subscription, person.uid, self._clock.now())

    async def stop_monthly(self, person: Person) -> bool:
        """End a subscription after its month; Telegram knows it by the charge that began it."""
        running = await self.subscription(person)
        if running is None or person.telegram_id is None:
            return False
        of_order = await self._db.read(payments.of_person, person.uid, 10 * _CHARGES_MAX)
        charges = [one.charge_id for one in of_order if one.order_id == running.order_id][:_CHARGES_MAX]
        for charge_id in reversed(charges):
            try:
                await self._bot.edit_user_star_subscription(person.telegram_id, charge_id, is_canceled=True)
            except BadRequest:
                continue
            await self._db.write(_stop, running.charge_id)
            return True
        return False

    async def watch_over(self) -> None:
        """Read the list at the start and every ten minutes, for ever."""
        while True:
            try:
                await self.sweep()
            except TelegramError as error:
                log.warning("stars.not_read", extra={"error": type(error).__name__})
            except Exception:
                log.exception("stars.stumbled")
            await self._clock.sleep(_EVERY_S)

    async def sweep(self) -> None:
        """Take what the list has and we do not, pay debts from what came back, tell what was not told."""
        async with self._sweeping:
            await self._read_list()
            await self._db.write(debts.pay_back_all, self._clock.now())
            await self._compare()
        for payment in await self._db.read(payments.untold):
            self._notes.tell_soon(payment)

    async def _read_list(self) -> None:
        seen = await self._db.read(payments.read_so_far)
        at = max(seen - _OVERLAP, 0)
        page = await self._page(at)
        if not page and at > 0:  # shorter than it was: another Telegram, so from its beginning
            at = 0
            page = await self._page(at)
        while page:
            for raw in page:
                await self._take_listed(raw)
            at += len(page)
            await self._db.write(payments.set_read, at, self._clock.now())
            page = await self._page(at) if len(page) == _PAGE else []

    async def _page(self, offset: int) -> list[dict[str, Any]]:
        answer = await call_raw(self._bot, "getStarTransactions", {"offset": offset, "limit": _PAGE}, 20)
        found: list[dict[str, Any]] = answer["transactions"]
        return found

    async def _take_listed(self, raw: dict[str, Any]) -> None:
        try:
            told = read_transaction(raw)
        except ValueError as error:
            log.warning("stars.unreadable", extra={"why": str(error)})
            self._alerts.tell("stars-list", "stars-list")
            return
        if isinstance(told, Paid):
            await self.take(told)
        elif isinstance(told, GivenBack):
            await self.take_back(told.charge_id, told.telegram_id, told.nano)
        elif isinstance(told, Other):
            await self._db.write(_move, told, self._clock.now())

    async def _compare(self) -> None:
        """Hold our mirror against Telegram's balance (I13); what was paid meanwhile is read first."""
        if await self.difference() is None:
            return
        await self._read_list()
        difference = await self.difference()
        if difference is not None:
            self._alerts.tell("stars-balance", "stars-balance", there=difference[0], ours=difference[1])

    async def difference(self) -> tuple[str, str] | None:
        """Return Telegram's Stars and ours where they are not the same (I13)."""
        told = await call_raw(self._bot, "getMyStarBalance", {}, 20)
        there = int(told["amount"]) * star_parts.NANO + int(told.get("nanostar_amount", 0))
        ours = await self._db.read(star_parts.kept)
        return None if there == ours else (_shown(there), _shown(ours))


async def _credit(tx: Tx, paid: Paid, mark: str, now: int) -> tuple[Payment, bool]:
    """Credit a payment; who pays first is met as who writes first: a shut door or a debt is theirs again."""
    payer = paid.payer
    if payer is None or await payments.find(tx, paid.charge_id) is not None:
        return await payments.credit(tx, paid, now)
    if await people.by_telegram_id(tx, payer.telegram_id) is None:
        await accounts.meet(tx, payer.telegram_id, payer.name, payer.language, mark, now)
    return await payments.credit(tx, paid, now)


def _shown(nano: int) -> str:
    return f"{Decimal(nano).scaleb(-9).normalize():f}"


async def _take_back(
    tx: Tx, charge_id: str, whose: tuple[int, str] | None, nano: int | None, now: int
) -> tuple[Payment | None, bool]:
    """Take a payment back; what is owed of it is led to its payer, by number and mark, where they have left since."""
    payment, fresh = await payments.refund(tx, charge_id, now)
    if payment is not None and payment.person_uid is not None and whose is not None:
        await debts.follow(tx, payment.person_uid, *whose, now)
    if payment is not None and nano is not None:
        await payments.square_back(tx, payment, nano, now)
    return payment, fresh


async def _stop(tx: Tx, charge_id: str) -> None:
    await payments.set_renews(tx, charge_id, renews=False)


async def _move(tx: Tx, other: Other, now: int) -> None:
    await payments.other(tx, other.transaction_id, other.nano, now, incoming=other.incoming)
