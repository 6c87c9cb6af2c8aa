"""Shapes by word (square, portrait, landscape): what people write for them, and which of a model's ratios is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.generation.accents import in_small_letters

_MEANT: Mapping[str, tuple[str, ...]] = {
    "square": ("1:1",),
    "portrait": ("3:4", "2:3", "4:5", "9:16", "1:2", "9:21"),
    "landscape": ("4:3", "3:2", "16:9", "5:4", "2:1", "21:9"),
}
_WRITTEN: Mapping[str, str] = {
    **{name: name for name in _MEANT},
    "vuông": "square",
    "vuong": "square",
    "dọc": "portrait",
    "doc": "portrait",
    "đứng": "portrait",
    "vertical": "portrait",
    "ngang": "landscape",
    "horizontal": "landscape",
}


def shape_of(written: str) -> str | None:
    """Return the shape that a word names, None for any other word."""
    return _WRITTEN.get(in_small_letters(written))


def ratio_of(shape: str, ratios: Sequence[str]) -> str:
    """Return the ratio of a model that a shape means, of a film's two the right one; its usual where it has none."""
    meant = _MEANT[shape]
    return next((ratio for ratio in meant if ratio in ratios), meant[0])


def is_shape(ratio: str | None) -> bool:
    """Whether what was asked for is a shape by word, not a ratio yet."""
    return ratio in _MEANT
