"""Payments that wait for the owner: what is set aside is credited or given back, a debt forgiven, with a reason."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial

from bot.chat.admin import people_pages
from bot.chat.admin.desk import NOTHING, Deed, Desk, Done, Part, Typed, find_known, read_amount, read_reason
from bot.chat.pages import Key, Page
from bot.errors import PersonError
from storage import blocks, debts, lookup, payments
from storage.database import Tx
from storage.lookup import Known
from storage.payments import Payment

_LISTED_MAX = 8


async def overview(desk: Desk, _rest: str) -> Page:
    """Return what is set aside and who owes something, each as a key to its page."""

    async def read(tx: Tx) -> tuple[list[Payment], list[tuple[Known, int]], int]:
        owing = [(await lookup.person(tx, uid), owed) for uid, owed in await debts.debtors(tx, _LISTED_MAX)]
        return await payments.aside(tx), [(who, owed) for who, owed in owing if who], await payments.stars(tx)

    aside, owing, stars = await desk.room.db.survey(read)
    said = desk.said
    rows = [[_key_of(desk, one)] for one in aside[:_LISTED_MAX]]
    for who, owed in owing:
        label = said.plain("owner-debtor", name=who.name[:30] or NOTHING, credits=owed)
        rows.append([Key(label, "admin", f"show:person:{who.uid}")])
    text = said("owner-payments", stars=stars, aside=len(aside), owing=len(owing))
    return Page(text, [*rows, desk.back()])


async def payment(desk: Desk, rest: str) -> Page:
    """Return one payment, and while it is set aside what can be done with it."""
    paid, who = await _find(desk, rest)
    said, shop = desk.said, desk.room.till.shop
    name = NOTHING if who is None else who.name or NOTHING
    package = shop.find(paid.stars)
    lines = [
        said("owner-payment", stars=paid.stars, name=name, at=desk.time(paid.paid_at)),
        said("owner-payment-state", state=paid.state, reason=paid.reason or "none", credits=paid.credits),
        said("owner-payment-charge", charge=paid.charge_id),
    ]
    if paid.state != "aside":
        return Page("\n".join(lines), [desk.back("payments")])
    if package is not None:
        lines.append(said("owner-payment-package", stars=paid.stars, credits=package.credits))
    rows = [[desk.key("owner-button-settle-to", "ask", "settleto", paid.charge_id)]]
    if who is not None and who.telegram_id is not None:
        own = desk.key("owner-button-settle", "ask", "settle", paid.charge_id, who=name[:24])
        back = desk.key("owner-button-give-back", "ask", "giveback", paid.charge_id, stars=paid.stars)
        rows = [[own], *rows, [back]]
    return Page("\n".join(lines), [*rows, desk.back("payments")])


async def settle(desk: Desk, typed: Typed) -> Page:
    """Return the question whether to credit a payment that is set aside to who paid it."""
    paid, who = await _find(desk, typed.about)
    if who is None:
        raise PersonError("owner-nobody", word=NOTHING)
    return _ask_settle(desk, typed, paid, who, typed.words)


async def settle_to(desk: Desk, typed: Typed) -> Page:
    """Return the question whether to credit it to somebody named first."""
    paid, _ = await _find(desk, typed.about)
    whom, _, words = typed.words.partition(" ")
    return _ask_settle(desk, typed, paid, await find_known(desk, whom), words)


def _ask_settle(desk: Desk, typed: Typed, paid: Payment, who: Known, words: str) -> Page:
    if paid.state != "aside":
        raise PersonError("owner-payment-not-aside")
    amount, _, why = words.strip().partition(" ")
    credit, reason = read_amount(amount), read_reason(why)
    told = {"charge": paid.charge_id, "uid": who.uid, "amount": credit, "reason": reason, "key": typed.key}
    text = desk.said("owner-grant-confirm", credits=credit, name=who.name or NOTHING, reason=reason)
    return _question(desk, "settle", told, text, ("payment", paid.charge_id))


async def do_settle(desk: Desk, rest: str) -> Done:
    """Credit it, once; who gets it is told."""
    told = json.loads(rest)
    charge_id, uid, amount = told["charge"], told["uid"], told["amount"]

    async def credit(tx: Tx) -> tuple[Payment | None, bool]:
        paid, fresh = await payments.settle(tx, charge_id, uid, amount, desk.now)
        if fresh:
            await desk.note(tx, "settle", blocks.of_person(uid), f"{amount} CRD: {told['reason']}")
        return paid, fresh

    paid, fresh = await desk.room.db.write(credit)
    if paid is not None and fresh:
        desk.room.till.tell_soon(paid)
    return Done(_toast(desk, fresh=fresh), partial(payment, desk, charge_id))


async def give_back(desk: Desk, typed: Typed) -> Page:
    """Return the question whether to give a payment's Stars back."""
    paid, who = await _find(desk, typed.about)
    if paid.state == "refunded":
        raise PersonError("refund-before")
    reason = read_reason(typed.words)
    told = {"charge": paid.charge_id, "reason": reason}
    name = NOTHING if who is None else who.name or NOTHING
    text = desk.said("owner-give-back-confirm", stars=paid.stars, name=name, reason=reason)
    return _question(desk, "giveback", told, text, ("payment", paid.charge_id))


async def do_give_back(desk: Desk, rest: str) -> Done:
    """Give the Stars back; where Telegram's answer is lost its list is read at once."""
    told, room = json.loads(rest), desk.room
    charge_id = told["charge"]
    if not room.taps.note(f"refund:{charge_id}"):
        return Done(_toast(desk, fresh=False), partial(payment, desk, charge_id))
    try:
        outcome = await room.till.refund(charge_id, desk.person, told["reason"])
    finally:
        room.taps.forget(f"refund:{charge_id}")
    if outcome == "unclear":
        room.errands.send("stars:sweep", room.till.sweep)
    paid, who = await _find(desk, charge_id)
    name = NOTHING if who is None else who.name or NOTHING
    toast = desk.said.plain("refund-told", outcome=outcome, name=name, stars=paid.stars)
    return Done(toast, partial(payment, desk, charge_id))


async def forgive(desk: Desk, typed: Typed) -> Page:
    """Return the question whether to write off what somebody owes."""
    known = await find_known(desk, typed.about)
    owed, reason = await desk.room.db.read(debts.owed_by, known.uid), read_reason(typed.words)
    if owed <= 0:
        raise PersonError("owner-owes-nothing")
    told = {"uid": known.uid, "reason": reason, "key": typed.key}
    text = desk.said("owner-forgive-confirm", credits=owed, name=known.name or NOTHING, reason=reason)
    return _question(desk, "forgive", told, text, ("person", known.uid))


async def do_forgive(desk: Desk, rest: str) -> Done:
    """Write the debt off, once for the message that asked for it."""
    told = json.loads(rest)
    uid = told["uid"]

    async def write_off(tx: Tx) -> bool:
        owed = await debts.forgive(tx, uid, told["key"], desk.now)
        if owed:
            await desk.note(tx, "forgive", blocks.of_person(uid), f"{owed} CRD: {told['reason']}")
        return owed > 0

    fresh = await desk.room.db.write(write_off)
    return Done(_toast(desk, fresh=fresh), partial(people_pages.person, desk, uid))


async def _find(desk: Desk, charge_id: str) -> tuple[Payment, Known | None]:
    async def read(tx: Tx) -> tuple[Payment | None, Known | None]:
        paid = await payments.find(tx, charge_id.strip())
        who = None if paid is None or paid.person_uid is None else await lookup.person(tx, paid.person_uid)
        return paid, who

    paid, who = await desk.room.db.read(read)
    if paid is None:
        raise PersonError("refund-gone")
    return paid, who


def _key_of(desk: Desk, one: Payment) -> Key:
    label = desk.said.plain("owner-aside", stars=one.stars, at=desk.time(one.paid_at))
    return Key(label, "admin", f"show:payment:{one.charge_id}")


def _toast(desk: Desk, *, fresh: bool) -> str:
    return desk.said.plain("owner-done" if fresh else "owner-done-before")


def _question(desk: Desk, deed: str, told: Mapping[str, object], text: str, back: tuple[str, str]) -> Page:
    key = desk.key("owner-button-confirm", "do", deed, json.dumps(told, ensure_ascii=False))
    return Page(text, [[key], desk.back(*back)])


_DEEDS: dict[str, Deed] = {"settle": do_settle, "giveback": do_give_back, "forgive": do_forgive}
PART = Part(
    shows={"payments": overview, "payment": payment},
    deeds=_DEEDS,
    forms={"settle": settle, "settleto": settle_to, "giveback": give_back, "forgive": forgive},
    about=frozenset({"settle", "settleto", "giveback", "forgive"}),
)
