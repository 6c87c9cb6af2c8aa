"""Twin of Key4U's unified video form: Veo, Sora and Grok, going on from Grok, Sora's characters (key4u.md §4.1-§4.3).

As at the gateway, Veo and Grok name a task with a prefix that the query leaves out, and films are addresses.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from sandbox.providers.job_shop import Job, JobShop, photos
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.strict import Answered, answering, choice, flags, no_query, only, read_json, text
from sandbox.world import World

_VEO = ("model", "prompt", "images", "aspect_ratio", "enhance_prompt", "enable_upsample")
_SORA = ("model", "prompt", "images", "orientation", "size", "duration", "watermark", "private")
_SORA_MORE = ("character_url", "character_timestamps")
_GROK = ("model", "prompt", "images", "aspect_ratio", "size")
_LONGER = ("model", "prompt", "task_id", "start_time", "size", "aspect_ratio", "upscale")
_GROK_SHAPES = ("2:3", "3:2", "1:1", "16:9", "9:16")
_SPAN = re.compile(r"(\d{1,3}),(\d{1,3})")
_STATES = {"queued": "pending", "running": "processing", "completed": "completed", "failed": "failed"}


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return the unified routes at Key4U."""
    door = next(door for door in doors if door.name == "key4u")
    twin = _Unified(JobShop(door, "key4u.unified-video"))
    table = [
        web.post("/key4u/v1/video/create", answering(twin.create, door.bad)),
        web.post("/key4u/v1/video/extend", answering(twin.extend, door.bad)),
        web.get("/key4u/v1/video/query", answering(twin.query, door.bad)),
        web.post("/key4u/sora/v1/characters", answering(twin.character, door.bad)),
    ]
    return [*table, twin.shop.files()]


class _Unified:
    def __init__(self, shop: JobShop) -> None:
        self.shop = shop

    async def create(self, request: web.Request) -> web.Response:
        tree = await self._read(request)
        model = text(tree, "model")
        family = next((name for name in ("veo", "sora", "grok") if model.startswith(name)), "")
        if not family:
            raise self.shop.door.no_model(model)
        making = {"veo": _veo, "sora": _sora, "grok": _grok}[family](tree, model)
        job = self.shop.start(making, model, job_id=_named(family, model), private=bool(tree.get("private")))
        return web.json_response(_begun(job))

    async def extend(self, request: web.Request) -> web.Response:
        tree = await self._read(request)
        only(tree, _LONGER, "video/extend")
        model, earlier = text(tree, "model"), self._job(text(tree, "task_id"))
        if not (model.startswith("grok") and earlier.model.startswith("grok")):
            raise ValueError("only Grok's videos can be extended")
        start = tree.get("start_time")
        if not isinstance(start, int) or not 0 < start <= earlier.making.seconds:
            raise ValueError("start_time must lie in the video")
        choice(tree, "size", ("720P", "1080P"), "")
        shape = choice(tree, "aspect_ratio", _GROK_SHAPES, earlier.making.shape)
        making = Making("video", text(tree, "prompt"), shape, seconds=start + 6, photos=earlier.making.photos)
        return web.json_response(_begun(self.shop.start(making, model, job_id=_named("grok", model))))

    async def query(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        no_query(request, "id", "model")
        job = self._job(request.query.get("id", ""))
        veo = job.model.startswith("veo")
        status = _STATES[job.status]
        if veo and job.status in ("running", "failed"):
            status = "video_generating" if job.status == "running" else "video_generation_failed"
        url = self.shop.url(request, job) if job.status == "completed" else None
        detail: dict[str, Any] = {"status": status, "running": job.status == "running", "error_message": job.error}
        tree: dict[str, Any] = {"id": job.id.rpartition(":")[2], "status": status, "status_update_time": 1790000399000}
        if veo:
            tree["progress"] = self.shop.progress(job)
            tree["enhanced_prompt"] = job.making.prompt
        return web.json_response(tree | {"video_url": url, "detail": detail | {"video_url": url}})

    async def character(self, request: web.Request) -> web.Response:
        tree = await self._read(request)
        only(tree, ("url", "from_task", "timestamps"), "characters")
        span = _SPAN.fullmatch(text(tree, "timestamps"))
        if span is None or not 1 <= int(span[2]) - int(span[1]) <= 3:
            raise ValueError("timestamps must be a range of 1 to 3 seconds")
        job = self._job(text(tree, "from_task"))
        if job.status != "completed" or not job.model.startswith("sora"):
            raise ValueError("from_task must be a finished Sora task")
        name = f"kite.{job.id[-6:].lower()}"
        page = f"{request.scheme}://{request.host}/sora/{name}"
        return web.json_response(
            {"id": f"ch_{job.id[-6:]}", "username": name, "permalink": page, "profile_picture_url": page + ".jpg"}
        )

    async def _read(self, request: web.Request) -> dict[str, Any]:
        self.shop.door.check_key(request)
        no_query(request)
        return await read_json(request)

    def _job(self, job_id: str) -> Job:
        job = self.shop.jobs.get(job_id)
        if job is None:
            raise Answered(404, {"code": "task_not_exist", "message": "task_not_exist", "data": None})
        return job


def _named(family: str, model: str) -> str:
    rest = secrets.token_hex(10)
    return {"veo": f"{model}:{rest}", "grok": f"grok:{rest}", "sora": f"sora-2:task_{rest}"}[family]


def _begun(job: Job) -> dict[str, Any]:
    return {"id": job.id, "status": "pending", "status_update_time": 1790000303111, "enhanced_prompt": ""}


def _pictures(tree: dict[str, Any], most: int, *, required: bool) -> tuple[bytes, ...]:
    given = tree.get("images", None if required else [])
    if not isinstance(given, list) or len(given) > most:
        raise ValueError(f"images must be a list of at most {most}")
    return photos(given)


def _veo(tree: dict[str, Any], model: str) -> Making:
    only(tree, _VEO, "video/create")
    flags(tree, "enhance_prompt", "enable_upsample")
    sent = _pictures(tree, 3 if "components" in model else 1 if "pro-frames" in model else 2, required=False)
    if not sent and model.endswith(("-fl", "-frames", "-components")):
        raise ValueError("this model needs images")
    if "aspect_ratio" in tree and model.startswith("veo2"):
        raise ValueError("veo2 takes no aspect_ratio")
    shape = choice(tree, "aspect_ratio", ("16:9", "9:16"), "16:9")
    return Making("video", text(tree, "prompt"), shape, seconds=8, photos=sent)


def _sora(tree: dict[str, Any], model: str) -> Making:
    only(tree, (*_SORA, *_SORA_MORE), "video/create")
    flags(tree, "watermark", "private")
    pro = "pro" in model
    sent = _pictures(tree, 1, required=True)
    choice(tree, "size", ("small", "large") if pro else ("small",), "")
    seconds = tree.get("duration", 0)
    if seconds not in ((10, 15, 25) if pro else (10, 15)):
        raise ValueError("duration is not one of this model's")
    shape = {"portrait": "9:16", "landscape": "16:9"}[choice(tree, "orientation", ("portrait", "landscape"), "")]
    return Making("video", text(tree, "prompt"), shape, seconds=seconds, photos=sent)


def _grok(tree: dict[str, Any], model: str) -> Making:
    only(tree, _GROK, "video/create")
    sent = _pictures(tree, 1, required=True)
    choice(tree, "size", ("720P", "1080P"), "")
    shape = choice(tree, "aspect_ratio", _GROK_SHAPES, "")
    length = re.search(r"-(\d+)s$", model)
    usual = {"grok-video-3-pro": 10, "grok-video-3-max": 15}.get(model, 6)
    return Making("video", text(tree, "prompt"), shape, seconds=int(length[1]) if length else usual, photos=sent)
