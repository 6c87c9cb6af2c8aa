"""Sets a caption in any Vietnamese or English: a system font that has the letters, else marks drawn by hand.

Pillow's own font knows ASCII only. Where no system font is found, each letter is set as its base letter and the marks
of Vietnamese are drawn on it, so a bare container reads right too.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont
_FONTS = (
    "NotoSans-Regular.ttf",
    "DejaVuSans.ttf",
    "LiberationSans-Regular.ttf",
    "Roboto-Regular.ttf",
    "Arial.ttf",
    "arial.ttf",
    "segoeui.ttf",
    "Helvetica.ttc",
)
_READ_MAX = 300  # characters of a text that can matter for two lines
_FINE = 3  # marks drawn by hand are drawn larger and reduced: smooth edges
_PROBE = "ạắẵđưỳẬ"


@lru_cache(maxsize=16)
def font(size: int) -> tuple[Font, bool]:
    """Return a font and whether it has Vietnamese letters."""
    for name in _FONTS:
        try:
            found = ImageFont.truetype(name, size)
        except OSError:
            continue
        if _knows(found):
            return found, True
    return _own(size), False


@lru_cache(maxsize=16)
def _own(size: int) -> Font:
    """Return the font that comes with Pillow."""
    found = ImageFont.load_default(size)
    if not isinstance(found, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType")
    return found


def _knows(found: Font) -> bool:
    missing = bytes(found.getmask("\uffff"))
    return all(bytes(found.getmask(letter)) != missing for letter in _PROBE)


def _split(letter: str) -> tuple[str, str]:
    """Return the base letter and its marks; đ has none of its own in Unicode, so it gets one here."""
    if letter in "đĐ":
        return ("d", "-") if letter == "đ" else ("D", "=")
    apart = unicodedata.normalize("NFD", letter)
    return apart[:1], apart[1:]


def width(text: str, size: int) -> float:
    """Return how wide a line is, in pixels."""
    face, full = font(size)
    return float(face.getlength(text if full else _plain(text)))


def _plain(text: str) -> str:
    return "".join(base if ord(base) < 128 else "-" for base in (_split(letter)[0] for letter in text))


def write(mask: Image.Image, place: tuple[float, float], text: str, size: int, fill: int) -> None:
    """Write one line on an L mask, its baseline ``size`` below the place."""
    face, full = font(size)
    if full:
        ImageDraw.Draw(mask).text((place[0], place[1] + size), text, font=face, fill=fill, anchor="ls")
        return
    large = Image.new("L", (mask.width * _FINE, mask.height * _FINE))
    write_by_hand(ImageDraw.Draw(large), (place[0] * _FINE, place[1] * _FINE), text, size * _FINE, fill)
    mask.paste(ImageChops.lighter(mask, large.reduce(_FINE)))


def write_by_hand(pen: ImageDraw.ImageDraw, place: tuple[float, float], text: str, size: int, fill: int) -> None:
    """Write with Pillow's own font, letter by letter, and draw the marks."""
    face = _own(size)
    x, baseline = place[0], place[1] + size
    for letter in unicodedata.normalize("NFC", text):
        base, marks = _split(letter)
        base = base if ord(base) < 128 else "-"
        pen.text((x, baseline), base, font=face, fill=fill, anchor="ls")
        wide = face.getlength(base)
        box = face.getbbox(base, anchor="ls")
        _draw_marks(pen, marks, (x + box[0], baseline + box[1], x + box[2], baseline), size, fill)
        x += wide


def _draw_marks(
    pen: ImageDraw.ImageDraw,
    marks: str,
    box: tuple[float, float, float, float],
    size: int,
    fill: int,
) -> None:
    """Draw the marks of one letter over (or under) its box; a tone stands on top of a hat."""
    left, top, right, bottom = box
    middle, s = (left + right) / 2, size / 24
    stroke = max(1, round(1.9 * s))
    rise = top - 2.4 * s
    for mark in sorted(marks, key="-=\u0302\u0306\u031b\u0323\u0301\u0300\u0309\u0303".find):
        if mark in "-=":
            level = top + 4.4 * s if mark == "-" else (top + bottom) / 2
            ends = (middle - s, right + 1.6 * s) if mark == "-" else (left - 2.4 * s, middle)
            pen.line((ends[0], level, ends[1], level), fill=fill, width=stroke)
        elif mark == "\u0302":
            pen.line((middle - 4 * s, rise, middle, rise - 3.6 * s, middle + 4 * s, rise), fill=fill, width=stroke)
            rise -= 5.4 * s
        elif mark == "\u0306":
            pen.arc((middle - 4 * s, rise - 7 * s, middle + 4 * s, rise), 20, 160, fill=fill, width=stroke)
            rise -= 4.6 * s
        elif mark == "\u031b":
            pen.arc((right - 4.4 * s, top - 3.4 * s, right + 1.8 * s, top + 3 * s), 320, 80, fill=fill, width=stroke)
        elif mark == "\u0323":
            pen.ellipse((middle - 1.5 * s, bottom + 2.4 * s, middle + 1.5 * s, bottom + 5.4 * s), fill=fill)
        elif mark in "\u0300\u0301":
            lean = 2.6 * s if mark == "\u0301" else -2.6 * s
            pen.line((middle - lean, rise, middle + lean, rise - 4.4 * s), fill=fill, width=stroke)
        elif mark == "\u0309":
            pen.arc(
                (middle - 2.4 * s, rise - 5 * s, middle + 2.4 * s, rise - 0.6 * s), 180, 90, fill=fill, width=stroke
            )
        elif mark == "\u0303":
            wave = (
                middle - 4 * s,
                rise,
                middle - 1.6 * s,
                rise - 2.6 * s,
                middle + 1.6 * s,
                rise - 0.6 * s,
                middle + 4 * s,
                rise - 3 * s,
            )
            pen.line(wave, fill=fill, width=stroke, joint="curve")


def lines(text: str, size: int, room: float, most: int) -> list[str]:
    """Break a text into at most so many lines that fit; what is left over ends in an ellipsis."""
    found: list[str] = []
    line = ""
    for word in unicodedata.normalize("NFC", text[:_READ_MAX]).split():
        longer = f"{line} {word}".strip()
        if width(longer, size) <= room or not line:
            line = longer
            continue
        found.append(line)
        line = word
    found.append(line)
    if len(found) > most:
        found = found[:most]
        found[-1] += " …"
    while found and width(found[-1], size) > room and len(found[-1]) > 2:
        found[-1] = found[-1].rstrip("… ")[:-1] + "…"
    return [line for line in found if line]


def band(image: Image.Image) -> int:
    """Return the height of the strip at the lower edge that captions and ribbons keep to."""
    return max(28, round(min(image.size) * 0.07))


def caption(image: Image.Image, text: str) -> None:
    """Set the prompt small into the lower left corner, on a shade that only darkens what is behind it."""
    tall = band(image)
    size = round(tall * 0.31)
    edge = round(tall * 0.5)
    rows = lines(text, size, image.width - 2 * edge, 1)
    if not rows:
        return
    depth = min(image.height, tall * 2)
    shade = Image.linear_gradient("L").resize((image.width, depth)).point([v * 150 // 255 for v in range(256)])
    image.paste((8, 8, 16), (0, image.height - depth), shade)
    mask = Image.new("L", (image.width, tall))
    pen = ImageDraw.Draw(mask)
    pen.line((edge, size * 0.3, edge + size * 2, size * 0.3), fill=170, width=max(1, size // 12))
    write(mask, (edge, size * 0.75), rows[0], size, 235)
    image.paste((255, 252, 244), (0, image.height - tall), mask)
