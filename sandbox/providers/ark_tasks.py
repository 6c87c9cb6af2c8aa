"""Twin of Doubao Seedance on Key4U: a task from content parts, and the look at it (key4u.md §4.7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from sandbox.providers.job_shop import Job, JobShop, photo
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.strict import Answered, answering, choice, drawn_from, flags, no_query, only, read_json, text
from sandbox.world import World

_PATH = "/key4u/volc/v1/contents/generations/tasks"
_PATH_2 = "/key4u/api/v3/contents/generations/tasks"  # of Seedance 2.0
_FIELDS = ("model", "content", "ratio", "duration", "resolution", "watermark", "camera_fixed", "generate_audio")
_MORE = ("return_last_frame", "seed", "callback_url", "service_tier")
_ROLES = ([], [""], ["first_frame"], ["first_frame", "last_frame"], *[["reference_image"] * n for n in range(1, 5)])
_STATES = {"queued": "queued", "running": "running", "completed": "succeeded", "failed": "failed"}
_RATIOS = ("16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive")


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return Seedance's routes at Key4U."""
    door = next(door for door in doors if door.name == "key4u")
    twin = _Ark(JobShop(door, "key4u.ark"))
    table = [twin.shop.files()]
    for path in (_PATH, _PATH_2):
        table.append(web.post(path, answering(twin.create, door.bad)))
        table.append(web.get(path + "/{id}", answering(twin.look, door.bad)))
    return table


class _Ark:
    def __init__(self, shop: JobShop) -> None:
        self.shop = shop

    async def create(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        no_query(request)
        tree = await read_json(request)
        only(tree, (*_FIELDS, *_MORE), "ark")
        model = text(tree, "model")
        if ("-2-0-" in model) is not (request.path == _PATH_2):
            raise self.shop.door.no_model(model)
        choice(tree, "resolution", ("480p", "720p", "1080p"), "720p")
        ratio = choice(tree, "ratio", _RATIOS, "16:9")
        seconds = tree.get("duration", 5)
        if not isinstance(seconds, int) or not 2 <= seconds <= 12:
            raise ValueError("duration must be a whole number from 2 to 12")
        flags(tree, "watermark", "camera_fixed", "generate_audio", "return_last_frame")
        prompt, frames = _read(tree.get("content"))
        shape = "16:9" if ratio == "adaptive" else ratio
        making = Making("video", prompt, shape, seconds=seconds, photos=frames, index=drawn_from(tree))
        return web.json_response({"id": self.shop.start(making, model).id})

    async def look(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        job = self.shop.jobs.get(request.match_info["id"])
        if job is None:
            raise Answered(404, {"error": {"code": "ResourceNotFound", "message": "the task was not found"}})
        return web.json_response(self._tree(request, job))

    def _tree(self, request: web.Request, job: Job) -> dict[str, Any]:
        tree: dict[str, Any] = {"id": job.id, "model": job.model, "status": _STATES[job.status]}
        if job.status == "completed":
            tree |= {"content": {"video_url": self.shop.url(request, job)}, "seed": job.making.index}
        if job.status == "failed":
            tree["error"] = {"code": "OutputVideoSensitiveContentDetected", "message": job.error}
        return tree


def _read(parts: object) -> tuple[str, tuple[bytes, ...]]:
    if not isinstance(parts, list) or not parts:
        raise ValueError("content must be a list that is not empty")
    prompt, roles, frames = "", [], []
    for part in parts:
        if part.get("type") == "text":
            only(part, ("type", "text"), "content")
            prompt = text(part, "text")
            continue
        choice(part, "type", ("image_url",), "")
        only(part, ("type", "image_url", "role"), "content")
        roles.append(part.get("role", ""))
        frames.append(photo(text(part["image_url"], "url")))
    if roles not in _ROLES:
        raise ValueError(f"content: roles {roles} do not go together")
    return prompt, tuple(frames)
