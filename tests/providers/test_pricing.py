"""Money in whole numbers: exact where it is told, rounded up where it must be."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.providers.money import AMOUNT_MAX, Cost, exact_cost, exact_price, shown
from bot.providers.offers import Need
from bot.providers.pricing import cost_of, credits_of
from tests.catalogue import CATALOG

OFFERS = [offer for model in CATALOG.models.values() for offer in model.offers if offer.prices]
BY_OUTPUT = [offer for offer in OFFERS if offer.per == "output"]
AMOUNTS = st.decimals(0, 10**6, places=9, allow_nan=False)


@given(AMOUNTS)
def test_a_dollar_amount_is_rounded_up_to_the_next_micro_dollar(amount):
    cost = exact_cost(format(amount, "f"), "USD")
    assert 0 <= cost.amount - Fraction(amount) * 10**6 < 1
    assert isinstance(cost.amount, int)


@given(AMOUNTS, st.decimals("0.0001", 100_000, places=4))
def test_credits_never_lose_money_and_never_take_a_whole_credit_too_much(amount, rate):
    gateway = CATALOG.gateways["key4u"]
    gateway = type(gateway)(**{name: getattr(gateway, name) for name in gateway.__slots__} | {"credits_per_unit": rate})
    cost = exact_cost(format(amount, "f"), "USD")
    paid = credits_of(cost, gateway)
    exact = Fraction(cost.amount, 10**6) * Fraction(rate)
    assert paid >= 1
    assert paid == max(1, math.ceil(exact))
    assert isinstance(paid, int)


@given(st.sampled_from(BY_OUTPUT), st.integers(1, 100))
def test_n_pictures_cost_n_times_one(offer, count):
    assert cost_of(offer, Need(count=count)).amount == count * cost_of(offer, Need(size=offer.sizes[0])).amount > 0


@pytest.mark.parametrize(
    ("per", "need", "amount"),
    [
        ("second", Need(seconds=8), 8000),
        ("second", Need(), 5000),
        ("second", Need(seconds=10, count=2), 20_000),
        ("call", Need(count=2), 1000),
        ("call", Need(count=4), 2000),
        ("call", Need(count=1), 500),
        ("1000 characters", Need(characters=1), 1),
        ("1000 characters", Need(characters=2500), 2500),
    ],
)
def test_what_is_billed_by_second_call_or_letter_is_priced_so(per, need, amount):
    offer = replace(BY_OUTPUT[0], per=per, prices={"1K": 1000}, sizes=("1K",), seconds=(5, 8, 10), count_per_call=2)
    assert cost_of(offer, need).amount == amount


@given(st.sampled_from(OFFERS))
def test_what_is_shown_of_a_cost_reads_back_as_the_same_cost(offer):
    cost = cost_of(offer, Need(count=7))
    text, unit = shown(cost).split()
    assert exact_cost(text, unit) == cost


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "NaN",
        "nan",
        "Infinity",
        "-1",
        "+1",
        "1,5",
        "1.500.000",
        "1_000",
        "0x10",
        "1e999",
        "١٢",
        ".5",
        "5.",
        "one",
        "1 2",
    ],
)
@pytest.mark.parametrize("unit", ["USD", "VND"])
def test_what_is_no_amount_is_refused(text, unit):
    with pytest.raises(ValueError, match=r"amount|large"):
        exact_cost(text, unit)


@pytest.mark.parametrize("text", ["10.500", "1.000", "999.999"])
def test_dong_with_a_point_that_may_mean_thousands_are_refused(text):
    with pytest.raises(ValueError, match="ambiguous"):
        exact_cost(text, "VND")
    assert exact_cost(text, "USD").amount > 0


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("0.0672", "USD", 67200),
        ("0", "USD", 0),
        ("1e-7", "USD", 1),
        ("0.0000001", "USD", 1),
        ("100", "VND", 100),
        ("100.5", "VND", 101),
        ("9007199254740991", "VND", AMOUNT_MAX),
    ],
)
def test_amounts_in_the_spellings_of_gateways_are_read_exactly(text, unit, amount):
    assert exact_cost(text, unit) == Cost(amount, unit)


def test_an_amount_beyond_what_the_ledger_holds_is_refused():
    with pytest.raises(ValueError, match="too large"):
        exact_cost("9007199254740992", "VND")


@pytest.mark.parametrize(("text", "unit"), [("0", "VND"), ("0.0000001", "USD"), ("100.5", "VND"), ("0.00", "USD")])
def test_a_price_of_nothing_or_finer_than_money_is_refused(text, unit):
    with pytest.raises(ValueError, match=r"price|decimals"):
        exact_price(text, unit)


def test_a_size_without_a_price_or_no_pictures_cannot_be_priced():
    with pytest.raises(ValueError, match="no price"):
        cost_of(OFFERS[0], Need(size="8K"))
    with pytest.raises(ValueError, match="0 outputs"):
        cost_of(OFFERS[0], Need(count=0))


def test_the_known_prices_come_out_as_people_pay_them():
    def price(gateway, name):
        return credits_of(cost_of(CATALOG.offer(gateway, name), Need()), CATALOG.gateways[gateway])

    assert price("flow", "flow") == 100
    assert price("key4u", "nano-banana") == 450
    assert price("thucchien", "nano-banana-pro") == 3484
    assert price("thucchien", "nano-banana-2") == 1748  # 1747.2, rounded up
