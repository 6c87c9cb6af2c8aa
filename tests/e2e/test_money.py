"""Money and quotas end to end: what a person has is what a person gets, also when fifty commands come at once."""

import asyncio
import time
from collections import Counter

import pytest

from tests.e2e.steps import at_rest, bot_on, newcomer, picture, sentence, used, wallet
from tests.harness import until

pytestmark = pytest.mark.asyncio(loop_scope="module")
PRICE = 1748  # Nano Banana 2 at AI Thực Chiến: 0.0672 USD at 26,000, rounded up
ANA = 6001
OWNER = 6002
CROWD = 50


async def fifty_at_once(sandbox, bot, refusal):
    """Fifty commands in one moment: one picture and 49 refusals, each in words that say why."""
    await newcomer(sandbox, ANA)
    began = time.monotonic()
    await asyncio.gather(*[sandbox.say(f"/imagine boat {number}", person=ANA) for number in range(CROWD)])

    async def all_answered():
        return len(await sandbox.from_bot(ANA)) == CROWD

    await until(all_answered)
    took_s = time.monotonic() - began
    shown = await picture(sandbox, ANA)
    await at_rest(bot)
    seen = await sandbox.from_bot(ANA)
    refusals = Counter(one["text"] for one in seen if one["message_id"] != shown["message_id"])
    assert list(refusals.values()) == [CROWD - 1], refusals
    assert refusal in next(iter(refusals))
    assert len(await sandbox.tasks()) == 1
    assert bot.rows("SELECT count(*), sum(state = 'captured') FROM job") == [(1, 1)]
    assert took_s < 10, f"the last refusal came after {took_s:.1f} s"


async def test_credits_for_one_picture_buy_one(town, tmp_path):
    async with bot_on(town, tmp_path, BOT_START_CREDITS=str(PRICE + 100)) as bot:
        await fifty_at_once(town, bot, "you have 100 ₫")
        assert wallet(bot, ANA) == (100, 0)


async def test_a_quota_of_one_picture_gives_one(town, tmp_path):
    async with bot_on(town, tmp_path, BOT_PICTURES_PER_DAY="1") as bot:
        await fifty_at_once(town, bot, "1 of 1 today, back at midnight (in ")
        assert used(bot) == (1, 0)


async def test_a_gateway_with_one_picture_a_day_makes_one(town, tmp_path):
    alone = {"KEY4U_API_KEY": "", "FLOW_API_KEY": "", "THUCCHIEN_PICTURES_PER_DAY": "1"}
    async with bot_on(town, tmp_path, **alone) as bot:
        await fifty_at_once(town, bot, "full for today")
        assert used(bot, "gw:thucchien") == (1, 0)
        assert wallet(bot, ANA) == (200000 - PRICE, 0)


async def test_a_gateway_with_money_for_one_picture_makes_one(town, tmp_path):
    alone = {"KEY4U_API_KEY": "", "FLOW_API_KEY": "", "THUCCHIEN_BUDGET_DAY": "0.10"}
    async with bot_on(town, tmp_path, **alone) as bot:
        await fifty_at_once(town, bot, "full for today")
        assert used(bot, "gw:thucchien", "cost") == (67200, 0)
        assert wallet(bot, ANA) == (200000 - PRICE, 0)


async def test_money_of_the_whole_bot_for_one_picture_makes_one_and_its_owner_is_told_once(town, tmp_path):
    async with bot_on(town, tmp_path, BOT_BUDGET_MONTH=str(PRICE + 100), BOT_ADMIN_IDS=str(OWNER)) as bot:
        await newcomer(town, OWNER)
        await fifty_at_once(town, bot, "My budget for this month is used up. More in ")
        assert used(bot, "all", "worth") == (PRICE, 0)
        await sentence(town, OWNER, "BOT_BUDGET_MONTH")
        asked = await town.say("/admin gateways", person=OWNER)
        page = await sentence(town, OWNER, "Budget this month: 1,748 ₫ of 1,848 ₫ · 94%", after=asked["message_id"])
        assert "Plan set here: 1, pay by quantity, top-up from 50,000 ₫" in page["text"]
        assert (
            len([one for one in await town.from_bot(OWNER) if "budget of the whole bot is reached" in one["text"]]) == 1
        )


async def test_credits_for_a_day_bind_as_well(town, tmp_path):
    async with bot_on(town, tmp_path, BOT_CREDITS_PER_DAY=str(PRICE)) as bot:
        await fifty_at_once(town, bot, "1,748 of 1,748 ₫ today, back at midnight (in ")
        assert used(bot, metric="credits") == (PRICE, 0)


async def test_four_pictures_with_money_for_two_are_refused_whole(town, tmp_path):
    async with bot_on(town, tmp_path, BOT_START_CREDITS=str(2 * PRICE)) as bot:
        await newcomer(town, ANA)
        await town.say("/imagine four boats --n 4", person=ANA)
        await sentence(town, ANA, "This costs 6,992 ₫ and you have 3,496 ₫")
        assert bot.rows("SELECT 1 FROM job") == []
        await town.say("/imagine two boats --n 2", person=ANA)
        await picture(town, ANA)
        await at_rest(bot)
        assert wallet(bot, ANA) == (0, 0)


async def test_with_billing_off_what_everybody_cost_is_recorded_on_their_tab(town, tmp_path):
    async with bot_on(town, tmp_path, BOT_BILLING="off", BOT_START_CREDITS="0") as bot:
        await newcomer(town, ANA)
        await town.say("/imagine a boat", person=ANA)
        shown = await picture(town, ANA)
        assert "₫" not in shown["caption"]
        await at_rest(bot)
        assert wallet(bot, ANA, "tab") == (-PRICE, 0)
        assert wallet(bot, ANA) == (0, 0)
        assert bot.rows("SELECT debits_posted FROM account WHERE id = 'cost:thucchien'") == [(67200,)]


async def test_what_was_not_made_is_given_back_to_its_day(town, tmp_path):
    async with bot_on(town, tmp_path, BOT_PICTURES_PER_DAY="1", BOT_START_CREDITS=str(PRICE)) as bot:
        await newcomer(town, ANA)
        await town.say("/imagine something forbidden", person=ANA)
        await sentence(town, ANA, "Nothing was charged")
        await at_rest(bot)
        assert used(bot) == (0, 0)
        assert wallet(bot, ANA) == (PRICE, 0)
        await town.say("/imagine a boat", person=ANA)
        shown = await picture(town, ANA)
        assert "0 left today" in shown["caption"]


async def test_cancelled_in_line_gives_the_quota_back_and_cancelled_at_work_does_not(town, tmp_path):
    async with bot_on(town, tmp_path, BOT_PICTURES_PER_DAY="5", THUCCHIEN_THREADS="1") as bot:
        await newcomer(town, ANA)
        await town.gateways(latency_s=2)
        await town.say("/imagine a slow boat", person=ANA)
        await until(lambda: bot.rows("SELECT 1 FROM attempt WHERE state = 'submitting'"))
        await town.say("/imagine another boat", person=ANA)
        await until(lambda: used(bot) == (0, 2))
        await town.say("/cancel", person=ANA)
        await until(lambda: used(bot) == (0, 1))
        await town.say("/cancel", person=ANA)
        await until(lambda: used(bot) == (1, 0))
        assert wallet(bot, ANA) == (200000, 0)
        await at_rest(bot)
        [task] = await town.tasks()
        assert task["prompt"].startswith("a slow boat")
        assert not [one for one in await town.from_bot(ANA) if "photo" in one]
        # It was made for nobody: the house bears it, and says so in its books.
        assert bot.rows("SELECT debits_posted FROM account WHERE id = 'loss:thucchien'") == [(67200,)]


async def test_three_of_four_pictures_cost_three_quarters(town, tmp_path):
    bad = {"to": "thucchien", "match": "images/generations", "kind": "status", "status": 400, "body": "{}"}
    async with bot_on(town, tmp_path, BOT_PICTURES_PER_DAY="9") as bot:
        await newcomer(town, ANA)
        await town.fault(**bad)
        await town.say("/imagine four boats --n 4", person=ANA)
        shown = await picture(town, ANA)
        assert "3 of 4 came out" in shown["caption"]
        await at_rest(bot)
        assert wallet(bot, ANA) == (200000 - 3 * PRICE, 0)
        assert used(bot) == (3, 0)
        labels = [button["text"] for row in shown["reply_markup"]["inline_keyboard"] for button in row]
        assert labels[:4] == ["1", "2", "3", labels[3]]
        for number in "123":
            assert number in (await town.press(shown, number, person=ANA))["text"]


async def test_a_gateway_that_makes_fewer_than_asked_is_paid_for_what_came(town, tmp_path):
    done = '{"status": "completed", "images_count": 2}'
    async with bot_on(town, tmp_path) as bot:
        await newcomer(town, ANA)
        await town.fault("flow", "status", "GET /flow/public/api/v1/jobs/", status=200, body=done)
        await town.say("/imagine four boats --n 4 --model flow", person=ANA)
        shown = await picture(town, ANA)
        assert "2 of 4 came out" in shown["caption"]
        await at_rest(bot)
        assert wallet(bot, ANA) == (200000 - 200, 0)
