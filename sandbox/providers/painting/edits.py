"""Treats photos as an instruction says: the photo stays recognisable, the change is plain to see."""

from __future__ import annotations

import random
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from sandbox.providers.painting import lettering, scene, things, words
from sandbox.providers.painting.canvas import Canvas, Colour, gradient, mix
from sandbox.providers.painting.light import choose

_PANEL_MAX = 4


def fitted(photo: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Bring a photo to a size: cropped where little is lost, else whole before its own blurred ground."""
    ours, theirs = size[0] / size[1], photo.width / photo.height
    if min(ours, theirs) / max(ours, theirs) > 0.7:
        return ImageOps.fit(photo, size, Image.Resampling.LANCZOS)
    ground = ImageOps.fit(photo, (max(1, size[0] // 8), max(1, size[1] // 8))).filter(ImageFilter.GaussianBlur(6))
    ground = ImageEnhance.Brightness(ground.resize(size, Image.Resampling.BICUBIC)).enhance(0.7)
    whole = ImageOps.contain(photo, size, Image.Resampling.LANCZOS)
    ground.paste(whole, ((size[0] - whole.width) // 2, (size[1] - whole.height) // 2))
    return ground


def together(photos: list[Image.Image], size: tuple[int, int]) -> Image.Image:
    """Blend several photos into one picture, side by side (one above the other in a tall one), without hard seams."""
    shown = photos[:_PANEL_MAX]
    if len(shown) == 1:
        return fitted(shown[0], size)
    across = size[0] >= size[1]
    long = size[0] if across else size[1]
    step = long / len(shown)
    seam = step * 0.22
    result = Image.new("RGB", size)
    for index, photo in enumerate(shown):
        start = max(0, round(index * step - (seam if index else 0)))
        end = min(long, round((index + 1) * step + seam))
        box = (end - start, size[1]) if across else (size[0], end - start)
        panel = ImageOps.fit(photo, box, Image.Resampling.LANCZOS)
        ramp = Image.new("L", (end - start, 1))
        fade = 2 * seam
        ramp.putdata([255 if not index else min(255, round(255 * (k + 1) / fade)) for k in range(end - start)])
        mask = ramp.resize(box) if across else ramp.transpose(Image.Transpose.ROTATE_270).resize(box)
        result.paste(panel, (start, 0) if across else (0, start), mask)
    return result


def _curve(image: Image.Image, red: float, green: float, blue: float, lift: int = 0) -> Image.Image:
    table = [min(255, max(0, round(v * part) + lift)) for part in (red, green, blue) for v in range(256)]
    return image.point(table)


def _mono(image: Image.Image) -> Image.Image:
    grey = ImageOps.autocontrast(ImageOps.grayscale(image), cutoff=1)
    return ImageOps.colorize(grey, (12, 12, 14), (248, 246, 240), mid=(128, 127, 126))


def _sketch(image: Image.Image) -> Image.Image:
    grey = ImageOps.grayscale(image)
    soft = ImageChops.invert(grey).filter(ImageFilter.GaussianBlur(image.width / 110))
    inverse = ImageChops.invert(soft)
    # Colour dodge: grey / (1 - blurred negative), by a division of two L pictures through "multiply" of inverses.
    lines = ImageChops.invert(ImageChops.subtract(inverse, grey, scale=0.28))
    lines = ImageChops.multiply(lines, grey.point([min(255, 150 + v * 2 // 3) for v in range(256)]))
    return ImageOps.colorize(lines, (42, 38, 46), (252, 248, 238))


def _night(image: Image.Image) -> Image.Image:
    dark = _curve(ImageEnhance.Color(image).enhance(0.55), 0.3, 0.4, 0.68, 6)
    light = image.convert("L").point([0 if v < 190 else (v - 190) * 3 for v in range(256)])
    warm = Image.merge(
        "RGB", (light, light.point([v * 3 // 4 for v in range(256)]), light.point([v // 3 for v in range(256)]))
    )
    dark = ImageChops.screen(dark, warm.filter(ImageFilter.GaussianBlur(image.width / 90)))
    canvas = Canvas(*image.size, random.Random(5))  # noqa: S311 (pictures, not secrets)
    canvas.image = dark
    pen = ImageDraw.Draw(canvas.image)
    for _ in range(90):
        x, y = canvas.rng.random() * image.width, canvas.rng.random() ** 1.6 * image.height * 0.45
        r = canvas.u * canvas.rng.choice((0.7, 1.0, 1.5))
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(226, 232, 250))
    x, y, r = image.width * 0.82, image.height * 0.15, canvas.u * 46
    canvas.glow(x, y, r * 6, (170, 190, 240), 0.7)
    pen = ImageDraw.Draw(canvas.image)
    pen.ellipse((x - r, y - r, x + r, y + r), fill=(246, 244, 226))
    return canvas.image


def _warm(image: Image.Image) -> Image.Image:
    return ImageChops.soft_light(_curve(image, 1.12, 1.0, 0.8), gradient(image.size, [(255, 190, 110), (214, 120, 84)]))


def _cold(image: Image.Image) -> Image.Image:
    return ImageChops.soft_light(
        _curve(image, 0.84, 0.98, 1.16), gradient(image.size, [(120, 170, 230), (70, 110, 170)])
    )


def _blur(image: Image.Image) -> Image.Image:
    soft = image.filter(ImageFilter.GaussianBlur(image.width / 90))
    return ImageChops.screen(Image.blend(image, soft, 0.75), soft.point([v // 6 for v in range(256)] * 3))


def _vintage(image: Image.Image) -> Image.Image:
    grey = ImageOps.colorize(ImageOps.grayscale(image), (40, 26, 20), (252, 236, 204), mid=(166, 124, 88))
    return Image.blend(grey, image, 0.22)


def _cartoon(image: Image.Image) -> Image.Image:
    small = image.resize((max(1, image.width // 2), max(1, image.height // 2)), Image.Resampling.BOX)
    small = small.filter(ImageFilter.GaussianBlur(2.5)).quantize(14, dither=Image.Dither.NONE).convert("RGB")
    flat = ImageEnhance.Color(small.filter(ImageFilter.MedianFilter(3)).resize(image.size)).enhance(1.45)
    edges = ImageOps.grayscale(image).filter(ImageFilter.GaussianBlur(1.4)).filter(ImageFilter.FIND_EDGES)
    ink = edges.point([255 - min(255, max(0, v - 14) * 7) for v in range(256)])
    return ImageChops.multiply(flat, Image.merge("RGB", (ink, ink, ink)))


def _oil(image: Image.Image) -> Image.Image:
    small = image.resize((max(1, image.width // 2), max(1, image.height // 2)))
    small = small.filter(ImageFilter.ModeFilter(7)).filter(ImageFilter.EDGE_ENHANCE)
    return ImageEnhance.Color(small.resize(image.size, Image.Resampling.BICUBIC)).enhance(1.35)


def _neon(image: Image.Image) -> Image.Image:
    tones = ImageOps.colorize(ImageOps.grayscale(image), (10, 6, 40), (120, 244, 255), mid=(214, 40, 150))
    return ImageChops.screen(
        Image.blend(_curve(image, 0.5, 0.4, 0.7), tones, 0.7), image.point([v // 8 for v in range(256)] * 3)
    )


def _grade(image: Image.Image) -> Image.Image:
    """Grade like film: a little contrast, teal shadows, warm lights."""
    firm = ImageEnhance.Color(ImageEnhance.Contrast(image).enhance(1.12)).enhance(1.12)
    tone = ImageOps.colorize(ImageOps.grayscale(firm), (16, 44, 60), (255, 232, 196), mid=(134, 128, 124))
    return Image.blend(firm, ImageChops.soft_light(firm, tone), 0.75)


_TREATMENTS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "mono": _mono,
    "sketch": _sketch,
    "night": _night,
    "warm": _warm,
    "cold": _cold,
    "blur": _blur,
    "bright": lambda image: ImageEnhance.Brightness(image).enhance(1.35),
    "dark": lambda image: ImageEnhance.Brightness(image).enhance(0.55),
    "vintage": _vintage,
    "cartoon": _cartoon,
    "oil": _oil,
    "neon": _neon,
    "mirror": ImageOps.mirror,
}


def tinted(image: Image.Image, colour: Colour) -> Image.Image:
    """Tint a photo: shadows and lights go through the colour, the rest keeps its own."""
    tone = ImageOps.colorize(
        ImageOps.grayscale(image), mix(colour, (0, 0, 0), 0.75), mix(colour, (255, 255, 255), 0.8), mid=colour
    )
    return Image.blend(image, tone, 0.6)


def edit(instruction: str, photos: list[Image.Image], size: tuple[int, int], seed: int) -> Image.Image:
    """Return the photos as one picture, treated as the instruction says, with a ribbon that quotes it."""
    rng = random.Random(seed)  # noqa: S311 (pictures, not secrets)
    image = together(photos, size)
    named = words.treatments(instruction)
    for name in named:
        if name in _TREATMENTS:
            image = _TREATMENTS[name](image)
    colour = words.colour(instruction)
    if colour is not None and "mono" not in named:
        image = tinted(image, colour)
    if not named and colour is None:
        image = _grade(image)
    image = _with_motifs(image, instruction, rng)
    _ribbon(image, instruction, colour or (214, 74, 62))
    return image


def _with_motifs(image: Image.Image, instruction: str, rng: random.Random) -> Image.Image:
    """Add what the instruction names: weather over all, birds, a kite, a balloon, somebody in front."""
    asked = words.motifs(instruction)
    canvas = Canvas(*image.size, rng)
    canvas.image = image
    light = choose("dusk", asked, words.colour(instruction), rng)
    high, low = image.height * 0.6, image.height * 0.86
    flying: dict[str, Callable[[], None]] = {
        "dragon": lambda: things.dragon(canvas, light, high),
        "bird": lambda: things.birds(canvas, light, high, 12),
        "kite": lambda: things.kite(canvas, light, high),
        "balloon": lambda: things.balloon(canvas, light, image.width * 0.7, image.height * 0.26, canvas.u * 110),
        "lantern": lambda: things.lanterns(canvas, light, high),
        "flower": lambda: things.flowers(canvas, light, image.height * 0.74),
    }
    for name, draw in flying.items():
        if name in asked:
            draw()
    for name, (thing, tall) in scene.STANDING.items():
        if name in asked:
            thing(canvas, light, image.width * rng.uniform(0.25, 0.75), low, canvas.u * tall)
    if "rain" in asked:
        things.rain(canvas, light)
    if "snow" in asked:
        things.snowfall(canvas)
    return canvas.image


def _ribbon(image: Image.Image, instruction: str, colour: Colour) -> None:
    """Lay a ribbon with the instruction over the lower edge; it covers an older caption or ribbon there."""
    tall = lettering.band(image)
    size = round(tall * 0.34)
    edge = round(tall * 0.5)
    rows = lettering.lines(instruction, size, image.width - 2 * edge, 1)
    if not rows:
        return
    top = image.height - tall
    image.paste(mix(colour, (18, 16, 26), 0.8), (0, top, image.width, image.height))
    image.paste(colour, (0, top, image.width, top + max(2, tall // 24)))
    mask = Image.new("L", (image.width, tall))
    lettering.write(mask, (edge, (tall - size * 1.16) / 2), rows[0], size, 240)
    image.paste((255, 252, 244), (0, top), mask)
