"""Runway's official client, pointed at the sandbox: an outside check of the twin's wire format (key4u.md §4.13).

Key4U puts Runway behind ``/runwayml``; the client appends ``/v1/…`` and sends ``X-Runway-Version`` by itself. Its own
waiting is made quicker. It no longer names gen3a_turbo, and with it a last picture, among its types, but sends both. It
expects a task to tell its cost, of which Key4U's pages know nothing: without one it takes every task for its first
kind and keeps the fields as they came, so those are read here.
"""

from __future__ import annotations

import asyncio
import base64

import pytest
from aiohttp import ClientSession

from tests.harness import within
from tests.peers.clients import official
from tests.twins import photo

runwayml = official("runwayml")

FRAME = f"data:image/jpeg;base64,{base64.b64encode(photo().data).decode()}"
TURBO = {"model": "gen4_turbo", "prompt_image": FRAME, "prompt_text": "it rains", "ratio": "1280:720", "duration": 5}


@pytest.fixture
def client_at(world_and_url, monkeypatch):
    world, url = world_and_url
    world.gateways["key4u"].change({"fixed_picture": True})
    monkeypatch.setattr("runwayml.lib.polling.POLL_TIME", 0.05)
    monkeypatch.setattr("runwayml.lib.polling.POLL_JITTER", 0)

    def client(key="sandbox-key4u"):
        return runwayml.AsyncRunwayML(api_key=key, base_url=url + "/key4u/runwayml", max_retries=0, timeout=60)

    return client


LAST = [{"uri": FRAME, "position": "first"}, {"uri": FRAME, "position": "last"}]


@pytest.mark.parametrize(
    "asked",
    [TURBO, TURBO | {"model": "gen3a_turbo", "prompt_image": LAST, "ratio": "768:1280", "duration": 10, "seed": 7}],
    ids=["gen4", "gen3a-first-and-last"],
)
async def test_the_official_client_waits_for_a_clip(client_at, asked):
    async with client_at() as client:
        task = await client.image_to_video.create(**asked)
        done = await within(task.wait_for_task_output(), 10)
    assert (done.id, done.status, done.created_at.year) == (task.id, "SUCCEEDED", 2026)
    async with ClientSession() as session, session.get(done.output[0]) as got:
        assert b"ftyp" in (await got.read())[:12]


async def test_the_official_client_sees_a_task_at_work(client_at, world_and_url):
    world, _ = world_and_url
    world.gateways["key4u"].change({"latency_s": 0.3})
    async with client_at() as client:
        task = await client.image_to_video.create(**TURBO)
        await asyncio.sleep(0.05)
        seen = await client.tasks.retrieve(task.id)
        assert (seen.status, 0 <= seen.progress <= 1) == ("RUNNING", True)
        assert (await within(seen.wait_for_task_output(), 10)).status == "SUCCEEDED"


async def test_the_official_client_reads_a_refusal(client_at):
    async with client_at() as client:
        task = await client.image_to_video.create(**TURBO | {"prompt_text": "forbidden"})
        with pytest.raises(runwayml.TaskFailedError) as refused:
            await within(task.wait_for_task_output(), 10)
    assert refused.value.task_details.to_dict()["failureCode"] == "SAFETY.INPUT.TEXT"


async def test_the_official_client_reads_errors(client_at):
    async with client_at("sandbox-wrong") as client:
        with pytest.raises(runwayml.AuthenticationError):
            await client.image_to_video.create(**TURBO)
    async with client_at() as client:
        with pytest.raises(runwayml.NotFoundError):
            await client.tasks.retrieve("00000000-1111-4222-8333-444444444444")
        with pytest.raises(runwayml.BadRequestError, match="ratio"):
            await client.image_to_video.create(**TURBO | {"ratio": "7:5"})
