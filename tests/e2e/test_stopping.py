"""A stop at any moment: said, within the ten seconds of a container, without a traceback, and nothing is lost by it."""

import asyncio
import signal
import time

import pytest

from bot.errors import EXIT_SETTINGS
from tests.e2e.steps import at_rest, bot_on, faults, newcomer, said, sentence, wallet
from tests.harness import LAN, sandbox_process, until

HANG = {"kind": "hang", "match": "editMessageMedia", "times": 0, "seconds": 60}
REFUSED = '{"ok": false, "error_code": 401, "description": "Unauthorized"}'


@pytest.fixture
async def sandbox():
    async with sandbox_process() as running:
        yield running


async def stop(bot, sign):
    """Stop the bot, and return what its log says since."""
    before, began = len(bot.log.read_text()), time.monotonic()
    assert await bot.stop(sign) == 0
    assert time.monotonic() - began < 10
    told = bot.log.read_text()[before:]
    assert "bot.stopping" in told
    assert not [word for word in ("Traceback", " ERROR ", "destroyed", "never retrieved") if word in told], told
    return told


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
async def test_a_stop_while_a_film_goes_out_and_a_picture_is_made(sandbox, tmp_path, sign):
    async with bot_on(sandbox, tmp_path) as bot:
        await faults(sandbox, "telegram", HANG)
        await sandbox.say("/video a boat --model kling-v3")
        await until(lambda: bot.rows("SELECT 1 FROM job WHERE state = 'ready'"))
        await sandbox.gateways(latency_s=5)
        await sandbox.say("/imagine a boat --model flow")
        await until(lambda: bot.rows("SELECT 1 FROM attempt WHERE state = 'running'"))
        await stop(bot, sign)
        await bot.start()  # the film goes out again, by another way within the bot
        await asyncio.sleep(1)
        await stop(bot, sign)
        await faults(sandbox, "telegram")
        await sandbox.gateways(latency_s=0.15)
        await bot.start()
        await said(sandbox, LAN, lambda one: "video" in one)
        await at_rest(bot)


@pytest.mark.slow
async def test_a_token_that_telegram_takes_no_longer_ends_the_bot_with_a_sentence(sandbox, tmp_path):
    async with bot_on(sandbox, tmp_path) as bot:
        await faults(sandbox, "telegram", {"kind": "status", "status": 401, "body": REFUSED, "match": "getupdates"})
        await sandbox.say("hello")  # ends the poll that is under way
        assert await bot.wait() == EXIT_SETTINGS
        told = bot.log.read_text()
        assert "Telegram no longer takes this TELEGRAM_BOT_TOKEN" in told
        assert "Traceback" not in told
        await bot.start()


async def test_who_blocked_the_bot_before_a_card_came_is_found_at_the_next_start(sandbox, tmp_path):
    async with bot_on(sandbox, tmp_path, FLOW_THREADS="1") as bot:
        person = await newcomer(sandbox, 7900)
        await sandbox.gateways(latency_s=4)
        await sandbox.say("/imagine a slow boat --model flow")
        await sentence(sandbox, LAN, "")
        await faults(sandbox, "telegram", {"kind": "status", "status": 500, "match": "sendMessage"})
        await sandbox.say("/imagine a boat --model flow", person=person)
        await until(lambda: bot.rows("SELECT 1 FROM inbox WHERE state = 'done' AND raw LIKE ?", f'%"id": {person}%'))
        assert bot.rows("SELECT state, card_id FROM job WHERE chat_id = ?", person) == [("working", None)]
        await sandbox.post("/control/block", {"person": person})
        await stop(bot, signal.SIGTERM)
        await bot.start()
        await at_rest(bot)
        assert bot.rows("SELECT state, outcome FROM job WHERE chat_id = ?", person) == [("voided", "unreachable")]
        assert wallet(bot, person)[1] == 0
        assert len(await sandbox.tasks()) == 1
