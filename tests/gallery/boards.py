"""Charts and the dashboard, as they are sent and served: usual figures, none, and those that are hard to draw."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from playwright.async_api import Browser, ViewportSize

from bot.chat.charting import Month
from bot.chat.pool_chart import chart_of
from bot.chat.pool_pages import Spender
from bot.chat.texts import Texts, texts
from bot.media.chart import Chart, Size, Theme, draw
from bot.web.drawing import chart_of as chart_of_table
from bot.web.readings import PAGES
from bot.web.sheets import Column, Drawing, Table
from tests.gallery.stage import THEMES
from tests.page.conftest import DESKTOP, PHONE
from tests.web.house import ADMIN, House, open_house

TODAY = date(2026, 11, 22)
DAYS = tuple(TODAY - timedelta(days=back) for back in reversed(range(30)))
NAMES = ("Nguyễn Hoàng Minh Khôi Nguyên", "Ben 🌸", "محمد علي", "田中さくら", "Lan", "", "Đức", "O'Hara-Fitzgerald")
WINDOWS: dict[str, ViewportSize] = {"phone": PHONE, "desktop": DESKTOP}


async def charts(_: Browser, folder: Path, languages: tuple[str, ...]) -> None:
    """Draw a month and a pool, as they mostly are and as they rarely are."""
    for language in languages:
        for theme in THEMES:
            said = texts(language)
            drawn = _months(said, theme) | _pools(said, theme) | _desks(said, theme)
            for name, chart in drawn.items():
                folder.joinpath(f"chart-{name}-{language}-{theme}.png").write_bytes(await draw(chart))


def _desks(said: Texts, theme: Theme) -> dict[str, Chart]:
    """Return what the owner's charts are with thirty gateways, and on a day with one hour of work."""
    gateways = tuple((f"{NAMES[place % 8]} {place}", 90_000_000 // (place + 1)) for place in range(30))
    hours = (("00h", 3, 0), ("01h", 0, 1))
    columns = Column("gateway", "text"), Column("earned", "credits")
    many = Drawing(Table("gateways", columns, gateways), ("earned",), "rows")
    few = Drawing(
        Table("time", (Column("when", "text"), Column("shown"), Column("failed")), hours), ("shown", "failed")
    )
    size = Size(1080, 560, 34)
    drawn = {name: chart_of_table(one, said, size, 104) for name, one in {"gateways-30": many, "hours-2": few}.items()}
    return {name: replace(chart, theme=theme) for name, chart in drawn.items() if chart is not None}


def _months(said: Texts, theme: Theme) -> dict[str, Chart]:
    usual = tuple(1748 * (day * 7 % 5) + 600 * (day % 3) for day in range(30))
    spent = {
        "month": usual,
        "month-one-day": (*(0,) * 29, 1748),
        "month-first-day": (950, *(0,) * 29),
        "month-huge": (*(0,) * 11, 12_345_678, *(400,) * 17, 1748),
    }
    return {name: Month(DAYS, days).chart(said, theme) for name, days in spent.items()}


def _pools(said: Texts, theme: Theme) -> dict[str, Chart]:
    members = {
        "pool-1": [Spender("Lan", 1748)],
        "pool-5": [Spender(name, 9000 // (place + 1)) for place, name in enumerate(NAMES[:5])],
        "pool-40": [Spender(NAMES[place % 8], 41_000 - 1000 * place) for place in range(40)],
        "pool-huge": [Spender("Lan", 12_345_678), *(Spender(name, 350) for name in NAMES[1:5])],
    }
    drawn = {name: chart_of(said, month, theme) for name, month in members.items()}
    return {name: chart for name, chart in drawn.items() if chart is not None}


async def dashboard(browser: Browser, folder: Path, languages: tuple[str, ...]) -> None:
    """Leaf through the dashboard of a week, and open one of a house where nothing happened yet."""
    for is_empty in (False, True):
        with tempfile.TemporaryDirectory() as data:
            async with open_house(Path(data), is_empty=is_empty) as house:
                for language in languages:
                    for window, size in WINDOWS.items():
                        await _leaf(browser, house, folder, language, (window, size), is_empty=is_empty)


async def _leaf(
    browser: Browser, house: House, folder: Path, language: str, window: tuple[str, ViewportSize], *, is_empty: bool
) -> None:
    name, size = window
    context = await browser.new_context(
        viewport=size, is_mobile=name == "phone", device_scale_factor=2, locale=language
    )
    page = await context.new_page()

    async def shot(what: str) -> None:
        for theme in THEMES:
            await page.emulate_media(color_scheme=theme)
            await page.screenshot(path=folder / f"dashboard-{what}-{name}-{language}-{theme}.png", full_page=True)

    link = await house.dashboard.link(ADMIN, language)
    await page.goto(link)
    if not is_empty:
        await shot("door")
    await page.locator("form button").click()
    await page.wait_for_url("**/overview")
    base = page.url.removesuffix("/overview")
    if is_empty:
        await shot("empty")
    else:
        await shot("today")
        for one in PAGES:
            await page.goto(f"{base}/{one}?span=week")
            await shot(one)
        await page.goto(link)
        await shot("refused")
    await context.close()
