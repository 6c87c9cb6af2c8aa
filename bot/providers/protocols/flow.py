"""Flow AI: upload, submit, ask for the job, fetch each picture or clip by its index with our key.

Wire facts: flow.md §2-§9 (the vendor's page and two public clients). The base URL is the host. *Inferred*: which words
in ``error`` mean a refusal by content rules, 16:9 where a clip's shape was not chosen, and that a job of one prompt
has one id (of several ``job_ids`` the first is followed).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import StringConstraints

from bot.providers.job_api import JobOptions, first, usable_id
from bot.providers.replies import POLICY, clean, complaint, dig, retry_after, sentence, whole, word
from bot.providers.wire import (
    Accepted,
    Call,
    Failed,
    FailureKind,
    FilePart,
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
_OUTPUTS_MAX = 16  # more than any documented job makes: a figure above is not believed
_LISTS = ("jobs", "images", "videos", "items", "files", "data")  # where a list may stand (flow.md §9)
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
_REFUSAL = (*POLICY, "safety", "policy", "prohibited", "blocked", "sensitive", "vi phạm", "chính sách")  # inferred


class FlowOptions(JobOptions):
    """``action``: empty makes pictures, ``video`` a clip from words or one picture, ``references`` one from several.

    ``quality_field`` and ``quality_values`` say how a size like ``4K`` is asked for. The vendor's page documents no
    field for it (flow.md §3.7), so none is sent until an owner who learnt it names both.
    """

    action: Literal["", "video", "references"] = ""
    quality_field: Annotated[str, StringConstraints(pattern=r"^[a-z_]{0,40}$")] = ""
    quality_values: Mapping[str, str] = {}


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
    """Start a job of one prompt; each route gets the fields that the vendor's page gives it (flow.md §3.2-§3.6).

    Raises:
        ValueError: a picture was not uploaded first.

    """
    paths = [image.remote_path for image in submission.images]
    if not all(paths):
        raise ValueError("flow needs every picture uploaded before the submit")
    prompt, ratio = submission.prompt, submission.aspect_ratio
    body: dict[str, Any]
    match _action(submission), bool(paths):
        case "", False:
            route, body = "text-to-image", {"prompts": [prompt], "num_images": submission.count}
            body["aspect_ratio"] = ratio or "1:1"
        case "", True:
            route, body = "reference-to-image", {"prompts": [prompt], "reference_images": paths}
            body["aspect_ratio"] = ratio or "1:1"
        case "video", False:
            route, body = "text-to-video", {"prompts": [prompt], "video_length_seconds": submission.seconds or 8}
            body["aspect_ratio"] = ratio or "16:9"
        case "video", True:
            route, body = "image-to-video", {"items": [{"image_path": paths[0], "prompt": prompt}]}
            body["aspect_ratio"] = ratio or "16:9"
        case _:
            route, body = "multi-ref-video", {"items": [{"image_paths": paths, "prompt": prompt}]}
            body |= {"voice": submission.choices["voice"]} if submission.choices.get("voice") else {}
    return Call("POST", f"{_BASE}/{route}", json_body=body | _quality(submission))


def _action(submission: Submission) -> str:
    return submission.options.action if isinstance(submission.options, FlowOptions) else ""


def _quality(submission: Submission) -> dict[str, str]:
    options = submission.options
    if not isinstance(options, FlowOptions) or not options.quality_field:
        return {}
    value = options.quality_values.get(submission.size or "")
    return {options.quality_field: value} if value else {}


def read_submit(reply: Reply, submission: Submission) -> SubmitOutcome:
    """Read the job's id from any of its documented places; a 2xx without one says nothing certain."""
    if not 200 <= reply.status < 300:
        return _failure(reply, submission)
    tree = reply.json()
    for holder in (tree, dig(tree, "data"), dig(tree, "job")):
        for way in (("job_id",), ("job_ids", 0), ("id",)):
            remote_id = usable_id(dig(holder, *way))
            if remote_id:
                return Accepted(remote_id)
    return Unclear(clean(f"status {reply.status} without a job id: {complaint(reply, submission.prompt).message}"))


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
        return Succeeded(_files(remote_id, job, submission))
    if status == "failed":
        reason = clean(sentence(dig(job, "error")) or sentence(dig(job, "message")) or "no reason given")
        refused = any(needle in reason.lower() for needle in _REFUSAL)
        return Failed(FailureKind.REFUSED if refused else FailureKind.BROKEN, reason)
    progress = whole(dig(job, "progress"))
    note = None if status in {"queued", "running"} else clean(f"unknown status {status!r}")
    return Running(None if progress is None else max(0, min(progress, 100)), note)


def _files(remote_id: str, job: object, submission: Submission) -> tuple[KeyedFile, ...]:
    """Name the files to fetch: as many as the job itself tells, else as were asked for (flow.md §5)."""
    kind = "video" if _action(submission) else "image"
    told = whole(dig(job, f"{kind}s_count"))
    if told is None or not 1 <= told <= _OUTPUTS_MAX:
        told = 1 if submission.images or kind == "video" else submission.count
    path = f"{_BASE}/jobs/{quote(remote_id, safe='')}/{kind}"
    return tuple(KeyedFile(Call("GET", path, query={"index": str(index)})) for index in range(told))


def read_list(reply: Reply) -> list[Mapping[str, Any]] | None:
    """Read ``my-jobs``: its items as they are; None where there is no list (flow.md §8, §9)."""
    found = _items(reply.json()) if 200 <= reply.status < 300 else None
    return None if found is None else [item for item in found if isinstance(item, dict)]


def _items(tree: object, depth: int = 3) -> list[Any] | None:
    if isinstance(tree, list):
        return tree
    if not isinstance(tree, dict) or not depth:
        return None
    return next((found for key in _LISTS if (found := _items(tree.get(key), depth - 1)) is not None), None)


def read_lookup(reply: Reply, submission: Submission) -> tuple[str, ...] | None:
    """Name the jobs that can be ours: the same prompt, and nothing shown beside it that is another than we asked for.

    The list's shape is unknown (flow.md §8), so every likely one is read.
    """
    jobs = read_list(reply)
    if jobs is None:
        return None
    ours = word(submission.prompt)
    ways = (("prompt",), ("prompts",), ("prompts", 0), ("items", 0, "prompt"))
    found = [
        usable_id(first(job, (("job_id",), ("id",))))
        for job in jobs
        if ours and ours in {word(dig(job, *way)) for way in ways} and _can_be(job, submission)
    ]
    return tuple(dict.fromkeys(remote_id for remote_id in found if remote_id))


def _can_be(job: Mapping[str, Any], submission: Submission) -> bool:
    """Tell whether what a listed job shows of itself, under the names of the submit and the status, is as we asked."""
    action = _action(submission)
    other = "images" if action else "videos"
    if whole(job.get(f"{other}_count")) or job.get(other):
        return False
    ratio, pictures = word(job.get("aspect_ratio")), whole(job.get("num_images"))
    seconds = whole(job.get("video_length_seconds"))
    return (
        (action == "references" or ratio in {"", submission.aspect_ratio or ("16:9" if action else "1:1")})
        and (bool(action) or pictures in {None, submission.count})
        and (not action or seconds in {None, submission.seconds or seconds})
    )


PROTOCOL = WireProtocol(
    name="flow",
    submit=submit,
    read_submit=read_submit,
    options=FlowOptions,
    poll=poll,
    read_poll=read_poll,
    upload=upload,
    read_upload=read_upload,
    lookup=Lookup(Call("GET", f"{_BASE}/my-jobs"), read_lookup),
    actions=frozenset({"", "video", "references"}),
)
