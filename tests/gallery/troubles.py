"""The screens nobody hopes for: refused, too dear, out of quota, a gateway that is down, a stranger at a closed bot."""

from __future__ import annotations

from tests.e2e.steps import faults, newcomer, sentence
from tests.gallery.purse import typed_inline
from tests.gallery.scenes import SLOW_S, SLOWER_S, Scene
from tests.gallery.stage import Stage
from tests.harness import FAST

LITE = "--model nano-banana-2-lite"
SUBMIT = "images/generations"
DOWN = {"match": SUBMIT, "kind": "status", "status": 402, "times": 0}
OTHERS = range(62_001, 62_231)
BROKEN = {"match": SUBMIT, "kind": "status", "status": 400, "times": 1}


async def refusals(stage: Stage) -> None:
    await stage.say(f"/imagine forbidden {LITE}")
    await stage.say(stage.words("/imagine thuyền --sise 2", "/imagine a boat --sise 2"))
    await stage.say(stage.words("/imagine thuyền --ar 7:3", "/imagine a boat --ar 7:3"))
    await stage.say(stage.words("/imagine thuyền --model nano-bannana", "/imagine a boat --model nano-bannana"))
    await stage.shot("refused")
    await stage.say(stage.words("/imagine thuyền --ar vừa", "/imagine a boat --ar squarish"))
    await stage.say(stage.words("/imagine thuyền --style sơn mìa", "/imagine a boat --style lacker"))
    await stage.say("/video x --model veo-3.1 --n 4")
    await stage.say("/imagne")
    await stage.shot("refused-options")


async def down(stage: Stage) -> None:
    words = stage.words("/imagine một chiếc đèn lồng", "/imagine a paper lantern")
    await faults(stage.sandbox, "thucchien", BROKEN)
    await stage.say(f"{words} {LITE}")
    await stage.shot("gateway-broken")
    await faults(stage.sandbox, "thucchien", DOWN)
    await stage.say(f"{words} {LITE}")
    await stage.shot("gateway-down")
    await faults(stage.sandbox, "thucchien")
    await stage.sandbox.gateways(latency_s=SLOW_S)
    await stage.say(f"{words} --model imagen-4", rest=False)
    await stage.tap("button-cancel")
    await stage.shot("stopped")
    await stage.sandbox.gateways(latency_s=FAST["latency_s"])


async def ways_on(stage: Stage) -> None:
    """What a newcomer gets wrong, and the buttons that go on from there."""
    await stage.say(stage.words("mèo trên mái nhà --sise 2K", "a cat on a roof --sise 2K"))
    await stage.say(stage.words("mèo trên mái nhà --seconds 5", "a cat on a roof --seconds 5"))
    await stage.say(stage.words("mèo trên mái nhà --n 12", "a cat on a roof --n 12"))
    await stage.shot("ways-on-options")
    await stage.say(
        stage.words("/video mèo chạy --seconds 7 --model flow-video", "/video a cat --seconds 7 --model flow-video")
    )
    await stage.say(stage.words("/vidio mèo chạy trên mái", "/vidio a cat runs on a roof"))
    await stage.say(stage.words("/libary mèo", "/libary cat"))
    await stage.say(stage.words("/qqqqqq mèo", "/qqqqqq cat"))
    await stage.shot("ways-on-commands")
    await stage.say(stage.words("xóa người trong ảnh này", "make this photo look like winter"))
    await stage.shot("photo-absent")
    await stage.send("house mountain flower")
    await stage.shot("photo-came")
    await stage.say(stage.words("làm tấm này tối hơn", "make this picture darker"))
    await stage.shot("photo-absent-after-a-picture")
    await stage.say(stage.words("làm nó xanh hơn", "make it bluer"))
    await stage.say(stage.words("biến nó thành video", "make it a video"))
    await stage.shot("latest-picture")
    await stage.say(stage.words("làm sao để lưu ảnh yêu thích?", "how do i save a favourite?"))
    await stage.say(stage.words("thôi khỏi", "never mind"))
    await stage.shot("question-and-never-mind")
    await stage.say(stage.words("quay video một chú mèo chạy", "a video of a running cat"))
    await stage.shot("which-medium")


async def rush(stage: Stage) -> None:
    """Hundreds who wrote in one moment: a first word, then place, price and Cancel on the same message."""
    await stage.bot.stop()
    await stage.sandbox.gateways(latency_s=SLOWER_S)
    for number in OTHERS:
        await newcomer(stage.sandbox, number)
        await stage.sandbox.say("/imagine forbidden", person=number)
    words = stage.words("/imagine phố cổ về đêm", "/imagine an old town at night")
    sent = await stage.sandbox.say(words, person=stage.person)
    await faults(stage.sandbox, "telegram", {"kind": "delay", "seconds": 5, "match": "editMessageText", "times": 0})
    await stage.bot.start()
    await sentence(stage.sandbox, stage.person, "👌", after=sent["message_id"])
    await stage.shot("rush-first-word")
    await faults(stage.sandbox, "telegram")
    await stage.page.get_by_text(stage.said.plain("button-cancel")).last.wait_for()
    await stage.shot("rush-place")


TROUBLES: list[Scene] = [ways_on, refusals, down, rush]


async def poor(stage: Stage) -> None:
    """Somebody with three pictures a day and little money."""
    await stage.say(stage.words("một chú cún", "a puppy"))
    await stage.shot("left-today")
    await stage.say(stage.words("cả đàn cún --n 3", "a litter of puppies --n 3"))
    await stage.shot("out-of-quota-for-so-many")
    await stage.say(stage.words("một bông sen", "a lotus"))
    await stage.say(stage.words("một con thuyền", "a boat"))
    await stage.shot("out-of-money")
    await stage.say(stage.words("một con thuyền --model flow", "a boat --model flow"))
    await stage.say(stage.words("một cái cây --model flow", "a tree --model flow"))
    await stage.say("/balance")
    await stage.shot("out-of-quota")


async def stranger(stage: Stage) -> None:
    """Somebody whom the owner has not let in."""
    await stage.say("/start")
    await stage.shot("closed")
    await typed_inline(stage, "🔒")
    await stage.shot("inline-closed")
