"""``/styles``: the styles that any model can draw in, with an example."""

from __future__ import annotations

from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import texts
from bot.generation.styles import styles
from bot.providers.wire import Task
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the list."""
    said = texts(person.language)
    lines = [said("styles-line", name=style.name, title=style.title(said.language)) for style in styles().values()]
    await room.answer(incoming, "\n".join([said("styles"), *lines, "", said("styles-example")]))


COMMAND = Command(
    "styles",
    run,
    {"en": "styles to draw in", "vi": "các phong cách vẽ"},
    order=32,
    task=Task.IMAGE,
    also=("style", "phongcach", "kieu"),
)
