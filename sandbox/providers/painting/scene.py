"""Composes a picture from words: light, sky, land and what the prompt asks for, each scene in its own order."""

from __future__ import annotations

import random

from PIL import Image

from sandbox.providers.painting import land, things, words
from sandbox.providers.painting.canvas import Canvas
from sandbox.providers.painting.light import Light, choose

_LANDS = ("mountain", "sea", "forest", "field", "desert", "city", "water")
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
    wet = asked & {"sea", "water", "boat"}
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
        land.forest(canvas, light, ground + (canvas.height - ground) * 0.1)
    return ground


def _front(canvas: Canvas, light: Light, ground: float, horizon: float, asked: set[str]) -> None:
    """Paint what stands before the land, and what flies before the sky."""
    rng = canvas.rng
    if asked & {"sea", "water", "boat"} and ("boat" in asked or rng.random() < 0.35):
        size = canvas.u * rng.uniform(170, 230)
        things.boat(
            canvas, light, rng.uniform(0.3, 0.7) * canvas.width, horizon + (canvas.height - horizon) * 0.32, size
        )
    if "kite" in asked:
        things.kite(canvas, light, horizon)
    if "balloon" in asked:
        things.balloon(canvas, light, rng.uniform(0.3, 0.7) * canvas.width, horizon * 0.4, canvas.u * 130)
        things.balloon(canvas, light, rng.uniform(0.05, 0.95) * canvas.width, horizon * 0.6, canvas.u * 46)
    if "bird" in asked or rng.random() < 0.3:
        things.birds(canvas, light, horizon, 15 if "bird" in asked else 5)
    standing = asked & {"cat", "dog", "person", "house", "flower"}
    stage = ground + (canvas.height - ground) * (0.42 if standing else 0.55)
    if standing or not asked & {"sea", "water", "boat", "field", "desert", "forest"}:
        land.meadow(canvas, light, stage)
    if "house" in asked:
        x = rng.choice((rng.uniform(0.2, 0.34), rng.uniform(0.66, 0.8))) * canvas.width
        things.house(canvas, light, x, stage + canvas.u * 26, canvas.u * 210)
    if "tree" in asked or (not standing and rng.random() < 0.25 and "city" not in asked):
        things.trees(canvas, light, stage)
    if "flower" in asked:
        things.flowers(canvas, light, stage)
    _creatures(canvas, light, asked)


def _creatures(canvas: Canvas, light: Light, asked: set[str]) -> None:
    """Set people and animals in the foreground, side by side."""
    rng = canvas.rng
    kinds = [kind for kind in (things.person, things.cat, things.dog) if kind.__name__ in asked]
    sizes = {"person": 330.0, "cat": 300.0, "dog": 300.0}
    places = (
        [rng.uniform(0.34, 0.66)]
        if len(kinds) == 1
        else [0.3 + 0.4 * k / max(1, len(kinds) - 1) for k in range(len(kinds))]
    )
    for kind, place in zip(kinds, places, strict=True):
        y = canvas.height * rng.uniform(0.9, 0.93)
        kind(canvas, light, place * canvas.width, y, canvas.u * sizes[kind.__name__])
