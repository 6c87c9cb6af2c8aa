"""Tencent's AIGC tasks on Key4U: pictures and clips of several vendors from words.

Wire facts: key4u.md §3.11, §4.9 and §1.2, D10 (sibling pages and upstream). ``remote_model`` is ``name/version``, such
as ``GEM/2.5``. Results lie at plain http addresses. Pictures are taken as addresses only (§7), which the bot does
not have, so none are sent. *Inferred*: lengths and shapes of each vendor's clips, kinds of error codes, and that a
``session_id`` makes a second submit harmless.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.providers.bodies import Body
from bot.providers.job_api import Found, JobApi, first
from bot.providers.replies import clean, word
from bot.providers.wire import Failed, FailureKind, PollOutcome, Reply, Submission

_SWITCH = {"on": "Enabled", "off": "Disabled"}
_TASKS = ("AigcImageTask", "AigcVideoTask")
_PUT = {
    "prompt": "prompt",
    "no": "negative_prompt",
    "enhance": "enhance_prompt",
    "ratio": "output_config.aspect_ratio",
    "size": "output_config.resolution",
    "seconds": "output_config.duration",
    "sound": "output_config.audio_generation",
}
_LIMIT_WAIT_S = 60
_CODES = {
    "authfailure": FailureKind.EXHAUSTED,
    "unauthorizedoperation": FailureKind.EXHAUSTED,
    "requestlimitexceeded": FailureKind.EXHAUSTED,
    "limitexceeded": FailureKind.EXHAUSTED,
    "resourceinsufficient": FailureKind.EXHAUSTED,
    "invalidparameter": FailureKind.INVALID,
    "missingparameter": FailureKind.INVALID,
    "unknownparameter": FailureKind.INVALID,
    "unsupportedoperation": FailureKind.INVALID,
    "operationdenied": FailureKind.REFUSED,
}


def _model(submission: Submission) -> Mapping[str, Any]:
    name, _, version = submission.remote_model.partition("/")
    known = {"model_name": name, "model_version": version, "output_config.storage_mode": "Temporary"}
    return known | ({"session_id": submission.client_ref} if submission.client_ref else {})


def _upper(*sizes: str) -> Mapping[str, str]:
    return {size: size.upper() for size in sizes}


def trouble(tree: Any) -> Failed | None:  # noqa: ANN401 (JSON)
    """Read an error object inside a 200, where no task is named beside it."""
    code = word(first(tree, (("Response", "Error", "Code"), ("Error", "Code"))))
    if not code or first(tree, API.id_at):
        return None
    told = word(first(tree, (("Response", "Error", "Message"), ("Error", "Message"))))
    reason = clean(f"{code}: {told}")
    if any(needle in reason.lower() for needle in API.refusals):
        return Failed(FailureKind.REFUSED, reason)
    kind = next((kind for start, kind in _CODES.items() if code.lower().startswith(start)), FailureKind.BROKEN)
    return Failed(kind, reason, _LIMIT_WAIT_S if "limitexceeded" in code.lower() else None)


def read_poll(reply: Reply, remote_id: str, submission: Submission) -> PollOutcome:
    """Read the task; one that is finished with an error code inside has failed, whatever lies beside it."""
    tree = reply.json() if 200 <= reply.status < 300 else None
    status = word(first(tree, API.status_at)).lower()
    code = word(first(tree, tuple(("Response", task, "ErrCode") for task in _TASKS)))
    if status == "finish" and code not in {"", "0"}:
        told = word(first(tree, API.reason_at)) or "no reason given"
        reason = clean(f"error {code}: {told}", submission.prompt)
        refused = any(needle in reason.lower() for needle in API.refusals)
        return Failed(FailureKind.REFUSED if refused else FailureKind.BROKEN, reason)
    return API.read_poll(reply, remote_id, submission)


API = JobApi(
    name="tencent_vod",
    bodies={
        "image": Body("/tencent-vod/v1/aigc-image", _PUT, values={"enhance": _SWITCH}, also=_model),
        "video": Body(
            "/tencent-vod/v1/aigc-video",
            _PUT,
            values={"enhance": _SWITCH, "sound": _SWITCH, "size": _upper("720p", "768p", "1080p")},
            also=_model,
        ),
    },
    id_at=(("Response", "TaskId"), ("TaskId",), ("task_id",)),
    ask="/tencent-vod/v1/query/{id}",
    status_at=(("Response", "Status"), ("Status",)),
    running=frozenset({"waiting", "processing"}),
    done=frozenset({"finish"}),
    failed=frozenset({"aborted"}),
    results=tuple(Found(("Response", task, "Output", "FileInfos", "*", "FileUrl"), plain=True) for task in _TASKS),
    reason_at=(
        *(("Response", task, "Message") for task in _TASKS),
        *(("Response", task, "ErrCodeExt") for task in _TASKS),
        ("Response", "Error", "Message"),
    ),
    progress_at=tuple(("Response", task, "Progress") for task in _TASKS),
    trouble=trouble,
)
PROTOCOL = replace(API.protocol(), read_poll=read_poll)
