"""What is said of a payment, once it stands in the books: to who paid, and to the owner where it could not be credited.

What could not be said is said at the next sweep: a payment knows whether its person was told.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from telegram import Bot, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

from bot.chat.errands import Errands
from bot.chat.replying import Place, Replying, Spot
from bot.chat.texts import Texts, texts
from bot.clock import Clock
from bot.generation.ports import Alerts
from storage import debts, grants, ledger, orders, payments, people
from storage.database import Database, Tx
from storage.payments import Payment
from storage.people import Person

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a receipt tells beside the payment itself."""

    person: Person | None
    chat_id: int
    left: int
    owed: int


class PaymentNotes:
    """Tells each state of a payment once."""

    def __init__(  # noqa: PLR0913 (the parts it works with)
        self,
        bot: Bot,
        db: Database,
        replying: Replying,
        *,
        errands: Errands,
        alerts: Alerts,
        zone: ZoneInfo,
        clock: Clock,
    ) -> None:
        self._bot = bot
        self._db = db
        self._replying = replying
        self._errands = errands
        self._alerts = alerts
        self._zone = zone
        self._clock = clock

    def tell_soon(self, payment: Payment) -> None:
        """Tell of a payment as it stands; one that is being told of is not told twice."""
        self._errands.renew(f"payment:{payment.charge_id}", partial(self._tell, payment.charge_id))

    async def _tell(self, charge_id: str) -> None:
        payment = await self._db.read(payments.untold_one, charge_id)
        if payment is None:
            return
        facts = await self._db.read(_facts, payment, self._clock.now())
        if payment.state == "aside":
            self._alerts.tell(f"aside:{charge_id}", "aside", stars=payment.stars)
        if facts.person is not None and facts.chat_id:
            await self._say(facts, self._words(payment, facts, facts.person))
        await self._db.write(payments.mark_told, payment)

    async def _say(self, facts: _Facts, text: str) -> None:
        async def send(spot: Spot) -> Message:
            return await self._bot.send_message(text=text, parse_mode=ParseMode.HTML, **spot.names)

        try:
            await self._replying.send(Place(facts.chat_id), send, answer=True)
        except (Forbidden, BadRequest) as error:  # nobody there to be told: the books know it all the same
            log.info("payment.not_told", extra={"error": type(error).__name__})

    def _words(self, payment: Payment, facts: _Facts, person: Person) -> str:
        said = texts(person.language)
        if payment.state == "aside":
            return said("paid-aside", stars=payment.stars)
        if payment.state == "refunded":
            owed = "yes" if facts.owed > 0 else "no"
            return said("paid-back", stars=payment.stars, credits=payment.credits, left=facts.left, owed=owed)
        if not payment.account_id.startswith("w:"):
            return said("paid-pool", name=person.name, stars=payment.stars, credits=payment.credits, left=facts.left)
        text = said("paid", stars=payment.stars, credits=payment.credits, left=facts.left)
        if facts.owed > 0:
            return f"{text}\n{said('paid-owed', credits=facts.owed)}"
        if payment.paid_until is not None:
            return f"{text}\n{said('paid-monthly', day=day_of(payment.paid_until, self._zone, said))}"
        return text


async def _facts(tx: Tx, payment: Payment, now: int) -> _Facts:
    whose, account = payment.person_uid, payment.account_id if payment.account_id != payments.SUSPENSE else None
    if account is not None and account.startswith("w:"):  # the owner may have credited it to another than who paid
        whose = account.removeprefix("w:") if payment.state == "credited" else whose
        account = f"w:{whose}"
    person = await people.find(tx, whose) if whose else None
    order = await orders.find(tx, payment.order_id) if payment.order_id else None
    chat_id = (person.telegram_id or 0) if person is not None else 0
    if order is not None and not order.is_own and payment.state == "credited":
        chat_id = order.chat_id
    left = (await ledger.balance(tx, account)).available if account else 0
    if whose and account == f"w:{whose}":
        left = await grants.whole(tx, whose, now)
    owed = await debts.owed_by(tx, whose) if whose else 0
    return _Facts(person, chat_id, left, owed)


def day_of(at: int, zone: ZoneInfo, said: Texts) -> str:
    """Return a day as the language writes it in short."""
    local = datetime.fromtimestamp(at, UTC).astimezone(zone)
    return said.plain("short-day", day=str(local.day), month=local.month)
