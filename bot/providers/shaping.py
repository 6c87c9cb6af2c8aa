"""A downloaded file → what we keep: known by its bytes, in the form that Telegram takes, synced, then named."""

from __future__ import annotations

import asyncio
import hashlib
import os
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from bot.media import reel
from bot.media.check import NotAPictureError, Picture, look
from bot.providers.wire import About, Task, TextOutput
from storage.folder import sync_names

_TITLE_MAX = 200
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_PROMISED = {
    Task.IMAGE: ("picture",),
    Task.BLEND: ("picture",),
    Task.UPSCALE: ("picture", "video"),
    Task.CUTOUT: ("picture",),
    Task.VIDEO: ("video",),
    Task.EXTEND: ("video", "sound"),
    Task.SPEECH: ("sound",),
    Task.SONG: ("sound",),
    Task.SOUND: ("sound", "video"),
    Task.DESCRIBE: (),
    Task.TRANSCRIBE: (),
    Task.CHAT: ("picture",),
    Task.FOLLOW: ("picture", "video", "sound"),
}


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file on our disk: type by its bytes, sizes in pixels and bytes, 0 where a kind has none.

    ``thumb`` is a small JPEG of a film or the cover of a song; ``key`` and ``seed`` are what the gateway told of it.
    """

    path: Path
    sha256: str
    mime: str
    width: int = 0
    height: int = 0
    size_bytes: int = 0
    duration_ms: int = 0
    thumb: Path | None = None
    title: str = ""
    key: str = ""
    seed: str = ""


def create(part: Path) -> BinaryIO:
    """Open a new private file, and make its folder where it is missing."""
    part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def write_whole(data: bytes, part: Path) -> None:
    """Write a file in one go."""
    with create(part) as file:
        file.write(data)


def is_blank(text: str) -> bool:
    """Whether nothing of a text would be seen."""
    return all(unicodedata.category(sign) in _UNSEEN for sign in text)


def save_text(output: TextOutput, part: Path, target: Path) -> SavedFile:
    """Keep words as a file, without control characters; blocking."""
    text = "".join(sign for sign in output.text if sign in "\n\t" or unicodedata.category(sign) != "Cc")
    write_whole(text.encode("utf-8", "replace"), part)
    return named(
        part, target, SavedFile(target, "", "text/plain", title=output.about.title, key=output.about.key), ".txt"
    )


async def shaped(part: Path, target: Path, about: About, task: Task) -> SavedFile:
    """Look at a file, bring it into form, and give it its name.

    Raises NotAPictureError, NotAReelError (it is not what the task promises) or ConversionError.
    """
    kind = await asyncio.to_thread(_kind_of, part, about.mime)
    if kind != "picture" and kind not in _PROMISED[task]:  # what is no picture either is told by its own check
        raise NotAPictureError(f"a {kind} where {task} was asked for")
    saved = SavedFile(target, "", "", title=about.title[:_TITLE_MAX], key=about.key, seed=about.seed)
    if kind == "picture":
        found = await asyncio.to_thread(look, part)
        if "picture" not in _PROMISED[task]:
            raise NotAPictureError(f"a picture where {task} was asked for")
        return await asyncio.to_thread(_picture, part, target, saved, found)
    form: reel.Form = "video" if kind == "video" else "voice" if task is Task.SPEECH else "song"
    made = await reel.ready(part, form, about.mime)
    saved = replace(saved, mime=made.mime, width=made.width, height=made.height, duration_ms=made.duration_ms)
    try:
        if made.thumb is not None:
            thumb = target.with_name(f"{target.name}-thumb.jpg")
            made.thumb.replace(thumb)
            saved = replace(saved, thumb=thumb)
        return await asyncio.to_thread(named, made.path, target, saved, made.suffix)
    finally:
        made.path.unlink(missing_ok=True)


def _picture(part: Path, target: Path, saved: SavedFile, picture: Picture) -> SavedFile:
    saved = replace(saved, mime=picture.mime, width=picture.width, height=picture.height)
    return named(part, target, saved, picture.suffix)


def named(part: Path, target: Path, saved: SavedFile, suffix: str) -> SavedFile:
    """Sync the file and give it its name; blocking, so it runs in a thread."""
    with part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    path = target.with_name(target.name + suffix)
    size = part.stat().st_size
    part.replace(path)
    # The folder's own name too: it may be new.
    sync_names(path.parent)
    sync_names(path.parent.parent)
    return replace(saved, path=path, sha256=digest, size_bytes=size)


def _kind_of(part: Path, told: str) -> str:
    """Tell from the first bytes what a file is; ``told`` is believed for bare PCM only, which has no mark."""
    with part.open("rb") as file:
        head = file.read(16)
    if head[4:8] == b"ftyp":
        return "sound" if head[8:12] in (b"M4A ", b"M4B ") else "video"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "video"
    is_sound = head.startswith((b"ID3", b"OggS", b"fLaC")) or (head[:4] == b"RIFF" and head[8:12] == b"WAVE")
    is_frame = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] not in (0xFF, 0xD8)
    if is_sound or is_frame:
        return "sound"
    return "sound" if told.lower().startswith(("audio/l16", "audio/pcm")) else "picture"
