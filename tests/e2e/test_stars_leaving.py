"""A debt of Stars and a person who leaves: it waits for them without a word of theirs, and is theirs on coming back."""

import itertools

import pytest
import pytest_asyncio

from tests.e2e.steps import bot_on, newcomer, sentence, wallet
from tests.e2e.test_stars import Shop, answered
from tests.harness import ALEX, FAMILY, sandbox_process, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
_numbers = itertools.count(7401)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    async with sandbox_process() as sandbox, bot_on(sandbox, folder, BOT_START_CREDITS="0") as bot:
        yield bot


@pytest_asyncio.fixture(loop_scope="module")
async def shop(house):
    return Shop(house.sandbox, house, await newcomer(house.sandbox, next(_numbers)))


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_debt_follows_who_leaves_and_comes_back(shop, when):
    charge = await shop.bought(15000)
    await shop.sandbox.say("/imagine a boat", person=shop.ana)
    await shop.said(lambda one: "photo" in one)
    await until(lambda: wallet(shop.bot, shop.ana) == (15000 - 1748, 0))
    if when == "before":
        await shop.sandbox.post("/control/stars/chargeback", {"charge": charge})
        await shop.sweep()
        await sentence(shop.sandbox, shop.ana, "part of it was spent already")
    await shop.sandbox.say("/deleteme", person=shop.ana)
    asked = await sentence(shop.sandbox, shop.ana, "Forget you?")
    await shop.sandbox.press(asked, "Forget me", person=shop.ana)
    gone = await sentence(shop.sandbox, shop.ana, "You are forgotten")
    await until(lambda: shop.bot.rows("SELECT * FROM erasure") == [], 40)
    assert shop.payments() == []
    if when == "after":
        await shop.sandbox.post("/control/stars/chargeback", {"charge": charge})
        await shop.sweep()
        await until(lambda: shop.bot.rows("SELECT 1 FROM forgotten_debt"))
        assert not shop.bot.rows("SELECT 1 FROM person WHERE telegram_id = ?", shop.ana), "the list brings nobody back"
    await shop.sandbox.say("/imagine another boat", person=shop.ana)
    await sentence(shop.sandbox, shop.ana, "1,748 ₫ of a payment taken back are still owed", after=gone["message_id"])


async def test_who_left_owing_and_pays_before_a_word_is_known_again(shop):
    charge = await shop.bought(15000)
    await shop.sandbox.say("/imagine a boat", person=shop.ana)
    await until(lambda: wallet(shop.bot, shop.ana) == (15000 - 1748, 0))
    await shop.sandbox.post("/control/stars/chargeback", {"charge": charge})
    await shop.sweep()
    await sentence(shop.sandbox, shop.ana, "part of it was spent already")
    order = shop.order()
    await shop.sandbox.say("/deleteme", person=shop.ana)
    asked = await sentence(shop.sandbox, shop.ana, "Forget you?")
    await shop.sandbox.press(asked, "Forget me", person=shop.ana)
    await sentence(shop.sandbox, shop.ana, "You are forgotten")
    await until(lambda: shop.bot.rows("SELECT * FROM erasure") == [], 40)
    await shop.sandbox.post("/control/stars/play", {"from": shop.ana, "payload": order, "stars": 50})
    await until(shop.payments)
    assert wallet(shop.bot, shop.ana) == (15000 - 1748, 0)


async def test_who_is_kept_out_may_leave_and_cannot_pay_before_a_word(shop):
    await shop.bought(15000)
    await shop.sandbox.say("/deleteme", person=shop.ana)
    asked = await sentence(shop.sandbox, shop.ana, "Forget you?")
    await shop.bot.stop()
    kept_out = "INSERT INTO block (holder, reason, actor, at) SELECT 'u:' || uid, 'x', 'u:x', 1 FROM person "
    shop.bot.write(f"{kept_out} WHERE telegram_id = {shop.ana}")
    await shop.bot.start()
    await shop.sandbox.say("/deleteme", person=shop.ana)
    asked = await sentence(shop.sandbox, shop.ana, "Forget you?", after=asked["message_id"])
    await shop.sandbox.press(asked, "Forget me", person=shop.ana)  # which is everybody's right
    await sentence(shop.sandbox, shop.ana, "You are forgotten", after=asked["message_id"] - 1)
    await shop.invoice(person=ALEX, chat=FAMILY)  # whoever is in the group may pay it
    query = {"id": str(shop.ana), "from": {"id": shop.ana, "is_bot": False, "first_name": "P", "language_code": "en"}}
    query |= {"currency": "XTR", "total_amount": 50, "invoice_payload": await shop.payload()}
    await answered(shop, query, "Nothing can be paid just now")
