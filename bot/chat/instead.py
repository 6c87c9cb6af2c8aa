"""What else can be done where a request came to nothing: other models with their prices, and its words made milder."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import dataclass

from bot.errors import PersonError
from bot.generation.quote import Quoting
from bot.generation.request import REFERENCES, GenerationRequest
from bot.generation.unsaid import MILDER, is_unsaid
from bot.providers.wire import WRITTEN, Task
from storage import attempts
from storage.database import Database
from storage.jobs import Job

_GATEWAY_DOWN = ("broken", "unclear", "expired")  # another model helps where another gateway makes it
_MODEL_CANNOT = ("exhausted", "invalid", "unshowable")


@dataclass(frozen=True, slots=True)
class Other:
    """A model with its ``price`` for the whole request, in credits, and the ``request`` asked of it."""

    alias: str
    title: str
    price: int
    gateway: str
    request: GenerationRequest


@dataclass(frozen=True, slots=True)
class WaysOut:
    """What to offer under an end: another model, milder words (a request), the pictures that other words are for.

    ``price`` is that of the milder words, ``again`` that of the same once more; None where nobody makes it any more.
    """

    other: Other | None = None
    milder: GenerationRequest | None = None
    price: int = 0
    pictures: str = ""
    again: int | None = None


NO_WAY_OUT = WaysOut()


def other_models(quoting: Quoting, request: GenerationRequest, without: Collection[str] = ()) -> list[Other]:
    """Return the other models that can do a request now just as it is, the cheapest first.

    What would go to one of the gateways ``without`` is not among them.
    """
    able = []
    for model in quoting.menu(request.task):
        if model.alias == request.model or model.by_name:
            continue
        try:
            asked = quoting.of_another(request, model.alias)
            quote = quoting.quotes(asked)[0]
        except PersonError:  # it cannot do this, or not now
            continue
        if quote.offer.gateway not in without:
            able.append(Other(model.alias, model.title, quote.price, quote.offer.gateway, asked))
    return sorted(able, key=lambda other: other.price)


def milder(quoting: Quoting, request: GenerationRequest) -> GenerationRequest | None:
    """Return the request that words a refused one more mildly; None where nobody can, or none are the person's."""
    nobodys = not request.prompt or is_unsaid(request.prompt)
    if request.task in WRITTEN or request.source is not None or nobodys:
        return None
    asked = GenerationRequest(prompt=request.prompt, lead=MILDER, model="", task=Task.CHAT, then=request)
    try:
        asked = quoting.complete(asked)
        quoting.quotes(asked)
    except PersonError:
        return None
    return asked


async def ways_out(db: Database, quoting: Quoting, job: Job) -> WaysOut:
    """Return what to offer under a job that came to nothing."""
    request = GenerationRequest.model_validate_json(job.request)
    again = _price_now(quoting, request)
    if job.outcome == "refused":
        asked, pictures = milder(quoting, request), _pictures(request)
        return WaysOut(
            milder=asked, price=quoting.quotes(asked)[0].price if asked is not None else 0, pictures=pictures
        )
    if job.outcome not in _GATEWAY_DOWN + _MODEL_CANNOT:
        return WaysOut(again=again)
    parts = await db.read(attempts.of_job, job.id) if job.outcome in _GATEWAY_DOWN else []
    failed = {part.gateway for part in parts}
    return WaysOut(next(iter(other_models(quoting, request, failed)), None), again=again)


def _price_now(quoting: Quoting, request: GenerationRequest) -> int | None:
    """Return what a request costs now, or when its gateway is back; None where nobody makes it any more."""
    with contextlib.suppress(PersonError):
        return quoting.quotes(quoting.complete(request))[0].price
    with contextlib.suppress(PersonError):
        return quoting.price_of(request)
    return None


def _pictures(request: GenerationRequest) -> str:
    """Return the pictures whose next words would be for them, as the question what to change keeps them."""
    kinds = {one.kind for one in request.references}
    is_edit = request.task is Task.IMAGE and kinds == {"picture"}
    return REFERENCES.dump_json(request.references).decode() if is_edit else ""
