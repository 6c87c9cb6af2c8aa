"""Turn pictures into others, safely: in a short-lived process (`bot.media.worker`), ten seconds of CPU at most.

Results appear under their name only when they are whole; what fails leaves nothing behind.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from bot.media import workshop
from bot.media.check import NotAPictureError, Picture, look
from bot.media.workshop import ConversionError

_TIMEOUT_S = 10.0
_OWN_TIMEOUT_S = 30.0  # for pictures that we asked for: ten of 4K take 5 s of CPU, more on a busy machine
_WORKER = Path(__file__).with_name("worker.py")
_PHOTO_BYTES_MAX = 10 * 1024 * 1024  # Telegram's rules for photos
_PHOTO_SIDES_MAX = 10_000
_PHOTO_RATIO_MAX = 20


async def clean(path: Path, stem: Path, *, timeout_s: float = _TIMEOUT_S) -> Path:
    """Re-encode a photo that somebody sent: upright, no metadata, longest side 2048, at most 5 MB.

    Returns ``stem`` with ``.jpg``, or ``.png`` where the photo is see-through. ``path`` is left as it is.

    Raises:
        NotAPictureError: whatever is no picture, or cannot be decoded within memory and time.

    """
    await asyncio.to_thread(look, path)
    try:
        return await _run("clean", [path], stem, timeout_s)
    except ConversionError as error:
        raise NotAPictureError(str(error)) from None


async def grid(paths: Sequence[Path], out: Path, *, timeout_s: float = _OWN_TIMEOUT_S) -> Path:
    """Lay 2 to 10 pictures out as one numbered JPEG at ``out``, at most 2048 pixels a side.

    Raises:
        ValueError: too few or too many. NotAPictureError, ConversionError: it cannot be made.

    """
    if not 2 <= len(paths) <= 10:
        raise ValueError(f"a grid takes 2 to 10 pictures, not {len(paths)}")
    return await _run("grid", paths, out.with_suffix(""), timeout_s)


async def shrink(path: Path, out: Path, *, timeout_s: float = _OWN_TIMEOUT_S) -> Path:
    """Make a JPEG at ``out`` that Telegram takes as a photo, where it is not too long; raises as `grid` does."""
    return await _run("shrink", [path], out.with_suffix(""), timeout_s)


async def mask(path: Path, stem: Path, *, timeout_s: float = _TIMEOUT_S) -> Path:
    """Make a mask of what somebody painted: a PNG that is white and see-through where work is wanted, else black."""
    return await _run("mask", [path], stem, timeout_s)


async def thumbnail(path: Path, out: Path, *, timeout_s: float = _OWN_TIMEOUT_S) -> Path:
    """Make the small JPEG at ``out`` that Telegram shows beside a film or a song; raises as `shrink` does."""
    return await _run("thumbnail", [path], out.with_suffix(""), timeout_s)


def fits_photo(picture: Picture, size_bytes: int) -> bool:
    """Tell whether Telegram takes it as a photo: 10 MB, width + height 10,000, ratio 20 (PLATFORM.md)."""
    short, long = sorted((picture.width, picture.height))
    return size_bytes <= _PHOTO_BYTES_MAX and short + long <= _PHOTO_SIDES_MAX and long <= _PHOTO_RATIO_MAX * short


async def _run(op: str, sources: Sequence[Path], stem: Path, timeout_s: float) -> Path:
    for path in sources:
        await asyncio.to_thread(look, path)
    part = stem.with_name(f".{stem.name}.{op}.part")
    try:
        answer = await workshop.run(_WORKER, op, [part, *sources], (), timeout_s)
        if "suffix" not in answer:
            raise NotAPictureError(f"cannot be decoded ({answer.get('error')})")
        return await asyncio.to_thread(_settle, part, stem.with_name(stem.name + str(answer["suffix"])))
    finally:
        _drop(part)


def _drop(part: Path) -> None:
    part.unlink(missing_ok=True)


def _settle(part: Path, path: Path) -> Path:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)
    return path
