"""Replicate's official client, pointed at the sandbox: an outside check of the twin's wire format (key4u.md §3.12).

Key4U puts Replicate behind ``/replicate``; the client appends ``/v1/…`` by itself. Two things the client does are left
out: it would fetch the outputs with its key (the twin refuses a key there, since they lie with somebody else), and it
asks the server to wait (``Prefer: wait``), which the gateway is not known to heed: the twin does not, the client polls.
"""

from __future__ import annotations

import io
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession
from PIL import Image

from tests.peers.clients import official
from tests.twins import photo

replicate = official("replicate")

VERSION = "ac732df83cea7fff18b8472768c88ad041fa750ff7682a21affe81863cbe77e4"


@asynccontextmanager
async def client_at(url, key="sandbox-key4u"):
    client = replicate.Client(api_token=key, base_url=url + "/key4u/replicate", timeout=60)
    client.poll_interval = 0.02
    yield client
    await client._async_client.aclose()  # the client has no way to close it


async def size_of(url):
    async with ClientSession() as session, session.get(url) as got:
        return Image.open(io.BytesIO(await got.read())).size


async def test_the_official_client_runs_a_model_and_waits(world_and_url):
    world, url = world_and_url
    asked = {"prompt": "a lake", "aspect_ratio": "16:9"}
    async with client_at(url) as client:
        output = await client.async_run("google/imagen-4", input=asked, use_file_output=False)
    assert await size_of(output) == (1024, 576)
    assert [task.state for task in world.tasks] == ["completed"]


async def test_the_official_client_sends_a_photo_inside_and_polls_by_hand(world_and_url):
    world, url = world_and_url
    world.gateways["key4u"].change({"latency_s": 0.2})
    async with client_at(url) as client:
        prediction = await client.models.predictions.async_create(
            "black-forest-labs/flux-kontext-pro",
            {"prompt": "warmer", "input_image": io.BytesIO(photo(size=(300, 400)).data)},
            file_encoding_strategy="base64",
        )
        assert (prediction.status, prediction.output, prediction.version) == ("starting", None, "hidden")
        await prediction.async_reload()
        assert prediction.status == "processing"
        await prediction.async_wait()
    assert (prediction.status, prediction.error) == ("succeeded", None)
    assert await size_of(prediction.output) == (768, 1024)


async def test_the_official_client_runs_a_version_for_several_pictures(world_and_url):
    _, url = world_and_url
    async with client_at(url) as client:
        prediction = await client.predictions.async_create(VERSION, {"prompt": "a lake", "num_outputs": 2})
        assert prediction.version == VERSION
        await prediction.async_wait()
    assert len(set(prediction.output)) == 2


async def test_the_official_client_reads_a_refusal(world_and_url):
    _, url = world_and_url
    async with client_at(url) as client:
        with pytest.raises(replicate.exceptions.ModelError, match="flagged as sensitive"):
            await client.async_run("google/imagen-4", input={"prompt": "forbidden"})


@pytest.mark.parametrize(
    ("model", "given", "key", "status"),
    [
        ("google/imagen-4", {"prompt": "x", "aspect_ratio": "7:5"}, "sandbox-key4u", 422),
        ("google/imagen-4", {"prompt": "x"}, "sandbox-wrong", 401),
        ("nobody/nothing", {"prompt": "x"}, "sandbox-key4u", 404),
    ],
)
async def test_the_official_client_reads_errors(world_and_url, model, given, key, status):
    _, url = world_and_url
    async with client_at(url, key) as client:
        with pytest.raises(replicate.exceptions.ReplicateError) as failed:
            await client.async_run(model, input=given)
    assert failed.value.status == status
