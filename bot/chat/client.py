"""The Telegram client: python-telegram-bot's `Bot` on our own request, and raw updates beside it.

Raw, because an update must be stored before it is parsed: one that cannot be parsed is set aside and must not stop the
next (`telegram.ext` parses first and confirms what is only in memory).
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Mapping
from typing import Any

from telegram import Bot as Telegram
from telegram.error import InvalidToken, TelegramError

from bot.chat.sending import Sending, post
from bot.clock import Clock
from bot.errors import SettingsError

__all__ = ["Telegram", "call_raw", "connect", "make_bot", "raw_updates"]
log = logging.getLogger(__name__)

# PTB 22 warns about whole seconds in RetryAfter unless it may give timedeltas.
os.environ.setdefault("PTB_TIMEDELTA", "1")

_CONNECTIONS = 100  # a handshake costs more than a wait for a turn
_CONNECT_WAITS_S = (1, 2, 5, 10, 30)


def make_bot(token: str, api_url: str) -> Telegram:
    """Return a client for the Bot API at ``api_url`` (scheme and host); not initialised yet."""
    base = api_url.rstrip("/")
    return Telegram(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=Sending(_CONNECTIONS),
        get_updates_request=Sending(4),
    )


async def connect(token: str, api_url: str, clock: Clock) -> Telegram:
    """Return a client that Telegram has greeted; waits for the network, but not for a wrong token (SettingsError)."""
    bot = make_bot(token, api_url)
    try:
        await _greet(bot, api_url, clock)
    except BaseException:
        # Not initialised, the client would not close what it opened.
        await asyncio.gather(bot.request.shutdown(), bot.shutdown())
        raise
    return bot


async def _greet(bot: Telegram, api_url: str, clock: Clock) -> None:
    tries = 0
    while True:
        try:
            await bot.initialize()
        except InvalidToken:
            raise SettingsError(
                "Telegram does not know this TELEGRAM_BOT_TOKEN; copy it again from @BotFather."
            ) from None
        except TelegramError as error:
            wait_s = _CONNECT_WAITS_S[min(tries, len(_CONNECT_WAITS_S) - 1)]
            trouble = {"address": api_url, "error": type(error).__name__, "again_in_s": wait_s}
            log.warning("telegram.unreachable", extra=trouble)
            await clock.sleep(wait_s)
            tries += 1
        else:
            return


async def raw_updates(bot: Telegram, offset: int | None, timeout_s: int, allowed: list[str]) -> list[dict[str, Any]]:
    """Long-poll once; updates as Telegram wrote them. Raises InvalidToken where the token is no longer taken."""
    fields: dict[str, Any] = {"timeout": timeout_s, "limit": 100, "allowed_updates": allowed, "offset": offset}
    updates: list[dict[str, Any]] = await call_raw(bot, "getUpdates", fields, timeout_s + 15)
    return updates


async def call_raw(bot: Telegram, method: str, fields: Mapping[str, Any], read_s: float | None = None) -> Any:  # noqa: ANN401
    """Call a method and return what Telegram answers as it is: to read that as objects costs as much as the call.

    Fields that are None are left out; there are no files among them. Raises as PTB's own methods do.
    """
    return await post(bot.request, f"{bot.base_url}/{method}", fields, read_s)
