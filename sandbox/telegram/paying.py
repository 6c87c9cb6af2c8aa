"""What people do with Stars: look at an invoice, pay it, pay again every month; and what the bot is told of it."""

from __future__ import annotations

from typing import Any

from sandbox.telegram.people import PeopleError, announce
from sandbox.telegram.stars import Checkout, Invoice, Subscription, paid_by_buyer
from sandbox.telegram.state import Chat, Message, Person, Telegram

_LINK = "https://t.me/$"
_KEPT_CHECKOUTS = 1_000


def find_invoice(telegram: Telegram, chat: Chat, message_id: object, link: object) -> Invoice:
    """Return the invoice of a message or of a link; raises `PeopleError`."""
    key = str(link).removeprefix(_LINK) if link else f"{chat.id}:{message_id}"
    invoice = telegram.stars.invoices.get(key)
    if invoice is None or (not link and (not isinstance(message_id, int) or chat.find(message_id) is None)):
        raise PeopleError("there is no such invoice")
    return invoice


def ask(telegram: Telegram, person: Person, chat: Chat, invoice: Invoice) -> str:
    """Let a person press Pay: the bot is asked first; returns the checkout's id."""
    shop, person_id = telegram.stars, int(person.user["id"])
    if shop.has(person_id) < invoice.stars:
        raise PeopleError(f"{person.user['first_name']} has {shop.has(person_id)} Stars; this costs {invoice.stars}")
    while len(shop.checkouts) >= _KEPT_CHECKOUTS:
        del shop.checkouts[next(iter(shop.checkouts))]
    checkout_id = str(5_353_000_000_000_000 + telegram.number())
    shop.checkouts[checkout_id] = Checkout(person_id, chat.id, invoice, telegram.world.now())
    query = {
        "id": checkout_id,
        "from": person.user,
        "currency": "XTR",
        "total_amount": invoice.stars,
        "invoice_payload": invoice.payload,
    }
    telegram.updates.add("pre_checkout_query", query, f"user {person_id}")
    return checkout_id


def settle(telegram: Telegram, checkout: Checkout) -> None:
    """Take the Stars of a checkout that the bot has agreed to, and tell of it."""
    person = telegram.people[checkout.person]
    checkout.charge_id = pay(telegram, person, telegram.chats[checkout.chat], checkout.invoice)
    checkout.state = "paid"


def pay(
    telegram: Telegram, person: Person, chat: Chat, invoice: Invoice, *, renewed: str = "", times: int | None = None
) -> str:
    """Move Stars and tell the bot so many ``times``, else as often as the knobs say; returns the charge id.

    ``renewed`` is the charge that began the subscription which is paid once more.
    """
    shop = telegram.stars
    charge_id = shop.take(person.user, invoice)
    paid: dict[str, Any] = {
        "currency": "XTR",
        "total_amount": invoice.stars,
        "invoice_payload": invoice.payload,
        "telegram_payment_charge_id": charge_id,
        "provider_payment_charge_id": f"{person.user['id']}_{charge_id[-8:]}",
    }
    if invoice.period:
        until = int(telegram.world.now()) + invoice.period
        shop.subscriptions[renewed or charge_id] = Subscription(int(person.user["id"]), invoice, until)
        paid |= {"subscription_expiration_date": until, "is_recurring": True}
        paid |= {} if renewed else {"is_first_recurring": True}
    message = telegram.post(chat, person.user, {"successful_payment": paid})
    for _ in range(shop.delivery.times() if times is None else times):
        announce(telegram, chat, "message", message)
    return charge_id


def renew(telegram: Telegram, charge_id: str) -> str:
    """Let a month pass: a subscription that was not cancelled is paid again; returns the new charge id."""
    running = telegram.stars.subscriptions.get(charge_id)
    if running is None or running.cancelled:
        raise PeopleError("no subscription runs by that charge")
    person = telegram.people[running.person]
    return pay(telegram, person, telegram.chats[running.person], running.invoice, renewed=charge_id)


def refund(telegram: Telegram, charge_id: str, *, told: bool) -> None:
    """Give a charge back; where it is ``told``, a service message stands in the person's chat."""
    came = telegram.stars.give_back(charge_id)
    if not told:
        return
    person = int(came["source"]["user"]["id"])
    refunded = {
        "currency": "XTR",
        "total_amount": paid_by_buyer(came),
        "invoice_payload": came["source"]["invoice_payload"],
        "telegram_payment_charge_id": charge_id,
    }
    chat = telegram.chats[person]
    message: Message = telegram.post(chat, telegram.user(telegram.bot["id"]), {"refunded_payment": refunded})
    announce(telegram, chat, "message", message)
