"""Voice messages, sounds and films from the chat page: recorded or attached, they go as what Telegram makes of them."""

from __future__ import annotations

import asyncio
import io

import av
import pytest
from playwright.async_api import expect

from sandbox.providers import filming, sounding
from sandbox.world import BOT_TOKEN
from tests.page.conftest import ALEX, GROUP, LAN, PHONE, write

pytestmark = pytest.mark.asyncio(loop_scope="session")
ADDRESS = f"/?as={ALEX}&chat={ALEX}"


def recorded(form: str) -> bytes:
    """Two seconds of sound or film."""
    if form == "film":
        return filming.film("a", "16:9", 2, side=128)
    tune = sounding.melody("a tune", 2)
    return sounding.wav(tune) if form == "wav" else sounding.encoded(tune, form)


def seconds_of(sound: bytes) -> float:
    """How long a sound plays; a busy browser loses some of what its microphone hears."""
    with av.open(io.BytesIO(sound)) as source:
        return sum(frame.samples / frame.sample_rate for frame in source.decode(audio=0))


async def downloaded(bench, file) -> bytes:
    """Fetch a file as a bot does."""
    where = await bench.bot("getFile", file_id=file["file_id"])
    async with bench.session.get(f"{bench.running.url}/file/bot{BOT_TOKEN}/{where['file_path']}") as answer:
        assert answer.status == 200
        return await answer.read()


@pytest.mark.parametrize(
    ("name", "mime", "form", "kind"),
    [
        ("a.mp3", "audio/mpeg", "mp3", "audio"),
        ("a.ogg", "audio/ogg", "opus", "voice"),
        ("a.opus", "", "opus", "voice"),
        ("a.mp4", "video/mp4", "film", "video"),
        ("a.wav", "audio/wav", "wav", "document"),
    ],
    ids=lambda value: value if "." in value else "",
)
async def test_an_attached_sound_or_film_goes_as_one_with_its_caption(bench, name, mime, form, kind):
    page = await bench.window(ADDRESS)
    await page.get_by_test_id("attach-input").set_input_files(
        [{"name": name, "mimeType": mime, "buffer": recorded(form)}]
    )
    await write(page, "/transcribe")
    await expect(page.locator(".row.own .command")).to_have_text("/transcribe")
    (update,) = await bench.bot("getUpdates", timeout=2)
    message = update["message"]
    assert message["caption"] == "/transcribe"
    assert message[kind].get("duration", 2) == 2


async def test_a_film_waits_for_a_tap_and_shows_its_controls_then(bench):
    page = await bench.window(ADDRESS)
    film = {"name": "a.mp4", "mimeType": "video/mp4", "buffer": recorded("film")}
    await page.get_by_test_id("attach-input").set_input_files([film])
    await page.get_by_test_id("send").click()
    await expect(page.locator(".video-length")).to_have_text("0:02")
    await expect(page.locator("video")).not_to_have_js_property("controls", value=True)
    await page.get_by_role("button", name="Play the film").click()
    await expect(page.locator("video")).to_have_js_property("controls", value=True)
    await expect(page.locator(".play")).to_be_hidden()


async def test_a_sound_goes_as_a_file_when_one_says_so(bench):
    page = await bench.window(ADDRESS)
    sound = {"name": "a.mp3", "mimeType": "audio/mpeg", "buffer": recorded("mp3")}
    await page.get_by_test_id("attach-input").set_input_files([sound])
    await page.get_by_test_id("as-file").check(force=True)
    await page.get_by_test_id("send").click()
    await expect(page.locator(".document .file-name")).to_have_text("a.mp3")


async def test_a_broken_sound_is_told_in_plain_words(bench):
    page = await bench.window(ADDRESS)
    sound = {"name": "a.mp3", "mimeType": "audio/mpeg", "buffer": b"words"}
    await page.get_by_test_id("attach-input").set_input_files([sound])
    await page.get_by_test_id("send").click()
    await expect(page.get_by_test_id("question")).to_contain_text("“a.mp3” is no sound")
    await page.get_by_test_id("question").get_by_role("button", name="Send as file").click()
    await expect(page.locator(".document .file-name")).to_have_text("a.mp3")
    bench.complaints[:] = [line for line in bench.complaints if "status of 400" not in line]


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
async def test_the_microphone_records_a_voice_message_as_telegram_delivers_it(bench, size):
    asked = await bench.bot("sendMessage", chat_id=ALEX, text="Say it")
    page = await bench.window(ADDRESS, *([size] if size else []))
    row = page.get_by_test_id(f"message-{asked['message_id']}")
    await row.locator(".bubble").click()
    await row.hover()
    await row.locator(".row-reply").click()
    await expect(page.get_by_test_id("send")).to_have_attribute("aria-label", "Record a voice message")
    await page.get_by_test_id("send").click()
    await expect(page.get_by_test_id("recorder")).to_be_visible()
    await expect(page.get_by_test_id("composer")).to_be_hidden()
    await expect(page.get_by_test_id("recording-time")).to_have_text("0:02")
    await page.get_by_test_id("send").click()
    await expect(page.locator(".row.own audio")).to_be_visible()
    await expect(page.get_by_test_id("recorder")).to_be_hidden()
    await expect(page.get_by_test_id("composer")).to_be_visible()
    (update,) = await bench.bot("getUpdates", timeout=2)
    voice = update["message"]["voice"]
    assert voice["mime_type"] == "audio/ogg"
    assert voice["duration"] == max(1, round(seconds_of(await downloaded(bench, voice)))), "what was recorded"
    assert update["message"]["reply_to_message"]["message_id"] == asked["message_id"]


async def test_a_recording_that_is_cancelled_or_left_sends_nothing(bench):
    page = await bench.window(f"/?as={LAN}&chat={LAN}")
    recorder, send = page.get_by_test_id("recorder"), page.get_by_test_id("send")
    await send.click()
    await expect(recorder).to_be_visible()
    await page.get_by_test_id("recording-cancel").click()
    await expect(recorder).to_be_hidden()
    await send.click()
    await expect(recorder).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(recorder).to_be_hidden()
    await send.click()
    await expect(recorder).to_be_visible()
    await page.get_by_test_id(f"chat-{GROUP}").click()
    await expect(recorder).to_be_hidden()
    await asyncio.sleep(0.3)
    assert await bench.written(LAN) == []
    assert await bench.written(GROUP) == []


async def test_without_a_microphone_the_page_says_what_to_do(bench):
    page = await bench.window(ADDRESS)
    await page.evaluate(
        """() => {
          navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
        }"""
    )
    await page.get_by_test_id("send").click()
    await expect(page.get_by_test_id("toast")).to_contain_text("microphone")
    await expect(page.get_by_test_id("recorder")).to_be_hidden()


async def test_whoever_writes_is_offered_to_send_not_to_record(bench):
    page = await bench.window(ADDRESS)
    send = page.get_by_test_id("send")
    await expect(send).to_have_attribute("aria-label", "Record a voice message")
    await page.get_by_test_id("composer").fill("a cat")
    await expect(send).to_have_attribute("aria-label", "Send")
    await send.dblclick()  # the second click must not begin a recording
    await expect(page.locator(".row.own")).to_have_count(1)
    await expect(page.get_by_test_id("recorder")).to_be_hidden()
