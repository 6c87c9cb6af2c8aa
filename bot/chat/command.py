"""What a chat command is; each module in ``commands/`` defines one ``COMMAND`` and is found by looking."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.chat import commands
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import DEFAULT, Texts
from bot.errors import SettingsError
from bot.generation.accents import without_accents
from bot.generation.unsaid import INSTEAD
from bot.providers.wire import Task
from storage.people import Person

Where = Literal["everywhere", "private", "groups", "leads"]


@dataclass(frozen=True, slots=True)
class Command:
    """``name`` is what people type, ``summary`` its line in help and menu by language code, ``order`` its place there.

    ``task`` is the kind of work it asks for: without a model for it the command is not shown. ``also`` are words that
    people try instead, without accents: who does is told this one. One ``for_owner`` stands in no menu, and in help for
    the bot's owners only. ``where`` it stands in Telegram's menu: ``private`` chats alone, or in a group only for those
    who lead it.

    ``unseen`` is what it does for an anonymous admin or a channel; without it nothing, unless it is paid work, which is
    proposed by a button.

    A language that the module does not speak may bring the line in its locale file, as the text ``command-<name>``.
    """

    name: str
    run: Callable[[Room, Incoming, Person], Awaitable[None]]
    summary: Mapping[str, str]
    order: int = 100
    task: Task | None = None
    also: tuple[str, ...] = ()
    for_owner: bool = False
    unseen: Callable[[Room, Incoming], Awaitable[None]] | None = None
    where: Where = "everywhere"

    def summary_in(self, said: Texts) -> str:
        """Return the line in a language, plain; in English where nobody wrote it in that one."""
        own = self.summary.get(said.language)
        return own or said.find(f"command-{self.name}") or self.summary[DEFAULT]


def useful(commands: Iterable[Command], tasks: Collection[Task]) -> list[Command]:
    """Return the commands for which some model is on the menu."""
    able = {*tasks, *(task for task, other in INSTEAD.items() if other in tasks)}
    return [command for command in commands if command.task is None or command.task in able]


def nearest(word: str, known: Mapping[str, Command]) -> str | None:
    """Return the name of the command that a person may have meant; None where none is like the word."""
    plain = without_accents(word)
    meant = next((command.name for command in known.values() if plain in command.also), None)
    return meant or next(iter(difflib.get_close_matches(plain, known, n=1, cutoff=0.5)), None)


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
        if DEFAULT not in command.summary:
            raise SettingsError(f"{module.__name__}: COMMAND has no summary in {DEFAULT!r}")
        if command.name in found:
            raise SettingsError(f"two modules define the command /{command.name}")
        found[command.name] = command
    return dict(sorted(found.items(), key=lambda pair: pair[1].order))


@cache
def kinds_of_commands() -> Mapping[str, Task]:
    """Return which kind of work each command asks for."""
    return {command.name: command.task for command in find_commands().values() if command.task}


@cache
def names_of_kinds() -> Mapping[Task, str]:
    """Return the command that asks for each kind of work: of several the first in help."""
    return {task: name for name, task in reversed([*kinds_of_commands().items()])}
