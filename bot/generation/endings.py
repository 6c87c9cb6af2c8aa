"""How parts and jobs end: state, money and quotas in ONE transaction each, so that no crash can part them.

Every function here runs inside a transaction of `storage.database.Database.write` and calls nothing outside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.generation import gifts, purse
from bot.providers.money import Cost
from storage import assets, attempts, batches, jobs, ledger, quotas
from storage.assets import Asset, NewAsset
from storage.attempts import Attempt
from storage.database import Tx
from storage.jobs import Job

OPEN = ("waiting", "starting", "submitting", "running", "unclear")
SENT = ("submitting", "running", "unclear")
# What to tell when several parts failed for several reasons: the first that a person can do something about.
TELLING = (
    "refused",
    "picture-bad",
    "recording-bad",
    "picture-gone",
    "invalid",
    "exhausted",
    "interrupted",
    "unclear",
    "expired",
    "broken",
)


async def part_done(
    tx: Tx, attempt: Attempt, files: Sequence[NewAsset], cost: Cost | None, now: int, follow_ups: str | None = None
) -> None:
    """Record a finished attempt, its files and what may follow at the gateway; with the last part the job is ready.

    A job that ended meanwhile (cancelled) keeps no files; what the gateway took is the house's loss. Without ``cost``
    it is what it was priced at before it was sent.
    """
    row = await attempts.get(tx, attempt.id)
    moved = await attempts.move(
        tx,
        attempt.id,
        SENT,
        "done",
        slot=0,
        finished_at=now,
        progress=100,
        follow_ups=follow_ups,
        cost=cost.amount if cost else row.likely_cost,
        cost_unit=cost.unit if cost else row.cost_unit,
    )
    if not moved:
        return
    await quotas.settle(tx, f"a:{attempt.id}", {"pictures": len(files) or attempt.count})
    job = await jobs.get(tx, attempt.job_id)
    if job.state == "working":
        for file in files:
            await assets.add(tx, file, now)
    await _after_part(tx, job, now)


async def part_failed(tx: Tx, attempt: Attempt, outcome: str, reason: str, now: int, *, billed: bool = False) -> None:
    """Record an attempt without result; with the last part the job ends too (ready in part, or voided).

    ``billed``: the gateway probably takes its money all the same, as it was priced before it was sent.
    """
    row = await attempts.get(tx, attempt.id)
    likely = row.likely_cost if billed else None
    moved = await attempts.move(
        tx,
        attempt.id,
        OPEN,
        "failed",
        slot=0,
        finished_at=now,
        outcome=outcome,
        reason=reason[:300],
        cost=likely if row.cost is None else row.cost,  # it has a cost where it was done before and is asked again
    )
    if not moved:
        return
    await quotas.release(tx, f"a:{attempt.id}")
    await _after_part(tx, await jobs.get(tx, attempt.job_id), now)


async def capture(tx: Tx, job: Job, now: int, outcome: str | None = None) -> bool:
    """Take the money for what was shown; returns False where somebody else ended the job first."""
    files = await assets.of_job(tx, job.id)
    paid = job.price * min(len(files), job.count) // job.count
    if not await jobs.resolve(tx, job.id, ("ready",), "captured", now, outcome=outcome, paid=paid):
        return False
    await purse.capture(tx, job.id, paid, now)
    await quotas.settle(tx, f"j:{job.id}", {"pictures": min(len(files), job.count), "credits": paid, "jobs": 1})
    await _book_costs(tx, job.id, now, captured=True)
    await jobs.mark_shown(tx, job.id)
    await gifts.reward_first_result(tx, job.person_uid, now)
    return True


async def lose_files(tx: Tx, job: Job, broken: Sequence[Asset], now: int) -> None:
    """Forget files that our disk spoilt before they were shown.

    A gateway that can be asked again is asked, once: the attempt goes back to work. Else what is left is shown.
    """
    if (await jobs.get(tx, job.id)).state != "ready":
        return
    again = set()
    for attempt_id in {file.attempt_id for file in broken}:
        attempt = await attempts.get(tx, attempt_id)
        if attempt.remote_id is not None and not attempt.asked_again:
            await attempts.move(tx, attempt_id, ("done",), "running", slot=1, asked_again=1)
            again.add(attempt_id)
    for file in await assets.of_job(tx, job.id):
        if file in broken or file.attempt_id in again:
            await assets.forget(tx, file.id)
    if again:
        await jobs.resolve(tx, job.id, ("ready",), "working", now)
    elif not await assets.of_job(tx, job.id):
        await give_up(tx, job, now)


async def give_up(tx: Tx, job: Job, now: int, outcome: str = "broken") -> None:
    """End a job whose result could not be shown; called by whoever shows it, and nobody else."""
    await _void(tx, job, "ready", outcome, now)


async def _void(tx: Tx, job: Job, from_state: str, outcome: str, now: int, pictures_used: int = 0) -> bool:
    """End a job without result: the money goes back; ``pictures_used`` of the day's quota stay used.

    A job that is ready is being shown, perhaps in this moment: only who shows it may still end it so.
    """
    if not await jobs.resolve(tx, job.id, (from_state,), "voided", now, outcome=outcome):
        return False
    await purse.void(tx, job.id, now)
    await quotas.settle(tx, f"j:{job.id}", {"pictures": pictures_used, "credits": 0, "jobs": min(pictures_used, 1)})
    await _book_costs(tx, job.id, now, captured=False)
    return True


async def cancel(tx: Tx, job: Job, now: int, outcome: str = "cancelled") -> bool:
    """End a job by its person's wish, or because nobody is there to show it to.

    What waits is dropped. What a gateway has already is followed to its end without being shown (its thread stays
    taken until then) and stays counted in the day's pictures, so that pressing cancel is no way around the quota.
    """
    if (await jobs.get(tx, job.id)).state != "working":
        return False
    sent = 0
    for attempt in await attempts.of_job(tx, job.id):
        if attempt.state in ("waiting", "starting"):
            await attempts.move(tx, attempt.id, ("waiting", "starting"), "dropped", slot=0, finished_at=now)
            await quotas.release(tx, f"a:{attempt.id}")
        elif attempt.state in SENT or attempt.state == "done":
            sent += attempt.count
    return await _void(tx, job, "working", outcome, now, min(sent, job.count))


async def drop_unsent(tx: Tx, job: Job, now: int, outcome: str) -> bool:
    """End a job of which no gateway has anything yet; returns False, and changes nothing, where one has."""
    parts = await attempts.of_job(tx, job.id)
    if any(part.state in SENT or part.state == "done" for part in parts):
        return False
    return await cancel(tx, job, now, outcome)


async def drop_rest(tx: Tx, batch_id: int, now: int, outcome: str) -> None:
    """End those jobs of a batch that no gateway has anything of yet, and which nobody is to be told about."""
    for one in await batches.members(tx, batch_id):
        if one.state == "working" and await drop_unsent(tx, await jobs.get(tx, one.job_id), now, outcome):
            await jobs.mark_shown(tx, one.job_id)


async def _after_part(tx: Tx, job: Job, now: int) -> None:
    if job.state != "working":
        await _book_costs(tx, job.id, now, captured=job.state == "captured")
        return
    parts = await attempts.of_job(tx, job.id)
    if any(part.state in OPEN for part in parts):
        return
    if await assets.of_job(tx, job.id):
        await jobs.resolve(tx, job.id, ("working",), "ready", now)
        return
    outcomes = {part.outcome for part in parts if part.outcome}
    await _void(tx, job, "working", next((word for word in TELLING if word in outcomes), "broken"), now)


async def _book_costs(tx: Tx, job_id: int, now: int, *, captured: bool) -> None:
    """Post what the gateways took, once per attempt: a cost of what people paid for, else a loss of the house."""
    kind = "cost" if captured else "loss"
    for part in await attempts.of_job(tx, job_id):
        if not part.cost or part.state in OPEN:
            continue
        key = f"cost:{part.id}"
        if await tx.value("SELECT 1 FROM transfer WHERE id = :key", key=key) is None:
            debit, credit = f"{kind}:{part.gateway}", f"prepaid:{part.gateway}"
            await ledger.post(tx, key, debit, credit, part.cost, f"provider_{kind}", now, job_id=job_id)
