"""Which gateway serves a request now: able, switched on and well, cheapest first.

A gateway rests when it said so (429, no credit) or when it failed five times in a row within a minute; after the rest
one piece of work at a time tells whether it is back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from bot.providers.catalog import Catalog
from bot.providers.offers import Need, Offer
from bot.providers.pricing import cost_of, exact_credits
from bot.providers.wire import Failed, FailureKind

_FAILURES_MAX = 5
_WINDOW_S = 60
_REST_S = 60
_OWNER_REST_S = 300  # what only the owner can mend is tried again by itself, so that a top-up needs no restart
_SOON_S = 120
_OFF_S = 10**9  # until the owner switches it on again


@dataclass(slots=True)
class _Health:
    """``until`` 0 = well; a time = rests until then, afterwards half open until something works."""

    until: int = 0
    reason: str = ""
    failures: list[int] = field(default_factory=list)
    closed_offers: dict[str, int] = field(default_factory=dict)


class Routing:
    """Knows which gateways are on and how they are; times are unix seconds given by the caller."""

    def __init__(self, catalog: Catalog, switched_on: Iterable[str]) -> None:
        self._catalog = catalog
        self._health = {name: _Health() for name in switched_on}
        self.off: frozenset[str] = frozenset()  # what the owner switched off

    def offers_for(self, alias: str, need: Need, now: int) -> list[Offer]:
        """Return the offers of switched-on gateways that can do it, cheapest first.

        Resting gateways are left out unless nobody else can, and then only those back within two minutes.
        """
        model = self._catalog.models.get(alias)
        if model is None:
            return []
        able = [offer for offer in model.offers if self.is_sold(offer) and offer.takes(need)]
        able.sort(key=lambda offer: self._price(offer, need))
        well = [offer for offer in able if self._rest_s(offer, now) == 0]
        return well or [offer for offer in able if self._rest_s(offer, now) <= _SOON_S]

    def back_in_s(self, alias: str, need: Need, now: int) -> int:
        """Return after how long somebody does it again who can; 0 where nobody can, or somebody does now."""
        model = self._catalog.models.get(alias)
        able = [offer for offer in model.offers if self.is_sold(offer) and offer.takes(need)] if model else []
        return min((self._rest_s(offer, now) for offer in able if offer.gateway not in self.off), default=0)

    def all_off(self) -> bool:
        """Tell whether the owner switched off every gateway that has a key."""
        return bool(self._health) and self.off.issuperset(self._health)

    def is_sold(self, offer: Offer) -> bool:
        """Tell whether the offer has a price and its gateway is switched on."""
        return offer.gateway in self._health and bool(offer.prices)

    def rest_s(self, gateway: str, now: int) -> int:
        """Return how long it still takes no work, 0 = it does now."""
        if gateway in self.off:
            return _OFF_S
        health = self._health.get(gateway)
        return 0 if health is None else max(health.until - now, 0)

    def reason(self, gateway: str) -> str:
        """Return why it rests, or rested last; empty where it never did."""
        health = self._health.get(gateway)
        return "" if health is None else health.reason

    def is_trying(self, gateway: str, now: int) -> bool:
        """Tell whether it is half open: its rest is over and nothing has worked since, so one at a time is enough."""
        health = self._health.get(gateway)
        return health is not None and 0 < health.until <= now

    def pause(self, gateway: str, until: int | None, reason: str, *, now: int) -> None:
        """Send nothing there until a time; None = until the owner acts, which is looked at again every five minutes."""
        health = self._health[gateway]
        health.until = max(now + _OWNER_REST_S if until is None else until, now + 1, health.until)
        health.reason = reason

    def turned_down(self, gateway: str, failed: Failed, now: int, offer_name: str = "") -> None:
        """Note that the gateway takes no work (EXHAUSTED), or only not for this offer; other kinds change nothing."""
        if failed.kind is not FailureKind.EXHAUSTED:
            return
        rest_s = _OWNER_REST_S if failed.retry_after_s is None else failed.retry_after_s
        if not failed.model_only:
            until = None if failed.retry_after_s is None else now + rest_s
            self.pause(gateway, until, failed.reason, now=now)
        elif offer_name:
            self._health[gateway].closed_offers[offer_name] = now + rest_s

    def stumbled(self, gateway: str, reason: str, now: int) -> None:
        """Note a failure of the gateway's own (broken, or no answer); the fifth in a row within a minute rests it."""
        health = self._health[gateway]
        health.failures = [*(at for at in health.failures if at > now - _WINDOW_S), now]
        if len(health.failures) >= _FAILURES_MAX or 0 < health.until <= now:
            self.pause(gateway, now + _REST_S, reason, now=now)
            health.failures.clear()

    def served(self, gateway: str, now: int) -> None:
        """Note that the gateway did what it should: it is well, unless it rests for a reason of its own."""
        health = self._health[gateway]
        health.failures.clear()
        if health.until <= now:
            health.until, health.reason = 0, ""

    def _rest_s(self, offer: Offer, now: int) -> int:
        if offer.gateway in self.off:
            return _OFF_S
        health = self._health[offer.gateway]
        return max(0, health.until - now, health.closed_offers.get(offer.name, 0) - now)

    def _price(self, offer: Offer, need: Need) -> Fraction:
        return exact_credits(cost_of(offer, need), self._catalog.gateways[offer.gateway])
