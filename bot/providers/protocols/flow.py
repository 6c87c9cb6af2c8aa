"""Flow AI: upload, submit, ask for the job, fetch each picture by its index with our key.

Wire facts: flow.md §2-§6, §8, §9 (the vendor's page and two public clients). The base URL is the host. *Inferred*:
which words in ``error`` mean a refusal by content rules, and everything marked so below.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from bot.providers.replies import POLICY, clean, complaint, dig, retry_after, sentence, unhealthy, whole, word
from bot.providers.wire import (
    Accepted,
    Call,
    Failed,
    FailureKind,
    FilePart,
    Health,
    HealthReport,
    KeyedFile,
    Lookup,
    PollOutcome,
    Reply,
    Running,
    SourceFile,
    Submission,
    SubmitOutcome,
    Succeeded,
    Unclear,
    WireProtocol,
)

_BASE = "/public/api/v1"
_DAILY_LIMIT_S = 1800  # 429 is the daily limit; probe every 30 minutes (flow.md §6)
_ID_MAX = 200
_IMAGES_MAX = 16  # more than any documented job makes: a figure above is not believed
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
_REFUSAL = (*POLICY, "safety", "policy", "prohibited", "blocked", "sensitive", "vi phạm", "chính sách")  # inferred
_FACTS = (
    ("plan", ("plan_label", "plan")),
    ("credits left", ("credits_remaining",)),
    ("pictures left", ("image_remaining",)),
    ("used today", ("usage_today",)),
    ("daily limit", ("daily_limit", "rate_limit_daily")),
    ("threads", ("max_concurrency", "max_concurrent_threads")),
    ("expires", ("expires_at",)),
)


def upload(image: SourceFile) -> Call:
    """Send one picture in (multipart ``file``), flow.md §3.1."""
    name = f"photo.{_ENDINGS.get(image.mime, 'png')}"
    return Call("POST", f"{_BASE}/upload-image", files=(FilePart("file", name, image.mime, image.data),))


def read_upload(reply: Reply) -> str | Failed:
    """Return the path to name in a submit; it is opaque. An upload is free, so a 5xx is a plain failure."""
    if 200 <= reply.status < 300:
        path = word(dig(reply.json(), "path") or dig(reply.json(), "data", "path"))
        return path or Failed(FailureKind.BROKEN, "upload answered without a path")
    found = _failure(reply)
    return found if isinstance(found, Failed) else Failed(FailureKind.BROKEN, found.reason)


def submit(submission: Submission) -> Call:
    """Start a job: words alone, or words and uploaded pictures (flow.md §3.2, §3.3).

    Raises:
        ValueError: a picture was not uploaded first.

    """
    body: dict[str, Any] = {"prompts": [submission.prompt], "aspect_ratio": submission.aspect_ratio or "1:1"}
    if not submission.images:
        return Call("POST", f"{_BASE}/text-to-image", json_body=body | {"num_images": submission.count})
    paths = [image.remote_path for image in submission.images]
    if not all(paths):
        raise ValueError("flow needs every picture uploaded before the submit")
    return Call("POST", f"{_BASE}/reference-to-image", json_body=body | {"reference_images": paths})


def read_submit(reply: Reply, submission: Submission) -> SubmitOutcome:
    """Read the job's id from any of its documented places; a 2xx without one says nothing certain."""
    if not 200 <= reply.status < 300:
        return _failure(reply, submission)
    tree = reply.json()
    for holder in (tree, dig(tree, "data"), dig(tree, "job")):
        for found in (dig(holder, "job_id"), dig(holder, "job_ids", 0), dig(holder, "id")):
            remote_id = _usable_id(found)
            if remote_id:
                return Accepted(remote_id)
    return Unclear(clean(f"status {reply.status} without a job id: {complaint(reply, submission.prompt).message}"))


def _usable_id(value: object) -> str:
    """Return an id that can stand in a path; "." and ".." would change the path."""
    text = word(value)
    return text if text not in {".", ".."} and len(text) <= _ID_MAX and text.isprintable() else ""


def _failure(reply: Reply, submission: Submission | None = None) -> Failed | Unclear:
    """Name an error answer (flow.md §6); 429 is the daily limit, unless the answer gives its own time."""
    said = complaint(reply, submission.prompt if submission else "")
    reason = clean(f"status {said.status}: {said.message}")
    moved = 300 <= said.status < 400
    no_such_path = said.status in {404, 405} and not (submission and submission.images)
    if said.status == 429:
        return Failed(FailureKind.EXHAUSTED, reason, retry_after(reply) or _DAILY_LIMIT_S)
    if said.status in {401, 402, 403} or moved or no_such_path:
        return Failed(FailureKind.EXHAUSTED, reason)
    if 400 <= said.status < 500 and said.status != 408:
        refused = said.status in {400, 422} and said.says(*_REFUSAL)
        return Failed(FailureKind.REFUSED if refused else FailureKind.INVALID, reason)
    return Unclear(reason)


def poll(remote_id: str, submission: Submission) -> Call:  # noqa: ARG001 (the shape of WireProtocol.poll)
    """Ask for the job (flow.md §4)."""
    return Call("GET", f"{_BASE}/jobs/{quote(remote_id, safe='')}")


def read_poll(reply: Reply, remote_id: str, submission: Submission) -> PollOutcome:
    """Read the status. Only ``completed`` and ``failed`` end a job; an error answer ends nothing, it is noted."""
    if not 200 <= reply.status < 300:
        return Running(note=clean(f"status {reply.status}: {complaint(reply, submission.prompt).message}"))
    tree = reply.json()
    job = next((holder for holder in (tree, dig(tree, "data"), dig(tree, "job")) if dig(holder, "status")), None)
    status = word(dig(job, "status")).lower()
    if status == "completed":
        return Succeeded(tuple(_image(remote_id, index) for index in range(_expected(job, submission))))
    if status == "failed":
        reason = clean(sentence(dig(job, "error")) or sentence(dig(job, "message")) or "no reason given")
        refused = any(needle in reason.lower() for needle in _REFUSAL)
        return Failed(FailureKind.REFUSED if refused else FailureKind.BROKEN, reason)
    progress = whole(dig(job, "progress"))
    note = None if status in {"queued", "running"} else clean(f"unknown status {status!r}")
    return Running(None if progress is None else max(0, min(progress, 100)), note)


def _image(remote_id: str, index: int) -> KeyedFile:
    return KeyedFile(Call("GET", f"{_BASE}/jobs/{quote(remote_id, safe='')}/image", query={"index": str(index)}))


def _expected(job: object, submission: Submission) -> int:
    """Return how many pictures to fetch: the job's own figure, else what was asked (references: one a call)."""
    told = whole(dig(job, "images_count"))
    if told is not None and 1 <= told <= _IMAGES_MAX:
        return told
    return 1 if submission.images else submission.count


def read_lookup(reply: Reply, submission: Submission) -> tuple[str, ...] | None:
    """Name the jobs whose prompt is ours; the list's shape is unknown (flow.md §8), so every likely one is read."""
    jobs = _job_list(reply.json()) if 200 <= reply.status < 300 else None
    if jobs is None:
        return None
    ours = word(submission.prompt)
    found = [
        _usable_id(dig(job, "job_id") or dig(job, "id"))
        for job in jobs
        if ours and ours in {word(dig(job, "prompt")), word(dig(job, "prompts")), word(dig(job, "prompts", 0))}
    ]
    return tuple(dict.fromkeys(remote_id for remote_id in found if remote_id))


def _job_list(tree: object, depth: int = 3) -> list[Any] | None:
    if isinstance(tree, list):
        return tree
    if not isinstance(tree, dict) or not depth:
        return None
    keys = ("jobs", "images", "items", "data")
    return next((found for key in keys if (found := _job_list(tree.get(key), depth - 1)) is not None), None)


def read_health(reply: Reply) -> HealthReport:
    """Read ``usage`` (flow.md §8): only what is there is told; unknown is neither zero nor unlimited."""
    tree = reply.json()
    if not 200 <= reply.status < 300 or not isinstance(tree, dict):
        return unhealthy(reply)
    usage = tree["data"] if isinstance(tree.get("data"), dict) else tree
    facts = {}
    for name, keys in _FACTS:
        value = next((usage[key] for key in keys if usage.get(key) is not None), None)
        number = whole(value)
        text = str(max(0, number)) if number is not None else clean(value)  # what is left may be told as negative
        if text:
            facts[name] = text
    return HealthReport(ok=True, facts=facts)


PROTOCOL = WireProtocol(
    name="flow",
    submit=submit,
    read_submit=read_submit,
    poll=poll,
    read_poll=read_poll,
    upload=upload,
    read_upload=read_upload,
    lookup=Lookup(Call("GET", f"{_BASE}/my-jobs"), read_lookup),
    health=Health(Call("GET", f"{_BASE}/usage"), read_health),
)
