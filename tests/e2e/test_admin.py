"""What the owner asks the bot: how the gateways are, and whether what they count is what our books say."""

import itertools

import pytest
import pytest_asyncio

from tests.e2e.desk import turned
from tests.e2e.steps import at_rest, newcomer, ours, picture, said, sentence
from tests.harness import until, world

pytestmark = pytest.mark.asyncio(loop_scope="module")
OWNER = 7901
STRANGER = 7902
_drawings = itertools.count()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tmp_path_factory):
    async with world(tmp_path_factory.mktemp("admin"), BOT_ADMIN_IDS=str(OWNER), BOT_ACCESS="open") as both:
        await newcomer(both[0], OWNER)
        await newcomer(both[0], STRANGER)
        yield both


async def gateways(sandbox, after=0):
    asked = await sandbox.say("/admin gateways", person=OWNER)
    answer = await sentence(sandbox, OWNER, "AI Thực Chiến", after=max(after, asked["message_id"]))
    return {page.partition(" ·")[0]: page for page in answer["text"].split("\n\n")}


async def draw_behind_our_back(sandbox):
    """Somebody else uses our key."""
    body = {"model": "nano-banana-2", "prompt": f"a foreign kite {next(_drawings)}"}
    headers = {"Authorization": "Bearer sandbox-thucchien"}
    async with sandbox.session.post(f"{sandbox.url}/thucchien/images/generations", json=body, headers=headers) as reply:
        assert reply.status == 200, await reply.text()


async def test_the_owner_sees_what_each_gateway_counts_beside_our_books(sandbox, bot):
    await sandbox.say("/imagine a red kite --model nano-banana-2", person=OWNER)
    await picture(sandbox, OWNER)
    await at_rest(bot)
    pages = await gateways(sandbox)
    (cost,) = bot.rows("SELECT debits_posted FROM account WHERE id = 'cost:thucchien'")[0]
    ours = f"{cost / 1_000_000:f}".rstrip("0")
    assert f"Spent there: {ours} USD, in our books: {ours} USD" in pages["AI Thực Chiến"]
    assert "✅" in pages["AI Thực Chiến"]
    assert "0 under way of" in pages["Flow AI"]
    assert "does not tell what was spent" in pages["Flow AI"]
    assert "Told just now" in pages["Key4U"]


async def test_what_the_books_cannot_explain_is_told_the_second_time(sandbox):
    await gateways(sandbox)
    await draw_behind_our_back(sandbox)
    first = await gateways(sandbox)
    assert "⚠️" in first["AI Thực Chiến"]
    assert "⚠️" not in first["Key4U"]
    asked = await sandbox.say("/admin gateways", person=OWNER)
    alert = await sentence(sandbox, OWNER, "more than our books", after=asked["message_id"])
    assert alert["text"].endswith("Look at its prices and who else has the key."), "what to do"
    await turned(sandbox, alert, "Look at it", "AI Thực Chiến", person=OWNER)
    again = await gateways(sandbox)
    assert "⚠️" in again["AI Thực Chiến"]
    told = [one for one in await ours(sandbox, OWNER) if one.get("text", "").startswith("⚠️")]
    assert len(told) <= 1, "once"


async def test_a_gateway_that_does_not_answer_is_shown_as_it_was(sandbox):
    before = (await gateways(sandbox))["Key4U"]
    await sandbox.fault("key4u", "refuse_connection", "/v1/", times=0)
    try:
        after = (await gateways(sandbox))["Key4U"]
    finally:
        await sandbox.post("/control/faults", {"faults": []})
    assert after.splitlines()[:4] == before.splitlines()[:4]


async def test_others_are_told_whose_command_it_is_and_see_it_nowhere(sandbox):
    asked = await sandbox.say("/admin gateways", person=STRANGER)
    await sentence(sandbox, STRANGER, "owners of this bot", after=asked["message_id"])
    await sandbox.say("/help all", person=STRANGER)
    helped = await said(sandbox, STRANGER, lambda one: "/imagine" in one.get("text", ""), after=asked["message_id"])
    assert "/admin" not in helped["text"]
    await sandbox.say("/help all", person=OWNER)
    await sentence(sandbox, OWNER, "/admin")
    menu = await until(lambda: sandbox.get("/control/commands", chat=STRANGER, language="en"))
    assert "admin" not in [one["command"] for one in menu["commands"]]


async def test_in_a_group_it_is_not_told(sandbox):
    group = -1007900001
    await sandbox.post("/control/chats", {"id": group, "title": "G", "type": "supergroup", "members": [OWNER]})
    asked = await sandbox.say("/admin gateways", person=OWNER, chat=group)
    await sentence(sandbox, group, "private chat", after=asked["message_id"])
