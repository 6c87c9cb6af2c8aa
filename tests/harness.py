"""A whole world for tests: the sandbox and the bot as real processes on loopback, driven over the control API.

Nothing is replaced: the bot polls a Bot API, calls gateways and writes SQLite exactly as in production.
"""

import asyncio
import contextlib
import functools
import json
import mimetypes
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import aiohttp

from bot.providers.play_prices import play_prices
from tests.catalogue import CATALOG
from tests.forked import ROOT, TELL, Forked, Start

TOKEN = "4242424242:sandbox-token-for-this-machine-only"
LAN, ALEX, FAMILY = 1001, 1002, -1009001
FAST = {"latency_s": 0.15, "steps": 2, "fixed_picture": True}
START_S = 30
_SELDOM_S = 0.12  # between two looks at what takes its time: six workers look at once
T = TypeVar("T")


class Sandbox:
    """The sandbox process and a client for its control API."""

    def __init__(self, url: str, process: Forked, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.process = process
        self.session = session

    async def get(self, path: str, **query: Any) -> Any:
        """Ask the control API; spaces that keep a price on one line come as plain ones, as they are read."""
        async with self.session.get(f"{self.url}{path}", params=query) as reply:
            text = await reply.text()
            assert reply.status == 200, text
            return json.loads(text.replace(r"\u00a0", " "))

    async def post(self, path: str, body: Any = None) -> Any:
        async with self.session.post(f"{self.url}{path}", json=body or {}) as reply:
            assert reply.status == 200, await reply.text()
            return await reply.json()

    async def say(self, text: str, *, person: int = LAN, chat: int | None = None, **more: Any) -> dict[str, Any]:
        """A person writes; returns the message."""
        sent = await self.post("/control/send", {"from": person, "chat": chat or person, "text": text, **more})
        return sent["messages"][0]

    async def send_photos(
        self, *photos: bytes, caption: str = "", person: int = LAN, chat: int | None = None, kind: str = "photo"
    ) -> list[dict[str, Any]]:
        """A person sends one photo, an album, or files."""
        form = aiohttp.FormData()
        form.add_field("from", str(person))
        form.add_field("chat", str(chat or person))
        form.add_field("caption", caption)
        for number, photo in enumerate(photos):
            form.add_field(kind, photo, filename=f"photo{number}.jpg", content_type="image/jpeg")
        async with self.session.post(f"{self.url}/control/send", data=form) as reply:
            assert reply.status == 200, await reply.text()
            return (await reply.json())["messages"]

    async def send_file(
        self,
        kind: str,
        data: bytes,
        *,
        caption: str = "",
        person: int = LAN,
        reply_to: int | None = None,
        name: str = "",
    ) -> dict[str, Any]:
        """A person sends one file of a kind (photo, document, voice, audio, video), perhaps as a reply."""
        form = aiohttp.FormData({"from": str(person), "chat": str(person), "caption": caption})
        if reply_to is not None:
            form.add_field("reply_to", str(reply_to))
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        form.add_field(kind, data, filename=name or f"{kind}.bin", content_type=mime)
        async with self.session.post(f"{self.url}/control/send", data=form) as reply:
            assert reply.status == 200, await reply.text()
            return (await reply.json())["messages"][0]

    async def messages(self, chat: int, after: int = 0) -> list[dict[str, Any]]:
        found = await self.get(f"/control/chats/{chat}/messages", after=after)
        return [message for message in found["messages"] if not message.get("deleted")]

    async def from_bot(self, chat: int, after: int = 0) -> list[dict[str, Any]]:
        return [message for message in await self.messages(chat, after) if message.get("from", {}).get("is_bot")]

    async def press(self, message: Mapping[str, Any], label: str, *, person: int = LAN, **more: Any) -> dict[str, Any]:
        """Press the button that has ``label`` in its text; returns the bot's answer.

        With ``stale`` as it was on a phone that has not seen it renewed.
        """
        for row in message["reply_markup"]["inline_keyboard"]:
            for button in row:
                if label in button["text"]:
                    return await self.press_data(message, button["callback_data"], person=person, **more)
        raise AssertionError(f"no button {label!r} in {message.get('reply_markup')}")

    async def press_data(
        self, message: Mapping[str, Any], data: str, *, person: int = LAN, stale: bool = False
    ) -> dict[str, Any]:
        body = {"from": person, "chat": message["chat"]["id"], "message": message["message_id"], "data": data}
        body |= {"stale": True} if stale else {}
        pressed = (await self.post("/control/press", body))["callback_query_id"]

        async def answered() -> dict[str, Any] | None:
            answer = await self.get(f"/control/callbacks/{pressed}")
            return answer if answer["answered"] else None

        return await until(answered)

    async def fault(self, to: str, kind: str, match: str = "", **more: Any) -> None:
        await self.post("/control/faults", {"faults": [{"to": to, "kind": kind, "match": match, **more}]})

    async def gateways(self, **settings: Any) -> None:
        for name in ("thucchien", "key4u", "flow"):
            await self.post(f"/control/gateways/{name}", settings)

    async def tasks(self) -> list[dict[str, Any]]:
        return (await self.get("/control/tasks"))["tasks"]

    async def requests(self, to: str) -> list[dict[str, Any]]:
        return (await self.get("/control/requests", to=to))["requests"]


class Bot:
    """A bot process on a data folder; may be killed and started again."""

    module = "bot"

    def __init__(self, sandbox: Sandbox, folder: Path, settings: Mapping[str, str], root: Path = ROOT) -> None:
        self.sandbox = sandbox
        self.folder = folder
        self.root = root
        self.settings = dict(settings)
        self.process: Forked | None = None
        self.log = folder / "bot.log"

    def environment(self, **more: str) -> dict[str, str]:
        url = self.sandbox.url
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return {
            **kept,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": url,
            "THUCCHIEN_API_KEY": "sandbox-thucchien",
            "THUCCHIEN_BASE_URL": f"{url}/thucchien",
            "KEY4U_API_KEY": "sandbox-key4u",
            "KEY4U_BASE_URL": f"{url}/key4u",
            "FLOW_API_KEY": "sandbox-flow",
            "FLOW_BASE_URL": f"{url}/flow/public/api/v1",
            "BOT_DATA_DIR": str(self.folder),
            "DATABASE_URL": f"sqlite:///{self.folder}/atelier.db",
            "BOT_ACCESS": "open",
            "BOT_BILLING": "credits",
            "BOT_START_CREDITS": "200000",
            "BOT_DEFAULT_MODEL": "nano-banana-2",
            "BOT_LOG_LEVEL": "DEBUG",
            **self.settings,
            **more,
        }

    async def start(self, **more: str) -> None:
        if not (self.folder / "catalog").exists():
            quick_catalog(self.folder / "catalog", self.root)
        words = ["--env-file", "", "run", "--ready-fd", TELL]
        start = Start(self.module, words, self.environment(**more), self.root, log=self.log)
        self.process = await asyncio.to_thread(Forked, start)
        ready = await within(self.process.hear(), START_S)
        if not ready and "CRASH_AT" not in more:
            raise AssertionError(f"the bot did not start:\n{self.log.read_text()[-3000:]}")

    async def wait(self, seconds: float = 30) -> int:
        assert self.process is not None
        return await within(self.process.wait(), seconds)

    async def stop(self, sign: int = signal.SIGTERM) -> int:
        if self.process is None:
            return 0
        self.process.send_signal(sign)
        return await self.wait()

    def write(self, sql: str) -> None:
        """Change the database of a bot that is not running, as time or a fault would have."""
        with contextlib.closing(sqlite3.connect(self.folder / "atelier.db")) as database, database:
            database.execute(sql)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read the bot's database, as an auditor beside it."""
        with contextlib.closing(sqlite3.connect(f"file:{self.folder}/atelier.db?mode=ro", uri=True)) as database:
            return database.execute(sql, values).fetchall()


def quick_catalog(folder: Path, root: Path = ROOT) -> None:
    """Give the bot the shipped catalogue as an owner's own files: asked every second, and everything has a price."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in _quick_files(root).items():
        (folder / name).write_text(text)
    if root == ROOT:
        return
    # A changed copy of the tree knows protocols that this process does not.
    words = "import sys, pathlib; from bot.providers import discovery, play_prices; "
    words += "play_prices.write_play_prices(pathlib.Path(sys.argv[1]), protocols=discovery.protocols())"
    subprocess.run([sys.executable, "-c", words, str(folder.absolute())], cwd=root, check=True)


async def until(ask: Callable[[], Any], seconds: float = 20, every: float = 0.03) -> Any:
    """Ask until the answer is true, less and less often; returns it. Fails with the last answer when the time is up."""
    ends = time.monotonic() + seconds
    while True:
        answer = ask()
        if asyncio.iscoroutine(answer):
            answer = await answer
        if answer:
            return answer
        if time.monotonic() > ends:
            raise AssertionError(f"waited {seconds} s in vain; last answer {answer!r}")
        await asyncio.sleep(every)
        every = max(every, min(every * 1.2, _SELDOM_S))


async def within(work: Awaitable[T], seconds: float) -> T:
    """Return what the work gives, or fail with TimeoutError after so many seconds."""
    async with asyncio.timeout(seconds):
        return await work


@functools.cache
def _quick_files(root: Path) -> dict[str, str]:
    shipped = (root / "bot" / "providers" / "catalog").glob("*.toml")
    files = {file.name: re.sub(r"(first_poll_s|poll_every_s) = \d+", r"\1 = 1", file.read_text()) for file in shipped}
    return files | (play_prices(CATALOG) if root == ROOT else {})


@asynccontextmanager
async def sandbox_process(*options: str, root: Path = ROOT) -> AsyncIterator[Sandbox]:
    start = Start("sandbox", ["--port", "0", *options], os.environ.copy(), root)
    process = await asyncio.to_thread(Forked, start)
    line = (await within(process.hear(), START_S)).decode()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
        try:
            yield Sandbox(line.split()[-1], process, session)
        finally:
            process.terminate()
            await process.wait()


@asynccontextmanager
async def world(folder: Path, *, root: Path = ROOT, **settings: str) -> AsyncIterator[tuple[Sandbox, Bot]]:
    """A sandbox with quick gateways and a running bot, both of the tree at ``root``."""
    async with sandbox_process(root=root) as sandbox:
        await sandbox.gateways(**FAST)
        bot = Bot(sandbox, folder / "data", settings, root)
        await bot.start()
        try:
            yield sandbox, bot
        finally:
            await bot.stop()
