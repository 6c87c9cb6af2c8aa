"""What a chat command is; each module in ``commands/`` defines one ``COMMAND`` and is found by looking."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.chat import commands
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.errors import SettingsError
from storage.people import Person


@dataclass(frozen=True, slots=True)
class Command:
    """``name`` is what people type. Help and menu take their line from the text ``command-<name>``.

    ``order`` places it in the menu. ``open_to_all``: answers people without access too (``/start``).
    """

    name: str
    run: Callable[[Room, Incoming, Person], Awaitable[None]]
    order: int = 100
    open_to_all: bool = False


def find_commands() -> Mapping[str, Command]:
    """Import every module of ``commands/`` (not ``_private`` ones); one without ``COMMAND`` stops the start."""
    found: dict[str, Command] = {}
    for module_info in pkgutil.iter_modules(commands.__path__):
        if module_info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{commands.__name__}.{module_info.name}")
        command = getattr(module, "COMMAND", None)
        if not isinstance(command, Command):
            raise SettingsError(f"{module.__name__} defines no COMMAND")
        if command.name in found:
            raise SettingsError(f"two modules define the command /{command.name}")
        found[command.name] = command
    return dict(sorted(found.items(), key=lambda pair: pair[1].order))
