"""Letters as they are compared: small and whole, or as they are typed in a hurry: without the signs of Vietnamese."""

from __future__ import annotations

import unicodedata


def in_small_letters(text: str) -> str:
    """Return a text in small letters; a phone may write a letter and its signs in several pieces."""
    return unicodedata.normalize("NFC", text).casefold()


def without_accents(text: str) -> str:
    """Return a text in small letters that have nothing above, below or through them."""
    letters = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return "".join(sign for sign in letters if not unicodedata.combining(sign))
