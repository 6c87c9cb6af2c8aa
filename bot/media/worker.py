"""Where pixels are decoded: a process of its own with little memory and time, no network names and no keys.

Started by `bot.media.convert` as ``worker.py <op> <out> <in> …``; prints one line of JSON. It imports nothing of ours,
so that a hostile picture meets as little as possible.
"""

from __future__ import annotations

import json
import math
import os
import resource
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

MIB = 1024 * 1024
PIXELS_MAX = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
CLEAN_SIDE_MAX = 2048  # what gateways take without refusing or scaling it themselves (key4u.md §7)
CLEAN_BYTES_MAX = 5 * MIB
GRID_SIDE_MAX = 2048
PHOTO_BYTES_MAX = 10 * MIB  # Telegram's rules for photos
PHOTO_SIDE_MAX = 4096
THUMB_SIDE_MAX = 320
THUMB_BYTES_MAX = 200 * 1000
_GAP = 8
_BACK = (24, 24, 27)
_RATIO_MIN, _RATIO_MAX = 0.5, 2.2


def limit(memory: int = 1024 * MIB, seconds: int = 10) -> None:
    """Bind this process: address space, CPU time, size of what it writes, no core file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * MIB, 64 * MIB))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(path: Path, side_max: int | None = None) -> Image.Image:
    """Decode one picture upright onto a fresh canvas: no metadata, RGB or RGBA; optionally made smaller on the way."""
    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(path, formats=FORMATS) as source:
            if side_max:
                source.draft("RGB", (side_max, side_max))  # JPEG decodes straight to an eighth where that is enough
            source.load()
            upright = ImageOps.exif_transpose(source)
    if upright.mode in {"I", "I;16", "I;16B", "I;16L", "F"}:
        upright = upright.convert("I").point(lambda value: value / 257).convert("L")
    has_alpha = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    pixels = upright.convert("RGBA" if has_alpha else "RGB")
    if has_alpha and pixels.getchannel("A").getextrema() == (255, 255):
        pixels = pixels.convert("RGB")
    if side_max and max(pixels.size) > side_max:
        pixels.thumbnail((side_max, side_max), Image.Resampling.LANCZOS)
    fresh = Image.new(pixels.mode, pixels.size)
    fresh.paste(pixels)
    return fresh


def on_white(picture: Image.Image) -> Image.Image:
    """Return the picture without transparency."""
    if picture.mode != "RGBA":
        return picture
    canvas = Image.new("RGB", picture.size, (255, 255, 255))
    canvas.paste(picture, mask=picture.getchannel("A"))
    return canvas


def write_jpeg(picture: Image.Image, out: Path, bytes_max: int) -> None:
    """Save as JPEG below a size: less quality first, then fewer pixels."""
    picture = on_white(picture)
    for quality in (92, 88, 82, 75):
        picture.save(out, "JPEG", quality=quality, subsampling="4:4:4" if quality > 90 else "4:2:0")
        if out.stat().st_size <= bytes_max:
            return
    while out.stat().st_size > bytes_max:
        picture = picture.resize((max(1, picture.width * 3 // 4), max(1, picture.height * 3 // 4)))
        picture.save(out, "JPEG", quality=80)


def clean(out: Path, sources: Sequence[Path]) -> str:
    """Re-encode a photo that somebody sent; PNG where it is see-through, else JPEG. Returns the ending."""
    picture = read(sources[0], CLEAN_SIDE_MAX)
    if picture.mode == "RGBA":
        picture.save(out, "PNG")
        if out.stat().st_size <= CLEAN_BYTES_MAX:
            return ".png"
    write_jpeg(picture, out, CLEAN_BYTES_MAX)
    return ".jpg"


def shrink(out: Path, sources: Sequence[Path]) -> str:
    """Make a picture fit for Telegram's photos; one that is too long for a photo stays so."""
    write_jpeg(on_white(read(sources[0], PHOTO_SIDE_MAX)), out, PHOTO_BYTES_MAX)
    return ".jpg"


def mask(out: Path, sources: Sequence[Path]) -> str:
    """Tell painted from plain: what is see-through, else what is bright; some gateways read colour, some alpha."""
    picture = read(sources[0], CLEAN_SIDE_MAX)
    if picture.mode == "RGBA":
        here = picture.getchannel("A").point(lambda value: 255 if value < 128 else 0)
    else:
        here = picture.convert("L").point(lambda value: 255 if value >= 128 else 0)
    made = Image.merge("RGBA", (here, here, here, here.point(lambda value: 255 - value)))
    made.save(out, "PNG")
    return ".png"


def thumbnail(out: Path, sources: Sequence[Path]) -> str:
    """Make a picture as small as Telegram wants thumbnails: 320 a side, 200 kB."""
    write_jpeg(read(sources[0], THUMB_SIDE_MAX), out, THUMB_BYTES_MAX)
    return ".jpg"


def rows_of(ratios: Sequence[float]) -> list[int]:
    """Return how many pictures stand in each row: near to a square, cells of like size, larger ones on top."""
    best: list[int] = []
    best_score = math.inf
    for rows in range(1, len(ratios) + 1):
        low, more = divmod(len(ratios), rows)
        counts = [low] * (rows - more) + [low + 1] * more
        sums = [sum(ratios[start : start + count]) for start, count in _spans(counts)]
        score = abs(math.log(sum(1 / one for one in sums))) + 0.5 * math.log(max(sums) / min(sums))
        if score < best_score - 1e-9:
            best, best_score = counts, score
    return best


def _spans(counts: Sequence[int]) -> list[tuple[int, int]]:
    """Return where each row begins among the pictures, and how many it holds."""
    return [(sum(counts[:row]), count) for row, count in enumerate(counts)]


def grid(out: Path, sources: Sequence[Path]) -> str:
    """Lay 2 to 10 pictures out in full rows with thin gaps, each with its number, at most 2048 pixels a side."""
    share = max(480, int(GRID_SIDE_MAX * 1.3 / math.sqrt(len(sources))))
    pictures = [on_white(read(path, share)) for path in sources]
    ratios = [min(max(one.width / one.height, _RATIO_MIN), _RATIO_MAX) for one in pictures]
    counts = rows_of(ratios)
    gaps = _GAP * (len(counts) - 1)
    width = GRID_SIDE_MAX
    while sum(heights := _heights(ratios, counts, width)) + gaps > GRID_SIDE_MAX:
        width -= 2
    canvas = Image.new("RGB", (width, sum(heights) + gaps), _BACK)
    top = 0
    for (start, count), height in zip(_spans(counts), heights, strict=True):
        _lay_row(canvas, pictures[start : start + count], ratios[start : start + count], (start + 1, top, height))
        top += height + _GAP
    write_jpeg(canvas, out, CLEAN_BYTES_MAX)
    return ".jpg"


def _lay_row(
    canvas: Image.Image, pictures: Sequence[Image.Image], ratios: Sequence[float], row: tuple[int, int, int]
) -> None:
    """Fill one row from edge to edge; ``row`` is its first number, its top and its height."""
    first, top, height = row
    free, total, left = canvas.width - _GAP * (len(pictures) - 1), sum(ratios), 0
    for place, (picture, ratio) in enumerate(zip(pictures, ratios, strict=True)):
        wide = canvas.width - left if place == len(pictures) - 1 else round(free * ratio / total)
        canvas.paste(ImageOps.fit(picture, (wide, height), Image.Resampling.LANCZOS), (left, top))
        _number(canvas, str(first + place), left, top)
        left += wide + _GAP


def _heights(ratios: Sequence[float], counts: Sequence[int], width: int) -> list[int]:
    return [round((width - _GAP * (count - 1)) / sum(ratios[start : start + count])) for start, count in _spans(counts)]


def _number(canvas: Image.Image, text: str, left: int, top: int) -> None:
    """Draw a number on a dark, half see-through disc in the upper left corner of a cell; drawn large, scaled down."""
    side, scale = max(canvas.size) // 24, 4
    edge = side * scale - 1
    disc = Image.new("RGBA", (side * scale, side * scale), (0, 0, 0, 0))
    draw = ImageDraw.Draw(disc)
    draw.ellipse((0, 0, edge, edge), fill=(0, 0, 0, 170), outline=(255, 255, 255, 110), width=scale * 2)
    font = ImageFont.load_default(side * scale * (0.58 if len(text) == 1 else 0.48))
    draw.text((edge / 2, edge / 2), text, font=font, fill=(255, 255, 255, 255), anchor="mm", stroke_width=scale // 2)
    disc = disc.resize((side, side), Image.Resampling.LANCZOS)
    canvas.paste(disc, (left + side // 3, top + side // 3), disc)


OPS: dict[str, Callable[[Path, Sequence[Path]], str]] = {
    "clean": clean,
    "grid": grid,
    "mask": mask,
    "shrink": shrink,
    "thumbnail": thumbnail,
}


def main(arguments: Sequence[str]) -> int:
    """Run one operation; the reason of a failure is its class, never a picture's own words."""
    op, out, *sources = arguments
    limit()
    os.umask(0o077)
    try:
        answer = {"suffix": OPS[op](Path(out), [Path(source) for source in sources])}
    except Exception as error:  # noqa: BLE001 (whatever a decoder raises: this picture is not taken)
        answer = {"error": type(error).__name__}
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0 if "suffix" in answer else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
