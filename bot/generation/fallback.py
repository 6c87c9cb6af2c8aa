"""A gateway turned work down before taking it: who else could, at no higher price; or the same again in a moment."""

from __future__ import annotations

from bot.errors import PersonError
from bot.generation import endings
from bot.generation.admission import add_attempt, reserve_gateway
from bot.generation.quote import Quote, cheaper_or_same
from bot.generation.request import GenerationRequest
from bot.generation.tools import Tools
from bot.providers.wire import Failed
from storage import attempts
from storage.attempts import Attempt
from storage.crashpoint import crashpoint
from storage.database import Tx
from storage.jobs import Job
from storage.quotas import QuotaError

_PATIENCE_S = 180


async def next_try(tools: Tools, job: Job, attempt: Attempt, failed: Failed, now: int) -> bool:
    """Put the part into another gateway's line, or back into this one's; False where neither makes sense."""
    for quote in await _others(tools, job, attempt):
        try:
            moved = await tools.db.write(_elsewhere, tools, job, attempt, quote, failed, now)
        except QuotaError:
            continue
        crashpoint("fallback.elsewhere")
        if moved:
            return True
    if failed.retry_after_s is None or now + failed.retry_after_s > job.created_at + _PATIENCE_S:
        return False
    again_at = now + max(failed.retry_after_s, 1)
    waits = await tools.db.write(
        attempts.move, attempt.id, ("starting", "submitting"), "waiting", slot=0, not_before_at=again_at
    )
    crashpoint("fallback.later")
    return waits


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


async def _elsewhere(  # noqa: PLR0913, PLR0917 (one transaction, its values)
    tx: Tx, tools: Tools, job: Job, attempt: Attempt, quote: Quote, failed: Failed, now: int
) -> bool:
    gateway = quote.offer.gateway
    await add_attempt(tx, job, quote.offer, attempt.part, attempt.try_number + 1, attempt.count, now)
    await reserve_gateway(tx, tools.gateways, job.id, gateway, tools.rules, now)
    await endings.part_failed(tx, attempt, failed.kind.value, failed.reason, now)
    return True
