"""What stands, swims and flies in a scene; each draws one motif at its own fitting place."""

from __future__ import annotations

import math

from sandbox.providers.painting.canvas import Canvas, Colour, Point, circle, mix, ribbon, smooth
from sandbox.providers.painting.land import broadleaf, pine
from sandbox.providers.painting.light import Light


def _placed(points: list[Point], x: float, y: float, size: float, *, flip: bool = False) -> list[Point]:
    """Put an outline (x to the right, y up, 0..1, standing on 0) at a place; ``size`` is the height in pixels."""
    return [(x + (-a if flip else a) * size, y - b * size) for a, b in points]


_CAT = [(-0.02, 0.0), (-0.22, 0.0), (-0.27, 0.12), (-0.22, 0.36), (-0.14, 0.54), (-0.12, 0.62), (-0.17, 0.72),
        (-0.16, 0.84), (-0.05, 0.88), (0.06, 0.86), (0.12, 0.76), (0.09, 0.64), (0.1, 0.52), (0.15, 0.3), (0.17, 0.1),
        (0.2, 0.0)]  # fmt: skip
_CAT_EARS = [[(-0.165, 0.78), (-0.155, 1.0), (-0.05, 0.87)], [(0.01, 0.88), (0.095, 1.0), (0.118, 0.76)]]
_CAT_TAIL = [(-0.18, 0.06), (-0.36, 0.05), (-0.46, 0.18), (-0.4, 0.34), (-0.46, 0.44)]
_DOG = [(-0.3, 0.0), (-0.36, 0.16), (-0.3, 0.36), (-0.12, 0.52), (-0.02, 0.62), (0.0, 0.76), (0.08, 0.87),
        (0.2, 0.88), (0.28, 0.8), (0.4, 0.74), (0.42, 0.66), (0.3, 0.62), (0.2, 0.58), (0.18, 0.4),
        (0.2, 0.18), (0.26, 0.0)]  # fmt: skip
_DOG_EAR = [(0.05, 0.86), (-0.04, 0.8), (-0.06, 0.64), (0.02, 0.6), (0.09, 0.74)]
_DOG_TAIL = [(-0.28, 0.08), (-0.46, 0.14), (-0.52, 0.32), (-0.46, 0.42)]


def cat(canvas: Canvas, light: Light, x: float, y: float, size: float) -> None:
    """A sitting cat, looking at the view, edged with light."""
    flip = canvas.rng.random() < 0.5
    tail = smooth(_CAT_TAIL, closed=False)
    outlines = [smooth(_CAT), *_CAT_EARS, ribbon(tail, [0.075 - 0.03 * k / len(tail) for k in range(len(tail))])]
    _creature(canvas, light, [_placed(outline, x, y, size, flip=flip) for outline in outlines])


def dog(canvas: Canvas, light: Light, x: float, y: float, size: float) -> None:
    """A sitting dog."""
    flip = canvas.rng.random() < 0.5
    tail = smooth(_DOG_TAIL, closed=False)
    outlines = [smooth(_DOG), smooth(_DOG_EAR), ribbon(tail, [0.07] * len(tail))]
    _creature(canvas, light, [_placed(outline, x, y, size, flip=flip) for outline in outlines])


def _creature(canvas: Canvas, light: Light, outlines: list[list[Point]]) -> None:
    shift = canvas.u * 3
    rim = [[(x - shift, y - shift) for x, y in outline] for outline in outlines]
    canvas.shapes(rim, light.glow, 0.7)
    dark = mix(light.near, (16, 14, 22), 0.55)
    canvas.shapes(outlines, [mix(dark, light.accent, 0.16), dark])


def person(canvas: Canvas, light: Light, x: float, y: float, size: float) -> None:
    """Somebody with a conical hat and a long tunic, seen from behind."""
    dress = smooth(
        [(-0.13, 0.0), (-0.1, 0.34), (-0.075, 0.6), (-0.1, 0.74), (0.1, 0.74), (0.075, 0.6), (0.1, 0.34), (0.13, 0.0)]
    )
    colour = mix(light.accent, light.near, 0.25)
    canvas.shapes([_placed(dress, x, y, size)], [mix(colour, light.glow, 0.25), colour])
    head = [(a, 0.83 + b) for a, b in circle(0, 0, 0.06, 0.07)]
    canvas.shapes([_placed(head, x, y, size)], mix(light.near, (30, 20, 20), 0.5))
    hat = [(-0.19, 0.83), (0.0, 1.0), (0.19, 0.83), (0.1, 0.81), (-0.1, 0.81)]
    canvas.shapes(
        [_placed(hat, x, y, size)], [mix((240, 220, 170), light.near, 0.1), mix((206, 176, 116), light.near, 0.25)]
    )


def house(canvas: Canvas, light: Light, x: float, y: float, size: float) -> None:
    """A cottage with lit windows, a chimney and its smoke."""
    wall = mix(mix((236, 220, 196), light.near, 0.5 if light.dark else 0.12), light.glow, 0.12)
    roof = mix(light.accent, light.near, 0.4 if light.dark else 0.15)
    puffs = [
        circle(x + size * (0.3 + 0.09 * k), y - size * (1.02 + 0.17 * k), size * (0.05 + 0.025 * k)) for k in range(5)
    ]
    canvas.shapes(puffs, mix(light.glow, light.sky[1], 0.4), 0.4, blur=canvas.u * 5)
    canvas.shapes(
        [_placed([(0.22, 0.6), (0.22, 0.98), (0.34, 0.98), (0.34, 0.5)], x, y, size)], mix(roof, light.near, 0.4)
    )
    canvas.shapes(
        [_placed([(-0.5, 0.0), (-0.5, 0.5), (0.5, 0.5), (0.5, 0.0)], x, y, size)], [wall, mix(wall, light.near, 0.3)]
    )
    canvas.shapes(
        [_placed([(-0.62, 0.47), (-0.36, 0.88), (0.36, 0.88), (0.62, 0.47)], x, y, size)],
        [mix(roof, light.glow, 0.2), roof],
    )
    lit = (255, 214, 128)
    panes = [[(a, 0.2), (a, 0.38), (a + 0.15, 0.38), (a + 0.15, 0.2)] for a in (-0.4, 0.25)]
    canvas.shapes([_placed(pane, x, y, size) for pane in panes], lit)
    canvas.shapes(
        [_placed([(-0.1, 0.0), (-0.1, 0.36), (0.1, 0.36), (0.1, 0.0)], x, y, size)], mix(roof, light.near, 0.5)
    )
    if light.dark or light.high < 0.3:
        for a in (-0.32, 0.32):
            canvas.glow(x + a * size, y - 0.29 * size, size * 0.45, (255, 190, 100), 0.5)


def flowers(canvas: Canvas, light: Light, ground: float) -> None:
    """A meadow of flowers, small and many at the back, large and few in front."""
    rng = canvas.rng
    hues = [
        light.accent,
        mix(light.accent, (255, 236, 240), 0.55),
        (252, 214, 92),
        mix(light.accent, (150, 90, 200), 0.5),
    ]
    for row in range(4):
        share = row / 3
        stems, petals, hearts = [], [[] for _ in hues], []  # type: ignore[var-annotated]
        for _ in range((70, 44, 26, 13)[row]):
            x = rng.uniform(-0.02, 1.02) * canvas.width
            y = ground + (canvas.height - ground) * (0.12 + 0.86 * share) + canvas.u * rng.uniform(-18, 26)
            r = canvas.u * (5 + 19 * share) * rng.uniform(0.75, 1.3)
            tall = r * rng.uniform(3, 4.6)
            bend = rng.gauss(0, r * 0.5)
            stems.append(
                (smooth([(x, y), (x + bend * 0.3, y - tall * 0.5), (x + bend, y - tall)], 4, closed=False), r * 0.16)
            )
            turn = rng.uniform(0, math.tau)
            which = rng.choice(petals)
            for k in range(6):
                at = turn + k * math.tau / 6
                which.append(
                    circle(x + bend + math.cos(at) * r * 0.62, y - tall + math.sin(at) * r * 0.5, r * 0.46, r * 0.4)
                )
            hearts.append(circle(x + bend, y - tall, r * 0.34, r * 0.28))
        dim = 0.5 if light.dark else 0.28 * (1 - share)
        canvas.lines(stems, mix(light.leaf, light.near, 0.4))
        for hue, group in zip(hues, petals, strict=True):
            colour = mix(hue, light.near if light.dark else light.far, dim)
            canvas.shapes(group, [mix(colour, light.glow, 0.25), colour])
        canvas.shapes(hearts, mix((250, 200, 70), light.near, dim * 0.6))


def trees(canvas: Canvas, light: Light, ground: float) -> None:
    """Frame the view with a few trees at one side."""
    rng = canvas.rng
    left = rng.random() < 0.5
    kind = rng.choice((pine, broadleaf))
    found: list[list[Point]] = []
    for _ in range(3):
        x = canvas.width * (rng.uniform(0.0, 0.2) if left else rng.uniform(0.8, 1.0))
        found += kind(x, ground + canvas.u * rng.uniform(20, 60), canvas.u * rng.uniform(240, 400), rng)
    canvas.shapes(found, [mix(light.near, light.leaf, 0.35), mix(light.near, light.leaf, 0.12)])


def boat(canvas: Canvas, light: Light, x: float, y: float, size: float) -> None:
    """A boat under two sails, with its shadow on the water."""
    hull = [(-0.42, 0.16), (-0.3, 0.0), (0.28, 0.0), (0.46, 0.2), (0.1, 0.13)]
    sail = smooth([(0.0, 0.2), (0.03, 0.6), (0.0, 1.0), (0.22, 0.66), (0.38, 0.25)], 5)
    jib = [(-0.04, 0.22), (-0.04, 0.86), (-0.34, 0.24)]
    canvas.shapes([circle(x, y + size * 0.05, size * 0.42, size * 0.05)], light.near, 0.45, blur=canvas.u * 4)
    canvas.shapes([_placed(sail, x, y, size)], [mix(light.accent, light.glow, 0.45), light.accent])
    canvas.shapes(
        [_placed(jib, x, y, size)], [mix((250, 244, 230), light.near, 0.08), mix((214, 200, 186), light.near, 0.2)]
    )
    canvas.shapes(
        [_placed(hull, x, y, size)], [mix(light.near, (120, 70, 44), 0.5), mix(light.near, (50, 30, 26), 0.6)]
    )


def birds(canvas: Canvas, light: Light, horizon: float, count: int) -> None:
    """A loose flock."""
    rng = canvas.rng
    strokes = []
    x0, y0 = rng.uniform(0.25, 0.65) * canvas.width, rng.uniform(0.2, 0.5) * horizon
    for _ in range(count):
        x, y = x0 + rng.gauss(0, canvas.u * 110), y0 + rng.gauss(0, canvas.u * 50)
        span, lift = canvas.u * rng.uniform(12, 26), canvas.u * rng.uniform(5, 12)
        for side in (-1, 1):
            wing = [(x, y), (x + side * span * 0.45, y - lift), (x + side * span, y - lift * 0.25)]
            strokes.append((smooth(wing, 5, closed=False), canvas.u * 2.6))
    canvas.lines(strokes, mix(light.near, light.sky[0], 0.25), 0.9)


def kite(canvas: Canvas, light: Light, horizon: float) -> None:
    """A kite high up, its string running to the ground, its tail full of bows."""
    rng = canvas.rng
    x, y, r = rng.uniform(0.36, 0.64) * canvas.width, horizon * rng.uniform(0.3, 0.42), canvas.u * rng.uniform(105, 135)
    lean = rng.choice((-1, 1))
    string = smooth(
        [(x, y), (x - lean * r * 1.4, horizon * 0.8), (x - lean * r * 3.0, horizon * 1.12)], 12, closed=False
    )
    canvas.lines([(string, canvas.u * 1.8)], mix(light.near, light.glow, 0.35), 0.8)
    tips = [
        (x + lean * r * 0.28, y - r),
        (x + r * 0.66, y - r * 0.05),
        (x - lean * r * 0.22, y + r * 1.05),
        (x - r * 0.66, y - r * 0.05),
    ]
    colour = light.accent
    canvas.shapes([tips], [mix(colour, (255, 255, 255), 0.25), colour])
    canvas.shapes([[tips[0], tips[1], (x, y)], [tips[2], tips[3], (x, y)]], mix(colour, (40, 0, 20), 0.28), 0.75)
    canvas.lines(
        [([tips[0], tips[2]], canvas.u * 3), ([tips[1], tips[3]], canvas.u * 3)], mix(colour, (255, 245, 225), 0.6)
    )
    bends = [(x - lean * r * 0.7, y + r * 1.5), (x + lean * r * 0.1, y + r * 2.0), (x - lean * r * 0.6, y + r * 2.6)]
    tail = smooth([tips[2], *bends], 10, closed=False)
    canvas.lines([(tail, canvas.u * 2.6)], mix(colour, (255, 245, 225), 0.4))
    for k in (8, 16, 24):
        cx, cy = tail[k]
        s = r * 0.13
        bow = [
            [(cx, cy), (cx - s, cy - s * 0.7), (cx - s, cy + s * 0.7)],
            [(cx, cy), (cx + s, cy - s * 0.7), (cx + s, cy + s * 0.7)],
        ]
        canvas.shapes(bow, mix(colour, (255, 220, 120), 0.65))


def balloon(canvas: Canvas, light: Light, x: float, y: float, r: float) -> None:
    """A striped hot-air balloon."""
    envelope = smooth([(0, 1.0), (0.62, 0.82), (0.86, 0.3), (0.6, -0.36), (0.18, -0.86), (-0.18, -0.86), (-0.6, -0.36),
                       (-0.86, 0.3), (-0.62, 0.82)])  # fmt: skip
    canvas.shapes([[(x + a * r, y - b * r) for a, b in envelope]], [mix(light.accent, light.glow, 0.35), light.accent])
    pale = mix((255, 240, 214), light.near, 0.25 if light.dark else 0.04)
    for squeeze in (0.68, 0.24):
        stripe = [(x + a * r * squeeze, y - b * r) for a, b in envelope]
        canvas.shapes(
            [stripe],
            [pale, mix(pale, light.near, 0.25)]
            if squeeze > 0.5
            else [light.accent, mix(light.accent, light.near, 0.25)],
            0.9,
        )
    ropes = [([(x + s * r * 0.17, y + r * 0.84), (x + s * r * 0.1, y + r * 1.16)], canvas.u * 2) for s in (-1, 1)]
    canvas.lines(ropes, light.near)
    basket = _placed([(-0.13, 0.22), (0.13, 0.22), (0.1, 0.0), (-0.1, 0.0)], x, y + r * 1.36, r)
    canvas.shapes([basket], mix(light.near, (130, 84, 50), 0.6))


def lanterns(canvas: Canvas, light: Light, horizon: float) -> None:
    """Sky lanterns, glowing, small ones far away."""
    rng = canvas.rng
    for size in sorted(rng.uniform(14, 46) for _ in range(11)):
        x, y, s = rng.uniform(0.06, 0.94) * canvas.width, rng.uniform(0.08, 0.85) * horizon, canvas.u * size
        canvas.glow(x, y, s * 3.4, (255, 160, 70), 0.75)
        body = smooth([(-0.55, -0.8), (-0.75, 0.2), (-0.4, 0.9), (0.4, 0.9), (0.75, 0.2), (0.55, -0.8)], 5)
        canvas.shapes(
            [_placed(body, x, y, s)], [mix(light.accent, (255, 140, 60), 0.4), (255, 196, 96), (255, 236, 170)], 0.96
        )


def dragon(canvas: Canvas, light: Light, horizon: float) -> None:
    """A long dragon winding through the sky: body, back spines, mane, horns, whiskers and claws."""
    rng = canvas.rng
    flip = rng.random() < 0.5
    count, wide, y0 = 150, canvas.width * 0.74, horizon * rng.uniform(0.4, 0.5)
    amplitude, phase = min(canvas.u * 130, horizon * 0.24), rng.uniform(0, 1)
    centre: list[Point] = []
    for k in range(count):
        t = k / (count - 1)
        x = canvas.width * 0.13 + wide * t
        y = y0 + amplitude * math.sin(t * math.tau * 1.7 + phase) * (1 - 0.35 * t)
        centre.append((canvas.width - x if flip else x, y))
    thick = [canvas.u * 62 * math.sin(math.pi * k / count * 0.88) ** 0.75 for k in range(count)]
    colour = light.accent
    dark = mix(colour, light.near, 0.5)
    spines, scales, claws = [], [], []
    for k in range(6, count - 8, 4):
        (x, y), (nx, ny) = centre[k], centre[k + 2]
        spines.append(
            [(x, y - thick[k] * 0.4), ((x + nx) / 2 - (nx - x) * 1.5, y - thick[k] * 0.95), (nx, ny - thick[k] * 0.4)]
        )
        scales.append(circle(x, y + thick[k] * 0.16, thick[k] * 0.2, thick[k] * 0.13))
    for k in (36, 62, 98, 118):
        x, y = centre[k]
        leg = smooth(
            [(x, y), (x - canvas.u * 16, y + thick[k] * 0.9), (x + canvas.u * 16, y + thick[k] * 1.35)], 6, closed=False
        )
        claws.append(ribbon(leg, [thick[k] * 0.34 * (1 - 0.6 * i / len(leg)) for i in range(len(leg))]))
    canvas.shapes(claws, dark)
    canvas.shapes(spines, [(255, 206, 104), mix(colour, (255, 190, 80), 0.4)])
    canvas.shapes([ribbon(centre, thick)], [mix(colour, light.glow, 0.42), colour, dark])
    canvas.shapes(scales, mix(colour, (255, 226, 150), 0.55), 0.5)
    _dragon_head(canvas, centre[-1], centre[-6], colour, light)


def _dragon_head(canvas: Canvas, tip: Point, before: Point, colour: Colour, light: Light) -> None:
    s = canvas.u * 74
    way = 1 if tip[0] > before[0] else -1
    x, y = tip[0] - way * s * 0.1, tip[1]

    def at(points: list[Point]) -> list[Point]:
        return [(x + way * a * s, y - b * s) for a, b in points]

    mane = [
        at([(-0.1, 0.5 - 0.22 * k), (-0.9 - 0.12 * (k % 2), 0.75 - 0.32 * k), (0.0, 0.2 - 0.2 * k)]) for k in range(5)
    ]
    canvas.shapes(mane, [(255, 206, 104), mix(colour, (255, 170, 70), 0.5)])
    horns = [
        smooth([(0.1, 0.45), (-0.15, 0.9), (-0.55, 1.1)], 6, closed=False),
        smooth([(0.3, 0.45), (0.15, 0.95), (-0.2, 1.25)], 6, closed=False),
    ]
    canvas.shapes(
        [ribbon(at(horn), [s * 0.14 * (1 - k / len(horn)) + 1 for k in range(len(horn))]) for horn in horns],
        (255, 232, 180),
    )
    skull = smooth([(-0.35, 0.3), (0.15, 0.52), (0.6, 0.34), (1.05, 0.3), (1.2, 0.1), (0.95, 0.0), (0.5, 0.02),
                    (0.3, -0.05), (0.1, -0.4), (-0.3, -0.3)])  # fmt: skip
    jaw = smooth([(0.2, -0.1), (0.6, -0.14), (0.98, -0.12), (0.9, -0.3), (0.5, -0.36), (0.1, -0.34)])
    canvas.shapes([at(jaw)], mix(colour, light.near, 0.35))
    canvas.shapes([at(skull)], [mix(colour, light.glow, 0.4), colour])
    canvas.shapes([at(circle(0.42, 0.26, 0.11, 0.1))], (255, 240, 180))
    canvas.shapes([at(circle(0.46, 0.26, 0.05, 0.08))], (30, 10, 10))
    whiskers = [
        smooth([(1.1, 0.1), (1.4, 0.5), (1.1, 0.95)], 8, closed=False),
        smooth([(1.1, 0.05), (1.5, -0.2), (1.3, -0.7)], 8, closed=False),
    ]
    canvas.lines([(at(whisker), canvas.u * 4) for whisker in whiskers], (255, 222, 140))


def rocket(canvas: Canvas, light: Light, horizon: float) -> None:
    """A rocket on its way up."""
    x, y, s = canvas.rng.uniform(0.35, 0.65) * canvas.width, horizon * 0.62, canvas.u * 240
    canvas.glow(x, y + s * 0.35, s * 0.9, (255, 150, 60), 0.8)
    canvas.shapes(
        [_placed(smooth([(-0.08, 0.0), (0.0, -0.55), (0.08, 0.0)], 6), x, y, s)],
        [(255, 240, 190), (255, 150, 50), (220, 70, 40)],
        0.95,
    )
    canvas.shapes(
        [
            _placed(fin, x, y, s)
            for fin in ([(-0.1, 0.3), (-0.26, -0.06), (-0.08, 0.04)], [(0.1, 0.3), (0.26, -0.06), (0.08, 0.04)])
        ],
        light.accent,
    )
    hull = smooth([(0, 1.0), (0.14, 0.66), (0.15, 0.3), (0.1, 0.0), (-0.1, 0.0), (-0.15, 0.3), (-0.14, 0.66)])
    canvas.shapes([_placed(hull, x, y, s)], [(250, 250, 252), (206, 212, 224)])
    canvas.shapes([_placed([(a, 0.6 + b) for a, b in circle(0, 0, 0.075)], x, y, s)], light.accent)
    canvas.shapes([_placed([(a, 0.6 + b) for a, b in circle(0, 0, 0.05)], x, y, s)], (70, 110, 160))


def planet(canvas: Canvas, light: Light, horizon: float) -> None:
    """A great ringed planet over the land."""
    rng = canvas.rng
    x, y, r = rng.uniform(0.3, 0.7) * canvas.width, horizon * rng.uniform(0.32, 0.42), canvas.u * rng.uniform(140, 180)
    canvas.glow(x, y, r * 2.4, light.accent, 0.5)
    canvas.shapes(
        [circle(x, y, r)], [mix(light.accent, (255, 240, 220), 0.55), light.accent, mix(light.accent, light.near, 0.65)]
    )
    bands = [circle(x, y + r * k, math.sqrt(1 - k * k) * r, r * 0.05) for k in (-0.55, -0.2, 0.15, 0.5)]
    canvas.shapes(bands, mix(light.accent, light.near, 0.35), 0.35)
    ring = [
        (x + math.cos(k / 60 * math.pi) * r * 1.75, y + math.sin(k / 60 * math.pi) * r * 0.38 + r * 0.04)
        for k in range(61)
    ]
    canvas.lines([(ring, canvas.u * 13)], mix(light.accent, (255, 240, 220), 0.7), 0.85)
    back = [(px, 2 * y + r * 0.08 - py) for px, py in ring if abs(px - x) > r * 0.97]
    canvas.lines([([p for p in back if p[0] < x], canvas.u * 13), ([p for p in back if p[0] > x], canvas.u * 13)],
                 mix(light.accent, (255, 240, 220), 0.6), 0.7)  # fmt: skip


def rain(canvas: Canvas, light: Light) -> None:
    """Slanting rain over everything."""
    rng = canvas.rng
    for count, long, opacity in ((150, 34, 0.22), (70, 70, 0.34)):
        drops = []
        for _ in range(count):
            x, y, run = (
                rng.uniform(0, canvas.width * 1.1),
                rng.uniform(-40, canvas.height),
                canvas.u * long * rng.uniform(0.7, 1.3),
            )
            drops.append(([(x, y), (x - run * 0.22, y + run)], canvas.u * 1.7))
        canvas.lines(drops, mix(light.glow, (255, 255, 255), 0.5), opacity)


def snowfall(canvas: Canvas) -> None:
    """Flakes, near ones large and soft."""
    rng = canvas.rng
    for count, size, opacity, blur in ((240, 2.2, 0.85, 0.0), (60, 5.0, 0.7, 2.0), (16, 11.0, 0.4, 5.0)):
        flakes = [
            circle(rng.uniform(0, canvas.width), rng.uniform(0, canvas.height), canvas.u * size * rng.uniform(0.6, 1.4))
            for _ in range(count)
        ]
        canvas.shapes(flakes, (255, 255, 255), opacity, blur * canvas.u)
