"""Media of a message: from an upload, an attachment or a file_id into the fields that a Message shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.forms import Upload
from sandbox.telegram.errors import bad_request
from sandbox.telegram.files import FileStore, StoredFile
from sandbox.telegram.registry import Call

KINDS = ("photo", "document", "video", "audio", "voice", "animation")
_THUMB_SIDE, _THUMB_BYTES = 320, 200_000
FIELDS = (*KINDS, "caption", "caption_entities", "show_caption_above_media", "has_media_spoiler")


def media_fields(files: FileStore, call: Call, kind: str, source: object, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return e.g. ``{"photo": [PhotoSize]}``; ``options`` carry width, duration, title …; raises `BotApiError`."""
    found = _find_source(files, call, kind, source)
    if kind == "photo":
        sizes = files.add_photo(found) if isinstance(found, Upload) else files.photo_sizes(found.photo)
        return {"photo": [size.as_size() for size in sizes]}
    if isinstance(found, StoredFile):
        return _as_message(kind, found, found.described or describe(kind, found, options))
    file = files.add_file(kind, found)
    described = file.described = describe(kind, file, options)
    thumb = call.uploads.get(str(options.get("thumbnail")).removeprefix("attach://"), options.get("thumbnail"))
    if isinstance(thumb, Upload) and kind != "voice":
        described["thumbnail"] = _thumbnail(files, thumb)
    return _as_message(kind, file, described)


def resent(files: FileStore, file: StoredFile) -> dict[str, Any]:
    """Return the fields of a message that shows a file which Telegram has already."""
    if file.kind == "photo":
        return {"photo": [size.as_size() for size in files.photo_sizes(file.photo)]}
    return _as_message(file.kind, file, file.described or describe(file.kind, file, {}))


def _as_message(kind: str, file: StoredFile, described: dict[str, Any]) -> dict[str, Any]:
    if kind == "animation":
        # For old clients the same file also stands as a document (api#message).
        return {"animation": described, "document": describe("document", file, {})}
    return {kind: described}


def _thumbnail(files: FileStore, upload: Upload) -> dict[str, Any]:
    """Keep a thumbnail: a JPEG of at most 320 a side and 200 kB; raises `BotApiError` for another."""
    size = files.add_photo(upload)[-1]
    if max(size.width, size.height) > _THUMB_SIDE or len(upload.content) > _THUMB_BYTES:
        raise bad_request("THUMBNAIL_INVALID")
    return size.as_size()


def describe(kind: str, file: StoredFile, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the Document, Video, Audio, Voice or Animation object of a stored file."""
    described: dict[str, Any] = {"file_id": file.file_id, "file_unique_id": file.unique_id}
    if kind in {"video", "animation"}:
        described |= {"width": options.get("width") or 0, "height": options.get("height") or 0}
    if kind != "document":
        described["duration"] = options.get("duration") or 0
    if kind == "audio":
        described |= {name: options[name] for name in ("performer", "title") if options.get(name)}
    if kind != "voice" and file.name:
        described["file_name"] = file.name
    return described | {"mime_type": file.mime, "file_size": file.size}


def media_ids(message: Mapping[str, Any]) -> list[str]:
    """Return the unique ids of a message's files, to tell whether an edit changes anything."""
    ids = [size["file_unique_id"] for size in message.get("photo", ())]
    return ids + [message[kind]["file_unique_id"] for kind in KINDS[1:] if kind in message]


def media_kind(message: Mapping[str, Any]) -> str | None:
    """Return which kind of media a message carries."""
    if "animation" in message:
        return "animation"
    return next((kind for kind in KINDS if kind in message), None)


def _find_source(files: FileStore, call: Call, kind: str, source: object) -> Upload | StoredFile:
    if isinstance(source, Upload):
        return source
    text = str(source)
    if text.startswith("attach://"):
        upload = call.uploads.get(text.removeprefix("attach://"))
        if upload is None:
            raise bad_request(f"can't find file {text!r} in the request")
        return upload
    if text.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # the sandbox reaches no network
    file = files.find(text)
    if file is None or file.file_id != text:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file
