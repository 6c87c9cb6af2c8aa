"""Twin of Flow AI: jobs that wait for a thread, show their progress and keep their pictures and clips (flow.md)."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from aiohttp import web

from sandbox.forms import read_form
from sandbox.providers import makings, painter
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.strict import (
    Answered,
    Handler,
    answering,
    choice,
    no_query,
    number,
    only,
    read_json,
    text,
    texts,
)
from sandbox.providers.studio import NOT_A_PICTURE, Studio
from sandbox.world import Task, World

KEY = "sandbox-flow"
_BASE = "/flow/public/api/v1"
_PRICES = {"image": Decimal(100), "video": Decimal(3000)}  # VND; a picture at 1K, and a play price for a clip
_TEXT_RATIOS = ("1:1", "16:9", "9:16", "4:3", "3:4")
_REFERENCE_RATIOS = ("1:1", "16:9", "9:16")
_LENGTHS = (6, 8, 10)
_VOICES = ("achernar", "charon", "algieba", "alnilam")
_VIDEO_REFERENCES = 3
_UPLOAD_MAX = 20_000_000
_KEPT_UPLOADS = 200
_KEPT_JOBS = 5_000
_DAILY_LIMIT = 3_000


@dataclass
class _Job:
    """One job; ``started`` is set when it gets a thread."""

    id: str
    prompts: list[str]
    ratio: str
    per_prompt: int
    paths: list[str] = field(default_factory=list)
    status: str = "queued"
    started: float = 0.0
    error: str | None = None
    medium: str = "image"
    seconds: int = 8

    @property
    def count(self) -> int:
        return len(self.prompts) * self.per_prompt


def routes(world: World, _doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return Flow's routes; its jobs are kept with the world, uploads are not."""
    twin = _Flow(world)
    world.add_part("flow", twin)
    table: list[tuple[str, str, Handler]] = [
        ("POST", "upload-image", twin.upload),
        ("POST", "text-to-image", twin.text_to_image),
        ("POST", "reference-to-image", twin.reference_to_image),
        ("POST", "text-to-video", twin.text_to_video),
        ("POST", "image-to-video", twin.image_to_video),
        ("POST", "multi-ref-video", twin.references_to_video),
        ("GET", "jobs/{id}", twin.status),
        ("GET", "jobs/{id}/image", twin.image),
        ("GET", "jobs/{id}/video", twin.video),
        ("GET", "my-jobs", twin.my_jobs),
        ("GET", "usage", twin.usage),
    ]
    return [web.route(method, f"{_BASE}/{path}", twin.guarded(handler)) for method, path, handler in table]


def _detail(status: int, sentence: str) -> Answered:
    return Answered(status, {"detail": sentence})


class _Flow:
    """The gateway's whole state; a `Part` of the world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.studio = Studio(world, "flow", "VND")
        self._jobs: OrderedDict[str, _Job] = OrderedDict()
        self._uploads: OrderedDict[str, bytes] = OrderedDict()
        self._line: deque[tuple[_Job, Task]] = deque()
        self._running: set[asyncio.Task[None]] = set()

    def guarded(self, handler: Handler) -> Handler:
        """Return the handler behind the key check: 403, not 401 (flow.md §6)."""

        async def check(request: web.Request) -> web.StreamResponse:
            if request.headers.get("X-API-Key") != KEY:
                raise _detail(403, "API key wrong or disabled")
            self._start_next()
            return await handler(request)

        return answering(check, lambda sentence: _detail(422, sentence))

    async def upload(self, request: web.Request) -> web.Response:
        """Take one picture in."""
        if not request.headers.get("Content-Type", "").startswith("multipart/"):
            raise _detail(422, "the upload must be multipart")
        form = await read_form(request)
        if form.fields or [name for name, _ in form.files] != ["file"]:
            raise _detail(422, "the upload takes one field: file")
        photo = form.files[0][1].content
        if len(photo) > _UPLOAD_MAX:
            raise _detail(413, "larger than 20 MB")
        if not painter.is_picture(photo):
            raise _detail(415, "jpg, png or webp only")
        path = f"uploads/{secrets.token_hex(8)}"
        self._uploads[path] = photo
        if len(self._uploads) > _KEPT_UPLOADS:
            self._uploads.popitem(last=False)
        return web.json_response({"path": path})

    async def text_to_image(self, request: web.Request) -> web.Response:
        """Start a job from words."""
        no_query(request)
        tree = await read_json(request)
        only(tree, ("prompts", "aspect_ratio", "num_images"), "text-to-image")
        ratio = choice(tree, "aspect_ratio", _TEXT_RATIOS, "1:1")
        return self._accept(_Job(_new_id(), texts(tree, "prompts"), ratio, number(tree, "num_images", 4)))

    async def reference_to_image(self, request: web.Request) -> web.Response:
        """Start a job from words and uploaded pictures."""
        no_query(request)
        tree = await read_json(request)
        only(tree, ("prompts", "aspect_ratio", "reference_images"), "reference-to-image")
        paths = self._known(texts(tree, "reference_images"))
        ratio = choice(tree, "aspect_ratio", _REFERENCE_RATIOS, "1:1")
        return self._accept(_Job(_new_id(), texts(tree, "prompts"), ratio, 1, paths))

    async def text_to_video(self, request: web.Request) -> web.Response:
        """Start one job for each prompt; the ids come as a list, as a client of the vendor reads them."""
        no_query(request)
        tree = await read_json(request)
        only(tree, ("prompts", "aspect_ratio", "video_length_seconds"), "text-to-video")
        ratio = choice(tree, "aspect_ratio", _REFERENCE_RATIOS, "16:9")
        seconds = tree.get("video_length_seconds", 8)
        if seconds not in _LENGTHS:
            raise ValueError("video_length_seconds must be one of 6, 8, 10")
        jobs = [_clip([prompt], ratio, seconds=seconds) for prompt in texts(tree, "prompts")]
        for job in jobs:
            self._accept(job)
        return web.json_response({"job_ids": [job.id for job in jobs], "status": "queued"})

    async def image_to_video(self, request: web.Request) -> web.Response:
        """Start a job from one picture for each clip."""
        no_query(request)
        tree = await read_json(request)
        only(tree, ("items", "aspect_ratio"), "image-to-video")
        items = _objects(tree, ("image_path", "prompt"))
        paths = self._known([text(item, "image_path") for item in items])
        ratio = choice(tree, "aspect_ratio", _REFERENCE_RATIOS, "16:9")
        return self._accept(_clip([text(item, "prompt") for item in items], ratio, paths))

    async def references_to_video(self, request: web.Request) -> web.Response:
        """Start a job from up to three pictures, with a voice."""
        no_query(request)
        tree = await read_json(request)
        only(tree, ("items", "voice"), "multi-ref-video")
        choice(tree, "voice", _VOICES, _VOICES[0])
        (item,) = _objects(tree, ("image_paths", "prompt"))[:1]
        paths = self._known(texts(item, "image_paths"))
        if len(paths) > _VIDEO_REFERENCES:
            raise ValueError("image_paths takes at most 3 pictures")
        return self._accept(_clip([text(item, "prompt")], "16:9", paths))

    def _known(self, paths: list[str]) -> list[str]:
        if any(path not in self._uploads for path in paths):
            raise _detail(404, "reference image not found")
        return paths

    def _accept(self, job: _Job) -> web.Response:
        if self.studio.broke(job.count):
            raise _detail(402, "No credits left")
        task = self.studio.open(job.id, job.prompts[0], "veo" if job.medium == "video" else "imagen", job.count)
        self._jobs[job.id] = job
        while len(self._jobs) > _KEPT_JOBS:
            self._jobs.popitem(last=False)
        self._line.append((job, task))
        self._start_next()
        return web.json_response({"job_id": job.id, "status": "queued"})

    def _start_next(self) -> None:
        """Give free threads to those who wait longest; asked again whenever a thread may have become free."""
        while self._line and not self.studio.full():
            job, task = self._line.popleft()
            # Counted at once: the next look at the threads comes before the job's own first step.
            self.studio.busy += 1
            running = asyncio.get_running_loop().create_task(self._work(job, task), name=f"flow {job.id}")
            self._running.add(running)
            running.add_done_callback(self._ended)

    def _ended(self, running: asyncio.Task[None]) -> None:
        self._running.discard(running)
        self.studio.busy -= 1
        self._start_next()

    async def _work(self, job: _Job, task: Task) -> None:
        job.status, job.started, task.state = "running", self.world.now(), "running"
        refused = any(self.studio.refuses(prompt) for prompt in job.prompts)
        pictures = job.count if job.medium == "image" and not refused else 0
        try:
            making = (self._made(job, index) for index in range(pictures))
            await asyncio.gather(asyncio.gather(*making), asyncio.sleep(self.studio.settings.latency_s))
        except KeyError:
            job.error = "a reference image has expired"
        if refused:
            job.error = "Blocked by safety filter"
        if job.error:
            job.status = "failed"
            self.studio.end(task, "failed")
        else:
            job.status = "completed"
            self.studio.charge(task, _PRICES[job.medium])

    async def _made(self, job: _Job, index: int) -> bytes:
        """Make one output; raises KeyError where an upload is gone. A clip is made when it is fetched."""
        prompt = job.prompts[index // job.per_prompt]
        photos = [self._uploads[path] for path in job.paths]
        if job.medium == "image":
            order = painter.order(prompt, job.ratio, photos=photos, index=index % job.per_prompt)
            return await self.studio.picture(order, (job.id, index))
        clip = Making("video", prompt, job.ratio, seconds=job.seconds, photos=tuple(photos), index=index)
        return await asyncio.to_thread(makings.make, clip, fixed=self.studio.settings.fixed_picture)

    def _find(self, request: web.Request) -> _Job:
        job = self._jobs.get(request.match_info["id"])
        if job is None:
            raise _detail(404, "job not found")
        return job

    async def status(self, request: web.Request) -> web.Response:
        """Tell how far a job is, in as many steps as the gateway is told to show."""
        job = self._find(request)
        tree = {"status": job.status, "progress": self._progress(job), "error": job.error}
        if job.medium == "video":
            tree["videos_count"] = job.count
        return web.json_response(tree)

    def _progress(self, job: _Job) -> int:
        if job.status != "running":
            return 100 if job.status == "completed" else 0
        settings = self.studio.settings
        done = min((self.world.now() - job.started) / max(settings.latency_s, 0.001), 0.99)
        steps = max(settings.steps, 1)
        return int(done * (steps + 1)) * 100 // (steps + 1)

    async def image(self, request: web.Request) -> web.Response:
        """Send one picture of a completed job."""
        return await self._file(request, "image", "image/png")

    async def video(self, request: web.Request) -> web.Response:
        """Send one clip of a completed job."""
        return await self._file(request, "video", "video/mp4")

    async def _file(self, request: web.Request, medium: str, kind: str) -> web.Response:
        no_query(request, "index")
        job = self._find(request)
        index = request.query.get("index", "0")
        there = job.status == "completed" and job.medium == medium
        if not there or not index.isascii() or not index.isdigit() or int(index) >= job.count:
            raise _detail(404, f"job not finished or no such {medium}")
        if self.world.spoils_picture("flow", f"{request.method} {request.raw_path}"):
            return web.Response(body=NOT_A_PICTURE, content_type="text/plain")
        try:
            return web.Response(body=await self._made(job, int(index)), content_type=kind)
        except KeyError:
            raise _detail(404, f"the {medium} has expired") from None

    async def my_jobs(self, request: web.Request) -> web.Response:
        """List all jobs, newest first."""
        no_query(request)
        jobs = [
            {"job_id": job.id, "prompt": job.prompts[0], "status": job.status, f"{job.medium}s_count": job.count}
            for job in reversed(self._jobs.values())
        ]
        return web.json_response({"jobs": jobs})

    async def usage(self, request: web.Request) -> web.Response:
        """Tell plan, credits and use."""
        no_query(request)
        ended = [task for task in self.world.tasks if task.gateway == "flow" and task.state == "completed"]
        clips = sum(task.count for task in ended if task.model == "veo")
        used = sum(task.count for task in ended) - clips
        left = self.studio.settings.credits
        return web.json_response({
            "plan": "plan1",
            "plan_label": "Pay by quantity",
            "credits_remaining": left,
            "credits_used": used + clips,
            "image_used": used,
            "image_remaining": left,
            "video_used": clips,
            "usage_today": used,
            "daily_limit": _DAILY_LIMIT,
            "expires_at": None,
            "max_concurrent_threads": self.studio.settings.threads or 3,
        })  # fmt: skip

    def snapshot(self) -> list[dict[str, Any]]:
        """Return the jobs."""
        return [asdict(job) for job in self._jobs.values()]

    def restore(self, kept: list[dict[str, Any]]) -> None:
        """Take the jobs back; what was under way starts again with the next request, when a loop runs."""
        self._jobs = OrderedDict((item["id"], _Job(**item)) for item in kept)
        tasks = {task.id: task for task in self.world.tasks if task.gateway == "flow"}
        for job in self._jobs.values():
            if job.status in {"queued", "running"} and job.id in tasks:
                job.status = "queued"
                self.studio.resume(tasks[job.id])
                self._line.append((job, tasks[job.id]))

    def reset(self) -> None:
        """End what runs and forget everything."""
        for running in self._running:
            running.cancel()
        self._line.clear()
        self._jobs.clear()
        self._uploads.clear()
        self.studio.forget()


def _clip(prompts: list[str], ratio: str, paths: list[str] | None = None, *, seconds: int = 8) -> _Job:
    return _Job(_new_id(), prompts, ratio, 1, paths or [], medium="video", seconds=seconds)


def _objects(tree: dict[str, Any], fields: Sequence[str]) -> list[dict[str, Any]]:
    items = tree.get("items")
    if not isinstance(items, list) or not items or not all(isinstance(item, dict) for item in items):
        raise ValueError("items must be a list of objects that is not empty")
    for item in items:
        only(item, fields, "items")
    return items


def _new_id() -> str:
    return f"gw-{secrets.token_hex(6)}"
