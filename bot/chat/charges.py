"""An entry of somebody's statement in words: what it was, when, how much, what it was paid from; and its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.chat.receipt import heading
from bot.chat.room import Room
from bot.chat.showing import day_in_words
from bot.chat.texts import Texts
from bot.generation.request import GenerationRequest
from storage.jobs import Job
from storage.statement import Entry, Line

_CODES = (
    "topup",
    "star_refund",
    "refund",
    "grant_expire",
    "pool_in",
    "gift",
    "pay_back",
    "adjust",
)
_GIFTS = ("daily", "invite", "promo", "start")
_REFERRED = ("topup", "star_refund")
_MINUS, _PLUS = "\u2212", "+"
_BETWEEN, _AND = " · ", " + "


def caption(room: Room, entry: Entry, lines: Sequence[Line], job: Job | None, said: Texts) -> str:
    """Return what stands below an entry's picture: what it was, how much and when, what it was paid from."""
    when = f"{day_in_words(room, entry.at, said)} {_time(room, entry.at)}"
    place = said.plain("library-place", number=entry.number, count=entry.count)
    facts = [_BETWEEN.join([_signed(entry.amount, said), when, place])]
    if job is not None:
        facts.append(_BETWEEN.join([_model(room, job, said), *_paid_from(entry, lines, said)]))
    return said("history-entry", what=title(entry, job, said), facts="\n".join(facts))


def receipt(room: Room, entry: Entry, lines: Sequence[Line], job: Job | None, said: Texts) -> str:
    """Return a receipt: every account with its amount, and their sum, as the ledger has them."""
    day = datetime.fromtimestamp(entry.at, room.rules.zone).date()
    when = said("receipt-when", day=day, time=_time(room, entry.at))
    told = [
        said("receipt-title", reference=_reference(entry)),
        said("receipt-what", what=title(entry, job, said)),
        when,
    ]
    if job is not None:
        told.append(said("receipt-work", model=_model(room, job, said), count=job.count))
        if job.paid < job.price and entry.code == "gen":
            told.append(said("receipt-back", held=job.price, back=job.price - job.paid))
    told += [""] + [
        said("receipt-line", account=_begun(_account(line.own, said)), amount=_signed(line.amount, said))
        for line in lines
    ]
    return "\n".join([*told, said("receipt-sum", amount=_signed(entry.amount, said))])


def title(entry: Entry, job: Job | None, said: Texts) -> str:
    """Return what an entry is of: a job's own words, else the kind of movement."""
    if job is not None and entry.code == "gen":
        words = heading(GenerationRequest.model_validate_json(job.request), said)
        return words or said.plain("history-what", what="work", way="out")
    return said.plain("history-what", what=_kind(entry), way="in" if entry.amount > 0 else "out")


def _kind(entry: Entry) -> str:
    if entry.code == "grant":
        kind = "start" if entry.key.startswith("grant:start:") else entry.ref or ""
        return kind if kind in _GIFTS else "grant"
    return entry.code if entry.code in _CODES else "other"


def _paid_from(entry: Entry, lines: Sequence[Line], said: Texts) -> list[str]:
    if entry.code != "gen":
        return []
    if len(lines) == 1:
        return [said.plain("history-from", list=_account(lines[0].own, said))]
    shares = [f"{_account(line.own, said)} {_plain(-line.amount, said)}" for line in lines]
    return [said.plain("history-from", list=_AND.join(shares))]


def _account(account: str, said: Texts) -> str:
    """Return what people call an account."""
    kind, _, rest = account.partition(":")
    grant = rest.partition(":")[2]
    known = next((gift for gift in _GIFTS if grant.startswith(gift)), "grant")
    return said.plain("history-account", account=known if kind == "g" else kind)


def _reference(entry: Entry) -> str:
    if entry.ref and entry.code in _REFERRED:
        return entry.ref
    return entry.key.rpartition(":")[2]


def _model(room: Room, job: Job, said: Texts) -> str:
    model = room.catalog.find(job.model)
    return said.plain("caption-model", model=model.title if model else job.model)


def _signed(amount: int, said: Texts) -> str:
    return f"{_MINUS if amount < 0 else _PLUS}{_plain(abs(amount), said)}"


def _plain(amount: int, said: Texts) -> str:
    return said.plain("month-sum", credits=amount)


def _time(room: Room, at: int) -> str:
    return datetime.fromtimestamp(at, room.rules.zone).strftime("%H:%M")


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]
