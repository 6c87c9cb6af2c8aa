"""A result shown once more: by Telegram's own names of its files, and from disk where it has none (any more)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from telegram.error import BadRequest

from bot.chat.faces import Face, FaceKind
from bot.chat.receipt import shorten
from bot.chat.refusals import is_unknown_file
from bot.chat.room import Room
from bot.chat.texts import Texts
from bot.errors import PersonError
from bot.generation.request import GenerationRequest
from bot.media import reel
from bot.media.workshop import ConversionError
from storage import assets, sent
from storage.assets import Asset
from storage.database import Tx
from storage.jobs import Job
from storage.sent import GRID, SentFile

T = TypeVar("T")
_TITLE_MAX = 64
_WEEK_DAYS = 7


async def show(room: Room, job: Job, put: Callable[[Face], Awaitable[T]], *, in_place: bool) -> T:
    """Put a result somewhere; ``in_place``: into a message that is there, which cannot become a voice message.

    Raises PersonError where its files are no more what they were.
    """

    async def read(tx: Tx) -> tuple[list[Asset], list[SentFile]]:
        return await assets.of_job(tx, job.id), await sent.of_job(tx, job.id)

    files, known = await room.db.read(read)
    if not files:
        raise PersonError("press-lost")
    face = _known(room.data_dir, files, known, in_place=in_place)
    if face is not None:
        try:
            return await put(face)
        except BadRequest as error:
            if face.sent is None or not is_unknown_file(error):
                raise
            await room.db.write(sent.forget, face.sent)
    made = await room.delivery.face(job, files)
    if in_place and made.kind == "voice":
        made = await _playable(room, job, made)
    if made.kind == "document":
        made = replace(
            made, sent=next((one for one in known if (one.asset_id, one.kind) == (made.asset_id, "document")), None)
        )
    try:
        return await put(made)
    except BadRequest:
        if made.kind == "document" and made.sent is None:
            raise
        return await put(made.as_document())


def facts(room: Room, job: Job, said: Texts) -> list[str]:
    """Return what stands below the prompt of an older result: who made it, and on which day."""
    model = room.catalog.find(job.model)
    title = said.plain("caption-model", model=model.title if model else job.model)
    return [title, day_in_words(room, job.finished_at or job.created_at, said)]


def day_in_words(room: Room, at: int, said: Texts) -> str:
    """Return on which day something was, as people say it."""
    day = datetime.fromtimestamp(at, room.rules.zone).date()
    days = (datetime.fromtimestamp(room.clock.now(), room.rules.zone).date() - day).days
    near = {0: "today", 1: "yesterday"}.get(max(days, 0), "days" if days < _WEEK_DAYS else "older")
    return said.plain("library-day", near=near, day=day, days=days)


def _known(data_dir: Path, files: Sequence[Asset], known: Sequence[SentFile], *, in_place: bool) -> Face | None:
    """Return the face of a result that Telegram has already."""
    pictures = [file for file in files if file.mime.startswith("image/")]
    if len(pictures) > 1:
        return _named(known, pictures[0], data_dir, {GRID: "photo"})
    first = files[0]
    if first.mime.startswith("image/"):
        return _named(known, first, data_dir, {"photo": "photo"})
    if first.mime == "audio/ogg":
        return _named(known, first, data_dir, {"audio": "audio"} if in_place else {"voice": "voice"})
    return _named(known, first, data_dir, {"video": "video", "animation": "animation", "audio": "audio"})


def _named(known: Sequence[SentFile], asset: Asset, data_dir: Path, kinds: dict[str, FaceKind]) -> Face | None:
    for file in known:
        if file.asset_id == asset.id and file.kind in kinds:
            path = data_dir / asset.path
            return Face(kinds[file.kind], path, asset_id=asset.id, grid=file.kind == GRID, sent=file)
    return None


async def _playable(room: Room, job: Job, voice: Face) -> Face:
    """Return a voice message as a sound with a name of its own: that can stand where a picture stood."""
    path = voice.path.with_name(f"{voice.path.stem}-play.mp3")
    if not path.exists():
        try:
            made = await reel.ready(voice.path, "song")
        except (reel.NotAReelError, ConversionError):
            raise PersonError("press-lost") from None
        await asyncio.to_thread(made.path.replace, path)
    model = room.catalog.find(job.model)
    words = shorten(GenerationRequest.model_validate_json(job.request).prompt, _TITLE_MAX)
    return replace(voice, kind="audio", path=path, title=words, performer=model.title if model else "")
