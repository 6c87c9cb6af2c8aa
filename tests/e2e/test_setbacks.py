"""Setbacks on our side and in the chat: files that are gone, topics that are shut, who comes back after a block."""

import asyncio
import itertools
import shutil

import pytest
import pytest_asyncio

from tests.e2e.steps import at_rest, newcomer, picture, sentence, wallet
from tests.harness import until, world

pytestmark = pytest.mark.asyncio(loop_scope="module")
OWNER = 7001
RICH = 200000
_numbers = itertools.count(7600)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tmp_path_factory):
    async with world(tmp_path_factory.mktemp("setbacks"), BOT_ADMIN_IDS=str(OWNER)) as both:
        await newcomer(both[0], OWNER)
        yield both


async def test_a_press_for_a_file_that_is_gone_is_answered_and_the_owner_told(sandbox, bot, person):
    await sandbox.say("/imagine a boat", person=person)
    shown = await picture(sandbox, person)
    await at_rest(bot)
    [(job,)] = bot.rows("SELECT id FROM job WHERE chat_id = ?", person)
    shutil.rmtree(bot.folder / "jobs" / str(job))
    assert "Something went wrong" in (await sandbox.press(shown, "Original", person=person))["text"]
    await sentence(sandbox, OWNER, "Press")
    assert bot.rows("SELECT 1 FROM inbox WHERE state <> 'done'") == []
