"""Draws the picture that /start shows, with the sandbox's painter: `python -m bench.greeting`."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

from sandbox.providers.painting import scene

OUT = Path(__file__).parents[1] / "bot" / "chat" / "pictures" / "greeting.jpg"
PANEL, GAP, ROUND, TWICE = (400, 520), 20, 28, 2
GROUND = (250, 246, 240)
LAKE = 7


def main() -> None:
    """Draw the three panels side by side."""
    day = scene.compose("a house by a lake with pine trees at noon", *PANEL, LAKE)
    night = scene.compose("a house by a lake with pine trees at night", *PANEL, LAKE)
    panels = [
        scene.compose("a red kite over rice fields at dawn", *PANEL, 11),
        _halves(day, night),
        _film(scene.compose("a boat on ha long bay at sunset", *PANEL, 5)),
    ]
    whole = Image.new("RGB", (3 * PANEL[0] + 4 * GAP, PANEL[1] + 2 * GAP), GROUND)
    mask = Image.new("L", (PANEL[0] * TWICE, PANEL[1] * TWICE))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, *(side * TWICE - 1 for side in PANEL)), ROUND * TWICE, 255)
    mask = mask.resize(PANEL, Image.Resampling.LANCZOS)
    for number, panel in enumerate(panels):
        whole.paste(panel, (GAP + number * (PANEL[0] + GAP), GAP), mask)
    OUT.parent.mkdir(exist_ok=True)
    whole.save(OUT, "JPEG", quality=84, optimize=True, progressive=True)


def _halves(before: Image.Image, after: Image.Image) -> Image.Image:
    """Show the same place twice, on both sides of a slanted line."""
    width, height = (side * TWICE for side in PANEL)
    mask = Image.new("L", (width, height))
    slant = ((width * 0.62, 0), (width * 0.38, height))
    ImageDraw.Draw(mask).polygon([slant[0], (width, 0), (width, height), slant[1]], fill=255)
    split = before.copy()
    split.paste(after, (0, 0), mask.resize(PANEL, Image.Resampling.LANCZOS))
    line = Image.new("L", (width, height))
    ImageDraw.Draw(line).line(slant, fill=255, width=5 * TWICE)
    split.paste((255, 255, 255), (0, 0), line.resize(PANEL, Image.Resampling.LANCZOS))
    return split


def _film(still: Image.Image) -> Image.Image:
    """Put the mark of a film on a picture: a triangle in a circle, and how far it has been played."""
    width, height = (side * TWICE for side in PANEL)
    x, y, r = width // 2, height * 0.46, width * 0.13
    mark = Image.new("L", (width, height))
    draw = ImageDraw.Draw(mark)
    draw.ellipse((x - r, y - r, x + r, y + r), fill=225)
    draw.polygon([(x - r * 0.32, y - r * 0.48), (x - r * 0.32, y + r * 0.48), (x + r * 0.52, y)], fill=0)
    left, right, low = width * 0.1, width * 0.9, height * 0.93
    draw.rounded_rectangle((left, low, right, low + 10), 5, fill=110)
    draw.rounded_rectangle((left, low, left + (right - left) * 0.4, low + 10), 5, fill=255)
    film = still.copy()
    film.paste((255, 255, 255), (0, 0), mark.resize(PANEL, Image.Resampling.LANCZOS))
    return film


if __name__ == "__main__":
    main()
