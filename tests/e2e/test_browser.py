"""The whole of it as a person sees it: the chat page in a real browser, the real bot, real gateways of the sandbox."""

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.page.conftest import DESKTOP, PHONE, chromium_running, upload, write

pytestmark = pytest.mark.asyncio(loop_scope="module")
PICTURE_MS = 15_000


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser():
    async with chromium_running() as running:
        yield running


@pytest.fixture
def anew(person):
    """A person with an empty chat."""
    return person


async def open_chat(browser, sandbox, person: int, size=DESKTOP) -> Page:
    phone = size is PHONE
    context = await browser.new_context(viewport=size, has_touch=phone, is_mobile=phone)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.complaints = complaints
    await page.goto(f"{sandbox.url}/?as={person}&chat={person}")
    await expect(page.get_by_test_id("composer")).to_be_visible()
    return page


def pictures(page: Page):
    return page.locator(".row:not(.own) .photo.loaded")


async def test_words_become_a_picture_that_depends_on_them(browser, sandbox, anew):
    page = await open_chat(browser, sandbox, anew)
    await sandbox.gateways(fixed_picture=False)
    try:
        await write(page, "/imagine a red kite over rice fields")
        await expect(pictures(page)).to_have_count(1, timeout=PICTURE_MS)
        await expect(page.get_by_text("a red kite over rice fields").last).to_be_visible()
        await write(page, "a quiet harbour at night")
        await expect(pictures(page)).to_have_count(2, timeout=PICTURE_MS)
        sources = [await pictures(page).nth(index).locator("img").get_attribute("src") for index in range(2)]
    finally:
        await sandbox.gateways(fixed_picture=True)
    assert sources[0] != sources[1]
    assert page.complaints == []
    await page.context.close()


async def test_a_photo_with_a_caption_comes_back_edited_on_a_phone(browser, sandbox, anew):
    page = await open_chat(browser, sandbox, anew, PHONE)
    await page.get_by_test_id("attach-input").set_input_files([upload("a.png", "orange")])
    await expect(page.get_by_test_id("attachment-0")).to_be_visible()
    await write(page, "make it night")
    await expect(pictures(page)).to_have_count(1, timeout=PICTURE_MS)
    await expect(page.get_by_text("make it night").last).to_be_visible()
    await page.context.close()


async def test_an_album_becomes_one_edit(browser, sandbox, bot, anew):
    page = await open_chat(browser, sandbox, anew)
    await page.get_by_test_id("attach-input").set_input_files([upload("a.png", "red"), upload("b.png", "blue")])
    await expect(page.get_by_test_id("attachment-1")).to_be_visible()
    await write(page, "put them together")
    await expect(pictures(page)).to_have_count(1, timeout=PICTURE_MS)
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ?", anew)
    assert request.count("file_id") == 2
    await page.context.close()


async def test_a_grid_whose_buttons_send_each_picture(browser, sandbox, anew):
    page = await open_chat(browser, sandbox, anew)
    await write(page, "/imagine four moons --n 4")
    await expect(pictures(page)).to_have_count(1, timeout=PICTURE_MS)
    for column in range(4):
        await page.get_by_test_id(f"button-0-{column}").first.click()
        await expect(pictures(page)).to_have_count(2 + column, timeout=PICTURE_MS)
    await page.context.close()


async def test_cancel_stops_it_and_says_so(browser, sandbox, anew):
    page = await open_chat(browser, sandbox, anew)
    await sandbox.gateways(latency_s=4)
    try:
        await write(page, "/imagine a slow snail")
        await page.get_by_role("button", name="Cancel").click()
        await expect(page.get_by_text("Stopped. Nothing was charged.").last).to_be_visible()
    finally:
        await sandbox.gateways(latency_s=0.15)
    await page.context.close()


async def test_vietnamese_reads_well_from_start_to_picture(browser, sandbox, anew):
    lan = anew + 50_000
    await sandbox.post("/control/people", {"id": lan, "first_name": "Hà", "language_code": "vi"})
    page = await open_chat(browser, sandbox, lan)
    await page.get_by_test_id("start").click()
    await expect(page.get_by_text("Chào Hà!").last).to_be_visible()
    await write(page, "một con mèo đội nón lá")
    await expect(pictures(page)).to_have_count(1, timeout=PICTURE_MS)
    await expect(page.get_by_role("button", name="Làm lại")).to_be_visible()
    await page.context.close()
