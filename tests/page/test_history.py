"""The chat page in a real browser: what the bot writes, edits and answers stands on the screen, and nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.page.conftest import ALEX, LAN, Bench, picture, write

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_what_the_bot_writes_arrives_by_itself_with_its_formatting(bench):
    page = await bench.window()
    text = "<b>Bold</b> <code>x = 1</code> <tg-spoiler>secret</tg-spoiler> /help"
    message = await bench.bot("sendMessage", chat_id=LAN, text=text, parse_mode="HTML")
    row = page.get_by_test_id(f"message-{message['message_id']}")
    await expect(row.locator("strong")).to_have_text("Bold")
    await expect(row.locator("code")).to_have_text("x = 1")
    await row.locator(".spoiler").click()
    await expect(row.locator(".spoiler")).to_have_class(re.compile("revealed"))
    await expect(page.get_by_test_id(f"chat-{LAN}")).to_contain_text("Bold")


async def test_a_command_in_a_text_is_sent_by_a_click(bench):
    page = await bench.window()
    message = await bench.bot("sendMessage", chat_id=LAN, text="Try /help now")
    await page.get_by_test_id(f"message-{message['message_id']}").locator(".command").click()
    await expect(page.locator(".row.own")).to_contain_text("/help")


async def test_what_the_bot_does_stands_in_the_header(bench):
    page = await bench.window(f"/?as={ALEX}&chat={ALEX}")
    await bench.bot("sendChatAction", chat_id=ALEX, action="upload_photo")
    await expect(page.locator(".status")).to_have_text("sending a photo")


async def test_what_the_apps_hide_is_hidden_here_too(bench):
    page = await bench.window()
    card = await bench.bot("sendMessage", chat_id=LAN, text="10%")
    await bench.bot("editMessageText", chat_id=LAN, message_id=card["message_id"], text="20%")
    row = page.get_by_test_id(f"message-{card['message_id']}")
    await expect(row).to_contain_text("20%")
    await expect(row.locator(".edited")).to_have_count(0)  # a bot's change bears no mark
    await write(page, "/start make-Zu1BdV9")
    await expect(page.locator(".row.own .text")).to_have_text(re.compile(r"^/start\d"))  # the time follows


async def test_a_reply_carries_the_message_and_its_quote_leads_back(bench):
    page = await bench.window()
    asked = await bench.bot("sendMessage", chat_id=LAN, text="which colour?")
    row = page.get_by_test_id(f"message-{asked['message_id']}")
    await row.hover()
    await row.locator(".row-reply").click()
    await write(page, "red")
    await expect(page.locator(".row.own .quote")).to_contain_text("which colour?")
    assert (await bench.written(LAN))[-1]["reply_to_message"]["message_id"] == asked["message_id"]
    await page.locator(".row.own .quote").click()
    await expect(row).to_have_class(re.compile("lit"))


async def test_a_card_that_becomes_a_picture_stays_in_its_place(bench):
    page = await bench.window()
    for line in range(30):
        await bench.bot("sendMessage", chat_id=LAN, text=f"line {line}")
    card = await bench.bot("sendMessage", chat_id=LAN, text="painting 10%")
    row = page.get_by_test_id(f"message-{card['message_id']}")
    await expect(row).to_be_in_viewport()
    history = page.get_by_test_id("history")
    await bench.bot("editMessageText", chat_id=LAN, message_id=card["message_id"], text="painting 50%")
    await expect(row.locator(".text")).to_contain_text("painting 50%")
    media = '{"type": "photo", "media": "attach://photo", "caption": "a cat"}'
    await bench.bot_photo("editMessageMedia", picture(), chat_id=LAN, message_id=card["message_id"], media=media)
    await expect(row.locator(".photo.loaded")).to_be_visible()
    await page.wait_for_function(  # the bottom is kept while the card grows
        """() => {
          const history = document.querySelector(".history");
          return history.scrollHeight - history.scrollTop - history.clientHeight < 2
            && history.getAnimations({subtree: true}).length === 0;
        }"""
    )
    await history.evaluate("node => node.scrollTo(0, 200)")
    await expect(page.get_by_test_id("scroll-down")).to_have_class(re.compile("shown"))
    await bench.bot("editMessageCaption", chat_id=LAN, message_id=card["message_id"], caption="a cat\nand\nmore\nlines")
    await expect(row.locator(".text")).to_contain_text("lines")
    assert await history.evaluate("node => node.scrollTop") == 200, "who reads above must not be moved"
    await bench.bot("sendMessage", chat_id=LAN, text="news below")
    await expect(page.get_by_test_id("scroll-down").locator(".badge")).to_have_text("1")
    await page.get_by_test_id("scroll-down").click()
    await expect(page.get_by_text("news below").last).to_be_in_viewport()


async def test_a_deleted_message_goes(bench):
    page = await bench.window()
    message = await bench.bot("sendMessage", chat_id=LAN, text="soon gone")
    row = page.get_by_test_id(f"message-{message['message_id']}")
    await expect(row).to_be_visible()
    await bench.bot("deleteMessage", chat_id=LAN, message_id=message["message_id"])
    await expect(row).to_have_count(0)


async def test_a_reaction_of_the_bot_shows_on_the_message(bench):
    page = await bench.window()
    await write(page, "look at this")
    (message,) = await bench.bot("getUpdates", timeout=2)
    reaction = [{"type": "emoji", "emoji": "👍"}]
    message_id = message["message"]["message_id"]
    await bench.bot("setMessageReaction", chat_id=LAN, message_id=message_id, reaction=reaction)
    await expect(page.get_by_test_id(f"message-{message_id}").locator(".reaction")).to_have_text("👍")


async def press_button(bench: Bench, page: Page, **answer: Any) -> None:
    keys = {"inline_keyboard": [[{"text": "1", "callback_data": "one"}, {"text": "2", "callback_data": "two"}]]}
    message = await bench.bot("sendMessage", chat_id=LAN, text="pick", reply_markup=keys)
    button = page.get_by_test_id(f"message-{message['message_id']}").get_by_test_id("button-0-1")
    await button.click()
    await expect(button).to_have_class(re.compile("waiting"))
    (update,) = await bench.bot("getUpdates", timeout=2, allowed_updates=["callback_query"])
    assert update["callback_query"]["data"] == "two"
    await bench.bot("answerCallbackQuery", callback_query_id=update["callback_query"]["id"], **answer)
    await expect(button).not_to_have_class(re.compile("waiting"))


async def test_a_pressed_button_waits_for_its_answer_and_shows_it(bench):
    page = await bench.window()
    await press_button(bench, page, text="two it is")
    await expect(page.get_by_test_id("toast")).to_have_text("two it is")


async def test_an_answer_that_must_be_read_waits_for_ok(bench):
    page = await bench.window()
    await press_button(bench, page, text="Not enough credits", show_alert=True)
    await expect(page.get_by_test_id("alert")).to_contain_text("Not enough credits")
    await page.get_by_test_id("alert").get_by_role("button").click()
    await expect(page.get_by_test_id("alert")).to_have_count(0)


async def test_a_picture_opens_in_the_viewer_and_escape_closes_it(bench):
    page = await bench.window()
    for colour in ("red", "green"):
        await bench.bot_photo("sendPhoto", picture(colour=colour), chat_id=LAN, caption=colour)
    await expect(page.locator(".photo.loaded")).to_have_count(2)
    await page.locator(".photo.loaded").first.click()
    viewer = page.get_by_test_id("viewer")
    await expect(viewer).to_contain_text("red")
    await page.keyboard.press("ArrowRight")
    await expect(viewer).to_contain_text("green")
    async with page.expect_download() as download:
        await page.get_by_test_id("viewer-download").click()
    assert (await download.value).suggested_filename.endswith(".jpg")
    await page.keyboard.press("Escape")
    await expect(viewer).to_be_hidden()


async def test_hostile_words_are_shown_and_never_run(bench):
    evil = '"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
    await bench.control("people", id=6666, first_name=evil, language_code="en")
    await bench.control("chats", id=-100666, title=evil, type="supergroup", members=[6666, LAN])
    await bench.control("send", **{"from": 6666, "chat": -100666, "text": evil})
    link = [{"type": "text_link", "offset": 0, "length": 4, "url": "javascript:window.hacked=1"}]
    raw = {
        "message_id": 900,
        "date": 1_800_000_000,
        "chat": {"id": -100666, "type": "supergroup", "title": evil},
        "from": {"id": 6666, "is_bot": False, "first_name": evil},
        "text": "link",
        "entities": link,
        "reply_markup": {"inline_keyboard": [[{"text": evil, "url": "javascript:window.hacked=1"}]]},
    }
    await bench.control("update", message=raw)
    page = await bench.window(f"/?as={LAN}&chat=-100666")
    await expect(page.locator(".row.theirs .text").first).to_contain_text(evil)
    await expect(page.locator(".chat-head h1")).to_have_text(evil)
    row = page.get_by_test_id("message-900")
    await expect(row).to_contain_text("link")
    assert await row.locator("a").count() == 0
    await row.get_by_test_id("button-0-0").click()
    assert await page.evaluate("window.hacked") is None


async def test_after_a_broken_stream_the_page_catches_up(bench):
    page = await bench.window()
    first = await bench.bot("sendMessage", chat_id=LAN, text="before the break")
    gone = await bench.bot("sendMessage", chat_id=LAN, text="to be deleted")
    await expect(page.get_by_test_id(f"message-{gone['message_id']}")).to_be_visible()
    bench.running.telegram.events.close()  # what follows happens before the page listens again
    await bench.bot("editMessageText", chat_id=LAN, message_id=first["message_id"], text="edited in the dark")
    await bench.bot("deleteMessage", chat_id=LAN, message_id=gone["message_id"])
    await bench.bot("sendMessage", chat_id=LAN, text="written in the dark")
    await expect(page.get_by_test_id(f"message-{first['message_id']}")).to_contain_text("edited in the dark")
    await expect(page.get_by_test_id(f"message-{gone['message_id']}")).to_have_count(0)
    await expect(page.locator(".row.theirs").last).to_contain_text("written in the dark")
