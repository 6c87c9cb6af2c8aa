"""OpenAI's ``/v1/videos``: Sora, Veo and Grok at Key4U, Veo 3.1 at AI Thực Chiến; and remixes.

Wire facts: key4u.md §4.4 and §1.2, D6 (sibling pages, OpenAI's own lifecycle); thucchien.md §4.5-4.7 generation B (its
pages, LiteLLM observed). A film without an address is behind ``/content`` and our key. LiteLLM calls a filtered film
completed and tells only there, so a first byte is asked for before the film is believed. *Inferred*: Grok's
own form is polled and fetched as the others are; a film completed there without bytes was filtered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from bot.providers.bodies import Body
from bot.providers.job_api import Found, JobApi, JobOptions, first, told
from bot.providers.replies import clean, complaint, dig, word
from bot.providers.wire import (
    BodyFile,
    Call,
    Failed,
    FailureKind,
    FilePart,
    KeyedFile,
    PollOutcome,
    Reply,
    Running,
    Submission,
    SubmitOutcome,
    Succeeded,
    Unclear,
)

_PIXELS = {"720p": (1280, 720), "1080p": (1920, 1080), "1024p": (1792, 1024)}
_RESULTS = (
    Found(("video_url",)),
    Found(("url",)),
    Found(("metadata", "url")),
    Found(("detail", "video_url")),
    Found(("detail", "url")),
)
_PROBE = {"Range": "bytes=0-1023"}


class VideosOptions(JobOptions):
    """``form``: a request without a picture is a form too (Key4U); else it is JSON (LiteLLM)."""

    form: bool = False


def _size(submission: Submission) -> Mapping[str, Any]:
    """Return ``size`` in pixels where a shape or a size was chosen."""
    if not submission.size and not submission.aspect_ratio:
        return {}
    across, down = _PIXELS.get(submission.size or "", _PIXELS["720p"])
    return {"size": f"{down}x{across}" if submission.aspect_ratio == "9:16" else f"{across}x{down}"}


def _content(tree: Any, remote_id: str) -> Call | None:  # noqa: ANN401 (JSON)
    """Return the call for the first bytes where there is no address, or one that is the gateway's own ``/content``."""
    address = word(first(tree, tuple(found.at for found in _RESULTS)))
    keyed = "/v1/videos/" in address and address.endswith("/content")
    return None if address.lower().startswith("http") and not keyed else _film(remote_id, _PROBE)


def _film(remote_id: str, headers: Mapping[str, str] | None = None) -> Call:
    return Call("GET", f"/v1/videos/{quote(remote_id, safe='')}/content", headers=headers or {})


API = JobApi(
    name="openai_videos",
    bodies={
        "": Body(
            "/v1/videos",
            {name: name for name in ("model", "prompt", "seconds", "style", "private", "watermark")},
            texts=frozenset({"seconds"}),
            values={"private": {"on": "true", "off": "false"}, "watermark": {"auto": "true", "off": "false"}},
            also=_size,
        ),
        "remix": Body("/v1/videos/{earlier}/remix", {"prompt": "prompt"}, also=_size),
        "grok": Body(
            "/v1/videos/generations",
            {
                "model": "model",
                "prompt": "prompt",
                "size": "resolution",
                "ratio": "aspect_ratio",
                "seconds": "duration",
            },
        ),
    },
    id_at=(("id",), ("task_id",), ("data", "task_id")),
    ask="/v1/videos/{id}",
    status_at=(("status",), ("data", "status")),
    running=frozenset({"queued", "in_progress", "processing", "pending"}),
    done=frozenset({"completed", "succeeded"}),
    failed=frozenset({"failed", "cancelled"}),
    results=_RESULTS,
    reason_at=(("error",), ("detail", "error_message"), ("message",)),
    fetch=_content,
)


def _options(submission: Submission) -> VideosOptions:
    return submission.options if isinstance(submission.options, VideosOptions) else VideosOptions()


def submit(submission: Submission) -> Call:
    """Ask for a film: as a form where pictures go along or the gateway takes nothing else."""
    options = _options(submission)
    call = API.submit(submission)
    files = tuple(
        FilePart("input_reference", f"photo-{number}.{image.mime.rpartition('/')[2]}", image.mime, image.data)
        for number, image in enumerate(submission.images, 1)
    )
    if options.action or not (files or options.form):
        return call
    form = {name: str(value) for name, value in (call.json_body or {}).items()}
    if not files:  # a part without a file's name is a plain field, and makes the form multipart
        files = (FilePart("prompt", "", "text/plain", form.pop("prompt").encode("utf-8", "replace")),)
    return Call("POST", call.path, form=form, files=files)


def read_submit(reply: Reply, submission: Submission) -> SubmitOutcome:
    """Read the film's id, which is long and opaque, and is taken as it is."""
    outcome = API.read_submit(reply, submission)
    return (told(reply, submission) or outcome) if isinstance(outcome, Unclear) else outcome


def read_poll(reply: Reply, remote_id: str, submission: Submission) -> PollOutcome:
    """Read the status; an error answer ends nothing unless it tells Google's filter."""
    outcome = API.read_poll(reply, remote_id, submission)
    if reply.status >= 400 and (said := complaint(reply, submission.prompt)).says("raimedia"):
        return Failed(FailureKind.REFUSED, said.message)
    if isinstance(outcome, Failed) and "moderation" in word(dig(reply.json(), "error", "code")).lower():
        return Failed(FailureKind.REFUSED, outcome.reason)
    return outcome


def read_fetch(reply: Reply, remote_id: str, submission: Submission) -> PollOutcome:
    """Read the first bytes of the film; a gateway that does not do parts sends it whole. It may be asked again."""
    if reply.status == 206 or 300 <= reply.status < 400:
        return Succeeded((KeyedFile(_film(remote_id)),))
    if reply.status == 200 and reply.body[4:8] == b"ftyp":
        return Succeeded((BodyFile(reply.body),))
    said = complaint(reply, submission.prompt)
    if reply.status >= 400 and said.says("no video data found", "raimedia"):
        return Failed(FailureKind.REFUSED, clean(f"filtered or no film: {said.message}"))
    return Running(note=clean(f"no film yet ({reply.status}): {said.message}"))


PROTOCOL = replace(
    API.protocol(options=VideosOptions),
    submit=submit,
    read_submit=read_submit,
    read_poll=read_poll,
    read_fetch=read_fetch,
)
