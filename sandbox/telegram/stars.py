"""Play-Stars: invoices, checkouts with their ten seconds, transactions and what people have; nothing here is money."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.world import World

ANSWER_SECONDS = 10.0
MONTH_SECONDS = 2_592_000
NANO = 1_000_000_000  # of a Star
FIRST_STARS = 5_000  # what everybody has to play with


class StarError(ValueError):
    """Something that Telegram does not do with Stars; the text is a sentence."""


@dataclass(frozen=True)
class Invoice:
    """What is offered; ``payload`` is the bot's alone, ``period`` makes it a subscription.

    ``affiliate``: of a thousand Stars so many go to who brought the buyer.
    """

    title: str
    description: str
    payload: str
    stars: int
    start_parameter: str = ""
    period: int = 0
    affiliate: int = 0

    def shown(self) -> dict[str, Any]:
        """Return the Invoice object of a message."""
        return {
            "title": self.title,
            "description": self.description,
            "start_parameter": self.start_parameter,
            "currency": "XTR",
            "total_amount": self.stars,
        }


@dataclass
class Checkout:
    """Somebody who has pressed Pay; ``state`` is waiting, paid or refused."""

    person: int
    chat: int
    invoice: Invoice
    at: float
    state: str = "waiting"
    error: str = ""
    charge_id: str = ""


@dataclass
class Delivery:
    """What goes wrong with the next payments: so many updates come twice, and so many never."""

    twice: int = 0
    lost: int = 0

    def times(self) -> int:
        """Use one up: how often the next payment is told to the bot."""
        if self.lost:
            self.lost -= 1
            return 0
        if self.twice:
            self.twice -= 1
            return 2
        return 1


@dataclass
class Subscription:
    """What a person pays every month, by the charge that began it."""

    person: int
    invoice: Invoice
    until: int
    cancelled: bool = False


@dataclass
class Shop:
    """All Stars of this world; a part of it that is kept on disk."""

    world: World
    invoices: dict[str, Invoice] = field(default_factory=dict)  # "<chat>:<message>" or a link's slug
    checkouts: dict[str, Checkout] = field(default_factory=dict)
    transactions: list[dict[str, Any]] = field(default_factory=list)
    purses: dict[int, int] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    delivery: Delivery = field(default_factory=Delivery)

    def has(self, person: int) -> int:
        """Return the Stars that a person has."""
        return self.purses.get(person, FIRST_STARS)

    def balance(self) -> int:
        """Return the bot's Stars, parts of one left out."""
        return self.balance_nano() // NANO

    def balance_nano(self) -> int:
        """Return the bot's Stars in billionths."""
        return sum(nano_of(one) if "source" in one else -nano_of(one) for one in self.transactions)

    def link(self, invoice: Invoice) -> str:
        """Keep an invoice under a link of its own and return that."""
        slug = secrets.token_urlsafe(12)
        self.invoices[slug] = invoice
        self.world.touch()
        return f"https://t.me/${slug}"

    def state_of(self, checkout: Checkout) -> str:
        """Return how a checkout stands; without an answer in time it has failed."""
        if checkout.state == "waiting" and self.world.now() - checkout.at > ANSWER_SECONDS:
            checkout.state, checkout.error = "refused", "BOT_PRECHECKOUT_TIMEOUT"
        return checkout.state

    def take(self, user: Mapping[str, Any], invoice: Invoice, charge_id: str = "") -> str:
        """Move a payment's Stars from a person to the bot; returns its charge id."""
        charge_id = charge_id or f"stx{secrets.token_urlsafe(33)}"
        person = int(user["id"])
        self.purses[person] = self.has(person) - invoice.stars
        partner: dict[str, Any] = {
            "type": "user",
            "transaction_type": "invoice_payment",
            "user": dict(user),
            "invoice_payload": invoice.payload,
        }
        if invoice.period:
            partner["subscription_period"] = invoice.period
        shared = invoice.stars * NANO * invoice.affiliate // 1000
        if shared:
            amount, parts = divmod(shared, NANO)
            partner["affiliate"] = {"commission_per_mille": invoice.affiliate, "amount": amount}
            partner["affiliate"] |= {"nanostar_amount": parts} if parts else {}
        self._note(charge_id, invoice.stars * NANO - shared, source=partner)
        return charge_id

    def paid(self, charge_id: str) -> dict[str, Any]:
        """Return the transaction by which a charge came in; raises StarError."""
        for one in self.transactions:
            if one["id"] == charge_id and "source" in one:
                return one
        raise StarError("CHARGE_NOT_FOUND")

    def give_back(self, charge_id: str) -> dict[str, Any]:
        """Return a charge's Stars to who paid them, once; returns the transaction that brought them."""
        came = self.paid(charge_id)
        if any(one["id"] == charge_id and "receiver" in one for one in self.transactions):
            raise StarError("CHARGE_ALREADY_REFUNDED")
        person = int(came["source"]["user"]["id"])
        self.purses[person] = self.has(person) + paid_by_buyer(came)
        back = dict(came["source"])
        if shared := back.get("affiliate"):
            negative = {name: -shared[name] for name in ("amount", "nanostar_amount") if name in shared}
            back["affiliate"] = shared | negative
        self._note(charge_id, nano_of(came), receiver=back)
        self.subscriptions.pop(charge_id, None)
        return came

    def _note(self, transaction_id: str, nano: int, **partner: Any) -> None:  # noqa: ANN401 (JSON)
        date, (amount, parts) = int(self.world.now()), divmod(nano, NANO)
        rest = {"nanostar_amount": parts} if parts else {}
        self.transactions.append({"id": transaction_id, "amount": amount, **rest, "date": date, **partner})
        self.world.touch()

    def snapshot(self) -> dict[str, Any]:
        """Return what survives a restart; a checkout does not."""
        return {
            "invoices": {key: asdict(one) for key, one in self.invoices.items()},
            "transactions": self.transactions,
            "purses": list(self.purses.items()),
            "subscriptions": {key: asdict(one) for key, one in self.subscriptions.items()},
        }

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Take back what `snapshot` gave."""
        self.reset()
        self.invoices = {key: Invoice(**one) for key, one in kept["invoices"].items()}
        self.transactions = list(kept["transactions"])
        self.purses = {int(person): stars for person, stars in kept["purses"]}
        for key, one in kept["subscriptions"].items():
            self.subscriptions[key] = Subscription(**{**one, "invoice": Invoice(**one["invoice"])})

    def reset(self) -> None:
        """Be as at the first start."""
        for kept in (self.invoices, self.checkouts, self.transactions, self.purses, self.subscriptions):
            kept.clear()
        self.delivery = Delivery()


def nano_of(one: Mapping[str, Any]) -> int:
    """Return the amount of a transaction, or of an affiliate's part, in billionths of a Star."""
    return int(one["amount"]) * NANO + int(one.get("nanostar_amount", 0))


def paid_by_buyer(came: Mapping[str, Any]) -> int:
    """Return the Stars that a buyer paid, an affiliate's part among them."""
    shared = came["source"].get("affiliate")
    return (nano_of(came) + (nano_of(shared) if shared else 0)) // NANO
