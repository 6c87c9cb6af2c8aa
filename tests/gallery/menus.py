"""The screens of menus and lists: models, settings, the library, inline mode."""

from __future__ import annotations

from playwright.async_api import expect

from tests.gallery.scenes import Scene
from tests.gallery.stage import Stage

PICKED = ("picture_model", "video_model", "ratio", "size", "count", "delivery", "language")


async def models(stage: Stage) -> None:
    await stage.say("/models")
    await stage.shot("models")
    await stage.tap("models-kind-name", work="image")
    await stage.shot("models-of-a-kind")
    await stage.tap_label("Nano Banana 2")
    await stage.shot("model")
    await stage.tap("button-usual")
    await stage.shot("model-made-usual")
    await stage.tap("button-unusual")
    await stage.tap("button-back")
    await stage.tap_label("\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}")
    await stage.shot("models-second-page")
    await stage.say("/models video")
    await stage.shot("models-of-films")


async def settings(stage: Stage) -> None:
    await stage.say("/settings")
    await stage.shot("settings")
    for name in PICKED:
        await stage.tap("settings-name", what=name)
        await stage.shot(f"settings-{name.replace('_', '-')}")
        await stage.tap("button-back")
    await stage.tap("settings-name", what="ratio")
    await stage.tap_label("16:9")
    await stage.tap("settings-name", what="quiet")
    await stage.shot("settings-chosen")
    await stage.tap("settings-name", what="quiet")
    await stage.tap("settings-name", what="ratio")
    await stage.tap("settings-open", what="ratio")


async def library(stage: Stage) -> None:
    await stage.say("/library")
    await stage.shot("library")
    await stage.tap("library-shelf", shelf="favourites", chosen="no")
    await stage.shot("library-favourites")
    await stage.tap("library-shelf", shelf="films", chosen="no")
    await stage.shot("library-films")
    await stage.tap("library-shelf", shelf="sounds", chosen="no")
    await stage.tap("button-send-here")
    await stage.shot("library-sent")
    await stage.say(stage.words("/library mèo", "/library cat"))
    await stage.shot("library-search")
    await stage.say(stage.words("/library hà mã", "/library hippo"))
    await stage.shot("library-none-found")


async def inline(stage: Stage) -> None:
    composer, menu = stage.page.get_by_test_id("composer"), stage.page.get_by_test_id("inline-menu")
    await composer.fill(stage.words("@atelier_bot mèo", "@atelier_bot cat"))
    await expect(menu).to_be_visible()
    await expect(menu.locator("img").first).to_be_visible()
    await stage.shot("inline")
    await composer.fill(stage.words("@atelier_bot hà mã tím", "@atelier_bot a purple hippo"))
    await expect(menu.get_by_test_id("inline-begin")).to_contain_text(stage.words("tím", "purple"))
    await stage.shot("inline-nothing-yet")
    await menu.get_by_test_id("inline-begin").tap()
    await expect(stage.page.locator(".inline-button").last).to_contain_text("✨")
    await stage.shot("inline-make")


MENUS: list[Scene] = [models, settings, library, inline]
