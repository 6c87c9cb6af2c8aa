"""A gateway turned work down before taking it: who else could, at no higher price; or the same again in a moment."""

from __future__ import annotations

from bot.errors import PersonError
from bot.generation import endings
from bot.generation.admission import add_attempt, reserve_gateway
from bot.generation.quote import Quote, cheaper_or_same
from bot.generation.request import GenerationRequest
from bot.generation.tools import Tools
from bot.providers.wire import Failed
from storage import attempts, budgets, jobs
from storage.attempts import Attempt
from storage.crashpoint import crashpoint
from storage.database import Tx
from storage.jobs import Job
from storage.quotas import QuotaError

_PATIENCE_S = 180


async def next_try(tools: Tools, job: Job, attempt: Attempt, failed: Failed, now: int) -> bool:
    """Put the part into another gateway's line, or back into this one's; False where neither makes sense.

    Whether the job is still wanted is looked up in the same transaction: cancelled work is never sent again.
    """
    for quote in await _others(tools, job, attempt):
        try:
            await tools.db.write(_elsewhere, tools, attempt, quote, failed, now)
        except QuotaError:
            continue
        crashpoint("fallback.elsewhere")
        return True
    began = attempt.started_at or now
    if failed.retry_after_s is None or now + failed.retry_after_s > began + _PATIENCE_S:
        return False
    await tools.db.write(_later, attempt, failed, now)
    crashpoint("fallback.later")
    return True


async def _others(tools: Tools, job: Job, attempt: Attempt) -> list[Quote]:
    tried = {part.gateway for part in await tools.db.read(attempts.of_job, job.id) if part.part == attempt.part}
    try:
        quotes = tools.quoting.quotes(GenerationRequest.model_validate_json(job.request))
    except PersonError:
        return []
    affordable = cheaper_or_same(quotes, job.price // job.count)
    return [
        quote
        for quote in affordable
        if quote.offer.gateway not in tried and quote.offer.count_per_call >= attempt.count
    ]


async def _elsewhere(tx: Tx, tools: Tools, attempt: Attempt, quote: Quote, failed: Failed, now: int) -> None:
    job = await jobs.get(tx, attempt.job_id)
    if job.state == "working" and (await attempts.get(tx, attempt.id)).state in endings.OPEN:
        # The new try comes first: with no part of the job open, ending the old one would end the job.
        new = await add_attempt(tx, job, quote.offer, attempt.part, attempt.try_number + 1, attempt.count, now)
        await budgets.settle(tx, f"a:{attempt.id}", None)  # what was not taken makes room for who takes it
        request = GenerationRequest.model_validate_json(job.request)
        await reserve_gateway(tx, tools.gateways, tools.rules, new, request, now)
    await endings.part_failed(tx, attempt, failed.kind.value, failed.reason, now)


async def _later(tx: Tx, attempt: Attempt, failed: Failed, now: int) -> None:
    job = await jobs.get(tx, attempt.job_id)
    if job.state != "working":
        await endings.part_failed(tx, attempt, failed.kind.value, failed.reason, now)
        return
    again_at = now + max(failed.retry_after_s or 0, 1)
    await attempts.move(tx, attempt.id, ("starting", "submitting"), "waiting", slot=0, not_before_at=again_at)
