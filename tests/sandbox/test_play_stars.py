"""Play-Stars: bought and given back as Telegram does it, and every answer held against the published types."""

from __future__ import annotations

import pytest
from telegram import LabeledPrice
from telegram.error import BadRequest

from sandbox.telegram.state import LAN

WORDS = ("15,000 credits", "For pictures and films")
STARS = 50


async def invoice(bot, payload="order-1", **more):
    return await bot.send_invoice(LAN, *WORDS, payload, "XTR", [LabeledPrice("Credits", STARS)], "", **more)


async def pay(bot, control, **what):
    """Press Pay; returns the checkout and the query that the bot gets."""
    checkout = (await control.post("stars/pay", **{"from": LAN, **what}))["checkout"]
    found = await bot.get_updates(timeout=2)
    queries = [one.pre_checkout_query for one in found if one.pre_checkout_query]
    await bot.get_updates(offset=found[-1].update_id + 1)
    return checkout, queries[-1]


async def told(bot):
    return [one.message.successful_payment for one in await bot.get_updates(timeout=1) if one.message]


async def test_an_invoice_is_asked_about_then_paid_and_told_of(bot, control):
    message = await invoice(bot)
    assert message.reply_markup.inline_keyboard[0][0].pay
    checkout, query = await pay(bot, control, message=message.message_id)
    assert (query.invoice_payload, query.total_amount, query.currency) == ("order-1", STARS, "XTR")
    await query.answer(ok=True)
    assert (await control.get(f"/control/stars/checkouts/{checkout}"))["state"] == "paid"
    [paid] = await told(bot)
    [listed] = (await bot.get_star_transactions()).transactions
    assert (listed.id, listed.amount, listed.source.invoice_payload) == (
        paid.telegram_payment_charge_id,
        STARS,
        "order-1",
    )
    assert (await bot.get_my_star_balance()).amount == STARS
    assert (await control.get("/control/stars", **{"as": LAN}))["has"] == 4950


async def test_a_refusal_is_shown_and_costs_nothing(bot, control):
    message = await invoice(bot)
    checkout, query = await pay(bot, control, message=message.message_id)
    await query.answer(ok=False, error_message="Sold out.")
    shown = await control.get(f"/control/stars/checkouts/{checkout}")
    assert (shown["state"], shown["error"]) == ("refused", "Sold out.")
    assert (await bot.get_my_star_balance()).amount == 0


async def test_an_answer_after_ten_seconds_is_too_late(bot, control, sandbox):
    message = await invoice(bot)
    checkout, query = await pay(bot, control, message=message.message_id)
    sandbox.telegram.stars.checkouts[checkout].at -= 11
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await query.answer(ok=True)
    assert (await control.get(f"/control/stars/checkouts/{checkout}"))["error"] == "BOT_PRECHECKOUT_TIMEOUT"


async def test_payments_may_be_told_of_twice_or_never_and_stand_in_the_list_all_the_same(bot, control):
    for knob, times in (({"twice": 1}, 2), ({"lost": 1}, 0), ({}, 1)):
        await control.post("stars/delivery", **knob)
        await control.post("stars/play", **{"from": LAN, "payload": "p", "stars": 3})
        found = await bot.get_updates(timeout=1)
        assert [one.message.successful_payment.total_amount for one in found] == [3] * times
        if found:
            await bot.get_updates(offset=found[-1].update_id + 1)
    assert len((await bot.get_star_transactions(offset=1, limit=2)).transactions) == 2


async def test_a_payment_is_given_back_once(bot, control):
    charge = (await control.post("stars/play", **{"from": LAN, "payload": "p", "stars": 3}))["charge_id"]
    with pytest.raises(BadRequest, match=r"(?i)USER_ID_INVALID"):
        await bot.refund_star_payment(1002, charge)
    await bot.refund_star_payment(LAN, charge)
    with pytest.raises(BadRequest, match=r"(?i)CHARGE_ALREADY_REFUNDED"):
        await bot.refund_star_payment(LAN, charge)
    back = (await bot.get_star_transactions()).transactions[-1]
    assert (back.id, back.receiver.user.id) == (charge, LAN)
    [_, given_back] = await bot.get_updates()
    assert given_back.message.refunded_payment.telegram_payment_charge_id == charge


async def test_a_subscription_is_paid_every_month_until_it_is_cancelled(bot, control):
    link = await bot.create_invoice_link(
        *WORDS, "order-2", "XTR", [LabeledPrice("Month", STARS)], "", subscription_period=2_592_000
    )
    _, query = await pay(bot, control, link=link)
    await query.answer(ok=True)
    [first] = await told(bot)
    assert first.is_first_recurring
    assert first.subscription_expiration_date is not None
    again = (await control.post("stars/renew", charge=first.telegram_payment_charge_id))["charge_id"]
    assert again != first.telegram_payment_charge_id
    assert [one.is_recurring for one in await told(bot)] == [True, True]
    await bot.edit_user_star_subscription(LAN, first.telegram_payment_charge_id, is_canceled=True)
    answer = await control.client.post("/control/stars/renew", json={"charge": first.telegram_payment_charge_id})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"prices": [LabeledPrice("a", 1), LabeledPrice("b", 1)]}, "STARS_INVOICE_INVALID"),
        ({"prices": [LabeledPrice("a", 25_001)]}, "STARS_INVOICE_INVALID"),
        ({"title": "x" * 33}, "INVOICE_TITLE_INVALID"),
        ({"payload": "ấ" * 43}, "INVOICE_PAYLOAD_INVALID"),
        ({"currency": "VND"}, "PAYMENT_PROVIDER_INVALID"),
    ],
)
async def test_an_invoice_that_telegram_does_not_take_is_refused(bot, wrong, why):
    good = {
        "chat_id": LAN,
        "title": WORDS[0],
        "description": WORDS[1],
        "payload": "p",
        "currency": "XTR",
        "prices": [LabeledPrice("Credits", STARS)],
    }
    with pytest.raises(BadRequest, match=f"(?i){why}"):
        await bot.send_invoice(**(good | wrong), provider_token="")
