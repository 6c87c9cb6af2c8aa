"""A person's phone in front of the chat page, with a bot and a sandbox behind it, and a camera."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect

from tests.e2e.conftest import picture
from tests.e2e.steps import Message, at_rest, newcomer, said
from tests.harness import Bot, Sandbox
from tests.page.conftest import PHONE

THEMES = ("light", "dark")
LOADED_MS = 15_000
_SETTLED_MS = 400  # what slides in has come to rest
_SHARP = 2


@dataclass
class Stage:
    """Says and sends as one person, waits for the bot, and takes each screen in both themes."""

    sandbox: Sandbox
    bot: Bot
    page: Page
    person: int
    language: str
    folder: Path
    chat: int

    def words(self, vietnamese: str, english: str) -> str:
        """Return what this person would write."""
        return vietnamese if self.language == "vi" else english

    async def say(self, text: str, *, rest: bool = True, **more: Any) -> Message:
        """Write, and wait for the answer; with ``rest`` until all work has ended."""
        sent = await self.sandbox.say(text, person=self.person, chat=self.chat, **more)
        return await self._answer(sent["message_id"], rest=rest)

    async def send(self, *colours: tuple[int, int, int], caption: str = "") -> Message:
        """Send photos, as an album where there are several."""
        photos = [picture(colour, (640, 480)) for colour in colours]
        sent = await self.sandbox.send_photos(*photos, caption=caption, person=self.person, chat=self.chat)
        return await self._answer(sent[-1]["message_id"], rest=True)

    async def press(self, label: str, *, rest: bool = True) -> Message:
        """Press the newest button that has the label in its text."""
        messages = await self.sandbox.from_bot(self.chat)
        shown = next(one for one in reversed(messages) if label in str(one.get("reply_markup", "")))
        await self.sandbox.press(shown, label, person=self.person)
        if rest:
            await at_rest(self.bot, 60)
        return shown

    async def _answer(self, after: int, *, rest: bool) -> Message:
        answer = await said(self.sandbox, self.chat, lambda _: True, after=after)
        if rest:
            await at_rest(self.bot, 60)
        return answer

    async def shot(self, name: str) -> None:
        """Take what is to be seen now, light and dark."""
        written = await self.sandbox.messages(self.chat)
        if written:
            await expect(self.page.get_by_test_id(f"message-{written[-1]['message_id']}")).to_be_visible()
        await expect(self.page.locator(".photo:not(.loaded)")).to_have_count(0, timeout=LOADED_MS)
        for theme in THEMES:
            await self.page.emulate_media(color_scheme=theme)
            await self.page.wait_for_timeout(_SETTLED_MS)
            await self.page.screenshot(path=self.folder / f"{name}-{self.language}-{theme}.png")


@asynccontextmanager
async def phone(
    browser: Browser, sandbox: Sandbox, bot: Bot, folder: Path, *, person: int, language: str, chat: int | None = None
) -> AsyncIterator[Stage]:
    """Open the chat page on a newcomer's phone, in a private chat or in a group they are in."""
    await newcomer(sandbox, person, language)
    context = await browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=_SHARP)
    page = await context.new_page()
    where = chat or person
    await page.goto(f"{sandbox.url}/?as={person}&chat={where}")
    await expect(page.get_by_test_id("composer")).to_be_visible()
    try:
        yield Stage(sandbox, bot, page, person, language, folder, where)
    finally:
        await context.close()
