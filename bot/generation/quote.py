"""What a request costs and who could make it, told before anything is held.

Everything a model cannot do is said here, in a person's words, so that money is only held for what can be made.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.errors import PersonError
from bot.generation.request import GenerationRequest
from bot.generation.schedule import Pace
from bot.providers.catalog import Catalog, Gateway, Model, Offer
from bot.providers.gateways import Gateways
from bot.providers.money import Cost, exact_cost
from bot.providers.pricing import cost_of, credits_of


@dataclass(frozen=True, slots=True)
class Quote:
    """One offer's price for a request: ``each`` picture in credits, and the counts of its parts (one submit each)."""

    offer: Offer
    each: int
    parts: tuple[int, ...]

    @property
    def price(self) -> int:
        """Credits for the whole."""
        return self.each * sum(self.parts)


class Quoting:
    """Quotes requests against the catalogue and what is switched on now."""

    def __init__(self, catalog: Catalog, gateways: Gateways, clock: Clock, default_model: str | None) -> None:
        self._catalog = catalog
        self._gateways = gateways
        self._clock = clock
        self._default = default_model

    def complete(self, request: GenerationRequest) -> GenerationRequest:
        """Fill in the model and check that it can do what is asked; raises PersonError."""
        model = self._model(request)
        self._check(model, request)
        return request.model_copy(update={"model": model.alias})

    def quotes(self, request: GenerationRequest) -> list[Quote]:
        """Return the offers that can serve it now, cheapest first, never none; raises PersonError."""
        offers = self._gateways.routing.offers_for(
            request.model, request.size, request.aspect_ratio, request.count, len(request.references), self._clock.now()
        )
        quotes = [self._quote(offer, request) for offer in offers]
        if not quotes:
            model = self._catalog.find(request.model)
            raise PersonError("model-off", model=model.title if model else request.model)
        return sorted(quotes, key=lambda quote: quote.price)

    def menu(self) -> list[Model]:
        """Return the models that some switched-on gateway offers, in the catalogue's order."""
        on = set(self._gateways.names())
        return [model for model in self._catalog.models.values() if any(offer.gateway in on for offer in model.offers)]

    def price_from(self, model: Model) -> int:
        """Return the lowest price of one picture of this model, in credits."""
        on = set(self._gateways.names())
        return min(self._each(offer, None) for offer in model.offers if offer.gateway in on)

    def _quote(self, offer: Offer, request: GenerationRequest) -> Quote:
        most = offer.count_per_call
        full, rest = divmod(request.count, most)
        return Quote(offer, self._each(offer, request.size), (most,) * full + ((rest,) if rest else ()))

    def _each(self, offer: Offer, size: str | None) -> int:
        return credits_of(cost_of(offer, size, 1), self._gateways.gateway(offer.gateway))

    def _model(self, request: GenerationRequest) -> Model:
        menu = self.menu()
        if not menu:
            raise PersonError("model-none")
        if request.model:
            model = self._catalog.find(request.model)
            if model is None:
                nearest = self._catalog.nearest(request.model)
                raise PersonError("model-unknown", name=request.model, nearest=nearest or "none")
            if model not in menu:
                raise PersonError("model-off", model=model.title)
            return model
        chosen = self._catalog.find(self._default) if self._default else None
        if chosen is not None and chosen in menu and _suits(chosen, request):
            return chosen
        return min([model for model in menu if _suits(model, request)] or menu, key=self.price_from)

    def _check(self, model: Model, request: GenerationRequest) -> None:
        sent = len(request.references)
        if not sent and not model.words:
            raise PersonError("model-edit-only", model=model.title)
        if sent > model.references_max:
            if model.references_max == 0:
                other = next((one.alias for one in self.menu() if one.references_max >= sent), "-")
                raise PersonError("model-no-edit", model=model.title, other=other)
            raise PersonError("model-references", model=model.title, most=model.references_max, sent=sent)
        ratios = model.ratios_for(sent)
        if request.aspect_ratio and request.aspect_ratio not in ratios:
            listed = ", ".join(ratios) or "-"
            raise PersonError("model-ratio", model=model.title, ratio=request.aspect_ratio, list=listed)
        if request.size and request.size not in model.sizes:
            listed = ", ".join(model.sizes) or "-"
            raise PersonError("model-size", model=model.title, size=request.size, list=listed)
        if request.count > model.count_max:
            raise PersonError("model-count", model=model.title, most=model.count_max)


def _suits(model: Model, request: GenerationRequest) -> bool:
    return model.references_max >= len(request.references) and (model.words or request.is_edit)


def pace_of(gateway: Gateway) -> Pace:
    """Return a gateway's habits of time."""
    times = gateway.timeouts
    return Pace(times.first_poll_s, times.poll_every_s, times.deadline_s)


def cost_of_attempt(offer: Offer, size: str | None, count: int, *, told: str | None = None) -> Cost:
    """Return what an attempt costs at its gateway: as the gateway told, else as the catalogue says."""
    if told is not None:
        with contextlib.suppress(ValueError):
            return exact_cost(told, offer.unit)
    return cost_of(offer, size, count)


def cheaper_or_same(quotes: Sequence[Quote], each: int) -> list[Quote]:
    """Return the quotes that stay within what was quoted: nobody pays more than they were told."""
    return [quote for quote in quotes if quote.each <= each]
