"""``/help``: every command with its line, written from the commands themselves."""

from __future__ import annotations

from bot.chat.command import Command, find_commands
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import escape, texts
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the list."""
    said = texts(person.language)
    commands = [command for command in find_commands().values() if command is not COMMAND]
    lines = [f"/{command.name} — {escape(command.summary_in(said))}" for command in commands]
    await room.answer(incoming, "\n".join(lines) + "\n\n" + said("help-options"))


COMMAND = Command("help", run, {"en": "all commands", "vi": "tất cả các lệnh"}, order=95)
