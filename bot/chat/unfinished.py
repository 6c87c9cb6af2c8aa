"""A command that lacked something, its words or a photo: what the person sends next without a command is that."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.errors import PersonError
from bot.generation.request import REFERENCES, Reference
from bot.providers.wire import Task
from storage import questions
from storage.people import Person

_QUESTION_S = 900
_BY_LINES = "batch"


async def run(room: Room, command: Command, incoming: Incoming, person: Person) -> None:
    """Run a command; where it asks for what it lacks, remember it until that comes."""
    try:
        await command.run(room, incoming, person)
    except PersonError as error:
        if error.key.startswith("ask-") or error.key == "batch-usage":
            await remember(room, incoming.chat_id, person, command.name, incoming.words)
        raise


async def remember(
    room: Room, chat_id: int, person: Person, name: str, words: str = "", files: Sequence[Reference] = ()
) -> None:
    """Let the next words there, or files, be for this command, with these ``files``; a newer question replaces it."""
    pictures = REFERENCES.dump_python(tuple(files), mode="json")
    question = json.dumps({"command": name, "words": words, "files": pictures})
    await room.db.write(questions.ask, chat_id, person.uid, question, room.clock.now())


async def open_question(room: Room, incoming: Incoming, person: Person) -> str | None:
    """Return what this person was last asked there, a list of pictures or an unfinished command; None where nothing."""
    return await room.db.read(questions.find, incoming.chat_id, person.uid, room.clock.now() - _QUESTION_S)


async def complete(room: Room, commands: Mapping[str, Command], incoming: Incoming, person: Person) -> bool:
    """Run the command that a message completes; False where none was left unfinished."""
    question = await open_question(room, incoming, person)
    if question is None or not question.startswith("{"):
        return False
    asked = json.loads(question)
    files = REFERENCES.validate_python(asked.get("files", ()))
    if files and incoming.files:  # other pictures: another question
        return False
    command = commands.get(asked["command"])
    if command is None or (incoming.is_spoken and command.task is not Task.TRANSCRIBE):
        return False
    between = "\n" if command.name == _BY_LINES else " "
    words = between.join(part for part in (asked["words"], incoming.words) if part)
    completed = replace(incoming, command=command.name, words=words, files=files or incoming.files)
    await run(room, command, completed, person)
    # Only now: a message that is handled once more after a crash must complete the same command.
    await room.db.write(questions.close, incoming.chat_id, person.uid)
    return True
