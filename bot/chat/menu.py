"""Telegram's command menu and the bot's description, set at the start in every language and every kind of chat.

In groups the menu leaves out what is only said in private; those who lead a group see what they may set there too.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from functools import partial

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
    MenuButtonCommands,
)
from telegram.error import RetryAfter, TelegramError

from bot.chat.command import Command, Where
from bot.chat.texts import DEFAULT, languages, texts

log = logging.getLogger(__name__)
# What stands in the menu of each kind of chat; the default is for clients that know no other.
_SCOPES: Mapping[BotCommandScope, tuple[Where, ...]] = {
    BotCommandScopeDefault(): ("everywhere",),
    BotCommandScopeAllPrivateChats(): ("everywhere", "private"),
    BotCommandScopeAllGroupChats(): ("everywhere", "groups"),
    BotCommandScopeAllChatAdministrators(): ("everywhere", "groups", "leads"),
}


async def set_menu(bot: Bot, commands: Iterable[Command]) -> None:
    """Tell Telegram; a failure here is no reason not to start, and one text that is not taken none to leave others."""
    for tell in _tellings(bot, list(commands)):
        try:
            await tell()
        except RetryAfter as error:  # the rest would be refused too
            log.warning("menu.not_set", extra={"error": type(error).__name__})
            return
        except TelegramError as error:
            log.warning("menu.not_set", extra={"error": type(error).__name__})


def _tellings(bot: Bot, commands: list[Command]) -> Iterator[Callable[[], Awaitable[object]]]:
    for code in languages():
        said = texts(code)
        language = None if code == DEFAULT else code
        for scope, shown in _SCOPES.items():
            menu = [
                BotCommand(command.name, command.summary_in(said)) for command in commands if command.where in shown
            ]
            yield partial(bot.set_my_commands, menu, scope=scope, language_code=language)
        yield partial(bot.set_my_description, said.plain("about-long"), language_code=language)
        yield partial(bot.set_my_short_description, said.plain("about-short"), language_code=language)
    yield partial(bot.set_chat_menu_button, menu_button=MenuButtonCommands())
