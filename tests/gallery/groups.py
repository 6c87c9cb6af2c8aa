"""The screens of a group, its topics and its rules."""

from __future__ import annotations

from playwright.async_api import expect

from tests.e2e.steps import BOT, sentence
from tests.gallery.stage import PACED_MS, Stage

TOPIC = 7


async def group(stage: Stage, first: int, other: int) -> None:
    """Play everything that a group sees; the ``other`` of a language is in it and leads nothing."""
    other += stage.person - first
    await stage.say("/start@atelier_bot")
    await stage.shot("group-start")
    shown = await stage.say(stage.words("/imagine một con rồng", "/imagine a dragon"))
    await stage.shot("group")
    await stage.say(stage.words("cho tuyết rơi", "make it snow"), reply_to=shown["message_id"], person=other)
    await stage.shot("group-reply")
    await stage.tap("button-again", price=0)
    await stage.shot("group-not-yours")
    await stage.say(stage.words("/imagine một cánh diều", "/imagine a kite"), anonymous=True)
    await stage.shot("group-claim")
    await stage.tap("button-make", price=0)
    await stage.say("/settings@atelier_bot", person=other)
    await stage.say("/balance@atelier_bot", person=other)
    await stage.shot("group-quiet-answers")
    await stage.say("/settings@atelier_bot")
    await stage.shot("group-settings")
    for name in ("who", "buttons", "picture_model"):
        await _ask(stage, name)
        await stage.shot(f"group-settings-{name.replace('_', '-')}")
        await stage.tap("button-back")
    await _ask(stage, "who")
    await stage.tap("settings-word", word="admins")
    await stage.say(stage.words("/imagine@atelier_bot con rùa", "/imagine@atelier_bot a turtle"), person=other)
    await stage.shot("group-admins-only")


async def _ask(stage: Stage, name: str) -> None:
    """Open a setting and wait until it stands there: a group's edits are paced."""
    await stage.tap("settings-name", what=name)
    asked = stage.said.plain("settings-ask", what=name)
    await expect(stage.page.get_by_text(asked).last).to_be_visible(timeout=PACED_MS)


async def topic(stage: Stage) -> None:
    """Play what a topic of a forum sees."""
    asked = await stage.say(stage.words("/imagine vườn chè", "/imagine a tea garden"), thread=TOPIC)
    await stage.say("/library@atelier_bot", thread=TOPIC)
    await sentence(stage.sandbox, stage.chat, "", after=asked["message_id"])
    await stage.shot("topic")


async def limits(stage: Stage) -> None:
    """Play what the rules of a group's admins do, and what is whispered where the bot is an admin too."""
    lead = {"chat": stage.chat, "user": BOT, "status": "administrator", "by": stage.person}
    await stage.sandbox.post("/control/member", lead)
    await stage.say("/settings@atelier_bot")
    await _ask(stage, "jobs_per_day")
    await stage.shot("group-requests-a-day")
    await stage.tap_label("3")
    await _ask(stage, "price_max")
    await stage.shot("group-price")
    await stage.tap_label(stage.words("1.000 ₫", "1,000 ₫"))
    await stage.shot("group-limits")
    await stage.say("/models@atelier_bot")
    await stage.shot("group-models")
    ask = stage.words("/imagine@atelier_bot con thuyền", "/imagine@atelier_bot a boat")
    for words in (f"{ask} --model nano-banana-2", f"{ask} --sise 2", "/balance@atelier_bot"):
        await stage.sandbox.say(words, person=stage.person, chat=stage.chat)
    await expect(stage.page.get_by_test_id("whisper").first).to_be_visible(timeout=PACED_MS)
    await stage.rest()
    await stage.shot("group-whispers")
