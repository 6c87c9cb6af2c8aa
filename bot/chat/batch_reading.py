"""From a message to the requests of a batch: lines, a file of lines, or several photos with one instruction.

A line that cannot be made is named with its number; what is wrong with the whole is raised.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from telegram.error import BadRequest, NetworkError, TelegramError

from bot.chat.incoming import Incoming
from bot.chat.preferences import Chosen
from bot.chat.room import Room
from bot.chat.wishes import wish
from bot.errors import PersonError
from bot.generation import lists, options
from bot.generation.options import Options
from bot.generation.request import GenerationRequest
from bot.generation.visible import is_visible
from bot.providers.wire import Task

_MOST = {"private": 50, "group": 10}  # a group's chat takes twenty messages a minute, and others talk there too


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be made: its number from 1, its words, and why."""

    number: int
    words: str
    error: PersonError


async def read_batch(
    room: Room, incoming: Incoming, chosen: Chosen
) -> tuple[Sequence[GenerationRequest], Sequence[BadLine]]:
    """Return the requests of a message, and what is wrong; raises PersonError where the same is wrong with all."""
    items, for_all = await _items(room, incoming)
    return await _read(room, items, for_all, chosen)


async def _items(room: Room, incoming: Incoming) -> tuple[Sequence[Incoming], Options | None]:
    """Return each request as a message of its own, and the options that hold for all of them; raises PersonError."""
    pictures = [one for one in incoming.files if one.kind == "picture"]
    if pictures:
        if not is_visible(incoming.words):
            raise PersonError("batch-usage")
        _check_count(room, incoming, len(pictures))
        return [replace(incoming, files=(one,)) for one in pictures], None
    if incoming.files:
        raise PersonError("not-understood")
    listing = incoming.listing or incoming.replied_listing
    for_all, lines = _head(room, list(lists.lines_of(incoming.words)), alone=listing is not None)
    if listing is not None:
        if lines:
            raise PersonError("batch-words")
        if listing.size_bytes > lists.LIST_BYTES_MAX:
            raise PersonError("batch-unreadable")
        data = await _fetched(room, listing.file_id)
        keep = max(_MOST.values())
        lines, count = await asyncio.to_thread(lists.read_file, data, is_table=listing.is_table, keep=keep)
    else:
        lines = lists.plain(lines or list(lists.lines_of(incoming.replied_words)))
        count = len(lines)
    _check_count(room, incoming, count)
    kind = incoming.kind if listing is None else "text"  # under what cannot be read words are no prompt
    return [replace(incoming, words=line, kind=kind) for line in lines], for_all


def _check_count(room: Room, incoming: Incoming, count: int) -> None:
    """Refuse nothing at all, and too much; raises PersonError."""
    place = "private" if incoming.is_private else "group"
    if not count:
        raise PersonError("batch-usage")
    if count > _MOST[place]:
        raise PersonError("batch-many", most=_MOST[place], count=count, place=place, me=room.me)


def _head(room: Room, lines: list[str], *, alone: bool) -> tuple[Options | None, list[str]]:
    """Return the options of a first line that has nothing else, and the other lines; raises PersonError.

    ``alone``: nothing but options is expected.
    """
    if not lines:
        return None, []
    try:
        words, said = options.parse(lines[0], room.quoting.choices(), styled=True)
    except PersonError:
        if alone:
            raise
        return None, lines  # it is named among the bad lines
    return (None, lines) if words else (said, lines[1:])


async def _fetched(room: Room, file_id: str) -> bytes:
    try:
        file = await room.bot.get_file(file_id)
        return bytes(await file.download_as_bytearray())
    except BadRequest:
        raise PersonError("picture-gone") from None
    except NetworkError:
        raise  # for later
    except TelegramError:  # a file's 404 among them, which PTB takes for a wrong token
        raise PersonError("picture-gone") from None


async def _read(
    room: Room, items: Sequence[Incoming], for_all: Options | None, chosen: Chosen
) -> tuple[list[GenerationRequest], list[BadLine]]:
    requests: list[GenerationRequest] = []
    bad: list[BadLine] = []
    for number, item in enumerate(items, start=1):
        try:
            request = await wish(room, item, Task.IMAGE, "", chosen, for_all)
            room.quoting.quotes(request)
            requests.append(request)
        except PersonError as error:
            bad.append(BadLine(number, item.words, error))
        await asyncio.sleep(0)  # other people's messages come between
    if len(bad) == len(items) and len({(one.error.key, str(one.error.values)) for one in bad}) == 1:
        raise bad[0].error
    return requests, bad
