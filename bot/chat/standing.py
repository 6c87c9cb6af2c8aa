"""Where a job stands, read in one go, and the sentence that says it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.chat.texts import Texts
from bot.providers.wire import Task
from storage import attempts, jobs
from storage.attempts import Attempt
from storage.database import Tx
from storage.jobs import Job

_BAR_STEPS = 10
_WORK: Mapping[str, str] = {
    Task.VIDEO: "film",
    Task.EXTEND: "film",
    Task.SPEECH: "sound",
    Task.SONG: "sound",
    Task.SOUND: "sound",
    Task.DESCRIBE: "words",
    Task.TRANSCRIBE: "words",
    Task.CHAT: "words",
}
_FRESH_S = 2
_MINUTE_S = 60
_STEPS_S = ((30, 5), (_MINUTE_S, 10), (float("inf"), _MINUTE_S))  # below so many seconds, a step of so many
PICTURE_TROUBLE = ("picture-bad", "picture-gone", "recording-bad")
_OUR_TROUBLE = ("interrupted", "expired", "cancelled")
_OUTCOMES = ("refused", "invalid", "exhausted", "broken", "unclear", "unshowable", *_OUR_TROUBLE, *PICTURE_TROUBLE)


@dataclass(frozen=True, slots=True)
class Standing:
    """A job with what its card tells.

    ``work`` is what is being made: picture, film, sound, words. ``ahead`` in line (None when it is being made),
    ``typical_s`` of making one, ``wait_s`` until the result as past jobs and the line suggest (None when nothing was
    learnt yet), ``idle``: its gateway has nothing else to do, ``lasting_s`` that it has been at it. It was so at
    ``seen_at`` (Unix seconds).
    """

    job: Job
    seen_at: int
    work: str
    ahead: int | None
    percent: int | None
    typical_s: int | None
    wait_s: int | None
    unclear: bool
    fresh: bool
    idle: bool
    lasting_s: int = 0

    @property
    def ended(self) -> bool:
        """Whether the job needs no progress any more."""
        return self.job.state != "working"

    @property
    def is_late(self) -> bool:
        """Whether its making, which no percentage tells, takes longer than usual by what its card says."""
        usual, told = self.typical_s, _told_s(self.lasting_s)
        return usual is not None and told > usual and self.ahead is None and not self.percent


@dataclass(frozen=True, slots=True)
class Opening:
    """What the first card of a job says, and the nonce of its Cancel button: read where the job is admitted.

    ``standing`` is None where the job has a card, which looks for itself.
    """

    cancel_nonce: str
    standing: Standing | None


async def look(tx: Tx, job_id: int, now: int) -> Standing:
    """Read a job's standing."""
    return await standing_of(tx, await jobs.get(tx, job_id), await attempts.of_job(tx, job_id), now)


async def standing_of(tx: Tx, job: Job, parts: Sequence[Attempt], now: int) -> Standing:
    """Return the standing of a job that was read, with its attempts, in this very transaction."""
    waiting = [part for part in parts if part.state == "waiting"]
    at_work = [part for part in parts if part.state in ("starting", "submitting", "running", "unclear")]
    ahead, there = await attempts.ahead(tx, waiting[0].id) if waiting and not at_work else (None, 0)
    now_at = next(iter(at_work or waiting), None)  # an earlier try elsewhere tells nothing of this gateway
    typical = await attempts.typical_s(tx, now_at.gateway, now_at.model) if now_at and job.state == "working" else None
    wait_s = typical * (ahead // max(there, 1) + 1) if ahead is not None and typical is not None else None
    begun_at = min((part.started_at for part in at_work if part.started_at is not None), default=now)
    return Standing(
        job,
        now,
        _work(json.loads(job.request)),
        ahead,
        _percent(parts),
        typical,
        wait_s,
        fresh=now - job.created_at < _FRESH_S,
        idle=there == 0,
        unclear=any(part.state == "unclear" for part in at_work),
        lasting_s=max(now - begun_at, 0),
    )


def _work(request: Mapping[str, Any]) -> str:
    """Return what is being made, as the card's texts know it; a song that goes on stays a song."""
    source = request.get("source") or {}
    return "sound" if source.get("kind") == "sound" else _WORK.get(request.get("task", ""), "picture")


def sentence(standing: Standing, said: Texts) -> str:
    """Return what the card says while there is no picture to show, with the price where it is paid with credits."""
    job = standing.job
    if job.state == "voided":
        outcome = job.outcome if job.outcome in _OUTCOMES else "broken"
        return said(f"end-{outcome}", reference=str(job.id))
    text = _progress(standing, said)
    # The sentence is ours and holds no markup, so it may be a value of the other.
    minutes = standing.lasting_s // _MINUTE_S
    if minutes and not standing.unclear and not standing.is_late:
        text = said("card-lasting", text=text, minutes=minutes)
    price = price_of(job, job.price)
    return text if standing.unclear else text + said("price-tail", price=price)


def price_of(job: Job, price: int) -> int:
    """Return what this job's payer is told of a price: 0 where it is only noted, on a tab (BOT_BILLING=off)."""
    return 0 if job.payer_id == f"tab:{job.person_uid}" else price


def _progress(standing: Standing, said: Texts) -> str:
    if standing.ahead is not None:
        if standing.ahead == 0:
            return said("card-starting" if standing.fresh and standing.idle else "card-next", work=standing.work)
        return said("card-line", place=standing.ahead + 1, **_wait(standing.wait_s))
    if standing.unclear:
        return said("card-unclear")
    if standing.percent:
        filled = round(standing.percent * _BAR_STEPS / 100)
        bar = "▰" * filled + "▱" * (_BAR_STEPS - filled)
        return said("card-percent", work=standing.work, percent=standing.percent, bar=bar)
    if standing.is_late:
        minutes, seconds = divmod(_told_s(standing.lasting_s), _MINUTE_S)
        return said("card-late", work=standing.work, minutes=minutes, seconds=seconds)
    return said("card-painting", work=standing.work, seconds=standing.typical_s or 0)


def _told_s(seconds: int) -> int:
    """Return how long something lasts as a card says it: in steps, each of them an edit, then in whole minutes."""
    step = next(step for below, step in _STEPS_S if seconds < below)
    return seconds // step * step


def _wait(seconds: int | None) -> dict[str, object]:
    """Return a wait as people say it: rounded, in minutes when it is long."""
    if not seconds:
        return {"unit": "none", "wait": 0}
    if seconds < _MINUTE_S * 2:
        return {"unit": "seconds", "wait": -(-seconds // 5) * 5}
    return {"unit": "minutes", "wait": round(seconds / _MINUTE_S)}


def _percent(parts: Sequence[Attempt]) -> int | None:
    """Return the mean progress over parts that gateways told something about; None where none did."""
    told = [part.progress for part in parts if part.progress is not None and part.state != "failed"]
    if not told:
        return None
    alive = [part for part in parts if part.state != "failed"]
    return min(sum(told) // max(len(alive), 1), 99)
