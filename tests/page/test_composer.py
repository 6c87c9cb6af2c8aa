"""The composer in a real browser: what stands in it goes out whole, and what cannot go says why in plain words."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Route, expect

from tests.harness import within
from tests.page.conftest import ALEX, GROUP, LAN, Bench, picture, upload, write

pytestmark = pytest.mark.asyncio(loop_scope="session")
WORDS = {LAN: ("không phải là ảnh", "Gửi dạng tệp", "Hủy"), ALEX: ("is no picture", "Send as file", "Cancel")}


async def set_commands(bench: Bench, *names: str) -> None:
    await bench.bot("setMyCommands", commands=[{"command": name, "description": name} for name in names])


def broken(name: str):
    return {"name": name, "mimeType": "image/png", "buffer": b"no picture at all"}


def forgive_refusal(bench: Bench) -> None:
    """The browser itself writes down every answer of 400; that one answer was wanted."""
    bench.complaints[:] = [line for line in bench.complaints if "status of 400" not in line]


@pytest.mark.parametrize("typed", ["/describe", "/des"])
async def test_enter_on_a_command_sends_the_picture_with_it(bench, typed):
    await set_commands(bench, "describe", "help")
    page = await bench.window()
    await page.get_by_test_id("attach-input").set_input_files([upload("a.png", "red")])
    await page.get_by_test_id("composer").press_sequentially(typed)
    await expect(page.get_by_test_id("command-menu")).to_be_visible()
    await page.get_by_test_id("composer").press("Enter")
    await expect(page.locator(".row.own .photo.loaded")).to_be_visible()
    await expect(page.get_by_test_id("attachment-0")).to_have_count(0)
    (message,) = await bench.written(LAN)
    assert message["caption"] == "/describe"


async def test_enter_on_a_command_sends_the_reply_with_it(bench):
    await set_commands(bench, "upscale", "help")
    page = await bench.window()
    shown = await bench.bot_photo("sendPhoto", picture(), chat_id=LAN)
    row = page.get_by_test_id(f"message-{shown['message_id']}")
    await row.hover()
    await row.locator(".row-reply").click()
    await page.get_by_test_id("composer").press_sequentially("/upscale")
    await expect(page.get_by_test_id("command-menu")).to_be_visible()
    await page.get_by_test_id("composer").press("Enter")
    await expect(page.locator(".row.own .quote")).to_be_visible()
    await expect(page.locator(".target")).to_be_hidden()
    message = (await bench.written(LAN))[-1]
    assert (message["text"], message["reply_to_message"]["message_id"]) == ("/upscale", shown["message_id"])


async def test_a_command_typed_whole_goes_before_a_longer_one(bench):
    await set_commands(bench, "filmstrip", "film")
    page = await bench.window()
    await page.get_by_test_id("composer").press_sequentially("/film")
    await expect(page.get_by_test_id("command-menu").get_by_role("option")).to_have_count(2)
    await page.get_by_test_id("composer").press("Enter")
    await expect(page.locator(".row.own")).to_contain_text("/film")
    assert [message["text"] for message in await bench.written(LAN)] == ["/film"]


async def test_a_command_from_the_menu_button_leaves_what_one_was_writing(bench):
    await set_commands(bench, "help")
    page = await bench.window()
    await page.get_by_test_id("attach-input").set_input_files([upload("a.png", "red")])
    await page.get_by_test_id("composer").fill("make it")
    await page.get_by_test_id("menu").click()
    await page.get_by_test_id("command-menu").get_by_text("/help").first.click()
    await expect(page.locator(".row.own")).to_contain_text("/help")
    await expect(page.get_by_test_id("composer")).to_have_value("make it")
    await expect(page.get_by_test_id("attachment-0")).to_be_visible()


async def test_a_list_of_commands_that_comes_late_does_not_stand_over_the_answer(bench):
    await set_commands(bench, "help")
    page = await bench.window()
    go_on, asked = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        asked.set()
        await go_on.wait()
        await route.continue_()

    await page.route("**/control/commands*", late)
    await page.get_by_test_id("composer").fill("/help")
    await within(asked.wait(), 5)
    async with page.expect_response("**/control/commands*"):
        await page.get_by_test_id("composer").press("Enter")
        await expect(page.locator(".row.own")).to_contain_text("/help")
        go_on.set()
    await page.evaluate("() => new Promise(resolve => setTimeout(resolve, 100))")
    await expect(page.get_by_test_id("command-menu")).to_be_hidden()


async def test_an_own_message_shows_the_newest_though_the_bot_answered_at_once(bench):
    page = await bench.window()
    old = await bench.bot_photo("sendPhoto", picture(), chat_id=LAN)
    for line in range(30):
        await bench.bot("sendMessage", chat_id=LAN, text=f"line {line}")
    await expect(page.get_by_text("line 29").last).to_be_in_viewport()
    row = page.get_by_test_id(f"message-{old['message_id']}")
    await row.scroll_into_view_if_needed()
    await row.hover()
    await row.locator(".row-reply").click()
    await page.evaluate(  # both messages come while the browser is busy, so they are drawn at once
        "() => setTimeout(() => { const end = performance.now() + 500; while (performance.now() < end); }, 50)"
    )
    await asyncio.sleep(0.1)
    await bench.control("send", **{"from": LAN, "chat": LAN, "text": "/upscale", "reply_to": old["message_id"]})
    await bench.bot("sendMessage", chat_id=LAN, text="at once")
    await expect(page.get_by_text("at once").last).to_be_in_viewport()


@pytest.mark.parametrize("person", [LAN, ALEX])
async def test_a_broken_picture_is_told_in_plain_words_and_leaves_the_tray(bench, person):
    page = await bench.window(f"/?as={person}&chat={person}")
    words, _, cancel = WORDS[person]
    await page.get_by_test_id("attach-input").set_input_files([broken("đêm.png")])
    await write(page, "make it night")
    question = page.get_by_test_id("question")
    await expect(question).to_contain_text("đêm.png")
    await expect(question).to_contain_text(words)
    await expect(page.get_by_text("IMAGE_PROCESS_FAILED")).to_have_count(0)
    await question.get_by_role("button", name=cancel).click()
    await expect(page.get_by_test_id("attachment-0")).to_have_count(0)
    await expect(page.get_by_test_id("composer")).to_have_value("make it night")
    await page.get_by_test_id("composer").press("Enter")
    await expect(page.locator(".row.own .text")).to_contain_text("make it night")
    assert [message["text"] for message in await bench.written(person)] == ["make it night"]
    forgive_refusal(bench)


async def test_a_broken_picture_goes_as_a_file_when_one_says_so(bench):
    page = await bench.window(f"/?as={ALEX}&chat={ALEX}")
    await page.get_by_test_id("attach-input").set_input_files([broken("a.png")])
    await write(page, "keep this")
    await page.get_by_test_id("question").get_by_role("button", name="Send as file").click()
    await expect(page.locator(".document .file-name")).to_have_text("a.png")
    (message,) = await bench.written(ALEX)
    assert (message["document"]["file_name"], message["caption"]) == ("a.png", "keep this")
    await expect(page.get_by_test_id("attachment-0")).to_have_count(0)
    forgive_refusal(bench)


async def test_of_several_pictures_only_the_broken_one_leaves_the_tray(bench):
    page = await bench.window(f"/?as={ALEX}&chat={ALEX}")
    files = [upload("a.png", "red"), broken("b.png"), upload("c.png", "blue")]
    await page.get_by_test_id("attach-input").set_input_files(files)
    await write(page, "together")
    await expect(page.get_by_test_id("question")).to_contain_text("b.png")
    await page.get_by_test_id("question").get_by_role("button", name="Cancel").click()
    await expect(page.locator(".tray-item")).to_have_count(2)
    await page.get_by_test_id("composer").press("Enter")
    await expect(page.locator(".album .photo.loaded")).to_have_count(2)
    assert [message.get("caption") for message in await bench.written(ALEX)] == ["together", None]
    forgive_refusal(bench)


async def test_a_message_that_asks_for_a_reply_opens_the_reply_field_and_the_next_words_are_one(bench):
    page = await bench.window()
    asks = {"force_reply": True, "selective": True}
    shown = await bench.bot("sendMessage", chat_id=LAN, text="What shall I change?", reply_markup=asks)
    await expect(page.locator(".target .target-line")).to_have_text("What shall I change?")
    await write(page, "the sky")
    await expect(page.locator(".target")).to_be_hidden()
    message = (await bench.written(LAN))[-1]
    assert (message["text"], message["reply_to_message"]["message_id"]) == ("the sky", shown["message_id"])


async def test_in_a_group_only_the_one_who_is_answered_is_asked_to_reply(bench):
    asker = await bench.window(f"/?as={LAN}&chat={GROUP}")
    other = await bench.window(f"/?as={ALEX}&chat={GROUP}")
    await write(asker, "hello")
    await expect(other.get_by_text("hello").last).to_be_visible()
    number = (await bench.written(GROUP))[-1]["message_id"]
    asks = {"force_reply": True, "selective": True}
    reply = {"message_id": number}
    await bench.bot("sendMessage", chat_id=GROUP, text="Which?", reply_markup=asks, reply_parameters=reply)
    await expect(asker.locator(".target .target-line")).to_have_text("Which?")
    await expect(other.get_by_text("Which?").last).to_be_visible()
    await expect(other.locator(".target")).to_be_hidden()
