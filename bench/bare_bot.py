"""What people write first: python-telegram-bot, an answer, a call to the gateway, the photo. Nothing survives it.

Run as ``python -m bench.bare_bot URL httpx|aiohttp``.
"""

from __future__ import annotations

import base64
import resource
import sys

import httpx
import httpx_aiohttp
from telegram import Update
from telegram.ext import Application, CallbackContext, MessageHandler, filters
from telegram.request import HTTPXRequest

_TOKEN = "4242424242:bench-token-for-this-machine-only-00"


def main(url: str, transport: str) -> None:
    """Run until killed, on httpx's own transport or on aiohttp's."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    own = {"transport": httpx_aiohttp.AiohttpTransport(limits=limits)} if transport == "aiohttp" else {"limits": limits}
    gateway = httpx.AsyncClient(base_url=url, timeout=120, **own)

    async def imagine(update: Update, _context: CallbackContext) -> None:
        message = update.effective_message
        await message.reply_text("Painting …")
        answer = await gateway.post("/v1/images/generations", json={"model": "m", "prompt": message.text})
        picture = base64.b64decode(answer.json()["data"][0]["b64_json"])
        await message.reply_photo(picture, caption="Here it is.")

    builder = Application.builder().token(_TOKEN).base_url(f"{url}/bot").concurrent_updates(256)
    if transport == "aiohttp":
        most = httpx.Limits(max_connections=256, max_keepalive_connections=256)
        kwargs = {"transport": httpx_aiohttp.AiohttpTransport(limits=most)}
        builder = builder.request(HTTPXRequest(connection_pool_size=256, httpx_kwargs=kwargs))
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, imagine))
    application.run_polling()


if __name__ == "__main__":
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    main(*sys.argv[1:])
