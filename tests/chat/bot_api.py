"""A Bot API of one test's own making, on a port of this machine, and a bot that calls it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from telegram import Bot

from bot.chat.sending import Sending

TOKEN = "4242424242:only-for-this-machine-0000000000000000"
ME = {"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "b", "username": "b_bot"}}


def message(chat: int = 5, number: int = 7) -> dict:
    """The answer to a send."""
    return {"ok": True, "result": {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}}}


@asynccontextmanager
async def bot_at(handle: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[Bot]:
    """A bot whose calls reach ``handle``, but for getMe."""

    async def serve(request: web.Request) -> web.StreamResponse:
        return web.json_response(ME) if request.path.endswith("/getMe") else await handle(request)

    app = web.Application(client_max_size=2**24)
    app.router.add_route("*", "/{rest:.*}", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with Bot(
            TOKEN,
            base_url=f"{url}/bot",
            base_file_url=f"{url}/file/bot",
            request=Sending(4),
            get_updates_request=Sending(1),
        ) as bot:
            yield bot
    finally:
        await runner.cleanup()


def refusal(status: int, description: str, **parameters: int) -> web.Response:
    """A refusal as the Bot API words it."""
    told = {"ok": False, "error_code": status, "description": description}
    return web.json_response({**told, "parameters": parameters} if parameters else told, status=status)
