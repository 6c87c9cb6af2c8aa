"""Everyday things that stand in the foreground of a scene: a cup, a car, a robot, a heart."""

from __future__ import annotations

import math

from sandbox.providers.painting.canvas import Canvas, Colour, Point, circle, mix, ribbon, smooth
from sandbox.providers.painting.light import Light


def _at(points: list[Point], x: float, y: float, size: float) -> list[Point]:
    return [(x + a * size, y - b * size) for a, b in points]


def _round(left: float, low: float, right: float, high: float, r: float) -> list[Point]:
    """Return a box with round corners."""
    found: list[Point] = []
    for cx, cy, start in (
        (right - r, high - r, 0),
        (left + r, high - r, 1),
        (left + r, low + r, 2),
        (right - r, low + r, 3),
    ):
        for k in range(7):
            at = (start + k / 6) * math.pi / 2
            found.append((cx + r * math.cos(at), cy + r * math.sin(at)))
    return found


def _shadow(canvas: Canvas, light: Light, x: float, y: float, wide: float) -> None:
    canvas.shapes([circle(x, y, wide, wide * 0.1)], light.near, 0.5, blur=canvas.u * 6)


def cup(canvas: Canvas, light: Light, x: float, y: float, size: float) -> None:
    """A steaming cup on its saucer."""
    glaze = mix((250, 244, 234), light.near, 0.4 if light.dark else 0.06)
    _shadow(canvas, light, x, y, size * 0.75)
    canvas.shapes([circle(x, y - size * 0.05, size * 0.7, size * 0.1)], [glaze, mix(glaze, light.near, 0.3)])
    handle = smooth([(0.4, 0.6), (0.72, 0.6), (0.7, 0.3), (0.34, 0.22)], closed=False)
    canvas.shapes([ribbon(_at(handle, x, y, size), [size * 0.085] * len(handle))], mix(glaze, light.near, 0.16))
    body = [
        (-0.48, 0.72),
        (0.48, 0.72),
        (0.45, 0.42),
        (0.32, 0.14),
        (0.2, 0.07),
        (-0.2, 0.07),
        (-0.32, 0.14),
        (-0.45, 0.42),
    ]
    canvas.shapes([_at(body, x, y, size)], [glaze, mix(glaze, light.near, 0.24)])
    stripe = [(-0.47, 0.52), (0.47, 0.52), (0.44, 0.4), (-0.44, 0.4)]
    canvas.shapes([_at(stripe, x, y, size)], light.accent, 0.9)
    canvas.shapes([circle(x, y - size * 0.72, size * 0.48, size * 0.09)], mix(glaze, light.near, 0.1))
    canvas.shapes([circle(x, y - size * 0.71, size * 0.42, size * 0.07)], [(60, 34, 24), (112, 66, 40)])
    for shift in (-0.16, 0.03, 0.2):
        steam = smooth([(shift, 0.8), (shift + 0.07, 1.0), (shift - 0.05, 1.2), (shift + 0.06, 1.42)], closed=False)
        taper = [size * 0.06 * math.sin(math.pi * k / len(steam)) + 1 for k in range(len(steam))]
        canvas.shapes(
            [ribbon(_at(steam, x, y, size), taper)], mix(light.glow, (255, 255, 255), 0.5), 0.55, blur=canvas.u * 3
        )


def car(canvas: Canvas, light: Light, x: float, y: float, size: float) -> None:
    """A small round car with its lights on."""
    paint = light.accent
    _shadow(canvas, light, x, y, size * 1.05)
    cabin = smooth([(-0.52, 0.42), (-0.4, 0.7), (-0.1, 0.82), (0.2, 0.8), (0.42, 0.62), (0.56, 0.42)], 6)
    canvas.shapes([_at(cabin, x, y, size)], [mix(paint, light.glow, 0.35), paint])
    panes = [
        smooth([(-0.42, 0.44), (-0.33, 0.65), (-0.06, 0.74), (-0.04, 0.44)], 4),
        smooth([(0.04, 0.44), (0.04, 0.74), (0.2, 0.72), (0.4, 0.44)], 4),
    ]
    canvas.shapes([_at(pane, x, y, size) for pane in panes], [mix(light.sky[1], (255, 255, 255), 0.4), light.sky[1]])
    body = smooth(
        [(-0.96, 0.2), (-0.92, 0.4), (-0.6, 0.48), (0.6, 0.48), (0.9, 0.4), (0.98, 0.2), (0.8, 0.1), (-0.8, 0.1)], 6
    )
    canvas.shapes([_at(body, x, y, size)], [mix(paint, light.glow, 0.3), paint, mix(paint, light.near, 0.45)])
    for wheel in (-0.54, 0.54):
        canvas.shapes([_at(circle(wheel, 0.13, 0.19), x, y, size)], (26, 24, 30))
        canvas.shapes([_at(circle(wheel, 0.13, 0.09), x, y, size)], (196, 200, 208))
    canvas.shapes([_at(circle(0.88, 0.31, 0.06), x, y, size)], (255, 240, 190))
    canvas.glow(
        x + size * 1.0, y - size * 0.3, size * 0.5, (255, 226, 150), 0.7 if light.dark or light.high < 0.3 else 0.3
    )


def robot(canvas: Canvas, light: Light, x: float, y: float, size: float) -> None:
    """A friendly robot with shining eyes."""
    steel: Colour = mix((206, 214, 224), light.near, 0.35 if light.dark else 0.05)
    shade = [mix(steel, light.glow, 0.35), mix(steel, light.near, 0.35)]
    _shadow(canvas, light, x, y, size * 0.34)
    limbs = [_round(-0.17, 0.0, -0.04, 0.2, 0.04), _round(0.04, 0.0, 0.17, 0.2, 0.04),
             _round(-0.36, 0.26, -0.27, 0.55, 0.045), _round(0.27, 0.3, 0.36, 0.72, 0.045)]  # fmt: skip
    canvas.shapes(
        [_at(limb, x, y, size) for limb in limbs], [mix(steel, light.near, 0.25), mix(steel, light.near, 0.5)]
    )
    canvas.shapes([_at(_round(-0.25, 0.18, 0.25, 0.58, 0.09), x, y, size)], shade)
    canvas.shapes([_at(_round(-0.12, 0.3, 0.12, 0.46, 0.04), x, y, size)], light.accent)
    canvas.lines([(_at([(0.0, 0.9), (0.0, 1.0)], x, y, size), size * 0.025)], mix(steel, light.near, 0.4))
    canvas.shapes([_at(circle(0.0, 1.02, 0.04), x, y, size)], light.accent)
    canvas.shapes([_at(_round(-0.29, 0.6, 0.29, 0.92, 0.11), x, y, size)], shade)
    canvas.shapes([_at(_round(-0.22, 0.66, 0.22, 0.86, 0.08), x, y, size)], (24, 28, 44))
    for eye in (-0.1, 0.1):
        canvas.glow(x + eye * size, y - 0.76 * size, size * 0.13, (110, 240, 255), 0.9)
        canvas.shapes([_at(circle(eye, 0.76, 0.04), x, y, size)], (200, 252, 255))


def heart(canvas: Canvas, light: Light, x: float, y: float, size: float) -> None:
    """A great heart that glows."""
    outline = []
    for k in range(80):
        t = k / 80 * math.tau
        across = 16 * math.sin(t) ** 3
        up = 13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)
        outline.append((across / 34, 0.55 + up / 34))
    red = mix(light.accent, (230, 40, 80), 0.5)
    canvas.glow(x, y - size * 0.55, size * 1.1, red, 0.7)
    canvas.shapes([_at(outline, x, y, size)], [mix(red, (255, 230, 220), 0.45), red, mix(red, light.near, 0.35)])
    canvas.shapes([_at(circle(-0.22, 0.78, 0.09, 0.06), x, y, size)], (255, 246, 240), 0.55, blur=canvas.u * 3)
