"""What may follow a result: each step as the request it would be, with its price; what nobody can do is no step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.chat.naming import named
from bot.chat.result import Result
from bot.chat.texts import texts
from bot.errors import PersonError
from bot.generation.quote import Quoting
from bot.generation.request import GenerationRequest, Reference
from bot.generation.rules import Rules
from bot.generation.unsaid import UNSAID, VARY
from bot.providers.catalog import Catalog
from bot.providers.wire import Task

_MODELS_MAX = 4
_VOICES_MAX = 12
_SHAPED = (Task.IMAGE, Task.BLEND, Task.VIDEO)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``kind`` and ``what`` name it, ``price`` in credits is for all of the request.

    ``told`` is what people are told of it: 0 where nobody pays.
    """

    kind: str
    what: str
    price: int
    told: int
    request: GenerationRequest

    @property
    def argument(self) -> str:
        """What its button keeps: a price that has changed is another button."""
        return named(f"{self.kind}/{self.what}", self.told)


class NextSteps:
    """Knows the menu; every step is asked for again when its button is pressed, perhaps weeks later."""

    def __init__(self, quoting: Quoting, catalog: Catalog, rules: Rules) -> None:
        self._quoting = quoting
        self._catalog = catalog
        self._rules = rules

    def up_to(self, most: int) -> NextSteps:
        """Return those that cost no more; 0: no limit."""
        return NextSteps(self._quoting.up_to(most), self._catalog, self._rules) if most else self

    def find(self, result: Result, kind: str, what: str = "") -> Step | None:
        """Return a step; None where it makes no sense or nobody can do it."""
        try:
            return self.take(result, kind, what)
        except PersonError:
            return None

    def take(self, result: Result, kind: str, what: str = "") -> Step:
        """Return a step; raises PersonError where it cannot be taken."""
        match kind:
            case "again":
                request = self._quoting.complete(result.request)
            case "follow":
                request = self._followed(result)
            case "animate":
                request = self._animated(result)
            case "subtle" | "strong":
                request = self._varied(result, kind)
            case "upscale":
                request = self._enlarged(result)
            case "extend":
                request = self._longer(result)
            case "shape":
                request = self._reshaped(result, what)
            case "voice":
                choices = {**result.request.choices, "voice": what}
                request = self._quoting.complete(result.request.model_copy(update={"choices": choices}))
            case "model":
                request = self._quoting.of_another(_freely(result), what)
            case _:
                raise PersonError("press-old")
        price = self._quoting.price_of(request)
        return Step(kind, what, price, self.told(price), request)

    def told(self, price: int) -> int:
        """Return what people are told of a price: what is new is paid as it is billed today, whoever paid the old."""
        return price if self._rules.billing == "credits" else 0

    def can_edit(self, result: Result) -> bool:
        """Whether some model changes the picture shown by words."""
        if result.picture is None:
            return False
        try:
            self._quoting.complete(GenerationRequest(prompt="", model="", references=(result.picture,)))
        except PersonError:
            return False
        return True

    def price_of_words(self, then: GenerationRequest | None = None) -> int | None:
        """Return what a picture of words costs, or what is to be made of them ``then``; None where nobody makes it."""
        try:
            return self._quoting.price_of(self._quoting.complete(then or GenerationRequest(prompt="", model="")))
        except PersonError:
            return None

    def shapes(self, result: Result) -> list[Step]:
        """Return the same in each other shape that its model makes."""
        request, model = result.request, self._catalog.find(result.job.model)
        if model is None or request.task not in _SHAPED or request.source is not None:
            return []
        others = [one for one in model.ratios_for(len(request.of_kind("picture"))) if one != request.aspect_ratio]
        return [step for one in others if (step := self.find(result, "shape", one)) is not None]

    def voices(self, result: Result) -> list[Step]:
        """Return the same words in other voices."""
        model = self._catalog.find(result.job.model)
        known = model.options.get("voice") if model is not None and result.request.task is Task.SPEECH else None
        if not isinstance(known, tuple):
            return []
        now = result.request.choices.get("voice", known[0])
        others = [one for one in known if one != now][:_VOICES_MAX]
        return [step for one in others if (step := self.find(result, "voice", one)) is not None]

    def models(self, result: Result) -> list[Step]:
        """Return the same of the few other models whose price is nearest, the cheapest first."""
        if result.request.source is not None:
            return []
        others = [one.alias for one in self._quoting.menu(result.request.task) if not one.by_name]
        steps = [
            step for one in others if one != result.job.model and (step := self.find(result, "model", one)) is not None
        ]
        price = result.job.price * result.request.count // result.job.count
        nearest = sorted(steps, key=lambda step: (abs(step.price - price), step.price))[:_MODELS_MAX]
        return sorted(nearest, key=lambda step: step.price)

    def title(self, alias: str) -> str:
        """Return what a model is called."""
        model = self._catalog.find(alias)
        return model.title if model is not None else alias

    def _followed(self, result: Result) -> GenerationRequest:
        """Return what each of the gateway's own buttons asks for: they all cost the same."""
        source, attempt = result.source(self._catalog), result.attempt
        offer = self._catalog.offer(attempt.gateway, attempt.model) if attempt is not None else None
        served = self._catalog.offer(offer.gateway, offer.follow_up) if offer is not None and offer.follow_up else None
        if served is None or source is None:
            raise PersonError("press-old")
        return GenerationRequest(prompt="", model=served.alias, task=served.task, source=source)

    def _animated(self, result: Result) -> GenerationRequest:
        picture = _picture(result)
        request = GenerationRequest(
            prompt=result.request.prompt,
            lead=UNSAID[Task.VIDEO],
            model="",
            task=Task.VIDEO,
            references=(picture,),
            button=_label(result, "animate"),
        )
        return self._first_able([request.model_copy(update={"aspect_ratio": one}) for one in _ratios(result)])

    def _varied(self, result: Result, kind: str) -> GenerationRequest:
        """Ask the same model where it can edit, else the usual one, in the same shape where that can be."""
        picture = _picture(result)
        request = GenerationRequest(
            prompt=result.request.prompt,
            lead=VARY[kind],
            model="",
            references=(picture,),
            button=_label(result, kind),
        )
        models = [result.job.model, ""] if result.request.task is Task.IMAGE else [""]
        return self._first_able(
            [
                request.model_copy(update={"model": one, "aspect_ratio": ratio})
                for one in models
                for ratio in _ratios(result)
            ]
        )

    def _enlarged(self, result: Result) -> GenerationRequest:
        return self._quoting.complete(
            GenerationRequest(
                prompt=result.request.prompt or UNSAID[Task.UPSCALE],
                model="",
                task=Task.UPSCALE,
                references=(_picture(result),),
                button=_label(result, "upscale"),
            )
        )

    def _longer(self, result: Result) -> GenerationRequest:
        source = result.source(self._catalog)
        if source is None or source.kind not in ("video", "sound"):
            raise PersonError("ask-earlier")
        return self._quoting.complete(
            GenerationRequest(
                prompt=result.request.prompt,
                lead=UNSAID[Task.EXTEND] if source.kind == "video" else "",
                model="",
                task=Task.EXTEND,
                source=source,
                button=_label(result, "extend"),
            )
        )

    def _reshaped(self, result: Result, ratio: str) -> GenerationRequest:
        request = result.request.model_copy(update={"aspect_ratio": ratio})
        return self._first_able([request, request.model_copy(update={"size": None})])

    def _first_able(self, requests: Iterable[GenerationRequest]) -> GenerationRequest:
        """Return the first that can be done, completed; raises the last one's PersonError."""
        trouble = PersonError("task-none")
        for request in requests:
            try:
                completed = self._quoting.complete(request)
                self._quoting.price_of(completed)
            except PersonError as error:
                trouble = error
            else:
                return completed
        raise trouble


def _picture(result: Result) -> Reference:
    if result.picture is None:
        raise PersonError("press-lost")
    return result.picture


def _ratios(result: Result) -> list[str | None]:
    return [result.request.aspect_ratio, None] if result.request.aspect_ratio else [None]


def _freely(result: Result) -> GenerationRequest:
    """Return the request without what only its own model knows."""
    return result.request.model_copy(update={"choices": {}, "button": ""})


def _label(result: Result, kind: str) -> str:
    return texts(result.job.language).plain(f"step-{kind}", price=0)
