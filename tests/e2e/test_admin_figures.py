"""Today as a picture and the way to the dashboard, asked of the bot itself; both are the owners' alone."""

import io
import re

import aiohttp
import pytest
import pytest_asyncio
from PIL import Image

from tests.e2e.steps import at_rest, newcomer, picture, said, sentence
from tests.harness import world

pytestmark = pytest.mark.asyncio(loop_scope="module")
OWNER = 7951
STRANGER = 7952


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tmp_path_factory):
    settings = {"BOT_ADMIN_IDS": str(OWNER), "BOT_ACCESS": "open", "BOT_WEB_PORT": "0"}
    async with world(tmp_path_factory.mktemp("figures"), **settings) as both:
        await newcomer(both[0], OWNER)
        await newcomer(both[0], STRANGER)
        yield both


async def test_today_is_one_picture_with_a_caption_of_two_lines(sandbox, bot):
    await sandbox.say("/imagine a red kite --model nano-banana-2", person=OWNER)
    await picture(sandbox, OWNER)
    await at_rest(bot)
    asked = await sandbox.say("/admin today", person=OWNER)
    shown = await said(sandbox, OWNER, lambda one: "📊" in one.get("caption", ""), after=asked["message_id"])
    first, second = shown["caption"].splitlines()
    ((paid,),) = bot.rows("SELECT SUM(paid) FROM job WHERE state = 'captured'")
    assert first == "📊 1 of 1 made, 0 failed"
    assert f"Earned {paid:,} ₫" in second
    assert shown["photo"][-1]["width"] < shown["photo"][-1]["height"]
    await sentence(sandbox, OWNER, "in the picture above", after=shown["message_id"])


async def test_today_is_drawn_light_or_dark_as_the_owner_likes_charts(sandbox, bot):
    asked = await sandbox.say("/admin today", person=OWNER)
    page = await sentence(sandbox, OWNER, "in the picture above", after=asked["message_id"])
    seen = [await corner(sandbox, await picture(sandbox, OWNER, after=asked["message_id"], words="📊"))]
    await sandbox.press(page, "🌙 Dark", person=OWNER)
    seen.append(await corner(sandbox, await picture(sandbox, OWNER, after=page["message_id"], words="📊")))
    assert [sum(one) > 600 for one in seen] == [True, False]
    assert bot.rows("SELECT value FROM choice WHERE name = 'theme'") == [("dark",)]


async def corner(sandbox, message):
    """Return the colour behind a chart, as it was sent."""
    async with sandbox.session.get(f"{sandbox.url}/files/{message['photo'][-1]['file_unique_id']}") as reply:
        return Image.open(io.BytesIO(await reply.read())).convert("RGB").getpixel((4, 4))


async def test_admin_web_gives_a_link_that_opens_the_dashboard_once(sandbox, bot):
    asked = await sandbox.say("/admin web", person=OWNER)
    told = await sentence(sandbox, OWNER, "Open the dashboard", after=asked["message_id"])
    (link,) = [one["url"] for one in told["entities"] if one["type"] == "text_link"]
    secret = re.search(r"pass=([^&]+)", link)[1]
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as visitor:
        opened = await visitor.post(link.partition("?")[0], data={"pass": secret})
        assert "Overview" in await opened.text()
        told = await (await visitor.get(link.partition("/open")[0] + "/overview.json")).json()
        assert told["figures"]["made"] == bot.rows("SELECT COUNT(*) FROM job")[0][0]
        again = await visitor.post(link.partition("?")[0], data={"pass": secret})
        assert again.status == 403
    assert secret not in bot.log.read_text()
    assert (bot.folder / "web.key").stat().st_mode & 0o077 == 0


async def test_a_stranger_gets_neither(sandbox):
    for words in ("/admin today", "/admin web"):
        asked = await sandbox.say(words, person=STRANGER)
        await sentence(sandbox, STRANGER, "owners of this bot", after=asked["message_id"])
