"""Twin of Suno on Key4U: songs, continuations, whole songs, lyrics, WAVs (key4u.md §5.6).

``[[onefails]]`` in the words: the second of the two songs fails, as happens now and then.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from sandbox.providers.job_shop import Job, JobShop
from sandbox.providers.makings import Making, describe
from sandbox.providers.manners import Manners
from sandbox.providers.strict import Answered, answering, choice, no_query, only, read_json, text, texts
from sandbox.world import World

_VERSIONS = ("chirp-v3-0", "chirp-v3-5", "chirp-v4", "chirp-auk", "chirp-bluejay", "chirp-v5")
_IDEA = ("gpt_description_prompt", "make_instrumental", "mv")
_CUSTOM = ("prompt", "tags", "title", "mv", "make_instrumental", "negative_tags", "metadata")
_EXTEND = (*_CUSTOM, "task", "task_id", "continue_clip_id", "continue_at")
_STATES = {"queued": "QUEUED", "running": "IN_PROGRESS", "completed": "SUCCESS", "failed": "FAILURE"}
_SECONDS = 8


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return Suno's routes at Key4U."""
    door = next(door for door in doors if door.name == "key4u")
    twin = _Suno(JobShop(door, "key4u.suno"))
    table = [
        web.post("/key4u/suno/submit/music", answering(twin.music, door.bad)),
        web.post("/key4u/suno/submit/concat", answering(twin.concat, door.bad)),
        web.post("/key4u/suno/submit/lyrics", answering(twin.lyrics, door.bad)),
        web.get("/key4u/suno/fetch/{id}", answering(twin.look, door.bad)),
        web.post("/key4u/suno/fetch", answering(twin.many, door.bad)),
        web.get("/key4u/suno/act/wav/{clip}", answering(twin.wav, door.bad)),
    ]
    return [*table, twin.shop.files()]


def _good(data: Any) -> web.Response:  # noqa: ANN401 (JSON)
    return web.json_response({"code": "success", "message": "", "data": data})


def _no_task() -> Answered:
    return Answered(400, {"code": "task_not_exist", "message": "task_not_exist", "data": None})


class _Suno:
    def __init__(self, shop: JobShop) -> None:
        self.shop = shop

    async def music(self, request: web.Request) -> web.Response:
        """Take an idea, lyrics, or a continuation; each has its own fields."""
        tree = await self._read(request)
        model = choice(tree, "mv", _VERSIONS, "chirp-v5")
        if "task" in tree:
            return self._extend(tree, model)
        if "gpt_description_prompt" in tree:
            only(tree, _IDEA, "suno inspiration")
            return self._start(text(tree, "gpt_description_prompt"), model, "")
        only(tree, _CUSTOM, "suno custom")
        if not tree.get("prompt") and tree.get("make_instrumental") is not True:
            raise ValueError("prompt is empty and make_instrumental is not true")
        _check_metadata(tree)
        return self._start(f"{tree.get('prompt', '')} {text(tree, 'tags')}".strip(), model, str(tree.get("title", "")))

    def _extend(self, tree: dict[str, Any], model: str) -> web.Response:
        only(tree, _EXTEND, "suno extend")
        choice(tree, "task", ("extend",), "")
        _check_metadata(tree)
        job = self._of_clip(text(tree, "continue_clip_id"))
        if tree.get("task_id") != job.id:
            raise Answered(400, {"code": "task_not_exist", "message": "task_origin_not_exist", "data": None})
        at = tree.get("continue_at", 0)
        if isinstance(at, bool) or not isinstance(at, int | float) or at < 0:
            raise ValueError("continue_at must be a number of seconds")
        return self._start(f"{job.making.prompt} {tree.get('prompt', '')} {tree.get('tags', '')}", model, "")

    async def concat(self, request: web.Request) -> web.Response:
        """Join a continuation with what came before: one song."""
        tree = await self._read(request)
        only(tree, ("clip_id", "is_infill"), "suno concat")
        job = self._of_clip(text(tree, "clip_id"))
        return self._start(f"{job.making.prompt} whole", job.model, "", count=1)

    async def lyrics(self, request: web.Request) -> web.Response:
        """Write lyrics about something."""
        tree = await self._read(request)
        only(tree, ("prompt",), "suno lyrics")
        making = Making("text", text(tree, "prompt"))
        return _good(self.shop.start(making, "suno_lyrics", action="LYRICS").id)

    async def look(self, request: web.Request) -> web.Response:
        """Show one task."""
        self.shop.door.check_key(request)
        return _good(self._tree(request, self._find(request.match_info["id"])))

    async def many(self, request: web.Request) -> web.Response:
        """Show several tasks."""
        tree = await self._read(request)
        only(tree, ("ids", "action"), "suno fetch")
        return _good([self._tree(request, self._find(one)) for one in texts(tree, "ids")])

    async def wav(self, request: web.Request) -> web.Response:
        """Begin to make a WAV of a song at the first call, name its address when it is there."""
        self.shop.door.check_key(request)
        no_query(request)
        clip = request.match_info["clip"]
        source = self._of_clip(clip)
        name = f"wav-{clip}"
        job = self.shop.jobs.get(name)
        if job is None:
            making = Making("song", source.making.prompt, seconds=_SECONDS, kind="wav", index=int(clip[-1]))
            job = self.shop.start(making, source.model, job_id=name, action="WAV")
        url = self.shop.url(request, job) if job.status == "completed" else None
        return _good({"wav_file_url": url})

    async def _read(self, request: web.Request) -> dict[str, Any]:
        self.shop.door.check_key(request)
        no_query(request)
        return await read_json(request)

    def _start(self, prompt: str, model: str, title: str, count: int = 2) -> web.Response:
        making = Making("song", prompt, seconds=_SECONDS, count=count)
        return _good(self.shop.start(making, model, action="MUSIC", title=title).id)

    def _find(self, job_id: str) -> Job:
        job = self.shop.jobs.get(job_id)
        if job is None:
            raise _no_task()
        return job

    def _of_clip(self, clip: str) -> Job:
        job_id, _, index = clip.removeprefix("clip-").rpartition("-")
        job = self.shop.jobs.get(job_id)
        if job is None or job.status != "completed" or not index.isdecimal() or int(index) >= job.making.count:
            raise ValueError(f"clip {clip} does not exist")
        return job

    def _tree(self, request: web.Request, job: Job) -> dict[str, Any]:
        refused = job.error == "blocked by content policy"
        done = self.shop.progress(job)
        return {
            "task_id": job.id,
            "action": job.extra["action"],
            "status": _STATES[job.status],
            "fail_reason": "lyrics did not pass moderation" if refused else job.error,
            "progress": f"{done}%",
            "submit_time": int(job.began),
            "start_time": int(job.began),
            "finish_time": int(self.shop.studio.world.now()) if job.status == "completed" else 0,
            "notify_hook": "",
            "data": self._data(request, job),
        }

    def _data(self, request: web.Request, job: Job) -> Any:  # noqa: ANN401 (JSON)
        if job.status not in {"running", "completed"}:
            return None
        if job.extra["action"] == "LYRICS":
            words = describe(job.making.prompt)
            return {"text": f"[Verse]\n{words}", "title": "Mùa hè", "status": "complete"} if _is_done(job) else None
        return [self._clip(request, job, index) for index in range(job.making.count)]

    def _clip(self, request: web.Request, job: Job, index: int) -> dict[str, Any]:
        failed = index == 1 and "[[onefails]]" in job.making.prompt
        clip = f"clip-{job.id}-{index}"
        url = self.shop.url(request, job, index) if _is_done(job) else f"https://audiopipe.suno.ai/?item_id={clip}"
        cover = self.shop.url(request, job, index, "jpeg")
        error = "could not be made" if failed else None
        return {
            "id": clip,
            "title": job.extra["title"] or _title(job.making.prompt, index),
            "status": "error" if failed else "complete" if _is_done(job) else "streaming",
            "audio_url": "" if failed else url,
            "video_url": "",
            "image_url": cover,
            "image_large_url": cover,
            "model_name": job.model,
            "metadata": {"tags": "pop", "prompt": job.making.prompt, "duration": _SECONDS, "error_message": error},
        }


def _title(prompt: str, index: int) -> str:
    words = " ".join(prompt.split()[:8]).strip(",.;:!?")
    return f"{words[:1].upper()}{words[1:]} {index + 1}".strip()


def _is_done(job: Job) -> bool:
    return job.status == "completed"


def _check_metadata(tree: dict[str, Any]) -> None:
    metadata = tree.get("metadata", {})
    only(metadata, ("create_mode", "vocal_gender"), "metadata")
    choice(metadata, "create_mode", ("custom",), "custom")
    choice(metadata, "vocal_gender", ("m", "f"), "f")
