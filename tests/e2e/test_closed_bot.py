"""A bot that knows its own: who is not among them is told how to be, and in groups nothing."""

import pytest

from tests.e2e.steps import calls, newcomer, ours, picture, sentence
from tests.e2e.test_groups import let_pass
from tests.harness import ALEX, world

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_private_bot_knows_its_own(tmp_path):
    friend, stranger, owner = 9901, 9902, 9903
    allowed, other = -1009901, -1009902
    ids = f"{friend},{allowed}"
    settings = {"BOT_ACCESS": "closed", "BOT_ADMIN_IDS": str(owner), "BOT_ALLOWED_IDS": ids}
    async with world(tmp_path, **settings) as (sandbox, bot):
        for number in (friend, stranger, owner):
            await newcomer(sandbox, number)
        for chat in (allowed, other):
            members = [stranger, friend, ALEX]
            await sandbox.post("/control/chats", {"id": chat, "title": "G", "members": members})
        await sandbox.say("/imagine a boat", person=stranger)
        await sentence(sandbox, stranger, f"your ID: {stranger}")
        await sandbox.say("/imagine@atelier_bot a boat", person=stranger, chat=other)
        await sandbox.say("/imagine masks", person=stranger, chat=other, anonymous=True)
        await let_pass(sandbox, bot, other, ALEX)
        assert await calls(sandbox, "getChatAdministrators") == []
        await sandbox.say("/imagine for all of us", person=stranger, chat=allowed)
        for person in (friend, owner):
            await sandbox.say("/imagine for me", person=person)
            await picture(sandbox, person, words="for me")
        shown = await picture(sandbox, allowed, words="for all of us")
        await sandbox.say("/imagine friends go anywhere", person=friend, chat=other)
        await picture(sandbox, other)
        assert len(await ours(sandbox, other)) == 1
        assert len(await ours(sandbox, stranger)) == 1
        assert bot.rows("SELECT count(*) FROM job") == [(4,)]
        assert (await sandbox.press(shown, "Again", person=stranger))["text"] == "On it."
