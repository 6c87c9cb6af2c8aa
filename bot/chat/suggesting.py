"""What can be made of a file that came without words: a question with buttons that name their prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.incoming import Incoming
from bot.chat.minting import Wanted, mint_all
from bot.chat.naming import named, takes_half
from bot.chat.room import Room
from bot.chat.texts import DEFAULT, Texts, texts
from bot.chat.there import chosen_there
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
_QUICK = ("nicer", "anime")
_NOT_INSTEAD = Task.UPSCALE  # a model that edits makes no picture larger than it makes others


async def suggest(room: Room, incoming: Incoming, person: Person) -> bool:
    """Ask what to do with the files of a message, with a button for each that some model can; False where none can."""
    files = incoming.all_files
    keyboard = await keyboard_for(room, incoming.chat_id, person, files)
    if keyboard is None:
        return False
    await room.answer(incoming, await question(room, incoming.chat_id, person, files), reply_markup=keyboard)
    return True


async def question(room: Room, chat_id: int, person: Person, files: Sequence[Reference]) -> str:
    """Return what stands above the buttons, with the price of an edit by words."""
    kind = "pictures" if _are_pictures(files) and len(files) > 1 else files[0].kind
    price = await price_of_edit(room, chat_id, person.uid, files) if _are_pictures(files) else 0
    return texts(person.language)("ask-what", kind=kind, count=len(files), price=price)


async def price_of_edit(room: Room, chat_id: int, person_uid: str, pictures: Sequence[Reference]) -> int:
    """Return what words about these pictures cost, unless they say more, by what is usual for who writes them.

    0, which is not named: nobody pays, or nobody can do it.
    """
    usual = (await chosen_there(room, person_uid, chat_id)).usual_beside(None)
    try:
        request = room.quoting.complete(GenerationRequest(prompt="", model="", references=tuple(pictures)), usual)
        return priced(room, room.quoting.price_of(request))
    except PersonError:
        return 0


def _are_pictures(files: Sequence[Reference]) -> bool:
    return {one.kind for one in files} == {"picture"}


async def keyboard_for(
    room: Room, chat_id: int, person: Person, files: Sequence[Reference]
) -> InlineKeyboardMarkup | None:
    """Return the buttons for what somebody sent, theirs alone; of pictures the next words are for them too."""
    said = texts(person.language)
    able = [*_quick_edits(room, files, said), *_works(room, files, said)]
    pictures = REFERENCES.dump_json(tuple(files)).decode() if _are_pictures(files) else ""
    if not able and not pictures:
        return None

    wanted = []
    if pictures and len(files) > 1:
        wanted.append(Wanted("each", pictures, said.plain("button-each")))
    elif pictures and not able:  # nothing can be made just now, but the words may come later
        wanted.append(Wanted("edit_photo", pictures, said.plain("button-edit")))
    for label, request, price in able:
        wanted.append(Wanted("suggested", named(request.model_dump_json(), price), label))

    async def mint(tx: Tx) -> list[InlineKeyboardButton]:
        if pictures:
            await questions.ask(tx, chat_id, person.uid, pictures, room.clock.now())
        return await mint_all(tx, room, chat_id, person.uid, wanted)

    return InlineKeyboardMarkup(_rows(await room.db.write(mint)))


def _rows(made: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """Return short buttons in twos, then long ones alone: a phone would cut the price off."""
    short = [button for button in made if takes_half(button.text)]
    twos = [short[at : at + _PER_ROW] for at in range(0, len(short), _PER_ROW)]
    return twos + [[button] for button in made if button not in short]


def _quick_edits(room: Room, files: Sequence[Reference], said: Texts) -> Iterator[tuple[str, GenerationRequest, int]]:
    """Yield what people ask for most of one picture, as label, request and price to be told: some model can."""
    for name in _QUICK if _tasks_for([one.kind for one in files]) is _OF_ONE_PICTURE else ():
        asked = GenerationRequest(prompt=said.plain("quick-words", edit=name), model="", references=tuple(files))
        try:
            request = room.quoting.complete(asked)
            price = priced(room, room.quoting.quotes(request)[0].price)
        except PersonError:
            continue
        yield said.plain("button-quick", edit=name, price=price), request, price


def _works(room: Room, files: Sequence[Reference], said: Texts) -> Iterator[tuple[str, GenerationRequest, int]]:
    for work, request, found in suggestions(room, files, said.language):
        price = priced(room, found)
        yield said.plain("button-work", work=work, price=price), request, price


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
