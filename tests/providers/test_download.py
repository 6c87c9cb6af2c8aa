"""Outputs become checked files, or a plain error; never half a file, never an address that is not allowed."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import socket
import struct
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.providers import shaping
from bot.providers.download import BadOutputError, Limits, OutputGoneError, save
from bot.providers.outbound import PublicResolver
from bot.providers.transport import MIB, Network, NoAnswerError, NotSentError, Transport
from bot.providers.wire import Call, InlineFile, KeyedFile, RemoteFile, Task
from sandbox.providers import filming
from tests.providers.pictures import picture
from tests.providers.servers import raw, serving

KEY = "sandbox-canary-key"
KEYED = KeyedFile(Call("GET", "/v1/jobs/1/image", query={"index": "0"}))


@pytest.fixture
async def network():
    async with Network() as found:
        yield found


def to(network, url):
    return Transport(network, "example", url, SecretStr(KEY), "x-api-key")


def left(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def answering(body, status=200, **headers):
    async def handler(_):
        return web.Response(body=body, status=status, headers=headers)

    return handler


@pytest.mark.parametrize(
    ("kind", "suffix", "mime"),
    [("PNG", "png", "image/png"), ("JPEG", "jpg", "image/jpeg"), ("WEBP", "webp", "image/webp")],
)
async def test_an_inline_picture_is_decoded_and_named_by_what_it_is(network, tmp_path, kind, suffix, mime):
    data = picture(kind)
    folder = tmp_path / "jobs" / "7"
    file = await save(InlineFile(base64.b64encode(data).decode()), to(network, "http://127.0.0.1:9"), folder, "3-0")
    assert file.path == folder / f"3-0.{suffix}"
    assert file.path.read_bytes() == data
    assert (file.mime, file.width, file.height, file.size_bytes) == (mime, 64, 48, len(data))
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert left(folder) == [f"3-0.{suffix}"]


@pytest.mark.parametrize("shape", ["lines", "bare", "address-safe"])
async def test_base64_in_other_clothes_is_read_too(network, tmp_path, shape):
    data = picture(size=(65, 43))
    text = {
        "lines": base64.encodebytes(data).decode(),
        "bare": base64.b64encode(data).decode().rstrip("="),
        "address-safe": base64.urlsafe_b64encode(data).decode(),
    }[shape]
    file = await save(InlineFile(text), to(network, "http://127.0.0.1:9"), tmp_path, "a")
    assert file.path.read_bytes() == data


@pytest.mark.parametrize(
    "text",
    ["", "not base64 at all!", "A", base64.b64encode(b"<html>").decode(), base64.b64encode(picture()[:-9]).decode()],
)
async def test_inline_data_that_is_no_picture_is_refused_for_good(network, tmp_path, text):
    with pytest.raises(BadOutputError) as caught:
        await save(InlineFile(text), to(network, "http://127.0.0.1:9"), tmp_path, "a")
    assert not caught.value.may_change
    assert left(tmp_path) == []


async def test_inline_data_over_the_cap_is_not_even_decoded(network, tmp_path):
    with pytest.raises(BadOutputError, match="more than"):
        await save(
            InlineFile("A" * 3_000_000), to(network, "http://127.0.0.1:9"), tmp_path, "a", limits=Limits(bytes_max=MIB)
        )


async def test_a_file_behind_our_key_is_fetched_with_it(network, tmp_path):
    data = picture("JPEG", (2000, 1500))
    async with serving(answering(data)) as server:
        file = await save(KEYED, to(network, server.url), tmp_path, "1-0")
    assert file.path.read_bytes() == data
    assert server.asked[0].headers["X-API-Key"] == KEY
    assert server.asked[0].path_qs == "/v1/jobs/1/image?index=0"


async def test_saving_again_replaces_the_file_whole(network, tmp_path):
    pictures = [picture(seed=1), picture(seed=2)]
    for data in pictures:
        async with serving(answering(data)) as server:
            file = await save(KEYED, to(network, server.url), tmp_path, "1-0")
    assert file.path.read_bytes() == pictures[1]
    assert left(tmp_path) == ["1-0.png"]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, OutputGoneError),
        (410, OutputGoneError),
        (429, NoAnswerError),
        (500, NoAnswerError),
        (503, NoAnswerError),
        (401, BadOutputError),
        (403, BadOutputError),
        (204, BadOutputError),
    ],
)
async def test_a_status_says_whether_to_ask_again(network, tmp_path, status, error):
    async with serving(answering(b"" if status == 204 else b"no", status)) as server:
        with pytest.raises(error):
            await save(KEYED, to(network, server.url), tmp_path, "a")
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    "body", [b"", b"<html>error</html>", b'{"detail": "wait"}', picture()[:-20], b"\0" * 5000, b"GIF89a" + b"\0" * 50]
)
async def test_a_200_that_is_no_picture_may_be_asked_for_again(network, tmp_path, body):
    async with serving(answering(body)) as server:
        with pytest.raises(BadOutputError) as caught:
            await save(KEYED, to(network, server.url), tmp_path, "a")
    assert caught.value.may_change
    assert left(tmp_path) == []


async def test_a_cut_body_a_drip_and_a_dead_server_are_told_apart(network, tmp_path):
    data = picture("JPEG", (400, 300))
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(data)}\r\n\r\n".encode()
    async with raw(head + data[: len(data) // 2]) as server:
        with pytest.raises(NoAnswerError):
            await save(KEYED, to(network, server.url), tmp_path, "a")
    async with raw(head + data, pause_s=0.05, bite=50) as server:
        with pytest.raises(NoAnswerError):
            await save(KEYED, to(network, server.url), tmp_path, "a", limits=Limits(timeout_s=0.5))
    with pytest.raises(NotSentError):
        await save(KEYED, to(network, server.url), tmp_path, "a", limits=Limits(timeout_s=5))
    assert left(tmp_path) == []


@pytest.mark.parametrize("declared", [True, False])
async def test_an_endless_file_is_cut_off(network, tmp_path, declared):
    async def handler(request):
        response = web.StreamResponse()
        if declared:
            response.content_length = 1000 * MIB
        await response.prepare(request)
        try:
            for _ in range(1000):
                await response.write(b"\x89PNG" * 16384)
                await asyncio.sleep(0)
        except ConnectionError:
            pass
        return response

    async with serving(handler) as server:
        with pytest.raises(BadOutputError, match="more than"):
            await save(KEYED, to(network, server.url), tmp_path, "a", limits=Limits(bytes_max=2 * MIB))
    assert left(tmp_path) == []


async def test_a_link_to_the_gateways_own_host_is_fetched_without_the_key(network, tmp_path):
    async with serving(answering(picture())) as server:
        link = RemoteFile(f"{server.url}/files/1.png?sig=1")
        await save(link, to(network, server.url + "/thucchien"), tmp_path, "a")
    assert server.asked[0].path_qs == "/files/1.png?sig=1"
    assert all(KEY not in value for value in server.asked[0].headers.values())


async def test_a_redirect_of_a_keyed_file_is_followed_without_the_key(network, tmp_path):
    async def handler(request):
        if request.path == "/cdn/a.png":
            return web.Response(body=picture())
        raise web.HTTPFound("/cdn/a.png")

    async with serving(handler) as server:
        file = await save(KEYED, to(network, server.url), tmp_path, "a")
    assert file.width == 64
    assert server.asked[0].headers["X-API-Key"] == KEY
    assert "X-API-Key" not in server.asked[1].headers


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:1/a.png",
        "https://evil.example/a.png",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "",
    ],
)
async def test_a_redirect_to_somewhere_else_is_blocked(network, tmp_path, target):
    async def handler(_):
        return web.Response(status=302, headers={"Location": target} if target else {})

    async with serving(handler) as server:
        with pytest.raises(BadOutputError):
            await save(RemoteFile(f"{server.url}/a"), to(network, server.url), tmp_path, "a")
    assert left(tmp_path) == []


async def test_redirects_without_end_are_given_up(network, tmp_path):
    async def handler(request):
        raise web.HTTPFound(f"/{len(server.asked)}")

    async with serving(handler) as server:
        with pytest.raises(BadOutputError, match="redirects"):
            await save(RemoteFile(f"{server.url}/a"), to(network, server.url), tmp_path, "a")
        assert len(server.asked) == 4


async def test_a_link_that_ran_out_is_gone_rather_than_bad(network, tmp_path):
    async with serving(answering(b"expired", 403)) as server:
        with pytest.raises(OutputGoneError):
            await save(RemoteFile(f"{server.url}/a"), to(network, server.url), tmp_path, "a")


class Names:
    """A name server that says what it is told to."""

    def __init__(self, address):
        self.address = address

    async def resolve(self, host, port=0, family=socket.AF_INET):
        return [{"hostname": host, "host": self.address, "port": port, "family": family, "proto": 0, "flags": 0}]

    async def close(self):
        pass


async def test_a_listed_host_that_leads_home_is_blocked_before_a_connection(network, tmp_path):
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=PublicResolver(Names("127.0.0.1"))))
    network.links.client = session
    with pytest.raises(BadOutputError, match="not public"):
        await save(
            RemoteFile("https://cdn.example.com/a.png"),
            to(network, "https://api.example.com"),
            tmp_path,
            "a",
            limits=Limits(hosts=("cdn.example.com",)),
        )


async def test_our_own_full_disk_is_not_called_the_gateways_fault(network, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shaping, "named", full)
    with pytest.raises(OSError, match="No space"):
        await save(InlineFile(base64.b64encode(picture()).decode()), to(network, "http://127.0.0.1:9"), tmp_path, "a")
    assert left(tmp_path) == []


async def test_the_name_of_a_file_outlives_a_power_cut(network, tmp_path, monkeypatch):
    """Power cannot be cut here; what can be seen is that the folders are synced once the file has its name."""
    synced, fsync = [], os.fsync

    def note(descriptor):
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        synced.append((path.name, [one.name for one in path.iterdir()] if path.is_dir() else None))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    await save(InlineFile(base64.b64encode(picture()).decode()), to(network, "http://127.0.0.1:9"), tmp_path / "7", "a")
    assert synced == [(".a.part", None), ("7", ["a.png"]), (tmp_path.name, ["7"])]


async def test_a_film_larger_than_telegram_takes_is_fetched_and_made_smaller(network, tmp_path):
    film = filming.film("a river", "16:9", 1, side=128)
    padding = 70 * MIB
    large = film + struct.pack(">I4s", padding, b"free") + bytes(padding - 8)  # a box that players skip
    async with serving(answering(large)) as server:
        file = await save(KEYED, to(network, server.url), tmp_path, "1-0", task=Task.VIDEO)
        assert (file.mime, file.width, file.duration_ms) == ("video/mp4", 128, 1000)
        assert file.size_bytes == file.path.stat().st_size < MIB
        with pytest.raises(BadOutputError, match="more than"):
            await save(KEYED, to(network, server.url), tmp_path, "2-0", task=Task.IMAGE)
