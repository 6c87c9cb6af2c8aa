"""The line under a result: what it is, what it cost, what is left today."""

from __future__ import annotations

import re

from bot.chat.texts import Texts, texts
from bot.generation import period
from bot.generation.request import GenerationRequest
from bot.generation.rules import Rules
from bot.generation.styles import styles
from bot.generation.unsaid import is_unsaid, unsaid_work
from bot.providers.catalog import Catalog
from bot.providers.wire import PICTURES, WRITTEN, Task
from storage import batches, jobs, quotas
from storage.database import Tx
from storage.jobs import Job

_PROMPT_MAX = 300
_FIRST_MAX, _CHAIN_MAX = 40, 30
_NAME_WORDS, _NAME_MAX = 6, 60


async def caption(tx: Tx, job: Job, count: int, catalog: Catalog, rules: Rules, now: int) -> str:
    """Return the caption of a result, at most two short lines."""
    said = texts(job.language)
    request = GenerationRequest.model_validate_json(job.request)
    model = catalog.find(job.model)
    facts = [
        *await _what(tx, job, count, said),
        said.plain("caption-model", model=model.title if model else job.model),
    ]
    if job.batch_id is not None:
        number, of = await batches.place_of(tx, job.batch_id, job.id)
        facts.insert(0, said.plain("caption-member", number=number, count=of))
    style = styles().get(request.style)
    if style is not None:
        facts.append(said.plain("caption-style", style=style.title(said.language)))
    if count < job.count:
        facts.append(said.plain("caption-fewer", got=count, asked=job.count))
    if rules.billing == "credits":
        facts.append(said.plain("caption-price", price=job.price * count // job.count))
    if rules.pictures_per_day is not None:
        today = period.day(now, rules.zone)
        used, held = await quotas.usage(tx, f"u:{job.person_uid}", "pictures", today)
        facts.append(said.plain("caption-left", left=max(rules.pictures_per_day - used - held, 0)))
    if request.lead and request.task in WRITTEN:  # what was made better, beside what it was
        return said("caption-better", prompt=shorten(request.prompt), facts=" · ".join(facts))
    if request.task in WRITTEN:  # an answer stands there itself, and its question above it
        return said("caption-of-words", facts=" · ".join(facts))
    return said("caption", prompt=heading(request, said), facts=" · ".join(facts))


async def _what(tx: Tx, job: Job, count: int, said: Texts) -> list[str]:
    """Return what a result is where the words above it do not tell: for who does not see it.

    Of an edit the words are only what was changed: what it was made from stands beside them.
    """
    request, told = GenerationRequest.model_validate_json(job.request), []
    if count > 1 and request.task in PICTURES:
        told.append(said.plain("caption-several", count=count))
    if request.of_kind("picture") and request.task in (Task.IMAGE, Task.VIDEO) and not request.button:
        first = await _first_words(tx, job, request)
        what = "edit" if request.task is Task.IMAGE else "film"
        told.append(said.plain("caption-what", what=f"{what}-of" if first else what, words=first))
    return told


async def _first_words(tx: Tx, job: Job, request: GenerationRequest) -> str:
    """Return, shortly, the words of the picture of ours that a chain of edits began with.

    What was said in another chat is not told: a group need not know what somebody wrote in private.
    """
    first = request
    for _ in range(_CHAIN_MAX):
        before = None if first.before is None else await jobs.get(tx, first.before)
        if before is None or before.chat_id != job.chat_id:
            break
        first = GenerationRequest.model_validate_json(before.request)
    words = " ".join(first.prompt.split())
    if words == " ".join(request.prompt.split()) or is_unsaid(words):
        return ""
    return words if len(words) <= _FIRST_MAX else words[: _FIRST_MAX - 1] + "…"


def shorten(prompt: str) -> str:
    """Return a prompt as it fits above the facts."""
    line = " ".join(prompt.split())
    return line if len(line) <= _PROMPT_MAX else line[: _PROMPT_MAX - 1] + "…"


def beginning(line: str, most: int) -> str:
    """Return the beginning of a line, by whole words where there are some."""
    return line if len(line) <= most else (line[:most].rpartition(" ")[0] or line[:most]) + "…"


def heading(request: GenerationRequest, said: Texts) -> str:
    """Return the prompt as it fits above the facts, and the gateway's own button that was pressed under it."""
    unsaid = unsaid_work(request.prompt)
    prompt = shorten(request.prompt) if unsaid is None else said.plain("button-work", work=str(unsaid), price=0)
    return " · ".join(part for part in (prompt, shorten(request.button)) if part)


def file_name(job: Job, number: int) -> str:
    """Return what a result's own file is called, from its first words: letters, digits and hyphens."""
    words = re.findall(r"\w+", GenerationRequest.model_validate_json(job.request).prompt)
    return "-".join([*words[:_NAME_WORDS], str(number)])[-_NAME_MAX:]


def caption_of_one(job: Job, number: int, count: int, said: Texts, *, words: bool = True) -> str:
    """Return the caption of one picture of a job, sent on its own; with the ``words`` that were said for it."""
    key = "caption-one-of" if count > 1 else "caption-original"
    facts = said.plain(key, number=number, count=count)
    if not words:
        return said("caption-of-words", facts=facts)
    return said("caption", prompt=heading(GenerationRequest.model_validate_json(job.request), said), facts=facts)
