"""Giving a payment back: people ask for it in ``/paysupport``, the owner does it with a button that asks once more."""

from __future__ import annotations

from functools import partial

from telegram import InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.chat import pages, unfinished
from bot.chat.minting import Wanted, mint_all
from bot.chat.pages import Key, Page
from bot.chat.payment_notes import day_of
from bot.chat.press import Action, Alert, Press
from bot.chat.room import Room
from bot.chat.texts import Texts, texts
from bot.errors import PersonError
from storage import ledger, payments, people, questions
from storage.database import Tx
from storage.payments import Payment
from storage.people import Person

_SHOWN = 5
ASK = "paysupport"
DESK = "admin"  # the owners' pages
_NOW, _STAY = "now", "back"  # what the buttons beside the question for words do
_ASK_REFUND, _REFUND = "star_ask_refund", "star_refund"


async def support_page(room: Room, person: Person) -> Page:
    """Return what a person paid lately, and the button that asks the owner for help."""
    said = texts(person.language)
    found = await room.db.read(payments.of_person, person.uid, _SHOWN)
    lines = [said("paysupport" if found else "paysupport-none")]
    lines += [_line(room, one, said) for one in found]
    return Page("\n".join(lines), [[Key(said.plain("button-paysupport"), ASK, "")]])


def _line(room: Room, payment: Payment, said: Texts) -> str:
    day = day_of(payment.paid_at, room.rules.zone, said)
    return said("payment-line", day=day, stars=payment.stars, credits=payment.credits, state=payment.state)


async def ask_owner(room: Room, person: Person, words: str) -> str:
    """Tell the owners that a person wants help with a payment, once in a while; returns what the person is told."""
    said = texts(person.language)
    if not room.taps.note(f"paysupport:{person.uid}"):
        return said.plain("paysupport-again")
    found = await room.db.read(payments.of_person, person.uid, _SHOWN)
    room.errands.send(f"paysupport:{person.uid}", partial(_tell_owners, room, person, words, found))
    return said.plain("paysupport-asked")


async def _tell_owners(room: Room, asker: Person, words: str, found: list[Payment]) -> None:
    for admin_id in sorted(room.access.admin_ids):
        owner = await room.db.read(people.by_telegram_id, admin_id)
        said = texts(owner.language if owner is not None else None)
        named = {"name": asker.name, "id": str(asker.telegram_id), "said": "yes" if words else "no"}
        lines = [said("paysupport-owner", words=words, **named)]
        lines += [_line(room, one, said) for one in found]
        keyboard = None
        if owner is not None:
            wanted = [
                Wanted(_ASK_REFUND, one.charge_id, said.plain("button-refund", stars=one.stars))
                for one in found
                if one.state != "refunded"
            ]
            keys = await room.db.write(mint_all, room, admin_id, owner.uid, wanted)
            keyboard = InlineKeyboardMarkup([[key] for key in keys])
        try:
            await room.bot.send_message(admin_id, "\n".join(lines), parse_mode=ParseMode.HTML, reply_markup=keyboard)
        except TelegramError:
            continue


async def refund_page(room: Room, owner: Person, charge_id: str) -> Page:
    """Return a payment with the button that gives it back; raises PersonError where it cannot be."""
    said = texts(owner.language)
    payment = await room.db.read(payments.find, charge_id)
    if payment is None:
        raise PersonError("refund-gone")
    if payment.state == "refunded":
        raise PersonError("refund-before")
    name, left = await room.db.read(_who_has, payment)
    spent = max(payment.credits - left, 0)
    text = said("refund-ask", name=name, stars=payment.stars, credits=payment.credits, spent=spent)
    back = Key(said.plain("button-back"), DESK, f"show:payment:{charge_id}")
    return Page(text, [[Key(said.plain("button-refund-yes", stars=payment.stars), _REFUND, charge_id)], [back]])


async def _who_has(tx: Tx, payment: Payment) -> tuple[str, int]:
    person = await people.find(tx, payment.person_uid) if payment.person_uid else None
    left = 0 if payment.state == "aside" else (await ledger.balance(tx, payment.account_id)).available
    return (person.name if person is not None else "?"), left


def _check_owner(press: Press) -> None:
    if not press.room.access.is_admin(press.query.from_user.id) or press.chat_id < 0:
        raise PersonError("admin-not-yours")


async def _ask(press: Press) -> str:
    """Ask for words, which the next message is; or tell the owners without any, or let it be."""
    room, person, what = press.room, press.person, press.button.argument
    if what == "":
        await unfinished.remember(room, press.chat_id, person, ASK)
        pages.turn_to(room, press.query, person, partial(_words_page, press.said))
        return ""
    await room.db.write(questions.drop, press.chat_id, person.uid)
    pages.turn_to(room, press.query, person, partial(support_page, room, person))
    return Alert(await ask_owner(room, person, "")) if what == _NOW else ""


async def _words_page(said: Texts) -> Page:
    now, stay = Key(said.plain("button-paysupport-now"), ASK, _NOW), Key(said.plain("button-back"), ASK, _STAY)
    return Page(said("paysupport-words"), [[now], [stay]])


async def _ask_for_refund(press: Press) -> str:
    _check_owner(press)
    found = await refund_page(press.room, press.person, press.button.argument)

    async def show() -> Page:
        return found

    pages.turn_to(press.room, press.query, press.person, show)
    return ""


async def _refund(press: Press) -> str:
    _check_owner(press)
    room, charge_id = press.room, press.button.argument
    payment = await room.db.read(payments.find, charge_id)
    name = "?" if payment is None else (await room.db.read(_who_has, payment))[0]
    if not room.taps.note(f"refund:{charge_id}"):
        return press.said.plain("press-again-used")
    try:
        outcome = await room.till.refund(charge_id, press.person)
    finally:
        room.taps.forget(f"refund:{charge_id}")
    if outcome == "unclear":
        room.errands.send("stars:sweep", room.till.sweep)
    message, stars = press.query.message, 0 if payment is None else payment.stars
    told = press.said("refund-told", outcome=outcome, name=name, stars=stars)
    if message is not None and outcome in ("refunded", "before"):
        room.errands.send(f"refund:{charge_id[:20]}", partial(room.rewrite, message, None, told))
    return Alert(press.said.plain("refund-told", outcome=outcome, name=name, stars=stars))


ACTIONS: dict[str, Action] = {ASK: _ask, _ASK_REFUND: _ask_for_refund, _REFUND: _refund}
