"""The words on buttons are drawn whole: Vietnamese carries its marks high above the letters, and below them."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from tests.page.conftest import LAN, PHONE

pytestmark = pytest.mark.asyncio(loop_scope="session")
MARKED = ("Ảnh", "Ẩn ở Ỗ", "Ộ ị ợ g", "Ổ Ẫ Ẳ dài hơn một dòng của nút này nên xuống dòng thứ hai Ổ Ẩ")
STYLED = "([name, value]) => document.querySelectorAll('.inline-label').forEach(one => { one.style[name] = value; })"
AT_REST = "() => document.getAnimations().every((one) => one.playState === 'finished')"
SEEN = 40  # of 255: less is how an edge is smoothed


async def test_a_buttons_words_keep_the_marks_above_and_below_them(bench):
    rows = [[{"text": words, "callback_data": str(number)}] for number, words in enumerate(MARKED)]
    await bench.bot("sendMessage", chat_id=LAN, text="?", reply_markup={"inline_keyboard": rows})
    page = await bench.window(size=PHONE)
    keyboard = page.locator(".keyboard").last
    await keyboard.locator(".inline-button").nth(3).wait_for()
    await page.wait_for_function(AT_REST)

    async def drawn(name, value):
        await page.evaluate(STYLED, [name, value])
        return Image.open(io.BytesIO(await keyboard.screenshot(animations="disabled"))).convert("L")

    shown, whole = await drawn("textShadow", "none"), await drawn("overflow", "visible")
    assert ImageChops.difference(shown, whole).getextrema()[1] < SEEN
