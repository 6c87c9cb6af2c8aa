"""What is photographed in a private chat, from the first tap to the last: each scene leaves one screen or a few."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import expect

from sandbox.providers import filming, sounding
from tests.gallery.stage import Stage, photo
from tests.harness import FAST

Scene = Callable[[Stage], Awaitable[None]]

BOAT, HOUSE, CAT = "boat sea day", "house mountain flower", "cat field dawn"  # photos of a person's own
PERCENT = re.compile(r"[0-9]%")
SLOW_S, SLOWER_S = 6, 40  # the last is never waited for: all is stopped before
STICKER = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 9, "height": 9, "emoji": "🐱",
           "is_animated": False, "is_video": False}  # fmt: skip


async def start(stage: Stage) -> None:
    await stage.shot("before-start")
    await stage.say("/start")
    await stage.shot("start")
    await stage.tap("button-start-photo")
    await stage.tap("button-start-film")
    await stage.shot("start-how")
    await stage.say("/library")
    await stage.say(stage.words("/library mèo", "/library cat"))
    await stage.say("/jobs")
    await stage.say("/undo")
    await stage.shot("nothing-yet")
    await stage.say("/start")
    await stage.sandbox.gateways(latency_s=SLOW_S)
    await stage.tap("button-surprise", price=0, rest=False)
    await stage.shot("start-surprise-begun")
    await stage.sandbox.gateways(latency_s=FAST["latency_s"])
    await stage.rest()
    await stage.shot("start-surprise")


async def helping(stage: Stage) -> None:
    await stage.say("/help")
    await stage.shot("help")
    for topic in ("photos", "pictures", "video", "sound", "groups", "money", "all"):
        await stage.tap("help-topic", topic=topic)
        await stage.shot(f"help-{topic}")
        await stage.tap("button-back")
    await stage.page.get_by_test_id("menu").tap()
    await stage.shot("menu")
    await stage.page.get_by_test_id("menu").tap()
    await stage.say("/styles")
    await stage.shot("styles")


async def card(stage: Stage) -> None:
    await stage.sandbox.gateways(latency_s=SLOWER_S)
    await stage.say(stage.words("một ngọn hải đăng trong bão", "a lighthouse in a storm"), rest=False)
    await stage.page.wait_for_timeout(4_000)
    await stage.shot("card")
    await stage.say(stage.words("thuyền thúng trên biển", "a round boat at sea"), rest=False)
    await stage.say(stage.words("phố đèn lồng Hội An", "a street of lanterns"), rest=False)
    await stage.shot("cards-in-line")
    await stage.say("/jobs", rest=False)
    await stage.shot("jobs")
    await stage.tap_label("✕ 2", rest=False)
    await stage.page.wait_for_timeout(2_500)  # who waits moves up
    await stage.shot("jobs-one-stopped")
    await stage.say("/cancel all", rest=False)
    await stage.shot("cancelled")
    await stage.sandbox.gateways(latency_s=FAST["latency_s"])
    await stage.rest()


async def percent(stage: Stage) -> None:
    await stage.sandbox.gateways(latency_s=SLOW_S, steps=6)
    words = stage.words("một khu vườn trên mây", "a garden in the clouds")
    await stage.say(f"{words} --model midjourney", rest=False)
    await expect(stage.page.get_by_text(PERCENT).last).to_be_visible(timeout=30_000)
    await stage.shot("card-percent")
    await stage.sandbox.gateways(**{**FAST, "fixed_picture": False})
    await stage.rest()
    await stage.shot("midjourney")
    await stage.tap("button-more")
    await stage.shot("midjourney-more")


async def result(stage: Stage) -> None:
    await stage.say(stage.words("con mèo cam ngủ trên mái nhà Hội An", "an orange cat asleep on a tiled roof"))
    await stage.shot("result")
    await stage.tap("button-more")
    await stage.shot("more")
    await stage.tap("step-shapes", price=0)
    await stage.shot("more-shapes")
    await stage.tap("button-back")
    await stage.tap("button-models")
    await stage.shot("more-models")
    await stage.tap("button-back")
    await stage.tap_label("☆")
    await stage.shot("more-favourite")
    await stage.tap("button-delete")
    await stage.shot("more-delete")
    await stage.tap("button-delete-no")
    await stage.tap("button-more")
    await stage.tap("button-details")
    await stage.shot("details")


async def next_steps(stage: Stage) -> None:
    await stage.say(stage.words("một quán trà nhỏ bên hồ", "a small tea house by a lake"))
    await stage.tap("button-edit")
    await stage.shot("edit-asked")
    await stage.say(stage.words("cho tuyết rơi", "make it snow"))
    await stage.shot("edit-of-a-result")
    await stage.tap("button-before")
    await stage.shot("one-step-back")
    await stage.tap("button-more")
    await stage.tap("step-subtle", price=0)
    await stage.shot("variation")
    await stage.tap("button-more")
    await stage.tap("step-upscale", price=0)
    await stage.shot("upscaled")
    await stage.say(stage.words("một chiếc thuyền đỏ", "a red boat"))
    await stage.tap("button-file")
    await stage.shot("original")
    await stage.tap("step-animate", price=0)
    await stage.shot("film-of-a-result")


async def deleted(stage: Stage) -> None:
    await stage.say(stage.words("một hòn đá cuội", "a pebble"))
    await stage.tap("button-more")
    await stage.tap("button-delete")
    await stage.tap("button-delete-yes")
    await stage.shot("deleted")


async def grid(stage: Stage) -> None:
    await stage.say(stage.words("/imagine thuyền buồm --n 4 --ar 16:9", "/imagine a sailing boat --n 4 --ar 16:9"))
    await stage.shot("grid")
    await stage.tap_label("2")
    await stage.shot("grid-chosen")


async def edit(stage: Stage) -> None:
    await stage.send(HOUSE)
    await stage.shot("photo-without-words")
    await stage.tap("button-quick", edit="anime", price=0)
    await stage.shot("photo-made-anime")
    await stage.send(CAT)
    await stage.say(stage.words("thêm tuyết", "add snow"))
    await stage.send(CAT)
    await stage.tap("button-work", work="describe", price=0)
    await stage.shot("described")
    await stage.send(CAT)
    await stage.tap("button-work", work="cutout", price=0)
    await stage.shot("cut-out")
    await stage.send(BOAT, caption=stage.words("chuyển thành ban đêm", "make it night"))
    await stage.shot("photo-with-words")
    await stage.send(HOUSE, BOAT)
    await stage.shot("album-without-words")
    await stage.tap("button-each")
    await stage.say(stage.words("thành buổi đêm", "make it night"))
    await stage.shot("album-each-by-itself")
    await stage.send(HOUSE, BOAT)
    await stage.tap("button-work", work="blend", price=0)
    await stage.shot("blended")


async def recordings(stage: Stage) -> None:
    spoken = sounding.speech(stage.words("một con diều đỏ bay trên cánh đồng", "a red kite in the wind"), "Kore")
    await stage.send_file("audio", sounding.encoded(spoken, "mp3"), stage.words("canh-dieu.mp3", "kite.mp3"))
    film = filming.film(BOAT, "16:9", 4, photos=[photo(BOAT, (1280, 720))])
    await stage.send_file("video", film, "video.mp4")
    await stage.shot("recordings-without-words")
    await stage.send_file("voice", sounding.encoded(spoken, "opus"), "voice.ogg")
    await stage.shot("voice-message")


async def odd(stage: Stage) -> None:
    await stage.send_raw(sticker=STICKER)
    await stage.send_raw(location={"latitude": 21.0, "longitude": 105.8})
    await stage.send_raw(contact={"phone_number": "+84 90 123 45 67", "first_name": stage.words("Hà", "Hannah")})
    await stage.send_raw(dice={"emoji": "🎲", "value": 3})
    await stage.shot("sticker-and-place")
    file = {"file_id": "d", "file_unique_id": "d"}
    pdf = {"mime_type": "application/pdf", "file_name": "tap.pdf", "file_size": 2**18}
    await stage.send_raw(document=file | pdf)
    await stage.send_raw(document=file | {"mime_type": "image/jpeg", "file_name": "a.jpg", "file_size": 30 * 2**20})
    await stage.send_raw(document=file | {"mime_type": "image/heic", "file_name": "a.heic", "file_size": 3 * 2**20})
    await stage.say(stage.words("cảm ơn bạn", "thank you"))
    await stage.say(stage.words("xin chào", "hello"))
    await stage.shot("wrong-kinds-and-small-talk")


async def film(stage: Stage) -> None:
    await stage.say(stage.words("/video sóng biển vỗ bờ", "/video waves on a shore"))
    await stage.shot("film")
    await stage.tap("button-more")
    await stage.shot("film-more")


async def sounds(stage: Stage) -> None:
    await stage.say(stage.words("/speak Chào buổi sáng, trà đã pha rồi", "/speak Good morning, the tea is ready"))
    await stage.tap("step-voices", price=0)
    await stage.shot("voices")
    await stage.say(stage.words("/song bài hát ru cho chú rô-bốt", "/song a lullaby for a robot"))
    await stage.shot("song")


async def words(stage: Stage) -> None:
    await stage.say(stage.words("/ask vì sao bầu trời màu xanh?", "/ask why is the sky blue?"))
    await stage.shot("answer")
    await stage.say(stage.words("/better con mèo trên mái nhà", "/better a cat on a roof"))
    await stage.shot("better")
    await stage.tap("button-draw-mine", price=0)
    await stage.shot("better-drawn")


async def asked_for_more(stage: Stage) -> None:
    for command in ("imagine", "video", "song", "better", "upscale", "blend", "transcribe", "extend"):
        await stage.say(f"/{command}")
    await stage.shot("commands-alone")


async def batch(stage: Stage) -> None:
    await stage.say("/batch")
    await stage.say(
        stage.words("/batch\nmột cánh diều\nmột con thuyền\nmột quán trà", "/batch\na kite\na boat\na tea house")
    )
    await stage.shot("batch-proposal")
    await stage.tap("button-batch", count=3, price=0)
    await stage.shot("batch-done")


async def account(stage: Stage) -> None:
    await stage.say("/balance")
    await stage.say("/language")
    await stage.shot("balance-and-language")


SCENES: list[Scene] = [
    start, helping, result, next_steps, deleted, grid, edit, recordings, odd, card, percent, film, sounds, words,
    asked_for_more, batch, account,
]  # fmt: skip
