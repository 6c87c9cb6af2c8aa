"""Telegram's command menu and the bot's description, set at the start in every language we speak."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.chat.command import Command
from bot.chat.texts import DEFAULT, languages, texts

log = logging.getLogger(__name__)


async def set_menu(bot: Bot, commands: Iterable[Command]) -> None:
    """Tell Telegram; a failure here is no reason not to start."""
    named = list(commands)
    try:
        for code in languages():
            said = texts(code)
            language = None if code == DEFAULT else code
            menu = [BotCommand(command.name, command.summary_in(said)) for command in named]
            await bot.set_my_commands(menu, language_code=language)
            await bot.set_my_description(said.plain("about-long"), language_code=language)
            await bot.set_my_short_description(said.plain("about-short"), language_code=language)
    except TelegramError as error:
        log.warning("menu.not_set", extra={"error": type(error).__name__})
