"""What a picture costs at a gateway, and what a person pays for it."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

from bot.providers.catalog import Gateway, Offer
from bot.providers.money import SCALES, Cost


def cost_of(offer: Offer, size: str | None, count: int) -> Cost:
    """Return what ``count`` pictures of a size cost at the offer's gateway; None is the offer's first size.

    Raises:
        ValueError: the offer has no such size, or the count is no count.

    """
    if count < 1:
        raise ValueError(f"{count} pictures cannot be priced")
    chosen = size or offer.sizes[0]
    if chosen not in offer.prices:
        raise ValueError(f"{offer.gateway} has no price for {offer.name} at {chosen}")
    return Cost(offer.prices[chosen] * count, offer.unit)


def credits_of(cost: Cost, gateway: Gateway, markup: Decimal = Decimal(1)) -> int:
    """Return what a person pays in credits: cost x the gateway's rate x markup, rounded up, at least 1."""
    if not (markup.is_finite() and markup > 0):
        raise ValueError("the markup must be a number above 0")
    exact = Fraction(cost.amount, 10 ** SCALES[cost.unit]) * Fraction(gateway.credits_per_unit) * Fraction(markup)
    return max(1, math.ceil(exact))
