"""A command that lacked something, its words or a photo: what the person sends next without a command is that."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.instead import way_to
from bot.chat.pointing import speaks_of_it
from bot.chat.room import Room
from bot.chat.way_out import UnableError, propose_way_out
from bot.errors import PersonError
from bot.generation.request import REFERENCES, GenerationRequest, Reference
from bot.providers.offers import Need
from bot.providers.wire import Task
from storage import questions
from storage.people import Person
from storage.questions import Question

PHOTO_ABSENT = "photo-absent"
_QUESTION_S = 900
_FOR_FILES = ("ask-picture", "ask-pictures", "ask-sound", "ask-mask", "ask-earlier")
_BY_LINES = "batch"
_FOR_WORDS, _OR_PICTURES, _FOR_NO_FILE = "ask-words-", "ask-words-video", "ask-words-better"


@dataclass(frozen=True, slots=True)
class _Unfinished:
    """What a ``command`` with its first ``words`` and ``files`` lacked: ``asks`` is the sentence that asked for it."""

    command: str
    words: str = ""
    asks: str = ""
    files: Sequence[Mapping[str, Any]] = ()


async def run(room: Room, command: Command, incoming: Incoming, person: Person) -> None:
    """Run a command; where it asks for what it lacks, remember it until that comes."""
    try:
        await command.run(room, incoming, person)
    except PersonError as error:
        if error.key.startswith("ask-") or error.key == "batch-usage":
            await remember(room, incoming.chat_id, person, command.name, incoming.words, asks=error.key)
        raise


async def remember(  # noqa: PLR0913 (what is asked, of whom and where)
    room: Room,
    chat_id: int,
    person: Person,
    name: str,
    words: str = "",
    *,
    asks: str = "",
    files: Sequence[Reference] = (),
) -> None:
    """Let the next words there, or files, be for this command, with these ``files``; a newer question replaces it.

    ``asks`` is the key of the sentence that asks, where not everything answers it.
    """
    question = _Unfinished(name, words, asks, REFERENCES.dump_python(tuple(files), mode="json"))
    await room.db.write(questions.ask, chat_id, person.uid, json.dumps(asdict(question)), room.clock.now())


async def open_question(room: Room, chat_id: int, person: Person) -> Question | None:
    """Return what this person was last asked there, a list of pictures or an unfinished command; None where nothing."""
    return await room.db.read(questions.find, chat_id, person.uid, room.clock.now() - _QUESTION_S)


async def command_open(room: Room, chat_id: int, person: Person) -> str:
    """Return the name of the command that waits there for what it lacks; empty where none does."""
    question = await open_question(room, chat_id, person)
    return str(json.loads(question.about)["command"]) if question and question.about.startswith("{") else ""


async def complete(room: Room, commands: Mapping[str, Command], incoming: Incoming, person: Person) -> bool:
    """Run the command that a message completes; False where none was left unfinished."""
    question = await open_question(room, incoming.chat_id, person)
    if question is None or not question.about.startswith("{"):
        return False
    asked = _Unfinished(**json.loads(question.about))
    command = commands.get(asked.command)
    if command is None or not _answers(room, asked, command.task, incoming):
        return False
    between = "\n" if command.name == _BY_LINES else " "
    words = between.join(part for part in (asked.words, incoming.words) if part)
    files = REFERENCES.validate_python(asked.files) or incoming.files
    # Plain words that waited for their photo are plain words still: a film may be meant, and is asked about.
    name = None if asked.asks == PHOTO_ABSENT and command.task is Task.IMAGE else command.name
    if asked.asks in _FOR_FILES and not files:  # words again, and still no file: the last ones count
        words = incoming.words
    try:
        await run(room, command, replace(incoming, command=name, words=words, files=files), person)
    except PersonError as error:
        if error.key not in _FOR_FILES or not incoming.words:
            raise
        drawn = way_to(room.quoting, "button-anyway", GenerationRequest(prompt=incoming.words, model=""))
        if not drawn:
            raise
        await propose_way_out(room, incoming, person, UnableError(error, drawn[0].request, drawn))
        return True
    # Only now: a message that is handled once more after a crash must complete the same command.
    await room.db.write(questions.close, incoming.chat_id, person.uid, question)
    return True


def _answers(room: Room, asked: _Unfinished, task: Task | None, incoming: Incoming) -> bool:
    """Whether a message is the answer: where words were asked for, a file only with words that are about it."""
    if incoming.is_spoken:
        return task is Task.TRANSCRIBE
    kinds = [one.kind for one in incoming.files]
    if asked.asks == PHOTO_ABSENT:  # a photo with words of its own is another request
        return "picture" in kinds and not incoming.words
    if not kinds:  # "make it bluer" says of no new picture, and of no film, what it shows
        return task not in (Task.IMAGE, Task.VIDEO) or not speaks_of_it(incoming.words)
    if asked.files:  # other pictures: another question
        return False
    if task is None or not asked.asks.startswith(_FOR_WORDS) or asked.asks == _OR_PICTURES:
        return True
    need = Need(task, pictures=kinds.count("picture"), sounds=kinds.count("sound"), videos=kinds.count("video"))
    able = any(offer.takes_sources(need) for model in room.quoting.menu(task) for offer in model.offers)
    return able and bool(incoming.words) and asked.asks != _FOR_NO_FILE
