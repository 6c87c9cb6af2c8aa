"""aiogram, an independent client, runs a small bot against the sandbox: an outside check of the Bot API's shapes."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from sandbox.app import start
from tests.twins import photo


class World:
    """The running sandbox with a small bot in it."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def send(self, **content):
        return (await self.client.post("/control/send", json={"from": 1001, "chat": 1001} | content)).json()

    async def until(self, count):
        """Wait until the chat has so many messages and the bot has stopped changing them."""
        async with asyncio.timeout(60):
            while True:
                shown = (await self.client.get("/control/chats/1001/messages")).json()["messages"]
                if len(shown) >= count:
                    return shown
                await asyncio.sleep(0.02)


@pytest.fixture
async def world():
    pytest.importorskip("aiogram", reason="the peers extra is not installed")
    from tests.peers import aiogram_bot  # noqa: PLC0415 (it takes seconds)

    sandbox = await start("127.0.0.1", 0)
    async with (
        aiogram_bot.running(sandbox.url, sandbox.world.token),
        httpx.AsyncClient(base_url=sandbox.url, timeout=60) as client,
    ):
        yield World(client)
        asked = (await client.get("/control/requests?to=telegram")).json()["requests"]
    await sandbox.stop()
    # aiogram speaks a newer Bot API than 10.0, yet everything this bot sends must be known to it.
    assert [problem for request in asked for problem in request["problems"]] == []
    assert {request["status"] for request in asked} <= {200, 0}


async def test_a_command_becomes_a_card_and_the_card_a_picture_with_a_button(world):
    await world.send(text="/draw a lotus")
    async with asyncio.timeout(60):
        while "photo" not in (card := (await world.until(2))[1]):
            await asyncio.sleep(0.02)
    assert (card["caption"], card["reply_to_message"]["text"]) == ("a lotus", "/draw a lotus")
    pressed = {"from": 1001, "chat": 1001, "message": card["message_id"], "data": "more:2"}
    callback = (await world.client.post("/control/press", json=pressed)).json()["callback_query_id"]
    async with asyncio.timeout(60):
        while (await world.until(2))[1].get("caption") != "more":
            await asyncio.sleep(0.02)
    answered = (await world.client.get(f"/control/callbacks/{callback}")).json()
    assert (answered["answered"], answered["text"]) == (True, "coming")


async def test_a_photo_is_taken_down_and_given_back(world):
    files = {"photo": ("a.jpg", photo(size=(900, 600)).data)}
    await world.client.post("/control/send", data={"from": 1001, "chat": 1001}, files=files)
    sent, returned = await world.until(2)
    assert returned["caption"] == "900x600"
    assert returned["photo"][-1]["file_unique_id"] == sent["photo"][-1]["file_unique_id"]


async def test_an_album_goes_out_as_one(world):
    await world.send(text="/album")
    _, first, second = await world.until(3)
    assert first["media_group_id"] == second["media_group_id"]
