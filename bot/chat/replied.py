"""Which result of ours a message replies to: by the message that is its card, else by its file, shown once more.

Somebody else's result from another chat is none: what it was made from is not shown to whoever was sent a copy.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.incoming import Incoming
from bot.chat.room import Room
from storage import assets, jobs, sent
from storage.assets import Asset
from storage.database import Tx
from storage.jobs import Job


@dataclass(frozen=True, slots=True)
class Replied:
    """The job, and its file that was replied to where it is known which (of a grid it is not)."""

    job: Job
    file: Asset | None = None


async def replied_result(tx: Tx, incoming: Incoming) -> Replied | None:
    """Return the result that a message replies to."""
    if incoming.replied_to is None:
        return None
    job = await jobs.by_card(tx, incoming.chat_id, incoming.replied_to)
    if job is not None or not incoming.replied_name:
        return None if job is None else Replied(job)
    found = await sent.named_so(tx, incoming.replied_name, incoming.chat_id, incoming.sender_id)
    file = None if found is None else await assets.find(tx, found[0])
    if found is None or file is None:
        return None
    return Replied(await jobs.get(tx, file.job_id), None if found[1] == sent.GRID else file)


async def replies_to_grid(tx: Tx, incoming: Incoming) -> bool:
    """Whether a message replies to several pictures of ours in one, of which nobody can tell which is meant."""
    found = await sent.named_so(tx, incoming.replied_name, incoming.chat_id, incoming.sender_id)
    return found is not None and found[1] == sent.GRID


async def is_reply_to_unfinished(room: Room, incoming: Incoming) -> bool:
    """Whether a message replies to the card of what is still being made."""
    job = await room.db.read(jobs.by_card, incoming.chat_id, incoming.replied_to or 0)
    return job is not None and job.state == "working"
