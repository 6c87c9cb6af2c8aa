"""The screens of the owners' desk, each page of it, and what the bot tells an owner unasked."""

from __future__ import annotations

from playwright.async_api import expect

from tests.e2e.steps import at_rest, newcomer, picture, said
from tests.gallery.scenes import Scene
from tests.gallery.stage import PACED_MS, Stage

GUEST, HOME = 61_080, -1_009_811
GUESTS = ("Trần Thị Minh Nguyệt Ánh Dương", "Ben 🌸 O'Hara", "محمد علي", "Bình")
_STRANGE = {"Authorization": "Bearer sandbox-thucchien"}


async def desk(stage: Stage) -> None:
    """Let some people ask for something, then leaf through the desk."""
    await stage.say("/start")
    await _guests(stage)
    await stage.say("/admin")
    await stage.shot("admin")
    await _today(stage)
    await stage.say("/admin web")
    await stage.shot("admin-web")
    await stage.say("/admin people")
    await stage.shot("admin-people")
    await stage.say(f"/admin person {GUEST}")
    await stage.shot("admin-person")
    await stage.tap("button-back")
    await stage.say("/admin find ben")
    await stage.tap("owner-button-grant")
    await stage.shot("admin-grant-form")
    await stage.say(stage.words("5000 sinh nhật", "5000 birthday"))
    await stage.shot("admin-grant-ask")
    await stage.tap("owner-button-confirm")
    await stage.say(stage.words(f"/admin cap {GUEST} 20000 còn nhỏ", f"/admin cap {GUEST} 20000 a child"))
    await stage.say(stage.words(f"/admin block {GUEST + 2} spam", f"/admin block {GUEST + 2} spam"))
    await stage.shot("admin-blocked")
    await stage.say("/admin groups")
    await stage.shot("admin-groups")
    await stage.say(f"/admin group {HOME}")
    await stage.shot("admin-group")


async def _guests(stage: Stage) -> None:
    for number, name in enumerate(GUESTS):
        person = await newcomer(stage.sandbox, GUEST + number, stage.language)
        await stage.sandbox.post("/control/people", {"id": person, "first_name": name, "language_code": stage.language})
        draw = await stage.sandbox.say(stage.words("/imagine một cánh diều", "/imagine a kite"), person=person)
        await picture(stage.sandbox, person, after=draw["message_id"], seconds=60)
    title = stage.words("Gia đình mình 🏡", "Our family 🏡")
    await stage.sandbox.post("/control/chats", {"id": HOME, "title": title, "members": [stage.person, GUEST + 1]})
    asked = await stage.sandbox.say("/imagine@atelier_bot a boat", person=GUEST + 1, chat=HOME)
    await picture(stage.sandbox, HOME, after=asked["message_id"], seconds=60)
    bad = "/imagine forbidden --model nano-banana-2-lite"
    asked = await stage.sandbox.say(bad, person=GUEST + 3)
    await said(stage.sandbox, GUEST + 3, lambda one: True, after=asked["message_id"])
    await at_rest(stage.bot, 90)


async def _today(stage: Stage) -> None:
    """Today as a picture, as it came and in the chat, light and dark."""
    for theme in ("light", "dark"):
        before = (await stage.sandbox.messages(stage.chat))[-1]["message_id"]
        if theme == "light":
            await stage.say("/admin today")
        else:
            await stage.tap("button-theme", theme=theme)
        sent = await picture(stage.sandbox, stage.chat, after=before, words="📊", seconds=60)
        await stage.keep(f"admin-today-picture-{stage.language}-{theme}", sent)
        if theme == "light":
            await stage.shot("admin-today")
    await stage.tap("button-theme", theme="light")


async def house(stage: Stage) -> None:
    """Gateways, switches, prices, codes."""
    await stage.say("/admin gateways")
    await stage.shot("admin-gateways")
    await stage.tap("owner-button-gateway", title="Flow AI", off="no")
    await expect(stage.page.locator(".inline-button").filter(has_text="✅").last).to_be_visible(timeout=PACED_MS)
    await stage.shot("admin-gateway-off")
    await stage.say("/admin switches")
    await stage.shot("admin-switches")
    await stage.say(stage.words("/admin maintenance Chín giờ mở lại.", "/admin maintenance Back at nine."))
    await stage.shot("admin-maintenance")
    await stage.say("/admin")
    await stage.shot("admin-not-well")
    await stage.say("/admin switches")
    await stage.tap("owner-button-switch", what="maintenance", to="on")
    await stage.say("/admin prices")
    await stage.shot("admin-prices")
    await stage.say("/admin promos")
    await stage.tap("owner-button-promo")
    await stage.say("TET2027 5000 100 30")
    await stage.shot("admin-promo-ask")
    await stage.tap("owner-button-confirm")
    await stage.shot("admin-promos")


async def books(stage: Stage) -> None:
    """A message to all, the check, the log, the files, and alerts."""
    await stage.say("/admin broadcast")
    await stage.tap("owner-button-compose")
    words = stage.words("Chúc mừng năm mới! 🎆 Tối nay bot nghỉ nửa giờ.", "Happy new year! 🎆 Off for half an hour.")
    await stage.say(words)
    await stage.shot("admin-broadcast-ask")
    await stage.page.locator(".inline-button").filter(has_text="📣").last.tap()
    await stage.rest()
    await stage.say("/admin broadcast")
    await stage.shot("admin-broadcast")
    await stage.say("/admin check")
    await stage.say("/admin audit")
    await stage.shot("admin-check-and-audit")
    await stage.say("/admin export")
    await stage.shot("admin-export")
    before = (await stage.sandbox.messages(stage.chat))[-1]["message_id"]
    await stage.tap_label(stage.said.plain("owner-button-export", what="balances", form="csv"))
    await said(stage.sandbox, stage.chat, lambda one: "document" in one, after=before, seconds=30)
    await stage.shot("admin-exported")
    for _ in range(2):  # the second look tells of it
        body = {"model": "nano-banana-2", "prompt": "a foreign kite"}
        url = f"{stage.sandbox.url}/thucchien/images/generations"
        async with stage.sandbox.session.post(url, json=body, headers=_STRANGE) as reply:
            assert reply.status == 200
        await stage.say("/admin gateways")
    await stage.say("/admin gateways")
    told = await said(stage.sandbox, stage.chat, lambda one: one.get("text", "").startswith("⚠️"), seconds=70)
    await stage.page.get_by_test_id(f"message-{told['message_id']}").scroll_into_view_if_needed()
    await stage.shot("admin-alert")


OWNERS: list[Scene] = [desk, house, books]
