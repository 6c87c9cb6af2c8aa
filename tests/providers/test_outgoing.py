"""Bodies with large files: on the wire they are what they would be from memory, and they are never in memory whole."""

from __future__ import annotations

import base64
import json
import os
import tracemalloc
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.providers.bodies import encoded
from bot.providers.catalog import load_catalog
from bot.providers.discovery import protocols
from bot.providers.outgoing import Mixed, json_body
from bot.providers.transport import MIB, Network, NotSentError, Transport
from bot.providers.wire import Call, FilePart, FileText, SourceFile, Submission
from tests.twins import photo

PROTOCOLS = protocols()
PLAYED = [
    offer
    for model in load_catalog(protocols=PROTOCOLS).models.values()
    for offer in model.offers
    if (offer.sounds or offer.videos) and not offer.earlier
]


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "in-0-clean.mp4"
    path.write_bytes(os.urandom(2 * MIB + 1))
    return path


@asynccontextmanager
async def transport(url):
    async with Network() as network:
        yield Transport(network, "example", url, SecretStr("k"), "bearer")


@asynccontextmanager
async def reading(handler):
    """A server whose handler reads the body itself."""
    app = web.Application(client_max_size=100 * MIB)
    app.router.add_post("/{path:.*}", handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with transport(f"http://127.0.0.1:{runner.addresses[0][1]}") as sender:
            yield sender
    finally:
        await runner.cleanup()


async def whole(body):
    return b"".join([piece async for piece in body.read()]) if isinstance(body, Mixed) else body


@pytest.mark.parametrize("size", [0, 1, 2, 3, 384 * 1024, 384 * 1024 + 1])
async def test_json_with_files_of_our_disk_is_the_json_that_memory_would_give(tmp_path, size):
    path = tmp_path / "a"
    path.write_bytes(os.urandom(size))
    text = base64.b64encode(path.read_bytes()).decode()
    tree = {"prompt": 'một "mèo" \ud800', "list": [{"video": FileText(path)}], "url": FileText(path, "data:a;base64,")}
    body = await json_body(tree)
    assert isinstance(body, Mixed)
    sent = await whole(body)
    assert len(sent) == body.size
    assert json.loads(sent) == {"prompt": 'một "mèo" ?', "list": [{"video": text}], "url": f"data:a;base64,{text}"}
    assert await whole(body) == sent, "a call that is tried again is sent again whole"


async def test_what_is_neither_json_nor_a_file_is_refused():
    with pytest.raises(TypeError, match="bytes cannot stand in JSON"):
        await json_body({"a": b"x"})


async def test_a_form_with_a_file_of_our_disk_arrives_whole(film):
    got, headers = {}, {}

    async def handler(request):
        headers.update(request.headers)
        form = await request.post()
        got.update(note=form["note"], data=form["file"].file.read(), name=form["file"].filename)
        got.update(type=form["file"].content_type, small=form["small"].file.read())
        return web.Response()

    files = (FilePart("file", "sound.mp3", "audio/mpeg", film), FilePart("small", "a", "text/plain", b"abc"))
    async with reading(handler) as sender:
        reply = await sender.send(Call("POST", "/up", form={"note": "đây"}, files=files), timeout_s=10)
    assert reply.status == 200
    assert got == {
        "note": "đây",
        "data": film.read_bytes(),
        "name": "sound.mp3",
        "type": "audio/mpeg",
        "small": b"abc",
    }
    assert "Transfer-Encoding" not in headers


async def test_a_film_of_forty_five_megabytes_is_sent_in_a_few_of_memory(tmp_path):
    path, got = tmp_path / "film.mp4", 0
    with path.open("wb") as file:
        file.truncate(45 * MIB)

    async def handler(request):
        nonlocal got
        async for piece in request.content.iter_chunked(MIB):
            got += len(piece)
        return web.Response()

    call = Call("POST", "/v1/videos", json_body={"video": encoded(SourceFile("video/mp4", path, role="video"))})
    async with reading(handler) as sender:
        tracemalloc.start()
        try:
            await sender.send(call, timeout_s=60)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert got == len('{"video":"data:video/mp4;base64,"}') + 45 * MIB // 3 * 4
    assert peak < 12 * MIB


async def test_a_gateway_that_is_not_there_was_sent_nothing_of_a_film(film):
    async with transport("http://127.0.0.1:9") as sender:
        with pytest.raises(NotSentError):
            await sender.send(Call("POST", "/x", json_body={"video": FileText(film)}), timeout_s=5)


@pytest.mark.parametrize("offer", PLAYED, ids=lambda offer: f"{offer.gateway}-{offer.name}")
async def test_whoever_takes_sounds_or_films_takes_them_from_our_disk_too(film, offer):
    pictures = tuple(photo() for _ in range(offer.pictures if offer.pictures_least else 0))
    sound = (SourceFile("audio/mpeg", film.read_bytes(), role="sound"),) * offer.sounds
    clip = (SourceFile("video/mp4", film.read_bytes(), role="video"),) * offer.videos
    usual = {"seconds": next(iter(offer.seconds), None), "options": offer.wire}
    asked = Submission(offer.remote_model, "a red kite", files=(*pictures, *sound, *clip), **usual)
    held = asked.files[: len(pictures)], [replace(one, data=film) for one in asked.files[len(pictures) :]]
    one, other = (PROTOCOLS[offer.protocol].submit(way) for way in (asked, replace(asked, files=(*held[0], *held[1]))))
    if one.json_body is None:
        assert [part.data for part in other.files] == [film]
        assert [part.data for part in one.files] == [film.read_bytes()]
        return
    body = await json_body(other.json_body)
    assert isinstance(body, Mixed)
    assert await whole(body) == await json_body(one.json_body)
