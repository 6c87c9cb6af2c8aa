"""Doubao Seedance on Key4U: clips from words, from a first and a last picture, or from one to four references.

Wire facts: key4u.md §4.7 and §1.2, D8 (sibling pages and upstream). Pictures go as data
addresses (a page of its own); 2.0 has a road of its own.
*Inferred*: ratio, length and size go as fields of the body, not as flags behind the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.providers.bodies import Body, encoded
from bot.providers.job_api import Found, JobApi
from bot.providers.wire import SourceFile, Submission

_ON_OFF = {"on": True, "off": False}


def _picture(file: SourceFile, role: str = "") -> dict[str, Any]:
    part = {"type": "image_url", "image_url": {"url": encoded(file)}}
    return part | {"role": role} if role else part


def _content(submission: Submission, pictures: list[dict[str, Any]]) -> Mapping[str, Any]:
    words = [{"type": "text", "text": submission.prompt}] if submission.prompt else []
    return {"content": [*words, *pictures]}


def _frames(submission: Submission) -> Mapping[str, Any]:
    """One first picture goes without a role; with a last one both are named."""
    last = submission.of_role("last")
    first = submission.of_role("first") or next((one for one in submission.images if one is not last), None)
    pictures = [_picture(first, "first_frame" if last else "")] if first else []
    return _content(submission, [*pictures, _picture(last, "last_frame")] if last else pictures)


def _references(submission: Submission) -> Mapping[str, Any]:
    return _content(submission, [_picture(one, "reference_image") for one in submission.images])


_PUT = {
    "model": "model",
    "ratio": "ratio",
    "size": "resolution",
    "seconds": "duration",
    "seed": "seed",
    "sound": "generate_audio",
    "camera": "camera_fixed",
}
_VALUES = {"sound": _ON_OFF, "camera": {"fixed": True, "free": False}}
_PATH = "/volc/v1/contents/generations/tasks"
_PATH_2 = "/api/v3/contents/generations/tasks"

API = JobApi(
    name="ark_tasks",
    bodies={
        "": Body(_PATH, _PUT, fixed={"watermark": False}, values=_VALUES, also=_frames),
        "references": Body(_PATH, _PUT, fixed={"watermark": False}, values=_VALUES, also=_references),
        "v3": Body(_PATH_2, _PUT, fixed={"watermark": False}, values=_VALUES, also=_frames),
        "v3-references": Body(_PATH_2, _PUT, fixed={"watermark": False}, values=_VALUES, also=_references),
    },
    id_at=(("id",), ("task_id",), ("data", "id")),
    ask="{path}/{id}",
    status_at=(("status",),),
    running=frozenset({"queued", "running"}),
    done=frozenset({"succeeded"}),
    failed=frozenset({"failed", "cancelled", "expired"}),
    results=(Found(("content", "video_url")),),
    reason_at=(("error", "message"), ("error", "code")),
    seed_at=("seed",),
)
PROTOCOL = API.protocol()
