"""Replicate on Key4U: predictions by model or by version, pictures and clips, each model with inputs of its own.

Wire facts: key4u.md §3.12 and §1.2, D14 (sibling pages; the lifecycle from the vendor). ``wire`` of an offer maps our
words to the model's inputs; with ``action = "version"`` the remote model is the version's hash, which is the owner's to
write: community versions disappear. ``urls.get`` of the answer is the vendor's address and never called; ``Prefer:
wait`` is not sent. *Inferred*: pictures are taken as data addresses through the gateway too (advised under 1 MB), and a
result that is an object holds its files under the names below.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.providers.bodies import Body
from bot.providers.job_api import REFUSALS, Found, JobApi
from bot.providers.mapped import MappedOptions, inputs
from bot.providers.wire import Submission


def _input(asked: Submission) -> Mapping[str, Any]:
    return {"input": inputs(asked)}


API = JobApi(
    name="replicate",
    bodies={
        "": Body("/replicate/v1/models/{model}/predictions", put={}, also=_input),
        "version": Body("/replicate/v1/predictions", put={"model": "version"}, also=_input),
    },
    id_at=(("id",),),
    ask="/replicate/v1/predictions/{id}",
    status_at=(("status",),),
    running=frozenset({"starting", "processing", "queued"}),
    done=frozenset({"succeeded", "successful"}),
    failed=frozenset({"failed", "canceled", "aborted"}),
    results=(
        Found(("output",)),
        Found(("output", "*")),
        Found(("output", "*", "url")),
        *(Found(("output", name)) for name in ("url", "image", "video", "audio")),
    ),
    reason_at=(("error",), ("detail",)),
    progress_at=(),
    refusals=(*REFUSALS, "flagged", "e005"),
)
PROTOCOL = API.protocol(options=MappedOptions)
