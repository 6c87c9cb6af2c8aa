"""``python -m tests.gallery --out FOLDER``: every screen on a phone, in both languages, light and dark."""

from __future__ import annotations

import argparse
import asyncio
import html
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from playwright.async_api import Browser

from tests.e2e.steps import newcomer
from tests.gallery.boards import charts, dashboard
from tests.gallery.groups import group, limits, topic
from tests.gallery.menus import MENUS
from tests.gallery.owners import OWNERS
from tests.gallery.pools import empty_pool, pool
from tests.gallery.purse import OWNER, PURSE
from tests.gallery.scenes import SCENES, Scene
from tests.gallery.stage import THEMES, phone
from tests.gallery.tills import TILLS
from tests.gallery.troubles import TROUBLES, poor, stranger
from tests.harness import Bot, Sandbox, world
from tests.page.conftest import chromium_running

LANGUAGES = ("vi", "en")
FIRST, OTHER = 61_001, 61_050
GROUP, FORUM = -1_009_611, -1_009_711
TOGETHER = {"vi": ("Bình", "Nhà mình", "Hội mê vẽ"), "en": ("Ben", "Our house", "Drawing club")}
RICH = {"BOT_START_CREDITS": "900000", "THUCCHIEN_THREADS": "1", "BOT_JOBS_AT_ONCE": "unlimited"}
POOR = {"BOT_START_CREDITS": "3600", "BOT_PICTURES_PER_DAY": "3"}
CLOSED = {"BOT_ACCESS": "closed", "BOT_ADMIN_IDS": "1"}
PAYING = {"BOT_ADMIN_IDS": str(OWNER), "BOT_DAILY_CREDITS": "2000", "BOT_INVITE_CREDITS": "5000",
          "BOT_START_CREDITS": "30000", "BOT_PICTURES_PER_DAY": "20"}  # fmt: skip
OWNED = {"BOT_ADMIN_IDS": str(FIRST), "BOT_WEB_PORT": "0", "BOT_BUDGET_DAY": "500000", "BOT_BUDGET_MONTH": "9000000",
         "THUCCHIEN_BUDGET_DAY": "2.5", "FLOW_BUDGET_MONTH": "2000000"}  # fmt: skip
SELLING = {"BOT_ADMIN_IDS": str(FIRST), "BOT_START_CREDITS": "0", "BOT_DOLLAR_COSTS": "26300"}


@dataclass
class Shoot:
    """Where pictures go, and of what: ``scenes`` and ``screens`` by name, all of them where nothing is named."""

    folder: Path
    browser: Browser
    languages: tuple[str, ...]
    scenes: set[str]
    screens: set[str]

    def wants(self, scene: Callable[..., Awaitable[None]]) -> bool:
        """Whether a scene is to be played."""
        return not self.scenes or scene.__name__ in self.scenes

    def wanted(self, scenes: list[Scene]) -> list[Scene]:
        """Return the scenes that are to be played."""
        return [scene for scene in scenes if self.wants(scene)]

    async def play(self, sandbox: Sandbox, bot: Bot, scenes: list[Scene], first: int, chat: int | None = None) -> None:
        """Play scenes once in each language, each on a newcomer's phone; in a group where a chat is named."""
        for number, language in enumerate(self.languages if scenes else ()):
            person = first + number
            where = None if chat is None else chat - number
            opened = phone(self.browser, sandbox, bot, self.folder, person=person, language=language, chat=where)
            async with opened as stage:
                stage.asked = self.screens
                for scene in scenes:
                    await scene(stage)


@asynccontextmanager
async def a_world(**settings: str) -> Any:
    """A sandbox whose pictures differ, with a bot in it."""
    with tempfile.TemporaryDirectory() as data:
        async with world(Path(data), **settings) as (sandbox, bot):
            await sandbox.gateways(fixed_picture=False)
            yield sandbox, bot


async def take(shoot: Shoot) -> None:
    """Play everything that is wanted."""
    private = shoot.wanted([*SCENES, *MENUS])
    if private or any(map(shoot.wants, (group, topic, limits))):
        async with a_world(**RICH) as (sandbox, bot):
            await shoot.play(sandbox, bot, private, FIRST)
            await _together(shoot, sandbox, bot, [(group, GROUP), (topic, FORUM), (limits, GROUP)])
    if any(map(shoot.wants, (pool, empty_pool))):
        async with a_world(**RICH) as (sandbox, bot):
            await _together(shoot, sandbox, bot, [(pool, GROUP), (empty_pool, FORUM)])
    alone = ((RICH, TROUBLES), (POOR, [poor]), (CLOSED, [stranger]), (PAYING, PURSE), (OWNED, OWNERS),
             (SELLING, TILLS))  # fmt: skip
    for settings, scenes in alone:
        if wanted := shoot.wanted(scenes):
            for language in shoot.languages:  # a gateway that failed rests for a while
                async with a_world(**settings) as (sandbox, bot):
                    await replace(shoot, languages=(language,)).play(sandbox, bot, wanted, FIRST)
    for board in filter(shoot.wants, (charts, dashboard)):
        await board(shoot.browser, shoot.folder, shoot.languages)


async def _together(
    shoot: Shoot, sandbox: Sandbox, bot: Bot, scenes: Sequence[tuple[Callable[..., Awaitable[None]], int]]
) -> None:
    """Play the scenes of groups, each in its chat."""
    for number, language in enumerate(shoot.languages):
        await _gather(sandbox, number, language)
    for scene, chat in scenes:
        if shoot.wants(scene):
            with_others = partial(scene, first=FIRST, other=OTHER) if scene in (group, pool) else scene
            await shoot.play(sandbox, bot, [with_others], FIRST, chat)


async def _gather(sandbox: Sandbox, number: int, language: str) -> None:
    """Open a group and a forum that the newcomer of a language leads, with another of that language in both."""
    await newcomer(sandbox, FIRST + number)
    name, home, club = TOGETHER[language]
    other = {"id": OTHER + number, "first_name": name, "language_code": language}
    await sandbox.post("/control/people", other)
    members = [FIRST + number, OTHER + number]
    await sandbox.post("/control/chats", {"id": GROUP - number, "title": home, "members": members})
    forum = {"id": FORUM - number, "title": club, "members": members, "is_forum": True}
    await sandbox.post("/control/chats", forum)


def write_sheet(folder: Path) -> Path:
    """Put all of them on one page, a screen a row."""
    names = dict.fromkeys(file.stem.rsplit("-", 2)[0] for file in sorted(folder.glob("*.png"), key=_taken_at))
    sheet = folder / "index.html"
    rows = "".join(f"<h2>{html.escape(name)}</h2><p>{''.join(_cells(folder, name))}</p>" for name in names)
    sheet.write_text(f"<!doctype html><meta charset=utf-8><title>Atelier</title>{rows}", encoding="utf-8")
    return sheet


def _cells(folder: Path, name: str) -> Iterator[str]:
    for language in LANGUAGES:
        for theme in THEMES:
            file = f"{name}-{language}-{theme}.png"
            if (folder / file).exists():
                yield f'<img src="{file}" width="300" loading="lazy">'


def _taken_at(file: Path) -> int:
    return file.stat().st_mtime_ns


def main() -> int:
    """Take the pictures and say where they are."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description="Photograph every screen.")
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "atelier-screenshots")
    parser.add_argument("--language", choices=LANGUAGES, help="one language instead of both")
    parser.add_argument("--scene", action="append", default=[], help="play this scene only; may be said again")
    parser.add_argument("--screen", action="append", default=[], help="keep this screen only; may be said again")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    if not given.scene and not given.screen:
        for old in given.out.glob("*.png"):
            old.unlink()
    asyncio.run(_run(given))
    sys.stdout.write(f"{len(list(given.out.glob('*.png')))} screens: {write_sheet(given.out)}\n")
    return 0


async def _run(given: argparse.Namespace) -> None:
    languages = (given.language,) if given.language else LANGUAGES
    async with chromium_running() as browser:
        await take(Shoot(given.out, browser, languages, set(given.scene), set(given.screen)))


if __name__ == "__main__":
    sys.exit(main())
