"""Lengths in UTF-16 units, the measure of all entity offsets."""

from __future__ import annotations


def utf16_length(text: str) -> int:
    """Return how many UTF-16 units a text takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
