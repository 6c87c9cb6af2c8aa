"""People we have met, remembered in memory for the next message; the database is the truth."""

from __future__ import annotations

from bot.chat.signing import Signer
from bot.chat.texts import known
from bot.clock import Clock
from bot.generation.accounts import welcome
from bot.generation.rules import Rules
from storage import lookup, people
from storage.database import Database
from storage.people import Person

_REMEMBERED_MAX = 5000
_FRESH_S = 60
_LEAVING_S = 10.0


class Persons:
    """Meets people; the language a person chose wins over the client's."""

    def __init__(self, db: Database, rules: Rules, clock: Clock, marks: Signer) -> None:
        """``marks`` names who left by a key of its own, so that nobody else can tell who it was."""
        self._db = db
        self._rules = rules
        self._clock = clock
        self._marks = marks
        self._known: dict[int, tuple[Person, int]] = {}
        self._seen: dict[str, tuple[str | None, int]] = {}
        self._left: dict[int, float] = {}

    async def language(self, telegram_id: int | None, code: str | None) -> str:
        """Return the language to speak: as chosen, else as the client says."""
        if telegram_id is None:
            return known(code)
        remembered = self._known.get(telegram_id)
        if remembered is not None and self._clock.now() - remembered[1] < _FRESH_S:
            return remembered[0].language
        return await self._db.read(people.language, telegram_id) or known(code)

    async def meet(self, telegram_id: int, name: str, language: str) -> Person:
        """Return the person, known from now on."""
        now = self._clock.now()
        remembered = self._known.get(telegram_id)
        if remembered is not None and now - remembered[1] < _FRESH_S and remembered[0].name == name:
            return remembered[0]
        person = await self._db.write(welcome, telegram_id, name, language, self._rules, now, self.mark(telegram_id))
        if self.has_just_left(telegram_id):
            return person  # perhaps as they were: it was on its way when they left
        if len(self._known) >= _REMEMBERED_MAX:
            self._known.clear()
        self._known[telegram_id] = (person, now)
        return person

    async def note_seen(self, person: Person, username: str) -> None:
        """Keep the @name of somebody who writes, by which the owner may look for them; who writes can be written to."""
        now, (known_as, at) = self._clock.now(), self._seen.get(person.uid, (None, 0))
        if known_as == username and now - at < _FRESH_S:
            return
        if await self._db.read(lookup.is_news, person.uid, username or None):
            await self._db.write(lookup.note_seen, person.uid, username or None)
        if len(self._seen) >= _REMEMBERED_MAX:
            self._seen.clear()
        self._seen[person.uid] = username, now

    async def set_language(self, person: Person, code: str) -> None:
        """Speak this language with the person from now on."""
        await self._db.write(people.set_language, person.uid, code)
        if person.telegram_id is not None:
            self._known.pop(person.telegram_id, None)

    def mark(self, telegram_id: int) -> str:
        """Return what stays of somebody who asks to be forgotten."""
        return self._marks.token(f"person:{telegram_id}")

    def forget(self, telegram_id: int) -> None:
        """Know the person no more; a press that was under way meanwhile does not bring them back."""
        self._known.pop(telegram_id, None)
        self._left = {one: at for one, at in self._left.items() if self._clock.steady() - at < _LEAVING_S}
        self._left[telegram_id] = self._clock.steady()

    def has_just_left(self, telegram_id: int) -> bool:
        """Whether the person asked to be forgotten a moment ago."""
        return self._clock.steady() - self._left.get(telegram_id, -_LEAVING_S) < _LEAVING_S
