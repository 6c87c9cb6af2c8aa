"""The screens of a group, its topics and its rules."""

from __future__ import annotations

from tests.e2e.steps import sentence
from tests.gallery.stage import Stage

TOPIC = 7


async def group(stage: Stage, other: int) -> None:
    """Play everything that a group sees; ``other`` is in it and leads nothing."""
    await stage.say("/start@atelier_bot")
    await stage.shot("group-start")
    shown = await stage.say(stage.words("/imagine một con rồng", "/imagine a dragon"))
    await stage.shot("group")
    await stage.say(stage.words("thành màu ngọc bích", "make it jade"), reply_to=shown["message_id"], person=other)
    await stage.shot("group-reply")
    await stage.tap("button-again")
    await stage.shot("group-not-yours")
    await stage.say(stage.words("/imagine một con phượng", "/imagine a phoenix"), anonymous=True)
    await stage.shot("group-claim")
    await stage.tap("button-make", price=0)
    await stage.say("/settings@atelier_bot", person=other)
    await stage.say("/balance@atelier_bot", person=other)
    await stage.shot("group-quiet-answers")
    await stage.say("/settings@atelier_bot")
    await stage.shot("group-settings")
    for name in ("who", "buttons", "picture_model"):
        await stage.tap("settings-name", what=name)
        await stage.shot(f"group-settings-{name.replace('_', '-')}")
        await stage.tap("button-back")
    await stage.tap("settings-name", what="who")
    await stage.tap("settings-word", word="admins")
    await stage.say("/imagine@atelier_bot x", person=other)
    await stage.shot("group-admins-only")


async def topic(stage: Stage) -> None:
    """Play what a topic of a forum sees."""
    asked = await stage.say(stage.words("/imagine vườn chè", "/imagine a tea garden"), thread=TOPIC)
    await stage.say("/library@atelier_bot", thread=TOPIC)
    await sentence(stage.sandbox, stage.chat, "", after=asked["message_id"])
    await stage.shot("topic")
