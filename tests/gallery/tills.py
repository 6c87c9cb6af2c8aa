"""The screens of money that waits for the owner: payments set aside, debts, markup, a gateway that takes too much."""

from __future__ import annotations

from tests.e2e.steps import Message, at_rest, newcomer, picture, said, sentence
from tests.gallery.scenes import Scene
from tests.gallery.stage import Stage

BUYER, STARS, MORE, CREDITS = 61_070, 50, 70, 15_000
MODEL = "nano-banana-2"
_TOLD_S = 60


async def payments(stage: Stage) -> None:
    """Look at what is set aside, credit it, give it back, and forgive a debt."""
    name = await _buyer(stage)
    charge = await _set_aside(stage, STARS)
    await stage.shot("admin-alert-aside")
    await stage.tap("owner-button-look")
    await stage.shot("admin-payment-aside")
    await _set_aside(stage, MORE)
    await stage.say("/admin payments")
    await stage.shot("admin-payments")
    await stage.tap_label(f"❓ {STARS} ⭐")
    await stage.tap("owner-button-settle", who=name)
    await stage.shot("admin-settle-form")
    await stage.say(stage.words(f"{CREDITS} hóa đơn thất lạc", f"{CREDITS} the invoice was lost"))
    await stage.shot("admin-settle-ask")
    await stage.tap("owner-button-confirm")
    await stage.shot("admin-settled")
    await stage.say("/admin payments")
    await stage.tap_label(f"❓ {MORE} ⭐")
    await stage.tap("owner-button-give-back", stars=MORE)
    await stage.say(stage.words("hóa đơn giả", "a forged invoice"))
    await stage.shot("admin-give-back-ask")
    await stage.tap("owner-button-confirm")
    await stage.shot("admin-given-back")
    await _owing(stage, charge)


async def _owing(stage: Stage, charge: str) -> None:
    """Have somebody spend what their bank then takes back, and forgive them."""
    await _draw(stage)
    await stage.sandbox.post("/control/stars/chargeback", {"charge": charge})
    before = (await stage.sandbox.messages(BUYER))[-1]["message_id"]
    await stage.bot.stop()
    await stage.bot.start()  # it reads Telegram's list first
    await sentence(stage.sandbox, BUYER, "↩️", after=before, seconds=_TOLD_S)
    await stage.say("/admin payments")
    await stage.shot("admin-payments-owing")
    await stage.page.locator(".inline-button").filter(has_text="🧾").last.tap()
    await stage.rest()
    await stage.shot("admin-person-owes")
    await stage.tap("owner-button-forgive")
    await stage.say(stage.words("khách quen", "a good customer"))
    await stage.shot("admin-forgive-ask")
    await stage.tap("owner-button-confirm")
    await stage.shot("admin-forgiven")


async def margins(stage: Stage) -> None:
    """What each model leaves, and more of it."""
    await stage.say("/admin prices")
    await stage.shot("admin-margins")
    await stage.tap("owner-button-markup")
    await stage.shot("admin-markup-form")
    await stage.say(stage.words("20 đô la tăng", "20 the dollar rose"))
    await stage.shot("admin-markup-ask")
    await stage.tap("owner-button-confirm")
    await stage.shot("admin-markup")


async def overbilled(stage: Stage) -> None:
    """A gateway takes twice its price, then ten times."""
    await _buyer(stage)
    await stage.say(stage.words(f"/admin grant {BUYER} {CREDITS} thử", f"/admin grant {BUYER} {CREDITS} a try"))
    await stage.tap("owner-button-confirm")
    for times, name in ((2, "dearer"), (10, "dearer-far")):
        await stage.sandbox.gateways(bill_times=times)
        before = (await stage.sandbox.messages(stage.chat))[-1]["message_id"]
        await _draw(stage)
        await sentence(stage.sandbox, stage.chat, f" {MODEL}", after=before, seconds=_TOLD_S)
        await stage.shot(f"admin-alert-{name}")
    await stage.tap("owner-button-look")
    await stage.shot("admin-gateway-off-by-itself")


async def _buyer(stage: Stage) -> str:
    """Have somebody say hello to the bot, and the owner too; returns their name."""
    await stage.say("/start")
    name = stage.words("Bình", "Ben")
    await newcomer(stage.sandbox, BUYER, stage.language)
    await stage.sandbox.post("/control/people", {"id": BUYER, "first_name": name, "language_code": stage.language})
    asked = await stage.sandbox.say("/balance", person=BUYER)
    await said(stage.sandbox, BUYER, lambda _: True, after=asked["message_id"], seconds=_TOLD_S)
    return name


async def _draw(stage: Stage) -> Message:
    words = stage.words("một cánh diều", "a kite")
    asked = await stage.sandbox.say(f"/imagine {words} --model {MODEL}", person=BUYER)
    shown = await picture(stage.sandbox, BUYER, after=asked["message_id"], seconds=_TOLD_S)
    await at_rest(stage.bot, _TOLD_S)
    return shown


async def _set_aside(stage: Stage, stars: int) -> str:
    """Have somebody pay what fits no invoice, and wait until the owner is told; returns the charge."""
    before = (await stage.sandbox.messages(stage.chat))[-1]["message_id"]
    body = {"from": BUYER, "payload": "forged", "stars": stars}
    charge = str((await stage.sandbox.post("/control/stars/play", body))["charge_id"])
    await sentence(stage.sandbox, stage.chat, "⚠️", after=before, seconds=_TOLD_S)
    return charge


TILLS: list[Scene] = [payments, margins, overbilled]
