"""The step back from an edit: the picture before it is shown again with its buttons, and nothing is paid."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from telegram import Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.chat.press import Press
from bot.chat.receipt import caption_of_one
from bot.chat.replying import Living, Spot
from bot.chat.result import is_edit
from bot.chat.room import Room
from bot.chat.suggesting import keyboard_for, question
from bot.chat.texts import texts
from bot.errors import PersonError
from bot.generation.request import GenerationRequest, Reference
from storage import assets, jobs, people
from storage.assets import Asset
from storage.database import Tx
from storage.jobs import Job
from storage.people import Person

_LOOKED_THROUGH = 50


async def back(press: Press) -> str:
    """Show what an edit was made from; the press is answered first, and a second tap shows nothing more."""
    room = press.room
    made = await room.db.read(jobs.get, press.button.job_id or 0)
    job = press.here(made)
    # What was sent in another chat, perhaps in private, is not for everybody who sees its edit in a group.
    elsewhere = press.chat_id < 0 and await room.db.read(people.follow_chat, made.chat_id) != press.chat_id
    if not is_edit(job) or elsewhere:
        raise PersonError("undo-none")

    async def show() -> None:
        try:
            await step_back(room, job, job, press.person)
        except PersonError as error:
            await room.answer(job, press.said(error.key))

    if room.taps.note(press.button.nonce):
        room.errands.send(f"back:{job.id}", show)
    return press.said.plain("press-back")


async def step_back(room: Room, job: Job, to: Living, person: Person) -> None:
    """Show the picture before: our result anew as its card, somebody's own with what can be made of it.

    Raises PersonError where there is none, or it is gone.
    """
    request = GenerationRequest.model_validate_json(job.request)
    pictures = request.of_kind("picture")
    if not pictures:
        raise PersonError("undo-none")
    before, file = await room.db.read(_made_from, request, pictures[0])
    if before is not None and before.state == "captured" and await _show_ours(room, before, file, to):
        return
    if not pictures[0].file_id:
        raise PersonError("picture-gone")
    text = await question(room, to.chat_id, person, pictures[:1])
    more = {"caption": text, "reply_markup": await keyboard_for(room, to.chat_id, person, pictures[:1])}
    try:
        await _send(room, to, pictures[0], more)
    except BadRequest:
        raise PersonError("picture-gone") from None


async def last_edit(tx: Tx, chat_id: int, uid: str) -> Job | None:
    """Return a person's latest edit in a chat that was not stepped back from: what it was made from stands above it."""
    for job in await jobs.recently_shown(tx, chat_id, uid, _LOOKED_THROUGH):
        request = GenerationRequest.model_validate_json(job.request)
        if pictures := request.of_kind("picture"):
            before, _ = await _made_from(tx, request, pictures[0])
            if before is None or before.chat_id != chat_id or (before.card_id or 0) < (job.card_id or 0):
                return job
    return None


async def _made_from(tx: Tx, request: GenerationRequest, picture: Reference) -> tuple[Job | None, Asset | None]:
    """Return the job of ours whose picture was changed, and which of its pictures it was, where that is known."""
    file = None if picture.asset_id is None else await assets.find(tx, picture.asset_id)
    job_id = request.before if file is None else file.job_id
    return None if job_id is None else await jobs.get(tx, job_id), file


async def _show_ours(room: Room, before: Job, file: Asset | None, to: Living) -> bool:
    """Show a result of ours once more where it is asked for: one of several alone; False where it is gone.

    Its words are not told in another chat than the one where they were said.
    """
    files = await room.db.read(assets.of_job, before.id)
    there = (before.chat_id, before.thread_id) == (to.chat_id, to.thread_id)
    if there and (file is None or len(files) == 1):
        return await room.cards.show_again(before)
    number = next((at for at, one in enumerate(files, 1) if file is None or one.id == file.id), None)
    if number is None:
        return False
    here = replace(before, chat_id=to.chat_id, thread_id=to.thread_id, message_id=to.message_id, card_id=None)
    said = texts(here.language)
    text = caption_of_one(here, number, len(files), said, words=before.chat_id == to.chat_id)
    try:
        await room.delivery.send_one(here, files[number - 1], text, number=number, as_file=False)
    except PersonError:
        return False
    return True


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
