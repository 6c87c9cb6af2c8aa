"""A browser, a sandbox and a bot for the tests of the chat page; a browser's complaint fails the test."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, FilePayload, Page, ViewportSize, async_playwright, expect

from sandbox.app import Running, start
from sandbox.world import BOT_TOKEN

LAN, ALEX, GROUP = 1001, 1002, -1009001
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
STEP_MS = 20_000  # the longest that one step of a test may take
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",  # a microphone that beeps
    "--use-fake-ui-for-media-stream",
]

expect.set_options(timeout=STEP_MS)


@asynccontextmanager
async def chromium_running() -> AsyncIterator[Browser]:
    """A browser without windows; without one the test is skipped, and fails where the suite must be whole."""
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")  # the first is three times quicker
    if chromium is None:
        reason = "NO CHROMIUM: the chat page was NOT tested (apt install chromium-headless-shell)"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium_running() as browser:
        yield browser


@dataclass
class Bench:
    """A sandbox, a bot that speaks its Bot API, and windows on its page."""

    running: Running
    session: aiohttp.ClientSession
    browser: Browser
    complaints: list[str] = field(default_factory=list)

    async def bot(self, method: str, **fields: Any) -> Any:
        async with self.session.post(f"{self.running.url}/bot{BOT_TOKEN}/{method}", json=fields) as answer:
            body = await answer.json()
        assert body["ok"], body
        return body["result"]

    async def bot_photo(self, method: str, picture: bytes, **fields: Any) -> Any:
        form = aiohttp.FormData({key: str(value) for key, value in fields.items()})
        form.add_field("photo", picture, filename="picture.png", content_type="image/png")
        async with self.session.post(f"{self.running.url}/bot{BOT_TOKEN}/{method}", data=form) as answer:
            body = await answer.json()
        assert body["ok"], body
        return body["result"]

    async def control(self, path: str, **fields: Any) -> Any:
        async with self.session.post(f"{self.running.url}/control/{path}", json=fields) as answer:
            return await answer.json()

    async def written(self, chat: int) -> list[dict[str, Any]]:
        async with self.session.get(f"{self.running.url}/control/chats/{chat}/messages") as answer:
            return (await answer.json())["messages"]

    async def window(self, address: str = f"/?as={LAN}&chat={LAN}", size: ViewportSize = DESKTOP) -> Page:
        phone = size["width"] < 500
        context = await self.browser.new_context(viewport=size, has_touch=phone, is_mobile=phone)
        context.set_default_timeout(STEP_MS)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console", lambda line: self.complaints.append(line.text) if line.type in ("error", "warning") else None
        )
        await page.goto(self.running.url + address)
        await page.wait_for_selector("[data-testid=chat-1001], [data-testid=chat-1002]", state="attached")
        return page


@pytest_asyncio.fixture(loop_scope="session")
async def bench(browser: Browser) -> AsyncIterator[Bench]:
    running = await start("127.0.0.1", 0)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
        bench = Bench(running, session, browser)
        yield bench
        for context in browser.contexts:
            await context.close()
    await running.stop()
    assert bench.complaints == [], "the browser's console must stay empty"


def picture(width: int = 640, height: int = 480, colour: str = "teal") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "PNG")
    return buffer.getvalue()


def upload(name: str, colour: str) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": picture(colour=colour)}


async def write(page: Page, text: str) -> None:
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("composer").press("Enter")
