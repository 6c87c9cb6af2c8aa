"""Time on our side: days of downtime, midnight, a clock that is set back; nobody loses a picture or pays for none."""

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from tests.e2e.moved_bot import MovedBot
from tests.e2e.steps import at_rest, check_books, faults, picture, sentence, wallet
from tests.harness import FAST, LAN, sandbox_process, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
RICH = 200000
DAY_S = 86400
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FLOW = "/imagine a boat --model flow"
STUMBLES = {"kind": "status", "status": 502, "times": 0}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def sandbox():
    async with sandbox_process() as process:
        yield process


@pytest_asyncio.fixture(loop_scope="module")
async def bot(sandbox, tmp_path):
    await sandbox.post("/control/reset")
    await sandbox.gateways(**FAST)
    moved = MovedBot(sandbox, tmp_path / "data", BOT_PICTURES_PER_DAY="5")
    await moved.start()
    try:
        yield moved
        await at_rest(moved)
    finally:
        await moved.stop()
    await check_books(moved)


async def in_state(bot, state):
    await until(lambda: bot.rows("SELECT 1 FROM attempt WHERE state = ?", state))


async def left_at_the_gateway(sandbox, bot):
    """Stop the bot while Flow is at work, and wait until the work is done there."""
    await sandbox.gateways(latency_s=1)
    await sandbox.say(FLOW)
    await in_state(bot, "running")
    assert await bot.stop() == 0
    await asyncio.sleep(1.2)


async def shown_and_paid(sandbox, bot):
    await picture(sandbox, LAN)
    await at_rest(bot)
    assert bot.rows("SELECT state, outcome FROM job") == [("captured", None)]
    assert wallet(bot, LAN) == (RICH - 100, 0)
    assert len(await sandbox.tasks()) == 1


@pytest.mark.slow
async def test_what_was_made_while_we_were_away_for_days_is_shown_and_paid(sandbox, bot):
    await left_at_the_gateway(sandbox, bot)
    bot.pass_time(3 * DAY_S)
    await bot.start()
    await shown_and_paid(sandbox, bot)


async def test_after_days_away_a_gateway_that_cannot_be_asked_at_once_is_asked_again(sandbox, bot):
    await left_at_the_gateway(sandbox, bot)
    bot.pass_time(3 * DAY_S)
    asked = "GET /flow/public/api/v1/jobs/"
    await faults(
        sandbox,
        "flow",
        {"match": asked, "kind": "refuse_connection", "times": 2},
        {"match": asked, "kind": "status", "status": 503, "times": 2},
    )
    await bot.start()
    for _ in range(4):
        await asyncio.sleep(0.4)
        bot.pass_time(16)
    await shown_and_paid(sandbox, bot)


async def test_what_a_gateway_never_finishes_is_given_up_in_the_end(sandbox, bot):
    await sandbox.gateways(latency_s=600)
    await sandbox.say(FLOW)
    await in_state(bot, "running")

    async def given_up():
        bot.pass_time(400)
        return bot.rows("SELECT 1 FROM job WHERE state = 'voided' AND outcome = 'expired' AND shown = 1")

    await until(given_up, every=0.3)
    assert wallet(bot, LAN) == (RICH, 0)


async def test_a_picture_that_waited_for_days_to_be_shown_is_shown_and_not_given_up(sandbox, bot):
    await faults(sandbox, "telegram", {**STUMBLES, "match": "editMessageMedia"})
    await sandbox.say(FLOW)
    await until(lambda: bot.rows("SELECT 1 FROM job WHERE state = 'ready'"))
    assert await bot.stop() == 0
    await faults(sandbox, "telegram")
    bot.pass_time(3 * DAY_S)
    await bot.start()
    await shown_and_paid(sandbox, bot)


async def test_an_end_that_waited_for_days_to_be_told_is_told(sandbox, bot):
    await sandbox.gateways(latency_s=0.8)
    await sandbox.say("/imagine something forbidden")
    await in_state(bot, "submitting")
    await faults(sandbox, "telegram", {**STUMBLES, "match": "editMessageText"})
    await until(lambda: bot.rows("SELECT 1 FROM job WHERE state = 'voided' AND shown = 0"))
    assert await bot.stop() == 0
    await faults(sandbox, "telegram")
    bot.pass_time(3 * DAY_S)
    await bot.start()
    await sentence(sandbox, LAN, "Bạn không mất tiền")


async def refuse(sandbox, method):
    body = '{"ok": false, "error_code": 400, "description": "Bad Request: something nobody has heard of"}'
    await faults(sandbox, "telegram", {**STUMBLES, "match": method, "status": 400, "body": body})


async def test_what_telegram_takes_in_no_form_is_given_back_and_a_sentence_it_refuses_too_is_tried_for_hours(
    sandbox, bot
):
    await refuse(sandbox, "editMessage")
    await sandbox.say(FLOW)
    await until(lambda: bot.rows("SELECT 1 FROM job WHERE state = 'voided' AND outcome = 'unshowable'"))
    assert wallet(bot, LAN) == (RICH, 0)
    for _ in range(3):
        await asyncio.sleep(0.5)
        bot.pass_time(3600)
    assert bot.rows("SELECT shown FROM job") == [(0,)], "three hours are not long"

    async def ended():
        bot.pass_time(3600)
        return bot.rows("SELECT 1 FROM job WHERE shown = 1")

    await until(ended, every=0.5)


async def test_a_voice_message_whose_answers_are_lost_is_sent_a_few_times_and_paid_once(sandbox, bot):
    await faults(sandbox, "telegram", {"kind": "lost", "match": "sendVoice", "times": 0})
    await sandbox.say("/speak xin chào --model tts-1")

    async def told():
        bot.pass_time(3)
        return any("/start" in one.get("text", "") for one in await sandbox.from_bot(LAN))

    await until(told, every=0.3)
    await at_rest(bot)
    assert len([one for one in await sandbox.from_bot(LAN) if "voice" in one]) == 3
    assert bot.rows("SELECT state, outcome FROM job") == [("captured", "unreachable")]


async def test_a_clock_that_was_set_back_holds_nothing_up(sandbox, bot):
    await left_at_the_gateway(sandbox, bot)
    bot.set_clock(-2 * DAY_S)
    await bot.start()
    await shown_and_paid(sandbox, bot)


async def test_a_clock_that_jumps_while_a_gateway_works_ends_nothing(sandbox, bot):
    await sandbox.gateways(latency_s=3)
    await sandbox.say(FLOW)
    await in_state(bot, "running")
    bot.set_clock(-2 * DAY_S)
    await asyncio.sleep(0.3)
    bot.set_clock(9 * DAY_S)
    for _ in range(9):  # it is asked meanwhile
        await asyncio.sleep(0.2)
        bot.pass_time(16)
    await shown_and_paid(sandbox, bot)


async def test_what_was_reserved_before_midnight_and_ended_after_it_goes_back_to_its_own_day(sandbox, bot):
    now = datetime.fromtimestamp(bot.now(), ZONE)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    bot.pass_time((midnight - now).total_seconds() - 60)
    yesterday, today = (midnight - timedelta(days=1)).strftime("%Y-%m-%d"), midnight.strftime("%Y-%m-%d")
    counted = "SELECT period, used, held FROM quota WHERE scope LIKE 'u:%' AND metric = 'pictures' ORDER BY period"
    await sandbox.gateways(latency_s=1)
    await sandbox.say("/imagine something forbidden")
    await in_state(bot, "submitting")
    assert bot.rows(counted) == [(yesterday, 0, 1)]
    bot.pass_time(120)
    await sentence(sandbox, LAN, "Bạn không mất tiền")
    assert bot.rows(counted) == [(yesterday, 0, 0)]
    await sandbox.say("/imagine a boat")
    await picture(sandbox, LAN)
    await at_rest(bot)
    assert bot.rows(counted) == [(yesterday, 0, 0), (today, 1, 0)]
