"""What the parts of the owners' desk share: who sits there, keys of pages, and how typed words are read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from bot.chat.pages import Key, Page
from bot.chat.room import Room
from bot.chat.texts import Texts
from bot.errors import PersonError
from storage import audit, lookup, switches
from storage.audit import Entry
from storage.database import Tx
from storage.lookup import Known
from storage.people import Person

ACTION = "admin"
NOTHING = "\u2013"  # a dash where there is nothing to tell
NO_CAP = "none"  # what the log says where a cap was taken away
AMOUNT_MAX = 1_000_000_000
REASON_MAX = 200
MONTH_S = 30 * 86400
_CREDITS = re.compile(r"(?<!\d)(\d{1,16}) CRD")
_WHY = re.compile(rf"^(\d{{1,16}} CRD|\d{{1,4}} %|{NO_CAP}): (.+)$", re.DOTALL)  # so much, and why
_DAYS = re.compile(r", ((?:\d{1,5}|∞)(?: / \d{1,5})?) d$")
_ROWS = re.compile(r"^(csv|json), (\d{1,9}) rows$")
_STARS = re.compile(r"^(\d{1,9}) Stars(?::|$)")


@dataclass(frozen=True, slots=True)
class Desk:
    """An owner in their private chat, where a message or a press was checked to be theirs."""

    room: Room
    said: Texts
    person: Person
    chat_id: int

    @property
    def actor(self) -> str:
        """Return the owner's name in the audit log."""
        return f"u:{self.person.uid}"

    @property
    def now(self) -> int:
        """Return the time."""
        return self.room.clock.now()

    def key(self, label: str, leads: str, name: str, rest: str = "", **values: object) -> Key:
        """Return a button: ``leads`` is show, do or ask, ``label`` the key of its text."""
        return Key(self.said.plain(label, **values), ACTION, f"{leads}:{name}:{rest}")

    def back(self, name: str = "main", rest: str = "") -> list[Key]:
        """Return the row that leads back."""
        return [self.key("button-back", "show", name, rest)]

    def time(self, at: int) -> str:
        """Return a time where the bot lives, short."""
        return dt.datetime.fromtimestamp(at, self.room.rules.zone).strftime("%d/%m/%y %H:%M")

    def detail(self, detail: str | None) -> str:
        """Return a row's words with amounts as this language writes them; a dash where they are none."""
        words = _WHY.sub(r"\1 (\2)", detail or NOTHING)
        words = _STARS.sub("\\1\u00a0⭐", words)
        words = _ROWS.sub(lambda found: f"{found[1]}, {self.said.plain('owner-rows', count=int(found[2]))}", words)
        words = _DAYS.sub(lambda found: ", " + self.said.plain("owner-days", days=found[1]), words)
        if words.startswith(NO_CAP):
            words = self.said.plain("pool-no-limit") + words.removeprefix(NO_CAP)
        return _CREDITS.sub(lambda found: self.said.plain("owner-credits", credits=int(found[1])), words)

    def name(self, who: Known | None) -> str:
        """Return what somebody is called here; words for one who asked to be forgotten, or whom nobody knows."""
        if who is None or not (who.name or who.telegram_id):
            return self.said.plain("pool-nobody")
        return who.name or str(who.telegram_id)

    def act(self, one: Entry) -> str:
        """Return a row about somebody as a line of their page."""
        key = "owner-act" if one.detail else "owner-act-bare"
        return self.said(key, at=self.time(one.at), action=one.action, detail=self.detail(one.detail))

    def target(self, target: str) -> str:
        """Return what a row was done to, where it is no person."""
        kind, _, name = target.partition(":")
        if kind == "gw" and name in self.room.catalog.gateways:
            return self.room.catalog.gateways[name].title
        if target in (switches.SPENDING, switches.MAINTENANCE):
            return self.said.plain("owner-switch", what=target)
        return name or target

    async def note(self, tx: Tx, action: str, target: str, detail: str) -> None:
        """Write down what the owner does, in the transaction that does it."""
        await audit.note(tx, self.actor, action, target, detail, self.now)


@dataclass(frozen=True, slots=True)
class Typed:
    """What an owner wrote for a form: ``about`` whom or what, and their ``words``; ``idem`` names the message."""

    about: str
    words: str
    idem: str

    @property
    def key(self) -> str:
        """Return the name under which what this message asks for is done once."""
        return f"adm:{self.idem.partition(':')[2]}"


@dataclass(frozen=True, slots=True)
class Done:
    """What a deed came to: what answers the press, and the page that it leads to."""

    toast: str
    then: Callable[[], Awaitable[Page]]


Show: TypeAlias = Callable[[Desk, str], Awaitable[Page]]
Deed: TypeAlias = Callable[[Desk, str], Awaitable[Done]]
Form: TypeAlias = Callable[[Desk, Typed], Awaitable[Page]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the desk by names: pages to ``show``, deeds to ``do`` and forms to ``ask``; ``about``: of somebody.

    A page is also shown by its name behind ``/admin``, and a form filled in by it.
    """

    shows: Mapping[str, Show] = field(default_factory=lambda: MappingProxyType({}))
    deeds: Mapping[str, Deed] = field(default_factory=lambda: MappingProxyType({}))
    forms: Mapping[str, Form] = field(default_factory=lambda: MappingProxyType({}))
    about: frozenset[str] = frozenset()


def read_amount(word: str) -> int:
    """Return whole credits; raises PersonError for anything that may mean two things."""
    if not (
        word.isascii() and word.isdecimal() and 0 < int(word[:12]) <= AMOUNT_MAX and len(word) <= len("1000000000")
    ):
        raise PersonError("owner-amount", word=word[:40] or NOTHING)
    return int(word)


def read_reason(words: str) -> str:
    """Return why; raises PersonError where nothing was said."""
    reason = " ".join(words.split())
    if not reason:
        raise PersonError("owner-reason")
    return reason[:REASON_MAX]


async def find_known(desk: Desk, word: str) -> Known:
    """Return whom a word names: our uid, a Telegram id or an @name; raises PersonError where we met nobody of it."""

    async def look(tx: Tx) -> Known | None:
        found = await lookup.person(tx, word)
        if found is None and word.isascii() and word.isdecimal() and len(word) < 19:
            found = await lookup.by_number(tx, int(word))
        if found is None and word.startswith("@"):
            found = await lookup.by_username(tx, word[1:])
        return found

    known = await desk.room.db.read(look)
    if known is None:
        raise PersonError("owner-nobody", word=word[:40])
    return known


def read_group(word: str) -> int:
    """Return a group's number; raises PersonError where it is none."""
    digits = word.removeprefix("-")
    if not (word.startswith("-") and digits.isascii() and digits.isdecimal() and len(digits) < 19):
        raise PersonError("owner-group-number", word=word[:40] or NOTHING)
    return int(word)
