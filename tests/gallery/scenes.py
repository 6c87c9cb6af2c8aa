"""What is photographed: each scene is something people do, and leaves one screen or two."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from playwright.async_api import expect

from tests.e2e.steps import BOT
from tests.gallery.stage import Stage
from tests.harness import FAST

ORANGE, BLUE = (230, 130, 50), (40, 90, 200)
SLOW_S = 6


async def start(stage: Stage) -> None:
    await stage.say("/start")
    await stage.shot("start")


async def helping(stage: Stage) -> None:
    await stage.say("/help")
    await stage.shot("help")


async def card(stage: Stage) -> None:
    await stage.sandbox.gateways(latency_s=SLOW_S)
    await stage.say(stage.words("một ngọn hải đăng trong bão", "a lighthouse in a storm"), rest=False)
    await stage.page.wait_for_timeout(2_000)
    await stage.shot("card")
    await stage.say("/jobs", rest=False)
    await stage.shot("jobs")
    await stage.say("/cancel")
    await stage.shot("cancelled")
    await stage.sandbox.gateways(latency_s=FAST["latency_s"])


async def result(stage: Stage) -> None:
    await stage.say(stage.words("con mèo cam ngủ trên mái nhà Hội An", "an orange cat asleep on a tiled roof"))
    await stage.shot("result")


async def grid(stage: Stage) -> None:
    await stage.say(stage.words("/imagine thuyền buồm --n 4 --ar 16:9", "/imagine a sailing boat --n 4 --ar 16:9"))
    await stage.shot("grid")
    await stage.press("2")
    await stage.shot("grid-chosen")


async def edit(stage: Stage) -> None:
    await stage.send(ORANGE)
    await stage.shot("photo-without-words")
    await stage.send(BLUE, caption=stage.words("thành buổi đêm", "make it night"))
    await stage.shot("edit")


async def film(stage: Stage) -> None:
    await stage.say(stage.words("/video sóng biển vỗ bờ", "/video waves on a shore"))
    await stage.shot("film")


async def sounds(stage: Stage) -> None:
    await stage.say(stage.words("/speak Chào buổi sáng, trà đã pha rồi", "/speak Good morning, the tea is ready"))
    await stage.say(stage.words("/song bài hát ru cho chú rô-bốt", "/song a lullaby for a robot"))
    await stage.shot("sounds")


async def words(stage: Stage) -> None:
    await stage.say(stage.words("/ask vì sao bầu trời màu xanh?", "/ask why is the sky blue?"))
    await stage.shot("answer")


async def models(stage: Stage) -> None:
    await stage.say("/models")
    await stage.shot("models")
    await stage.say("/models imagine")
    await stage.shot("models-of-a-kind")
    await stage.say("/models nano-banana-2")
    await stage.shot("model")


async def account(stage: Stage) -> None:
    await stage.say("/balance")
    await stage.say("/language")
    await stage.shot("balance-and-language")


async def refusals(stage: Stage) -> None:
    await stage.say("/imagine forbidden")
    await stage.say(stage.words("/imagine thuyền --sise 2", "/imagine a boat --sise 2"))
    await stage.say(stage.words("/imagine thuyền --ar 7:3", "/imagine a boat --ar 7:3"))
    await stage.say(stage.words("/imagine thuyền --model nano-bannana", "/imagine a boat --model nano-bannana"))
    await stage.shot("refused")


async def no_money(stage: Stage) -> None:
    await stage.say("/video x --model veo-3.1 --n 4", rest=False)
    await stage.shot("too-dear")


SCENES: list[Callable[[Stage], Awaitable[None]]] = [
    start, helping, result, grid, edit, card, film, sounds, words, models, account, refusals, no_money,
]  # fmt: skip


async def group(stage: Stage) -> None:
    await stage.say(stage.words("/imagine một con rồng", "/imagine a dragon"))
    await stage.shot("group")


async def rules_of_group(stage: Stage) -> None:
    lead = {"chat": stage.chat, "user": BOT, "status": "administrator", "by": stage.person}
    await stage.sandbox.post("/control/member", lead)
    await stage.say("/settings@atelier_bot")
    await stage.press(stage.words("Lượt mỗi ngày", "Each a day"))
    await stage.shot("group-requests-a-day")
    await stage.press("3")
    await stage.press(stage.words("Giá tối đa", "Price at most"))
    await stage.shot("group-price")
    await stage.press(stage.words("1.000", "1,000"))
    await stage.shot("group-settings")
    await stage.say("/models@atelier_bot")
    await stage.shot("group-models")


async def whispers(stage: Stage) -> None:
    ask = stage.words("/imagine@atelier_bot con thuyền", "/imagine@atelier_bot a boat")
    for number, words in enumerate((f"{ask} --model nano-banana-2", f"{ask} --ar 77:1", "/balance@atelier_bot")):
        await stage.sandbox.say(words, person=stage.person, chat=stage.chat)
        await expect(stage.page.get_by_test_id("whisper").nth(number)).to_be_visible()
    await stage.shot("group-whispers")


GROUP_SCENES: list[Callable[[Stage], Awaitable[None]]] = [group, rules_of_group, whispers]
