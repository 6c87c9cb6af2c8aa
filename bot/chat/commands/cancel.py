"""``/cancel``: stop the latest open job; ``/cancel all`` stops every one."""

from __future__ import annotations

from bot.chat.cancelling import cancel
from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import texts
from storage import jobs, questions
from storage.people import Person

_ALL = ("all", "tất cả", "hết")
_MOST = 200


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Cancel the person's own jobs, newest first; where there are none, what the bot had asked about."""
    said = texts(person.language)
    open_jobs = await room.db.read(jobs.open_of_person, person.uid, limit=_MOST)
    mine = [job for job in open_jobs if job.state == "working"]
    if not mine:
        dropped = await room.db.write(questions.drop, incoming.chat_id, person.uid)
        await room.answer(incoming, said("question-dropped" if dropped else "jobs-none"))
        return
    chosen = mine if incoming.words.casefold() in _ALL else mine[:1]
    stopped = await cancel(room, chosen)
    await room.answer(incoming, said("cancelled", count=stopped))


COMMAND = Command(
    "cancel", run, {"en": "stop your latest job", "vi": "dừng việc mới nhất"}, order=60, also=("huy", "dung", "stop")
)
