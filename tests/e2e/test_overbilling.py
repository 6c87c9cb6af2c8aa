"""A gateway that bills ten times its price: it is out of work before it costs much, and the owner knows why."""

import pytest

from tests.e2e.desk import OWNER, opened
from tests.e2e.steps import at_rest, bot_on, newcomer, ours, picture, sentence
from tests.harness import sandbox_process

pytestmark = pytest.mark.asyncio(loop_scope="module")
ANA = 7981
TIMES = 10


async def asked(sandbox, words, model):
    sent = await sandbox.say(f"/imagine {words} --model {model}", person=ANA)
    return sent["message_id"]


async def looked(sandbox):
    page = await opened(sandbox, "gateways", "Told just now")
    return page["message_id"]


@pytest.mark.parametrize(("gateway", "model"), [("thucchien", "nano-banana-2"), ("key4u", "nano-banana")])
async def test_a_gateway_that_bills_ten_times_its_price_is_taken_out_of_work(tmp_path, gateway, model):
    async with sandbox_process() as sandbox, bot_on(sandbox, tmp_path, BOT_ADMIN_IDS=str(OWNER)) as bot:
        await newcomer(sandbox, OWNER)
        await newcomer(sandbox, ANA)
        await looked(sandbox)
        await sandbox.post(f"/control/gateways/{gateway}", {"bill_times": TIMES})
        for number in range(3):
            await picture(sandbox, ANA, after=await asked(sandbox, f"kite {number}", model))
            await at_rest(bot)
            await looked(sandbox)
            await looked(sandbox)
            if bot.rows("SELECT 1 FROM switch"):
                break
        told = await sentence(sandbox, OWNER, "until you switch it on")
        assert bot.rows("SELECT actor FROM switch WHERE name = ?", f"gw:{gateway}") == [("bot",)]
        before = len(await sandbox.tasks())
        shut = await asked(sandbox, "one more kite", model)
        await sentence(sandbox, ANA, "", after=shut)
        await at_rest(bot)
        assert [one["gateway"] for one in (await sandbox.tasks())[before:] if one["gateway"] == gateway] == []
        await opened(sandbox, "gateways", "⛔ switched off since")
        assert [one["text"] for one in await ours(sandbox, OWNER) if "until you switch" in one.get("text", "")] == [
            told["text"]
        ]
