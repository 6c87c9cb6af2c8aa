"""``/cancel``: stop the latest open job; ``/cancel all`` stops every one."""

from __future__ import annotations

from bot.chat.cancelling import cancel
from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import texts
from storage import jobs, questions
from storage.jobs import Job
from storage.people import Person

_ALL = ("all", "tất cả", "hết")
_MOST = 200
_NEAR = 4  # messages, which a screen shows together


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Cancel the person's own jobs, newest first; where there are none, what the bot had asked about.

    What is made already, and only waits to be shown, is not stopped any more: it was paid for at the gateway.
    """
    said = texts(person.language)
    open_jobs = await room.db.read(jobs.open_of_person, person.uid, limit=_MOST)
    mine = [job for job in open_jobs if job.state == "working"]
    if not mine and open_jobs:
        await room.answer(incoming, said("cancel-made"))
        return
    if not mine:
        dropped = await room.db.write(questions.drop, incoming.chat_id, person.uid)
        await room.answer(incoming, said("question-dropped" if dropped else "jobs-none"))
        return
    chosen = mine if incoming.words.casefold() in _ALL else mine[:1]
    stopped = await cancel(room, chosen)
    if stopped == 1 and _says_so_near(chosen[0], incoming):
        return
    await room.answer(incoming, said("cancelled", count=stopped))


def _says_so_near(job: Job, incoming: Incoming) -> bool:
    """Whether the job's card, which turns to the same words, stands a little above what asks to stop it."""
    if job.batch_id is not None or job.card_id is None:
        return False
    there = (job.chat_id, job.thread_id) == (incoming.chat_id, incoming.thread_id)
    return there and 0 < incoming.message_id - job.card_id <= _NEAR


COMMAND = Command(
    "cancel", run, {"en": "stop your latest job", "vi": "dừng việc mới nhất"}, order=60, also=("huy", "dung", "stop")
)
