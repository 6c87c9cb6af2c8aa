"""A new person who was told nothing: from the first tap to a picture, an edit, a variation, a film and a favourite."""

import re

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.e2e.test_browser import PICTURE_MS, open_chat, pictures
from tests.page.conftest import PHONE, chromium_running

pytestmark = pytest.mark.asyncio(loop_scope="module")
MOST = 9
FILM_MS = 30_000
LABELS = {
    "en": {"start": "Start", "draw": "Draw me something", "edit": "Edit", "words": "make it snow", "more": "More",
           "other": "Subtle", "film": "Film", "kept": "Kept"},
    "vi": {"start": "Bắt đầu", "draw": "Vẽ thử một bức", "edit": "Sửa", "words": "cho tuyết rơi", "more": "Thêm",
           "other": "Hơi khác", "film": "Video", "kept": "Đã lưu"},
}  # fmt: skip


class Thumb:
    """Taps only what is to be seen on the screen, and writes; counts both."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    async def tap(self, label: str) -> None:
        """Tap the newest button on the screen that is called so, beside its sign and its price."""
        button = self.page.get_by_role("button", name=re.compile(rf"(^|\s){re.escape(label)}( ·|$)")).last
        await expect(button).to_be_in_viewport(timeout=PICTURE_MS)
        self.count += 1
        await button.tap()

    async def write(self, words: str) -> None:
        """Write a message and send it."""
        composer = self.page.get_by_test_id("composer")
        await expect(composer).to_be_in_viewport()
        self.count += 1
        await composer.fill(words)
        await composer.press("Enter")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser():
    async with chromium_running() as running:
        yield running


@pytest.mark.parametrize("language", ["en", "vi"])
async def test_everything_that_people_love_is_nine_taps_or_messages_away(browser, sandbox, bot, person, language):
    newcomer = person + 60_000
    await sandbox.post("/control/people", {"id": newcomer, "first_name": "Lan", "language_code": language})
    page, label = await open_chat(browser, sandbox, newcomer, PHONE), LABELS[language]
    thumb, made = Thumb(page), pictures(page)
    await thumb.tap(label["start"])
    await thumb.tap(label["draw"])
    await expect(made).to_have_count(2, timeout=PICTURE_MS)  # the greeting has one of its own
    await thumb.tap(label["edit"])
    await thumb.tap("OK")
    await thumb.write(label["words"])
    await expect(made).to_have_count(3, timeout=PICTURE_MS)
    await thumb.tap(label["more"])
    await thumb.tap("☆")
    await expect(page.get_by_text(label["kept"])).to_be_visible()
    await thumb.tap(label["other"])
    await expect(made).to_have_count(4, timeout=PICTURE_MS)
    await thumb.tap(label["film"])
    await expect(page.locator(".row:not(.own) video")).to_have_count(1, timeout=FILM_MS)
    assert thumb.count <= MOST
    rows = bot.rows("SELECT request FROM job WHERE chat_id = ? ORDER BY id", newcomer)
    assert len(rows) == 4
    assert label["words"] in rows[1][0]
    assert "variation" in rows[2][0]
    assert '"video"' in rows[3][0]
    assert bot.rows("SELECT count(*) FROM favourite JOIN job ON job.id = job_id WHERE chat_id = ?", newcomer) == [(1,)]
    assert page.complaints == []
    await page.context.close()
