"""Who leads a group, and what only they, or only the asker, may do there by the group's own settings."""

from __future__ import annotations

import logging

from telegram import Bot
from telegram.error import TelegramError

from bot.chat.preferences import GroupRules
from bot.chat.refusals import is_for_later
from bot.chat.texts import DEFAULT
from bot.clock import Clock
from bot.errors import PersonError
from storage import jobs, people
from storage.buttons import Button
from storage.database import Database
from storage.people import Person

log = logging.getLogger(__name__)
_FRESH_S = 60
_REMEMBERED_MAX = 2000
# A job is cancelled by who asked for it, and a menu belongs to who opened it, whatever the group's settings.
_ALWAYS_THEIRS = ("cancel", "jobs_stop", "jobs_look", "show_again", "favourite")


class Leaders:
    """Asks Telegram for the admins of a group, at most once a minute for each.

    Who else is in a group a bot is told for sure only where it is an admin itself; the admins it is told anywhere.
    """

    def __init__(self, bot: Bot, db: Database, me: str, clock: Clock) -> None:
        self._bot = bot
        self._db = db
        self._me = me
        self._clock = clock
        self._known: dict[int, tuple[frozenset[int], float]] = {}

    async def lead(self, chat_id: int, person_id: int | None, *, fresh: bool = False) -> bool:
        """Whether this person is an admin of the group; ``fresh``: at this moment."""
        if fresh:
            self._known.pop(chat_id, None)
        return person_id in await self._admins(chat_id)

    def forget(self, person_id: int) -> None:
        """Ask Telegram anew for every group that this person was known to lead."""
        self._known = {chat: known for chat, known in self._known.items() if person_id not in known[0]}

    async def language(self, chat_id: int) -> str:
        """Return what a group speaks: the language of who asked there last, else of an admin whom we know."""
        asked = await self._db.read(jobs.language_of_chat, chat_id)
        if asked is not None:
            return asked
        for admin in sorted(await self._admins(chat_id)) if chat_id < 0 else ():
            spoken = await self._db.read(people.language, admin)
            if spoken is not None:
                return spoken
        return DEFAULT

    async def _admins(self, chat_id: int) -> frozenset[int]:
        """Return the admins; none where Telegram does not tell, which is remembered as long. It may stumble, too."""
        found, at = self._known.get(chat_id, (frozenset(), None))
        if at is None or self._clock.steady() - at >= _FRESH_S:
            try:
                found = frozenset(one.user.id for one in await self._bot.get_chat_administrators(chat_id))
            except TelegramError as error:
                if is_for_later(error):
                    raise
                log.info("leaders.not_told", extra={"chat": chat_id, "error": str(error)})
                found = frozenset()
            if len(self._known) >= _REMEMBERED_MAX:
                self._known.clear()
            self._known[chat_id] = (found, self._clock.steady())
        return found

    async def check_may_ask(self, rules: GroupRules, chat_id: int, person_id: int | None) -> None:
        """Raise PersonError where only admins may ask and this person is none."""
        if rules.who == "admins" and not await self.lead(chat_id, person_id):
            raise PersonError("group-admins-only", me=self._me)

    async def may_press(self, rules: GroupRules, button: Button, person: Person) -> bool:
        """Whether a button is this person's too: their own, everybody's, or made so by the group's rules."""
        usual = button.person_uid in (None, person.uid)
        job_id = button.job_id
        if job_id is None or button.chat_id > 0 or button.action in _ALWAYS_THEIRS or button.person_uid == person.uid:
            return usual
        if rules.buttons == "asker":
            return (await self._db.read(jobs.get, job_id)).person_uid == person.uid
        return usual or rules.buttons == "everybody"
