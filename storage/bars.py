"""What stands against taking work from a person: all of it in one look, for the transaction that would take it."""

from __future__ import annotations

from dataclasses import dataclass

from storage import blocks, debts, switches
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Bars:
    """``owed`` are credits that a payment taken back left owing, ``cap`` the person's own in credits a day."""

    has_left: bool
    spending_off: bool
    person_blocked: bool
    chat_blocked: bool
    cap: int | None
    owed: int


async def against(tx: Tx, uid: str, chat_id: int) -> Bars:
    """Return what stands against work that a person asks for in a chat."""
    row = await tx.one(
        "SELECT (SELECT telegram_id IS NULL FROM person WHERE uid = :uid), "
        "EXISTS (SELECT 1 FROM switch WHERE name = :spending), "
        "EXISTS (SELECT 1 FROM block WHERE holder = :person), EXISTS (SELECT 1 FROM block WHERE holder = :chat), "
        "(SELECT credits_per_day FROM cap WHERE person_uid = :uid), "
        "(SELECT debits_posted - credits_posted FROM account WHERE id = :debt)",
        spending=switches.SPENDING,
        person=blocks.of_person(uid),
        chat=blocks.of_chat(chat_id),
        uid=uid,
        debt=debts.account_of(uid),
    )
    assert row is not None  # noqa: S101 (a SELECT without FROM is one row)
    *shut, cap, owed = row
    has_left, spending_off, person_blocked, chat_blocked = map(bool, shut)
    return Bars(has_left, spending_off, person_blocked, chat_blocked, cap, owed or 0)
