"""The transport against a real server that behaves badly in every way a gateway can."""

from __future__ import annotations

import asyncio
import gzip
import logging
import socket
import time
import zlib

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.providers import transport as transport_module
from bot.providers.transport import MIB, Hand, Network, NoAnswerError, NotSentError, TooLargeError, Transport
from bot.providers.wire import Call, FilePart
from tests.providers.servers import raw, serving

KEY = "sandbox-canary-key"
GET = Call("GET", "/v1/thing")


@pytest.fixture
async def network():
    async with Network() as found:
        yield found


def to(network, url, auth="bearer"):
    return Transport(network, "example", url, SecretStr(KEY), auth)


def closed_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


async def test_a_call_arrives_as_it_was_meant_and_the_answer_comes_back(network):
    async def handler(request):
        assert await request.json() == {"prompt": "một con mèo"}
        return web.json_response({"ok": True}, headers={"X-LiteLLM-Response-Cost": "0.1"})

    async with serving(handler) as server:
        call = Call("POST", "/v1/images", json_body={"prompt": "một con mèo"}, query={"index": "0"})
        reply = await to(network, server.url + "/key4u/").send(call, timeout_s=5)
    assert (reply.status, reply.json()) == (200, {"ok": True})
    assert reply.headers["x-litellm-response-cost"] == "0.1"
    asked = server.asked[0]
    assert asked.path_qs == "/key4u/v1/images?index=0"
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert asked.headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(("auth", "header"), [("x-api-key", "X-API-Key"), ("x-goog-api-key", "x-goog-api-key")])
async def test_each_style_shows_the_key_in_its_own_header_only(network, auth, header):
    async def handler(_):
        return web.Response()

    async with serving(handler) as server:
        await to(network, server.url, auth).send(GET, timeout_s=5)
    headers = server.asked[0].headers
    assert headers[header] == KEY
    assert sum(KEY in value for value in headers.values()) == 1


async def test_a_multipart_call_carries_its_files_and_fields(network):
    bodies = []

    async def handler(request):
        bodies.append(await request.read())
        return web.Response()

    async with serving(handler) as server:
        part = FilePart("file", "photo.png", "image/png", b"\x89PNG" * 1000)
        await to(network, server.url).send(Call("POST", "/up", form={"note": "a"}, files=(part,)), timeout_s=5)
    assert b'name="file"; filename="photo.png"\r\nContent-Type: image/png\r\n\r\n' + part.data in bodies[0]
    assert b'name="note"\r\n\r\na\r\n' in bodies[0]
    assert int(server.asked[0].headers["Content-Length"]) == len(bodies[0])


async def test_a_gateway_that_is_not_there_was_sent_nothing(network):
    started = time.monotonic()
    with pytest.raises(NotSentError) as caught:
        await to(network, f"http://127.0.0.1:{closed_port()}").send(GET, timeout_s=5)
    assert time.monotonic() - started < 3
    assert KEY not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)


async def test_a_name_that_does_not_resolve_was_sent_nothing(network):
    with pytest.raises(NotSentError):
        await to(network, "http://nowhere.invalid").send(GET, timeout_s=10)


async def test_plain_text_on_a_tls_address_was_sent_nothing(network):
    async def handler(_):
        return web.Response()

    async with serving(handler) as server:
        with pytest.raises(NotSentError):
            await to(network, server.url.replace("http:", "https:")).send(GET, timeout_s=5)
    assert not server.asked


async def test_a_connection_that_never_comes_about_was_sent_nothing(network):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        full = []
        for _ in range(3):  # the queue of one is full: further connections wait for ever
            one = socket.socket()
            one.settimeout(0)
            one.connect_ex(("127.0.0.1", port))
            full.append(one)
        await asyncio.sleep(0.05)
        with pytest.raises(NotSentError):
            await to(network, f"http://127.0.0.1:{port}").send(GET, timeout_s=2)
        for one in full:
            one.close()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"this is no HTTP at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Le",
    ],
    ids=["closed", "half a body", "half a chunked body", "no HTTP", "half a header"],
)
async def test_an_answer_that_breaks_off_is_unknown_and_asked_only_once(network, answer):
    async with raw(answer) as server:
        with pytest.raises(NoAnswerError):
            await to(network, server.url).send(Call("POST", "/pay", json_body={}), timeout_s=5)
    assert len(server.asked) == 1


async def test_a_drip_of_bytes_meets_the_total_deadline(network):
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 1000
    async with raw(answer, pause_s=0.05, bite=10) as server:
        started = time.monotonic()
        with pytest.raises(NoAnswerError):
            await to(network, server.url).send(GET, timeout_s=0.4)
        assert time.monotonic() - started < 2


async def test_slow_headers_meet_the_total_deadline(network):
    async with raw(b"HTTP/1.1 200 OK\r\n", then_hang=True) as server:
        with pytest.raises(NoAnswerError):
            await to(network, server.url).send(GET, timeout_s=0.3)


async def test_an_error_page_is_an_answer_and_no_fault(network):
    async def handler(_):
        return web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")

    async with serving(handler) as server:
        reply = await to(network, server.url).send(GET, timeout_s=5)
    assert (reply.status, reply.json()) == (502, None)


async def test_a_redirect_is_an_answer_and_is_not_followed(network):
    async def handler(request):
        raise web.HTTPTemporaryRedirect("/elsewhere")

    async with serving(handler) as server:
        reply = await to(network, server.url).send(GET, timeout_s=5)
    assert reply.status == 307
    assert [request.path for request in server.asked] == ["/v1/thing"]


@pytest.mark.parametrize("declared", [True, False])
async def test_an_answer_over_the_cap_is_refused(network, declared):
    async def handler(request):
        response = web.StreamResponse()
        if declared:
            response.content_length = 3 * MIB
        await response.prepare(request)
        try:
            for _ in range(48):
                await response.write(b"x" * 65536)
        except ConnectionError:
            pass
        return response

    async with serving(handler) as server:
        with pytest.raises(TooLargeError):
            await to(network, server.url).send(GET, timeout_s=5, body_max=MIB)


async def test_a_gzip_bomb_meets_the_cap_after_unpacking(network):
    bomb = gzip.compress(b"\0" * (40 * MIB))
    answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb) + bomb
    async with raw(answer) as server:
        with pytest.raises(TooLargeError):
            await to(network, server.url).send(GET, timeout_s=5, body_max=MIB)


@pytest.mark.parametrize(("name", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
async def test_a_packed_answer_is_read_although_it_was_not_asked_for(network, name, pack):
    body = pack(b'{"ok": 1}')
    answer = f"HTTP/1.1 200 OK\r\nContent-Encoding: {name}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    async with raw(answer) as server:
        assert (await to(network, server.url).send(GET, timeout_s=5)).json() == {"ok": 1}


async def test_a_packed_answer_cut_short_is_no_answer(network):
    body = gzip.compress(b'{"ok": 1}' * 100)[:-20]
    answer = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    async with raw(answer) as server:
        with pytest.raises(NoAnswerError):
            await to(network, server.url).send(GET, timeout_s=5)


@pytest.mark.parametrize("path", ["@evil.example/x", "@api.example.com/x", "evil", ":9/x", ":9@api.example.com"])
async def test_a_path_that_would_lead_elsewhere_is_never_sent(network, path):
    with pytest.raises(ValueError, match="key stays"):
        await to(network, "https://api.example.com").send(Call("GET", path), timeout_s=5)


async def test_cookies_of_one_answer_are_not_sent_with_the_next(network):
    async def handler(_):
        return web.Response(headers={"Set-Cookie": "id=1"})

    async with serving(handler) as server:
        gateway = to(network, server.url.replace("127.0.0.1", "localhost"))
        await gateway.send(GET, timeout_s=5)
        await gateway.send(GET, timeout_s=5)
    assert "Cookie" not in server.asked[1].headers


async def test_the_log_tells_the_call_without_the_key_or_the_query(network, caplog):
    async def handler(_):
        return web.Response(text="fine")

    caplog.set_level(logging.DEBUG)
    async with serving(handler) as server:
        await to(network, server.url).send(Call("GET", "/v1/thing", query={"q": "secret-word"}), timeout_s=5)
        with pytest.raises(NotSentError):
            await to(network, f"http://127.0.0.1:{closed_port()}").send(GET, timeout_s=3)
    records = [record for record in caplog.records if record.name.startswith("bot.")]
    assert {record.message for record in records} == {"gateway.answered", "gateway.silent"}
    told = " ".join(str(vars(record)) for record in caplog.records)
    assert KEY not in told
    assert "secret-word" not in told
    assert records[0].status == 200


async def test_a_cancelled_call_leaves_the_pool_usable(network):
    async def handler(request):
        if request.path == "/slow":
            await asyncio.sleep(5)
        return web.Response()

    async with serving(handler) as server:
        gateway = to(network, server.url)
        task = asyncio.create_task(gateway.send(Call("GET", "/slow"), timeout_s=5))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await gateway.send(GET, timeout_s=5)).status == 200


async def test_many_calls_in_flight_all_come_back(network):
    async def handler(request):
        await asyncio.sleep(0.05)
        return web.json_response({"path": request.path})

    async with serving(handler) as server:
        gateway = to(network, server.url)
        replies = await asyncio.gather(*(gateway.send(Call("GET", f"/{i}"), timeout_s=20) for i in range(256)))
    assert [reply.json()["path"] for reply in replies] == [f"/{i}" for i in range(256)]


async def test_few_answers_are_in_memory_at_a_time_and_the_others_wait_in_their_sockets(network):
    big = b"x" * MIB
    hands = asyncio.Semaphore(2)
    held = most = 0

    async def one(transport):
        nonlocal held, most
        with Hand(hands) as hand:
            reply = await transport.send(Call("GET", "/big"), timeout_s=10, hand=hand)
            held += 1
            most = max(most, held)
            await asyncio.sleep(0.02)
            held -= 1
        return len(reply.body)

    async def handler(_):
        return web.Response(body=big)

    async with serving(handler) as server:
        transport = to(network, server.url)
        assert await asyncio.gather(*[one(transport) for _ in range(12)]) == [MIB] * 12
    assert most == 2


async def test_an_answer_is_not_lost_to_a_hand_that_is_never_freed(network, monkeypatch):
    monkeypatch.setattr(transport_module, "_HAND_WAIT_S", 0.05)

    async def handler(_):
        return web.Response(body=b"whole")

    async with serving(handler) as server:
        transport = to(network, server.url)
        with Hand(asyncio.Semaphore(0)) as hand:
            reply = await transport.send(Call("GET", "/x"), timeout_s=5, hand=hand)
    assert reply.body == b"whole"
