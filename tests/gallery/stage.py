"""A person's phone in front of the chat page, with a bot and a sandbox behind it, and a camera."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect

from bot.chat.texts import Texts, texts
from sandbox.providers.painting import scene
from tests.e2e.steps import Message, at_rest, said
from tests.harness import Bot, Sandbox
from tests.page.conftest import PHONE

THEMES = ("light", "dark")
NAMES = {"vi": "Minh Anh", "en": "Emma"}
LOADED_MS = 15_000
PACED_MS = 75_000  # a group takes twenty messages and edits a minute
REST_S = 90
HOME = "Asia/Ho_Chi_Minh"  # where the bot says it is
_SETTLED_MS, _REPAINTED_MS = 450, 250  # what slides in has come to rest
_SHARP = 2
_SWEPT = "for (const one of document.querySelectorAll('.toast')) one.remove()"
_STILL = "() => !document.querySelector('.scrolling')"
_PLAYABLE = "() => [...document.querySelectorAll('audio, video')].every((one) => one.readyState > 0 || one.error)"
_HELD = """for (const one of document.querySelectorAll('.toast')) {
  const held = one.cloneNode(true);  // of no timer: the same in both themes
  held.classList.remove('leaving');
  held.style.animation = 'none';
  one.replaceWith(held);
}"""


def photo(motifs: str, size: tuple[int, int] = (1024, 768)) -> bytes:
    """Return a photo as a person may have one: painted by the sandbox, without its lettering."""
    file = BytesIO()
    scene.compose(motifs, *size, seed=7).save(file, "JPEG", quality=90)
    return file.getvalue()


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
    asked: set[str] = field(default_factory=set)  # names of screens; empty: all

    @property
    def said(self) -> Texts:
        """The bot's own words, to find its buttons by."""
        return texts(self.language)

    def words(self, vietnamese: str, english: str) -> str:
        """Return what this person would write."""
        return vietnamese if self.language == "vi" else english

    async def say(self, text: str, *, rest: bool = True, person: int | None = None, **more: Any) -> Message:
        """Write, and wait for the answer; with ``rest`` until all work has ended."""
        await self.sweep()
        sent = await self.sandbox.say(text, person=person or self.person, chat=self.chat, **more)
        return await self._answer(sent["message_id"], rest=rest)

    async def send(self, *motifs: str, caption: str = "") -> Message:
        """Send photos of what the sandbox's painter can paint, as an album where there are several."""
        await self.sweep()
        photos = [photo(motif) for motif in motifs]
        sent = await self.sandbox.send_photos(*photos, caption=caption, person=self.person, chat=self.chat)
        return await self._answer(sent[-1]["message_id"], rest=True)

    async def send_file(self, kind: str, data: bytes, name: str) -> Message:
        """Send a recording, a film or a file."""
        await self.sweep()
        sent = await self.sandbox.send_file(kind, data, person=self.person, name=name)
        return await self._answer(sent["message_id"], rest=True)

    async def send_raw(self, **content: Any) -> None:
        """Send what the page itself has no button for: a sticker, a place, a file that is too large."""
        await self.sweep()
        who = {"id": self.person, "is_bot": False, "first_name": "P", "language_code": self.language}
        chat = {"id": self.person, "type": "private", "first_name": "P"}
        last = (await self.sandbox.messages(self.chat))[-1]
        number = max(last["message_id"] + 1, 1)
        message = {"message_id": number, "date": last["date"], "from": who, "chat": chat, **content}
        await self.sandbox.post("/control/update", {"message": message})
        await self._answer(number, rest=True)

    async def tap(self, key: str, *, rest: bool = True, **values: Any) -> None:
        """Tap the newest button that the bot calls so: ``key`` is a text of the locale files."""
        await self.tap_label(self.said.plain(key, **values), rest=rest)

    async def tap_label(self, label: str, *, rest: bool = True) -> None:
        """Tap the newest button whose label begins so, as a thumb does, and wait until it has been answered."""
        await self.sweep()
        words = r"\s".join(map(re.escape, label.split()))  # also one that keeps a price on one line
        wanted = re.compile(rf"^\s*(?:[✓•⭐] )?{words}(?:$| ·)", re.IGNORECASE)
        button = self.page.locator(".inline-button").filter(has_text=wanted).last
        await button.tap(timeout=PACED_MS)
        await expect(self.page.locator(".inline-button.waiting")).to_have_count(0, timeout=LOADED_MS)
        if rest:
            await at_rest(self.bot, REST_S)
        await self.page.wait_for_timeout(_SETTLED_MS)

    async def _answer(self, after: int, *, rest: bool) -> Message:
        answer = await said(self.sandbox, self.chat, lambda _: True, after=after, seconds=REST_S)
        if rest:
            await at_rest(self.bot, REST_S)
        return answer

    async def rest(self) -> None:
        """Wait until all work has ended."""
        await self.sweep()
        await at_rest(self.bot, REST_S)

    async def sweep(self) -> None:
        """Close what the last press put before the chat, and give up the reply it asked for."""
        alert = self.page.get_by_test_id("alert")
        if await alert.count():
            await alert.get_by_role("button").tap()
        await self.page.evaluate(_SWEPT)
        for close in await self.page.locator(".target:visible .icon-button").all():  # a reply that was begun
            await close.tap()

    async def keep(self, name: str, message: Message) -> None:
        """Keep the picture of a message as the bot sent it."""
        photo = message["photo"][-1]["file_unique_id"]
        async with self.sandbox.session.get(f"{self.sandbox.url}/files/{photo}") as reply:
            self.folder.joinpath(f"{name}.png").write_bytes(await reply.read())

    async def shot(self, name: str) -> None:
        """Take what is to be seen now, light and dark."""
        if self.asked and name not in self.asked:
            return
        written = await self.sandbox.messages(self.chat)
        if written:
            newest = self.page.get_by_test_id(f"message-{written[-1]['message_id']}")
            await expect(newest).to_be_attached(timeout=LOADED_MS)
        await expect(self.page.locator(".photo:not(.loaded)")).to_have_count(0, timeout=LOADED_MS)
        await self.page.wait_for_function(_PLAYABLE, timeout=LOADED_MS)
        await self.page.wait_for_timeout(_SETTLED_MS)
        await self.page.wait_for_function(_STILL)
        await self.page.evaluate(_HELD)
        for theme in THEMES:
            await self.page.emulate_media(color_scheme=theme)
            await self.page.wait_for_timeout(_REPAINTED_MS)
            await self.page.screenshot(path=self.folder / f"{name}-{self.language}-{theme}.png")


@asynccontextmanager
async def phone(
    browser: Browser, sandbox: Sandbox, bot: Bot, folder: Path, *, person: int, language: str, chat: int | None = None
) -> AsyncIterator[Stage]:
    """Open the chat page on a newcomer's phone, in a private chat or in a group they are in."""
    who = {"id": person, "first_name": NAMES[language], "language_code": language}
    await sandbox.post("/control/people", who)
    context = await browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=_SHARP, timezone_id=HOME
    )
    page = await context.new_page()
    where = chat or person
    await page.goto(f"{sandbox.url}/?as={person}&chat={where}")
    await expect(page.get_by_test_id("composer")).to_be_visible()
    try:
        yield Stage(sandbox, bot, page, person, language, folder, where)
    finally:
        await context.close()
