"""The greeting: one picture of three that shows what can be made, two lines, and three buttons to begin with."""

from __future__ import annotations

import hashlib
from functools import cache, partial
from pathlib import Path

from telegram import InlineKeyboardMarkup, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.chat.incoming import Incoming
from bot.chat.minting import Wanted, mint_all
from bot.chat.naming import named
from bot.chat.replying import Spot
from bot.chat.room import Room
from bot.chat.suggested import first_picture, ready_prompts
from bot.chat.suggesting import priced
from bot.chat.texts import texts
from bot.errors import PersonError
from bot.generation.request import GenerationRequest
from bot.providers.wire import Task
from storage import uploads
from storage.people import Person

_PICTURE = Path(__file__).parent / "pictures" / "greeting.jpg"


async def greet(room: Room, incoming: Incoming, person: Person) -> None:
    """Send it; Telegram keeps the picture from the first time on. Where it takes none the words have to do."""
    text = texts(person.language)("start", name=person.name)
    keyboard = await _keyboard(room, incoming, person)
    name, picture = _drawn()
    kept = await room.db.read(uploads.find, name)

    async def send(spot: Spot, *, photo: str | bytes) -> Message:
        return await room.bot.send_photo(
            photo=photo, caption=text, parse_mode=ParseMode.HTML, reply_markup=keyboard, **spot.names
        )

    for photo in (kept, picture):
        if photo is None:
            continue
        try:
            shown = await room.replying.send(incoming, partial(send, photo=photo), answer=True)
        except BadRequest:  # another bot's name of it, or photos are not taken here
            continue
        if photo is picture and shown.photo:
            await room.db.write(uploads.keep, name, shown.photo[-1].file_id)
        return
    await room.answer(incoming, text, reply_markup=keyboard)


async def _keyboard(room: Room, incoming: Incoming, person: Person) -> InlineKeyboardMarkup | None:
    """Return the three buttons, those that something on the menu can do."""
    said, made = texts(person.language), list[Wanted]()
    first = await _first(room, person, incoming.chat_id, ready_prompts(said)[0])
    if first is not None:
        request, price = first
        label = said.plain("button-surprise", price=priced(room, price))
        made.append(Wanted("surprise", named(request.model_dump_json(), priced(room, price)), label))
        made.append(Wanted("tell", "photo", said.plain("button-start-photo")))
    if room.quoting.usual(Task.VIDEO) is not None:
        made.append(Wanted("tell", "film", said.plain("button-start-film")))

    if not made:
        return None
    row = await room.db.write(mint_all, room, incoming.chat_id, person.uid, made)
    return InlineKeyboardMarkup([row[:1], row[1:]] if row[1:] else [row])


async def _first(room: Room, person: Person, chat_id: int, prompt: str) -> tuple[GenerationRequest, int] | None:
    """Return a first picture and what it costs, None where none can be made at the moment."""
    try:
        request = await first_picture(room, person.uid, chat_id, prompt)
        return request, room.quoting.quotes(request)[0].price
    except PersonError:
        return None


@cache
def _drawn() -> tuple[str, bytes]:
    """Return the picture and its name, which is another for another drawing."""
    picture = _PICTURE.read_bytes()
    return f"{_PICTURE.stem}-{hashlib.sha256(picture).hexdigest()[:16]}", picture
