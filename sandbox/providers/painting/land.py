"""Sky, ridges, water, towns, woods and fields: the layers of a scene from back to front."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageDraw, ImageFilter

from sandbox.providers.painting.canvas import Canvas, Point, circle, gradient, mix, smooth
from sandbox.providers.painting.light import Light, ground


def sky(canvas: Canvas, light: Light, horizon: float, motifs: set[str]) -> Point:
    """Paint the sky down to the horizon (pixels) with its sun or moon; return where that stands."""
    rng = canvas.rng
    canvas.image = gradient((canvas.width, canvas.height), [*light.sky, *[light.sky[-1]] * 2])
    canvas.image.paste(gradient((canvas.width, int(horizon) + 1), light.sky), (0, 0))
    if light.stars:
        _stars(canvas, horizon)
    x = canvas.width * rng.choice((rng.uniform(0.2, 0.4), rng.uniform(0.6, 0.8)))
    y = horizon * (1 - light.high)
    radius = canvas.u * (rng.uniform(52, 74) if light.dark or light.high > 0.4 else rng.uniform(78, 110))
    clouded = "rain" in motifs
    canvas.glow(x, y, radius * (9 if not light.dark else 7), light.glow, 0.35 if clouded else 0.6)
    canvas.glow(x, y, radius * 3, light.glow, 0.3 if clouded else 0.75)
    if not clouded:
        canvas.shapes([circle(x, y, radius)], light.body)
    if light.dark and not clouded:
        craters = [circle(x + radius * a, y + radius * b, radius * c) for a, b, c in
                   ((-0.3, -0.2, 0.22), (0.25, 0.3, 0.28), (0.35, -0.35, 0.13), (-0.25, 0.45, 0.14))]  # fmt: skip
        canvas.shapes(craters, mix(light.body, light.sky[1], 0.22), 0.7, blur=canvas.u * 3)
    if not light.dark or clouded:
        clouds(canvas, light, horizon, 9 if clouded else rng.randrange(3, 6))
    return x, y


def _stars(canvas: Canvas, horizon: float) -> None:
    rng = canvas.rng
    pen = ImageDraw.Draw(canvas.image)
    for _ in range(170):
        x, y = rng.uniform(0, canvas.width), horizon * rng.random() ** 1.4 * 0.95
        shine = rng.randrange(130, 255)
        r = canvas.u * rng.choice((0.6, 0.8, 1.0, 1.6))
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(shine, shine, min(255, shine + 14)))
    for _ in range(7):
        canvas.glow(rng.uniform(0, canvas.width), rng.uniform(0, horizon * 0.7), canvas.u * 15, (220, 230, 255), 0.9)


def clouds(canvas: Canvas, light: Light, horizon: float, count: int) -> None:
    """Lay soft banks of cloud over the sky; painted small and enlarged, so they are soft for nothing."""
    rng = canvas.rng
    scale = 4
    mask = Image.new("L", (canvas.width // scale, max(1, int(horizon) // scale)))
    pen = ImageDraw.Draw(mask)
    width, height = mask.size
    for _ in range(count):
        x, y = rng.uniform(-0.1, 1.0) * width, rng.uniform(0.08, 0.8) * height
        long = rng.uniform(0.12, 0.34) * width
        for _ in range(16):
            r = long * rng.uniform(0.05, 0.15)
            cx = x + rng.triangular(0, long, long / 2)
            cy = y - abs(rng.gauss(0, r * 0.5))
            pen.ellipse((cx - r * 1.7, cy - r * 0.6, cx + r * 1.7, cy + r * 0.6), fill=rng.randrange(110, 230))
    mask = mask.filter(ImageFilter.GaussianBlur(max(1.0, canvas.u * 3.4)))
    mask = mask.resize((canvas.width, int(horizon)), Image.Resampling.BICUBIC)
    tint = gradient((canvas.width, int(horizon)), [mix(light.glow, light.sky[1], 0.25), light.glow])
    canvas.image.paste(tint, (0, 0), mask)


def ridge(rng: random.Random, width: int, base: float, height: float, rough: float) -> list[Point]:
    """Return a skyline: fractal noise over the width, ``height`` pixels above ``base`` at most."""
    waves = [(rng.uniform(0.7, 1.3) * 2**octave, rng.uniform(0, math.tau), rough**octave) for octave in range(7)]
    total = sum(share for _, _, share in waves)
    points = []
    for step in range(181):
        at = step / 180
        level = sum(share * (1 - abs(math.sin(math.pi * at * f + phase))) for f, phase, share in waves) / total
        points.append((at * width, base - height * (level - 0.15) * 1.35))
    return points


def mountains(canvas: Canvas, light: Light, horizon: float, layers: int, tall: float) -> None:
    """Paint ridges from the pale far one to the dark near one, each fading into mist at its foot."""
    rng = canvas.rng
    for layer in range(layers):
        share = (layer + 0.6) / (layers + 0.6)
        base = horizon + canvas.height * 0.03 * layer
        height = canvas.height * tall * (1 - 0.5 * share) * rng.uniform(0.85, 1.15)
        top = mix(light.far, light.near, share**1.3)
        foot = mix(top, light.sky[-1], 0.55 * (1 - share) + 0.2)
        line = ridge(rng, canvas.width, base, height, 0.56 - 0.12 * share)
        canvas.shapes([[*line, (canvas.width, base + 4), (0, base + 4)]], [top, mix(top, foot, 0.5), foot])
        below = int(base)
        if below < canvas.height:
            canvas.image.paste(foot, (0, below, canvas.width, canvas.height))


def water(canvas: Canvas, light: Light, horizon: float, sun: Point) -> None:
    """Turn all below the horizon into water: the sky mirrored, darker towards us, with light on the ripples."""
    rng = canvas.rng
    top = int(horizon)
    depth = canvas.height - top
    mirrored = canvas.image.crop((0, max(0, top - int(depth * 1.5)), canvas.width, top))
    mirrored = mirrored.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((canvas.width, depth))
    mirrored = mirrored.filter(ImageFilter.BoxBlur((0 if depth < 8 else canvas.u * 2, canvas.u * 7)))
    deep = mix(mix(light.sky[0], light.near, 0.35), (20, 70, 90), 0.25)
    tint = gradient((canvas.width, depth), [mix(light.sky[-2], deep, 0.3), mix(light.sky[1], deep, 0.6), deep])
    canvas.image.paste(Image.blend(mirrored, tint, 0.5), (0, top))
    for colour, count, near_sun in ((light.glow, 130, True), (mix(light.glow, deep, 0.35), 90, False)):
        streaks = []
        for _ in range(count):
            far = rng.random() ** 1.6
            y = top + 2 + far * depth
            spread = canvas.width * (0.03 + 0.16 * far)
            x = rng.gauss(sun[0], spread) if near_sun else rng.uniform(0, canvas.width)
            long = canvas.u * rng.uniform(12, 60) * (0.4 + far)
            thick = canvas.u * (0.8 + 3.4 * far)
            streaks.append(circle(x, y, long, thick / 2))
        canvas.shapes(streaks, colour, 0.5 if near_sun else 0.16)


def city(canvas: Canvas, light: Light, ground: float) -> None:
    """Raise a far and a near row of towers, with lit windows."""
    rng = canvas.rng
    for row, share in enumerate((0.35, 0.8)):
        colour = mix(light.far, light.near, share)
        towers: list[list[Point]] = []
        windows: list[list[Point]] = []
        x = -canvas.u * 20
        while x < canvas.width:
            wide = canvas.u * rng.uniform(46, 110)
            tall = canvas.u * (rng.uniform(150, 420) if row == 0 else rng.uniform(90, 300))
            towers.append(_box(x, ground - tall, x + wide, ground + 2))
            if rng.random() < 0.4:
                towers.append(_box(x + wide * 0.46, ground - tall - canvas.u * 60, x + wide * 0.54, ground - tall))
            elif rng.random() < 0.4:
                towers.append(_box(x + wide * 0.2, ground - tall - canvas.u * 22, x + wide * 0.8, ground - tall))
            windows += _windows(canvas, x, ground - tall, wide, tall)
            x += wide * rng.uniform(0.82, 1.12)
        canvas.shapes(towers, [colour, mix(colour, light.sky[-1], 0.3 if row == 0 else 0.1)])
        lit = (255, 214, 138) if light.dark or light.high < 0.3 else mix(colour, light.sky[-1], 0.5)
        canvas.shapes(windows, lit, 0.85 if row else 0.5)


def _windows(canvas: Canvas, x: float, top: float, wide: float, tall: float) -> list[list[Point]]:
    step, rng = canvas.u * 15, canvas.rng
    found = []
    for column in range(1, int(wide / step)):
        for line in range(1, int(tall / (step * 1.25))):
            if rng.random() < 0.34:
                left, up = x + column * step, top + line * step * 1.25
                found.append(_box(left - step * 0.2, up, left + step * 0.24, up + step * 0.5))
    return found


def _box(left: float, top: float, right: float, bottom: float) -> list[Point]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def pine(x: float, y: float, tall: float, rng: random.Random) -> list[list[Point]]:
    """Return a fir standing at a point: a trunk and ragged tiers."""
    found = [_box(x - tall * 0.025, y - tall * 0.15, x + tall * 0.025, y)]
    for tier in range(5):
        low, high = y - tall * (0.08 + 0.17 * tier), y - tall * (0.36 + 0.165 * tier)
        half = tall * (0.23 - 0.04 * tier) * rng.uniform(0.9, 1.1)
        notch = low - tall * 0.03
        found.append([(x - half, low), (x - half * 0.4, notch), (x, high), (x + half * 0.4, notch), (x + half, low)])
    return found


def broadleaf(x: float, y: float, tall: float, rng: random.Random) -> list[list[Point]]:
    """Return a round tree standing at a point."""
    found = [
        [
            (x - tall * 0.04, y),
            (x - tall * 0.02, y - tall * 0.5),
            (x + tall * 0.02, y - tall * 0.5),
            (x + tall * 0.04, y),
        ]
    ]
    for _ in range(9):
        r = tall * rng.uniform(0.13, 0.2)
        found.append(circle(x + rng.gauss(0, tall * 0.13), y - tall * rng.uniform(0.5, 0.88), r, r * 0.9))
    return found


def forest(canvas: Canvas, light: Light, top: float, *, firs: bool) -> None:
    """Plant three rows of trees, the near ones tall at the sides so that the middle stays open."""
    rng = canvas.rng
    kind = pine if firs or light.snowy else rng.choice((pine, broadleaf, broadleaf))
    step = (canvas.height - top) * 0.2
    for row in range(3):
        share = (row + 1) / 3.4
        colour = mix(mix(light.far, light.leaf, 0.45), light.near, share)
        base = top + step * row
        trees: list[list[Point]] = []
        for _ in range((34, 24, 14)[row]):
            x = rng.uniform(-0.03, 1.03)
            tall = canvas.u * rng.uniform(90, 150) * (1 + row * 0.6)
            if row == 2:
                tall *= 0.35 + 1.9 * abs(x - 0.5)
            trees += kind(x * canvas.width, base + canvas.u * rng.uniform(0, 24), tall, rng)
        floor = ridge(rng, canvas.width, base + step * 0.3, step * 0.5, 0.3)
        earth = mix(ground(light, share), colour, 0.1 if light.snowy else 0.5)
        body = [*floor, (canvas.width, canvas.height), (0, canvas.height)]
        canvas.shapes([body], [mix(earth, light.glow, 0.2), earth, mix(earth, light.near, 0.35)])
        if light.snowy:
            lift = canvas.u * (2 + 2 * row)
            canvas.shapes([[(x, y - lift) for x, y in tree] for tree in trees], ground(light, 0.0), 0.85)
        canvas.shapes(trees, [colour, mix(colour, light.sky[-1], 0.22 * (1 - share))])


def field(canvas: Canvas, light: Light, ground: float) -> None:
    """Lay rice terraces: curved bands from gold to green, each edged with light."""
    rng = canvas.rng
    bands = 8
    for band in range(bands):
        share = band / (bands - 1)
        y = ground + (canvas.height - ground) * share**1.35
        bend = canvas.u * (14 + 40 * share)
        phase = rng.uniform(0, math.tau)
        line = [(canvas.width * k / 40, y + bend * math.sin(k / 40 * math.pi * 1.6 + phase) * 0.6) for k in range(41)]
        green = mix(
            mix((196, 184, 84), light.leaf, share * 0.8), light.near, 0.62 if light.dark else 0.12 + 0.2 * share
        )
        body = [*line, (canvas.width, canvas.height), (0, canvas.height)]
        canvas.shapes([body], [mix(green, light.glow, 0.22), green, mix(green, light.near, 0.4)])
        canvas.lines([(line, canvas.u * (1.5 + 3 * share))], mix(green, light.glow, 0.55), 0.7)
        rows = []
        for _ in range(110):
            x, low = rng.uniform(0, canvas.width), y + bend + rng.random() * canvas.height * 0.07
            tall = canvas.u * (4 + 14 * share)
            rows.append(([(x, low), (x + rng.gauss(0, tall * 0.2), low - tall)], canvas.u * (0.8 + share)))
        canvas.lines(rows, mix(green, light.near, 0.45), 0.4)


def desert(canvas: Canvas, light: Light, ground: float) -> None:
    """Blow three dunes, lit on one side."""
    rng = canvas.rng
    sand = mix((226, 168, 98), light.near, 0.55 if light.dark else 0.08)
    for dune in range(4):
        y = ground + (canvas.height - ground) * dune * 0.24
        peak = rng.uniform(0.15, 0.85) * canvas.width
        high = canvas.u * rng.uniform(50, 110)
        rise, fall = (peak * 0.5, y - high * 0.35), ((peak + canvas.width) / 2, y - high * 0.2)
        crest = smooth([(0, y), rise, (peak, y - high), fall, (canvas.width, y + high * 0.2)], closed=False)
        shade = mix(sand, light.near, 0.1 + 0.13 * dune)
        canvas.shapes(
            [[*crest, (canvas.width, canvas.height), (0, canvas.height)]], [mix(shade, light.glow, 0.35), shade]
        )
        ridge_line = smooth([(peak, y - high), (peak + high * 0.5, y - high * 0.3), (peak + high * 0.1, y + high * 0.4),
                             (peak + high * 1.4, y + high * 1.6)], closed=False)  # fmt: skip
        side = [*ridge_line, (canvas.width, canvas.height), *reversed([p for p in crest if p[0] > peak])]
        canvas.shapes([side], [mix(shade, light.near, 0.3), mix(shade, light.near, 0.12)], 0.75)


def meadow(canvas: Canvas, light: Light, stage: float) -> None:
    """Roll three near hills with grass along their edges: the stage of what stands in front."""
    rng = canvas.rng
    depth = canvas.height - stage
    for hill in range(3):
        share = hill / 2
        line = ridge(rng, canvas.width, stage + depth * (0.06 + 0.27 * hill), depth * (0.2 + 0.04 * hill), 0.28)
        colour = ground(light, share)
        body = [*line, (canvas.width, canvas.height), (0, canvas.height)]
        canvas.shapes([body], [mix(colour, light.glow, 0.24), colour, mix(colour, light.near, 0.3)])
        blades = []
        for _ in range(0 if light.snowy else 110 + 90 * hill):
            x, y = line[rng.randrange(len(line))]
            x += rng.uniform(-4, 4) * canvas.u
            tall = canvas.u * rng.uniform(5, 13) * (1 + hill)
            blades.append([(x - canvas.u, y + 3), (x + rng.gauss(0, tall * 0.3), y - tall), (x + canvas.u, y + 3)])
        canvas.shapes(blades, mix(colour, light.near, 0.15))
