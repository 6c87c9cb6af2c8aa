"""Inline mode on the chat page: the bot's name and words bring its results; a tap sends one, the button leads home."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from tests.page.conftest import GROUP, LAN, PHONE, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def answered(bench, file_id, *, results=2, next_offset=""):
    """The bot answers the next query of inline mode; returns the words it was asked for."""
    asked = []
    async with asyncio.timeout(30):
        while not asked:
            updates = await bench.bot("getUpdates", timeout=1, offset=-1, allowed_updates=["inline_query"])
            asked = [update["inline_query"] for update in updates if "inline_query" in update]
    shown = [{"type": "photo", "id": f"{next_offset}{n}", "photo_file_id": file_id} for n in range(results)]
    button = {"text": f"Make “{asked[0]['query']}”", "start_parameter": "make-it"}
    await bench.bot(
        "answerInlineQuery",
        inline_query_id=asked[0]["id"],
        results=shown,
        button=button,
        next_offset=next_offset,
    )
    await bench.bot("getUpdates", timeout=0, offset=updates[-1]["update_id"] + 1)
    return asked[0]["query"]


async def sent_photo(bench):
    message = await bench.bot_photo("sendPhoto", picture(), chat_id=LAN)
    await bench.bot("getUpdates", timeout=0, allowed_updates=["inline_query"])
    return message["photo"][-1]["file_id"]


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 800}], ids=["phone", "desktop"])
async def test_a_tap_on_a_result_sends_it_into_the_chat(bench, size):
    file_id = await sent_photo(bench)
    page = await bench.window(f"/?as={LAN}&chat={GROUP}", size)
    await page.get_by_test_id("composer").press_sequentially("@atelier_bot kite", delay=10)
    assert await answered(bench, file_id) == "kite"
    await expect(page.get_by_test_id("inline-menu").locator("img")).to_have_count(2)
    is_shown = "() => [...document.querySelectorAll('.inline-result img')].every((one) => one.naturalWidth > 0)"
    await page.wait_for_function(is_shown)
    await page.get_by_test_id("inline-1").click()
    await expect(page.locator(".row.own .photo.loaded")).to_have_count(1)
    await expect(page.locator(".row.own")).to_contain_text("@atelier_bot")
    await expect(page.get_by_test_id("inline-menu")).to_be_hidden()
    await expect(page.get_by_test_id("composer")).to_have_value("")
    assert (await bench.written(GROUP))[-1]["via_bot"]["username"] == "atelier_bot"


async def test_the_button_above_the_results_begins_in_the_private_chat(bench):
    page = await bench.window(f"/?as={LAN}&chat={GROUP}")
    await page.get_by_test_id("composer").fill("@atelier_bot a dragon")
    await answered(bench, await sent_photo(bench), results=0)
    await page.get_by_test_id("inline-begin").click()
    await expect(page.locator(".row.own .command")).to_have_text("/start")  # the rest is for the bot alone
    assert (await bench.written(LAN))[-1]["text"] == "/start make-it"


async def test_what_is_typed_on_or_taken_back_shows_no_late_answer(bench):
    page = await bench.window(f"/?as={LAN}&chat={GROUP}")
    file_id = await sent_photo(bench)
    composer = page.get_by_test_id("composer")
    await composer.fill("@atelier_bot kite")
    await answered(bench, file_id)
    await expect(page.get_by_test_id("inline-menu")).to_be_visible()
    await composer.press("Escape")
    await expect(page.get_by_test_id("inline-menu")).to_be_hidden()
    async with page.expect_request("**/control/inline"):
        await composer.fill("@atelier_bot kites")
    await composer.fill("hello")
    await answered(bench, file_id)
    await expect(page.get_by_test_id("inline-menu")).to_be_hidden()
