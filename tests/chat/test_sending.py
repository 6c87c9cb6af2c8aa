"""Calls to Telegram as they leave: forms, files of any kind, and what a lost or late answer is called."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import Bot, InputFile
from telegram.error import NetworkError, TimedOut

from bot.chat.sending import Sending

TOKEN = "4242424242:only-for-this-machine-0000000000000000"
ME = {"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "b", "username": "b_bot"}}
SENT = {"ok": True, "result": {"message_id": 7, "date": 1, "chat": {"id": 5, "type": "private"}}}


@asynccontextmanager
async def bot_at(handle: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[Bot]:
    """A bot whose calls reach ``handle``, but for getMe."""

    async def serve(request: web.Request) -> web.StreamResponse:
        return web.json_response(ME) if request.path.endswith("/getMe") else await handle(request)

    app = web.Application(client_max_size=2**24)
    app.router.add_post("/{rest:.*}", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/bot"
    try:
        async with Bot(TOKEN, base_url=url, request=Sending(4), get_updates_request=Sending(1)) as bot:
            yield bot
    finally:
        await runner.cleanup()


async def test_words_arrive_as_they_were_written():
    got = {}

    async def handle(request: web.Request) -> web.Response:
        got.update(await request.post())
        return web.json_response(SENT)

    async with bot_at(handle) as bot:
        message = await bot.send_message(5, "Xin chào & 100% <b>đẹp</b>\n+ 1", parse_mode="HTML")
    assert message.message_id == 7
    assert got == {"chat_id": "5", "text": "Xin chào & 100% <b>đẹp</b>\n+ 1", "parse_mode": "HTML"}


@pytest.mark.parametrize("as_handle", [False, True], ids=["bytes", "handle"])
async def test_a_file_arrives_whole_under_its_name(as_handle):
    data, got = bytes(range(256)) * 3000, {}

    async def handle(request: web.Request) -> web.Response:
        assert request.content_length is not None, "Telegram's servers take no chunked uploads for granted"
        form = await request.post()
        got.update({"chat_id": form["chat_id"], "caption": form["caption"], "name": form["document"].filename})
        got["data"] = form["document"].file.read()
        return web.json_response(SENT)

    async with bot_at(handle) as bot:
        content = io.BytesIO(data) if as_handle else data
        file = InputFile(content, filename='a "b".png', read_file_handle=not as_handle)
        await bot.send_document(5, file, caption="đây")
    assert got["data"] == data
    assert (got["chat_id"], got["caption"]) == ("5", "đây")
    assert got["name"] in {'a "b".png', "a %22b%22.png"}


async def test_an_answer_that_does_not_come_in_time_may_have_been_carried_out():
    async def handle(request: web.Request) -> web.Response:
        await asyncio.sleep(0.5)
        return web.json_response(SENT)

    async with bot_at(handle) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(5, "x", read_timeout=0.1)


async def test_a_broken_connection_is_a_network_error_without_the_token():
    async def handle(request: web.Request) -> web.Response:
        request.transport.abort()
        return web.Response()

    async with bot_at(handle) as bot:
        with pytest.raises(NetworkError) as caught:
            await bot.send_message(5, "x")
    assert not isinstance(caught.value, TimedOut)
    assert TOKEN not in str(caught.value)
