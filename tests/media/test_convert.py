"""Conversions in their own process: what people send becomes harmless, several pictures become one."""

from __future__ import annotations

import asyncio
import io
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from bot.media import convert, worker
from bot.media.check import NotAPictureError, Picture, look
from tests.providers.pictures import picture

ROOT = Path(worker.__file__).parents[2]


def saved(folder, name, data):
    path = folder / name
    path.write_bytes(data)
    return path


def with_gps(size=(300, 200)):
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned by a quarter
    exif[0x010E] = "a secret place"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (21.0, 1.0, 42.0)
    out = io.BytesIO()
    Image.open(io.BytesIO(picture("PNG", size))).save(out, "JPEG", exif=exif, icc_profile=b"x" * 200, comment=b"hidden")
    return out.getvalue()


async def test_a_photo_comes_out_upright_and_without_what_it_carried(tmp_path):
    raw = saved(tmp_path, "in.raw", with_gps())
    out = await convert.clean(raw, tmp_path / "in-clean")
    assert out == tmp_path / "in-clean.jpg"
    assert look(out) == Picture("image/jpeg", 200, 300)
    data = out.read_bytes()
    for hidden in (b"Exif", b"secret", b"hidden", b"ICC_PROFILE", b"GPS"):
        assert hidden not in data
    assert raw.exists()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in-clean.jpg", "in.raw"]
    assert out.stat().st_mode & 0o777 == 0o600


async def test_a_large_photo_is_made_smaller_and_a_small_one_is_not(tmp_path):
    large = saved(tmp_path, "large", picture("JPEG", (4000, 1000)))
    assert look(await convert.clean(large, tmp_path / "a")) == Picture("image/jpeg", 2048, 512)
    small = saved(tmp_path, "small", picture("WEBP", (90, 60)))
    assert look(await convert.clean(small, tmp_path / "b")) == Picture("image/jpeg", 90, 60)


async def test_a_see_through_picture_stays_see_through_and_an_opaque_one_becomes_jpeg(tmp_path):
    clear = saved(tmp_path, "clear", picture("PNG", mode="RGBA"))
    assert (await convert.clean(clear, tmp_path / "a")).suffix == ".png"
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (1, 2, 3, 255)).save(out, "PNG")
    assert (await convert.clean(saved(tmp_path, "opaque", out.getvalue()), tmp_path / "b")).suffix == ".jpg"


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "CMYK", "LA"])
async def test_every_colour_mode_can_be_cleaned(tmp_path, mode):
    out = io.BytesIO()
    Image.new(mode, (40, 30)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    found = look(await convert.clean(saved(tmp_path, "in", out.getvalue()), tmp_path / "out"))
    assert (found.width, found.height) == (40, 30)


def bomb():
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(b"\0" * (6000 * 3 * 100), 9)
    header = struct.pack(">IIBBBBB", 6000, 6000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [b"", b"<html>", picture()[:-30], picture("JPEG")[:-30], b"GIF89a" + b"\0" * 50, bomb(), b"\x89PNG\r\n\x1a\n"],
    ids=["empty", "html", "cut png", "cut jpeg", "gif", "too few rows", "head only"],
)
async def test_what_is_no_picture_is_refused_and_leaves_nothing_behind(tmp_path, data):
    raw = saved(tmp_path, "in.raw", data)
    with pytest.raises(NotAPictureError):
        await convert.clean(raw, tmp_path / "out")
    assert [one.name for one in tmp_path.iterdir()] == ["in.raw"]


async def test_a_worker_that_takes_too_long_is_killed(tmp_path):
    raw = saved(tmp_path, "in.raw", picture())
    with pytest.raises(NotAPictureError, match="took more"):
        await convert.clean(raw, tmp_path / "out", timeout_s=0.001)
    assert [one.name for one in tmp_path.iterdir()] == ["in.raw"]


def test_the_worker_cannot_take_more_memory_than_it_is_given():
    code = """
from bot.media import worker
worker.limit()
try:
    bytearray(1100 * 1024 * 1024)
except MemoryError:
    print("refused")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "refused"


async def test_the_worker_sees_none_of_our_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("KEY4U_API_KEY", "canary")
    seen = []
    real = asyncio.create_subprocess_exec

    async def watch(*arguments, **options):
        seen.append(options["env"])
        return await real(*arguments, **options)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", watch)
    await convert.clean(saved(tmp_path, "in", picture()), tmp_path / "out")
    assert seen == [{"LANG": "C.UTF-8"}]
    assert os.environ["KEY4U_API_KEY"] == "canary"


def numbered(folder, count, size):
    return [saved(folder, f"{index}.png", picture("PNG", size, seed=index)) for index in range(count)]


@pytest.mark.parametrize(("count", "size"), [(2, (640, 640)), (4, (640, 360)), (10, (360, 640))])
async def test_several_pictures_become_one_grid_of_bounded_size(tmp_path, count, size):
    out = await convert.grid(numbered(tmp_path, count, size), tmp_path / "grid.jpg")
    found = look(out)
    assert out == tmp_path / "grid.jpg"
    assert found.mime == "image/jpeg"
    assert 1000 < max(found.width, found.height) <= 2048
    assert convert.fits_photo(found, out.stat().st_size)


async def test_the_pictures_stand_in_the_grid_in_their_order(tmp_path):
    colours = [(220, 20, 20), (20, 220, 20), (20, 20, 220), (220, 220, 20)]
    paths = []
    for index, colour in enumerate(colours):
        path = tmp_path / f"{index}.png"
        Image.new("RGB", (512, 512), colour).save(path)
        paths.append(path)
    with Image.open(await convert.grid(paths, tmp_path / "grid.jpg")) as grid:
        quarter, three = grid.width // 4, grid.width * 3 // 4
        seen = [grid.getpixel(at) for at in ((quarter, quarter), (three, quarter), (quarter, three), (three, three))]
        corner = grid.crop((0, 0, grid.width // 8, grid.height // 8))
        assert len(corner.getcolors(100_000)) > 20, "there is a number in the corner"
    for wanted, found in zip(colours, seen, strict=True):
        assert all(abs(one - other) < 12 for one, other in zip(wanted, found, strict=True))


@pytest.mark.parametrize("count", [0, 1, 11])
async def test_a_grid_of_too_few_or_too_many_is_a_mistake(tmp_path, count):
    with pytest.raises(ValueError, match="2 to 10"):
        await convert.grid([tmp_path / "x"] * count, tmp_path / "grid.jpg")


@pytest.mark.parametrize("count", range(2, 11))
@pytest.mark.parametrize("ratio", [0.5, 1.0, 1.78])
def test_every_picture_has_its_place_in_rows(count, ratio):
    rows = worker.rows_of([ratio] * count)
    assert sum(rows) == count
    assert max(rows) - min(rows) <= 1


def test_four_alike_stand_two_by_two():
    for ratio in (0.56, 0.75, 1.0, 1.33, 1.78):
        assert worker.rows_of([ratio] * 4) == [2, 2]


async def test_a_picture_too_large_or_too_heavy_for_a_photo_is_made_fit(tmp_path):
    large = saved(tmp_path, "large", picture("PNG", (9980, 499)))
    assert not convert.fits_photo(look(large), large.stat().st_size)
    out = await convert.shrink(large, tmp_path / "large.jpg")
    assert out == tmp_path / "large.jpg"
    assert convert.fits_photo(look(out), out.stat().st_size)
    noise = Image.frombytes("RGB", (2200, 2200), os.urandom(2200 * 2200 * 3))
    noise.save(tmp_path / "heavy.png", compress_level=1)
    out = await convert.shrink(tmp_path / "heavy.png", tmp_path / "heavy.jpg")
    assert convert.fits_photo(look(out), out.stat().st_size)


async def test_two_at_a_time_and_all_are_done(tmp_path):
    paths = numbered(tmp_path, 5, (50, 50))
    done = await asyncio.gather(*(convert.clean(path, tmp_path / f"out-{path.stem}") for path in paths))
    assert [one.name for one in done] == [f"out-{index}.jpg" for index in range(5)]


async def test_a_worker_that_dies_is_an_error_of_ours_and_leaves_nothing_behind(tmp_path, monkeypatch):
    killer = tmp_path / "killer.py"
    killer.write_text("import os, signal, sys\nopen(sys.argv[2], 'w').close()\nos.kill(os.getpid(), signal.SIGKILL)\n")
    monkeypatch.setattr(convert, "_WORKER", killer)
    paths = numbered(tmp_path, 2, (50, 50))
    with pytest.raises(convert.ConversionError, match="killed"):
        await convert.grid(paths, tmp_path / "grid.jpg")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["0.png", "1.png", "killer.py"]


async def test_a_cancelled_conversion_ends_its_process(tmp_path, monkeypatch):
    sleeper = tmp_path / "sleeper.py"
    sleeper.write_text(
        "import os, sys, time\nopen(sys.argv[2] + '.pid', 'w').write(str(os.getpid()))\ntime.sleep(30)\n"
    )
    monkeypatch.setattr(convert, "_WORKER", sleeper)
    task = asyncio.create_task(convert.grid(numbered(tmp_path, 2, (50, 50)), tmp_path / "grid.jpg"))
    for _ in range(200):
        await asyncio.sleep(0.02)
        found = [one for one in tmp_path.glob(".grid*.pid") if one.read_text()]
        if found:
            break
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(int(found[0].read_text()), 0)
