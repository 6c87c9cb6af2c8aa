"""``/help``: every command with its line, written from the commands themselves."""

from __future__ import annotations

from bot.chat.command import Command, find_commands
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import texts
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the list."""
    said = texts(person.language)
    lines = [f"/{name} — {said(f'command-{name}')}" for name in find_commands() if name != "help"]
    await room.answer(incoming, "\n".join(lines) + "\n\n" + said("help-options"))


COMMAND = Command("help", run, order=95)
