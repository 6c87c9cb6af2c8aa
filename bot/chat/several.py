"""Several pictures at once, for who prefers an album or single files to a grid: sent below their card, which has words.

Sending them may not be repeated, so that they are there is written down at once: only a crash between the two shows
them twice. Telegram takes ten in one go.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from telegram import Bot, Message
from telegram.error import BadRequest

from bot.chat import faces
from bot.chat.faces import Face
from bot.chat.preferences import Chosen, Way
from bot.chat.refusals import is_unreachable
from bot.chat.replying import Replying, Spot
from bot.generation import period
from bot.generation.rules import Rules
from storage import jobs
from storage.database import Database, Tx
from storage.jobs import Job

log = logging.getLogger(__name__)
_GROUP_MAX = 10


@dataclass(frozen=True, slots=True)
class Manner:
    """How a result comes: several pictures as what, and whether a phone stays silent."""

    way: Way = "grid"
    silent: bool = False


def manner_of(chosen: Chosen, rules: Rules, now: int) -> Manner:
    """Return how the person wants it at this hour."""
    return Manner(chosen.own.delivery, chosen.own.quiet and period.is_night(now, rules.zone))


async def send_several(
    bot: Bot, db: Database, replying: Replying, job: Job, files: Sequence[Face], *, silent: bool
) -> bool:
    """Send the pictures of a job; False where Telegram does not take them so, and nothing was sent."""
    alike = files if all(face.kind == "photo" for face in files) else [face.as_document() for face in files]
    for group in _groups(alike):

        async def send(spot: Spot, group: Sequence[Face] = group) -> Message:
            return await faces.send_group(bot, group, disable_notification=silent, **spot.names)

        try:
            await replying.send(job, send)
        except BadRequest as error:
            if is_unreachable(error):
                raise
            log.info("several.not_taken", extra={"job": job.id, "error": str(error)})
            return False
        replying.count(job.chat_id, len(group) - 1)
    await db.write(_note, job.id)
    return True


async def _note(tx: Tx, job_id: int) -> None:
    card_id = (await jobs.get(tx, job_id)).card_id
    if card_id is not None:
        await jobs.show_on(tx, job_id, card_id)


def _groups(files: Sequence[Face]) -> Iterator[Sequence[Face]]:
    """Yield groups of two to ten."""
    count = -(-len(files) // _GROUP_MAX)
    for number in range(count):
        yield files[number * len(files) // count : (number + 1) * len(files) // count]
