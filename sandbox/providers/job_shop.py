"""Jobs of the submit-and-poll gateways: each waits, is worked on, ends well or badly, and shows what was made.

A twin reads its own requests and words its own answers; what happens in between is the same for all of them, and here.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from aiohttp import web

from sandbox.providers import makings
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.studio import NOT_A_PICTURE, Studio
from sandbox.world import Task

_KEPT = 5_000
_KEYS = {"Authorization", "x-goog-api-key", "x-api-key"}


@dataclass
class Job:
    """One job. ``status`` is queued, running, completed or failed; ``extra`` is the twin's own JSON.

    ``free``: no price of it is known, though its model has one.
    """

    id: str
    making: Making
    model: str
    status: str = "queued"
    began: float = 0.0
    error: str = ""
    free: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


class JobShop:
    """The jobs of one twin at one gateway; kept on disk with the world. ``name`` is unique, as ``key4u.kling``."""

    def __init__(self, door: Manners, name: str) -> None:
        """Open it behind a gateway's door."""
        self.door = door
        self.name = name
        self.jobs: OrderedDict[str, Job] = OrderedDict()
        self._working: set[asyncio.Task[None]] = set()
        door.studio.world.add_part(name, self)

    @property
    def studio(self) -> Studio:
        """Where the gateway's work is done."""
        return self.door.studio

    def start(self, making: Making, model: str, *, job_id: str = "", free: bool = False, **extra: Any) -> Job:  # noqa: ANN401 (JSON)
        """Take a job in; raises `Answered` where the gateway takes none. It ends after the gateway's latency."""
        self.door.admit(model, making.count)
        job = Job(job_id or secrets.token_hex(10), making, model, free=free, extra=extra)
        task = self.studio.open(job.id, making.prompt, model, making.count)
        self.jobs[job.id] = job
        while len(self.jobs) > _KEPT:
            self.jobs.popitem(last=False)
        self._begin(job, task)
        return job

    def _begin(self, job: Job, task: Task) -> None:
        running = asyncio.get_running_loop().create_task(self._work(job, task))
        self._working.add(running)
        running.add_done_callback(self._working.discard)

    def progress(self, job: Job) -> int:
        """Return how far a job is, 0 to 100, in as many steps as the gateway is told to show."""
        if job.status != "running":
            return 100 if job.status == "completed" else 0
        settings = self.studio.settings
        done = min((self.studio.world.now() - job.began) / max(settings.latency_s, 0.001), 0.99)
        steps = max(settings.steps, 1)
        return int(done * (steps + 1)) * 100 // (steps + 1)

    async def now(self, making: Making, model: str, *, pace: bool = True) -> list[bytes]:
        """Make everything at once, for gateways that answer with the result; raises `Answered` or `RefusedError`."""
        self.door.admit(model, making.count)
        task = self.studio.open(secrets.token_hex(10), making.prompt, model, making.count)
        with self.studio.working(task):
            if pace:
                await asyncio.sleep(self.studio.settings.latency_s)
            made = [await self.one(making.one(index)) for index in range(making.count)]
        if self.studio.refuses(making.prompt):
            self.studio.end(task, "refused")
            raise RefusedError
        self.studio.charge(task, self.door.price(model, making))
        return made

    async def one(self, making: Making) -> bytes:
        """Make one output away from the event loop."""
        return await asyncio.to_thread(makings.make, making, fixed=self.studio.settings.fixed_picture)

    def url(self, request: web.Request, job: Job, index: int = 0, kind: str = "") -> str:
        """Return the address of one output; ``kind`` ``jpeg`` is a still of it. `files` serves it, without a key."""
        ending = kind or job.making.ending
        return f"{request.scheme}://{request.host}/{self.door.name}/made/{self.name}/{job.id}/{index}.{ending}"

    def files(self) -> web.RouteDef:
        """Return the route that serves what was made."""
        return web.get(f"/{self.door.name}/made/{self.name}/{{id}}/{{index}}.{{ending}}", self._file)

    async def body(self, request: web.Request, job: Job, index: int = 0) -> web.Response:
        """Answer with the bytes of one output, as for a download behind the key."""
        if self.studio.world.spoils_picture(self.door.name, f"{request.method} {request.raw_path}"):
            return web.Response(body=NOT_A_PICTURE, content_type="text/plain")
        wanted = job.making.one(index)
        return web.Response(body=await self.one(wanted), content_type=wanted.type)

    async def _file(self, request: web.Request) -> web.Response:
        job = self.jobs.get(request.match_info["id"])
        if _KEYS & request.headers.keys():
            return web.Response(status=400, text="this address takes no key")
        if job is None or not request.match_info["index"].isdecimal():
            return web.Response(status=404, text="expired")
        index, ending = int(request.match_info["index"]), request.match_info["ending"]
        if ending == job.making.ending:
            return await self.body(request, job, index)
        still = Making(
            "image", job.making.prompt, "1:1", photos=job.making.photos, kind="jpeg", size="512", index=index
        )
        return web.Response(body=await self.one(still), content_type="image/jpeg")

    async def _work(self, job: Job, task: Task) -> None:
        if job.status == "queued":
            job.status, job.began, task.state = "running", self.studio.world.now(), "running"
        worked_s = self.studio.world.now() - job.began  # in an earlier life too
        await asyncio.sleep(max(self.studio.settings.latency_s - worked_s, 0))
        if job.error or self.studio.refuses(job.making.prompt):
            job.status, job.error = "failed", job.error or "blocked by content policy"
            self.studio.end(task, "failed")
        else:
            job.status = "completed"
            self.studio.charge(task, Decimal() if job.free else self.door.price(job.model, job.making))

    def snapshot(self) -> Any:  # noqa: ANN401 (JSON)
        """Return all jobs; photos go as base64."""
        return [_kept(job) for job in self.jobs.values()]

    def restore(self, kept: Any) -> None:  # noqa: ANN401 (JSON)
        """Take the jobs back and go on with those under way, as a gateway does that knows nothing of our restarts."""
        tasks = {task.id: task for task in self.studio.world.tasks if task.gateway == self.door.name}
        for one in kept:
            photos = tuple(base64.b64decode(photo) for photo in one["making"].pop("photos"))
            job = Job(**one | {"making": Making(**one["making"], photos=photos)})
            self.jobs[job.id] = job
            if job.status in {"queued", "running"}:
                self.studio.resume(tasks[job.id])
                self._begin(job, tasks[job.id])

    def reset(self) -> None:
        """Forget everything."""
        for running in self._working:
            running.cancel()
        self.jobs.clear()


class RefusedError(Exception):
    """The prompt has a word that this gateway refuses; the twin words it."""


def _kept(job: Job) -> dict[str, Any]:
    tree = asdict(job)
    tree["making"]["photos"] = [base64.b64encode(photo).decode() for photo in job.making.photos]
    return tree


def photo(text: str) -> bytes:
    """Read a picture as gateways take it: a data address or bare base64; raises ValueError with a sentence."""
    if text.startswith(("http://", "https://")):
        raise ValueError("the sandbox has no internet: send the picture itself")
    try:
        return base64.b64decode(text.partition(",")[2] if text.startswith("data:") else text, validate=True)
    except ValueError:
        raise ValueError("a picture must be base64 or a data address") from None


def photos(values: object) -> tuple[bytes, ...]:
    """Read a list of pictures, or one."""
    items: Sequence[object] = values if isinstance(values, list) else [values] if values else []
    return tuple(photo(str(item)) for item in items)
