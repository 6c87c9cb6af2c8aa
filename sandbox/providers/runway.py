"""Twin of Runway on Key4U: a clip from pictures and the look at its task (key4u.md §4.13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from sandbox.providers.job_shop import Job, JobShop, photo
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.strict import Answered, answering, choice, no_query, only, read_json, text
from sandbox.world import World

_RATIOS = {
    "gen3a_turbo": ("1280:768", "768:1280"),
    "gen4_turbo": ("1280:720", "720:1280", "1104:832", "832:1104", "960:960", "1584:672"),
}
_STATES = {"queued": "PENDING", "running": "RUNNING", "completed": "SUCCEEDED", "failed": "FAILED"}
_FIELDS = ("promptImage", "model", "ratio", "duration", "promptText", "seed", "watermark")
_SEEDS = 4_294_967_295
_WORDS = 1_000


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return Runway's routes at Key4U."""
    door = next(door for door in doors if door.name == "key4u")
    twin = _Runway(JobShop(door, "key4u.runway"))
    return [
        web.post("/key4u/runwayml/v1/image_to_video", answering(twin.create, door.bad)),
        web.get("/key4u/runwayml/v1/tasks/{id}", answering(twin.look, door.bad)),
        twin.shop.files(),
    ]


class _Runway:
    def __init__(self, shop: JobShop) -> None:
        self.shop = shop

    async def create(self, request: web.Request) -> web.Response:
        self._check(request)
        tree = await read_json(request)
        only(tree, _FIELDS, "runway")
        model = text(tree, "model")
        if model not in _RATIOS:
            raise self.shop.door.no_model(model)
        ratio = choice(tree, "ratio", _RATIOS[model], "")
        if tree.get("duration", 10) not in (5, 10):
            raise ValueError("duration must be 5 or 10")
        if tree.get("seed", 0) not in range(_SEEDS + 1):
            raise ValueError(f"seed must be a whole number from 0 to {_SEEDS}")
        words = text(tree, "promptText") if "promptText" in tree else "the picture moves"
        if len(words) > _WORDS:
            raise ValueError(f"promptText must have at most {_WORDS} characters")
        making = Making("video", words, ratio, seconds=tree.get("duration", 10), photos=_frames(tree, model))
        return web.json_response({"id": self.shop.start(making, model).id})

    async def look(self, request: web.Request) -> web.Response:
        self._check(request)
        job = self.shop.jobs.get(request.match_info["id"])
        if job is None:
            raise Answered(404, {"error": "task not found"})
        return web.json_response(self._tree(request, job))

    def _check(self, request: web.Request) -> None:
        self.shop.door.check_key(request)
        no_query(request)
        if request.headers.get("X-Runway-Version") != "2024-11-06":
            raise ValueError("the header X-Runway-Version must be 2024-11-06")

    def _tree(self, request: web.Request, job: Job) -> dict[str, Any]:
        tree: dict[str, Any] = {
            "id": job.id,
            "status": _STATES[job.status],
            "createdAt": "2026-11-02T08:00:00.000Z",
            "progress": self.shop.progress(job) / 100,
        }
        if job.status == "completed":
            tree["output"] = [self.shop.url(request, job)]
        if job.status == "failed":
            tree |= {"failure": job.error, "failureCode": "SAFETY.INPUT.TEXT"}
        return tree


def _frames(tree: dict[str, Any], model: str) -> tuple[bytes, ...]:
    given = tree.get("promptImage")
    if isinstance(given, str):
        return (photo(text(tree, "promptImage")),)
    if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
        raise ValueError("promptImage must be a text, or a list of pictures with their positions")
    for one in given:
        only(one, ("uri", "position"), "promptImage")
        if choice(one, "position", ("first", "last"), "") == "last" and model != "gen3a_turbo":
            raise ValueError("a last picture is for gen3a_turbo only")
    return tuple(photo(text(one, "uri")) for one in given)
