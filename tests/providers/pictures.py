"""Small real pictures for the tests of providers and media."""

from __future__ import annotations

import io
import random

from PIL import Image


def picture(kind: str = "PNG", size: tuple[int, int] = (64, 48), seed: int = 1, mode: str = "RGB", **options) -> bytes:
    """Return an encoded picture of noise blocks."""
    noise = random.Random(seed)  # noqa: S311 (the same picture every time)
    bands = len(Image.new(mode, (1, 1)).getbands())
    small = Image.frombytes(mode, (8, 8), noise.randbytes(64 * bands))
    out = io.BytesIO()
    small.resize(size).save(out, kind, **options)
    return out.getvalue()
