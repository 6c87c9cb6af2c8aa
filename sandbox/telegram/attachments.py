"""What a person sends with a message, made ready as their client would: photos smaller, sounds and films measured."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sandbox.forms import Form, Upload
from sandbox.telegram.errors import BotApiError
from sandbox.telegram.files import PHOTO_SIDES, FileStore, StoredFile, scale_down
from sandbox.telegram.media import describe
from sandbox.telegram.people import PeopleError
from sandbox.telegram.recordings import as_voice, measure_film, measure_sound

_ALBUM_MAX = 10
_MEASURED = ("duration", "width", "height")


class BadFileError(PeopleError):
    """A file that cannot go as what it was sent as; ``file`` is its place among those of the request."""

    def __init__(self, refusal: BotApiError, file: int) -> None:
        """Keep Telegram's word for it."""
        super().__init__(str(refusal))
        self.file = file


async def attachments(files: FileStore, form: Form) -> list[dict[str, Any]]:
    """Return the media of each message that a form makes, none for a text alone; raises `PeopleError`."""
    for kind in ("voice", "audio", "video"):
        for upload in form.files_named(kind)[:1]:
            try:
                return [{kind: await _recorded(files, kind, upload, form.fields)}]
            except BotApiError as error:
                raise BadFileError(error, 0) from error
    photos, documents = form.files_named("photo"), form.files_named("document")
    if len(photos) + len(documents) > _ALBUM_MAX or (photos and documents):
        raise PeopleError("one to ten photos or one to ten documents go together")
    contents: list[dict[str, Any]] = []
    for place, upload in enumerate(photos or documents):
        try:
            contents.append(await _photo(files, upload) if photos else _document(files, upload))
        except BotApiError as error:
            raise BadFileError(error, place) from error
    return contents


async def _photo(files: FileStore, upload: Upload) -> dict[str, Any]:
    jpeg = await asyncio.to_thread(scale_down, upload.content, PHOTO_SIDES[-1])
    return {"photo": [size.as_size() for size in files.add_persons_photo(jpeg)]}


def _document(files: FileStore, upload: Upload) -> dict[str, Any]:
    return {"document": describe("document", files.add_file("document", upload), {})}


async def _recorded(files: FileStore, kind: str, upload: Upload, given: Mapping[str, Any]) -> dict[str, Any]:
    """Keep a voice message, sound or film; what the form tells of it goes before what was measured."""
    told = {name: int(given[name]) for name in _MEASURED if given.get(name)}
    stored: StoredFile
    if kind == "voice":
        ogg, seconds = await asyncio.to_thread(as_voice, upload.content)
        stored = files.add_file(kind, Upload("voice.oga", ogg, "audio/ogg"))
        return describe(kind, stored, {"duration": seconds} | told)
    measure = measure_sound if kind == "audio" else measure_film
    measured = await asyncio.to_thread(measure, upload.content)
    return describe(kind, files.add_file(kind, upload), asdict(measured) | told)
