"""The line under a result: what it is, what it cost, what is left today."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.chat.clusters import whole_until
from bot.chat.texts import Texts, texts, without_hidden
from bot.generation import period, purse
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
_LINE = 40  # characters that a phone shows in one line under a picture
_FIRST_MIN, _CHAIN_MAX = 8, 30
_BETWEEN = " · "
_NAME_WORDS, _NAME_MAX = 6, 60


async def caption(  # noqa: PLR0913, PLR0917 (what it tells of)
    tx: Tx, job: Job, count: int, catalog: Catalog, rules: Rules, now: int, below: Sequence[str] = ()
) -> str:
    """Return the caption of a result, at most two short lines; ``below`` is told of the buttons."""
    said = texts(job.language)
    request = GenerationRequest.model_validate_json(job.request)
    facts = _in_a_line(
        {**await _facts(tx, job, count, catalog, said), **await _paid(tx, job, count, rules, now)}, below
    )
    if request.lead and request.task in WRITTEN:  # what was made better, beside what it was
        return said("caption-better", prompt=beginning(one_line(request.prompt), _LINE), facts=facts)
    if request.task in WRITTEN:  # an answer stands there itself, and its question above it
        return said("caption-of-words", facts=facts)
    return said("caption", prompt=heading(request, said, await _what(tx, job, count, said)), facts=facts)


async def _facts(tx: Tx, job: Job, count: int, catalog: Catalog, said: Texts) -> dict[str, str]:
    told, model = {}, catalog.find(job.model)
    if job.batch_id is not None:
        number, of = await batches.place_of(tx, job.batch_id, job.id)
        told["member"] = said.plain("caption-member", number=number, count=of)
    told["model"] = said.plain("caption-model", model=model.title if model else job.model)
    style = styles().get(GenerationRequest.model_validate_json(job.request).style)
    if style is not None:
        told["style"] = said.plain("caption-style", style=style.title(said.language))
    if count < job.count:
        told["fewer"] = said.plain("caption-fewer", got=count, asked=job.count)
    return told


async def _paid(tx: Tx, job: Job, count: int, rules: Rules, now: int) -> dict[str, str]:
    told, said = {}, texts(job.language)
    if rules.billing == "credits":
        told["price"] = await price_paid(tx, job, job.price * count // job.count, said)
    if rules.pictures_per_day is not None:
        today = period.day(now, rules.zone)
        used, held = await quotas.usage(tx, f"u:{job.person_uid}", "pictures", today)
        told["left"] = said.plain("caption-left", left=max(rules.pictures_per_day - used - held, 0))
    return told


async def price_paid(tx: Tx, job: Job, price: int, said: Texts) -> str:
    """Return a price with who paid it, where that was not the person's wallet alone; of several the first."""
    shares = await purse.shares_of(tx, job.id, price)
    first = shares[0].account_id.partition(":")[0] if shares else "w"
    by = {"pool": "pool", "g": "gift"}.get(first)
    if by is None:
        return said.plain("caption-price", price=price)
    part = sum(one.amount for one in shares if one.account_id.startswith(f"{first}:"))
    return said.plain("caption-paid", price=price, part=part, by=by if part == price else f"{by}-part")


def _in_a_line(facts: dict[str, str], below: Sequence[str]) -> str:
    """Return facts side by side, without the least of them where that would be more than a line."""
    for least in ("style", "model"):
        if len(_BETWEEN.join([*facts.values(), *below])) > _LINE:
            facts.pop(least, None)
    return _BETWEEN.join([*facts.values(), *below])


async def _what(tx: Tx, job: Job, count: int, said: Texts) -> str:
    """Return what a result is where its words do not tell: for who does not see it.

    Of an edit the words are only what was changed: what it was made from stands beside them, where it has room.
    """
    request, told = GenerationRequest.model_validate_json(job.request), []
    if count > 1 and request.task in PICTURES:
        told.append(said.plain("caption-several", count=count))
    if request.of_kind("picture") and request.task in (Task.IMAGE, Task.VIDEO) and not request.button:
        what, first = "edit" if request.task is Task.IMAGE else "film", await _first_words(tx, job, request)
        empty = said.plain("caption-what", what=f"{what}-of", words="")
        room = _LINE - len(_BETWEEN.join([one_line(request.prompt), *told, empty]))
        first = beginning(first, room) if room >= min(_FIRST_MIN, len(first)) else ""
        told.append(said.plain("caption-what", what=f"{what}-of" if first else what, words=first))
    return _BETWEEN.join(told)


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
    words = one_line(first.prompt)
    if words == one_line(request.prompt) or is_unsaid(words):
        return ""
    return words


def shorten(prompt: str, most: int = _PROMPT_MAX) -> str:
    """Return a prompt in one paragraph, without its end where it is very long."""
    return beginning(one_line(prompt), most)


def one_line(words: str) -> str:
    """Return words in one line, without what would turn it around or hide some of it."""
    return " ".join(without_hidden(words).split())


def beginning(line: str, most: int) -> str:
    """Return the beginning of a line, by whole words where that leaves most of it, and always by whole signs."""
    if len(line) <= most:
        return line
    words = line[:most].rpartition(" ")[0]
    return (words if 3 * len(words) > 2 * most else line[: whole_until(line, most - 1)]).rstrip() + "…"


def heading(request: GenerationRequest, said: Texts, what: str = "") -> str:
    """Return the prompt as it fits into a line above the facts, with the button that was pressed and ``what`` it is."""
    unsaid = unsaid_work(request.prompt)
    prompt = one_line(request.prompt) if unsaid is None else said.plain("button-work", work=unsaid, price=0)
    ends = [part for part in (beginning(request.button, _LINE), what) if part]
    room = max(_LINE - sum(len(_BETWEEN + end) for end in ends), _FIRST_MIN)
    return _BETWEEN.join(part for part in (beginning(prompt, room), *ends) if part)


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
