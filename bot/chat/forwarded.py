"""Somebody else's message, passed on to us: nobody meant its words for us, so nothing begins before a press."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.asking import Asker
from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.kept import propose
from bot.chat.room import Room
from bot.chat.suggesting import suggest
from bot.errors import PersonError
from bot.providers.wire import Task
from storage.people import Person


async def answer_forwarded(room: Room, incoming: Incoming, person: Person, command: Command | None) -> None:
    """Ask what to do with a file, or propose to make the words, with their price: in private, for groups get no answer.

    Raises PersonError where there is nothing to propose.
    """
    if incoming.files and await suggest(room, replace(incoming, words="", command=None), person):
        return
    asker = Asker(Task.IMAGE) if incoming.command is None else command.run if command is not None else None
    if not isinstance(asker, Asker):
        raise PersonError("forwarded")
    await propose(room, incoming, person, asker)
