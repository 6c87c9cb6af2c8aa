"""The screens of a group's pool: what is in it, who spent what, its rules, and what happens where it is empty."""

from __future__ import annotations

from playwright.async_api import expect

from tests.e2e.steps import Message, ours, said, sentence
from tests.gallery.stage import PACED_MS, Stage

GIVEN = 10_000


async def pool(stage: Stage, first: int, other: int) -> None:
    """Play everything that a pool shows; the ``other`` of a language is a member who leads nothing."""
    other += stage.person - first
    await stage.say("/pool@atelier_bot")
    await stage.shot("pool-empty")
    await stage.tap("button-pool-give")
    await stage.shot("gift")
    await stage.say(f"/gift@atelier_bot {GIVEN}")
    await stage.shot("gift-ask")
    await stage.tap("button-give-pool", credits=GIVEN)
    await _shown(stage, "gift-done", to="pool", giver="", name="", credits=GIVEN, total=GIVEN)
    await stage.shot("gift-given")
    asked = await stage.say(stage.words("/imagine@atelier_bot một cánh diều", "/imagine@atelier_bot a kite"))
    await stage.tap("button-more")
    await stage.tap("button-details")
    await sentence(stage.sandbox, stage.chat, "--model nano", after=asked["message_id"], seconds=70)
    await stage.shot("pool-details")
    draw = stage.words("/imagine@atelier_bot con thuyền giấy", "/imagine@atelier_bot a paper boat")
    await stage.say(draw, person=other)
    await stage.say(f"/gift@atelier_bot {GIVEN // 10}", reply_to=asked["reply_to_message"]["message_id"], person=other)
    await stage.shot("gift-to-a-person")
    await stage.say("/pool@atelier_bot")
    await stage.shot("pool")
    for name in ("member_max", "day_max", "when_empty"):
        await stage.tap("button-pool-rule", rule=name)
        await _asks(stage, name)
        await stage.shot(f"pool-{name.replace('_', '-')}")
        await stage.tap("button-back")
    await stage.tap("button-pool-who")
    await _shown(stage, "pool-month-total", credits=1748 * 2)
    await stage.shot("pool-who")
    before = await _newest(stage)
    await stage.tap("button-pool-chart")
    await said(stage.sandbox, stage.chat, lambda one: "photo" in one, after=before["message_id"], seconds=70)
    await stage.shot("pool-chart")
    await _caps(stage, other, draw)


async def _caps(stage: Stage, other: int, draw: str) -> None:
    """Reach the cap of a member, then the end of the pool, and fill it with Stars."""
    await stage.say("/pool@atelier_bot")
    await stage.tap("button-pool-rule", rule="when_empty")
    await _asks(stage, "when_empty")
    await stage.tap_label(_capital(stage.said.plain("pool-way", way="refuse")))
    await stage.tap("button-pool-rule", rule="member_max")
    await _asks(stage, "member_max")
    await stage.tap_label(stage.said.plain("pool-credits", credits=2000))
    await stage.shot("pool-capped")
    await stage.say(draw, person=other)
    await stage.shot("cap-reached")
    await stage.say("/topup@atelier_bot")
    await stage.shot("topup-pool")


async def _asks(stage: Stage, name: str) -> None:
    await _shown(stage, "pool-ask", rule=name)


async def _shown(stage: Stage, key: str, **values: object) -> None:
    """Wait until a page says so: a group's edits are paced."""
    words = stage.said.plain(key, **values).splitlines()[0][-24:]
    await expect(stage.page.get_by_text(words).last).to_be_visible(timeout=PACED_MS)


async def _newest(stage: Stage) -> Message:
    return (await ours(stage.sandbox, stage.chat))[-1]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


async def empty_pool(stage: Stage) -> None:
    """A group whose admins had it refuse where nothing is left."""
    await stage.say("/pool@atelier_bot")
    await stage.tap("button-pool-rule", rule="when_empty")
    await _asks(stage, "when_empty")
    await stage.tap_label(_capital(stage.said.plain("pool-way", way="refuse")))
    await stage.say(stage.words("/imagine@atelier_bot vườn chè", "/imagine@atelier_bot a tea garden"))
    await stage.shot("pool-has-nothing")
