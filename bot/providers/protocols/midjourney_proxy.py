"""Midjourney on Key4U: imagine, its buttons, blend, describe, modal, seed; the job is polled at ``/mj/task``.

Wire facts: key4u.md §3.8 and §1.2, D15 (codes and statuses from the relay's source, bodies from sibling pages). The
remote model is the bot: MID_JOURNEY or NIJI_JOURNEY. Midjourney's own options are words of the prompt (``--v 7``), so
those chosen are written behind it. Buttons come with their names; BOOKMARK is left out, and so is Inpaint, which wants
a mask that a button cannot give. Pictures go as data addresses; finding a lost submit in ``list-by-condition`` needs
its id, so there is no look-up. *Inferred*: codes 3, 4, 9, 23 and 24 took nothing; a job that waits for a modal window
gets one with the words it came from (custom zoom: 1.8), which a second time changes nothing; ``imageUrl`` counts at
SUCCESS only; asking for a seed is free.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal
from urllib.parse import quote

from bot.providers.bodies import Body
from bot.providers.job_api import REFUSALS, Found, JobApi, JobOptions, usable_id
from bot.providers.replies import clean, complaint, dig, failure, seed_of, whole, word
from bot.providers.wire import (
    Accepted,
    Call,
    Failed,
    FailureKind,
    Finished,
    FollowUp,
    PollOutcome,
    RemoteFile,
    Reply,
    Running,
    Submission,
    SubmitOutcome,
    Succeeded,
    WireOptions,
)

_DASHES = {"quality": "q"}  # our names of options -> theirs; the others are called the same
_FLAGS = {"tile"}
_OPTIONS = ("v", "niji", "s", "chaos", "weird", "no", "seed", "style", "tile", "iw", "quality", "sref", "cref")
_SHAPES = {"1:1": "SQUARE", "2:3": "PORTRAIT", "3:2": "LANDSCAPE"}
_UNUSED = ("BOOKMARK", "Inpaint::")
_WAIT_S = 60
_CHANNEL_S = 300


class MidjourneyOptions(JobOptions):
    """``mode`` is the speed, a part of the path; empty is what the key's group has."""

    mode: Literal["", "fast", "turbo", "relax"] = ""


def dashed(asked: Submission) -> str:
    """Return the prompt with the chosen options behind it, as Midjourney writes them."""
    parts = [asked.prompt.strip()]
    if asked.aspect_ratio:
        parts.append(f"--ar {asked.aspect_ratio}")
    for name in _OPTIONS:
        value = asked.choices.get(name, "")
        if name in _FLAGS:
            parts += [f"--{name}"] if value == "on" else []
        elif value:
            parts.append(f"--{_DASHES.get(name, name)} {value}")
    return " ".join(part for part in parts if part)


def _imagine(asked: Submission) -> Mapping[str, Any]:
    return {"prompt": dashed(asked)}


API = JobApi(
    name="midjourney_proxy",
    bodies={
        "": Body("/mj/submit/imagine", put={"model": "botType", "images": "base64Array[]"}, also=_imagine),
        "action": Body(
            "/mj/submit/action", put={"earlier": "taskId", "key": "customId"}, fixed={"chooseSameChannel": True}
        ),
        "blend": Body(
            "/mj/submit/blend",
            put={"model": "botType", "images": "base64Array[]", "ratio": "dimensions"},
            values={"ratio": _SHAPES},
        ),
        "describe": Body("/mj/submit/describe", put={"model": "botType", "image": "base64"}),
        "modal": Body("/mj/submit/modal", put={"earlier": "taskId", "prompt": "prompt", "mask": "maskBase64"}),
    },
    id_at=(("result",),),
    ask="/mj/task/{id}/fetch",
    status_at=(("status",),),
    running=frozenset({"not_start", "submitted", "in_progress", "queued"}),
    done=frozenset({"success"}),
    failed=frozenset({"failure", "cancel"}),
    results=(
        Found(("videoUrls", "*", "url")),
        Found(("videoUrl",)),
        Found(("imageUrl",)),
        Found(("imageUrls", "*", "url")),
        Found(("imageUrls", "*")),
    ),
    reason_at=(("failReason",), ("description",)),
    refusals=REFUSALS,
)
_TOLD = replace(
    API, results=tuple(Found(way, text=True) for way in (("properties", "finalPrompt"), ("promptEn",), ("prompt",)))
)


def _action(submission: Submission) -> str:
    return submission.options.action if isinstance(submission.options, JobOptions) else ""


def _moded(call: Call, options: WireOptions) -> Call:
    mode = options.mode if isinstance(options, MidjourneyOptions) else ""
    return replace(call, path=f"/mj-{mode}{call.path}") if mode else call


def submit(submission: Submission) -> Call:
    """Make the submit."""
    return _moded(API.submit(submission), submission.options)


def read_submit(reply: Reply, submission: Submission) -> SubmitOutcome:
    """Read the code: 1, 21 and 22 took the work, the others name why not."""
    return _refused(reply, submission) or API.read_submit(reply, submission)


def _refused(reply: Reply, submission: Submission) -> SubmitOutcome | None:
    """Return what a code other than those three means, None where it is unknown."""
    code = whole(dig(reply.json(), "code"))
    said = complaint(reply, submission.prompt)
    reason = clean(f"code {code}: {said.message}")
    if code == 24 or (code in {4, 9} and said.says(*API.refusals)):
        return Failed(FailureKind.REFUSED, reason)
    if code == 23:
        return Failed(FailureKind.EXHAUSTED, reason, _WAIT_S)
    if code == 3:
        return Failed(FailureKind.EXHAUSTED, reason, _CHANNEL_S, model_only=True)
    if code not in {4, 9}:
        return None
    found = failure(replace(reply, status=max(reply.status, 400)), submission.prompt)
    if code == 4 or (isinstance(found, Failed) and found.kind is not FailureKind.INVALID):
        return found
    return Failed(FailureKind.BROKEN, reason)


def poll(remote_id: str, submission: Submission) -> Call:
    """Ask for the job."""
    return _moded(API.poll(remote_id, submission), submission.options)


def read_poll(reply: Reply, remote_id: str, submission: Submission) -> PollOutcome:
    """Read the status; a job that waits for a window gets it, a finished one comes with its buttons."""
    tree = reply.json()
    if 200 <= reply.status < 300 and word(dig(tree, "status")).upper() == "MODAL":
        return Finished(_moded(_window(remote_id, submission), submission.options))
    api = _TOLD if _action(submission) == "describe" else API
    outcome = api.read_poll(reply, remote_id, submission)
    if isinstance(outcome, Succeeded) and any(isinstance(one, RemoteFile) for one in outcome.outputs):
        return replace(outcome, follow_ups=_buttons(dig(tree, "buttons")))
    if isinstance(outcome, Failed) and outcome.reason.lower().startswith("invalid"):  # "Invalid parameter", of a dash
        return replace(outcome, kind=FailureKind.INVALID)
    return outcome


def _window(remote_id: str, submission: Submission) -> Call:
    words = dashed(submission)
    pressed = submission.earlier.key if submission.earlier else ""
    if "CustomZoom" in pressed and "--zoom" not in words:
        words = f"{words} --zoom 1.8"
    return Call("POST", "/mj/submit/modal", json_body={"taskId": remote_id, "prompt": words.strip()})


def read_fetch(reply: Reply, remote_id: str, submission: Submission) -> PollOutcome:  # noqa: ARG001 (WireProtocol's shape)
    """Read the answer to a window: the job goes on under the same id, whatever was answered."""
    outcome = read_submit(reply, submission)
    if isinstance(outcome, Failed) and outcome.kind is FailureKind.REFUSED:
        return outcome
    return Running() if isinstance(outcome, Accepted) else Running(note=clean(getattr(outcome, "reason", "no answer")))


def ask_seed(remote_id: str, options: WireOptions) -> Call:
    """Ask what a finished job was drawn from."""
    return _moded(Call("GET", f"/mj/task/{quote(remote_id, safe='')}/image-seed"), options)


def read_seed(reply: Reply) -> str:
    """Read the seed."""
    tree = reply.json()
    return seed_of(dig(tree, "result")) if whole(dig(tree, "code")) == 1 else ""


def _buttons(tree: Any) -> tuple[FollowUp, ...]:  # noqa: ANN401 (JSON)
    found: dict[str, FollowUp] = {}
    for button in tree if isinstance(tree, list) else []:
        key = usable_id(dig(button, "customId"))
        label = " ".join(part for part in (word(dig(button, "emoji")), word(dig(button, "label"))) if part)
        if key and label and not any(one in key for one in _UNUSED):
            found.setdefault(key, FollowUp(label, key))
    return tuple(found.values())


PROTOCOL = replace(
    API.protocol(options=MidjourneyOptions),
    submit=submit,
    read_submit=read_submit,
    poll=poll,
    read_poll=read_poll,
    read_fetch=read_fetch,
    ask_seed=ask_seed,
    read_seed=read_seed,
)
