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

    The gateway lists prompts only. Another attempt with the same words may be waiting for its answer, or have lost it
    too: then there must be a work for each of us, and with pictures sent in even that does not tell whose is whose.
    """
    known = await attempts.knows_remote(tx, attempt.gateway, listed)
    free = sorted(remote_id for remote_id in listed if remote_id not in known)
    mine = GenerationRequest.model_validate_json((await jobs.get(tx, attempt.job_id)).request)
    alike: list[Attempt] = []
    for other in await attempts.without_remote(tx, attempt.gateway, now - _LISTED_S):
        request = GenerationRequest.model_validate_json((await jobs.get(tx, other.job_id)).request)
        if request.prompt == mine.prompt:
            alike.append(other)
    waiting = [other.id for other in alike if other.state in ("submitting", "unclear")]
    if attempt.id not in waiting or len(free) < len(waiting) or (mine.is_edit and len(alike) > 1):
        return None
    remote_id = free[waiting.index(attempt.id)]
    moved = await attempts.move(tx, attempt.id, ("submitting", "unclear"), "running", remote_id=remote_id)
    return remote_id if moved else None
