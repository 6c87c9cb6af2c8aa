"""What exactly was asked for, on request: the model and its options, and a line that asks for the same once more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.chat.result import Result
from bot.chat.standing import price_of
from bot.chat.texts import Texts, escape
from bot.generation.request import GenerationRequest
from bot.generation.unsaid import BETTER
from bot.providers.catalog import Catalog
from bot.providers.wire import Task

_COMMANDS: Mapping[Task, str] = {
    Task.IMAGE: "imagine",
    Task.BLEND: "blend",
    Task.UPSCALE: "upscale",
    Task.CUTOUT: "removebg",
    Task.VIDEO: "video",
    Task.EXTEND: "extend",
    Task.SPEECH: "speak",
    Task.SONG: "song",
    Task.SOUND: "sound",
    Task.DESCRIBE: "describe",
    Task.TRANSCRIBE: "transcribe",
    Task.CHAT: "ask",
}
_SPACE = re.compile(r"\s")


def told(result: Result, said: Texts, catalog: Catalog) -> tuple[str, str]:
    """Return the details as HTML, and the bare line that asks for the same, for where it is too long for a message."""
    request, job = result.request, result.job
    model = catalog.find(job.model)
    facts = [model.title if model is not None else job.model, *_facts(request, said)]
    if price := price_of(job, job.paid * request.count // job.count):
        facts.append(said.plain("caption-price", price=price))
    line = command_line(request)
    lines = [said("details", facts=" · ".join(facts))]
    if line is None:
        lines.append(said("details-step", prompt=request.prompt))
    else:
        if request.references or request.source is not None:
            lines.append(said("details-with", files=len(request.references)))
        lines.append(f"<code>{escape(line)}</code>")
    return "\n".join(lines), line or request.prompt


def command_line(request: GenerationRequest) -> str | None:
    """Return what a person may write to ask for the same; None for a button of the gateway's own."""
    command = _COMMANDS.get(request.task)
    if command is None:
        return None
    if request.lead == BETTER:
        return f"/better {request.prompt}"
    return " ".join(part for part in (f"/{command}", request.words, *_options(request)) if part)


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
