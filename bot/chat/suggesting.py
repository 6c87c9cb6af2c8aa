"""What can be made of a file that came without words: a question with buttons that name their prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.incoming import Incoming
from bot.chat.minting import Wanted, mint_all
from bot.chat.naming import named
from bot.chat.room import Room
from bot.chat.texts import DEFAULT, texts
from bot.chat.unsaid import unsaid
from bot.errors import PersonError
from bot.generation.request import REFERENCES, GenerationRequest, Reference
from bot.generation.unsaid import INSTEAD
from bot.providers.wire import Task
from storage import questions
from storage.database import Tx
from storage.people import Person

_PER_ROW = 2
_OF_ONE_PICTURE = (Task.VIDEO, Task.DESCRIBE, Task.UPSCALE, Task.CUTOUT)
_OF_PICTURES = (Task.BLEND, Task.VIDEO)
_OF_A_FILM = (Task.SOUND,)
_OF_A_SOUND = (Task.TRANSCRIBE,)
_SHORT_LABEL = 18  # characters that two in a row leave room for on a phone
_EMOJI_MARK = "\ufe0f"  # takes no room
_NOT_INSTEAD = Task.UPSCALE  # a model that edits makes no picture larger than it makes others


async def suggest(room: Room, incoming: Incoming, person: Person) -> bool:
    """Ask what to do with the files of a message, with a button for each that some model can; False where none can."""
    files, said = incoming.all_files, texts(person.language)
    keyboard = await keyboard_for(room, incoming.chat_id, person, files)
    if keyboard is None:
        return False
    await room.answer(incoming, said("ask-what", kind=files[0].kind), reply_markup=keyboard)
    return True


async def keyboard_for(
    room: Room, chat_id: int, person: Person, files: Sequence[Reference]
) -> InlineKeyboardMarkup | None:
    """Return the buttons for what somebody sent, theirs alone; of pictures the next words are for them too."""
    said = texts(person.language)
    able = [(work, one, priced(room, price)) for work, one, price in suggestions(room, files, person.language)]
    pictures = REFERENCES.dump_json(tuple(files)).decode() if {one.kind for one in files} == {"picture"} else ""
    if not able and not pictures:
        return None

    wanted = [Wanted("edit_photo", pictures, said.plain("button-edit-words"))] if pictures else []
    wanted += [
        Wanted("suggested", named(one.model_dump_json(), price), said.plain("button-work", work=work, price=price))
        for work, one, price in able
    ]

    async def mint(tx: Tx) -> list[InlineKeyboardButton]:
        if pictures:
            await questions.ask(tx, chat_id, person.uid, pictures, room.clock.now())
        return await mint_all(tx, room, chat_id, person.uid, wanted)

    return InlineKeyboardMarkup(_rows(await room.db.write(mint)))


def _rows(made: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """Return short buttons in twos, then long ones alone: a phone would cut the price off."""
    short = [button for button in made if len(button.text.replace(_EMOJI_MARK, "")) <= _SHORT_LABEL]
    twos = [short[at : at + _PER_ROW] for at in range(0, len(short), _PER_ROW)]
    return twos + [[button] for button in made if button not in short]


def suggestions(
    room: Room, files: Sequence[Reference], language: str = DEFAULT
) -> Iterator[tuple[Task, GenerationRequest, int]]:
    """Yield what some model on the menu can make of these files without a word, each with its price."""
    for task in _tasks_for([one.kind for one in files]):
        instead = None if task is _NOT_INSTEAD else INSTEAD.get(task)
        serving = task if room.quoting.menu(task) else instead
        if serving is None:
            continue
        asked = GenerationRequest(prompt=unsaid(task, language), model="", task=serving, references=tuple(files))
        try:
            request = room.quoting.complete(asked)
            price = room.quoting.quotes(request)[0].price
        except PersonError:  # no model can, or none does at the moment
            continue
        yield task, request, price


def _tasks_for(kinds: Sequence[str]) -> Sequence[Task]:
    match sorted(kinds):
        case ["picture"]:
            return _OF_ONE_PICTURE
        case ["video"]:
            return _OF_A_FILM
        case ["sound"]:
            return _OF_A_SOUND
        case pictures if set(pictures) == {"picture"}:
            return _OF_PICTURES
        case _:
            return ()


def priced(room: Room, price: int) -> int:
    """Return the price as buttons name it: 0, which they leave out, where nobody pays."""
    return price if room.rules.billing == "credits" else 0
