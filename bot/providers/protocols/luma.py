"""Luma Dream Machine on Key4U: clips from words, from a first and a last picture, and longer ones from a clip of ours.

Wire facts: key4u.md §4.12 and §1.2, D17 (sibling pages; medium confidence). *Inferred*: pictures are taken as data
addresses in ``image_url`` too, and an extension is asked for like any other job.
"""

from __future__ import annotations

from bot.providers.bodies import Body
from bot.providers.job_api import Found, JobApi

_FRAMES = {"first": "image_url", "last": "image_end_url"}
_ON_OFF = {"on": True, "off": False}

API = JobApi(
    name="luma",
    bodies={
        "": Body(
            "/luma/generations",
            put={
                "model": "model_name",
                "prompt": "user_prompt",
                "ratio": "aspect_ratio",
                "size": "resolution",
                "seconds": "duration",
                "loop": "loop",
                "enhance": "expand_prompt",
                **_FRAMES,
            },
            fixed={"expand_prompt": True},
            values={"seconds": {"5": "5s"}, "loop": _ON_OFF, "enhance": _ON_OFF},
        ),
        "extend": Body("/luma/generations/{earlier}/extend", put={"prompt": "user_prompt", **_FRAMES}),
    },
    id_at=(("id",),),
    ask="/luma/generations/{id}",
    status_at=(("state",),),
    running=frozenset({"pending", "queued", "processing", "dreaming"}),
    done=frozenset({"completed"}),
    failed=frozenset({"failed"}),
    results=(
        Found(("video", "download_url")),
        Found(("video", "url")),
        Found(("artifact", "video", "url")),
        Found(("assets", "video")),
    ),
    reason_at=(("failure_reason",),),
)
PROTOCOL = API.protocol()
