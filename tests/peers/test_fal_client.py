"""fal's official client, pointed at the sandbox: an outside check of the twin's queue (key4u.md §3.13).

The client builds its addresses on a host of its own over https: they are moved to the sandbox's Key4U. It sends
``Authorization: Key …`` for a key of fal's; Key4U wants ``Bearer``, which the client knows for people signed in, so the
key is given to it as theirs. `subscribe`, and the handle of `submit`, follow ``response_url`` and ``status_url``, which
lie with the vendor: here every job is asked for by its app and id instead, as our own adapter does.
"""

from __future__ import annotations

import base64
import io

import pytest
from aiohttp import ClientSession
from PIL import Image

from tests.harness import within
from tests.peers.clients import official
from tests.twins import photo

fal_client = official("fal_client")


@pytest.fixture
async def fal(world_and_url, monkeypatch):
    world, url = world_and_url
    keys = {"key": "sandbox-key4u"}

    async def signed_in():
        return fal_client.auth.AuthCredentials("Bearer", keys["key"])

    monkeypatch.setattr("fal_client.client.QUEUE_URL_FORMAT", url + "/key4u/")
    monkeypatch.setattr("fal_client.client.fetch_auth_credentials_async", signed_in)
    client = fal_client.AsyncClient(default_timeout=60)
    yield world, client, keys
    await (await client._client).aclose()


def address(source):
    return f"data:image/jpeg;base64,{base64.b64encode(source.data).decode()}"


async def result_of(client, app, arguments):
    handle = await client.submit(app, arguments)
    # `result` waits for the status COMPLETED by itself, then fetches.
    return await within(client.result(app, handle.request_id), 10)


async def fetched(url):
    async with ClientSession() as session, session.get(url) as got:
        return await got.read()


async def test_the_official_client_sees_a_job_through_the_queue(fal):
    world, client, _ = fal
    world.gateways["key4u"].change({"latency_s": 0.2})
    handle = await client.submit("fal-ai/nano-banana", {"prompt": "a lake", "num_images": 2, "aspect_ratio": "16:9"})
    assert handle.response_url.startswith("https://queue.fal.run/")
    seen = await client.status("fal-ai/nano-banana", handle.request_id, with_logs=True)
    assert isinstance(seen, fal_client.Queued | fal_client.InProgress)
    result = await within(client.result("fal-ai/nano-banana", handle.request_id), 10)
    assert isinstance(await client.status("fal-ai/nano-banana", handle.request_id), fal_client.Completed)
    first, second = [await fetched(image["url"]) for image in result["images"]]
    assert first != second
    assert Image.open(io.BytesIO(first)).size == (1024, 576)


async def test_the_official_client_finds_a_job_of_a_sub_path_by_its_app_alone(fal):
    _, client, _ = fal
    asked = {"prompt": "warmer", "image_urls": [address(photo(size=(300, 400)))], "output_format": "jpeg"}
    result = await result_of(client, "fal-ai/nano-banana/edit", asked)
    (image,) = result["images"]
    assert image["content_type"] == "image/jpeg"
    assert Image.open(io.BytesIO(await fetched(image["url"]))).format == "JPEG"


async def test_the_official_client_gets_a_film(fal):
    world, client, _ = fal
    world.gateways["key4u"].change({"fixed_picture": True})
    result = await result_of(client, "fal-ai/veo3/fast", {"prompt": "a lake", "duration": "4s"})
    assert b"ftyp" in (await fetched(result["video"]["url"]))[:12]


async def test_the_official_client_reads_a_refusal(fal):
    _, client, _ = fal
    with pytest.raises(fal_client.FalClientHTTPError, match="flagged by a content checker") as refused:
        await result_of(client, "fal-ai/nano-banana", {"prompt": "forbidden"})
    assert refused.value.status_code == 422


@pytest.mark.parametrize(
    ("app", "arguments", "key", "status"),
    [
        ("fal-ai/nano-banana/edit", {"prompt": "warmer"}, "sandbox-key4u", 422),
        ("fal-ai/nothing", {"prompt": "x"}, "sandbox-key4u", 404),
        ("fal-ai/nano-banana", {"prompt": "x"}, "sandbox-wrong", 401),
    ],
)
async def test_the_official_client_reads_errors(fal, app, arguments, key, status):
    _, client, keys = fal
    keys["key"] = key
    with pytest.raises(fal_client.FalClientHTTPError) as failed:
        await client.submit(app, arguments)
    assert failed.value.status_code == status
