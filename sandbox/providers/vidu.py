"""Twin of Vidu on Key4U: one road for each action, one place to ask for all jobs (key4u.md §4.11, §5.5)."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.providers.job_shop import Job, JobShop, photos
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.strict import Answered, answering, choice, flags, no_query, only, read_json, text
from sandbox.world import World

_STATES = {"queued": "queueing", "running": "processing", "completed": "success", "failed": "failed"}
_SHARED = ("payload", "callback_url", "watermark", "wm_position", "wm_url", "meta_data", "off_peak")
_CLIP = ("model", "prompt", "duration", "resolution", "seed", "bgm", "audio")
_RATIOS = ("16:9", "9:16", "1:1", "3:4", "4:3")
_SIZES = ("540p", "720p", "1080p")
_LENGTHS = {"viduq3": (1, 16), "viduq2": (1, 10), "viduq1": (5, 5), "vidu2": (4, 4)}
_EMOTIONS = ("happy", "sad", "angry", "fearful", "disgusted", "surprised", "calm")
_BODY_MAX = 20 * 1024 * 1024
Tree = dict[str, Any]


@dataclass(frozen=True)
class _Action:
    """One path: its fields, the models it knows (the last word of their names), and what is made of a request."""

    fields: tuple[str, ...]
    models: tuple[str, ...]
    make: Callable[[Tree], Making]


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return Vidu's routes at Key4U."""
    twin = _Vidu(JobShop(next(door for door in doors if door.name == "key4u"), "key4u.vidu"))
    table = [web.post(f"/key4u/ent/v2/{name}", answering(twin.submit, _bad)) for name in _ACTIONS]
    look = web.get("/key4u/ent/v2/tasks/{id}/creations", answering(twin.look, _bad))
    return [*table, look, twin.shop.files()]


def _bad(sentence: str) -> Answered:
    return Answered(400, {"code": 400, "reason": "InvalidArgument", "message": sentence, "metadata": {}})


class _Vidu:
    def __init__(self, shop: JobShop) -> None:
        self.shop = shop

    async def submit(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        no_query(request)
        name = request.path.rpartition("/")[2]
        action = _ACTIONS[name]
        tree = await read_json(request)
        if (request.content_length or 0) > _BODY_MAX:
            raise ValueError("the body is larger than 20 MB")
        only(tree, (*action.fields, *_SHARED), name)
        model = choice(tree, "model", action.models, "") if action.models else "vidu-tts"
        job = self.shop.start(action.make(tree), model, job_id=str(secrets.randbelow(10**18)))
        answer = {"task_id": job.id, "type": name, "state": "created", "model": model, "credits": 20}
        return web.json_response(answer | {"payload": tree.get("payload", "")})

    async def look(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        job = self.shop.jobs.get(request.match_info["id"])
        if job is None:
            raise Answered(404, {"code": 404, "reason": "TaskNotFound", "message": "task not found", "metadata": {}})
        error = "CreationPolicyViolation" if "policy" in job.error else job.error
        answer = {"id": job.id, "state": _STATES[job.status], "err_code": error, "credits": 20, "payload": ""}
        return web.json_response(answer | {"creations": self._creations(request, job)})

    def _creations(self, request: web.Request, job: Job) -> list[Tree]:
        if job.status != "completed":
            return []
        cover = self.shop.url(request, job, kind="jpeg") if job.making.medium == "video" else ""
        return [{"id": f"cr-{job.id}", "url": self.shop.url(request, job), "cover_url": cover, "watermarked_url": ""}]


def _pictures(tree: Tree, low: int, high: int) -> tuple[bytes, ...]:
    given = tree.get("images") or []
    if not isinstance(given, list) or not low <= len(given) <= high:
        raise ValueError(f"images takes {low} to {high} pictures")
    if not all(str(one).startswith(("data:image/", "http")) for one in given):
        raise ValueError("images takes addresses or data addresses")
    return photos(given)


def _words(tree: Tree, high: int, name: str = "prompt") -> str:
    value = text(tree, name)
    if len(value) > high:
        raise ValueError(f"{name} must have at most {high} characters")
    return value


def _whole(tree: Tree, name: str, low: int, high: int, usual: int) -> int:
    value = tree.get(name, usual)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{name} must be a whole number from {low} to {high}")
    return value


def _clip(tree: Tree, pictures: tuple[bytes, ...], words: str, ratios: Sequence[str] = _RATIOS) -> Making:
    model = str(tree.get("model"))
    low, high = next(bounds for name, bounds in _LENGTHS.items() if model.startswith(name))
    known = {"viduq1": ("1080p",), "vidu2.0": ("360p", "720p")}.get(model, _SIZES)
    choice(tree, "resolution", known, known[-1])
    flags(tree, "bgm", "audio", "off_peak", "watermark", "is_rec")
    choice(tree, "style", ("general", "anime"), "general")
    choice(tree, "movement_amplitude", ("auto", "small", "medium", "large"), "auto")
    seconds = _whole(tree, "duration", low, high, 4 if low == high == 4 else 5)
    ratio = choice(tree, "aspect_ratio", ratios, "16:9").replace("auto", "16:9")
    return Making("video", words, ratio, seconds=seconds, photos=pictures)


def _from_words(tree: Tree) -> Making:
    ratios = _RATIOS if tree["model"] == "viduq2" else _RATIOS[:3]
    return _clip(tree, (), _words(tree, 2000), ratios)


def _from_picture(tree: Tree) -> Making:
    return _clip(tree, _pictures(tree, 1, 1), str(tree.get("prompt", "")))


def _from_frames(tree: Tree) -> Making:
    return _clip(tree, _pictures(tree, 2, 2), str(tree.get("prompt", "")))


def _from_references(tree: Tree) -> Making:
    films = tree.get("videos") or []
    for film in films:
        head, _, data = str(film).partition(",")
        if not head.startswith("data:video/") or b"ftyp" not in base64.b64decode(data[:64])[:16]:
            raise ValueError("videos takes films as data addresses: the sandbox has no internet")
    pictures = _pictures(tree, 0 if films else 1, 4 if films else 7)
    return _clip(tree, pictures, _words(tree, 5000), (*_RATIOS, "21:9", "2:3", "3:2", "auto"))


def _picture(tree: Tree) -> Making:
    newer = tree["model"] == "viduq2"
    shots = _pictures(tree, 0 if newer else 1, 7)
    ratio = choice(tree, "aspect_ratio", (*_RATIOS, *(("21:9", "2:3", "3:2", "auto") if newer else ())), "16:9")
    size = choice(tree, "resolution", ("1080p", "2K", "4K") if newer else ("1080p",), "1080p").replace("1080p", "1K")
    return Making("image", _words(tree, 2000), ratio.replace("auto", ""), size, photos=shots)


def _sound(tree: Tree) -> Making:
    return Making("sound", _words(tree, 1500), seconds=_whole(tree, "duration", 2, 10, 10))


def _speech(tree: Tree) -> Making:
    if not 0.5 <= tree.get("voice_setting_speed", 1) <= 2:
        raise ValueError("voice_setting_speed must be 0.5 to 2")
    _whole(tree, "voice_setting_volume", 0, 10, 0)
    _whole(tree, "voice_setting_pitch", -12, 12, 0)
    choice(tree, "voice_setting_emotion", _EMOTIONS, "calm")
    return Making("speech", _words(tree, 9_999, "text"), voice=text(tree, "voice_setting_voice_id"))


_Q3 = ("viduq3-turbo", "viduq3-pro")
_VOICE = tuple(f"voice_setting_{name}" for name in ("voice_id", "speed", "volume", "pitch", "emotion"))
_ACTIONS = {
    "text2video": _Action(
        (*_CLIP, "style", "aspect_ratio", "movement_amplitude"), (*_Q3, "viduq2", "viduq1"), _from_words
    ),
    "img2video": _Action(
        (*_CLIP, "images", "voice_id", "is_rec", "movement_amplitude"),
        (*_Q3, "viduq2-pro", "viduq2-turbo", "viduq2", "viduq1", "viduq1-classic", "vidu2.0"),
        _from_picture,
    ),
    "start-end2video": _Action(
        (*_CLIP, "images"),
        (*_Q3, "viduq2-pro", "viduq2-turbo", "viduq2", "viduq1", "viduq1-classic", "vidu2.0"),
        _from_frames,
    ),
    "reference2video": _Action(
        (*_CLIP, "images", "subjects", "videos", "sounds", "aspect_ratio"),
        ("viduq3-mix", "viduq3", "viduq2-pro", "viduq2", "viduq1", "vidu2.0"),
        _from_references,
    ),
    "reference2image": _Action(
        ("model", "images", "prompt", "aspect_ratio", "resolution", "seed"), ("viduq2", "viduq1"), _picture
    ),
    "text2audio": _Action(("model", "prompt", "duration", "seed"), ("audio1.0",), _sound),
    "audio-tts": _Action(("text", *_VOICE, "pronunciation_dict_tone"), (), _speech),
}
