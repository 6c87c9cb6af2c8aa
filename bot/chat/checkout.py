"""Paying: the question before a payment is answered at once, and a payment that was made goes to the till.

The answer has ten seconds and waits for nothing but one look at the database.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from telegram.error import TelegramError

from bot.chat.room import Room
from bot.chat.texts import known, texts
from bot.chat.updates import Checkout, Message
from storage import blocks, orders, people, switches, tombstones
from storage.database import Tx
from storage.orders import Order
from storage.payments import Paid, Payer
from storage.people import Person

log = logging.getLogger(__name__)


async def answer_checkout(room: Room, asked: Checkout) -> None:
    """Say yes to a payment that would be credited, and otherwise why not; no answer would be a no without a reason."""
    try:
        promised, mark = room.till.promised(asked.invoice_payload), room.persons.mark(asked.sender.id)
        wrong = _wrong(room, asked, await room.db.read(_look, asked, promised, mark))
        language = await room.persons.language(asked.sender.id, asked.sender.language_code)
    except Exception:
        log.exception("checkout.failed", extra={"checkout": asked.id})
        wrong, language = "checkout-later", known(asked.sender.language_code)
    sentence = None if wrong is None else texts(language).plain(wrong)
    try:
        await room.bot.answer_pre_checkout_query(asked.id, ok=wrong is None, error_message=sentence)
    except TelegramError as error:  # too late: nobody has paid, and the button is still there
        log.warning("checkout.not_answered", extra={"checkout": asked.id, "error": str(error)})
        return
    log.info("checkout.answered", extra={"checkout": asked.id, "wrong": wrong})


@dataclass(frozen=True, slots=True)
class _Found:
    """What the database knows of a checkout: its order, who asked for that, and whether nothing may be sold to them."""

    order: Order | None
    asker: Person | None
    is_shut: bool


async def _look(tx: Tx, asked: Checkout, promised: Order | None, mark: str) -> _Found:
    """Look the order up; one that we signed holds also where a restore has lost its row."""
    order = await orders.find(tx, asked.invoice_payload if promised is None else promised.id) or promised
    asker = None if order is None else await people.find(tx, order.person_uid)
    payer = await people.by_telegram_id(tx, asked.sender.id)
    shut = await switches.is_off(tx, switches.MAINTENANCE)
    shut = shut or (payer is not None and await blocks.is_blocked(tx, payer.uid))
    shut = shut or await tombstones.is_kept_out(tx, mark)
    return _Found(order, asker, shut or (order is not None and await blocks.chat_is_blocked(tx, order.chat_id)))


def _wrong(room: Room, asked: Checkout, found: _Found) -> str | None:
    """Name the text that says why this cannot be paid now."""
    order = found.order
    if found.is_shut or not room.till.shop.is_open or not room.admission.selling:
        return "checkout-closed"
    if order is None or asked.currency != "XTR" or asked.total_amount != order.stars:
        return "checkout-unknown"
    if found.asker is None and order.is_own:  # met after the copy that was restored
        return "checkout-unknown"
    if order.is_own and (found.asker is None or found.asker.telegram_id != asked.sender.id):
        return "checkout-not-yours"
    return None if room.access.admits(asked.sender.id, order.chat_id) else "checkout-closed"


async def take_payment(room: Room, message: Message) -> bool:
    """Take what a service message says of a payment; False where it says nothing of one."""
    paid, back = message.successful_payment, message.refunded_payment
    if paid is not None:
        sender = message.sender
        payer = None
        if sender is not None and not sender.is_bot:
            payer = Payer(sender.id, sender.full_name[:100], known(sender.language_code))
        await room.till.take(
            Paid(
                paid.telegram_payment_charge_id,
                payer,
                paid.invoice_payload,
                paid.total_amount,
                message.date,
                currency=paid.currency,
                paid_until=paid.subscription_expiration_date,
            )
        )
    elif back is not None:
        whose = message.chat.id if message.chat.id > 0 else None  # it is told to the payer, by ourselves
        await room.till.take_back(back.telegram_payment_charge_id, whose)
    return paid is not None or back is not None
