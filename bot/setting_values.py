"""How a value of a setting is read, and what is said of one that cannot be: ValueError with the rest of a sentence."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import BeforeValidator

_MOST = 2**53 - 1  # what the ledger and the quotas count with
_AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-]\d{1,2})(?::?00)?", re.IGNORECASE)
_IN_VIETNAM = ("vietnam", "hanoi", "saigon", "hochiminh", "hochiminhcity", "hcm", "hcmc", "tphcm", "danang", "hue")


def read_by(read: Callable[[str], Any]) -> BeforeValidator:
    """Read what was written; a value that code hands over is left to the field's own type."""
    return BeforeValidator(lambda value: read(value) if isinstance(value, str) else value)


def one_of(*words: str) -> BeforeValidator:
    """Read one of these words, in whatever case."""

    def read(value: str) -> str:
        for word in words:
            if word.lower() == value.lower():
                return word
        raise ValueError(f"must be {_either(words)}, not {value!r}{nearest(value, words)}")

    return read_by(read)


def _whole_number(value: str, least: int) -> int:
    try:
        number = int(value)
    except ValueError:
        raise ValueError(f"must be a whole number, not {value!r}") from None
    if number > _MOST:
        raise ValueError(f"must be at most {_MOST}, not {value}")
    if number < least:
        raise ValueError(f"must be at least {least}, not {number}")
    return number


def number(least: int) -> BeforeValidator:
    """Read a whole number, at least so much."""
    return read_by(lambda value: _whole_number(value, least))


def limit(least: int) -> BeforeValidator:
    """Read a number or the word ``unlimited`` (None); an empty value or -1 must not open the tap by accident."""

    def read(value: str) -> int | None:
        if value.lower() == "unlimited":
            return None
        try:
            return _whole_number(value, least)
        except ValueError as error:
            raise ValueError(f"{error}; write a number or unlimited") from None

    return read_by(read)


def read_budget(value: str) -> str | None:
    """Read an amount as text: its currency is the gateway's own, so the catalogue knows how fine it may be."""
    if value.lower() == "unlimited":
        return None
    if not _AMOUNT.fullmatch(value):
        raise ValueError(f"must be an amount like 5 or 0.50, not {value!r}; write a number or unlimited")
    return value


def read_ids(value: str) -> frozenset[int]:
    """Read numbers of people and groups."""
    words = value.replace(",", " ").split()
    for word in words:
        if not word.removeprefix("-").isdecimal() or int(word) == 0:
            raise ValueError(f"holds {word!r}; write Telegram's numeric ids, separated by commas")
    return frozenset(int(word) for word in words)


def read_people(value: str) -> frozenset[int]:
    """Read numbers of people."""
    ids = read_ids(value)
    groups = [one for one in ids if one < 0]
    if groups:
        raise ValueError(f"holds {groups[0]}, which is a group; write the ids of people")
    return ids


def read_token(value: str) -> str:
    """Read a bot's token."""
    number, colon, secret = value.partition(":")
    if not (number.isdecimal() and colon and secret.replace("-", "").replace("_", "").isalnum()):
        raise ValueError("does not look like a bot's token; copy it whole from @BotFather, like 123456789:AAbb")
    return value


def read_key(value: str) -> str:
    """Read a key of a gateway."""
    if not value.isascii() or any(letter.isspace() or letter in "'\"" for letter in value):
        raise ValueError("holds a space, a quote or a letter that no key has; copy it again")
    return value


def read_address(value: str) -> str:
    """Read a web address, without its last slash."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
        raise ValueError("must be an address like https://example.com")
    return value.rstrip("/")


def read_port(value: str) -> int:
    """Read a port; 0 lets the machine choose."""
    port = _whole_number(value, 0)
    if port >= 2**16:
        raise ValueError(f"must be at most 65535, not {port}")
    return port


def read_database(value: str) -> str:
    """Read where the database is."""
    if not value.startswith("sqlite:///") or len(value) == len("sqlite:///"):
        raise ValueError("must be sqlite:/// and a file, like sqlite:///var/atelier.db")
    return value


def read_zone(value: str) -> str:
    """Read a time zone's name."""
    names = available_timezones()
    if value not in names:
        hint = _nearest_zone(value, names) or "; write one like Asia/Ho_Chi_Minh"
        raise ValueError(f"must be a time zone's name, not {value!r}{hint}")
    return value


def _nearest_zone(value: str, names: Iterable[str]) -> str:
    """Look for a place by its zone's whole name or the last part of it; Viet Nam has one zone, named after one city."""
    if offset := _OFFSET.fullmatch(value):
        zone = f"Etc/GMT{-int(offset[1]):+d}"  # POSIX counts the other way round
        return f"; did you mean {zone}?" if zone in names else ""
    place = value.rpartition("/")[2].lower().replace("đ", "d")
    letters = "".join(letter for letter in unicodedata.normalize("NFD", place) if letter.isalpha())
    if letters in _IN_VIETNAM:
        return "; did you mean Asia/Ho_Chi_Minh?"
    by_place = {name.rpartition("/")[2].lower(): name for name in sorted(names)} | {
        name.lower(): name for name in names
    }
    word = value.lower().replace(" ", "_")
    close = difflib.get_close_matches(word, by_place, n=1)
    return f"; did you mean {by_place[close[0]]}?" if close else ""


def _either(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}"


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the end of a sentence that asks whether another word was meant; empty where none is like it."""
    by_lower = {known.lower(): known for known in words}
    close = difflib.get_close_matches(word.lower(), by_lower, n=1)
    return f"; did you mean {by_lower[close[0]]}?" if close else ""


def sentence(words: str) -> str:
    """Return words with the stop that they lack."""
    return words if words.endswith("?") else f"{words}."
