"""The same message in other words, as ways out of what is wrong with them; none of them begins anything by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.chat.instead import WayOut, way_to
from bot.chat.room import Room
from bot.errors import PersonError
from bot.generation.options import BadOptionError, without_bad
from bot.generation.request import GenerationRequest

Read = Callable[[str], Awaitable[GenerationRequest]]
"""From words to what they ask for, with all else of the message; raises PersonError."""


async def in_other_words(room: Room, read: Read, words: str, key: str, **values: object) -> list[WayOut]:
    """Return the way to make what these words ask for; none where that cannot be made either."""
    try:
        request = await read(words)
    except PersonError:
        return []
    return way_to(room.quoting, key, request, **values)


async def mended(room: Room, read: Read, words: str, error: PersonError) -> list[WayOut]:
    """Return the ways on from words that name an option or a style wrongly: the nearest right one, none of it."""
    nearest = error.values.get("nearest", "none")
    if error.key == "style-unknown" and nearest != "none":
        before, _, after = words.rpartition(error.values["name"])
        return await in_other_words(room, read, f"{before}{nearest}{after}", "button-use", what=f"--style {nearest}")
    if not isinstance(error, BadOptionError):
        return []
    right = await in_other_words(room, read, error.right, "button-use", what=nearest) if error.right else []
    words = without_bad(error.without, room.quoting.choices(), styled=True)
    return right + await in_other_words(room, read, words, "button-without")
