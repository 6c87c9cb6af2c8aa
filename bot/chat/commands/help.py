"""``/help``: every command with its line, written from the commands themselves."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.command import Command, find_commands, useful
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import Texts, escape, texts
from bot.providers.offers import Model
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the list."""
    said = texts(person.language)
    menu = room.quoting.menu()
    known = useful(find_commands().values(), {model.task for model in menu})
    owner = incoming.is_private and room.access.is_admin(incoming.sender_id)
    commands = [command for command in known if command is not COMMAND and (owner or not command.for_owner)]
    lines = [f"/{command.name} — {escape(command.summary_in(said))}" for command in commands]
    edit = said("help-edit") if incoming.is_private else said("help-edit-group", me=room.me)
    await room.answer(incoming, "\n".join([*lines, "", useful_options(said, menu), edit]))


def useful_options(said: Texts, menu: Sequence[Model]) -> str:
    """Return the line that names the options that some model on the menu has a use for."""
    shapes = any(model.ratios or model.edit_ratios for model in menu)
    several, sizes = (any(model.count_max > 1 for model in menu), any(len(model.sizes) > 1 for model in menu))
    useful = [
        said("help-ar") if shapes else "",
        said("help-n") if several else "",
        said("help-size") if sizes else "",
        said("help-seconds") if any(len(model.seconds) > 1 for model in menu) else "",
        said("help-model"),
    ]
    return said("help-options") + " " + ", ".join(text for text in useful if text)


COMMAND = Command(
    "help", run, {"en": "all commands", "vi": "tất cả các lệnh"}, order=95, also=("trogiup", "giup", "huongdan")
)
