"""Runway on Key4U: clips from a first picture, with Gen-3a from a first and a last one too.

Wire facts: key4u.md §4.13 and §1.2, D18 (sibling pages and upstream). A shape is asked for in pixels and always told:
where nobody chose one, the model's wide one. Pictures go as data addresses. *Inferred*: a refusal is known by its
``failureCode`` (``SAFETY…``), so that is read before the sentence beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.providers.bodies import Body, encoded
from bot.providers.job_api import Found, JobApi
from bot.providers.wire import Submission

_RATIOS = {
    "16:9": "1280:720",
    "9:16": "720:1280",
    "4:3": "1104:832",
    "3:4": "832:1104",
    "1:1": "960:960",
    "21:9": "1584:672",
    "5:3": "1280:768",
    "3:5": "768:1280",
}
_PATH = "/runwayml/v1/image_to_video"


def _pictures(submission: Submission) -> Mapping[str, Any]:
    """One picture is a text; with a last one both are named by their position."""
    last = submission.of_role("last")
    first = next((one for one in submission.images if one is not last), None)
    if last is None:
        return {"promptImage": encoded(first)} if first else {}
    named = [(first, "first"), (last, "last")]
    return {"promptImage": [{"uri": encoded(one), "position": place} for one, place in named if one]}


def _body(ratio: str) -> Body:
    put = {"model": "model", "prompt": "promptText", "ratio": "ratio", "seconds": "duration", "seed": "seed"}
    return Body(_PATH, put, fixed={"ratio": ratio, "watermark": False}, values={"ratio": _RATIOS}, also=_pictures)


API = JobApi(
    name="runway",
    bodies={"": _body("1280:720"), "gen3a": _body("1280:768")},
    id_at=(("id",),),
    ask="/runwayml/v1/tasks/{id}",
    status_at=(("status",),),
    running=frozenset({"pending", "throttled", "running", "submitted"}),
    done=frozenset({"succeeded"}),
    failed=frozenset({"failed", "cancelled", "error"}),
    results=(Found(("output", "*")),),
    reason_at=(("failureCode",), ("failure",)),
    progress_of=1,
    headers={"X-Runway-Version": "2024-11-06"},
)
PROTOCOL = API.protocol()
