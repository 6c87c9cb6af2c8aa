"""What the owner puts on top of a price: rounded up, never below what it was, and the same order of prices."""

from hypothesis import given
from hypothesis import strategies as st

from bot.providers.catalog import SHIPPED, load_catalog
from bot.providers.discovery import protocols
from bot.providers.money import Cost
from bot.providers.pricing import credits_of, exact_credits

GATEWAYS = list(load_catalog(SHIPPED, protocols=protocols()).gateways.values())


@given(st.sampled_from(GATEWAYS), st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 900))
def test_a_markup_is_exact_up_to_a_credit_and_keeps_the_order(gateway, one, other, percent):
    price = credits_of(Cost(one, gateway.currency), gateway, percent)
    wanted = exact_credits(Cost(one, gateway.currency), gateway) * (100 + percent) / 100
    assert max(wanted, 1) <= price < max(wanted, 1) + 1
    if one <= other:
        assert price <= credits_of(Cost(other, gateway.currency), gateway, percent)
    assert credits_of(Cost(one, gateway.currency), gateway) == credits_of(Cost(one, gateway.currency), gateway, 0)
