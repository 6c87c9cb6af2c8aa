"""Fal's queue on Key4U: nano-banana and its edits, and the aggregation list that Key4U's menu calls no longer used.

Wire facts: key4u.md §3.13 and §1.2, D13 (sibling pages, a client for ``/edit``; the queue from the vendor). The remote
model is the path behind ``/fal-ai/``; jobs are asked for at its first part alone. ``response_url`` and ``status_url``
of the answers are the vendor's and never called. *Inferred*: where ``/status`` is not there, the result is asked for,
and tells by a 400 or 202 that it is not ready; a picture marked in ``has_nsfw_concepts`` is a black one and no result.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.providers.bodies import Body
from bot.providers.job_api import REFUSALS, Found, JobApi
from bot.providers.mapped import MappedOptions, inputs
from bot.providers.replies import clean, complaint, dig
from bot.providers.wire import Call, Failed, FailureKind, Finished, PollOutcome, Reply, Running, Submission, Succeeded

_WAITING = ("in progress", "in_progress", "in queue", "in_queue", "not ready", "not completed", "still")

API = JobApi(
    name="fal_queue",
    bodies={"": Body("/fal-ai/{model}", put={}, also=inputs)},
    id_at=(("request_id",),),
    ask="",
    status_at=(("status",),),
    running=frozenset({"in_queue", "in_progress"}),
    done=frozenset({"completed", "ok"}),
    failed=frozenset({"failed", "error", "cancelled"}),
    results=(
        Found(("images", "*", "url")),
        *(Found((name, "url")) for name in ("image", "video", "audio")),
    ),
    reason_at=(("error",), ("detail",)),
    seed_at=("seed",),
    progress_at=(),
    refusals=(*REFUSALS, "content_policy_violation", "flagged"),
)


def _at(remote_id: str, submission: Submission, ending: str = "") -> Call:
    asked = replace(submission, remote_model=submission.remote_model.split("/")[0])
    return replace(API, ask="{path}/requests/{id}" + ending).poll(remote_id, asked)


def poll(remote_id: str, submission: Submission) -> Call:
    """Ask how far the job is."""
    return _at(remote_id, submission, "/status")


def read_poll(reply: Reply, remote_id: str, submission: Submission) -> PollOutcome:
    """Read the status; the result is behind one more call."""
    if reply.status in {404, 405}:
        return Finished(_at(remote_id, submission))
    return replace(API, fetch=lambda _tree, its_id: _at(its_id, submission)).read_poll(reply, remote_id, submission)


def read_fetch(reply: Reply, remote_id: str, submission: Submission) -> PollOutcome:
    """Read the result; 400 and 422 with a ``detail`` are the model's own no, or that it is still at work."""
    tree = reply.json()
    if reply.status in {400, 422, 500} and dig(tree, "detail") not in (None, "", []):
        said = complaint(reply, submission.prompt)
        if said.says(*_WAITING):
            return Running()
        if said.says(*API.refusals):
            return Failed(FailureKind.REFUSED, said.message)
        return Failed(FailureKind.BROKEN if reply.status >= 500 else FailureKind.INVALID, said.message)
    outcome = API.read_fetch(reply, remote_id, submission)
    if isinstance(outcome, Succeeded):
        return _shown(outcome, dig(tree, "has_nsfw_concepts"))
    return Running() if reply.status == 202 else _empty(reply, outcome)


def _shown(outcome: Succeeded, black: Any) -> PollOutcome:  # noqa: ANN401 (JSON)
    marks = black if isinstance(black, list) else []
    kept = tuple(one for index, one in enumerate(outcome.outputs) if dig(marks, index) is not True)
    return Succeeded(kept) if kept else Failed(FailureKind.REFUSED, "the safety checker blackened every picture")


def _empty(reply: Reply, outcome: PollOutcome) -> PollOutcome:
    """A 200 with outputs of no use is an end; one that is no answer is asked again."""
    tree = reply.json()
    if reply.status == 200 and isinstance(tree, dict) and {"images", "image", "video", "audio"} & tree.keys():
        return Failed(FailureKind.BROKEN, clean("finished without a result"))
    return outcome


PROTOCOL = replace(API.protocol(options=MappedOptions), poll=poll, read_poll=read_poll, read_fetch=read_fetch)
