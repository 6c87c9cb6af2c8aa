"""A lean Telegram and its gateways for measuring: prebuilt answers, nothing parsed that need not be, times by chat.

It is not the sandbox: it checks nothing and keeps nothing, so that what is measured is the bot.
Run as ``python -m bench.fakes``; prints its address.
"""

from __future__ import annotations

import asyncio
import base64
import json
import random
import re
import resource
import struct
import sys
import time
import zlib
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

from bench.films import film

_PNG_SIDE = 258  # of noise, three bytes a pixel: 200 kB
_PHOTO_ID = "AgACAgIAAxkBAAIBTGbench-photo-{}-{}"
_CHAT = re.compile(rb'(?:name="chat_id"\r\n(?:[^\r\n]+\r\n)*\r\n|chat_id=|"chat_id": ?)(-?\d+)')
_SAID = (
    '{{"ok":true,"result":{{"message_id":{id},"from":{{"id":4242424242,"is_bot":true,"first_name":"Bench",'
    '"username":"bench_bot"}},"chat":{{"id":{chat},"first_name":"Person","type":"private"}},"date":{date},{body}}}}}'
)
_TEXT = '"text":"In line."'
_ME = {
    "id": 4242424242,
    "is_bot": True,
    "first_name": "Bench",
    "username": "bench_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}


# Nobody pays with Stars here.
_TOLD = {"getme": _ME, "getstartransactions": {"transactions": []}, "getmystarbalance": {"amount": 0}}


def noise() -> bytes:
    """Return a valid PNG of 200 kB that nothing compresses."""
    rows = random.Random(7)  # noqa: S311 (noise is no secret)
    pixels = b"".join(b"\0" + rows.randbytes(_PNG_SIDE * 3) for _ in range(_PNG_SIDE))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", _PNG_SIDE, _PNG_SIDE, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(pixels, 0)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


class Telegram:
    """The Bot API as far as the bots of this bench use it, and when each chat got what."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.arrived = asyncio.Event()
        self.asked: dict[int, float] = {}
        self.answered: dict[int, float] = {}
        self.whole: dict[int, float] = {}
        self.shown: dict[int, float] = {}
        self.calls: dict[str, int] = {}
        self.next_id = 1
        self.tasks: set[asyncio.Task[None]] = set()

    def say(self, chat: int, command: str) -> None:
        """Let one person ask for a picture or a film."""
        number, self.next_id = self.next_id, self.next_id + 1
        person = {"id": chat, "is_bot": False, "first_name": "Person", "last_name": str(chat), "language_code": "en"}
        text = f"/{command} a lighthouse in a storm, number {chat}"
        message = {
            "message_id": number,
            "from": person,
            "chat": {"id": chat, "first_name": "Person", "last_name": str(chat), "type": "private"},
            "date": int(time.time()),
            "text": text,
            "entities": [{"offset": 0, "length": len(command) + 1, "type": "bot_command"}],
        }
        self.updates.append({"update_id": number, "message": message})
        self.asked[chat] = time.monotonic()
        self.arrived.set()

    async def call(self, request: web.Request) -> web.Response:
        """Answer one method of the Bot API."""
        method = request.match_info["method"].lower()
        self.calls[method] = self.calls.get(method, 0) + 1
        if method == "getupdates":
            return await self._updates(request)
        head = b""
        async for chunk in request.content.iter_any():  # a picture is drained, not kept
            if len(head) < 8192:
                head += chunk
        if method in _TOLD:
            return _json({"ok": True, "result": _TOLD[method]})
        found = _CHAT.search(head)
        if found is None:
            return _json({"ok": True, "result": True})
        if b"inline_keyboard" in head:  # Cancel stands under a card that tells all
            self.whole.setdefault(int(found[1]), time.monotonic())
        return self._said(method, int(found[1]))

    def _said(self, method: str, chat: int) -> web.Response:
        now, body = time.monotonic(), _TEXT
        if method == "sendmessage":
            self.answered.setdefault(chat, now)
        elif method in {"sendphoto", "sendvideo", "editmessagemedia"}:
            self.shown.setdefault(chat, now)
            sizes = ((90, "s"), (258, "m"))
            body = f'"caption":"A picture.","photo":{json.dumps([_photo(chat, *size) for size in sizes])}'
        number, self.next_id = self.next_id, self.next_id + 1
        text = _SAID.format(id=number, chat=chat, date=int(time.time()), body=body)
        return web.Response(text=text, content_type="application/json")

    async def _updates(self, request: web.Request) -> web.Response:
        asked = await request.read()
        words = json.loads(asked) if asked[:1] == b"{" else {k: v[0] for k, v in parse_qs(asked.decode()).items()}
        offset, ends = int(words.get("offset", 0)), time.monotonic() + int(words.get("timeout", 0))
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        while not self.updates and (left := ends - time.monotonic()) > 0:
            self.arrived.clear()
            try:
                async with asyncio.timeout(left):
                    await self.arrived.wait()
            except TimeoutError:
                break
        return _json({"ok": True, "result": self.updates[:100]})

    async def start(self, request: web.Request) -> web.Response:
        """``{"first": chat, "people": n, "per_second": 0, "command": "video"}``: let them ask, at once or in turn."""
        words = await request.json()
        command = words["command"]
        chats = range(words["first"], words["first"] + words["people"])
        if not words.get("per_second"):
            for chat in chats:
                self.say(chat, command)
            return _json({})

        async def trickle() -> None:
            begun = time.monotonic()
            for number, chat in enumerate(chats):
                await asyncio.sleep(max(0.0, begun + number / words["per_second"] - time.monotonic()))
                self.say(chat, command)

        task = asyncio.create_task(trickle())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return _json({})

    async def stamps(self, request: web.Request) -> web.Response:
        """Return how many were shown, and with ``?full`` every time by chat."""
        if "full" not in request.query:
            return _json({"shown": len(self.shown)})
        return _json(
            {
                "asked": self.asked,
                "answered": self.answered,
                "whole": self.whole,
                "shown": self.shown,
                "calls": self.calls,
            }
        )


class Gateway:
    """OpenAI's images and Flow's jobs, each ready after its time."""

    def __init__(self, latency_s: float, job_s: float, *, films: bool) -> None:
        self.png = noise()
        self.film = film() if films else b""
        self.inline = json.dumps({"created": 1, "data": [{"b64_json": base64.b64encode(self.png).decode()}]}).encode()
        self.latency_s = latency_s
        self.job_s = job_s
        self.jobs: dict[str, float] = {}

    async def images(self, request: web.Request) -> web.Response:
        """``POST /v1/images/generations``."""
        await request.read()
        await asyncio.sleep(self.latency_s)
        return web.Response(body=self.inline, content_type="application/json")

    async def submit(self, request: web.Request) -> web.Response:
        """Flow's ``text-to-image`` and ``text-to-video``."""
        await request.read()
        name = f"job-{len(self.jobs)}"
        self.jobs[name] = time.monotonic() + self.job_s
        return _json({"job_id": name, "status": "queued"})

    async def job(self, request: web.Request) -> web.Response:
        """Flow's ``jobs/{id}``."""
        ready = time.monotonic() >= self.jobs[request.match_info["job"]]
        return _json(
            {
                "status": "completed" if ready else "running",
                "progress": 100 if ready else 40,
                "images_count": 1,
                "videos_count": 1,
            }
        )

    async def image(self, request: web.Request) -> web.Response:  # noqa: ARG002 (aiohttp's handler)
        """Flow's ``jobs/{id}/image``."""
        return web.Response(body=self.png, content_type="image/png")

    async def video(self, request: web.Request) -> web.Response:  # noqa: ARG002 (as above)
        """Flow's ``jobs/{id}/video``."""
        return web.Response(body=self.film, content_type="video/mp4")


def _photo(chat: int, side: int, name: str) -> dict[str, object]:
    file_id = _PHOTO_ID.format(chat, name)
    return {
        "file_id": file_id,
        "file_unique_id": file_id[-20:],
        "width": side,
        "height": side,
        "file_size": side * side,
    }


def _json(tree: object) -> web.Response:
    return web.Response(body=json.dumps(tree).encode(), content_type="application/json")


async def serve(latency_s: float, job_s: float, *, films: bool) -> None:
    """Serve until killed."""
    telegram, gateway = Telegram(), Gateway(latency_s, job_s, films=films)
    app = web.Application(client_max_size=64 * 2**20)
    app.router.add_post("/bot{token}/{method}", telegram.call)
    app.router.add_post("/v1/images/generations", gateway.images)
    for kind in ("image", "video"):
        app.router.add_post(f"/public/api/v1/text-to-{kind}", gateway.submit)
    app.router.add_get("/public/api/v1/jobs/{job}", gateway.job)
    app.router.add_get("/public/api/v1/jobs/{job}/image", gateway.image)
    app.router.add_get("/public/api/v1/jobs/{job}/video", gateway.video)
    app.router.add_post("/bench/start", telegram.start)
    app.router.add_get("/bench/stamps", telegram.stamps)
    runner = web.AppRunner(app, access_log=None, keepalive_timeout=600)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=4096)
    await site.start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(serve(float(sys.argv[1]), float(sys.argv[2]), films=sys.argv[3] == "films"))
