"""OpenAI's official client films at the sandbox: an outside check of both twins of ``/v1/videos``.

The client calls its own videos deprecated, since Sora is closed at its vendor; the gateways go on serving the dialect.
"""

from __future__ import annotations

import asyncio

import pytest

from tests.peers.clients import official
from tests.twins import photo

openai = official("openai")
pytestmark = pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")

PLACES = [
    ("/key4u/v1", "sandbox-key4u", {"model": "sora-2", "size": "720x1280", "seconds": "12"}),
    ("/thucchien", "sandbox-thucchien", {"model": "veo-3.1-generate-001", "size": "1280x720", "seconds": "4"}),
    ("/thucchien/v1", "sandbox-thucchien", {"model": "veo-3.1-lite-generate-001", "size": "1920x1080", "seconds": "8"}),
]


@pytest.fixture
def place(world_and_url):
    world, url = world_and_url
    for gateway in ("key4u", "thucchien"):
        world.gateways[gateway].change({"fixed_picture": True})

    def client_at(base, key):
        return openai.AsyncOpenAI(base_url=url + base, api_key=key, max_retries=0, timeout=60)

    return client_at


async def ended(client, video):
    assert video.object == "video"
    async with asyncio.timeout(60):
        while video.status not in {"completed", "failed"}:
            await asyncio.sleep(0.02)
            video = await client.videos.retrieve(video.id)
    return video


@pytest.mark.parametrize(("base", "key", "asked"), PLACES)
async def test_the_official_client_films_words_and_downloads(place, base, key, asked):
    async with place(base, key) as client:
        begun = await client.videos.create(prompt="a kite", **asked)
        video = await ended(client, begun)
        film = await client.videos.download_content(video.id)
    assert (video.id, video.model, video.status) == (begun.id, asked["model"], "completed")
    assert b"ftyp" in (await film.aread())[:12]


@pytest.mark.parametrize(("base", "key", "asked"), PLACES)
async def test_the_official_client_films_a_photo(place, world_and_url, base, key, asked):
    world, _ = world_and_url
    frame = ("a.jpg", photo().data, "image/jpeg")
    async with place(base, key) as client:
        begun = await client.videos.create(prompt="let it fly", input_reference=frame, **asked)
        assert (await ended(client, begun)).status == "completed"
    assert world.tasks[0].model == asked["model"]


async def test_the_official_client_remixes(place):
    async with place("/key4u/v1", "sandbox-key4u") as client:
        begun = await ended(client, await client.videos.create(model="sora-2", prompt="a kite"))
        again = await ended(client, await client.videos.remix(begun.id, prompt="at night"))
    assert again.id != begun.id
    assert again.status == "completed"


async def test_the_official_client_reads_a_refusal_as_each_gateway_words_it(place):
    async with place("/key4u/v1", "sandbox-key4u") as client:
        video = await ended(client, await client.videos.create(model="sora-2", prompt="forbidden"))
    assert (video.status, video.error.code) == ("failed", "moderation_blocked")
    async with place("/thucchien", "sandbox-thucchien") as client:
        video = await ended(client, await client.videos.create(model="veo-3.1-generate-001", prompt="forbidden"))
        assert video.status == "completed"  # LiteLLM tells of Google's filter in the content only
        with pytest.raises(openai.InternalServerError, match="No video data"):
            await client.videos.download_content(video.id)


async def test_the_official_client_reads_errors(place):
    async with place("/key4u/v1", "sandbox-wrong") as client:
        with pytest.raises(openai.AuthenticationError):
            await client.videos.create(model="sora-2", prompt="x")
    async with place("/key4u/v1", "sandbox-key4u") as client:
        with pytest.raises(openai.NotFoundError, match="task_not_exist"):
            await client.videos.retrieve("video_nothing")
        with pytest.raises(openai.BadRequestError, match="seconds"):
            await client.videos.create(model="sora-2", prompt="x", seconds="7")
