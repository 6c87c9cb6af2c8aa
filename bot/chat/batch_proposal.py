"""A batch as a person is asked about it: what it would make, the whole price on one button, begun by a press."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter
from telegram import InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.chat.batch_card import batch_keyboard
from bot.chat.naming import named
from bot.chat.receipt import beginning, shorten
from bot.chat.replying import Living
from bot.chat.room import Room
from bot.chat.suggesting import priced
from bot.chat.texts import Texts
from bot.errors import PersonError
from bot.generation.request import GenerationRequest
from storage import batches
from storage.batches import Batch, NewBatch
from storage.database import Tx
from storage.people import Person

REQUESTS = TypeAdapter(tuple[GenerationRequest, ...])
_WORDS, _MODELS_SHOWN = 20, 3


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

    try:
        await room.answer(to, text, reply_markup=keyboard)
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


def _ends(lines: Sequence[str]) -> str:
    """Return how the first begins and the last, so that a glance tells whether all were read."""
    first, last = beginning(lines[0], _WORDS), beginning(lines[-1], _WORDS)
    return first if first == last else f"{first.removesuffix('…')} … {last}"


def _title(room: Room, alias: str) -> str:
    model = room.catalog.find(alias)
    return model.title if model else alias
