"""A text over Telegram's limit, which its apps cut and send as several messages: they are told and put together again.

Apps cut between words or lines where they can, some as early as half of what fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.chat.incoming import Incoming
from bot.chat.texts import units

QUIET_S = 2.0  # nobody writes or pastes a second message so soon
_MOST = 4096  # UTF-16 units of a message
_FEWEST = _MOST // 2


def name_of(piece: Incoming) -> str:
    """Return under which name the pieces of one text are collected."""
    return f"text:{piece.chat_id}:{piece.thread_id}:{piece.sender_id}"


def belongs(piece: Incoming, before: Incoming | None) -> bool:
    """Whether a message is a piece of a text: the first one that may go on, or what goes on from the one ``before``."""
    if not piece.is_private or piece.sender_id is None or piece.kind != "text":
        return False
    if before is None:
        return is_cut(piece)
    return is_cut(before) and piece.command is None and piece.is_forwarded == before.is_forwarded


def is_cut(piece: Incoming) -> bool:
    """Whether a message is so long that it may go on in the next."""
    return _units(piece) >= _FEWEST


def join(pieces: Sequence[Incoming]) -> Incoming:
    """Make one message of the pieces; it is answered as the first."""
    words = pieces[0].words
    for before, piece in pairwise(pieces):
        words += _gap(before, piece) + piece.words
    return replace(pieces[0], words=words)


def _gap(before: Incoming, piece: Incoming) -> str:
    """Return what stood where a text was cut: nothing inside a word; Telegram takes away spaces and ends of lines."""
    if _units(before) >= _MOST and before.words[-1:].isalnum() and piece.words[:1].isalnum():
        return ""
    return "\n" if "\n" in before.words else " "


def _units(piece: Incoming) -> int:
    command = f"/{piece.command} " if piece.command else ""
    return units(f"{command}{piece.words}")
