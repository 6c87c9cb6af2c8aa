"""The Telegram client: python-telegram-bot's `Bot` on the aiohttp transport, and raw updates beside it.

Raw, because an update must be stored before it is parsed: one that cannot be parsed is set aside and must not stop the
next (`telegram.ext` parses first and confirms what is only in memory).
"""

from __future__ import annotations

import os
from typing import Any

import httpx
import httpx_aiohttp
from telegram import Bot
from telegram.request import HTTPXRequest

# PTB 22 warns about whole seconds in RetryAfter unless it may give timedeltas.
os.environ.setdefault("PTB_TIMEDELTA", "1")

_CONNECTIONS = 256
_READ_S = 60.0  # the answer to a large upload may take longer than PTB's 5 s, and a time-out does not mean "not sent"
_POOL_WAIT_S = 120.0


def make_bot(token: str, api_url: str) -> Bot:
    """Return a client for the Bot API at ``api_url`` (scheme and host); not initialised yet."""
    base = api_url.rstrip("/")
    return Bot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=_request(_CONNECTIONS),
        get_updates_request=_request(4),
    )


def _request(connections: int) -> HTTPXRequest:
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=_READ_S,
        write_timeout=_READ_S,
        connect_timeout=10.0,
        pool_timeout=_POOL_WAIT_S,
        media_write_timeout=120.0,
        httpx_kwargs={"transport": httpx_aiohttp.AiohttpTransport(limits=limits), "trust_env": False},
    )


async def raw_updates(bot: Bot, offset: int | None, timeout_s: int, allowed: list[str]) -> list[dict[str, Any]]:
    """Long-poll once; updates as Telegram wrote them.

    Method names are case-insensitive at the Bot API; the lower-case one keeps PTB from parsing the answer.
    """
    parameters: dict[str, Any] = {"timeout": timeout_s, "limit": 100, "allowed_updates": allowed}
    if offset is not None:
        parameters["offset"] = offset
    updates: list[dict[str, Any]] = await bot.do_api_request(
        "getupdates", api_kwargs=parameters, read_timeout=timeout_s + 15
    )
    return updates
