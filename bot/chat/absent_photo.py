"""Words about a photo that is not there ("make this photo a painting"): it is asked for, or the latest is meant.

Words about "it" are meant so too ("make it bluer", "tối hơn nữa"): they are said after a result without a reply.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from bot.chat.incoming import Incoming
from bot.chat.instead import WayOut, way_to
from bot.chat.pointing import speaks_of_it
from bot.chat.room import Room
from bot.chat.unfinished import PHOTO_ABSENT, remember
from bot.chat.way_out import UnableError
from bot.errors import PersonError
from bot.generation.request import GenerationRequest, Reference
from storage import assets, jobs
from storage.database import Tx
from storage.people import Person

PHOTO_FIRST = "photo"
"""The open question of somebody who was told to send a photo with what to change."""

Make = Callable[[Reference], Awaitable[GenerationRequest]]
"""From a picture to what the words ask for of it; raises PersonError."""

_JUST_S = 3600


async def speaks_of_latest(room: Room, incoming: Incoming, person: Person, words: str) -> bool:
    """Whether plain words go on from the result that their sender has just got there."""
    if incoming.command is not None or not speaks_of_it(words):
        return False
    job = await room.db.read(jobs.latest_shown, incoming.chat_id, person.uid)
    return job is not None and (job.finished_at or 0) > room.clock.now() - _JUST_S


def waits_for_photo(question: str | None, words: str) -> bool:
    """Whether these words belong to a photo that is still to come, by what their sender was asked last.

    The same words once more are those that were kept: the message is perhaps handled again after a crash.
    """
    if question is None or not question.startswith("{"):
        return question == PHOTO_FIRST
    asked = json.loads(question)
    return bool(asked["asks"] == PHOTO_ABSENT and asked["words"] == words)


async def ask_for_photo(
    room: Room, incoming: Incoming, person: Person, name: str, request: GenerationRequest, edit: Make
) -> UnableError:
    """Let the next photo be for these words, of the command ``name``; returns the question, with what else is meant."""
    await remember(room, incoming.chat_id, person, name, incoming.words, asks=PHOTO_ABSENT)
    latest = await of_latest(room, incoming, person, "button-latest", edit)
    key = "photo-latest" if latest and speaks_of_it(request.prompt) else PHOTO_ABSENT
    error = PersonError(key, place="private" if incoming.is_private else "group")
    return UnableError(error, request, latest + way_to(room.quoting, "button-anyway", request))


async def of_latest(room: Room, incoming: Incoming, person: Person, key: str, make: Make) -> list[WayOut]:
    """Return what can be made of the picture that we made for them last, where that stands alone in its message."""

    async def find(tx: Tx) -> tuple[int, int] | None:
        job = await jobs.latest_shown(tx, incoming.chat_id, person.uid)
        files = [] if job is None else await assets.of_job(tx, job.id)
        is_one = len(files) == 1 and files[0].mime.startswith("image/")
        return (files[0].job_id, files[0].id) if is_one else None

    found = await room.db.read(find)
    if found is None:
        return []
    try:
        request = await make(Reference(asset_id=found[1]))
    except PersonError:
        return []
    return way_to(room.quoting, key, request.model_copy(update={"before": found[0]}))
