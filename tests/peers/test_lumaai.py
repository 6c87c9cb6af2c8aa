"""Luma's official client, pointed at the sandbox: what of Key4U's older dialect it can check (key4u.md §4.12).

Key4U speaks the dialect of before Luma's public API: ``POST /luma/generations`` with ``user_prompt``, ``model_name``
and ``image_url`` where the client's `create` sends ``POST /generations/video`` with ``prompt``, ``model`` and
``keyframes``; states ``pending`` and ``processing`` for ``queued`` and ``dreaming``; the film under ``video.url``, not
``assets.video``. So `create` cannot be used: jobs are sent with the client's plain `post`, and asked for with its own
`generations.get`, whose path is the same.
"""

from __future__ import annotations

import asyncio
import base64

import pytest
from aiohttp import ClientSession

from tests.peers.clients import official
from tests.twins import photo

lumaai = official("lumaai")


def client_at(url, key="sandbox-key4u"):
    return lumaai.AsyncLumaAI(auth_token=key, base_url=url + "/key4u/luma", max_retries=0, timeout=60)


async def made(client, **asked):
    job = await client.post(
        "/generations", body={"model_name": "ray-v2", "duration": "5s", **asked}, cast_to=lumaai.types.Generation
    )
    assert job.state in {"pending", "processing"}
    async with asyncio.timeout(60):
        while job.state not in {"completed", "failed"}:
            await asyncio.sleep(0.02)
            job = await client.generations.get(job.id)
    return job


async def test_the_official_client_follows_a_generation_to_its_film(world_and_url):
    world, url = world_and_url
    world.gateways["key4u"].change({"fixed_picture": True})
    frame = f"data:image/jpeg;base64,{base64.b64encode(photo().data).decode()}"
    async with client_at(url) as client:
        job = await made(client, user_prompt="wind in trees", image_url=frame)
    assert job.failure_reason is None
    async with ClientSession() as session, session.get(job.video["url"]) as got:
        assert b"ftyp" in (await got.read())[:12]


async def test_the_official_client_reads_a_refusal(world_and_url):
    _, url = world_and_url
    async with client_at(url) as client:
        job = await made(client, user_prompt="forbidden")
    assert (job.state, job.failure_reason) == ("failed", "blocked by content policy")


async def test_the_official_client_reads_errors(world_and_url):
    _, url = world_and_url
    async with client_at(url, "sandbox-wrong") as client:
        with pytest.raises(lumaai.AuthenticationError):
            await client.generations.get("x")
    async with client_at(url) as client:
        with pytest.raises(lumaai.NotFoundError, match="not found"):
            await client.generations.get("x")
        with pytest.raises(lumaai.BadRequestError, match="resolution"):
            await made(client, user_prompt="x", resolution="4k")


async def test_todays_create_is_not_the_gateways_dialect(world_and_url):
    world, url = world_and_url
    async with client_at(url) as client:
        with pytest.raises(lumaai.APIStatusError):
            await client.generations.create(model="ray-2", prompt="wind in trees")
    assert not world.tasks
