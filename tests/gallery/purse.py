"""The screens of money: what somebody has, paid, was given and can buy, and what is kept of them."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.e2e.steps import Message, at_rest, newcomer, said, sentence
from tests.gallery.scenes import Scene
from tests.gallery.stage import LOADED_MS, PACED_MS, REST_S, Stage

OWNER, FRIEND, HOUSE = 61_090, 61_095, -1_009_911
PACKAGE = {"stars": 50, "credits": 15_000}
MONTHLY = {"stars": 200, "credits": 64_000}
CODE = "TET2027"
_GIVEN_S, _TRIES = 30, 3


async def purse(stage: Stage) -> None:
    """What is there, what was spent, and each receipt of it."""
    await stage.say("/balance")
    await stage.say("/paysupport")
    await stage.shot("balance-nothing-spent")
    for vietnamese, english in (("một cánh diều", "a kite"), ("con thuyền giấy", "a paper boat")):
        await stage.say(stage.words(f"/imagine {vietnamese}", f"/imagine {english}"))
    await stage.say(stage.words("/video sóng biển vỗ bờ", "/video waves on a shore"))
    for _ in range(_TRIES):  # a busy machine answers in words
        if "photo" in await stage.say("/balance"):
            break
    await stage.shot("balance-chart")
    await stage.tap("button-theme", theme="dark")
    light = stage.page.locator(".inline-button").filter(has_text=stage.said.plain("button-theme", theme="light"))
    await expect(light.last).to_be_visible(timeout=PACED_MS)
    await stage.shot("balance-chart-of-dark")
    await stage.tap("button-theme", theme="light")
    await stage.say("/history")
    await stage.shot("history-film")
    await stage.tap_label("\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}")
    await stage.shot("history-picture")
    await stage.tap("button-receipt")
    await stage.shot("receipt")
    await stage.tap("history-shelf", shelf="received", chosen="no")
    await stage.shot("history-given")
    await stage.say("/invite")
    await stage.shot("invite")


async def codes(stage: Stage) -> None:
    """A code that gives, and ways in which one does not."""
    await _owner(stage, f"promo {CODE}{stage.language.upper()} 5000 100 30", press=0)
    await stage.say("/promo")
    await stage.say("/promo NOPE123")
    await stage.say(f"/promo {CODE}{stage.language}")
    await stage.say(f"/promo {CODE}{stage.language}")
    await stage.say("/balance")
    await stage.shot("promo")


async def given(stage: Stage) -> None:
    """What the owner and a member of a group give, told in private."""
    await stage.say("/start")
    before = (await stage.sandbox.messages(stage.chat))[-1]["message_id"]
    await _owner(stage, f"grant {stage.person} 5000 {stage.words('sinh nhật', 'birthday')}", press=0)
    told = await sentence(stage.sandbox, stage.chat, "🎁", after=before, seconds=_GIVEN_S)
    name, home = stage.words("Bình", "Ben"), stage.words("Nhà mình", "Our house")
    friend = {"id": FRIEND, "first_name": name, "language_code": stage.language}
    await stage.sandbox.post("/control/people", friend)
    await stage.sandbox.post("/control/chats", {"id": HOUSE, "title": home, "members": [FRIEND, stage.person]})
    hello = await stage.sandbox.say(stage.words("Chào cả nhà", "Hello all"), person=stage.person, chat=HOUSE)
    asked = await stage.sandbox.say("/gift@atelier_bot 2000", person=FRIEND, chat=HOUSE, reply_to=hello["message_id"])
    page = await said(
        stage.sandbox, HOUSE, lambda one: "reply_markup" in one, after=asked["message_id"], seconds=_GIVEN_S
    )
    yes = page["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await stage.sandbox.press_data(page, yes, person=FRIEND)
    await sentence(stage.sandbox, stage.chat, name, after=told["message_id"], seconds=_GIVEN_S)
    await stage.say("/balance")
    await stage.shot("gift-told")


async def shut(stage: Stage) -> None:
    """Inline mode while the bot rests, and of somebody who is kept out."""
    await stage.say("/start")
    await _ask_owner(stage, stage.words("maintenance Chín giờ mở lại.", "maintenance Back at nine."))
    await typed_inline(stage, "🛠")
    await stage.shot("inline-maintenance")
    await stage.page.get_by_test_id("composer").fill("")
    await stage.say(stage.words("/imagine một cánh diều", "/imagine a kite"))
    await stage.shot("maintenance")
    await _owner(stage, "switches", press=1)
    await _ask_owner(stage, f"block {stage.person} spam")
    await typed_inline(stage, "🚫")
    await stage.shot("inline-kept-out")
    await stage.page.get_by_test_id("composer").fill("")
    await stage.say(stage.words("/imagine một cánh diều", "/imagine a kite"))
    await stage.shot("kept-out")


async def typed_inline(stage: Stage, sign: str) -> None:
    """Begin to look for something in inline mode, and wait for the button above it."""
    await stage.sweep()
    await stage.page.get_by_test_id("composer").fill(stage.words("@atelier_bot mèo", "@atelier_bot cat"))
    await expect(stage.page.get_by_test_id("inline-begin")).to_contain_text(sign, timeout=LOADED_MS)


async def buying(stage: Stage) -> None:
    """Stars, once and each month, and what goes back."""
    await stage.say("/topup")
    await stage.shot("topup")
    await stage.tap("topup-package", **PACKAGE)
    await stage.shot("invoice")
    await _pay(stage, "pay-sheet")
    await stage.shot("paid")
    await stage.say("/topup")
    await stage.tap("topup-monthly", **MONTHLY)
    await stage.shot("topup-monthly")
    await _pay(stage, "pay-sheet-monthly", stage.said.plain("button-monthly", stars=MONTHLY["stars"]))
    await stage.say("/topup")
    await stage.shot("topup-runs")
    await stage.say("/paysupport")
    await stage.shot("paysupport")
    await stage.say(stage.words("/paysupport mình trả hai lần", "/paysupport I paid twice"))
    await stage.shot("paysupport-asked")
    [(charge,)] = stage.bot.rows(
        "SELECT charge_id FROM payment JOIN person ON uid = person_uid WHERE telegram_id = ? AND stars = ?",
        stage.person,
        PACKAGE["stars"],
    )
    before = (await stage.sandbox.messages(stage.chat))[-1]["message_id"]
    await _owner(stage, f"refund {charge}", press=0)
    await said(stage.sandbox, stage.chat, lambda one: "↩️" in one.get("text", ""), after=before, seconds=_GIVEN_S)
    await stage.shot("paid-back")


async def rights(stage: Stage) -> None:
    """What holds here, what is kept, a copy of it, and how to be forgotten."""
    await stage.say("/terms")
    await stage.say("/privacy")
    await stage.shot("terms-and-privacy")
    asked = await stage.say("/mydata")
    await said(stage.sandbox, stage.chat, lambda one: "document" in one, after=asked["message_id"], seconds=_GIVEN_S)
    await stage.shot("mydata")
    await stage.say("/deleteme")
    await stage.shot("deleteme")
    await stage.tap("button-deleteme-stay")
    await stage.shot("deleteme-stayed")
    await stage.say("/deleteme")
    await stage.tap("button-deleteme-go")
    await expect(stage.page.get_by_text(stage.said.plain("deleteme-done")[:16]).last).to_be_visible(timeout=PACED_MS)
    await stage.shot("deleteme-gone")


async def _pay(stage: Stage, name: str, label: str = "") -> None:
    """Press the button that pays, look at the sheet, and pay."""
    before = (await stage.sandbox.messages(stage.chat))[-1]["message_id"]
    await stage.sweep()
    words = re.escape(label) if label else stage.words("Trả ⭐", "Pay ⭐")
    await stage.page.locator(".inline-button").filter(has_text=re.compile(words)).last.tap(timeout=PACED_MS)
    await expect(stage.page.get_by_test_id("pay-sheet")).to_be_visible(timeout=LOADED_MS)
    await stage.shot(name)
    await stage.page.get_by_test_id("pay-yes").tap()
    await expect(stage.page.get_by_test_id("pay-sheet")).to_have_count(0, timeout=LOADED_MS)
    await sentence(stage.sandbox, stage.chat, "✅", after=before, seconds=_GIVEN_S)
    await at_rest(stage.bot, REST_S)


async def _owner(stage: Stage, words: str, press: int) -> None:
    """Have the owner do something at the desk and say yes to it with the first button."""
    page = await _ask_owner(stage, words)
    data = page["reply_markup"]["inline_keyboard"][press][0]["callback_data"]
    await stage.sandbox.press_data(page, data, person=OWNER)


async def _ask_owner(stage: Stage, words: str) -> Message:
    """Have the owner write to the desk; returns its page."""
    await newcomer(stage.sandbox, OWNER)
    asked = await stage.sandbox.say(f"/admin {words}", person=OWNER)
    return await said(stage.sandbox, OWNER, lambda one: "reply_markup" in one, after=asked["message_id"])


PURSE: list[Scene] = [purse, codes, given, buying, rights, shut]
