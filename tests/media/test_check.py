"""The structural check says what Pillow says of good pictures, and refuses what is none."""

from __future__ import annotations

import io
import struct
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.media.check import NotAPictureError, look, look_at
from tests.providers.pictures import picture

KINDS = [
    ("PNG", "image/png", {}),
    ("JPEG", "image/jpeg", {}),
    ("JPEG", "image/jpeg", {"progressive": True}),
    ("JPEG", "image/jpeg", {"exif": b"Exif\0\0" + b"\xff\xd9" * 50}),
    ("WEBP", "image/webp", {}),
    ("WEBP", "image/webp", {"lossless": True}),
    ("WEBP", "image/webp", {"exif": b"Exif\0\0abc", "lossless": True}),
]


@pytest.mark.parametrize(("kind", "mime", "options"), KINDS)
@pytest.mark.parametrize("size", [(1, 1), (64, 48), (301, 77)])
def test_a_good_picture_is_known_by_type_and_size(tmp_path, kind, mime, options, size):
    path = tmp_path / "a"
    path.write_bytes(picture(kind, size, **options))
    found = look(path)
    assert (found.mime, found.width, found.height) == (mime, *size)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA"])
def test_every_colour_type_of_png_passes(mode):
    out = io.BytesIO()
    Image.new(mode, (40, 30)).save(out, "PNG")
    assert look_at(out.getvalue()).width == 40


@pytest.mark.parametrize(("kind", "mime", "options"), KINDS)
def test_a_picture_cut_anywhere_is_refused(kind, mime, options):
    whole = picture(kind, (120, 90), **options)
    for end in sorted({*range(0, len(whole), max(1, len(whole) // 60)), len(whole) - 1}):
        with pytest.raises(NotAPictureError):
            look_at(whole[:end])


def test_bytes_behind_the_end_of_a_picture_do_no_harm():
    for kind in ("PNG", "JPEG", "WEBP"):
        assert look_at(picture(kind) + b"\0\0trailing").width == 64


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body>Bad Gateway</body></html>",
        b'{"error": "no"}',
        b"GIF89a" + b"\0" * 100,
        b"%PDF-1.7",
        b"BM" + b"\0" * 100,
        b"II*\0" + b"\0" * 100,
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8" + b"\xff" * 1000,
        b"RIFF\x04\0\0\0WEBP",
        b"RIFF\xff\xff\xff\xffWEBPVP8 ",
        b"\0" * 1000,
    ],
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(NotAPictureError):
        look_at(data)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width, height, *chunks):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (0, 5), (5, 0), (2**31, 1), (6_326, 6_326)])
def test_a_bomb_or_an_empty_canvas_is_refused_at_once(width, height):
    data = png(width, height, chunk(b"IDAT", zlib.compress(b"\0" * 1000)))
    started = time.perf_counter()
    with pytest.raises(NotAPictureError):
        look_at(data)
    assert time.perf_counter() - started < 0.1


def test_a_png_with_a_wrong_checksum_or_without_picture_is_refused():
    good = bytearray(picture())
    good[60] ^= 1
    with pytest.raises(NotAPictureError):
        look_at(bytes(good))
    with pytest.raises(NotAPictureError):
        look_at(png(10, 10))


def test_a_file_of_too_many_bytes_is_refused_unread(tmp_path):
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    with pytest.raises(NotAPictureError, match="many bytes"):
        look(path)


@given(st.sampled_from(KINDS), st.integers(0, 10_000), st.binary(min_size=1, max_size=20))
def test_damaged_bytes_are_read_or_refused_but_never_break_the_check(kind, at, junk):
    whole = bytearray(picture(kind[0], (40, 30), **kind[2]))
    at %= len(whole)
    whole[at : at + len(junk)] = junk
    try:
        found = look_at(bytes(whole))
    except NotAPictureError:
        return
    assert 0 < found.width * found.height <= 40_000_000


@given(st.binary(max_size=300), st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\x40\0\0\0WEBP"]))
def test_noise_behind_a_right_beginning_never_breaks_the_check(noise, start):
    with pytest.raises(NotAPictureError):
        look_at(start + noise)
