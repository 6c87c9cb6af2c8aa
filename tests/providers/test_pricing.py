"""Money in whole numbers: exact where it is told, rounded up where it must be."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.providers.catalog import load_catalog
from bot.providers.discovery import protocols
from bot.providers.money import AMOUNT_MAX, Cost, exact_cost, exact_price, shown
from bot.providers.pricing import cost_of, credits_of

CATALOG = load_catalog(protocols=protocols())
OFFERS = [offer for model in CATALOG.models.values() for offer in model.offers]
AMOUNTS = st.decimals(0, 10**6, places=9, allow_nan=False)


@given(AMOUNTS)
def test_a_dollar_amount_is_rounded_up_to_the_next_micro_dollar(amount):
    cost = exact_cost(format(amount, "f"), "USD")
    assert 0 <= cost.amount - Fraction(amount) * 10**6 < 1
    assert isinstance(cost.amount, int)


@given(AMOUNTS, st.decimals("0.0001", 100_000, places=4), st.decimals("0.1", 10, places=2))
def test_credits_never_lose_money_and_never_take_a_whole_credit_too_much(amount, rate, markup):
    gateway = CATALOG.gateways["key4u"]
    gateway = type(gateway)(**{name: getattr(gateway, name) for name in gateway.__slots__} | {"credits_per_unit": rate})
    cost = exact_cost(format(amount, "f"), "USD")
    paid = credits_of(cost, gateway, markup)
    exact = Fraction(cost.amount, 10**6) * Fraction(rate) * Fraction(markup)
    assert paid >= 1
    assert paid == max(1, math.ceil(exact))
    assert isinstance(paid, int)


@given(st.sampled_from(OFFERS), st.integers(1, 100))
def test_n_pictures_cost_n_times_one(offer, count):
    assert cost_of(offer, None, count).amount == count * cost_of(offer, offer.sizes[0], 1).amount > 0


@given(st.sampled_from(OFFERS))
def test_what_is_shown_of_a_cost_reads_back_as_the_same_cost(offer):
    cost = cost_of(offer, None, 7)
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
        cost_of(OFFERS[0], "4K", 1)
    with pytest.raises(ValueError, match="0 pictures"):
        cost_of(OFFERS[0], None, 0)


@pytest.mark.parametrize("markup", ["NaN", "0", "-1", "Infinity"])
def test_a_markup_that_is_no_number_above_nothing_is_refused(markup):
    with pytest.raises(ValueError, match="markup"):
        credits_of(Cost(1, "USD"), CATALOG.gateways["key4u"], Decimal(markup))


def test_the_known_prices_come_out_as_people_pay_them():
    def price(gateway, name):
        return credits_of(cost_of(CATALOG.offer(gateway, name), None, 1), CATALOG.gateways[gateway])

    assert price("flow", "flow") == 100
    assert price("key4u", "nano-banana") == 450
    assert price("thucchien", "nano-banana-pro") == 3484
    assert price("thucchien", "nano-banana-2") == 1748  # 1747.2, rounded up
