"""Telegram's own list of what came in and went out in Stars, read as our payments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.chat.texts import known
from storage.payments import Paid, Payer
from storage.star_parts import NANO, Listed


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A payment that went back to who made it."""

    charge_id: str
    telegram_id: int
    nano: int


@dataclass(frozen=True, slots=True)
class Other:
    """Stars that moved without a buyer: withdrawn, spent, a commission, or given for something that is not ours."""

    transaction_id: str
    nano: int
    incoming: bool


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class _User(_Shape):
    id: int
    first_name: str
    last_name: str | None = None
    language_code: str | None = None


class _Affiliate(_Shape):
    amount: int
    nanostar_amount: int = 0


class _Partner(_Shape):
    type: str
    transaction_type: str = ""
    user: _User | None = None
    invoice_payload: str | None = None
    affiliate: _Affiliate | None = None  # who brought the buyer has a part of it


class _Transaction(_Shape):
    id: str
    amount: int
    nanostar_amount: int = 0
    date: int
    source: _Partner | None = None
    receiver: _Partner | None = None


def read_transaction(raw: dict[str, Any]) -> Paid | GivenBack | Other | None:
    """Return what a transaction means to our books; None for one that is nothing. Raises ValueError for no shape."""
    try:
        told = _Transaction.model_validate(raw)
    except ValidationError as error:
        raise ValueError(str(error.errors(include_input=False, include_url=False)[0]["loc"])) from None
    partner = told.source or told.receiver
    nano = told.amount * NANO + told.nanostar_amount
    if nano == 0 or partner is None:
        return None
    # Who paid an invoice is a user; a user's other dealings (gifts, paid media) are no payments of ours.
    of_invoice = partner.user is not None and partner.transaction_type in ("", "invoice_payment")
    if partner.user is None or not of_invoice:
        return Other(told.id, nano, incoming=told.source is not None)
    if told.source is None:
        return GivenBack(told.id, partner.user.id, nano)
    user = partner.user
    name = f"{user.first_name} {user.last_name}" if user.last_name else user.first_name
    payer = Payer(user.id, name[:100], known(user.language_code))
    shared = partner.affiliate
    kept = 0 if shared is None else shared.amount * NANO + shared.nanostar_amount
    listed = Listed(nano, kept)
    return Paid(told.id, payer, partner.invoice_payload or "", told.amount, told.date, came_by="list", listed=listed)
