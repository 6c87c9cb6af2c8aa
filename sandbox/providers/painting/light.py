"""The light of a scene: palettes for times of day, chosen by words and varied by the seed."""

from __future__ import annotations

import colorsys
import random
from dataclasses import dataclass, replace

from sandbox.providers.painting.canvas import Colour, mix


@dataclass(frozen=True)
class Light:
    """Colours of one scene. ``sky`` runs from the zenith to the horizon; ``far`` and ``near`` are the land's ends."""

    sky: tuple[Colour, ...]
    far: Colour
    near: Colour
    glow: Colour
    body: Colour
    leaf: Colour
    accent: Colour
    dark: bool = False
    stars: bool = False
    snowy: bool = False
    high: float = 0.3  # how high the sun or moon stands, 0 = on the horizon, 1 = at the top


_LIGHTS: dict[str, tuple[Light, ...]] = {
    "day": (
        Light(((46, 116, 190), (118, 178, 224), (206, 230, 238), (250, 240, 220)), (158, 190, 208), (32, 78, 74),
              (255, 244, 214), (255, 252, 240), (74, 136, 72), (222, 84, 62), high=0.72),
        Light(((38, 132, 170), (132, 200, 206), (222, 238, 222), (255, 246, 220)), (160, 200, 196), (24, 84, 86),
              (255, 246, 208), (255, 255, 244), (92, 150, 74), (232, 120, 60), high=0.66),
    ),
    "dawn": (
        Light(((70, 88, 150), (164, 140, 190), (246, 184, 176), (255, 226, 182)), (190, 158, 180), (52, 48, 84),
              (255, 214, 160), (255, 240, 206), (96, 108, 92), (236, 108, 96), high=0.2),
        Light(((92, 124, 176), (178, 186, 212), (250, 206, 190), (255, 236, 204)), (186, 180, 198), (56, 72, 96),
              (255, 222, 180), (255, 246, 224), (104, 130, 104), (226, 96, 84), high=0.24),
    ),
    "dusk": (
        Light(((44, 34, 84), (136, 56, 106), (236, 106, 82), (255, 196, 104)), (172, 84, 98), (38, 24, 52),
              (255, 170, 86), (255, 228, 150), (62, 66, 60), (255, 120, 70), high=0.14),
        Light(((28, 44, 92), (98, 80, 132), (226, 128, 110), (255, 206, 140)), (142, 98, 124), (26, 28, 58),
              (255, 180, 104), (255, 232, 178), (54, 72, 72), (240, 96, 84), high=0.18),
    ),
    "night": (
        Light(((6, 10, 34), (14, 28, 70), (34, 60, 112), (84, 106, 150)), (44, 62, 108), (6, 10, 26),
              (150, 180, 240), (244, 244, 226), (20, 40, 46), (255, 182, 92), dark=True, stars=True, high=0.66),
        Light(((10, 8, 36), (34, 22, 76), (72, 52, 118), (126, 96, 150)), (64, 52, 102), (12, 8, 30),
              (190, 170, 250), (250, 244, 230), (30, 34, 52), (255, 170, 100), dark=True, stars=True, high=0.6),
    ),
    "storm": (
        Light(((40, 50, 66), (84, 98, 116), (140, 152, 162), (186, 192, 192)), (116, 130, 142), (28, 38, 50),
              (214, 222, 226), (232, 236, 236), (54, 78, 74), (214, 92, 72), high=0.6),
    ),
    "snow": (
        Light(((112, 146, 190), (168, 194, 220), (216, 228, 240), (246, 240, 238)), (186, 204, 224), (72, 96, 132),
              (255, 250, 240), (255, 255, 250), (84, 116, 128), (206, 72, 70), high=0.5),
    ),
}  # fmt: skip


def ground(light: Light, share: float) -> Colour:
    """Return the colour of grass, or of snow, from the far (0) to the near (1) end of the foreground."""
    if light.snowy:
        return mix(mix((240, 245, 250), light.near, 0.62 if light.dark else 0.04), light.near, 0.2 * share)
    return mix(mix(light.leaf, light.sky[-1], 0.3 * (1 - share)), light.near, 0.25 + 0.45 * share)


def _turned(colour: Colour, turn: float) -> Colour:
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    red, green, blue = colorsys.hls_to_rgb((hue + turn) % 1, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def choose(time: str | None, motifs: set[str], accent: Colour | None, rng: random.Random) -> Light:
    """Return the light for a scene; the same words and seed give the same light."""
    if "snow" in motifs and time is None:
        time = "snow"
    elif "rain" in motifs and time is None:
        time = "storm"
    elif motifs & {"moon", "star", "planet", "rocket", "lantern"} and time is None:
        time = "night"
    elif "sun" in motifs and time is None:
        time = rng.choice(("day", "dusk"))
    light = rng.choice(_LIGHTS[time or rng.choice(("day", "dawn", "dusk", "dusk", "day"))])
    turn = rng.uniform(-0.025, 0.025)
    light = replace(
        light,
        sky=tuple(_turned(colour, turn) for colour in light.sky),
        far=_turned(light.far, turn),
        near=_turned(light.near, turn),
        high=light.high + rng.uniform(-0.05, 0.08),
        snowy="snow" in motifs,
    )
    if accent is None:
        return light
    tinted = tuple(mix(colour, accent, 0.06 + 0.05 * index) for index, colour in enumerate(light.sky))
    return replace(light, accent=accent, sky=tinted, far=mix(light.far, accent, 0.18))
