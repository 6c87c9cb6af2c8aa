"""Calls to Telegram as they leave: forms, files of any kind, and what a lost or late answer is called."""

from __future__ import annotations

import asyncio
import contextlib
import io
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import Bot, InputFile
from telegram.error import BadRequest, InvalidToken, NetworkError, TimedOut

from bot.chat.sending import Sending
from tests.chat.bot_api import TOKEN, bot_at, message, refusal

SENT = message()


async def test_words_arrive_as_they_were_written():
    got = {}

    async def handle(request: web.Request) -> web.Response:
        got.update(await request.json())
        return web.json_response(SENT)

    async with bot_at(handle) as bot:
        sent = await bot.send_message(5, "Xin chào & 100% <b>đẹp</b>\n+ 1", parse_mode="HTML")
    assert sent.message_id == 7
    assert got == {"chat_id": 5, "text": "Xin chào & 100% <b>đẹp</b>\n+ 1", "parse_mode": "HTML"}


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
    late = asyncio.Event()

    async def handle(request: web.Request) -> web.Response:
        await late.wait()
        return web.json_response(SENT)

    async with bot_at(handle) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(5, "x", read_timeout=0.05)
        late.set()


@pytest.mark.parametrize("cut", ["no word", "in the middle"])
async def test_a_call_whose_answer_was_lost_may_have_been_carried_out(cut):
    async def handle(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "500"})
        if cut != "no word":
            await answer.prepare(request)
            await answer.write(b"{")
        request.transport.abort()
        return answer

    async with bot_at(handle) as bot:
        with pytest.raises(TimedOut) as caught:
            await bot.send_message(5, "x")
    assert TOKEN not in str(caught.value)


@asynccontextmanager
async def bot_before(door: socket.socket) -> AsyncIterator[Bot]:
    """A bot that was greeted nowhere, before a door that may not open."""
    sending = Sending(1)
    await sending.initialize()
    try:
        yield Bot(TOKEN, base_url=f"http://127.0.0.1:{door.getsockname()[1]}/bot", request=sending)
    finally:
        await sending.shutdown()


async def test_a_call_that_found_nobody_may_be_made_again():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))  # nobody listens behind it
        async with bot_before(door) as bot:
            with pytest.raises(NetworkError) as caught:
                await bot.send_message(5, "x")
    assert not isinstance(caught.value, TimedOut)
    assert TOKEN not in str(caught.value)


async def test_a_call_that_never_got_through_the_door_may_be_made_again(monkeypatch):
    monkeypatch.setattr("bot.chat.sending._CONNECT_S", 0.2)
    with socket.socket() as door, contextlib.ExitStack() as stack:
        door.bind(("127.0.0.1", 0))
        door.listen(0)
        for _ in range(4):  # who stands in the door, so that nobody else comes in
            other = stack.enter_context(socket.socket())
            other.settimeout(0)
            other.connect_ex(door.getsockname())
        async with bot_before(door) as bot:
            with pytest.raises(NetworkError) as caught:
                await bot.send_message(5, "x")
    assert not isinstance(caught.value, TimedOut)


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_a_call_that_telegram_stumbled_over_may_have_been_carried_out(status):
    async def handle(_: web.Request) -> web.Response:
        return refusal(status, "Internal Server Error")

    async with bot_at(handle) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(5, "x")


@pytest.mark.parametrize("words", ["<html>Welcome to our network</html>", "", '{"ok": tr', "[]"])
async def test_a_call_whose_answer_is_not_telegrams_may_have_been_carried_out(words):
    async def handle(_: web.Request) -> web.Response:
        return web.Response(text=words)

    async with bot_at(handle) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(5, "x")


async def test_a_refusal_counts_whatever_its_words_are():
    async def handle(_: web.Request) -> web.Response:
        return web.Response(text="<html>no</html>", status=400)

    async with bot_at(handle) as bot:
        with pytest.raises(BadRequest):
            await bot.send_message(5, "x")


async def test_a_file_that_is_too_big_is_a_plain_no():
    async def handle(_: web.Request) -> web.Response:
        return refusal(413, "Request Entity Too Large")

    async with bot_at(handle) as bot:
        with pytest.raises(BadRequest, match="Too Large"):
            await bot.send_document(5, b"x" * 1000)


@pytest.mark.parametrize("status", [401, 404])
async def test_a_token_that_is_no_longer_taken_is_said_in_the_log_by_the_calls_name(status, caplog):
    async def handle(_: web.Request) -> web.Response:
        return refusal(status, "Unauthorized")

    async with bot_at(handle) as bot:
        with pytest.raises(InvalidToken):
            await bot.send_message(5, "x")
    [record] = [one for one in caplog.records if one.msg == "telegram.token_refused"]
    assert (record.method, record.status) == ("sendMessage", status)
    assert TOKEN not in caplog.text


async def test_an_answer_that_drips_for_ever_ends(monkeypatch):
    monkeypatch.setattr("bot.chat.sending._POOL_WAIT_S", 0.1)

    async def handle(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        with contextlib.suppress(ConnectionError):
            while True:
                await answer.write(b" ")
                await asyncio.sleep(0.05)
        return answer

    async with bot_at(handle) as bot, asyncio.timeout(30):
        with pytest.raises(TimedOut):
            await bot.send_message(5, "x", read_timeout=0.2)


async def test_an_upload_that_nobody_reads_ends(monkeypatch):
    monkeypatch.setattr("bot.chat.sending._POOL_WAIT_S", 0.1)
    monkeypatch.setattr("bot.chat.sending._SLOWEST_BYTES_S", 2**26)
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(4)  # the connection opens, and that is all
        async with bot_before(door) as bot, asyncio.timeout(30):
            with pytest.raises(TimedOut):
                await bot.send_document(5, b"x" * 2**24, read_timeout=0.2)


async def test_an_answer_without_end_is_not_kept(monkeypatch):
    monkeypatch.setattr("bot.chat.sending._ANSWER_MOST", 2**16)

    async def handle(_: web.Request) -> web.Response:
        return web.Response(body=b" " * (2**16 + 1))

    async with bot_at(handle) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(5, "x")


async def test_an_answer_that_unpacks_into_more_than_was_sent_is_not_unpacked():
    offered = []

    async def handle(request: web.Request) -> web.Response:
        offered.append(request.headers["Accept-Encoding"])
        return web.json_response(SENT)

    async with bot_at(handle) as bot:
        await bot.send_message(5, "x")
    assert offered == ["identity"]


@pytest.mark.parametrize("payload", [b"<html>", b"[]", b'{"a":' * 100_000, b"[" * 100_000])
def test_an_answer_that_is_not_telegrams_is_lost_not_a_fault(payload):
    with pytest.raises(TimedOut):
        Sending.parse_json_payload(payload)
