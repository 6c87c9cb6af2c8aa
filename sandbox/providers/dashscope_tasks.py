"""Twin of Wan on Key4U: a synthesis and the look at its task (key4u.md §4.8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from sandbox.providers.job_shop import Job, JobShop, photos
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.strict import answering, choice, flags, no_query, only, read_json, text
from sandbox.world import World

_AREA = "/key4u/alibailian/api/v1"
_STATES = {"queued": "PENDING", "running": "RUNNING", "completed": "SUCCEEDED", "failed": "FAILED"}
_SIZES = (
    *("832*480", "480*832", "624*624", "1280*720", "720*1280", "960*960", "1088*832", "832*1088"),
    *("1920*1080", "1080*1920", "1440*1440", "1632*1248", "1248*1632"),
)
_INPUT = ("prompt", "negative_prompt", "img_url", "audio_url")
_PARAMETERS = ("resolution", "size", "duration", "prompt_extend", "watermark", "audio", "shot_type", "seed")


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return Wan's routes at Key4U."""
    door = next(door for door in doors if door.name == "key4u")
    twin = _Wan(JobShop(door, "key4u.wan"))
    return [
        web.post(_AREA + "/services/aigc/video-generation/video-synthesis", answering(twin.create, door.bad)),
        web.get(_AREA + "/tasks/{id}", answering(twin.look, door.bad)),
        twin.shop.files(),
    ]


class _Wan:
    def __init__(self, shop: JobShop) -> None:
        self.shop = shop

    async def create(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        no_query(request)
        tree = await read_json(request)
        only(tree, ("model", "input", "parameters"), "wan")
        model, given, more = text(tree, "model"), tree.get("input", {}), tree.get("parameters", {})
        only(given, _INPUT, "input")
        only(more, _PARAMETERS, "parameters")
        if more.get("duration", 5) not in (5, 10, 15):
            raise ValueError("duration must be 5, 10 or 15")
        flags(more, "prompt_extend", "watermark", "audio")
        if "audio_url" in given and not text(given, "audio_url").startswith("data:audio/"):
            raise ValueError("audio_url must be a sound as a data address: the sandbox has no internet")
        if "2.2" in model and ("audio_url" in given or {"duration", "audio", "shot_type"} & more.keys()):
            raise ValueError("Wan 2.2 makes silent clips of one length")
        choice(more, "shot_type", ("single", "multi"), "single")
        shape = "16:9"
        if "i2v" in model:
            text(given, "img_url")
            choice(more, "resolution", ("480P", "720P", "1080P"), "720P")
            only(more, set(_PARAMETERS) - {"size"}, "parameters of i2v")
        else:
            only(given, set(_INPUT) - {"img_url"}, "input of t2v")
            only(more, set(_PARAMETERS) - {"resolution"}, "parameters of t2v")
            shape = choice(more, "size", _SIZES, "1280*720").replace("*", ":")
        making = Making(
            "video", text(given, "prompt"), shape, seconds=more.get("duration", 5), photos=photos(given.get("img_url"))
        )
        job = self.shop.start(making, model)
        return web.json_response({"output": {"task_status": "PENDING", "task_id": job.id}, "request_id": "rq-1"})

    async def look(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        job = self.shop.jobs.get(request.match_info["id"])
        output = {"task_id": request.match_info["id"], "task_status": "UNKNOWN"}
        return web.json_response({"request_id": "rq-2", "output": self._output(request, job) if job else output})

    def _output(self, request: web.Request, job: Job) -> dict[str, Any]:
        output = {"task_id": job.id, "task_status": _STATES[job.status]}
        if job.status == "completed":
            output["video_url"] = self.shop.url(request, job)
        if job.status == "failed":
            output |= {"code": "DataInspectionFailed", "message": f"Output may be inappropriate: {job.error}"}
        return output
