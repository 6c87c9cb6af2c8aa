"""Composes a picture from words: light, sky, land and what the prompt asks for, each scene in its own order."""

from __future__ import annotations

import random
from collections.abc import Callable

from PIL import Image

from sandbox.providers.painting import land, objects, things, words
from sandbox.providers.painting.canvas import Canvas
from sandbox.providers.painting.light import Light, choose

STANDING: dict[str, tuple[Callable[[Canvas, Light, float, float, float], None], float]] = {
    "person": (things.person, 330.0),
    "robot": (objects.robot, 360.0),
    "cat": (things.cat, 300.0),
    "dog": (things.dog, 290.0),
    "car": (objects.car, 210.0),
    "cup": (objects.cup, 280.0),
    "heart": (objects.heart, 400.0),
}
_LANDS = ("mountain", "sea", "forest", "field", "desert", "city", "water")
_WET = {"sea", "water", "boat", "city"}  # a town stands by its river: it doubles the lights
_QUIET = (
    {"mountain", "water"},
    {"sea", "boat"},
    {"mountain", "forest"},
    {"field", "mountain"},
    {"sea", "mountain"},
    {"mountain", "balloon"},
    {"mountain", "house", "tree"},
    {"desert"},
    {"flower", "mountain"},
)


def compose(prompt: str, width: int, height: int, seed: int) -> Image.Image:
    """Return the scene for a prompt; another seed gives another view of the same words."""
    rng = random.Random(seed)  # noqa: S311 (pictures, not secrets)
    asked = words.motifs(prompt)
    if not asked - {"sun", "moon", "rain", "snow", "star"}:
        # Words that name nothing we know still choose the scene: by the prompt, not by the view's seed.
        asked = asked | random.Random(words.padded(prompt)).choice(_QUIET)  # noqa: S311
    light = choose(words.time_of_day(prompt), asked, words.colour(prompt), rng)
    canvas = Canvas(width, height, rng)
    horizon = height * (rng.uniform(0.6, 0.68) if height >= width else rng.uniform(0.62, 0.7))
    sun = land.sky(canvas, light, horizon, asked)
    _heaven(canvas, light, horizon, asked)
    ground = _land(canvas, light, horizon, asked, sun)
    _front(canvas, light, ground, horizon, asked)
    if "rain" in asked:
        things.rain(canvas, light)
    if "snow" in asked:
        things.snowfall(canvas)
    canvas.finish()
    return canvas.image


def _heaven(canvas: Canvas, light: Light, horizon: float, asked: set[str]) -> None:
    """Paint what hangs in the sky behind the land."""
    if "planet" in asked:
        things.planet(canvas, light, horizon)
    if "dragon" in asked:
        things.dragon(canvas, light, horizon)
    if "rocket" in asked:
        things.rocket(canvas, light, horizon)
    if "lantern" in asked:
        things.lanterns(canvas, light, horizon)


def _land(canvas: Canvas, light: Light, horizon: float, asked: set[str], sun: tuple[float, float]) -> float:
    """Paint the land in its order; return where the foreground begins."""
    rng = canvas.rng
    wet = asked & _WET
    if "city" in asked:
        land.mountains(canvas, light, horizon, 1, 0.16)
        land.city(canvas, light, horizon)
    elif "mountain" in asked or not asked & set(_LANDS):
        land.mountains(canvas, light, horizon, 4, rng.uniform(0.3, 0.4))
    elif "sea" in asked:
        land.mountains(canvas, light, horizon, 1, rng.uniform(0.08, 0.14))
    else:
        land.mountains(canvas, light, horizon, 2, rng.uniform(0.16, 0.24))
    ground = horizon
    if wet:
        land.water(canvas, light, horizon, sun)
        ground = horizon + (canvas.height - horizon) * 0.7
    elif "desert" in asked:
        land.desert(canvas, light, horizon)
    elif "field" in asked:
        land.field(canvas, light, horizon)
    if "forest" in asked:
        top = ground + (canvas.height - ground) * (0.0 if wet else 0.12)
        land.forest(canvas, light, top, firs="pine" in asked)
    return ground


def _front(canvas: Canvas, light: Light, ground: float, horizon: float, asked: set[str]) -> None:
    """Paint what stands before the land, and what flies before the sky."""
    rng = canvas.rng
    if "boat" in asked or (asked & {"sea", "water"} and rng.random() < 0.35):
        size = canvas.u * rng.uniform(170, 230)
        things.boat(
            canvas, light, rng.uniform(0.3, 0.7) * canvas.width, horizon + (canvas.height - horizon) * 0.32, size
        )
    if "kite" in asked:
        things.kite(canvas, light, horizon)
    if "balloon" in asked:
        things.balloon(canvas, light, rng.uniform(0.3, 0.7) * canvas.width, horizon * 0.4, canvas.u * 130)
        things.balloon(canvas, light, rng.uniform(0.05, 0.95) * canvas.width, horizon * 0.6, canvas.u * 46)
    if "bird" in asked or (not light.dark and rng.random() < 0.3):
        things.birds(canvas, light, horizon, 15 if "bird" in asked else 5)
    standing = asked & {*STANDING, "house", "flower"}
    stage = ground + (canvas.height - ground) * (0.2 if ground == horizon else 0.42)
    open_land = asked & {"field", "desert"} and not asked & {"house", "flower"}
    if not open_land and (standing or not asked & (_WET | {"forest"})):
        land.meadow(canvas, light, stage)
    if "house" in asked:
        x = rng.choice((rng.uniform(0.2, 0.34), rng.uniform(0.66, 0.8))) * canvas.width
        things.house(canvas, light, x, stage + (canvas.height - stage) * 0.34, canvas.u * 210)
    if "tree" in asked or (not standing and rng.random() < 0.25 and "city" not in asked):
        things.trees(canvas, light, stage)
    if "flower" in asked:
        things.flowers(canvas, light, stage + (canvas.height - stage) * 0.12)
    _creatures(canvas, light, asked)


def _creatures(canvas: Canvas, light: Light, asked: set[str]) -> None:
    """Set people, animals and things in the foreground, side by side."""
    rng = canvas.rng
    names = [name for name in STANDING if name in asked][:4]
    places = [0.24 + 0.52 * k / max(1, len(names) - 1) for k in range(len(names))]
    if len(names) == 1:
        places = [rng.choice((rng.uniform(0.3, 0.42), rng.uniform(0.58, 0.7)))]
    for name, place in zip(names, places, strict=True):
        draw, size = STANDING[name]
        shrink = 1.0 if len(names) < 3 else 0.75
        draw(canvas, light, place * canvas.width, canvas.height * rng.uniform(0.89, 0.92), canvas.u * size * shrink)
