"""What a request costs and who could make it, told before anything is held.

Everything a model cannot do is said here, in a person's words, so that money is only held for what can be made.
"""

from __future__ import annotations

import contextlib
import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from bot.clock import Clock
from bot.errors import PersonError
from bot.generation.fitting import check, spelled
from bot.generation.options import ValueKind
from bot.generation.request import GenerationRequest, Source
from bot.generation.schedule import Pace
from bot.generation.shapes import is_shape, ratio_of
from bot.generation.usual import NOTHING_USUAL, Usual
from bot.providers.catalog import Catalog
from bot.providers.gateways import Gateways
from bot.providers.money import Cost, exact_cost, shown
from bot.providers.offers import Gateway, Model, Need, Offer
from bot.providers.pricing import cost_of, credits_of
from bot.providers.wire import Task

log = logging.getLogger(__name__)
_BELIEVED = 20  # times what the catalogue says: a price may have changed, but not so much

_NAMED_MAX = 4
NAMED_MAX = 2  # as many names fit into a short answer


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
    """Quotes requests against the catalogue and what is switched on now; ``most`` is what one request may cost."""

    def __init__(
        self, catalog: Catalog, gateways: Gateways, clock: Clock, default_model: str | None, most: int | None = None
    ) -> None:
        self._catalog = catalog
        self._gateways = gateways
        self._clock = clock
        self._default = default_model
        self._most = most
        self._menus: dict[Task | None, list[Model]] = {}
        self._sold: dict[Task | None, list[Model]] = {}
        self._choices: Mapping[str, ValueKind] | None = None
        self._cheaper: dict[int, Quoting] = {}

    def up_to(self, most: int) -> Quoting:
        """Return the same where one request may cost so much (0: no limit): what is always dearer is not sold."""
        if not most:
            return self
        if most not in self._cheaper:
            self._cheaper[most] = Quoting(self._catalog, self._gateways, self._clock, self._default, most)
        return self._cheaper[most]

    def complete(self, request: GenerationRequest, usual: Usual = NOTHING_USUAL) -> GenerationRequest:
        """Fill in the model and check that it can do what is asked; raises PersonError.

        What is ``usual`` is filled in as far as it can be done now, and left out without a word where it cannot.
        """
        alias = usual.model_for(request)
        completed = (alias and self._possible(request, {"model": alias})) or self._complete(request)
        for wish in usual.wishes(completed):
            completed = self._possible(completed, wish) or completed
        return completed

    def _possible(self, request: GenerationRequest, more: Mapping[str, Any]) -> GenerationRequest | None:
        """Return the request with more to it; None where nobody could make that now."""
        try:
            wished = self._complete(request.model_copy(update=more))
            self.quotes(wished)
        except PersonError:
            return None
        return wished

    def _complete(self, request: GenerationRequest) -> GenerationRequest:
        request = self._in_ratio(request)
        model = self._model(request)
        choices = {name: spelled(model, name, value) for name, value in request.choices.items()}
        request = request.model_copy(update={"model": model.alias, "task": model.task, "choices": choices})
        check(model, request, self.menu(model.task))
        return request

    def of_another(self, request: GenerationRequest, model: str) -> GenerationRequest:
        """Return the same asked of another model, which makes its own usual size and length where this one would.

        Raises PersonError.
        """
        first = self._catalog.find(request.model)
        left: dict[str, str | None] = {"model": model}
        for offer in first.offers if first else ():
            left |= {"size": None} if request.size == offer.sizes[0] else {}
            left |= {"seconds": None} if request.seconds in offer.seconds[:1] else {}
        return self.complete(request.model_copy(update=left))

    def choices(self) -> Mapping[str, ValueKind]:
        """Return every further option that something takes which is sold, with what follows it.

        What is too dear here takes options too: who asks for it is told its price, not that there is no such option.
        """
        if self._choices is None:
            options = [pair for model in self._whole_menu() for pair in model.options.items()]
            self._choices = {name: _kind(values) for name, values in options}
        return self._choices

    def usual(self, task: Task) -> str | None:
        """Return the alias of the model that plain words of this kind go to; None where there is none."""
        menu = [model for model in self.menu(task) if model.words and not model.by_name]
        return self._usual(menu, GenerationRequest(prompt="", model="", task=task)).alias if menu else None

    def quotes(self, request: GenerationRequest) -> list[Quote]:
        """Return the offers that can serve it now, cheapest first, never none; raises PersonError."""
        need = request.need()
        able = self._gateways.routing.offers_for(request.model, need, self._clock.now())
        quotes = [self._quote(offer, need) for offer in able if _goes_on(offer, request.source)]
        if not quotes:
            if able and request.source is not None:
                raise self._extend_none(request.source)
            model = self._catalog.find(request.model)
            if self._gateways.routing.all_off():  # no other model would be made either
                raise PersonError("spending-off")
            back_s = self._gateways.routing.back_in_s(request.model, need, self._clock.now())
            raise model_off(model.title if model else request.model, back_s)
        quotes.sort(key=lambda quote: quote.price)
        self._check_price(quotes[0].price)
        return quotes if self._most is None else [quote for quote in quotes if quote.price <= self._most]

    def price_of(self, request: GenerationRequest) -> int:
        """Return what a completed request costs at the cheapest gateway that is on, whether or not it rests just now.

        Raises PersonError where none can do it.
        """
        model = self._catalog.find(request.model)
        need = request.need()
        able = self._able(model, need, request.source) if model is not None else []
        if not able:
            raise model_off(model.title if model is not None else request.model)
        price = min(self._quote(offer, need).price for offer in able)
        self._check_price(price)
        return price

    def menu(self, task: Task | None = None) -> list[Model]:
        """Return the models that some switched-on gateway sells, in the catalogue's order: the same until a restart."""
        if task not in self._menus:
            self._menus[task] = [model for model in self._whole_menu(task) if self._is_cheap(model)]
        return self._menus[task]

    def _whole_menu(self, task: Task | None = None) -> list[Model]:
        """Return the same with what is too dear here."""
        if task not in self._sold:
            models = self._catalog.models.values()
            self._sold[task] = [model for model in models if task in (None, model.task) and self.sold(model)]
        return self._sold[task]

    def _is_cheap(self, model: Model) -> bool:
        return self._most is None or self.price_from(model) <= self._most

    def check_cheap(self, model: Model) -> None:
        """Raise PersonError where all that a model makes is dearer than a request may be."""
        if self.sold(model):
            self._check_price(self.price_from(model))

    def _check_price(self, price: int) -> None:
        if self._most is not None and price > self._most:
            raise PersonError("group-too-dear", most=self._most, price=price)

    def sold(self, model: Model) -> list[Offer]:
        """Return the offers of a model that are sold here."""
        return [offer for offer in model.offers if self._gateways.routing.is_sold(offer)]

    def switched_on(self) -> tuple[str, ...]:
        """Return the gateways that have a key."""
        return self._gateways.names()

    def price_from(self, model: Model) -> int:
        """Return the lowest price of one output of this model, in credits."""
        return min(self._each(offer, Need(model.task)) for offer in self.sold(model))

    def _extend_none(self, source: Source) -> PersonError:
        """Return the sentence for a result that nothing goes on from: it names others that something does."""
        kind = Task.SONG if source.kind == "sound" else Task.VIDEO
        sold = self._gateways.routing.is_sold
        ways = [offer for one in self.menu(Task.EXTEND) if not one.by_name for offer in one.offers if sold(offer)]
        able: dict[tuple[str, str], str] = {}  # one model for each way, so that the few are of many kinds
        for one in self.menu(kind):
            made = self._gateways.routing.offers_for(one.alias, Need(kind), self._clock.now())[:1]
            for way in ways if not one.by_name else ():
                if any(_goes_on(way, _result_of(offer)) for offer in made):
                    able.setdefault((way.gateway, way.name), one.alias)
        return PersonError("extend-none", list=tuple(dict.fromkeys(able.values()))[:_NAMED_MAX], count=len(able))

    def _quote(self, offer: Offer, need: Need) -> Quote:
        most = offer.count_per_call
        full, rest = divmod(need.count, most)
        return Quote(offer, self._each(offer, need.of_one()), (most,) * full + ((rest,) if rest else ()))

    @property
    def markup(self) -> int:
        """What the owner puts on top of every price, in per cent."""
        return self._gateways.markup

    def _each(self, offer: Offer, need: Need) -> int:
        return credits_of(cost_of(offer, need), self._gateways.gateway(offer.gateway), self._gateways.markup)

    def _in_ratio(self, request: GenerationRequest) -> GenerationRequest:
        """Return the request with a ratio of its model's in the place of a shape by word."""
        shape = request.aspect_ratio
        if shape is None or not is_shape(shape):
            return request
        model = self._model(request.model_copy(update={"aspect_ratio": None}))
        ratios = model.ratios_for(len(request.of_kind("picture")))
        return request.model_copy(update={"aspect_ratio": ratio_of(shape, ratios)})

    def _model(self, request: GenerationRequest) -> Model:
        whole = self._whole_menu(None if request.model else request.task)
        if not whole:
            raise PersonError("task-none" if self._whole_menu() else "model-none")
        if request.model:
            model = self._catalog.find(request.model)
            if model is None:
                near = self._catalog.nearest(request.model, [one.alias for one in self.menu(request.task)])
                raise PersonError("model-unknown", name=request.model, nearest=near[:NAMED_MAX] or "none")
            self.check_cheap(model)
            if model not in whole:
                raise model_off(model.title)
            return model
        return self._usual(self.menu(request.task), request)

    def _usual(self, menu: list[Model], request: GenerationRequest) -> Model:
        """Return the model of who names none: the owner's where it can do all of it, else the cheapest that can.

        Where none can, the nearest to it says what is wrong. Those for special work count as if they were not there.
        """
        menu = self._plain(menu)
        need = request.need()
        owners = self._catalog.find(self._default) if self._default else None
        if owners is not None and owners in menu and self._can_do_all(owners, need, request):
            return owners
        fitting = [model for model in menu if _suits(model, need, request.source)]
        if not menu:
            self._check_whole_menu(request.task)
        if request.source is not None and not fitting:
            raise self._extend_none(request.source)
        if not menu:
            raise PersonError("task-none")
        menu = fitting or menu
        one = need.of_one()
        menu = (
            [model for model in menu if self._able(model, need, request.source)]
            or [model for model in menu if self._able(model, one, request.source)]
            or _nearly(menu, request.seconds)
        )
        menu = [model for model in menu if request.choices.keys() <= model.options.keys()] or menu
        if owners is not None and owners in menu:
            return owners

        def price(model: Model) -> int:
            """Return the lowest price of one output as it is asked for, as far as it can be told."""
            able = self._able(model, need, request.source)
            return min(self._each(offer, one) for offer in able) if able else self.price_from(model)

        return min(menu, key=price)

    def _can_do_all(self, model: Model, need: Need, request: GenerationRequest) -> bool:
        return (
            request.choices.keys() <= model.options.keys()
            and _suits(model, need, request.source)
            and bool(self._able(model, need, request.source))
        )

    def _plain(self, menu: list[Model]) -> list[Model]:
        """Return the models that plain words may go to."""
        plain = [model for model in menu if not model.by_name or model.alias == self._default]
        return plain or [model for model in menu if model.task is Task.DESCRIBE]  # some words are better than none

    def _check_whole_menu(self, task: Task) -> None:
        """Raise PersonError where there are models that plain words may go to, but all are too dear here."""
        plain = self._plain(self._whole_menu(task))
        if plain:
            self._check_price(min(self.price_from(model) for model in plain))

    def _able(self, model: Model, need: Need, source: Source | None) -> list[Offer]:
        """Return the offers of a model that are sold and can do what is needed."""
        return [offer for offer in self.sold(model) if offer.takes(need) and _goes_on(offer, source)]


def model_off(title: str, back_s: int = 0) -> PersonError:
    """Return the sentence for a model that nobody takes work for; ``back_s``: for so long yet, where that is known."""
    return PersonError("model-off", model=title, minutes=-(-back_s // 60))


def _nearly(menu: list[Model], seconds: int | None) -> list[Model]:
    """Return those that come nearest to a length; all of them where none is asked for, or none can choose."""

    def off(model: Model) -> float:
        return min((abs(one - seconds) for one in model.seconds), default=math.inf) if seconds else 0

    nearest = min(off(model) for model in menu)
    return [model for model in menu if off(model) == nearest]


def _suits(model: Model, need: Need, source: Source | None) -> bool:
    return any(offer.takes_sources(need) and _goes_on(offer, source) for offer in model.offers)


def _goes_on(offer: Offer, source: Source | None) -> bool:
    """Whether an offer can go on from a result: only where it was made, as it was made, and from a model it knows."""
    if source is None:
        return True
    there = (offer.gateway, offer.protocol) == (source.gateway, source.protocol)
    return there and (not offer.after or not source.model or source.model in offer.after)


def _result_of(offer: Offer) -> Source:
    """Return what an offer would make as something to go on from."""
    return Source(gateway=offer.gateway, protocol=offer.protocol, model=offer.alias, remote_id="")


def _kind(values: tuple[str, ...] | str) -> ValueKind:
    return cast("ValueKind", values) if isinstance(values, str) else "word"


def pace_of(gateway: Gateway, offer: Offer) -> Pace:
    """Return how long work of this kind takes there."""
    times = gateway.timeouts
    return Pace(times.first_poll_s, times.poll_every_s, offer.deadline_s or times.deadline_s)


def cost_of_attempt(offer: Offer, request: GenerationRequest, count: int, *, told: str | None = None) -> Cost:
    """Return what an attempt costs at its gateway: as it told, where that can be; else as the catalogue says."""
    expected = cost_of(offer, request.need(count))
    if told is None:
        return expected
    with contextlib.suppress(ValueError):
        cost = exact_cost(told, offer.unit)
        if cost.amount <= expected.amount * _BELIEVED:
            return cost
    log.warning("cost.not_believed", extra={"offer": offer.name, "told": told[:40], "expected": shown(expected)})
    return expected


def cheaper_or_same(quotes: Sequence[Quote], each: int) -> list[Quote]:
    """Return the quotes that stay within what was quoted: nobody pays more than they were told."""
    return [quote for quote in quotes if quote.each <= each]
