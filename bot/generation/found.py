"""Which of the works that a gateway lists is the one whose answer we lost: ours surely, or nobody's."""

from __future__ import annotations

from collections.abc import Sequence

from bot.generation.request import GenerationRequest
from storage import attempts, jobs
from storage.attempts import Attempt
from storage.database import Tx

_LISTED_S = 7 * 86400  # for so long a work that nobody fetched may stand in the gateway's list


async def adopt(tx: Tx, attempt: Attempt, listed: Sequence[str], now: int) -> str | None:
    """Take one of the listed works that nobody has as this attempt's; None while it cannot be told whose they are.

    A list tells little more than the words. Another attempt with the same words may be waiting for its answer, or have
    lost it too: then there must be a work for each of us, and all must have asked for the very same thing, from words
    alone. What was sent in, another shape or another model would make the one's work the other's.
    """
    known = await attempts.knows_remote(tx, attempt.gateway, listed)
    free = sorted(remote_id for remote_id in listed if remote_id not in known)
    mine = await _asked(tx, attempt)
    alike: list[Attempt] = []
    same = not mine.references and mine.source is None
    for other in await attempts.without_remote(tx, attempt.gateway, now - _LISTED_S):
        theirs = await _asked(tx, other)
        if theirs.words == mine.words:
            alike.append(other)
            same = same and (theirs, other.model) == (mine, attempt.model)
    waiting = [other.id for other in alike if other.state in ("submitting", "unclear")]
    if attempt.id not in waiting or len(free) < len(waiting) or (len(alike) > 1 and not same):
        return None
    remote_id = free[waiting.index(attempt.id)]
    moved = await attempts.move(tx, attempt.id, ("submitting", "unclear"), "running", remote_id=remote_id)
    return remote_id if moved else None


async def _asked(tx: Tx, attempt: Attempt) -> GenerationRequest:
    """Return what an attempt asked its gateway for: its own share of the job's request."""
    job = await jobs.get(tx, attempt.job_id)
    return GenerationRequest.model_validate_json(job.request).model_copy(update={"count": attempt.count})
