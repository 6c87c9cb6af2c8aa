"""A surface to paint on: smooth shapes with soft edges, gradients, glows and grain, drawn with Pillow alone."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]
_FINE = 2  # shapes are drawn so many times larger and reduced: smooth edges


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Return a colour between two; ``share`` 0 is the first, 1 the second."""
    a, b, c = (round(x + (y - x) * share) for x, y in zip(one, other, strict=True))
    return a, b, c


def gradient(size: tuple[int, int], stops: Sequence[Colour]) -> Image.Image:
    """Return a picture that runs from the first colour at the top to the last at the bottom."""
    strip = Image.new("RGB", (1, 64))
    pixels = []
    for row in range(64):
        place = row / 63 * (len(stops) - 1)
        index = min(int(place), len(stops) - 2)
        pixels.append(mix(stops[index], stops[index + 1], place - index))
    strip.putdata(pixels)
    tall = strip.resize((1, size[1]), Image.Resampling.BICUBIC)
    return tall.resize(size, Image.Resampling.NEAREST)  # widening a column of one needs no filter


@lru_cache(maxsize=8)
def _noise(seed: int) -> Image.Image:
    del seed  # a few tiles, so that pictures do not share one
    return Image.effect_noise((512, 512), 26)


@lru_cache(maxsize=8)
def _vignette(size: tuple[int, int]) -> Image.Image:
    light = Image.radial_gradient("L").point([255 - int(max(0, v - 90) ** 1.5 / 28) for v in range(256)])
    return light.resize(size, Image.Resampling.BILINEAR)


def smooth(points: Sequence[Point], steps: int = 8, *, closed: bool = True) -> list[Point]:
    """Return a curve through the points (Catmull-Rom)."""
    count = len(points)
    found: list[Point] = []
    for index in range(count if closed else count - 1):
        if closed:
            p0, p1, p2, p3 = (points[(index + shift) % count] for shift in (-1, 0, 1, 2))
        else:
            p0, p1, p2, p3 = (points[min(max(index + shift, 0), count - 1)] for shift in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            found.append((_spline(p0[0], p1[0], p2[0], p3[0], t), _spline(p0[1], p1[1], p2[1], p3[1], t)))
    return found if closed else [*found, points[-1]]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def ribbon(centre: Sequence[Point], widths: Sequence[float]) -> list[Point]:
    """Return the outline of a line of changing width."""
    left, right = [], []
    for index, (x, y) in enumerate(centre):
        before, after = centre[max(index - 1, 0)], centre[min(index + 1, len(centre) - 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = math.hypot(dx, dy) or 1.0
        nx, ny = -dy / length * widths[index] / 2, dx / length * widths[index] / 2
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return left + right[::-1]


def circle(x: float, y: float, rx: float, ry: float | None = None) -> list[Point]:
    """Return the outline of a circle or an ellipse."""
    ry = rx if ry is None else ry
    return [(x + rx * math.cos(k * math.tau / 40), y + ry * math.sin(k * math.tau / 40)) for k in range(40)]


class Canvas:
    """A picture under way. ``u`` is a thousandth of the shorter side: sizes of things are given in it."""

    def __init__(self, width: int, height: int, rng: random.Random) -> None:
        """Start black."""
        self.width = width
        self.height = height
        self.u = min(width, height) / 1000
        self.rng = rng
        self.image = Image.new("RGB", (width, height))

    def shapes(
        self,
        outlines: Iterable[Sequence[Point]],
        fill: Colour | Sequence[Colour],
        opacity: float = 1.0,
        blur: float = 0.0,
    ) -> None:
        """Fill outlines (pixels) with a colour, or with a gradient over their height given as a list of colours."""
        kept = [outline for outline in outlines if len(outline) > 2]
        if not kept:
            return
        pad = int(blur * 3) + 2
        across = [x for outline in kept for x, _ in outline]
        down = [y for outline in kept for _, y in outline]
        left, top = max(0, int(min(across)) - pad), max(0, int(min(down)) - pad)
        right, bottom = min(self.width, int(max(across)) + pad), min(self.height, int(max(down)) + pad)
        if right <= left or bottom <= top:
            return
        fine = 1 if blur > 3 else _FINE
        mask = Image.new("L", ((right - left) * fine, (bottom - top) * fine))
        pen = ImageDraw.Draw(mask)
        strength = round(255 * opacity)
        for outline in kept:
            pen.polygon([((x - left) * fine, (y - top) * fine) for x, y in outline], fill=strength)
        if fine > 1:
            mask = mask.reduce(fine)
        if blur:
            mask = mask.filter(ImageFilter.BoxBlur(blur))
        size = (right - left, bottom - top)
        paint = Image.new("RGB", size, fill) if isinstance(fill, tuple) else gradient(size, fill)
        self.image.paste(paint, (left, top), mask)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float = 0.9) -> None:
        """Add light around a point."""
        side = max(2, int(radius * 2))
        left, top = int(x - radius), int(y - radius)
        light = Image.radial_gradient("L").point([int(max(0, 1 - v / 181) ** 2 * 255 * strength) for v in range(256)])
        light = light.resize((side, side), Image.Resampling.BILINEAR)
        box = (max(0, left), max(0, top), min(self.width, left + side), min(self.height, top + side))
        if box[2] <= box[0] or box[3] <= box[1]:
            return
        light = light.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
        glow = Image.merge("RGB", [light.point([v * part // 255 for v in range(256)]) for part in colour])
        self.image.paste(ImageChops.screen(self.image.crop(box), glow), box[:2])

    def lines(self, strokes: Iterable[tuple[Sequence[Point], float]], colour: Colour, opacity: float = 1.0) -> None:
        """Draw lines of given widths (pixels) with soft edges."""
        self.shapes((ribbon(points, [width] * len(points)) for points, width in strokes), colour, opacity)

    def finish(self) -> None:
        """Darken the corners and lay film grain over all."""
        size = (self.width, self.height)
        shade = _vignette(size)
        self.image = ImageChops.multiply(self.image, Image.merge("RGB", (shade, shade, shade)))
        tile = _noise(self.rng.randrange(4))
        grain = Image.new("L", size, 128)
        for x in range(-self.rng.randrange(512), self.width, 512):
            for y in range(-self.rng.randrange(512), self.height, 512):
                grain.paste(tile, (x, y))
        grain = grain.point([128 + (v - 128) // 5 for v in range(256)])
        self.image = ImageChops.overlay(self.image, Image.merge("RGB", (grain, grain, grain)))
