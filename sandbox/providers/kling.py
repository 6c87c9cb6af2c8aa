"""Twin of Kling on Key4U: films, pictures and sounds, each asked for at the path it was submitted at (key4u.md D7)."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.providers.job_shop import Job, JobShop, RefusedError, photos
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.strict import Answered, answering, choice, flags, no_query, number, only, read_json, text
from sandbox.world import World

_STATES = {"queued": "submitted", "running": "processing", "completed": "succeed", "failed": "failed"}
_RISK = "Failure to pass the risk control system"
_SOUND_MAX = 5 * 1024 * 1024
_WIDE = ("16:9", "9:16", "1:1")
_ALL_RATIOS = (*_WIDE, "4:3", "3:4", "3:2", "2:3", "21:9")
_COMMON = ("callback_url", "external_task_id", "watermark_info")
_CLIP = ("model_name", "prompt", "negative_prompt", "mode", "duration")
_MULTI = ("multi_shot", "shot_type", "multi_prompt", "cfg_scale", "sound", "camera_control")
_TEXT_MODELS = ("v1", "v1-6", "v2-master", "v2-1-master", "v2-5-turbo", "v2-6", "v3")
_PICTURE_MODELS = ("v1", "v1-5", "v2", "v2-new", "v2-1", "v3")
_SINGLE = ("squish", "expansion", "fuzzyfuzzy", "bloombloom", "dizzydizzy")
_CAMERAS = ("simple", "down_back", "forward_up", "right_turn_forward", "left_turn_forward")
Tree = dict[str, Any]


@dataclass(frozen=True)
class _Action:
    """One path: its fields, the models it knows, and what is made of a request."""

    fields: tuple[str, ...]
    make: Callable[[_Kling, Tree], Making]
    models: tuple[str, ...] = ()
    default: str = ""
    inner: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return Kling's routes at Key4U."""
    twin = _Kling(JobShop(next(door for door in doors if door.name == "key4u"), "key4u.kling"))
    table = [web.post("/key4u/kling/v1/audio/tts", answering(twin.speak, _bad))]
    for path in _ACTIONS:
        table += [
            web.post(f"/key4u/kling/v1/{path}", answering(twin.submit, _bad)),
            web.get(f"/key4u/kling/v1/{path}/{{id}}", answering(twin.look, _bad)),
        ]
    return [*table, twin.shop.files()]


def _error(status: int, code: int, message: str) -> Answered:
    return Answered(status, {"code": code, "message": message, "request_id": secrets.token_hex(8)})


def _bad(sentence: str) -> Answered:
    return _error(400, 1201, sentence)


class _Kling:
    def __init__(self, shop: JobShop) -> None:
        self.shop = shop

    async def submit(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix("/key4u/kling/v1/")
        action = _ACTIONS[path]
        tree = await self._read(request, (*action.fields, *_COMMON), path)
        model = choice(tree, "model_name", action.models, action.default) if action.models else path
        for name, known in action.inner.items():
            only(tree.get(name) or {}, known, name)
        job = self.shop.start(action.make(self, tree), model, path=path)
        return web.json_response(_envelope(self._data(request, job)))

    async def speak(self, request: web.Request) -> web.Response:
        tree = await self._read(request, ("text", "voice_id", "voice_language", "voice_speed"), "tts")
        _speaker(tree)
        making = Making("speech", _short(tree, "text", 1000), voice=text(tree, "voice_id"))
        try:
            await self.shop.now(making, "kling-audio")
        except RefusedError:
            raise _error(400, 1301, "the content does not pass: " + _RISK) from None
        job = Job(secrets.token_hex(10), making, "kling-audio", "completed", extra={"path": "audio/tts"})
        self.shop.jobs[job.id] = job
        return web.json_response(_envelope(self._data(request, job)))

    async def look(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        job = self.shop.jobs.get(request.match_info["id"])
        path = request.path.removeprefix("/key4u/kling/v1/").rpartition("/")[0]
        if job is None or job.extra["path"] != path:
            raise _error(404, 1203, "Task not found")
        return web.json_response(_envelope(self._data(request, job)))

    async def _read(self, request: web.Request, fields: Sequence[str], where: str) -> Tree:
        self.shop.door.check_key(request)
        no_query(request)
        tree = await read_json(request)
        only(tree, fields, where)
        return tree

    def clip(self, tree: Tree, *, url: str = "video_url", key: str = "video_id") -> str:
        """Check the film that is gone on from and return its shape: our own by its name, or one sent in."""
        if bool(tree.get(url)) == bool(tree.get(key)):
            raise ValueError(f"exactly one of {url} and {key} must be given")
        if tree.get(url):
            if b"ftyp" not in _bytes(text(tree, url), url)[:16]:
                raise ValueError(f"{url} is no film")
            return "16:9"
        job = self.shop.jobs.get(text(tree, key).removeprefix("vid-"))
        if job is None or job.status != "completed" or job.making.medium != "video":
            raise ValueError(f"{key}: video not found")
        return job.making.shape

    def _data(self, request: web.Request, job: Job) -> Tree:
        at = int(job.began * 1000)
        data: Tree = {"task_id": job.id, "task_status": _STATES[job.status], "created_at": at, "updated_at": at}
        data["task_status_msg"] = _RISK if "policy" in job.error else job.error
        if job.status == "completed":
            data["task_result"] = self._result(request, job)
        return data

    def _result(self, request: web.Request, job: Job) -> Tree:
        urls = [self.shop.url(request, job, index) for index in range(job.making.count)]
        length = f"{job.making.seconds:.1f}"
        match job.making.medium:
            case "video":
                return {"videos": [{"id": f"vid-{job.id}", "url": urls[0], "duration": length}]}
            case "image":
                return {"images": [{"index": index, "url": url} for index, url in enumerate(urls)]}
            case "speech":
                return {"audios": [{"id": f"aud-{job.id}", "url": urls[0], "duration": length}]}
            case _:
                return {"audios": [{"id": f"aud-{job.id}", "url_mp3": urls[0], "duration_mp3": length}]}


def _envelope(data: Tree) -> Tree:
    return {"code": 0, "message": "SUCCEED", "request_id": secrets.token_hex(8), "data": data}


def _bytes(value: str, name: str) -> bytes:
    if value.startswith("data:"):
        raise ValueError(f"{name}: base64 must not have a data: prefix")
    try:
        return base64.b64decode(value, validate=True)
    except ValueError:
        raise ValueError(f"{name} must be base64: the sandbox has no internet") from None


def _pictures(values: list[str], name: str, high: int) -> tuple[bytes, ...]:
    if not 1 <= len(values) <= high:
        raise ValueError(f"{name} takes 1 to {high} pictures")
    for value in values:
        _bytes(value, name)
    return photos(values)


def _listed(tree: Tree, name: str, inner: str, high: int) -> tuple[bytes, ...]:
    entries = tree.get(name)
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise ValueError(f"{name} must be a list of objects")
    for one in entries:
        only(one, (inner, "type"), name)
    return _pictures([text(one, inner) for one in entries], name, high)


def _short(tree: Tree, name: str, high: int) -> str:
    value = text(tree, name)
    if len(value) > high:
        raise ValueError(f"{name} must have at most {high} characters")
    return value


def _seconds(tree: Tree, low: int = 3, high: int = 15) -> int:
    value = tree.get("duration", "5")
    if not isinstance(value, str) or not value.isdecimal() or not low <= int(value) <= high:
        raise ValueError(f"duration must be a text from {low} to {high}")
    return int(value)


def _rest(tree: Tree) -> None:
    """Check what films have in common."""
    flags(tree, "multi_shot")
    choice(tree, "shot_type", ("customize", "intelligence") if tree.get("multi_shot") else ("",), "")
    choice(tree, "mode", ("std", "pro"), "std")
    choice(tree, "sound", ("on", "off"), "off")
    camera = tree.get("camera_control") or {"type": "simple"}
    only(camera, ("type", "config"), "camera_control")
    choice(camera, "type", _CAMERAS, "simple")


def _speaker(tree: Tree) -> None:
    text(tree, "voice_id")
    choice(tree, "voice_language", ("zh", "en"), "")
    if not 0.8 <= tree.get("voice_speed", 1) <= 2:
        raise ValueError("voice_speed must be 0.8 to 2.0")


def _length(tree: Tree, models: Mapping[str, tuple[int, int]]) -> int:
    return _seconds(tree, *models.get(tree.get("model_name", ""), (5, 10)))


def _text2video(_: _Kling, tree: Tree) -> Making:
    _rest(tree)
    ratio = choice(tree, "aspect_ratio", _WIDE, "16:9")
    return Making("video", _short(tree, "prompt", 2500), ratio, seconds=_length(tree, {"kling-v3": (3, 15)}))


def _image2video(_: _Kling, tree: Tree) -> Making:
    _rest(tree)
    frames = _pictures([tree[name] for name in ("image", "image_tail") if tree.get(name)], "image", 2)
    seconds = _length(tree, {"kling-v3": (3, 15)})
    return Making("video", str(tree.get("prompt", "")), "16:9", seconds=seconds, photos=frames)


def _multi(_: _Kling, tree: Tree) -> Making:
    _rest(tree)
    ratio = choice(tree, "aspect_ratio", _WIDE, "16:9")
    shots = _listed(tree, "image_list", "image", 4)
    return Making("video", _short(tree, "prompt", 2500), ratio, seconds=_length(tree, {}), photos=shots)


def _omni_video(twin: _Kling, tree: Tree) -> Making:
    _rest(tree)
    films = tree.get("video_list") or []
    for one in films:
        only(one, ("video_url", "refer_type", "keep_original_sound"), "video_list")
        choice(one, "refer_type", ("feature", "base"), "")
        choice(one, "keep_original_sound", ("yes", "no"), "yes")
        twin.clip(one)
    if len(films) > 1:
        raise ValueError("video_list takes one film")
    for one in tree.get("image_list") or []:
        choice(one, "type", ("first_frame", "end_frame", ""), "")
    shots = _listed(tree, "image_list", "image_url", 4 if films else 7) if tree.get("image_list") else ()
    ratio = choice(tree, "aspect_ratio", _WIDE, "16:9")
    seconds = _length(tree, {"kling-video-o1": (3, 10), "kling-v3-omni": (3, 15)})
    return Making("video", _short(tree, "prompt", 2500), ratio, seconds=seconds, photos=shots)


def _extend(twin: _Kling, tree: Tree) -> Making:
    return Making("video", str(tree.get("prompt", "")), twin.clip(tree), seconds=10)


def _effects(_: _Kling, tree: Tree) -> Making:
    given = tree.get("input") or {}
    choice(given, "mode", ("std", "pro"), "std")
    if choice(tree, "effect_scene", ("hug", "kiss", "heart_gesture", *_SINGLE), "") in _SINGLE:
        choice(given, "model_name", ("kling-v1-6",), "")
        shots = _pictures([text(given, "image")], "input.image", 1)
    else:
        shots = _pictures(list(given.get("images") or []), "input.images", 2)
        if len(shots) < 2:
            raise ValueError("input.images takes two pictures")
    return Making("video", str(tree["effect_scene"]), "1:1", seconds=_seconds(given, 5, 10), photos=shots)


def _avatar(_: _Kling, tree: Tree) -> Making:
    _rest(tree)
    if bool(tree.get("audio_id")) == bool(tree.get("sound_file")) or len(tree.get("sound_file", "")) > _SOUND_MAX * 1.4:
        raise ValueError("one of audio_id and sound_file must be given, 5 MB at most")
    _bytes(tree.get("sound_file", ""), "sound_file")
    shots = _pictures([text(tree, "image")], "image", 1)
    return Making("video", str(tree.get("prompt", "")), "1:1", photos=shots)


def _lips(twin: _Kling, tree: Tree) -> Making:
    given = tree.get("input") or {}
    if choice(given, "mode", ("text2video", "audio2video"), "") == "text2video":
        _speaker(given)
        said = _short(given, "text", 1000)
    else:
        choice(given, "audio_type", ("file", "url"), "")
        _bytes(text(given, "audio_file"), "audio_file")
        said = ""
    return Making("video", said, twin.clip(given))


def _motion(twin: _Kling, tree: Tree) -> Making:
    choice(tree, "mode", ("std", "pro"), "")
    choice(tree, "character_orientation", ("image", "video"), "")
    choice(tree, "keep_original_sound", ("yes", "no"), "yes")
    shape = twin.clip(tree)
    return Making("video", str(tree.get("prompt", "")), shape, photos=_pictures([text(tree, "image_url")], "image", 1))


def _image(_: _Kling, tree: Tree) -> Making:
    shots: tuple[bytes, ...] = ()
    if tree.get("image"):
        if tree.get("negative_prompt"):
            raise ValueError("negative_prompt does not go with an image")
        choice(tree, "image_reference", ("subject", "face"), "" if tree.get("model_name") == "kling-v1-5" else "face")
        shots = _pictures([text(tree, "image")], "image", 1)
    return _picture(tree, shots, ("1k", "2k"))


def _omni_image(_: _Kling, tree: Tree) -> Making:
    shots = _listed(tree, "image_list", "image", 10) if tree.get("image_list") else ()
    return _picture(tree, shots, ("1k", "2k", "4k"))


def _picture(tree: Tree, shots: tuple[bytes, ...], sizes: tuple[str, ...]) -> Making:
    size = choice(tree, "resolution", sizes, "1k").upper()
    ratio = choice(tree, "aspect_ratio", (*_ALL_RATIOS, "auto"), "16:9").replace("auto", "")
    return Making("image", str(tree.get("prompt", "")), ratio, size, photos=shots, count=number(tree, "n", 9))


def _expand(_: _Kling, tree: Tree) -> Making:
    grown = [tree.get(side) for side in _SIDES]
    if not all(isinstance(one, int | float) and 0 <= one <= 2 for one in grown):
        raise ValueError("the four expansion ratios must be 0 to 2")
    up, down, left, right = (float(one or 0) for one in grown)
    if (1 + up + down) * (1 + left + right) > 3:
        raise ValueError("the result may be three times the picture")
    shots = _pictures([text(tree, "image")], "image", 1)
    return Making("image", str(tree.get("prompt", "")), photos=shots, count=number(tree, "n", 9))


def _try_on(_: _Kling, tree: Tree) -> Making:
    names = ("human_image", "cloth_image")
    return Making("image", "try on", photos=_pictures([text(tree, name) for name in names], "try-on", 2))


def _sound(_: _Kling, tree: Tree) -> Making:
    seconds = tree.get("duration")
    if not isinstance(seconds, int | float) or not 3 <= seconds <= 10:
        raise ValueError("duration must be a number from 3.0 to 10.0")
    return Making("sound", _short(tree, "prompt", 200), seconds=seconds)


def _dub(twin: _Kling, tree: Tree) -> Making:
    flags(tree, "asmr_mode")
    words = f"{tree.get('sound_effect_prompt', '')} {tree.get('bgm_prompt', '')}"
    return Making("video", words, twin.clip(tree))


_FROM_WORDS = tuple(f"kling-{one}" for one in _TEXT_MODELS)
_FROM_PICTURES = (*_FROM_WORDS, "kling-v1-5", "kling-v2-1")
_SAID = ("text", "voice_id", "voice_language", "voice_speed", "audio_type", "audio_file", "audio_url")
_SIDES = ("up_expansion_ratio", "down_expansion_ratio", "left_expansion_ratio", "right_expansion_ratio")
_TRY_ON = ("kolors-virtual-try-on-v1", "kolors-virtual-try-on-v1-5")
_FRAMES = ("image", "image_tail", "voice_list", "static_mask", "dynamic_masks", "element_list")
_ACTIONS = {
    "videos/text2video": _Action((*_CLIP, *_MULTI, "aspect_ratio"), _text2video, _FROM_WORDS, "kling-v1"),
    "videos/image2video": _Action((*_CLIP, *_MULTI, *_FRAMES), _image2video, _FROM_PICTURES, "kling-v1"),
    "videos/multi-image2video": _Action((*_CLIP, "image_list", "aspect_ratio"), _multi, ("kling-v1-6",), "kling-v1-6"),
    "videos/omni-video": _Action(
        ("model_name", "prompt", "image_list", "element_list", "video_list", "mode", "aspect_ratio", "duration"),
        _omni_video,
        ("kling-video-o1", "kling-v3-omni"),
    ),
    "videos/video-extend": _Action(("video_id", "prompt", "negative_prompt", "cfg_scale"), _extend),
    "videos/effects": _Action(
        ("effect_scene", "input"),
        _effects,
        inner={"input": ("image", "images", "duration", "mode", "model_name")},
    ),
    "videos/avatar/image2video": _Action(("image", "audio_id", "sound_file", "prompt", "mode"), _avatar),
    "videos/lip-sync": _Action(("input",), _lips, inner={"input": ("video_id", "video_url", "mode", *_SAID)}),
    "videos/motion-control": _Action(
        ("model_name", "image_url", "video_url", "character_orientation", "mode", "keep_original_sound", "prompt"),
        _motion,
        ("kling-v2-6", "kling-v3"),
    ),
    "images/generations": _Action(
        (
            *("model_name", "prompt", "negative_prompt", "image", "image_reference", "image_fidelity"),
            *("human_fidelity", "resolution", "n", "aspect_ratio"),
        ),
        _image,
        tuple(f"kling-{one}" for one in _PICTURE_MODELS),
        "kling-v1",
    ),
    "images/multi-image2image": _Action(
        ("model_name", "subject_image_list", "scene_image", "style_image", "prompt", "n", "aspect_ratio"),
        lambda _, tree: _picture(tree, _listed(tree, "subject_image_list", "subject_image", 4), ("1k",)),
        ("kling-v2", "kling-v2-1"),
        "kling-v2",
    ),
    "images/omni-image": _Action(
        (
            *("model_name", "prompt", "image_list", "element_list", "resolution"),
            *("n", "result_type", "series_amount", "aspect_ratio"),
        ),
        _omni_image,
        ("kling-image-o1", "kling-v3-omni"),
        "kling-image-o1",
    ),
    "images/editing/expand": _Action(("image", "prompt", "n", *_SIDES), _expand),
    "images/kolors-virtual-try-on": _Action(("model_name", "human_image", "cloth_image"), _try_on, _TRY_ON, _TRY_ON[0]),
    "audio/text-to-audio": _Action(("prompt", "duration"), _sound),
    "audio/video-to-audio": _Action(("video_id", "video_url", "sound_effect_prompt", "bgm_prompt", "asmr_mode"), _dub),
}
