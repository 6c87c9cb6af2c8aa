"""Another model for a request that its own model's gateways do not take at the moment: the cheapest that can do it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import PersonError
from bot.generation.quote import Quoting
from bot.generation.request import GenerationRequest
from storage.jobs import Job


@dataclass(frozen=True, slots=True)
class Other:
    """A model with its ``price`` for the whole request, in credits."""

    alias: str
    title: str
    price: int


def cheapest_other(quoting: Quoting, job: Job) -> Other | None:
    """Return the model to offer under a job that found no gateway with room; None where there is no need or none."""
    if job.outcome != "exhausted":
        return None
    request = GenerationRequest.model_validate_json(job.request)
    able = []
    for model in quoting.menu(request.task):
        if model.alias == job.model or model.by_name:
            continue
        try:
            price = quoting.quotes(quoting.of_another(request, model.alias))[0].price
        except PersonError:  # it cannot do this, or not now
            continue
        able.append(Other(model.alias, model.title, price))
    return min(able, key=lambda other: other.price, default=None)
