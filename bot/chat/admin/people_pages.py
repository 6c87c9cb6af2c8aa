"""People: found by name, @ or number; what they have, spent and did; credits, a cap and a block, each with a reason."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial

from bot.chat import pages
from bot.chat.admin.desk import (
    ACTION,
    MONTH_S,
    NO_CAP,
    NOTHING,
    Deed,
    Desk,
    Done,
    Part,
    Typed,
    find_known,
    read_amount,
    read_reason,
)
from bot.chat.pages import Key, Page
from bot.chat.private_word import tell_given
from bot.errors import PersonError
from bot.generation.accents import without_accents
from bot.generation.accounts import GIFTS
from storage import audit, blocks, caps, debts, grants, ledger, lookup, payments
from storage.audit import Entry
from storage.blocks import Block
from storage.database import Tx
from storage.ledger import Balance
from storage.lookup import Activity, Known
from storage.payments import Payment

_LISTED_MAX = 8
_ACTS_SHOWN = 3
_NO_CAP = ("none", "unlimited", "-", "không", "khong")


@dataclass(frozen=True, slots=True)
class _File:
    """Everything that a person's page tells."""

    known: Known
    wallet: Balance
    granted: int
    activity: Activity
    cap: int | None
    block: Block | None
    acts: list[Entry]
    owed: int
    aside: list[Payment]


async def people(desk: Desk, _rest: str) -> Page:
    """Return who asked for something last, and the way to look for others."""
    found = await desk.room.db.survey(lookup.latest, _LISTED_MAX)
    return _list(desk, desk.said("owner-people", count=len(found)), found)


async def find(desk: Desk, typed: Typed) -> Page:
    """Return whom the words may mean: one person's page where there is one."""
    words = typed.words.strip()
    if words.startswith("@") or words.isdecimal():
        return await person(desk, (await find_known(desk, words)).uid)
    plain = without_accents(words)
    found = await desk.room.db.survey(lookup.named, lambda name: plain in without_accents(name), _LISTED_MAX)
    if not found:
        raise PersonError("owner-nobody", word=words[:40])
    if len(found) == 1:
        return await person(desk, found[0].uid)
    return _list(desk, desk.said("owner-found", words=words[:40]), found)


async def person(desk: Desk, rest: str) -> Page:
    """Return what we know of somebody, with what can be done."""
    known = await find_known(desk, rest)
    since = desk.now - MONTH_S

    async def read(tx: Tx) -> _File:
        wallet = await _wallet(tx, known.uid)
        granted = sum(one.available for one in await grants.usable(tx, known.uid, desk.now))
        acts = await audit.about(tx, blocks.of_person(known.uid), _ACTS_SHOWN)
        block = await blocks.find(tx, blocks.of_person(known.uid))
        activity = await lookup.activity(tx, known.uid, since)
        owed, aside = await debts.owed_by(tx, known.uid), await payments.aside_of(tx, known.uid)
        return _File(known, wallet, granted, activity, await caps.cap_of(tx, known.uid), block, acts, owed, aside)

    file = await desk.room.db.survey(read)
    uid = known.uid
    block = desk.key("owner-button-block", "ask", "block", uid)
    if file.block is not None:
        block = desk.key("owner-button-unblock", "do", "unblock", uid)
    rows = [
        [desk.key("owner-button-grant", "ask", "grant", uid), desk.key("owner-button-cap", "ask", "cap", uid)],
        [block],
        *_waiting(desk, file),
        desk.back("people"),
    ]
    return Page("\n".join(_told(desk, file)), rows)


def _waiting(desk: Desk, file: _File) -> list[list[Key]]:
    """Return keys to what waits for the owner's word: a debt, and payments that are set aside."""
    keys = [
        desk.key("owner-aside", "show", "payment", one.charge_id, stars=one.stars, at=desk.time(one.paid_at))
        for one in file.aside
    ]
    if file.owed > 0:
        keys.insert(0, desk.key("owner-button-forgive", "ask", "forgive", file.known.uid))
    return [[key] for key in keys]


def _told(desk: Desk, file: _File) -> list[str]:
    said, known, activity = desk.said, file.known, file.activity
    name = desk.name(known) + (f" @{known.username}" if known.username else "")
    lines = [said("owner-person", name=name, id=str(known.telegram_id or NOTHING))]
    lines.append(said("owner-since", at=desk.time(known.created_at), language=known.language))
    lines.append(said("owner-has", credits=file.wallet.available, granted=file.granted, held=file.wallet.held))
    lines.append(said("owner-spent", month=activity.paid_since, ever=activity.paid))
    lines.append(said("owner-did", jobs=activity.jobs, made=activity.made, voided=activity.voided))
    if activity.last_at is not None:
        lines.append(said("owner-last", at=desk.time(activity.last_at)))
    if file.owed > 0:
        lines.append(said("owner-owes", credits=file.owed))
    if file.cap is not None:
        lines.append(said("owner-capped", credits=file.cap))
    if file.block is not None:
        lines.append(said("owner-blocked", at=desk.time(file.block.at), reason=file.block.reason))
    acts = [desk.act(one) for one in file.acts]
    return [*lines, *(["", *acts] if acts else [])]


async def grant(desk: Desk, typed: Typed) -> Page:
    """Return the question whether to give somebody credits; nothing moves before it is confirmed."""
    known = await find_known(desk, typed.about)
    amount, _, why = typed.words.partition(" ")
    credit, reason = read_amount(amount), read_reason(why)
    told = json.dumps({"uid": known.uid, "amount": credit, "reason": reason, "key": typed.key}, ensure_ascii=False)
    text = desk.said("owner-grant-confirm", credits=credit, name=known.name, reason=reason)
    return Page(text, [[_confirm(desk, "grant", told)], desk.back("person", known.uid)])


async def do_grant(desk: Desk, rest: str) -> Done:
    """Give the credits, once for the message that asked for it."""
    told = json.loads(rest)
    uid, amount, reason = told["uid"], told["amount"], told["reason"]

    async def give(tx: Tx) -> bool:
        await ledger.open_account(tx, GIFTS, "CRD")
        await ledger.open_account(tx, f"w:{uid}", "CRD", guard=ledger.NO_OVERDRAFT)
        fresh = await ledger.post(tx, told["key"], GIFTS, f"w:{uid}", amount, "grant", desk.now, ref=desk.actor)
        if fresh:
            await desk.note(tx, "grant", blocks.of_person(uid), f"{amount} CRD: {reason}")
        return fresh

    fresh = await desk.room.db.write(give)
    if fresh and uid != desk.person.uid:
        tell_given(desk.room, uid, amount, told["key"])
    toast = desk.said.plain("owner-done" if fresh else "owner-done-before")
    return Done(toast, partial(person, desk, uid))


async def cap(desk: Desk, typed: Typed) -> Page:
    """Set what somebody may spend in a day, or take that away."""
    known = await find_known(desk, typed.about)
    word, _, why = typed.words.partition(" ")
    most = None if word.casefold() in _NO_CAP else 0 if word == "0" else read_amount(word)
    reason = read_reason(why)

    async def change(tx: Tx) -> None:
        await caps.set_cap(tx, known.uid, most, desk.actor, desk.now)
        await desk.note(
            tx, "cap", blocks.of_person(known.uid), f"{NO_CAP if most is None else f'{most} CRD'}: {reason}"
        )

    await desk.room.db.write(change)
    return await person(desk, known.uid)


async def block(desk: Desk, typed: Typed) -> Page:
    """Keep somebody out; owners cannot be."""
    known = await find_known(desk, typed.about)
    reason = read_reason(typed.words)
    if desk.room.access.is_admin(known.telegram_id):
        raise PersonError("owner-block-owner")

    async def change(tx: Tx) -> None:
        if await blocks.block(tx, blocks.of_person(known.uid), reason, desk.actor, desk.now):
            await desk.note(tx, "block", blocks.of_person(known.uid), reason)

    await desk.room.db.write(change)
    return await person(desk, known.uid)


async def do_unblock(desk: Desk, rest: str) -> Done:
    """Let somebody in again."""

    async def change(tx: Tx) -> None:
        if await blocks.unblock(tx, blocks.of_person(rest)):
            await desk.note(tx, "unblock", blocks.of_person(rest), "")

    await desk.room.db.write(change)
    return Done(desk.said.plain("owner-done"), partial(person, desk, rest))


async def _wallet(tx: Tx, uid: str) -> Balance:
    if await tx.value("SELECT 1 FROM account WHERE id = :id", id=f"w:{uid}") is None:
        return Balance(0, 0, 0)
    return await ledger.balance(tx, f"w:{uid}")


def _list(desk: Desk, text: str, found: list[Known]) -> Page:
    def label(one: Known) -> str:
        return desk.name(one) + (f" @{one.username}" if one.username else "")

    keys = [Key(label(one)[:40], ACTION, f"show:person:{one.uid}") for one in found]
    return Page(text, [*pages.in_pairs(keys), [desk.key("owner-button-find", "ask", "find")], desk.back()])


def _confirm(desk: Desk, deed: str, told: str) -> Key:
    return desk.key("owner-button-confirm", "do", deed, told)


_DEEDS: dict[str, Deed] = {"grant": do_grant, "unblock": do_unblock}
PART = Part(
    shows={"people": people, "person": person},
    deeds=_DEEDS,
    forms={"find": find, "grant": grant, "cap": cap, "block": block},
    about=frozenset({"grant", "cap", "block"}),
)
