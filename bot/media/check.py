"""Tell what a picture is from its structure alone: nothing is decoded, no decoder is loaded, whoever sent it.

A picture that stops half-way, a page of HTML, a bomb or an odd format is refused here; pixels are the business of
`bot.media.worker`, in a process of its own.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

PIXELS_MAX = 40_000_000
BYTES_MAX = 64 * 1024 * 1024  # of one answer or file of a gateway: nothing larger is fetched, or looked at
SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_JPEG_SIZES = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive: what pictures are made of


class NotAPictureError(Exception):
    """The file is no picture that we take; ``reason`` is for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Picture:
    """What the header says: type and size in pixels, as stored (before any turning)."""

    mime: str
    width: int
    height: int

    @property
    def suffix(self) -> str:
        """The file ending for this type."""
        return SUFFIXES[self.mime]


def look(path: Path) -> Picture:
    """Check a file; raises NotAPictureError."""
    if path.stat().st_size > BYTES_MAX:
        raise NotAPictureError("too many bytes")
    return look_at(path.read_bytes())


def look_at(data: bytes) -> Picture:
    """Check the bytes of a file; raises NotAPictureError."""
    try:
        if data.startswith(_PNG):
            picture = _png(data)
        elif data.startswith(b"\xff\xd8\xff"):
            picture = _jpeg(data)
        elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            picture = _webp(data)
        else:
            raise NotAPictureError("empty" if not data else "neither PNG, JPEG nor WebP")
    except IndexError:
        raise NotAPictureError("cut short") from None
    if picture.width < 1 or picture.height < 1:
        raise NotAPictureError("no pixels")
    if picture.width * picture.height > PIXELS_MAX:
        raise NotAPictureError(f"{picture.width}x{picture.height} pixels are too many")
    return picture


def _number(data: bytes, start: int, length: int, order: str = "big") -> int:
    piece = data[start : start + length]
    if len(piece) < length:
        raise NotAPictureError("cut short")
    return int.from_bytes(piece, "little" if order == "little" else "big")


def _png(data: bytes) -> Picture:
    """Walk all chunks and their checksums, from IHDR over IDAT to IEND."""
    picture, has_data, at = None, False, len(_PNG)
    view = memoryview(data)
    while True:
        length = _number(data, at, 4)
        kind = data[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(data):
            raise NotAPictureError("cut short")
        if zlib.crc32(view[at + 4 : end - 4]) != _number(data, end - 4, 4):
            raise NotAPictureError("a damaged PNG")
        if picture is None:
            picture = _png_header(data, kind, length)
        has_data = has_data or (kind == b"IDAT" and length > 0)
        if kind == b"IEND":
            break
        at = end
    if not has_data:
        raise NotAPictureError("a PNG without picture")
    return picture


def _png_header(data: bytes, kind: bytes, length: int) -> Picture:
    if kind != b"IHDR" or length != 13 or data[24] not in _PNG_DEPTHS.get(data[25], ()):
        raise NotAPictureError("a damaged PNG")
    return Picture("image/png", _number(data, 16, 4), _number(data, 20, 4))


def _jpeg(data: bytes) -> Picture:
    """Walk the segments to the first scan, then ask for the end mark behind it (scans cannot contain it)."""
    picture, at = None, 2
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:
            at += 1
        if data[at] != 0xFF:
            raise NotAPictureError("a damaged JPEG")
        marker = data[at + 1]
        length = _number(data, at + 2, 2)
        if marker == 0xDA:
            break
        if marker in _JPEG_SIZES:
            picture = Picture("image/jpeg", _number(data, at + 7, 2), _number(data, at + 5, 2))
        elif marker in (0xD9, 0x00) or length < 2:
            raise NotAPictureError("a damaged JPEG")
        at += 2 + length
    if picture is None:
        raise NotAPictureError("a JPEG without size")
    if data.find(b"\xff\xd9", at + 2 + length) < 0:
        raise NotAPictureError("cut short")
    return picture


def _webp(data: bytes) -> Picture:
    """Walk the chunks inside the length that the file names; the first one or the picture chunk tells the size."""
    end = 8 + _number(data, 4, 4, "little")
    if end > len(data):
        raise NotAPictureError("cut short")
    picture, has_data, at = None, False, 12
    while at + 8 <= end:
        kind, length = data[at : at + 4], _number(data, at + 4, 4, "little")
        start = at + 8
        if start + length > end:
            raise NotAPictureError("cut short")
        picture = picture or _webp_size(data, kind, start)
        has_data = has_data or kind in (b"VP8 ", b"VP8L", b"ANMF")
        at = start + length + (length & 1)
    if picture is None or not has_data:
        raise NotAPictureError("a WebP without picture")
    return picture


def _webp_size(data: bytes, kind: bytes, start: int) -> Picture | None:
    if kind == b"VP8X":
        width, height = _number(data, start + 4, 3, "little") + 1, _number(data, start + 7, 3, "little") + 1
    elif kind == b"VP8L":
        bits = _number(data, start + 1, 4, "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif kind == b"VP8 ":
        if data[start + 3 : start + 6] != b"\x9d\x01\x2a":
            raise NotAPictureError("a damaged WebP")
        width, height = _number(data, start + 6, 2, "little") & 0x3FFF, _number(data, start + 8, 2, "little") & 0x3FFF
    else:
        return None
    return Picture("image/webp", width, height)
