"""Many requests at once: read from lines, a file of lines or several photos, proposed with one price, begun by a press.

A line that cannot be made is named before anything is paid. What is begun are ordinary jobs, admitted together: they
wait in the same lines as everybody's, and their results are shown as any other, without a sound.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from pydantic import TypeAdapter
from telegram import InlineKeyboardMarkup, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.chat.batch_card import batch_keyboard
from bot.chat.incoming import Incoming
from bot.chat.naming import named
from bot.chat.preferences import Chosen
from bot.chat.receipt import shorten
from bot.chat.replying import Living, Spot
from bot.chat.room import Room
from bot.chat.suggesting import priced
from bot.chat.texts import Texts, texts
from bot.chat.there import chosen_there
from bot.chat.wishes import wish
from bot.errors import PersonError
from bot.generation import lists, options
from bot.generation.options import Options
from bot.generation.request import GenerationRequest
from bot.providers.wire import Task
from storage import batches
from storage.batches import Batch, NewBatch
from storage.database import Tx
from storage.people import Person

REQUESTS = TypeAdapter(tuple[GenerationRequest, ...])
_MOST = {"private": 50, "group": 10}  # a group's chat takes twenty messages a minute, and others talk there too
_BAD_SHOWN = 5
_LINE_WORDS, _ENDS_WORDS = 60, 20
_MODELS_SHOWN = 3


async def ask_about_batch(room: Room, incoming: Incoming, person: Person | None) -> None:
    """Answer with what would be made and its price, or with what is wrong; raises PersonError.

    Without a person nobody can be seen asking: whoever presses the button makes it theirs.
    """
    chosen = await chosen_there(room, person.uid if person else None, incoming.chat_id)
    if person is not None:
        await room.leaders.check_may_ask(chosen.group, incoming.chat_id, incoming.sender_id)
    items, for_all = await _items(room, incoming)
    requests, bad = await _read(room, items, for_all, chosen)
    said = texts(person.language if person else incoming.language)
    if bad:
        await room.answer(incoming, _complaint(items, bad, said))
        return
    await propose(room, incoming, person, requests, said)


async def propose(
    room: Room,
    to: Living,
    person: Person | None,
    requests: Sequence[GenerationRequest],
    said: Texts,
    rest_of: int | None = None,
) -> None:
    """Ask whether these shall be made, with the whole price on the button; raises PersonError.

    The rest of a batch is asked about once, as long as it is not left.
    """
    new = NewBatch(
        person_uid=person.uid if person else None,
        chat_id=to.chat_id,
        thread_id=to.thread_id,
        message_id=to.message_id,
        language=said.language,
        requests=REQUESTS.dump_json(tuple(requests), exclude_defaults=True).decode(),
        price=whole_price(room, requests),
        rest_of=rest_of,
    )

    async def add(tx: Tx) -> tuple[int, str, InlineKeyboardMarkup]:
        if rest_of is not None and await batches.rest_is_made(tx, rest_of):
            raise PersonError("press-again-used")
        batch = await batches.get(tx, await batches.add(tx, new, room.clock.now()))
        return batch.id, *await proposal(tx, room, batch, said)

    batch_id, text, keyboard = await room.db.write(add)

    async def send(spot: Spot) -> Message:
        return await room.bot.send_message(text=text, parse_mode=ParseMode.HTML, reply_markup=keyboard, **spot.names)

    try:
        await room.replying.send(to, send, answer=True)
    except TelegramError:
        if rest_of is not None:  # perhaps nobody sees it: the next press proposes it anew
            await room.db.write(batches.leave, batch_id)
        raise


async def proposal(tx: Tx, room: Room, batch: Batch, said: Texts) -> tuple[str, InlineKeyboardMarkup]:
    """Return the question about a batch, and its buttons."""
    requests = REQUESTS.validate_json(batch.requests)
    outputs, photos = sum(one.count for one in requests), {one.references for one in requests} - {()}
    names = list(dict.fromkeys(_title(room, one.model) for one in requests))
    text = said(
        "batch-proposal",
        count=len(requests),
        files=len(photos) if len(photos) == len(requests) else 0,  # many lines may be about one picture
        model=", ".join(names[:_MODELS_SHOWN]) + (" …" if len(names) > _MODELS_SHOWN else ""),
        more="yes" if outputs > len(requests) else "no",
        outputs=outputs,
        words=_ends([shorten(one.prompt) for one in requests]),
    )
    if batch.person_uid is None:
        text = f"{text}\n{said('claim')}"
    price = priced(room, batch.price)
    shown = [
        ("batch_begin", said.plain("button-batch", count=len(requests), price=price)),
        ("batch_leave", said.plain("button-batch-leave")),
    ]
    return text, await batch_keyboard(tx, batch, shown, room.signer, room.clock.now(), named(str(batch.id), price))


def whole_price(room: Room, requests: Sequence[GenerationRequest]) -> int:
    """Return what all of them cost now; raises PersonError."""
    return sum(room.quoting.quotes(one)[0].price for one in requests)


async def _items(room: Room, incoming: Incoming) -> tuple[Sequence[Incoming], Options | None]:
    """Return each request as a message of its own, and the options that hold for all of them; raises PersonError."""
    pictures = [one for one in incoming.files if one.kind == "picture"]
    if pictures:
        if not incoming.words:
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
) -> tuple[list[GenerationRequest], list[tuple[int, PersonError]]]:
    """Return the requests, and what is wrong by number; raises PersonError where the same is wrong with all."""
    requests: list[GenerationRequest] = []
    bad: list[tuple[int, PersonError]] = []
    for number, item in enumerate(items, start=1):
        try:
            request = await wish(room, item, Task.IMAGE, "", chosen, for_all)
            room.quoting.quotes(request)
            requests.append(request)
        except PersonError as error:
            bad.append((number, error))
        await asyncio.sleep(0)  # other people's messages come between
    if len(bad) == len(items) and len({(error.key, str(error.values)) for _, error in bad}) == 1:
        raise bad[0][1]
    return requests, bad


def _complaint(items: Sequence[Incoming], bad: Sequence[tuple[int, PersonError]], said: Texts) -> str:
    lines = [said("batch-bad", count=len(bad))]
    for number, error in bad[:_BAD_SHOWN]:
        words = _begin(shorten(items[number - 1].words), _LINE_WORDS)
        lines.append(f"{said('batch-bad-line', number=number, words=words)}\n{said(error.key, **error.values)}")
    if len(bad) > _BAD_SHOWN:
        lines.append(said("batch-bad-more", count=len(bad) - _BAD_SHOWN))
    return "\n\n".join(lines)


def _begin(line: str, most: int) -> str:
    """Return the beginning of a line, by whole words where there are some."""
    return line if len(line) <= most else (line[:most].rpartition(" ")[0] or line[:most]) + "…"


def _ends(lines: Sequence[str]) -> str:
    """Return how the first begins and the last, so that a glance tells whether all were read."""
    first, last = _begin(lines[0], _ENDS_WORDS), _begin(lines[-1], _ENDS_WORDS)
    return first if first == last else f"{first.removesuffix('…')} … {last}"


def _title(room: Room, alias: str) -> str:
    model = room.catalog.find(alias)
    return model.title if model else alias
