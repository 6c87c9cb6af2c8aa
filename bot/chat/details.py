"""What exactly was asked for, on request: the model and its options, and a line that asks for the same once more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.chat.command import names_of_kinds
from bot.chat.result import Result
from bot.chat.texts import Texts, escape
from bot.generation.request import GenerationRequest
from bot.generation.unsaid import BETTER, MILDER
from bot.providers.catalog import Catalog
from bot.providers.wire import Task

_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Details:
    """``head`` is HTML, ``line`` the bare words that ask for the same, which a tap copies."""

    head: str
    line: str

    @property
    def text(self) -> str:
        """Return both as one HTML text."""
        return f"{self.head}\n<code>{escape(self.line)}</code>"


def details_of(result: Result, said: Texts, catalog: Catalog, paid: str) -> Details:
    """Return what is told of a result, and what was ``paid`` if anything; its prompt where no words ask for it."""
    request, job = result.request, result.job
    model = catalog.find(job.model)
    seeds = _seeds(result)
    told = _with_seed(request, ", ".join(sorted(seeds, key=int))) if seeds else request
    facts = [model.title if model is not None else job.model, *_facts(told, said)]
    if paid:
        facts.append(paid)
    if model is not None and "seed" in model.options:
        own = _seed_of_all(result)
        request = _with_seed(request, own) if own else request
    head, line = said("details", facts=" · ".join(facts)), command_line(request)
    if line is not None and (request.references or request.source is not None):
        head += "\n" + said("details-with", files=len(request.references))
    return Details(head, request.prompt if line is None else line)


def _seeds(result: Result) -> set[str]:
    """Return what the gateway says it drew from: the one output shown, else all of them."""
    files = [result.shown] if result.shown is not None else result.files
    return {one.seed for one in files if one.seed}


def _seed_of_all(result: Result) -> str:
    """Return the seed that makes just what is shown; of several from one seed it makes all, or only the first."""
    seeds = [one.seed for one in result.files]
    if result.shown is not None:
        return result.shown.seed if seeds.count(result.shown.seed) == 1 else ""
    return seeds[0] if len(set(seeds)) == 1 else ""


def _with_seed(request: GenerationRequest, seed: str) -> GenerationRequest:
    return request.model_copy(update={"choices": {**request.choices, "seed": seed}})


def command_line(request: GenerationRequest) -> str | None:
    """Return what a person may write to ask for the same; None for a button of the gateway's own."""
    command = names_of_kinds().get(request.task)
    if command is None:
        return None
    if request.lead == MILDER:  # no command asks for that
        return None
    if request.lead == BETTER:
        return f"/better {request.prompt}"
    words = request.model_copy(update={"style": ""}).words  # the style is an option of its own
    return " ".join(part for part in (f"/{command}", words, *_options(request)) if part)


def _options(request: GenerationRequest) -> Iterator[str]:
    yield f"--model {request.model}"
    if request.aspect_ratio:
        yield f"--ar {request.aspect_ratio}"
    if request.count > 1:
        yield f"--n {request.count}"
    if request.size:
        yield f"--size {request.size}"
    if request.seconds:
        yield f"--seconds {request.seconds}"
    for name, value in request.choices.items():
        yield f'--{name} "{value}"' if _SPACE.search(value) else f"--{name} {value}"
    if request.style:
        yield f"--style {request.style}"
    if request.last:
        yield "--last"
    if request.of_kind("mask"):
        yield "--mask"


def _facts(request: GenerationRequest, said: Texts) -> Iterator[str]:
    if request.aspect_ratio:
        yield request.aspect_ratio
    if request.size and request.task in (Task.IMAGE, Task.BLEND, Task.VIDEO):
        yield request.size
    if request.seconds:
        yield said.plain("details-seconds", seconds=request.seconds)
    for name, value in request.choices.items():
        yield f"{name} {value}"
