"""The page of ``/deleteme``: what goes, what stays, what is lost; one button forgets the person, the other nothing."""

from __future__ import annotations

from bot.chat import pages
from bot.chat.pages import Key, Page
from bot.chat.press import Alert, Press
from bot.chat.room import Room
from bot.chat.texts import texts
from bot.generation import leaving, period
from storage import erasing, jobs
from storage.crashpoint import crashpoint
from storage.database import Tx
from storage.people import Person

ACTION = "deleteme"
_GO, _STAY = "go", "stay"
_COUNTED_MAX = 100


async def page(room: Room, person: Person) -> Page:
    """Return the question, with what is left and what is under way at this moment."""
    said = texts(person.language)
    left, under_way = await room.db.read(_now, person.uid)
    facts = room.privacy
    parts = [
        said("deleteme-title"),
        said("deleteme-goes", jobs=under_way),
        said("deleteme-stays", copies=facts.backup_days),
    ]
    if left:
        parts.append(said("deleteme-lost", credits=left))
    parts.append(said("deleteme-chat"))
    keys = [
        Key(said.plain("button-deleteme-stay"), ACTION, _STAY),
        Key(said.plain("button-deleteme-go"), ACTION, f"{_GO}:{left}"),
    ]
    return Page("\n\n".join(parts), [keys])


async def pressed(press: Press) -> str:
    """Forget the person, or leave it; what would be lost is no more than the button was asked about."""
    room, said, person = press.room, press.said, press.person
    if press.button.person_uid != person.uid or press.chat_id != person.telegram_id:
        return Alert(said.plain("press-not-yours"))
    message = press.query.message
    what, _, told = press.button.argument.partition(":")
    if what == _STAY:
        if message is not None:
            room.errands.send("deleteme:stay", lambda: room.rewrite(message, None, said("deleteme-stayed")))
        return ""
    left, _ = await room.db.read(_now, person.uid)
    if left > int(told):
        pages.turn_to(room, press.query, person, lambda: page(room, person))
        return Alert(said.plain("deleteme-changed", credits=left))
    now, zone = room.clock.now(), room.rules.zone
    today = period.day(now, zone)
    await room.till.stop_monthly(person)  # or Telegram would go on taking Stars for nobody
    mark = room.persons.mark(press.chat_id)
    room.persons.forget(press.chat_id)
    crashpoint("leave.before")
    if not await room.db.write(leaving.leave, person, mark, (today, today[:7]), now):
        return said.plain("press-old")
    crashpoint("leave.done")
    room.leaders.forget(press.chat_id)
    room.line.wake_all()

    async def tell_and_forget() -> None:
        if message is not None:
            await room.rewrite(message, None, said("deleteme-done"))
        await room.forgetting.soon()

    room.errands.send("deleteme", tell_and_forget)
    return said.plain("deleteme-begun")


async def _now(tx: Tx, uid: str) -> tuple[int, int]:
    """Return the credits that are left, also in holds that are given back, and how many jobs are under way."""
    open_jobs = await jobs.open_of_person(tx, uid, _COUNTED_MAX)
    return await erasing.credits_of(tx, uid), len(open_jobs)
