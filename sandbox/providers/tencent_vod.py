"""Twin of Tencent's AIGC tasks on Key4U: pictures, clips, and the look at a task (key4u.md §3.11, §4.9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from sandbox.providers.job_shop import Job, JobShop
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.strict import answering, choice, no_query, only, read_json, text
from sandbox.world import World

_AREA = "/key4u/tencent-vod/v1"
_STATES = {"queued": "WAITING", "running": "PROCESSING", "completed": "FINISH", "failed": "FINISH"}
_PICTURES = {"GEM": ("2.5", "3.0"), "Qwen": ("0925",), "Hunyuan": ("3.0",)}
_CLIPS = {
    "Hailuo": ("02", "2.3", "2.3-fast"),
    "Kling": ("1.6", "2.0", "2.1", "2.5", "O1", "3.0", "3.0-Omni"),
    "Vidu": ("q2", "q2-pro", "q2-turbo", "q3-pro", "q3-turbo"),
    "GV": ("3.1", "3.1-fast"),
    "OS": ("2.0",),
}
_SECONDS = {"Hailuo": (6, 10), "Kling": (5, 10), "Vidu": tuple(range(1, 17)), "GV": (8,), "OS": (4, 8, 12)}
_RATIOS = ("1:1", "3:2", "2:3", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
_FIELDS = ("model_name", "model_version", "prompt", "negative_prompt", "enhance_prompt", "output_config", "session_id")
_CHECKS = ("person_generation", "input_compliance_check", "output_compliance_check")
_SWITCH = ("Enabled", "Disabled")


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return Tencent's routes at Key4U."""
    door = next(door for door in doors if door.name == "key4u")
    twin = _Tencent(JobShop(door, "key4u.tencent"))
    return [
        web.post(_AREA + "/aigc-image", answering(twin.picture, door.bad)),
        web.post(_AREA + "/aigc-video", answering(twin.clip, door.bad)),
        web.get(_AREA + "/query/{id}", answering(twin.look, door.bad)),
        twin.shop.files(),
    ]


class _Tencent:
    def __init__(self, shop: JobShop) -> None:
        self.shop = shop

    async def picture(self, request: web.Request) -> web.Response:
        tree, more, model = await self._read(request, _PICTURES)
        only(more, ("storage_mode", "resolution", "aspect_ratio", *_CHECKS), "output_config")
        google = tree["model_name"] == "GEM"
        sizes = ("1K", "2K", "4K") if google else ("1024x1024", "1280x720", "720x1280")
        size = choice(more, "resolution", sizes, sizes[0])
        shape = choice(more, "aspect_ratio", _RATIOS, "1:1") if google else size
        return self._taken(tree, Making("image", text(tree, "prompt"), shape, size=size if google else "1K"), model)

    async def clip(self, request: web.Request) -> web.Response:
        tree, more, model = await self._read(request, _CLIPS)
        parts = ("storage_mode", "media_name", "duration", "resolution", "aspect_ratio", "audio_generation")
        only(more, (*parts, "enhance_switch", *_CHECKS), "output_config")
        lengths = _SECONDS[tree["model_name"]]
        if more.get("duration", lengths[0]) not in lengths:
            raise ValueError(f"duration must be one of {', '.join(map(str, lengths))}")
        choice(more, "resolution", ("720P", "768P", "1080P", "2K", "4K"), "720P")
        choice(more, "audio_generation", _SWITCH, "Disabled")
        shape = choice(more, "aspect_ratio", _RATIOS, "16:9")
        making = Making("video", text(tree, "prompt"), shape, seconds=more.get("duration", lengths[0]))
        return self._taken(tree, making, model)

    async def look(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        no_query(request)
        job = self.shop.jobs.get(request.match_info["id"])
        if job is None:
            error = {"Code": "ResourceNotFound", "Message": "task not found"}
            return web.json_response({"Response": {"Error": error, "RequestId": "rq-13"}})
        return web.json_response({"Response": self._tree(request, job)})

    async def _read(
        self, request: web.Request, known: dict[str, tuple[str, ...]]
    ) -> tuple[dict[str, Any], dict[str, Any], str]:
        self.shop.door.check_key(request)
        no_query(request)
        tree = await read_json(request)
        only(tree, _FIELDS, "tencent")
        name = choice(tree, "model_name", known, "")
        version = choice(tree, "model_version", known[name], "")
        choice(tree, "enhance_prompt", _SWITCH, "Disabled")
        more = tree.get("output_config", {})
        choice(more, "storage_mode", ("Temporary", "Permanent"), "Temporary")
        return tree, more, f"{name}/{version}"

    def _taken(self, tree: dict[str, Any], making: Making, model: str) -> web.Response:
        session = tree.get("session_id")
        jobs = self.shop.jobs.values()
        job = next((job for job in jobs if session and job.extra.get("session") == session), None)
        job = job or self.shop.start(making, model, session=session)
        return web.json_response({"Response": {"TaskId": job.id, "RequestId": "rq-11"}})

    def _tree(self, request: web.Request, job: Job) -> dict[str, Any]:
        kind = "AigcImageTask" if job.making.medium == "image" else "AigcVideoTask"
        state = _STATES[job.status]
        code, message = (70000, f"{job.error}: the text is sensitive") if job.status == "failed" else (0, "")
        files = []
        if job.status == "completed":
            file = {"StorageMode": "Temporary", "FileUrl": self.shop.url(request, job)}
            files = [file | {"ExpireTime": "2026-11-09T08:03:00Z", "FileType": job.making.ending}]
        task = {
            "TaskId": job.id,
            "Status": state,
            "ErrCode": code,
            "Message": message,
            "Progress": self.shop.progress(job),
            "Output": {"FileInfos": files},
        }
        return {"TaskType": kind, "Status": state, kind: task, "RequestId": "rq-12"}
