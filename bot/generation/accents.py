"""Letters as they are typed in a hurry: without the signs of Vietnamese."""

from __future__ import annotations

import unicodedata


def without_accents(text: str) -> str:
    """Return a text in small letters that have nothing above, below or through them."""
    letters = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return "".join(sign for sign in letters if not unicodedata.combining(sign))
