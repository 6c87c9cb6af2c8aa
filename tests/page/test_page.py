"""The chat page in a real browser against the real sandbox: what a person does, and what then stands on the screen."""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, FilePayload, Page, ViewportSize, async_playwright, expect

from sandbox.app import Running, start
from sandbox.world import BOT_TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="module")

LAN, ALEX, GROUP = 1001, 1002, -1009001
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
STEP_MS = 8_000  # the longest that one step of a test may take
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=STEP_MS)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "NO CHROMIUM: the chat page was NOT tested (apt install chromium)"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        await browser.close()


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


@pytest_asyncio.fixture(loop_scope="module")
async def bench(browser: Browser) -> AsyncIterator[Bench]:
    running = await start("127.0.0.1", 0)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
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


async def test_a_text_that_is_written_appears_and_reaches_the_bot(bench):
    page = await bench.window()
    await write(page, "một con mèo đội nón lá")
    await expect(page.locator(".row.own .text")).to_contain_text("một con mèo đội nón lá")
    await expect(page.get_by_test_id("composer")).to_have_value("")
    updates = await bench.bot("getUpdates", timeout=2)
    assert [update["message"]["text"] for update in updates] == ["một con mèo đội nón lá"]


async def test_shift_enter_breaks_the_line_and_the_send_button_sends(bench):
    page = await bench.window()
    composer = page.get_by_test_id("composer")
    await composer.press_sequentially("one")
    await composer.press("Shift+Enter")
    await composer.press_sequentially("two")
    await page.get_by_test_id("send").click()
    await expect(page.locator(".row.own .text")).to_contain_text("one\ntwo", use_inner_text=True)
    assert (await bench.written(LAN))[-1]["text"] == "one\ntwo"


async def test_an_empty_private_chat_offers_to_start(bench):
    page = await bench.window()
    await page.get_by_test_id("start").click()
    await expect(page.locator(".row.own .command")).to_have_text("/start")
    await expect(page.get_by_test_id("start")).to_have_count(0)


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


async def test_a_message_in_the_other_chat_counts_as_unread(bench):
    page = await bench.window()
    await bench.bot("sendMessage", chat_id=GROUP, text="hello family")
    group = page.get_by_test_id(f"chat-{GROUP}")
    await expect(group.locator(".badge")).to_have_text("1")
    await group.click()
    await expect(page.get_by_text("hello family").last).to_be_visible()
    await expect(group.locator(".badge")).to_have_count(0)


async def test_what_the_bot_does_stands_in_the_header(bench):
    page = await bench.window(f"/?as={ALEX}&chat={ALEX}")
    await bench.bot("sendChatAction", chat_id=ALEX, action="upload_photo")
    await expect(page.locator(".status")).to_have_text("sending a photo")


async def test_several_pictures_go_as_one_album_with_a_caption(bench):
    page = await bench.window()
    await page.get_by_test_id("attach-input").set_input_files([upload("a.png", "red"), upload("b.png", "blue")])
    await expect(page.get_by_test_id("attachment-1")).to_be_visible()
    await write(page, "put them together")
    await expect(page.locator(".album .photo.loaded")).to_have_count(2)
    await expect(page.locator(".row.own .text")).to_contain_text("put them together")
    first, second = await bench.written(LAN)
    assert first["media_group_id"] == second["media_group_id"]
    assert first["caption"] == "put them together"
    await expect(page.get_by_test_id(f"message-{second['message_id']}")).to_be_visible()
    await expect(page.get_by_test_id("attachment-0")).to_have_count(0)


async def test_a_picture_sent_as_a_file_stays_a_file(bench):
    page = await bench.window()
    async with page.expect_file_chooser() as chooser:
        await page.get_by_test_id("attach").click()
    await (await chooser.value).set_files([upload("nón lá.png", "red"), upload("second.png", "green")])
    await page.get_by_test_id("attachment-1").get_by_role("button").click()
    await expect(page.get_by_test_id("attachment-1")).to_have_count(0)
    await page.get_by_test_id("as-file").check(force=True)
    await page.get_by_test_id("send").click()
    await expect(page.locator(".document .file-name")).to_have_text("nón lá.png")
    (message,) = await bench.written(LAN)
    assert message["document"]["file_name"] == "nón lá.png"


async def test_a_pasted_picture_waits_in_the_tray(bench):
    page = await bench.window()
    await page.get_by_test_id("composer").evaluate(
        """node => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array([137, 80, 78, 71])], "shot.png", {type: "image/png"}));
          node.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    await expect(page.get_by_test_id("attachment-0")).to_be_visible()


async def test_a_dropped_file_waits_in_the_tray(bench):
    page = await bench.window()
    await page.locator(".history").evaluate(
        """node => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(["%PDF"], "plan.pdf", {type: "application/pdf"}));
          for (const type of ["dragenter", "dragover", "drop"])
            node.dispatchEvent(new DragEvent(type, {dataTransfer, bubbles: true, cancelable: true}));
        }"""
    )
    await page.get_by_test_id("send").click()
    await expect(page.locator(".document .file-name")).to_have_text("plan.pdf")


async def test_quick_messages_do_not_overtake_each_other(bench):
    page = await bench.window()
    words = [f"number {count}" for count in range(12)]
    for word in words:
        await write(page, word)
    await expect(page.locator(".row.own")).to_have_count(len(words))
    assert [message["text"] for message in await bench.written(LAN)] == words


async def test_every_control_has_a_name_for_those_who_do_not_see_it(bench):
    await bench.bot_photo("sendPhoto", picture(), chat_id=LAN)
    await bench.control("send", **{"from": LAN, "chat": LAN, "text": "mine"})
    page = await bench.window()
    await page.get_by_test_id("attach-input").set_input_files([upload("a.png", "red")])
    await page.get_by_test_id("tools").click()
    await expect(page.get_by_test_id("tool-slow")).to_be_visible()
    nameless = await page.evaluate(
        """() => [...document.querySelectorAll("button, a, textarea, [role=menu], [role=listbox]")]
          .filter(node => !node.closest("[hidden]") && !node.getAttribute("aria-label") && !node.innerText.trim())
          .map(node => node.outerHTML.slice(0, 80))"""
    )
    assert nameless == []


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


async def test_arrow_up_edits_the_last_own_message(bench):
    page = await bench.window()
    await write(page, "a blue cat")
    await expect(page.locator(".row.own .text")).to_contain_text("a blue cat")
    await page.get_by_test_id("composer").press("ArrowUp")
    await expect(page.get_by_test_id("composer")).to_have_value("a blue cat")
    await write(page, "a green cat")
    await expect(page.locator(".row.own .text")).to_contain_text("a green cat")
    await expect(page.locator(".row.own .edited").last).to_be_visible()
    assert [message["text"] for message in await bench.written(LAN)] == ["a green cat"]


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


async def test_another_person_has_other_chats_and_another_language(bench):
    page = await bench.window()
    await expect(page.get_by_test_id("composer")).to_have_attribute("placeholder", "Tin nhắn")
    await write(page, "chỉ của Lan")
    await page.get_by_test_id(f"chat-{GROUP}").click()
    await write(page, "chào cả nhà")
    await expect(page.locator(".row.own")).to_contain_text("chào cả nhà")
    await page.get_by_test_id(f"person-{ALEX}").click()
    await expect(page.get_by_test_id("composer")).to_have_attribute("placeholder", "Message")
    await expect(page.locator(".row.theirs")).to_contain_text("chào cả nhà")
    await expect(page.locator(".row.theirs .sender")).to_contain_text("Lan")
    await expect(page.get_by_test_id(f"chat-{LAN}")).to_have_count(0)
    await expect(page).to_have_url(re.compile(f"as={ALEX}"))


async def test_each_chat_keeps_its_draft(bench):
    page = await bench.window()
    await page.get_by_test_id("composer").fill("half a thought")
    await page.get_by_test_id(f"chat-{GROUP}").click()
    await expect(page.get_by_test_id("composer")).to_have_value("")
    await expect(page.get_by_test_id(f"chat-{LAN}")).to_contain_text("half a thought")
    await page.reload()
    await page.get_by_test_id(f"chat-{LAN}").click()
    await expect(page.get_by_test_id("composer")).to_have_value("half a thought")


async def test_a_slash_opens_the_commands_of_the_bot(bench):
    commands = [{"command": "imagine", "description": "Vẽ tranh"}, {"command": "help", "description": "Trợ giúp"}]
    await bench.bot("setMyCommands", commands=commands)
    page = await bench.window()
    composer = page.get_by_test_id("composer")
    await composer.press_sequentially("/im")
    menu = page.get_by_test_id("command-menu")
    await expect(menu.get_by_role("option")).to_have_count(1)
    await composer.press("Tab")
    await expect(composer).to_have_value("/imagine ")
    await composer.fill("")
    await page.get_by_test_id("menu").click()
    await menu.get_by_text("/help").click()
    await expect(page.locator(".row.own")).to_contain_text("/help")


async def test_a_picture_opens_in_the_viewer_and_escape_closes_it(bench):
    page = await bench.window()
    for colour in ("red", "green"):
        await bench.bot_photo("sendPhoto", picture(colour=colour), chat_id=LAN, caption=colour)
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


async def test_on_a_phone_list_and_chat_are_two_screens(bench):
    page = await bench.window("/", PHONE)
    composer = page.get_by_test_id("composer")
    await expect(composer).to_be_hidden()
    await page.get_by_test_id(f"chat-{LAN}").tap()
    await expect(composer).to_be_in_viewport()
    await write(page, "a" * 300)
    await expect(page.locator(".row.own")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for name in ("back", "attach", "send"):
        box = await page.get_by_test_id(name).bounding_box()
        assert box is not None
        assert min(round(box["width"]), round(box["height"])) >= 44, name
    await page.get_by_test_id("back").tap()
    await expect(composer).to_be_hidden()
    await expect(page.get_by_test_id(f"chat-{LAN}")).to_be_in_viewport()


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


async def test_the_tools_change_the_gateways_and_reset_the_world(bench):
    page = await bench.window(f"/?as={ALEX}&chat={ALEX}")
    await write(page, "to be forgotten")
    await expect(page.locator(".row.own")).to_be_visible()
    await page.get_by_test_id("tools").click()
    await page.get_by_test_id("tool-slow").click()
    await expect(page.get_by_test_id("tool-slow")).to_have_attribute("aria-checked", "true")
    assert all(gateway.latency_s == 20 for gateway in bench.running.world.gateways.values())
    await page.get_by_test_id("tool-reset").click()
    await page.get_by_test_id("question").get_by_role("button", name="Reset everything").click()
    await expect(page.locator(".row.own")).to_have_count(0)
    assert await bench.written(ALEX) == []


async def test_the_theme_is_chosen_and_kept(bench):
    page = await bench.window()
    for expected in ("light", "dark"):
        await page.get_by_test_id("theme").click()
        await expect(page.locator("html")).to_have_attribute("data-theme", expected)
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
