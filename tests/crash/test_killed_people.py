"""A kill while somebody leaves, a guest's first result pays two, or several purses pay one: once, or not at all."""

import pytest
import pytest_asyncio

from tests.crash.campaign import SIGKILLED
from tests.e2e.steps import at_rest, check_books, newcomer, picture, sentence, wallet
from tests.e2e.test_groups import new_group
from tests.e2e.test_privacy import found
from tests.harness import FAST, Bot, sandbox_process, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
ANA, BO = 7_123_456_701, 6302
NAME, WORDS = "Quỳnh-Hoa-0452", "zephyrine"
PRICE = 1748


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town():
    async with sandbox_process() as sandbox:
        yield sandbox


async def bot_in(sandbox, folder, **settings):
    await sandbox.post("/control/reset")
    await sandbox.gateways(**FAST)
    bot = Bot(sandbox, folder / "data", {"BOT_BACKUP_EVERY_HOURS": "0", **settings})
    await sandbox.post("/control/people", {"id": ANA, "first_name": NAME, "language_code": "en"})
    return bot


async def crash(bot):
    assert await bot.wait(30) == SIGKILLED, bot.log.read_text()[-3000:]
    await bot.start()


async def whole(bot):
    await until(lambda: not bot.rows("SELECT 1 FROM inbox WHERE state = 'new'"))
    await at_rest(bot, 60)
    assert await bot.stop() == 0
    await check_books(bot)


@pytest.mark.parametrize("point", ["leave.before", "leave.done", "forget.wiped"])
async def test_who_leaves_is_gone_for_good_wherever_a_kill_falls(town, tmp_path, point):
    bot = await bot_in(town, tmp_path)
    await bot.start(CRASH_AT=point)
    await town.say(f"/imagine {WORDS}", person=ANA)
    await picture(town, ANA)
    await at_rest(bot)
    await town.say("/deleteme", person=ANA)
    asked = await sentence(town, ANA, "Forget you?")
    data = asked["reply_markup"]["inline_keyboard"][0][1]["callback_data"]
    press = {"from": ANA, "chat": ANA, "message": asked["message_id"], "data": data}
    await town.post("/control/press", press)
    await crash(bot)
    await until(lambda: bot.rows("SELECT 1 FROM forgotten") and not bot.rows("SELECT 1 FROM erasure"), 40)
    await until(lambda: not bot.rows("SELECT 1 FROM inbox WHERE state = 'new'"))
    await until(lambda: not found(bot.folder, NAME, WORDS, str(ANA)))
    assert bot.rows("SELECT telegram_id, name FROM person") == [(None, "")]
    assert bot.rows("SELECT credits_posted FROM account WHERE id = 'breakage'") == [(200_000 - PRICE,)]
    await whole(bot)


@pytest.mark.parametrize("point", ["result.shown", "result.captured"])
async def test_a_guests_first_result_pays_both_once_wherever_a_kill_falls(town, tmp_path, point):
    bot = await bot_in(town, tmp_path, BOT_INVITE_CREDITS="700")
    await bot.start(CRASH_AT=point)
    await town.say("/invite", person=ANA)
    told = await sentence(town, ANA, "start=inv-")
    code = told["text"].split("start=")[1].split()[0]
    await newcomer(town, BO)
    await town.say(f"/start {code}", person=BO)
    await sentence(town, BO, "700")
    await town.say("/imagine a boat", person=BO)
    await crash(bot)
    await at_rest(bot, 60)
    await whole(bot)
    given = bot.rows("SELECT person_uid, amount, kind FROM credit_grant ORDER BY 1")
    assert [(amount, kind) for _, amount, kind in given] == [(700, "invite")] * 2
    assert bot.rows("SELECT count(*), sum(amount) FROM transfer WHERE code = 'grant' AND ref = 'invite'") == [(2, 1400)]


@pytest.mark.parametrize(
    ("point", "model"),
    [
        ("admit.done", "nano-banana-2"),
        ("submit.recorded", "flow"),
        ("files.recorded", "nano-banana-2"),
        ("result.shown", "flow"),
    ],
)
async def test_a_picture_that_several_purses_pay_is_paid_once_wherever_a_kill_falls(town, tmp_path, point, model):
    bot = await bot_in(town, tmp_path, BOT_START_CREDITS="9000", BOT_DAILY_CREDITS="30")
    await bot.start()
    chat = await new_group(town, ANA, await newcomer(town, BO))
    await town.say("/gift@atelier_bot 100", person=ANA, chat=chat)
    page = await sentence(town, chat, "into the group's pool?")
    await town.press(page, "Give", person=ANA)
    await bot.stop()
    await bot.start(CRASH_AT=point)
    await town.say(f"/imagine@atelier_bot two boats --n 2 --model {model}", person=ANA, chat=chat)
    await crash(bot)
    await whole(bot)
    [(state, price, paid, parts)] = bot.rows(
        "SELECT state, price, paid, (SELECT count(*) FROM attempt WHERE job_id = job.id) FROM job"
    )
    assert state == "captured"
    assert paid in ((price // 2, price) if point == "files.recorded" else (price,))  # a part may have lost its answer
    taken = dict(
        bot.rows("SELECT substr(debit_id, 1, instr(debit_id, ':') - 1), amount FROM transfer WHERE kind = 'capture'")
    )
    assert taken == {"pool": 100, "g": 30, "w": paid - 130}
    assert wallet(bot, ANA) == (8900 - (paid - 130), 0)
    assert len(await town.tasks()) == parts
