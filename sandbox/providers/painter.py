"""Paints what the gateways deliver: a scene from words, or photos treated as the words say; pure and deterministic.

The same order gives the same picture, so a gateway need not keep its results. Call `paint` in a thread.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PIL import Image, ImageOps

from sandbox.providers.painting import edits, lettering, scene

Kind = Literal["png", "jpeg"]
_LONG_SIDE = {"512": 512, "1K": 1024, "2K": 2048, "4K": 4096}
_PAINTED_MAX = 2048  # larger pictures are painted at this size and enlarged
_FORMATS = frozenset({"PNG", "JPEG", "WEBP", "MPO"})
_PHOTO_PIXELS_MAX = 100_000_000
_VARIATION = re.compile(r"\s*\(variation ([0-9]{1,9})\)\s*$")


@dataclass(frozen=True)
class Order:
    """One picture to paint; ``index`` tells apart the pictures of one prompt."""

    prompt: str
    width: int
    height: int
    photos: tuple[bytes, ...] = ()
    index: int = 0
    kind: Kind = "png"


def order(
    prompt: str,
    ratio: str | None = None,
    size: str = "1K",
    photos: Sequence[bytes] = (),
    *,
    index: int = 0,
    kind: Kind = "png",
) -> Order:
    """Return an order; ``ratio`` is ``16:9`` or ``1536x1024`` (exact pixels), None keeps the first photo's ratio."""
    width, height = _pixels(ratio, _LONG_SIDE[size], photos)
    variation = _VARIATION.search(prompt)  # the suffix against a gateway's cache: another picture of the same words
    if variation:
        prompt, index = prompt[: variation.start()], index + int(variation[1])
    return Order(prompt, width, height, tuple(photos), index, kind)


def _pixels(ratio: str | None, long: int, photos: Sequence[bytes]) -> tuple[int, int]:
    if ratio and "x" in ratio:
        width, height = ratio.split("x")
        return int(width), int(height)
    if ratio:
        across, down = (int(part) for part in ratio.split(":"))
    elif photos:
        with Image.open(io.BytesIO(photos[0])) as photo:
            across, down = ImageOps.exif_transpose(photo).size
        across, down = max(across, down // 4, 1), max(down, across // 4, 1)
    else:
        across, down = 1, 1
    scale = long / max(across, down)
    return max(16, round(across * scale)), max(16, round(down * scale))


def is_picture(data: bytes) -> bool:
    """Say whether bytes are a PNG, JPEG or WebP of a sane size (its head is read, not all of it)."""
    try:
        with Image.open(io.BytesIO(data)) as photo:
            return photo.format in _FORMATS and photo.width * photo.height <= _PHOTO_PIXELS_MAX
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False


def paint(wanted: Order) -> bytes:
    """Paint and encode one picture."""
    seed = int.from_bytes(hashlib.sha256(f"{wanted.prompt}\0{wanted.index}".encode("utf-8", "replace")).digest()[:6])
    shrink = min(1.0, _PAINTED_MAX / max(wanted.width, wanted.height))
    size = (round(wanted.width * shrink), round(wanted.height * shrink))
    if wanted.photos:
        image = edits.edit(wanted.prompt, [_open(photo) for photo in wanted.photos], size, seed)
    else:
        image = scene.compose(wanted.prompt, *size, seed)
        lettering.caption(image, wanted.prompt)
    if shrink < 1:
        image = image.resize((wanted.width, wanted.height), Image.Resampling.BICUBIC)
    return _encoded(image, wanted.kind)


def _open(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as photo:
        photo.draft("RGB", (2 * _PAINTED_MAX, 2 * _PAINTED_MAX))
        upright = ImageOps.exif_transpose(photo)
        if upright.mode not in {"RGBA", "LA", "PA", "P"}:
            return upright.convert("RGB")
        whole = upright.convert("RGBA")
        ground = Image.new("RGB", whole.size, (255, 255, 255))
        ground.paste(whole, (0, 0), whole)
        return ground


def _encoded(image: Image.Image, kind: Kind) -> bytes:
    out = io.BytesIO()
    if kind == "png":
        image.save(out, "PNG", compress_level=1)
    else:
        image.save(out, "JPEG", quality=90)
    return out.getvalue()


@lru_cache(maxsize=4)
def fixed_picture(kind: Kind) -> bytes:
    """Return the one picture that is sent where none is to be painted; small, so that load tests load the bot."""
    return paint(Order("a fixed picture for load tests", 256, 256, kind=kind))


@lru_cache(maxsize=1)
def draft() -> bytes:
    """Return the small draft that some models show among their thoughts."""
    return paint(Order("a draft", 128, 128, kind="jpeg"))
