"""Twin of Luma on Key4U: generations, extensions, one job and many (key4u.md §4.12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from sandbox.providers.job_shop import Job, JobShop, photo
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.strict import Answered, answering, choice, no_query, only, read_json, text, texts
from sandbox.world import World

_FIELDS = ("user_prompt", "expand_prompt", "loop", "image_url", "image_end_url", "notify_hook")
_STATES = {"queued": "pending", "running": "processing", "completed": "completed", "failed": "failed"}
_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "9:21")


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return Luma's routes at Key4U."""
    door = next(door for door in doors if door.name == "key4u")
    twin = _Luma(JobShop(door, "key4u.luma"))
    table = [
        web.post("/key4u/luma/generations", answering(twin.generate, door.bad)),
        web.post("/key4u/luma/generations/{id}/extend", answering(twin.extend, door.bad)),
        web.get("/key4u/luma/generations/{id}", answering(twin.look, door.bad)),
        web.post("/key4u/luma/tasks", answering(twin.many, door.bad)),
    ]
    return [*table, twin.shop.files()]


class _Luma:
    def __init__(self, shop: JobShop) -> None:
        self.shop = shop

    async def generate(self, request: web.Request) -> web.Response:
        tree = await self._read(request, (*_FIELDS, "model_name", "duration", "resolution", "aspect_ratio"))
        model = choice(tree, "model_name", ("ray-v1", "ray-v2"), "ray-v1")
        choice(tree, "duration", ("5s",), "5s")
        choice(tree, "resolution", ("720p", "1080p"), "720p")
        ratio = choice(tree, "aspect_ratio", _RATIOS, "16:9")
        return web.json_response(self._tree(request, self.shop.start(self._making(tree, ratio), model)))

    async def extend(self, request: web.Request) -> web.Response:
        tree = await self._read(request, _FIELDS)
        earlier = self._find(request.match_info["id"])
        job = self.shop.start(self._making(tree, earlier.making.shape), earlier.model)
        return web.json_response(self._tree(request, job))

    async def look(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        return web.json_response(self._tree(request, self._find(request.match_info["id"])))

    async def many(self, request: web.Request) -> web.Response:
        tree = await self._read(request, ("ids",))
        return web.json_response([self._tree(request, self._find(one)) for one in texts(tree, "ids")])

    async def _read(self, request: web.Request, fields: Sequence[str]) -> dict[str, Any]:
        self.shop.door.check_key(request)
        no_query(request)
        tree = await read_json(request)
        only(tree, fields, "luma")
        return tree

    def _making(self, tree: dict[str, Any], ratio: str) -> Making:
        frames = tuple(photo(tree[name]) for name in ("image_url", "image_end_url") if tree.get(name))
        return Making("video", text(tree, "user_prompt"), ratio, photos=frames)

    def _find(self, job_id: str) -> Job:
        job = self.shop.jobs.get(job_id)
        if job is None:
            raise Answered(404, {"detail": "generation not found"})
        return job

    def _tree(self, request: web.Request, job: Job) -> dict[str, Any]:
        video = None
        if job.status == "completed":
            url = self.shop.url(request, job)
            video = {"url": url, "download_url": url, "width": 1280, "height": 720, "thumbnail": None}
        return {
            "id": job.id,
            "prompt": job.making.prompt,
            "state": _STATES[job.status],
            "estimate_wait_seconds": None,
            "video": video,
            "last_frame": None,
            "failure_reason": job.error or None,
        }
