"""The step back from an edit: the picture before it is shown again with its buttons, and nothing is paid."""

from __future__ import annotations

from functools import partial
from typing import Any

from telegram import Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.chat.press import Press
from bot.chat.replying import Living, Spot
from bot.chat.result import is_edit
from bot.chat.room import Room
from bot.chat.suggesting import keyboard_for
from bot.chat.texts import texts
from bot.errors import PersonError
from bot.generation.request import GenerationRequest, Reference
from storage import assets, jobs
from storage.jobs import Job
from storage.people import Person


async def back(press: Press) -> str:
    """Show what an edit was made from; the press is answered first, and a second tap shows nothing more."""
    room = press.room
    job = press.here(await room.db.read(jobs.get, press.button.job_id or 0))
    if not is_edit(job):
        raise PersonError("undo-none")
    if room.taps.note(press.button.nonce):
        room.errands.send(f"back:{job.id}", partial(step_back, room, job, job, press.person))
    return press.said.plain("press-back")


async def step_back(room: Room, job: Job, to: Living, person: Person) -> None:
    """Show the picture before: our result anew as its card, somebody's own with what can be made of it.

    Raises PersonError where there is none, or it is gone.
    """
    request = GenerationRequest.model_validate_json(job.request)
    pictures = request.of_kind("picture")
    if not pictures:
        raise PersonError("undo-none")
    before = await _made_by(room, request, pictures[0])
    if before is not None and before.state == "captured" and await room.cards.show_again(before):
        return
    text = texts(person.language)("ask-what", kind="picture")
    more = {"caption": text, "reply_markup": await keyboard_for(room, job.chat_id, person, pictures[:1])}
    try:
        await _send(room, to, pictures[0], more)
    except BadRequest:
        raise PersonError("picture-gone") from None


async def _made_by(room: Room, request: GenerationRequest, picture: Reference) -> Job | None:
    """Return the job of ours whose picture was changed; None where it was somebody's own."""
    made_by = request.before
    if made_by is None and picture.asset_id is not None:
        asset = await room.db.read(assets.find, picture.asset_id)
        made_by = None if asset is None else asset.job_id
    return None if made_by is None else await room.db.read(jobs.get, made_by)


async def _send(room: Room, to: Living, picture: Reference, more: dict[str, Any]) -> None:
    """Send a picture by Telegram's own name of it: as a photo, or as the file that it came as."""

    async def as_photo(spot: Spot) -> Message:
        return await room.bot.send_photo(photo=picture.file_id, parse_mode=ParseMode.HTML, **more, **spot.names)

    async def as_file(spot: Spot) -> Message:
        return await room.bot.send_document(document=picture.file_id, parse_mode=ParseMode.HTML, **more, **spot.names)

    try:
        await room.replying.send(to, as_photo, answer=True)
    except BadRequest:
        await room.replying.send(to, as_file, answer=True)
