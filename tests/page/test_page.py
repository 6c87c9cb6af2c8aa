"""The chat page in a real browser: what a person does there reaches the sandbox, in both languages and sizes."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.page.conftest import ALEX, GROUP, LAN, PHONE, picture, upload, write

pytestmark = pytest.mark.asyncio(loop_scope="session")


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


async def test_a_message_in_the_other_chat_counts_as_unread(bench):
    page = await bench.window()
    await bench.bot("sendMessage", chat_id=GROUP, text="hello family")
    group = page.get_by_test_id(f"chat-{GROUP}")
    await expect(group.locator(".badge")).to_have_text("1")
    await group.click()
    await expect(page.get_by_text("hello family").last).to_be_visible()
    await expect(group.locator(".badge")).to_have_count(0)


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


async def test_on_a_phone_list_and_chat_are_two_screens(bench):
    page = await bench.window(f"/?as={LAN}", PHONE)
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


async def test_a_whisper_is_for_one_person_and_silence_and_effects_can_be_seen(bench):
    await bench.control("member", chat=GROUP, user=4242424242, status="administrator", by=LAN)
    alex = await bench.window(f"/?as={ALEX}&chat={GROUP}", PHONE)
    lan = await bench.window(f"/?as={LAN}&chat={GROUP}", PHONE)
    told = {"receiver_user_id": ALEX}
    await bench.bot("sendMessage", chat_id=GROUP, text="for Alex alone", ephemeral_message_parameters=told)
    await bench.bot("sendMessage", chat_id=GROUP, text="for all", disable_notification=True)
    await expect(alex.locator(".row.theirs", has_text="for Alex alone").get_by_test_id("whisper")).to_be_visible()
    for page in (alex, lan):
        await expect(page.locator(".row.theirs", has_text="for all").get_by_test_id("silent").first).to_be_attached()
    await expect(lan.get_by_text("for Alex alone")).to_have_count(0)
    await alex.reload()
    await expect(alex.locator(".row.theirs .text")).to_contain_text(["for Alex alone", "for all"])
    effect = "5046509860389126442"
    await bench.bot("sendMessage", chat_id=LAN, text="the first", message_effect_id=effect)
    await lan.goto(f"{bench.running.url}/?as={LAN}&chat={LAN}")
    await expect(lan.locator(".row.theirs").get_by_test_id("effect").first).to_have_text("🎉")
