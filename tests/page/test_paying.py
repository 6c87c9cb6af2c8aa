"""Paying on the chat page: the sheet says what is bought and asks once more; a refusal is shown and takes nothing."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from tests.page.conftest import LAN, PHONE

pytestmark = pytest.mark.asyncio(loop_scope="session")
_KINDS = ["message", "pre_checkout_query"]


async def asked(bench):
    """The bot's next question before a payment."""
    async with asyncio.timeout(30):
        while True:
            for update in await bench.bot("getUpdates", timeout=1, allowed_updates=_KINDS):
                await bench.bot("getUpdates", timeout=0, offset=update["update_id"] + 1, allowed_updates=_KINDS)
                if "pre_checkout_query" in update:
                    return update["pre_checkout_query"]["id"]


async def invoice(bench, stars):
    price = {"label": "Credits", "amount": stars}
    words = {"title": "15.000 ₫", "description": "Cho ảnh và phim", "payload": "order", "currency": "XTR"}
    await bench.bot("sendInvoice", chat_id=LAN, prices=[price], **words)


async def test_an_invoice_is_paid_on_a_sheet_that_asks_once_more(bench):
    page = await bench.window(size=PHONE)
    await invoice(bench, 50)
    await page.get_by_test_id("button-0-0").click()
    sheet = page.get_by_test_id("pay-sheet")
    await expect(sheet).to_contain_text("15.000 ₫")
    await expect(sheet).to_contain_text("Bạn có ⭐ 5.000")
    await page.get_by_test_id("pay-yes").click()
    await bench.bot("answerPreCheckoutQuery", pre_checkout_query_id=await asked(bench), ok=False, error_message="Hết.")
    await expect(page.get_by_test_id("pay-word")).to_have_text("Hết.")
    await page.get_by_test_id("pay-yes").click()
    await bench.bot("answerPreCheckoutQuery", pre_checkout_query_id=await asked(bench), ok=True)
    await expect(sheet).to_have_count(0)
    await expect(page.get_by_test_id("message-2")).to_have_text("Bạn đã trả ⭐ 50")
    assert (await bench.bot("getMyStarBalance"))["amount"] == 50


async def test_who_has_too_few_stars_may_fill_up_and_who_cancels_pays_nothing(bench):
    page = await bench.window(size=PHONE)
    await bench.control("stars/purse", person=LAN, stars=3)
    await invoice(bench, 50)
    await page.get_by_test_id("button-0-0").click()
    await expect(page.get_by_test_id("pay-yes")).to_have_text("Thêm Sao chơi")
    await page.get_by_test_id("pay-yes").click()
    await expect(page.get_by_test_id("pay-yes")).to_have_text("Trả ⭐ 50")
    await page.get_by_test_id("pay-no").click()
    await expect(page.get_by_test_id("pay-sheet")).to_have_count(0)
    assert (await bench.bot("getMyStarBalance"))["amount"] == 0
