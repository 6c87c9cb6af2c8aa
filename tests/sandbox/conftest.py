"""A sandbox over real HTTP, python-telegram-bot's own client pointed at it, and every answer held against the spec."""

from __future__ import annotations

import io
import json
from urllib.parse import urlsplit

import httpx
import pytest
from PIL import Image
from telegram import Bot
from telegram.request import HTTPXRequest

from sandbox.app import start
from sandbox.telegram import spec


class CheckedRequest(HTTPXRequest):
    """Sends as python-telegram-bot does and holds every answer against the published types."""

    problems: list[str]
    read_results: int

    async def do_request(self, url, method, *args, **kwargs):
        status, body = await super().do_request(url, method, *args, **kwargs)
        path = urlsplit(url).path
        if path.startswith("/bot"):
            answer = json.loads(body)
            if answer["ok"]:
                self.problems += spec.load().check_result(path.rpartition("/")[2], answer["result"])
                self.read_results += 1
            else:
                self.problems += spec.load().check(("ResponseParameters",), answer.get("parameters", {}), "parameters")
        return status, body


def make_bot(url: str, token: str) -> tuple[Bot, list[CheckedRequest]]:
    requests = []
    for _ in range(2):
        request = CheckedRequest(read_timeout=60)
        request.problems, request.read_results = [], 0
        requests.append(request)
    bot = Bot(
        token,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=requests[0],
        get_updates_request=requests[1],
    )
    return bot, requests


@pytest.fixture
async def sandbox():
    running = await start("127.0.0.1", 0)
    yield running
    await running.stop()


@pytest.fixture
async def bot(sandbox):
    made, requests = make_bot(sandbox.url, sandbox.world.token)
    await made.initialize()
    yield made
    await made.shutdown()
    assert [problem for request in requests for problem in request.problems] == []
    sent = sandbox.world.log.read("telegram")
    assert [problem for request in sent for problem in request["problems"]] == []


@pytest.fixture
async def control(sandbox):
    async with httpx.AsyncClient(base_url=sandbox.url, timeout=60) as client:
        yield Control(client)


class Control:
    """The control API, a call a line."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def get(self, path, **query):
        answer = await self.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path, **content):
        answer = await self.client.post(f"/control/{path}", json=content)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def say(self, text, person=1001, chat=None, **more):
        return await self.post("send", **({"from": person, "chat": chat or person, "text": text} | more))

    async def upload(self, files, person=1001, chat=None, **more):
        fields = {"from": person, "chat": chat or person} | more
        answer = await self.client.post("/control/send", data=fields, files=files)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def press(self, message, data, person=1001, chat=None):
        return await self.post("press", **{"from": person, "chat": chat or person, "message": message, "data": data})

    async def messages(self, chat=1001):
        return (await self.get(f"/control/chats/{chat}/messages"))["messages"]

    async def requests(self, **query):
        return (await self.get("/control/requests", **query))["requests"]


def picture(width=64, height=48, color="teal", kind="JPEG", **options) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), color).save(written, kind, **options)
    return written.getvalue()
