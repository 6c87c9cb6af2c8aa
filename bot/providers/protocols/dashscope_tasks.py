"""Wan on Key4U: clips from words (a size in pixels with an asterisk) and from a picture (a resolution).

Wire facts: key4u.md §4.8 and §1.2, D9 (sibling pages and upstream). The header is sent though the gateway may add it
itself. *Inferred*: sizes beside the four of the reference; sounds are taken as data addresses as pictures are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.providers.bodies import Body, encoded
from bot.providers.job_api import Found, JobApi
from bot.providers.replies import clean, dig, sentence, word
from bot.providers.wire import Failed, FailureKind, PollOutcome, Reply, Submission

_SIZES = {
    "480p": {"16:9": "832*480", "9:16": "480*832", "1:1": "624*624"},
    "720p": {"16:9": "1280*720", "9:16": "720*1280", "1:1": "960*960", "4:3": "1088*832", "3:4": "832*1088"},
    "1080p": {"16:9": "1920*1080", "9:16": "1080*1920", "1:1": "1440*1440", "4:3": "1632*1248", "3:4": "1248*1632"},
}
_PUT = {
    "model": "model",
    "prompt": "input.prompt",
    "no": "input.negative_prompt",
    "seconds": "parameters.duration",
    "shots": "parameters.shot_type",
    "seed": "parameters.seed",
    "enhance": "parameters.prompt_extend",
}
_SAID: dict[str, Mapping[str, Any]] = {"enhance": {"on": True, "off": False}}
_PATH = "/alibailian/api/v1/services/aigc/video-generation/video-synthesis"
_LIMIT_WAIT_S = 60
_KINDS = {
    "datainspectionfailed": FailureKind.REFUSED,
    "ipinfringementsuspect": FailureKind.REFUSED,
    "invalidparameter": FailureKind.INVALID,
    "invalidapikey": FailureKind.EXHAUSTED,
    "arrearage": FailureKind.EXHAUSTED,
    "throttling": FailureKind.EXHAUSTED,
}


def _size(submission: Submission) -> Mapping[str, Any]:
    if submission.size is None and submission.aspect_ratio is None:
        return {}
    known = _SIZES.get(submission.size or "720p", _SIZES["720p"])
    return {"parameters.size": known.get(submission.aspect_ratio or "16:9", known["16:9"])}


def _sound(submission: Submission) -> Mapping[str, Any]:
    """Return the recording to be heard in the clip; without one, whether it has a sound at all."""
    recording, wanted = submission.of_role("sound"), submission.choices.get("sound")
    if recording is not None:
        return {"input.audio_url": encoded(recording)}
    return {"parameters.audio": wanted == "on"} if wanted else {}


def trouble(tree: Any) -> Failed | None:  # noqa: ANN401 (JSON)
    """Read an error beside no task by its code; it may come inside a 200, with or without ``output``."""
    return None if word(dig(tree, "output", "task_id")) else by_code(tree)


def by_code(tree: Any) -> Failed | None:  # noqa: ANN401 (JSON)
    """Return what a code means, None for one that tells nothing more than that it went wrong."""
    code = word(dig(tree, "output", "code")) or word(dig(tree, "code"))
    kind = next((kind for needle, kind in _KINDS.items() if code.lower().startswith(needle)), None)
    if kind is None:
        return None
    told = word(dig(tree, "output", "message")) or sentence(tree)
    wait = _LIMIT_WAIT_S if code.lower().startswith("throttling") else None
    return Failed(kind, clean(f"{code}: {told}"), wait)


def read_poll(reply: Reply, remote_id: str, submission: Submission) -> PollOutcome:
    """Read the task; of one that failed the code tells the kind."""
    outcome = API.read_poll(reply, remote_id, submission)
    return (by_code(reply.json()) or outcome) if isinstance(outcome, Failed) else outcome


API = JobApi(
    name="dashscope_tasks",
    bodies={
        "": Body(_PATH, _PUT, values=_SAID, also=lambda asked: {**_size(asked), **_sound(asked)}),
        "i2v": Body(
            _PATH,
            _PUT | {"image": "input.img_url", "size": "parameters.resolution"},
            values=_SAID | {"size": {size: size.upper() for size in _SIZES}},
            also=_sound,
        ),
    },
    id_at=(("output", "task_id"), ("task_id",)),
    ask="/alibailian/api/v1/tasks/{id}",
    status_at=(("output", "task_status"), ("task_status",)),
    running=frozenset({"pending", "running", "suspended"}),
    done=frozenset({"succeeded"}),
    failed=frozenset({"failed", "canceled", "unknown"}),
    results=(Found(("output", "video_url")), Found(("output", "results", "video_url"))),
    reason_at=(("output", "code"), ("output", "message"), ("message",)),
    headers={"X-DashScope-Async": "enable"},
    trouble=trouble,
)
PROTOCOL = replace(API.protocol(), read_poll=read_poll)
