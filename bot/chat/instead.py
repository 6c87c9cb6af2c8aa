"""What can be done instead of what came to nothing: the one shape of it, and what of it an ended job has."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from operator import itemgetter

from bot.chat.naming import named
from bot.chat.texts import Texts
from bot.errors import PersonError
from bot.generation.quote import Quoting
from bot.generation.request import REFERENCES, GenerationRequest
from bot.generation.unsaid import MILDER, is_unsaid
from bot.providers.wire import PICTURES, WRITTEN, Task
from storage import attempts
from storage.database import Database
from storage.jobs import Job

_GATEWAY_DOWN = ("broken", "unclear", "expired")  # another model helps where another gateway makes it
_MODEL_CANNOT = ("exhausted", "invalid", "unshowable")
REPEATABLE = (
    "exhausted",
    "broken",
    "unclear",
    "unshowable",
    "interrupted",
    "expired",
    "cancelled",
    "unreachable",
)  # may do another time
# What a button keeps of the request it is about.
_KEPT: Mapping[str, Callable[[GenerationRequest], str]] = {
    "suggested": GenerationRequest.model_dump_json,
    "instead": lambda request: request.model,
    "again": lambda _request: "",
    "edit_photo": lambda request: REFERENCES.dump_json(request.references).decode(),
}
Told = Callable[[int], int]
"""What people are told of a price: 0 where nobody pays."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """What can be done, as a button that ``key`` and ``values`` word: its ``action`` begins the ``request``.

    ``price`` is in credits; None: there is none to name.
    """

    key: str
    request: GenerationRequest
    price: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    action: str = "suggested"

    def as_told(self, told: Told) -> WayOut:
        """Return it with what people are told of its price."""
        return self if self.price is None else replace(self, price=told(self.price))

    def label(self, said: Texts) -> str:
        """Return what the button says."""
        work = "picture" if self.request.task in PICTURES else "other"
        return said.plain(self.key, **self.values, work=work, price=self.price or 0)

    def argument(self) -> str:
        """Return what the button keeps: what it is about, and the price that it names."""
        kept = _KEPT[self.action](self.request)
        return kept if self.price is None else named(kept, self.price)


def way_to(quoting: Quoting, key: str, request: GenerationRequest, **values: object) -> list[WayOut]:
    """Return the way to make a request, at the price of now; none where nobody can."""
    try:
        asked = quoting.complete(request)
        return [WayOut(key, asked, quoting.quotes(asked)[0].price, values)]
    except PersonError:
        return []


def other_models(quoting: Quoting, request: GenerationRequest, without: Collection[str] = ()) -> list[WayOut]:
    """Return the same of each other model that can do it now just as it is, the cheapest first.

    What would go to one of the gateways ``without`` is not among them.
    """
    able: list[tuple[int, WayOut]] = []
    for model in quoting.menu(request.task):
        if model.alias == request.model or model.by_name:
            continue
        try:
            asked = quoting.of_another(request, model.alias)
            quote = quoting.quotes(asked)[0]
        except PersonError:  # it cannot do this, or not now
            continue
        if quote.offer.gateway not in without:
            able.append((quote.price, WayOut("button-instead", asked, quote.price, {"model": model.title})))
    return [way for _, way in sorted(able, key=itemgetter(0))]


def milder(quoting: Quoting, request: GenerationRequest) -> list[WayOut]:
    """Return what words a refused request more mildly; nothing where nobody can, or no words are the person's."""
    nobodys = not request.prompt or is_unsaid(request.prompt)
    if request.task in WRITTEN or request.source is not None or nobodys:
        return []
    asked = GenerationRequest(prompt=request.prompt, lead=MILDER, model="", task=Task.CHAT, then=request)
    return way_to(quoting, "button-reword", asked)


async def ways_out(db: Database, quoting: Quoting, job: Job) -> list[WayOut]:
    """Return what can be done under a job that came to nothing."""
    request = GenerationRequest.model_validate_json(job.request)
    if job.outcome == "refused":
        return milder(quoting, request) + _other_words(request)
    again = []
    if job.outcome in REPEATABLE:
        again = [WayOut("button-retry", request, _price_now(quoting, request), action="again")]
    if job.outcome not in _GATEWAY_DOWN + _MODEL_CANNOT:
        return again
    parts = await db.read(attempts.of_job, job.id) if job.outcome in _GATEWAY_DOWN else []
    failed = {part.gateway for part in parts}
    return again + [replace(way, action="instead") for way in other_models(quoting, request, failed)[:1]]


def _price_now(quoting: Quoting, request: GenerationRequest) -> int | None:
    """Return what a request costs now, or when its gateway is back; None where nobody makes it any more."""
    with contextlib.suppress(PersonError):
        return quoting.quotes(quoting.complete(request))[0].price
    with contextlib.suppress(PersonError):
        return quoting.price_of(request)
    return None


def _other_words(request: GenerationRequest) -> list[WayOut]:
    """Return the question what to change of the same pictures."""
    kinds = {one.kind for one in request.references}
    is_edit = request.task is Task.IMAGE and kinds == {"picture"}
    return [WayOut("button-other-words", request, action="edit_photo")] if is_edit else []
