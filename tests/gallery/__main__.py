"""``python -m tests.gallery --out FOLDER``: every screen on a phone, in both languages, light and dark."""

from __future__ import annotations

import argparse
import asyncio
import html
import sys
import tempfile
from pathlib import Path

from tests.gallery.scenes import GROUP_SCENES, SCENES
from tests.gallery.stage import THEMES, phone
from tests.harness import Sandbox, world
from tests.page.conftest import chromium_running

LANGUAGES = ("vi", "en")
FIRST = 61_001
GROUP = -1009611
RICH = {"BOT_START_CREDITS": "60000"}


async def take(folder: Path) -> None:
    """Play every scene once in each language."""
    with tempfile.TemporaryDirectory() as data:
        async with world(Path(data), **RICH) as (sandbox, bot), chromium_running() as browser:
            await sandbox.gateways(fixed_picture=False)
            for number, language in enumerate(LANGUAGES):
                person = FIRST + number
                async with phone(browser, sandbox, bot, folder, person=person, language=language) as stage:
                    for scene in SCENES:
                        await scene(stage)
                where = await _group_of(sandbox, GROUP - number, person)
                async with phone(browser, sandbox, bot, folder, person=person, language=language, chat=where) as stage:
                    for scene in GROUP_SCENES:
                        await scene(stage)


async def _group_of(sandbox: Sandbox, chat: int, person: int) -> int:
    await sandbox.post("/control/chats", {"id": chat, "title": "Nhà mình", "members": [person]})
    return chat


def write_sheet(folder: Path) -> Path:
    """Put all of them on one page, a screen a row."""
    names = dict.fromkeys(file.stem.rsplit("-", 2)[0] for file in sorted(folder.glob("*.png"), key=_taken_at))
    rows = []
    for name in names:
        cells = "".join(
            f'<img src="{name}-{language}-{theme}.png" width="300">' for language in LANGUAGES for theme in THEMES
        )
        rows.append(f"<h2>{html.escape(name)}</h2><p>{cells}</p>")
    sheet = folder / "index.html"
    sheet.write_text(f"<!doctype html><meta charset=utf-8><title>Atelier</title>{''.join(rows)}", encoding="utf-8")
    return sheet


def _taken_at(file: Path) -> int:
    return file.stat().st_mtime_ns


def main() -> int:
    """Take the pictures and say where they are."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description="Photograph every screen.")
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "atelier-screenshots")
    folder: Path = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    asyncio.run(take(folder))
    sys.stdout.write(f"{len(list(folder.glob('*.png')))} screens: {write_sheet(folder)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
