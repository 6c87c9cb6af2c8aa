"""Stars end to end: bought by a button, credited once, given back, owed when it was spent, and never lost."""

import itertools
import signal

import pytest
import pytest_asyncio

from tests.e2e.steps import bot_on, calls, newcomer, ours, sentence, wallet
from tests.harness import ALEX, FAMILY, LAN, sandbox_process, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
ADMIN, ANA = 7001, 7002
_numbers = itertools.count(7101)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def house(town, tmp_path_factory):
    settings = {"BOT_ADMIN_IDS": str(ADMIN), "BOT_START_CREDITS": "0"}
    async with bot_on(town, tmp_path_factory.mktemp("house"), **settings) as bot:
        await newcomer(town, ADMIN)
        yield bot


@pytest_asyncio.fixture(loop_scope="module")
async def shop(town, house):
    """A bot that sells, and somebody nobody has met before."""
    return Shop(town, house, await newcomer(town, next(_numbers)))


class Shop:
    """Short ways to buy."""

    def __init__(self, sandbox, bot, ana) -> None:
        self.sandbox, self.bot, self.ana = sandbox, bot, ana

    async def invoice(self, label="⭐ 50", person=0, chat=None):
        person = person or self.ana
        chat = chat or person
        asked = await self.sandbox.say("/topup", person=person, chat=chat)
        menu = await self.said(lambda one: label in str(one.get("reply_markup")), chat, asked["message_id"])
        await self.sandbox.press(menu, label, person=person)
        return await self.said(lambda one: "invoice" in one or has_link(one), chat, menu["message_id"])

    async def said(self, wanted, chat=0, after=0):
        chat = chat or self.ana

        async def look():
            return next((one for one in await ours(self.sandbox, chat, after) if wanted(one)), None)

        return await until(look)

    async def pay(self, invoice, person=0):
        person = person or self.ana
        what = {"link": link_of(invoice)} if has_link(invoice) else {"message": invoice["message_id"]}
        body = {"from": person, "chat": invoice["chat"]["id"], **what}
        number = (await self.sandbox.post("/control/stars/pay", body))["checkout"]

        async def ended():
            told = await self.sandbox.get(f"/control/stars/checkouts/{number}")
            return told if told["state"] != "waiting" else None

        return await until(ended)

    async def bought(self, credits_):
        """Buy the small package and wait until it is there."""
        paid = await self.pay(await self.invoice())
        assert paid["state"] == "paid", paid
        await until(lambda: wallet(self.bot, self.ana) == (credits_, 0))
        return paid["charge_id"]

    async def sweep(self):
        """Have the bot read Telegram's list: it does so at its start."""
        await self.bot.stop()
        await self.bot.start()

    def payments(self):
        found = "SELECT state, reason, stars, credits, came_by FROM payment JOIN person ON uid = person_uid "
        return self.bot.rows(found + "WHERE telegram_id = ?", self.ana)

    async def payload(self):
        """What the invoice that was asked for last carries."""
        return (await calls(self.sandbox, "sendInvoice"))[-1]["body"]["payload"]

    def order(self):
        """The order of the invoice that was asked for last."""
        found = (
            "SELECT id FROM star_order JOIN person ON uid = person_uid WHERE telegram_id = ? ORDER BY star_order.rowid"
        )
        return self.bot.rows(found, self.ana)[-1][0]


def has_link(message):
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return any(button.get("url", "").startswith("https://t.me/$") for row in rows for button in row)


def link_of(message):
    return message["reply_markup"]["inline_keyboard"][0][0]["url"]


async def test_a_package_is_bought_with_a_button_and_said_once(shop):
    invoice = await shop.invoice()
    assert invoice["invoice"]["title"] == "15,000 ₫"
    assert invoice["invoice"]["total_amount"] == 50
    assert (await shop.pay(invoice))["state"] == "paid"
    await sentence(shop.sandbox, shop.ana, "✅ 15,000 ₫ for 50 ⭐. You now have 15,000 ₫.")
    assert shop.payments() == [("credited", None, 50, 15000, "update")]


async def test_a_payment_told_of_twice_is_credited_and_said_once(shop):
    await shop.sandbox.post("/control/stars/delivery", {"twice": 1})
    await shop.bought(15000)
    await shop.sweep()
    said = [one for one in await ours(shop.sandbox, shop.ana) if "✅" in one.get("text", "")]
    assert (wallet(shop.bot, shop.ana), len(said)) == ((15000, 0), 1)


async def test_a_payment_whose_update_is_lost_is_found_in_the_list(shop):
    await shop.sandbox.post("/control/stars/delivery", {"lost": 1})
    assert (await shop.pay(await shop.invoice()))["state"] == "paid"
    assert wallet(shop.bot, shop.ana) == (0, 0)
    await shop.sweep()
    await sentence(shop.sandbox, shop.ana, "You now have 15,000 ₫")
    assert shop.payments() == [("credited", None, 50, 15000, "list")]


async def test_an_old_invoice_paid_again_is_credited_again(shop):
    invoice = await shop.invoice()
    for _ in range(2):
        assert (await shop.pay(invoice))["state"] == "paid"
    await until(lambda: wallet(shop.bot, shop.ana) == (30000, 0))


async def test_somebody_elses_invoice_is_refused_before_anything_is_paid(shop):
    invoice = await shop.invoice()
    order = shop.order()
    query = {"id": str(shop.ana), "from": {"id": LAN, "is_bot": False, "first_name": "Lan", "language_code": "vi"}}
    query |= {"currency": "XTR", "total_amount": 50, "invoice_payload": order}
    await answered(shop, query, "Hóa đơn này của người khác")
    assert (await shop.pay(invoice))["state"] == "paid"


@pytest.mark.parametrize("wrong", [{"invoice_payload": "forged"}, {"total_amount": 1}, {"currency": "USD"}])
async def test_a_forged_or_altered_invoice_is_refused_before_anything_is_paid(shop, wrong):
    await shop.invoice()
    order = shop.order()
    query = {"id": str(shop.ana), "from": {"id": shop.ana, "is_bot": False, "first_name": "P", "language_code": "en"}}
    query |= {"currency": "XTR", "total_amount": 50, "invoice_payload": order, **wrong}
    await answered(shop, query, "This invoice no longer holds")


def forgeries(signed):
    """What somebody might make of a signed payload."""
    words, _, seal = signed.rpartition(".")
    parts = words.split(".")
    return {
        "more credits": ".".join([*parts[:6], "999999", parts[7], seal]),
        "fewer Stars": ".".join([*parts[:5], "1", *parts[6:], seal]),
        "another's wallet": ".".join([*parts[:2], "AAAAAAAAAAAA", *parts[3:], seal]),
        "a pool": ".".join([*parts[:3], "AAAAAAAAAAAA", "-1009001", *parts[5:], seal]),
        "no signature": words,
        "half a signature": signed[:-10],
        "another's signature": f"{words}.{'A' * 20}",
        "an order of nobody": signed.replace(parts[1], "A" * 24),
    }


@pytest.mark.parametrize("kind", forgeries("o1.order.buyer...50.15000.0.seal"))
async def test_a_forged_invoice_is_refused_and_what_was_paid_by_it_is_set_aside(shop, kind):
    await shop.invoice()
    forged = forgeries(await shop.payload())[kind]
    query = {"id": f"{shop.ana}", "from": {"id": shop.ana, "is_bot": False, "first_name": "P", "language_code": "en"}}
    await answered(shop, {**query, "currency": "XTR", "total_amount": 50, "invoice_payload": forged}, "no longer holds")
    await shop.sandbox.post("/control/stars/play", {"from": shop.ana, "payload": forged, "stars": 50})
    await until(shop.payments)
    assert shop.payments() == [("aside", "payload", 50, 0, "update")]
    assert wallet(shop.bot, shop.ana) == (0, 0)


async def test_an_invoice_of_before_the_signature_still_holds(shop):
    await shop.invoice()
    await shop.sandbox.post("/control/stars/play", {"from": shop.ana, "payload": shop.order(), "stars": 50})
    await until(lambda: wallet(shop.bot, shop.ana) == (15000, 0))


async def test_what_an_invoice_carries_fits_and_names_nobodys_number(shop):
    await shop.invoice()
    payload = await shop.payload()
    assert len(payload.encode()) <= 128
    assert str(shop.ana) not in payload


async def answered(shop, query, words):
    await shop.sandbox.post("/control/update", {"pre_checkout_query": query})

    async def look():
        told = [one["body"] for one in await shop.sandbox.requests("telegram") if "answerPreCheckout" in one["path"]]
        return next((one for one in told if one["pre_checkout_query_id"] == query["id"]), None)

    told = await until(look)
    assert told["ok"] is False
    assert words in told["error_message"]
    assert shop.payments() == []


@pytest.mark.parametrize(("payload", "stars", "reason"), [("forged", 50, "payload"), (None, 49, "amount")])
async def test_a_payment_that_fits_no_invoice_is_set_aside_and_the_owner_told(shop, payload, stars, reason):
    await shop.invoice()
    payload = payload or shop.order()
    await shop.sandbox.post("/control/stars/play", {"from": shop.ana, "payload": payload, "stars": stars})
    await sentence(shop.sandbox, shop.ana, f"Your {stars} ⭐ came but fit no invoice")
    await sentence(shop.sandbox, ADMIN, f"{stars} Stars came that fit no invoice")
    assert shop.payments() == [("aside", reason, stars, 0, "update")]
    assert wallet(shop.bot, shop.ana) == (0, 0)


async def test_the_owner_gives_a_payment_back_with_a_button_that_asks_once_more(shop):
    charge = await shop.bought(15000)
    asked = await shop.sandbox.say(f"/admin refund {charge}", person=ADMIN)
    menu = await sentence(shop.sandbox, ADMIN, "All 15,000 ₫ are still there", after=asked["message_id"])
    await shop.bot.stop(signal.SIGKILL)
    await shop.bot.start()
    assert "given back" in (await shop.sandbox.press(menu, "Give 50 ⭐ back", person=ADMIN))["text"]
    await sentence(shop.sandbox, shop.ana, "50 ⭐ went back to you")
    assert (await shop.sandbox.get("/control/stars", **{"as": shop.ana}))["has"] == 5000
    assert wallet(shop.bot, shop.ana) == (0, 0)
    assert "before" in (await shop.sandbox.press_data(menu, data_of(menu), person=ADMIN, stale=True))["text"]


async def test_nobody_but_the_owner_gives_a_payment_back(shop):
    charge = await shop.bought(15000)
    await shop.sandbox.say(f"/admin refund {charge}", person=shop.ana)
    await sentence(shop.sandbox, shop.ana, "That command is for the owners")
    asked = await shop.sandbox.say(f"/admin refund {charge}", person=ADMIN)
    menu = await sentence(shop.sandbox, ADMIN, "Give P", after=asked["message_id"])
    told = await shop.sandbox.post(
        "/control/press", {"from": shop.ana, "chat": shop.ana, "message": 1, "data": data_of(menu), "stale": True}
    )
    answer = await until(lambda: pressed(shop, told))
    assert "does nothing" in answer["text"]
    assert wallet(shop.bot, shop.ana) == (15000, 0)


async def pressed(shop, told):
    answer = await shop.sandbox.get(f"/control/callbacks/{told['callback_query_id']}")
    return answer if answer["answered"] else None


def data_of(menu):
    return menu["reply_markup"]["inline_keyboard"][0][0]["callback_data"]


async def test_a_charge_back_of_what_was_spent_freezes_until_a_top_up_settles_it(shop):
    charge = await shop.bought(15000)
    await shop.sandbox.say("/imagine a boat", person=shop.ana)
    await shop.said(lambda one: "photo" in one)
    await until(lambda: wallet(shop.bot, shop.ana) == (15000 - 1748, 0))
    await shop.sandbox.post("/control/stars/chargeback", {"charge": charge})
    await shop.sweep()
    await sentence(shop.sandbox, shop.ana, "part of it was spent already")
    assert wallet(shop.bot, shop.ana) == (0, 0)
    await shop.sandbox.say("/imagine another boat", person=shop.ana)
    owed = await sentence(shop.sandbox, shop.ana, "1,748 ₫ of a payment taken back are still owed")
    await shop.sandbox.press(owed, "Top up", person=shop.ana)
    await sentence(shop.sandbox, shop.ana, "A top-up settles that first", after=owed["message_id"])
    await shop.bought(15000 - 1748)
    asked = await shop.sandbox.say("/imagine a third boat", person=shop.ana)
    await shop.said(lambda one: "photo" in one, after=asked["message_id"])


async def test_who_has_too_little_tops_up_by_a_button_and_goes_on(shop):
    await shop.sandbox.say("/imagine a boat", person=shop.ana)
    told = await sentence(shop.sandbox, shop.ana, "This costs 1,748 ₫ and you have 0 ₫. For more: /topup")
    for _ in range(2):
        await shop.sandbox.press(told, "Top up", person=shop.ana)
    menu = await sentence(shop.sandbox, shop.ana, "How many Stars", after=told["message_id"])
    await shop.sandbox.press(menu, "⭐ 50", person=shop.ana)
    invoice = await shop.said(lambda one: "invoice" in one, after=menu["message_id"])
    assert (await shop.pay(invoice))["state"] == "paid"
    await until(lambda: wallet(shop.bot, shop.ana) == (15000, 0))
    assert sum("How many Stars" in one.get("text", "") for one in await ours(shop.sandbox, shop.ana)) == 1


async def test_monthly_credits_come_each_month_until_they_are_stopped(shop):
    offer = await shop.invoice("Every month")
    paid = await shop.pay(offer)
    await sentence(shop.sandbox, shop.ana, "✅ 64,000 ₫ for 200 ⭐")
    await shop.sandbox.post("/control/stars/renew", {"charge": paid["charge_id"]})
    await until(lambda: wallet(shop.bot, shop.ana) == (128000, 0))
    asked = await shop.sandbox.say("/topup", person=shop.ana)
    menu = await sentence(shop.sandbox, shop.ana, "64,000 ₫ a month", after=asked["message_id"])
    assert "Stopped" in (await shop.sandbox.press(menu, "Stop the monthly", person=shop.ana))["text"]
    with pytest.raises(AssertionError, match="no subscription runs"):
        await shop.sandbox.post("/control/stars/renew", {"charge": paid["charge_id"]})


async def test_in_a_group_whoever_pays_adds_to_its_pool(shop):
    invoice = await shop.invoice(person=ALEX, chat=FAMILY)
    assert (await shop.pay(invoice, ALEX))["state"] == "paid"
    await sentence(shop.sandbox, FAMILY, "The pool now has 15,000 ₫")
    assert (await shop.pay(invoice, LAN))["state"] == "paid"  # the same invoice, by another member
    await sentence(shop.sandbox, FAMILY, "Quỹ đang có 30.000 ₫")
    assert wallet(shop.bot, LAN) == (0, 0)


async def test_pay_support_shows_what_was_paid_and_reaches_the_owner(shop):
    await shop.bought(15000)
    asked = await shop.sandbox.say("/paysupport", person=shop.ana)
    menu = await sentence(shop.sandbox, shop.ana, "50 ⭐ · 15,000 ₫", after=asked["message_id"])
    await shop.sandbox.say("/start", person=ADMIN)
    await shop.said(lambda one: "photo" in one, ADMIN)
    await shop.sandbox.press(menu, "Ask the owner", person=shop.ana)
    words = await sentence(shop.sandbox, shop.ana, "What is wrong?", after=asked["message_id"])
    assert "owner was told" in (await shop.sandbox.press(words, "Just tell", person=shop.ana))["text"]
    told = await sentence(shop.sandbox, ADMIN, "asks for help with a payment.")
    await shop.sandbox.press(told, "50 ⭐", person=ADMIN)
    asked = await shop.said(lambda one: f"Give P{shop.ana} " in one.get("text", ""), ADMIN)
    await shop.sandbox.press(asked, "Give 50 ⭐ back", person=ADMIN)
    await until(lambda: wallet(shop.bot, shop.ana) == (0, 0))
    await sentence(shop.sandbox, ADMIN, f"50 ⭐ given back to P{shop.ana}")
    page = await shop.sandbox.say("/admin audit", person=ADMIN)
    log = await sentence(shop.sandbox, ADMIN, "the log", after=page["message_id"])
    assert f"→ P{shop.ana}\n50 ⭐" in log["text"], "who got it, not the number of the charge"


async def test_an_owner_who_can_buy_is_told_where(shop):
    asked = await shop.sandbox.say("/balance", person=ADMIN)
    await sentence(shop.sandbox, ADMIN, "/topup", after=asked["message_id"])


@pytest.mark.parametrize("kept_out", [False, True])
async def test_words_after_ask_the_owner_go_to_the_owner_and_make_no_picture(shop, *, kept_out):
    await shop.bought(15000)
    if kept_out:
        page = await shop.sandbox.say(f"/admin block {shop.ana} noise", person=ADMIN)
        await sentence(shop.sandbox, ADMIN, "Kept out", after=page["message_id"])
    asked = await shop.sandbox.say("/paysupport", person=shop.ana)
    menu = await sentence(shop.sandbox, shop.ana, "50 ⭐ · 15,000 ₫", after=asked["message_id"])
    await shop.sandbox.press(menu, "Ask the owner", person=shop.ana)
    await sentence(shop.sandbox, shop.ana, "What is wrong?", after=asked["message_id"])
    sent = await shop.sandbox.say("I paid by mistake", person=shop.ana)
    await sentence(shop.sandbox, shop.ana, "The owner was told", after=sent["message_id"])
    await sentence(shop.sandbox, ADMIN, f"P{shop.ana} asks for help with a payment: I paid by mistake")
    assert wallet(shop.bot, shop.ana) == (15000, 0)


async def test_a_refund_that_is_forwarded_or_edited_into_a_message_is_none(shop):
    charge = await shop.bought(15000)
    words, before = f"/admin refund {charge}", (await shop.sandbox.say("hello", person=ADMIN))["message_id"]
    sent = await shop.sandbox.say(words, person=shop.ana)
    about = {"chat": {"id": ADMIN, "type": "private", "first_name": "P"}, "date": sent["date"], "text": words}
    about |= {"from": {"id": ADMIN, "is_bot": False, "first_name": "P"}, "message_id": before + 50}
    about["entities"] = [{"type": "bot_command", "offset": 0, "length": 6}]
    origin = {"type": "user", "sender_user": sent["from"], "date": sent["date"]}
    await shop.sandbox.post("/control/update", {"message": {**about, "forward_origin": origin}})
    edited = {**about, "message_id": before + 51, "edit_date": sent["date"]}
    await shop.sandbox.post("/control/update", {"edited_message": edited})
    asked = await shop.sandbox.say("/terms", person=ADMIN)
    await sentence(shop.sandbox, ADMIN, "Credits pay for", after=asked["message_id"])
    assert not [one for one in await ours(shop.sandbox, ADMIN, before) if "reply_markup" in one]
    assert wallet(shop.bot, shop.ana) == (15000, 0)


async def test_while_the_house_is_shut_nothing_can_be_paid_nor_by_who_is_kept_out(shop):
    invoice = await shop.invoice()
    shut = "INSERT INTO switch (name, reason, actor, at) VALUES ('maintenance', 'x', 'u:x', 1)"
    kept_out = "INSERT INTO block (holder, reason, actor, at) SELECT 'u:' || uid, 'x', 'u:x', 1 FROM person "
    kept_out += f"WHERE telegram_id = {shop.ana}"
    for sql, undone in ((shut, "DELETE FROM switch"), (kept_out, "DELETE FROM block")):
        await shop.bot.stop()
        shop.bot.write(sql)
        await shop.bot.start()
        assert "Nothing can be paid just now" in (await shop.pay(invoice))["error"]
        await shop.bot.stop()
        shop.bot.write(undone)
        await shop.bot.start()
    assert shop.payments() == []


async def test_a_bot_that_nobody_pays_sells_nothing(tmp_path):
    settings = {"BOT_BILLING": "off", "BOT_START_CREDITS": "0"}
    async with sandbox_process() as town, bot_on(town, tmp_path, **settings) as bot:
        await newcomer(town, ANA)
        await town.say("/topup", person=ANA)
        await sentence(town, ANA, "Nothing is sold here")
        await town.say("/terms", person=ANA)
        await sentence(town, ANA, "charges nothing")
        assert bot.rows("SELECT 1 FROM star_order") == []
