"""What waits for the owner's word: a payment that fits no invoice, and a debt; settled once, with a reason."""

import itertools

import pytest
import pytest_asyncio

from tests.e2e.desk import OWNER as ADMIN
from tests.e2e.desk import data_of, labels, opened, turned
from tests.e2e.steps import bot_on, newcomer, sentence, wallet
from tests.e2e.test_stars import Shop
from tests.harness import until

pytestmark = pytest.mark.asyncio(loop_scope="module")
BINH, CHU = 7202, 7203
_numbers = itertools.count(7301)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def house(town, tmp_path_factory):
    settings = {"BOT_ADMIN_IDS": f"{ADMIN},{CHU}", "BOT_START_CREDITS": "0"}
    async with bot_on(town, tmp_path_factory.mktemp("house"), **settings) as bot:
        for number in (ADMIN, BINH):
            await newcomer(town, number)
            await town.say("/balance", person=number)
            await sentence(town, number, "₫")
        await newcomer(town, CHU, "vi")
        await town.say("/balance", person=CHU)
        await sentence(town, CHU, "₫")
        yield bot


@pytest_asyncio.fixture(loop_scope="module")
async def shop(town, house):
    return Shop(town, house, await newcomer(town, next(_numbers)))


async def set_aside(shop, stars=50):
    """Pay something that fits no invoice; returns the charge and what the owner was told."""
    last = (await shop.sandbox.say("/terms", person=ADMIN))["message_id"]
    body = {"from": shop.ana, "payload": "forged", "stars": stars}
    charge = (await shop.sandbox.post("/control/stars/play", body))["charge_id"]
    return charge, await sentence(shop.sandbox, ADMIN, f"{stars} ", after=last + 1)


async def written(shop, words, part):
    asked = await shop.sandbox.say(words, person=ADMIN)
    return await sentence(shop.sandbox, ADMIN, part, after=asked["message_id"])


def deeds(bot):
    return bot.rows("SELECT action, detail FROM audit ORDER BY id DESC LIMIT 1")[0]


async def test_a_payment_set_aside_is_credited_from_the_alerts_own_button_once(shop):
    charge, alert = await set_aside(shop)
    page, _ = await turned(shop.sandbox, alert, "Look at it", "no invoice of ours")
    assert charge in page["text"]
    assert "50 ⭐ buy 15,000 ₫" in page["text"]
    page, _ = await turned(shop.sandbox, page, f"Credit P{shop.ana}", "How much")
    question = await written(shop, "15000 the invoice was lost", "Give 15,000")
    assert wallet(shop.bot, shop.ana) == (0, 0), "nothing moves before the yes"
    data = data_of(question, "Yes")
    _, toast = await turned(shop.sandbox, question, "Yes", "Credited with 15,000")
    assert toast == "Done"
    await sentence(shop.sandbox, shop.ana, "✅ 15,000 ₫ for 50 ⭐")
    assert deeds(shop.bot) == ("settle", "15000 CRD: the invoice was lost")
    again = await shop.sandbox.press_data(question, data, person=ADMIN, stale=True)
    assert again["text"] == "That was done before."
    assert wallet(shop.bot, shop.ana) == (15000, 0)
    assert shop.payments() == [("credited", "payload", 50, 15000, "update")]


async def test_an_alert_is_in_the_language_of_each_owner_with_what_to_do(shop):
    await set_aside(shop, stars=58)
    told = await sentence(shop.sandbox, CHU, "58 Sao không khớp hóa đơn nào")
    assert "Bấm nút" in told["text"]
    page, _ = await turned(shop.sandbox, told, "Xem ngay", "không phải hóa đơn của mình", person=CHU)
    assert f"Cộng cho P{shop.ana}" in labels(page)[0]


async def test_what_was_settled_can_still_be_given_back(shop):
    charge, _ = await set_aside(shop)
    question = await opened(shop.sandbox, f"settle {charge} 700 half of it", "Give 700", person=ADMIN)
    await turned(shop.sandbox, question, "Yes", "Credited")
    await until(lambda: wallet(shop.bot, shop.ana) == (700, 0))
    asked = await opened(shop.sandbox, f"giveback {charge} wished so", "⭐ back?", person=ADMIN)
    _, toast = await turned(shop.sandbox, asked, "Yes", "Given back")
    assert "50 ⭐ given back to P" in toast
    assert wallet(shop.bot, shop.ana) == (0, 0)


async def test_a_payment_set_aside_is_credited_to_somebody_else_who_is_told(shop):
    before = wallet(shop.bot, BINH)[0]
    charge, alert = await set_aside(shop, stars=70)
    page, _ = await turned(shop.sandbox, alert, "Look at it", "no invoice of ours")
    await turned(shop.sandbox, page, "somebody else", "Who, how much")
    question = await written(shop, f"{BINH} 900 paid for him", f"to P{BINH}")
    await turned(shop.sandbox, question, "Yes", "Credited with 900")
    await sentence(shop.sandbox, BINH, "✅ 900 ₫ for 70 ⭐")
    assert wallet(shop.bot, BINH)[0] == before + 900
    await shop.sandbox.post("/control/stars/chargeback", {"charge": charge})
    await shop.sweep()
    await until(lambda: wallet(shop.bot, BINH)[0] == before)


async def test_a_payment_set_aside_goes_back_in_stars_with_a_reason_and_once(shop):
    charge, alert = await set_aside(shop)
    page, _ = await turned(shop.sandbox, alert, "Look at it", "no invoice of ours")
    await turned(shop.sandbox, page, "Give 50 ⭐ back", "Why do the Stars go back")
    question = await written(shop, "a forged invoice", "50 ⭐ back?")
    _, toast = await turned(shop.sandbox, question, "Yes", "Given back")
    assert "50 ⭐ given back to P" in toast
    assert (await shop.sandbox.get("/control/stars", **{"as": shop.ana}))["has"] == 5000
    assert deeds(shop.bot) == ("star_refund", "50 Stars: a forged invoice")
    await opened(shop.sandbox, f"settle {charge} 5 too late", "not set aside any more", person=ADMIN)
    await opened(shop.sandbox, f"giveback {charge} again", "given back before", person=ADMIN)


async def test_the_payments_page_and_the_persons_page_lead_to_what_waits(shop):
    charge, _ = await set_aside(shop, stars=61)
    page = await opened(shop.sandbox, "payments", "set aside", person=ADMIN)
    assert any("61 ⭐" in label for label in labels(page))
    await turned(shop.sandbox, page, "61 ⭐", charge)
    page = await opened(shop.sandbox, f"person {shop.ana}", f"P{shop.ana}", person=ADMIN)
    await turned(shop.sandbox, page, "61 ⭐", charge)


async def test_a_debt_is_shown_and_forgiven_with_a_reason_once(shop):
    charge = await shop.bought(15000)
    await shop.sandbox.say("/imagine a boat", person=shop.ana)
    await shop.said(lambda one: "photo" in one)
    await until(lambda: wallet(shop.bot, shop.ana) == (15000 - 1748, 0))
    await shop.sandbox.post("/control/stars/chargeback", {"charge": charge})
    await shop.sweep()
    await sentence(shop.sandbox, shop.ana, "part of it was spent already")
    page = await opened(shop.sandbox, "payments", "1 in debt")
    page, _ = await turned(shop.sandbox, page, "owes 1,748 ₫", "Owes 1,748 ₫")
    await turned(shop.sandbox, page, "Forgive the debt", "Why is it forgiven")
    question = await written(shop, "a good customer", "Forgive P")
    data = data_of(question, "Yes")
    page, toast = await turned(shop.sandbox, question, "Yes", f"P{shop.ana}")
    assert toast == "Done"
    assert "Owes" not in page["text"]
    assert deeds(shop.bot) == ("forgive", "1748 CRD: a good customer")
    assert (await shop.sandbox.press_data(question, data, person=ADMIN, stale=True))["text"] == "That was done before."
    await opened(shop.sandbox, f"forgive {shop.ana} again", "Nothing is owed", person=ADMIN)


@pytest.mark.parametrize("words", ["settle {} 5.000 x", "settle {} 5000", "giveback {}", "settleto {} @nobody 5 x"])
async def test_a_slip_or_a_missing_reason_moves_nothing(shop, words):
    charge, _ = await set_aside(shop, stars=52)
    page = await opened(shop.sandbox, words.format(charge), person=ADMIN)
    assert not any("Yes" in label for label in labels(page)) if "reply_markup" in page else True
    assert shop.payments() == [("aside", "payload", 52, 0, "update")]


async def test_nobody_but_the_owner_settles_or_forgives(shop):
    charge, _ = await set_aside(shop, stars=53)
    for words in (f"settle {charge} 5000 me", f"giveback {charge} me", f"forgive {shop.ana} me", "payments"):
        asked = await shop.sandbox.say(f"/admin {words}", person=shop.ana)
        await sentence(shop.sandbox, shop.ana, "That command is for the owners", after=asked["message_id"])
    question = await opened(shop.sandbox, f"settle {charge} 5000 mine", "Give 5,000", person=ADMIN)
    own = await shop.said(lambda one: True)
    told = await shop.sandbox.press_data(own, data_of(question, "Yes"), person=shop.ana, stale=True)
    assert "does nothing" in told["text"]
    assert shop.payments() == [("aside", "payload", 53, 0, "update")]
