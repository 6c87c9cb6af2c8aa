"""What work costs at a gateway, and what a person pays for it."""

from __future__ import annotations

import math
from fractions import Fraction

from bot.providers.money import SCALES, Cost
from bot.providers.offers import Gateway, Need, Offer


def cost_of(offer: Offer, need: Need) -> Cost:
    """Return what a need costs at the offer's gateway, all its outputs together.

    Without a size or a length it is the offer's first one; what is billed by the call is shared by its outputs.

    Raises:
        ValueError: the offer has no price for that, or the count is no count.

    """
    if need.count < 1:
        raise ValueError(f"{need.count} outputs cannot be priced")
    chosen = need.size or offer.sizes[0]
    if chosen not in offer.prices:
        raise ValueError(f"{offer.gateway} has no price for {offer.name} at {chosen}")
    price = offer.prices[chosen]
    match offer.per:
        case "output":
            amount = price * need.count
        case "second":
            amount = price * need.count * (need.seconds or next(iter(offer.seconds), 1))
        case "call":
            amount = math.ceil(Fraction(price * need.count, offer.count_per_call))
        case "1000 characters":
            amount = math.ceil(Fraction(price * need.count * max(need.characters, 1), 1000))
    return Cost(amount, offer.unit)


def credits_of(cost: Cost, gateway: Gateway, markup: int = 0) -> int:
    """Return what a person pays in credits: cost x the gateway's rate, per cent on top, rounded up, at least 1."""
    return max(1, math.ceil(exact_credits(cost, gateway) * Fraction(100 + markup, 100)))


def exact_credits(cost: Cost, gateway: Gateway) -> Fraction:
    """Return a cost in credits, not rounded: rounding would make unlike prices equal."""
    credits_, units = gateway.credits_per_unit.as_integer_ratio()
    return Fraction(cost.amount * credits_, units * 10 ** SCALES[cost.unit])
