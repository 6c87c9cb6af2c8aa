"""An owner walks through the dashboard in a browser: phone and desktop, light and dark, by keyboard too."""

from __future__ import annotations

import pytest
from playwright.async_api import async_playwright

PAGES = ("Overview", "Gateways", "People", "Jobs", "Money")


@pytest.fixture
async def browser():
    async with async_playwright() as player:
        chromium = await player.chromium.launch(
            executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"]
        )
        yield chromium
        await chromium.close()


LOOKS = {  # width and colours asked for: the page's back and a bar's colour
    (390, "dark"): ("rgb(15, 22, 29)", "rgb(94, 176, 245)"),
    (1280, "light"): ("rgb(243, 245, 248)", "rgb(42, 130, 214)"),
}


async def test_an_owner_walks_through_every_page_on_a_phone_and_on_a_desk(house, browser):
    for (width, scheme), look in LOOKS.items():  # one after the other: the second finds its charts drawn
        context = await browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        assert await walk(await context.new_page(), await house.link()) == look
        await context.close()


async def walk(page, link):
    """Go through every page by its link, out, and in vain in again; returns the colours that were seen."""
    asked, trouble = [], []
    page.on("request", lambda one: asked.append(one.url))
    page.on("console", lambda one: trouble.append(one.text))
    await page.goto(link)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")  # the skip link comes first, then the one button
    await page.wait_for_url("**/overview")
    await page.get_by_role("link", name="7 days").click()
    for name in PAGES:
        await page.get_by_role("link", name=name, exact=True).click()
        await page.wait_for_url(f"**/{name.lower()}?span=week")
        assert await page.get_by_role("heading", level=1).inner_text() == name
        assert await page.get_by_role("img").count() > 0
        assert await page.get_by_role("table").count() > 0
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
        captions = page.locator("table > caption")
        assert await captions.count() == await page.get_by_role("table").count()
    await page.get_by_role("link", name="Overview", exact=True).click()
    await page.get_by_role("link", name="Flow AI rests").click()
    await page.wait_for_url("**/gateways?span=week")
    budgets = page.get_by_role("table", name="Budgets")
    assert "1,500,000" in await budgets.inner_text()
    cut = "(all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length"
    assert await page.locator(".scroll").evaluate_all(cut) == 0, "on a phone the rows of wide tables are cards"
    back = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    bar = await page.evaluate("getComputedStyle(document.querySelector('.fill-c1')).fill")
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_text("You are signed out.").wait_for()
    assert "/admin web" in await page.inner_text("main")
    await page.goto(link)
    assert "/admin web" in await page.inner_text("main")  # it was used
    assert all(one.startswith(link.partition("/open")[0]) for one in asked)
    assert not [one for one in trouble if "403" not in one]
    return back, bar
