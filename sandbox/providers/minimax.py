"""Twin of MiniMax on Key4U: Hailuo's clips with their file hop, speech, designed voices (key4u.md §4.10, §5.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from sandbox.providers.job_shop import Job, JobShop, RefusedError, photos
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.strict import Answered, answering, choice, no_query, only, read_json, text
from sandbox.world import World

_AREA = "/key4u/minimax/v1"
_OK = {"status_code": 0, "status_msg": "success"}
_REFUSED = {"status_code": 1026, "status_msg": "input new_sensitive"}
_CLIP = ("model", "prompt", "first_frame_image", "last_frame_image", "subject_reference", "duration", "resolution")
_CLIP_MORE = ("prompt_optimizer", "fast_pretreatment", "callback_url", "aigc_watermark")
_SPEECH = ("model", "text", "voice_setting", "audio_setting", "language_boost", "output_format", "stream")
_FEELINGS = ("happy", "sad", "angry", "fearful", "disgusted", "surprised", "calm", "")


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return MiniMax's routes at Key4U."""
    door = next(door for door in doors if door.name == "key4u")
    twin = _MiniMax(JobShop(door, "key4u.minimax"))

    def bad(sentence: str) -> Answered:
        return _answer(2013, f"invalid params, {sentence}")

    table = [
        web.post(_AREA + "/video_generation", answering(twin.film, bad)),
        web.get(_AREA + "/query/video_generation", answering(twin.look, bad)),
        web.post(_AREA + "/t2a_v2", answering(twin.say, bad)),
        web.post(_AREA + "/t2a_async_v2", answering(twin.say_later, bad)),
        web.get(_AREA + "/query/t2a_async_query_v2", answering(twin.look, bad)),
        web.post(_AREA + "/voice_design", answering(twin.design, bad)),
        web.get(_AREA + "/files/retrieve", answering(twin.file, bad)),
    ]
    return [*table, twin.shop.files()]


def _answer(code: int, message: str) -> Answered:
    return Answered(200, {"base_resp": {"status_code": code, "status_msg": message}})


class _MiniMax:
    def __init__(self, shop: JobShop) -> None:
        self.shop = shop

    async def film(self, request: web.Request) -> web.Response:
        tree = await self._read(request, (*_CLIP, *_CLIP_MORE))
        model = text(tree, "model")
        choice(tree, "resolution", ("512P", "720P", "768P", "1080P"), "768P")
        seconds = tree.get("duration", 6)
        if seconds not in (6, 10) or (seconds == 10 and tree.get("resolution") == "1080P"):
            raise ValueError("duration must be 6, or 10 below 1080P")
        if tree.get("last_frame_image") and not ("-02" in model and tree.get("first_frame_image")):
            raise ValueError("last_frame_image is for Hailuo-02 with a first frame")
        frames = photos([tree[name] for name in ("first_frame_image", "last_frame_image") if tree.get(name)])
        for subject in tree.get("subject_reference", []):
            only(subject, ("type", "image"), "subject_reference")
            frames += photos(subject["image"])
        prompt = tree.get("prompt", "") if frames else text(tree, "prompt")
        job = self.shop.start(Making("video", prompt, "16:9", seconds=seconds, photos=frames), model)
        return web.json_response({"task_id": job.id, "base_resp": _OK})

    async def say(self, request: web.Request) -> web.Response:
        making, model = await self._speech(request)
        return await self._now(making, model, lambda sound: {"data": {"audio": sound, "status": 2}})

    async def say_later(self, request: web.Request) -> web.Response:
        making, model = await self._speech(request)
        job = self.shop.start(making, model)
        return web.json_response({"task_id": job.id, "task_token": "t", "file_id": 7, "base_resp": _OK})

    async def design(self, request: web.Request) -> web.Response:
        tree = await self._read(request, ("prompt", "preview_text", "voice_id", "aigc_watermark"))
        making = Making("speech", text(tree, "preview_text"), voice=text(tree, "prompt"))
        return await self._now(making, "voice_design", lambda sound: {"voice_id": "ttv-voice-1", "trial_audio": sound})

    async def look(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        no_query(request, "task_id")
        job = self._job(request.query.get("task_id", ""))
        states = {"queued": "Queueing", "running": "Processing", "completed": "Success"}
        speaks = job.making.medium == "speech"
        tree: dict[str, Any] = {"task_id": job.id, "status": states.get(job.status, "Failed" if speaks else "Fail")}
        if job.status == "completed":
            tree["file_id"] = job.id
        return web.json_response(tree | {"base_resp": _REFUSED if job.status == "failed" else _OK})

    async def file(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        no_query(request, "file_id")
        job = self._job(request.query.get("file_id", ""))
        tree = {"file_id": job.id, "filename": "output", "download_url": self.shop.url(request, job)}
        return web.json_response({"file": tree, "base_resp": _OK})

    async def _now(self, making: Making, model: str, words: Any) -> web.Response:  # noqa: ANN401 (a small function)
        try:
            made = await self.shop.now(making, model)
        except RefusedError:
            raise Answered(200, {"base_resp": _REFUSED}) from None
        return web.json_response(words(made[0].hex()) | {"base_resp": _OK})

    async def _speech(self, request: web.Request) -> tuple[Making, str]:
        tree = await self._read(request, _SPEECH)
        voice, sound = tree.get("voice_setting", {}), tree.get("audio_setting", {})
        only(voice, ("voice_id", "speed", "vol", "pitch", "emotion"), "voice_setting")
        only(sound, ("sample_rate", "bitrate", "format", "channel"), "audio_setting")
        choice(voice, "emotion", _FEELINGS, "")
        if not 0.5 <= voice.get("speed", 1) <= 2:
            raise ValueError("speed must be from 0.5 to 2")
        if not 0 <= voice.get("vol", 1) <= 10:
            raise ValueError("vol must be from 0 to 10")
        if voice.get("pitch", 0) not in range(-12, 13):
            raise ValueError("pitch must be a whole number from -12 to 12")
        kind = choice(sound, "format", ("mp3", "pcm", "flac", "wav"), "mp3")
        return Making("speech", text(tree, "text"), voice=text(voice, "voice_id"), kind=kind), text(tree, "model")

    async def _read(self, request: web.Request, fields: Sequence[str]) -> dict[str, Any]:
        self.shop.door.check_key(request)
        no_query(request)
        tree = await read_json(request)
        only(tree, fields, "minimax")
        return tree

    def _job(self, job_id: str) -> Job:
        job = self.shop.jobs.get(job_id)
        if job is None:
            raise _answer(2013, "no such task")
        return job
