"""The road of one attempt: prepare, submit, follow, file; resumable at every step from its row.

`Flow.run` looks where the row stands and goes on from there. Whatever crosses a process boundary is written down first:
a restart that finds ``submitting`` looks the work up where it can and never submits twice.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from bot.errors import PersonError
from bot.generation import endings, overbilled, schedule
from bot.generation.collect import Collector, is_disk_trouble
from bot.generation.doors import GatewayOffError, begin_submit
from bot.generation.fallback import next_try
from bot.generation.found import adopt
from bot.generation.quote import cost_of_attempt, pace_of
from bot.generation.request import GenerationRequest
from bot.generation.settle import Settling
from bot.generation.submission import MIME_OF, role_of, submission_of
from bot.generation.tools import Tools
from bot.providers.money import Cost
from bot.providers.wire import (
    Accepted,
    Failed,
    FailureKind,
    Finished,
    PollOutcome,
    Running,
    SourceFile,
    Submission,
    SubmitOutcome,
    Succeeded,
    Unclear,
)
from storage import attempts, jobs
from storage.attempts import Attempt
from storage.crashpoint import crashpoint
from storage.database import Tx
from storage.jobs import Job

log = logging.getLogger(__name__)
_KEEP_WAITS_S = (1, 2, 5, 15, 30, 60, 120)
_ABOUT_WORDS = (FailureKind.REFUSED.value, FailureKind.INVALID.value)
_IN_MEMORY_BYTES_MAX = 6 * 1024 * 1024  # cleaned pictures have 5 MiB at most


class Flow:
    """Runs attempts; one instance, many concurrent `run`."""

    def __init__(self, tools: Tools, settling: Settling) -> None:
        self._calling = Calling()
        self._tools = tools
        self._settling = settling

    def is_calling(self) -> bool:
        """Whether a call is out whose answer is the result itself: lost with us, as nobody can be asked later."""
        return self._calling.count > 0

    def begin_no_calls(self) -> None:
        """We are stopping: what would be submitted now is left to the next start."""
        self._calling.closed = True

    async def run(self, attempt_id: int) -> None:
        """Bring one attempt from where its row stands to its end, and its job too if it was the last part."""
        tools = self._tools
        attempt = await tools.db.read(attempts.get, attempt_id)
        job = await tools.db.read(jobs.get, attempt.job_id)
        try:
            road = _Road(tools, attempt, job, self._calling)
        except LookupError as error:
            await self._gone(attempt, job, str(error))
        else:
            await self._walk(road, attempt, job)
        crashpoint("attempt.ended")
        await self._settling.settle(job.id)

    async def _gone(self, attempt: Attempt, job: Job, reason: str) -> None:
        """The owner took the offer or the gateway's key away: what was sent there cannot be asked for any more."""
        tools, now = self._tools, self._tools.clock.now()
        log.warning("attempt.no_offer", extra={"attempt": attempt.id, "gateway": attempt.gateway, "reason": reason})
        if attempt.state in endings.SENT:
            tools.alerts.tell(f"gone:{attempt.gateway}", "gone", job=job.id, gateway=attempt.gateway)
            await tools.db.write(endings.part_failed, attempt, "interrupted", reason, now, billed=True)
            return
        failed = Failed(FailureKind.EXHAUSTED, reason)
        if attempt.state in endings.OPEN and not await next_try(tools, job, attempt, failed, now):
            await tools.db.write(endings.part_failed, attempt, failed.kind.value, reason, now)

    async def _walk(self, road: _Road, attempt: Attempt, job: Job) -> None:
        tools = self._tools
        try:
            match attempt.state:
                case "starting":
                    await road.start()
                case "submitting" | "unclear":
                    await road.recover()
                case "running":
                    await road.follow(attempt.remote_id or "")
                case "waiting":
                    await road.turned_down(Failed(FailureKind.EXHAUSTED, "the gateway takes no work"))
                case _:
                    return  # it has ended
        except PersonError as error:
            await road.fail_for_person(error)
        except Exception as error:
            if is_disk_trouble(error):
                # Nothing is known to have failed. The row stays, and the next sweep goes on from it.
                log.exception("attempt.stopped", extra={"attempt": attempt.id, "job": job.id})
                tools.alerts.tell("disk", "disk-job", job=job.id)
                return
            log.exception("attempt.broken", extra={"attempt": attempt.id, "job": job.id})
            tools.alerts.tell("flow", "flow", job=job.id)
            await road.fail_unexpectedly()


class Calling:
    """How many submits are out, from before their rows say so, and whether more may begin."""

    def __init__(self) -> None:
        self.count = 0
        self.closed = False

    def __enter__(self) -> None:
        self.count += 1

    def __exit__(self, *_: object) -> None:
        self.count -= 1


class _Road:
    """One attempt under way: the values that its steps share."""

    def __init__(self, tools: Tools, attempt: Attempt, job: Job, calling: Calling) -> None:
        self._tools = tools
        self._calling = calling
        self._attempt = attempt
        self._job = job
        self._request = GenerationRequest.model_validate_json(job.request)
        self._offer = tools.gateways.offer(attempt.gateway, attempt.model)
        self._pace = pace_of(tools.gateways.gateway(attempt.gateway), self._offer)
        self._protocol = tools.gateways.protocol(self._offer)
        self._folder = tools.data_dir / "jobs" / str(job.id)

    async def start(self) -> None:
        """Prepare and submit, then go where the answer leads."""
        submission = await self._submission()
        if isinstance(submission, Failed):
            await self.turned_down(submission)
            return
        crashpoint("submit.before")
        if self._calling.closed:
            return
        with self._calling:
            try:
                if not await self._is_written_down():
                    return  # cancelled while it was prepared; nothing was sent
            except GatewayOffError:
                await self.turned_down(Failed(FailureKind.EXHAUSTED, "switched off by the owner"))
                return
            crashpoint("submit.written")
            with self._tools.gateways.hand() as hand:
                outcome = await self._tools.gateways.submit(self._offer, submission, hand, self._said)
                crashpoint("submit.answered")
                if isinstance(outcome, Succeeded):
                    await self._collect(outcome)
                    return
        await self._after_submit(outcome)

    async def _is_written_down(self) -> bool:
        now, cost = self._tools.clock.now(), self._cost(self._attempt.count)
        priced = {"likely_cost": cost.amount, "cost_unit": cost.unit} if cost else {}
        return await self._tools.db.write(begin_submit, self._attempt, submitted_at=now, **priced)

    def _said(self, words: str) -> None:
        self._tools.display.said(self._job.id, words)

    async def _after_submit(self, outcome: SubmitOutcome) -> None:
        match outcome:
            case Accepted(remote_id):
                states = ("submitting", "unclear")
                await self._kept(lambda tx: attempts.move(tx, self._attempt.id, states, "running", remote_id=remote_id))
                crashpoint("submit.recorded")
                self._tools.display.changed(self._job.id)
                await self.follow(remote_id)
            case Succeeded():
                raise TypeError("a look-up accepts, it does not succeed")
            case Failed():
                await self.turned_down(outcome)
            case Unclear(reason):
                log.warning("submit.unclear", extra={"attempt": self._attempt.id, "reason": reason})
                await self._tools.db.write(
                    attempts.move, self._attempt.id, ("submitting",), "unclear", reason=reason[:300]
                )
                crashpoint("submit.unclear")
                await self.recover()

    async def follow(self, remote_id: str) -> None:
        """Ask until the gateway has ended the work; a restart begins here again."""
        submission, elapsed_s = submission_of(self._request, self._offer, self._attempt), await self._since_submit()
        asked = 0
        while True:
            elapsed = elapsed_s()
            await self._tools.clock.sleep(schedule.poll_wait_s(self._pace, elapsed, asked))
            outcome = await self._tools.gateways.poll(self._offer, remote_id, submission)
            asked += 1
            if asked == 1:
                crashpoint("poll.answered")
            if outcome is not None and await self._after_poll(outcome):
                return
            if schedule.is_hopeless(self._pace, elapsed, asked):
                await self._end("expired", "the gateway never finished", billed=True)
                return

    async def _after_poll(self, outcome: PollOutcome) -> bool:
        match outcome:
            case Running(progress, note):
                if note:
                    log.warning("poll.note", extra={"attempt": self._attempt.id, "note": note})
                    gateway = self._attempt.gateway
                    self._tools.alerts.tell(f"poll:{gateway}", "poll", gateway=gateway, note=note)
                if progress is not None:
                    await self._tools.db.write(attempts.set_progress, self._attempt.id, progress)
                    self._tools.display.changed(self._job.id)
                return False
            case Succeeded():
                await self._collect(outcome)
            case Failed():
                await self.fail(outcome)
            case Finished():
                raise TypeError("gateways.poll resolves Finished")
        return True

    async def _since_submit(self) -> Callable[[], float]:
        """Return what tells the seconds since the submit; while we were away they ran on."""
        clock = self._tools.clock
        begun = (await self._row()).submitted_at or clock.now()
        away_s, here = max(clock.now() - begun, 0), clock.steady()  # a clock may be set back
        return lambda: away_s + clock.steady() - here

    async def recover(self) -> None:
        """A submit whose answer is lost: look it up where the gateway can be asked; never send it again.

        A row that still says ``submitting`` was left so by our own stop, which is no fault of the gateway.
        """
        row = await self._row()
        interrupted = row.state == "submitting" or row.interrupted == 1
        outcome = "interrupted" if interrupted else "unclear"
        if self._protocol.lookup is None:
            await self._end(outcome, "the answer was lost and the gateway cannot be asked", billed=True)
            return
        await self._tools.db.write(
            attempts.move, self._attempt.id, ("submitting",), "unclear", interrupted=int(interrupted)
        )
        submission, elapsed_s = submission_of(self._request, self._offer, self._attempt), await self._since_submit()
        tries = looked = 0
        while not schedule.is_missing(looked):
            await self._tools.clock.sleep(schedule.lookup_wait_s(tries))
            found = await self._tools.gateways.lookup(self._offer, submission)
            tries += 1
            crashpoint("lookup.answered")
            if found is None:  # not asked is not "not listed"
                if schedule.is_hopeless(self._pace, elapsed_s(), tries):
                    await self._end(outcome, "the gateway could not be asked", billed=True)
                    return
                continue
            looked += 1
            ours = await self._tools.db.write(adopt, self._attempt, found, self._tools.clock.now()) if found else None
            if ours is not None:
                crashpoint("lookup.adopted")
                self._tools.display.changed(self._job.id)
                await self.follow(ours)
                return
        others = await self._tools.db.read(attempts.knows_remote, self._attempt.gateway, found or ())
        if others.issuperset(found or ()):
            await self._end(outcome, "the gateway does not list it", billed=False)
        else:
            await self._end(outcome, "whose the works are that the gateway lists cannot be told", billed=True)

    async def turned_down(self, failed: Failed) -> None:
        """The gateway did not take the work: another offer at no higher price, a short wait, or the end."""
        if failed.kind is not FailureKind.EXHAUSTED:
            await self.fail(failed)
            return
        now = self._tools.clock.now()
        log.warning("submit.exhausted", extra={"gateway": self._attempt.gateway, "reason": failed.reason})
        if failed.retry_after_s is None:
            gateway = self._attempt.gateway
            self._tools.alerts.tell(f"exhausted:{gateway}", "no-work", gateway=gateway, reason=failed.reason)
        if not await next_try(self._tools, self._job, self._attempt, failed, now):
            await self.fail(failed)

    async def fail(self, failed: Failed) -> None:
        """End the attempt without result; nothing is charged for it."""
        await self._end(failed.kind.value, failed.reason, billed=False)

    async def fail_for_person(self, error: PersonError) -> None:
        """What was sent in cannot be used: the card says so in the error's own words, and nothing is charged."""
        await self._end(error.key, error.key, billed=False)

    async def fail_unexpectedly(self) -> None:
        """Our own fault: what the gateway took or may have taken is our loss."""
        sent = (await self._row()).state in endings.SENT
        await self._end(FailureKind.BROKEN.value, "unexpected error", billed=sent)

    async def _end(self, outcome: str, reason: str, *, billed: bool) -> None:
        """``billed``: the gateway probably takes its money all the same; the house bears it."""
        # What a gateway says of words that it does not take may repeat them: that stands in the attempt alone.
        told = {"reason": reason} if outcome not in _ABOUT_WORDS else {}
        log.info("attempt.failed", extra={"attempt": self._attempt.id, "job": self._job.id, "outcome": outcome, **told})
        now = self._tools.clock.now()
        await self._tools.db.write(endings.part_failed, self._attempt, outcome, reason, now, billed=billed)

    async def _collect(self, result: Succeeded) -> None:
        if (await self._tools.db.read(jobs.get, self._job.id)).state != "working":
            result = Succeeded((), result.cost)  # cancelled meanwhile: what it cost is booked, nothing is fetched
        collector = Collector(self._tools, self._offer, self._folder)
        outputs = result.outputs[: self._attempt.count]  # what was not asked for is not shown
        saved = await collector.save(self._attempt, outputs)
        if isinstance(saved, Failed):
            await self._end(saved.kind.value, saved.reason, billed=True)
            return
        crashpoint("files.saved")
        made = len(result.outputs) or self._attempt.count
        cost = self._cost(made, result.cost)
        await overbilled.look(self._tools, self._offer, self._cost(made), result.cost)
        now = self._tools.clock.now()
        before = await self._tools.db.read(attempts.outputs_before, self._job.id, self._attempt.part)
        files = [collector.asset(self._attempt, file, before) for file in saved]
        follow_ups = json.dumps([[one.label, one.key] for one in result.follow_ups]) if result.follow_ups else None
        await self._kept(lambda tx: endings.part_done(tx, self._attempt, files, cost, now, follow_ups))
        crashpoint("files.recorded")

    def _cost(self, made: int, told: str | None = None) -> Cost | None:
        """Return what so much costs; None where the owner took the price away meanwhile."""
        try:
            return cost_of_attempt(self._offer, self._request, made, told=told)
        except ValueError:
            return None

    async def _kept(self, write: Callable[[Tx], Coroutine[Any, Any, object]]) -> None:
        """Write what cannot be learnt again; a database that is busy or full is waited for."""
        for wait_s in _KEEP_WAITS_S:
            try:
                await self._tools.db.write(write)
            except Exception as error:
                if not is_disk_trouble(error):
                    raise
                log.warning("attempt.not_kept", extra={"attempt": self._attempt.id, "error": str(error)})
                await self._tools.clock.sleep(wait_s)
            else:
                return
        await self._tools.db.write(write)

    async def _submission(self) -> Submission | Failed:
        """Fetch, clean and where needed upload what the person sent; repeatable."""
        files: list[SourceFile] = []
        for index, reference in enumerate(self._request.references):
            path = await self._tools.sources.fetch(reference, self._folder, f"in-{index}")
            data = await asyncio.to_thread(_loaded, path)
            file = SourceFile(MIME_OF[path.suffix], data, role=role_of(self._request, self._offer, reference))
            crashpoint("reference.fetched")
            if self._protocol.upload is not None:
                uploaded = await self._tools.gateways.upload(self._offer, file)
                if isinstance(uploaded, Failed):
                    return uploaded
                file = uploaded
                crashpoint("reference.uploaded")
            files.append(file)
        return submission_of(self._request, self._offer, self._attempt, tuple(files))

    async def _row(self) -> Attempt:
        return await self._tools.db.read(attempts.get, self._attempt.id)


def _loaded(path: Path) -> bytes | Path:
    """Return a file's bytes; a large one (a film, a long sound, no picture) stays on disk until it is sent."""
    return path.read_bytes() if path.stat().st_size <= _IN_MEMORY_BYTES_MAX else path
