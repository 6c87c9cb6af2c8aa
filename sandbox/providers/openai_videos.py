"""Twin of OpenAI's ``/v1/videos``: a form at Key4U (key4u.md §4.4), LiteLLM at AI Thực Chiến (thucchien.md §4.5-4.7 B).

LiteLLM takes any size and length and bills it; here they are refused by name. A film that its filter stopped is
completed there, and its content a 500, as was observed.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from sandbox.forms import Form, read_form
from sandbox.providers.job_shop import Job, JobShop
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.strict import Answered, answering, choice, no_query, only, read_json, text
from sandbox.world import World

_FIELDS = ("model", "prompt", "seconds", "size")
_MORE = ("watermark", "private", "style", "character_url", "character_timestamps")
_SORA_SIZES = ("720x1280", "1280x720", "1024x1792", "1792x1024")
_VEO_SIZES = ("1280x720", "720x1280", "1920x1080", "1080x1920")
_STYLES = ("thanksgiving", "comic", "news", "selfie", "nostalgic", "anime", "")
_STATES = {"queued": "queued", "running": "in_progress", "completed": "completed", "failed": "failed"}
_SHAPES = ("16:9", "9:16", "1:1", "3:2", "2:3", "4:3", "3:4")
_NOTHING = "No video data found in completed operation"


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return the routes of both gateways; AI Thực Chiến also answers without ``/v1``, the rest is Key4U's alone."""
    found = []
    for door in doors:
        shop = JobShop(door, f"{door.name}.openai-videos")
        twin = _LiteLLM(shop) if door.name == "thucchien" else _NewApi(shop)
        area = f"/{door.name}/v1/videos"
        for place in (area, "/thucchien/videos") if isinstance(twin, _LiteLLM) else (area,):
            found += [
                web.post(place, answering(twin.create, door.bad)),
                web.get(place + "/{id}", answering(twin.look, door.bad)),
                web.get(place + "/{id}/content", answering(twin.content, door.bad)),
            ]
        if isinstance(twin, _NewApi):
            found.append(web.post(area + "/generations", answering(twin.grok, door.bad)))
            found.append(web.post(area + "/{id}/remix", answering(twin.remix, door.bad)))
            found.append(shop.files())
    return found


async def _form(request: web.Request) -> Form:
    """Read a form; a part with an empty file's name is a field."""
    form = await read_form(request)
    for name, part in form.files:
        if not part.filename:
            form.fields[name] = part.content.decode()
    form.files = [(name, part) for name, part in form.files if part.filename]
    for name, part in form.files:
        if name != "input_reference" or part.content_type not in ("image/jpeg", "image/png", "image/webp"):
            raise ValueError(f"{name} of type {part.content_type} is not taken")
    for name, value in form.fields.items():
        if not isinstance(value, str):
            raise ValueError(f"{name} must be a text")  # noqa: TRY004 (all bad requests are ValueError here)
    return form


def _film(form: Form, seconds: str, size: str, most: int) -> Making:
    pictures = tuple(part.content for _, part in form.files)
    if len(pictures) > most:
        raise ValueError(f"at most {most} input_reference")
    return Making("video", text(form.fields, "prompt"), size, seconds=float(seconds), photos=pictures)


class _NewApi:
    """Key4U: a form with or without pictures; a refused film has failed."""

    def __init__(self, shop: JobShop) -> None:
        self.shop = shop

    async def create(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        no_query(request)
        if not request.content_type.startswith("multipart/"):
            raise ValueError("the body must be multipart/form-data")
        form = await _form(request)
        only(form.fields, (*_FIELDS, *_MORE), "videos")
        model = text(form.fields, "model")
        if model.startswith("sora"):
            lengths = ("4", "8", "12", "10", "15", *(("25",) if "pro" in model else ()))
            sizes, most = _SORA_SIZES if "pro" in model else _SORA_SIZES[:2], 1
        elif model.startswith("veo"):
            lengths, sizes, most = ("8",), _VEO_SIZES, 3
        elif model.startswith("grok"):
            lengths, sizes, most = ("6", "10"), _VEO_SIZES, 1
        else:
            raise self.shop.door.no_model(model)
        seconds = choice(form.fields, "seconds", lengths, lengths[0])
        size = choice(form.fields, "size", sizes, sizes[0])
        for name in ("private", "watermark"):
            choice(form.fields, name, ("true", "false"), "false")
        choice(form.fields, "style", _STYLES if model.endswith("-all") else ("",), "")
        private = form.fields.get("private") == "true"
        return self._begun(self.shop.start(_film(form, seconds, size, most), model, job_id=_named(), private=private))

    async def grok(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        no_query(request)
        tree = await read_json(request)
        only(tree, ("model", "prompt", "resolution", "aspect_ratio", "duration"), "videos/generations")
        model = text(tree, "model")
        if not model.startswith("grok-imagine-video"):
            raise self.shop.door.no_model(model)
        choice(tree, "resolution", ("480p", "720p"), "720p")
        seconds = tree.get("duration", 6)
        if not isinstance(seconds, int) or not 1 <= seconds <= 15:
            raise ValueError("duration must be a whole number from 1 to 15")
        shape = choice(tree, "aspect_ratio", _SHAPES, "16:9")
        making = Making("video", text(tree, "prompt"), shape, seconds=seconds)
        return self._begun(self.shop.start(making, model, job_id=_named()))

    async def remix(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        no_query(request)
        tree = await read_json(request)
        only(tree, ("prompt", "size"), "remix")
        earlier = self._job(request)
        if not earlier.model.startswith("sora") or earlier.extra.get("private"):
            raise ValueError("this video cannot be remixed")
        size = choice(tree, "size", _SORA_SIZES, earlier.making.shape)
        making = Making("video", text(tree, "prompt"), size, seconds=earlier.making.seconds)
        return self._begun(self.shop.start(making, earlier.model, job_id=_named()))

    async def look(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        no_query(request)
        job = self._job(request)
        tree = self._tree(job)
        if job.status == "failed":
            code = "moderation_blocked" if "content policy" in job.error else "video_generation_failed"
            tree["error"] = {"code": code, "message": "Input was blocked" if "content" in job.error else job.error}
        if job.status == "completed" and not job.model.startswith("sora"):
            tree["video_url"] = self.shop.url(request, job)
        return web.json_response(tree)

    async def content(self, request: web.Request) -> web.Response:
        """Send the film, or the part of it that was asked for."""
        self.shop.door.check_key(request)
        no_query(request)
        job = self._job(request)
        if job.status != "completed":
            raise Answered(400, {"error": {"message": "task is not completed yet", "type": "invalid_request_error"}})
        answer = await self.shop.body(request, job)
        part = re.fullmatch(r"bytes=0-(\d{1,9})", request.headers.get("Range", ""))
        if part is None or not isinstance(answer.body, bytes):
            return answer
        some = answer.body[: int(part[1]) + 1]
        span = {"Content-Range": f"bytes 0-{len(some) - 1}/{len(answer.body)}"}
        return web.Response(status=206, body=some, content_type=answer.content_type, headers=span)

    def _begun(self, job: Job) -> web.Response:
        return web.json_response(self._tree(job))

    def _tree(self, job: Job) -> dict[str, Any]:
        return {
            "id": job.id,
            "object": "video",
            "model": job.model,
            "status": _STATES[job.status],
            "progress": self.shop.progress(job),
            "created_at": 1790000404,
            "seconds": format(job.making.seconds, "g"),
            "size": job.making.shape,
        }

    def _job(self, request: web.Request) -> Job:
        job = self.shop.jobs.get(request.match_info["id"])
        if job is None:
            raise Answered(404, {"code": "task_not_exist", "message": "task_not_exist", "data": None})
        return job


def _named() -> str:
    return f"video_{secrets.token_hex(10)}"


class _LiteLLM:
    """AI Thực Chiến: JSON, or a form with one picture; Google's filter shows in the content only."""

    def __init__(self, shop: JobShop) -> None:
        self.shop = shop

    async def create(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        no_query(request)
        form = await _form(request)
        only(form.fields, _FIELDS, "videos")
        model = text(form.fields, "model")
        if not model.startswith("veo-3.1"):
            raise self.shop.door.no_model(model)
        seconds = choice(form.fields, "seconds", ("4", "6", "8"), "8")
        size = choice(form.fields, "size", _VEO_SIZES, "1280x720")
        if "1080" in size and seconds != "8":
            raise ValueError("1080p takes 8 seconds")
        job_id = f"video_{secrets.token_urlsafe(150)}"
        job = self.shop.start(_film(form, seconds, size, 1), model, job_id=job_id)
        cost = self.shop.door.price(model, job.making)
        usage = {"duration_seconds": float(seconds), "video_resolution": f"{min(map(int, size.split('x')))}p"}
        tree = self._tree(job, "processing") | {"usage": usage}
        return web.json_response(tree, headers=self.shop.door.headers(cost))

    async def look(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        job = self._job(request)
        over = job.status in ("completed", "failed")
        return web.json_response(self._tree(job, "completed" if over else "processing"))

    async def content(self, request: web.Request) -> web.Response:
        """Send the film whole, whatever part was asked for."""
        self.shop.door.check_key(request)
        job = self._job(request)
        if job.status != "completed":
            raise self._error(_NOTHING if job.status == "failed" else "Video generation is not complete yet.")
        return await self.shop.body(request, job)

    def _tree(self, job: Job, status: str) -> dict[str, Any]:
        empty = dict.fromkeys(("created_at", "completed_at", "error", "progress", "seconds", "size"))
        return {"id": job.id, "object": "video", "status": status, "model": job.model} | empty

    def _job(self, request: web.Request) -> Job:
        job = self.shop.jobs.get(request.match_info["id"])
        if job is None:
            raise self._error("litellm.InternalServerError: video not found")
        return job

    @staticmethod
    def _error(message: str) -> Answered:
        return Answered(500, {"error": {"message": message, "type": None, "param": None, "code": "500"}})
