"""Twin of Google's ``predictLongRunning`` behind AI Thực Chiến's pass-through: Veo (thucchien.md §4.5-4.7, A).

The three generations of Veo take different fields. Operations and files are named as Google names them; the address in
a finished operation is Google's own, where nothing of ours can be fetched: as there, the gateway's download is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from sandbox.providers import painter
from sandbox.providers.gemini_generate_content import google_bad
from sandbox.providers.gemini_predict import any_case
from sandbox.providers.job_shop import Job, JobShop, photo
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.strict import Answered, answering, choice, no_query, number, only, read_json, text
from sandbox.world import World

_AREA = "/thucchien/gemini"
_FILES = "https://generativelanguage.googleapis.com/v1beta/files/"
_ID_LENGTH = 20
_SHARED = ("aspectRatio", "negativePrompt", "personGeneration")
_PARAMETERS = {
    "veo-2": (*_SHARED, "durationSeconds", "sampleCount", "enhancePrompt"),
    "veo-3.0": (*_SHARED, "resolution"),
    "veo-3.1": (*_SHARED, "resolution", "durationSeconds"),
}
_RESOLUTIONS = {"veo-2": (), "veo-3.0": ("720p", "1080p"), "veo-3.1": ("720p", "1080p", "4k")}
_LENGTHS = {"veo-2": (5, 6, 7, 8), "veo-3.0": (8,), "veo-3.1": (4, 6, 8)}
_LONGER_S = 7  # what an extension adds


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return Veo's routes at AI Thực Chiến."""
    door = next(door for door in doors if door.name == "thucchien")
    twin = _Veo(JobShop(door, "thucchien.gemini"))
    download = answering(twin.download, google_bad)
    return [
        web.post(f"{_AREA}/v1beta/models/{{model}}:predictLongRunning", answering(twin.start, google_bad)),
        web.get(f"{_AREA}/v1beta/models/{{model}}/operations/{{id}}", answering(twin.look, google_bad)),
        web.get(f"{_AREA}/download/v1beta/files/{{file}}:download", download),
        web.get(f"{_AREA}/v1beta/files/{{file}}:download", download),
    ]


def _generation(model: str) -> str:
    found = next((name for name in _PARAMETERS if model.startswith(name)), None)
    if found is None:
        message = f"models/{model} is not found for API version v1beta, or is not supported for predictLongRunning."
        raise Answered(404, {"error": {"code": 404, "message": message, "status": "NOT_FOUND"}})
    return found


class _Veo:
    def __init__(self, shop: JobShop) -> None:
        self.shop = shop

    async def start(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request, google=True)
        no_query(request)
        model = request.match_info["model"]
        generation = _generation(model)
        tree = await read_json(request)
        only(tree, ("instances", "parameters"), "request")
        instances, parameters = tree.get("instances"), tree.get("parameters", {})
        if not isinstance(instances, list) or len(instances) != 1 or not isinstance(instances[0], dict):
            raise ValueError("instances must hold exactly one object")
        if not isinstance(parameters, dict):
            raise ValueError("parameters must be an object")  # noqa: TRY004 (all bad requests are ValueError here)
        making = self._making(generation, instances[0], parameters)
        job = self.shop.start(making, model, free="video" in instances[0])  # no price of going on is known
        return web.json_response({"name": _name(job)}, headers=self.shop.door.headers())

    def _making(self, generation: str, instance: dict[str, Any], parameters: dict[str, Any]) -> Making:
        newer = ("lastFrame", "referenceImages", "video") if generation == "veo-3.1" else ()
        only(instance, ("prompt", "image", *newer), "instances[0]")
        only(parameters, _PARAMETERS[generation], "parameters")
        prompt = text(instance, "prompt")
        photos = _photos(instance)
        people = (
            "allow_adult" if "image" in instance else "allow_all",
            *(("dont_allow",) if generation == "veo-2" else ()),
        )
        any_case(parameters, "personGeneration", people, people[0])
        seconds = _length(generation, instance, parameters)
        ratio = choice(parameters, "aspectRatio", ("16:9", "9:16"), "16:9")
        if generation == "veo-3.0" and ratio == "9:16" and parameters.get("resolution") == "1080p":
            raise ValueError("1080p is for 16:9 only")
        count = number(parameters, "sampleCount", 2)
        if "video" in instance:
            if photos or parameters.get("resolution", "720p") != "720p":
                raise ValueError("an extension takes a video alone, at 720p")
            earlier = self._named(instance["video"])
            ratio, seconds = earlier.making.shape, int(earlier.making.seconds) + _LONGER_S
        size = str(parameters.get("resolution", "720p"))
        return Making("video", prompt, ratio, size, seconds, photos, count=count)

    def _named(self, video: object) -> Job:
        if not isinstance(video, dict):
            raise ValueError("video must be an object")  # noqa: TRY004
        only(video, ("uri", "encoding"), "video")
        uri = text(video, "uri")
        job = self.shop.jobs.get(uri.removeprefix(_FILES).partition(":")[0][:_ID_LENGTH])
        if not uri.startswith(_FILES) or job is None or job.status != "completed":
            raise ValueError("Input video must be a video that was generated by Veo")
        return job

    async def look(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request, google=True)
        no_query(request)
        job = self.shop.jobs.get(request.match_info["id"])
        if job is None or job.model != request.match_info["model"]:
            raise _missing()
        return web.json_response({"name": _name(job)} | _state(job), headers=self.shop.door.headers())

    async def download(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request, google=True)
        no_query(request, "alt")
        choice(request.query, "alt", ("media",), "")
        file = request.match_info["file"]
        job = self.shop.jobs.get(file[:_ID_LENGTH])
        index = file[_ID_LENGTH:]
        if job is None or job.status != "completed" or not (index.isdecimal() and int(index) < job.making.count):
            raise _missing()
        return await self.shop.body(request, job, int(index))


def _name(job: Job) -> str:
    return f"models/{job.model}/operations/{job.id}"


def _missing() -> Answered:
    error = {"code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}
    return Answered(404, {"error": error})


def _state(job: Job) -> dict[str, Any]:
    if job.status == "completed":
        samples = [{"video": {"uri": f"{_FILES}{job.id}{at}:download?alt=media"}} for at in range(job.making.count)]
        answer: dict[str, Any] = {"generatedSamples": samples}
    elif job.status == "failed" and "policy" in job.error:
        reason = "Sorry, we can't create videos with this prompt. It may violate our usage guidelines."
        answer = {"raiMediaFilteredCount": job.making.count, "raiMediaFilteredReasons": [reason]}
    elif job.status == "failed":
        return {"done": True, "error": {"code": 13, "message": job.error}}
    else:
        return {}
    kind = "type.googleapis.com/google.ai.generativelanguage.v1beta.PredictLongRunningResponse"
    return {"done": True, "response": {"@type": kind, "generateVideoResponse": answer}}


def _length(generation: str, instance: Mapping[str, Any], parameters: Mapping[str, Any]) -> int:
    seconds = parameters.get("durationSeconds", 8)
    if seconds not in _LENGTHS[generation] or isinstance(seconds, bool):
        raise ValueError(f"durationSeconds must be one of {_LENGTHS[generation]}")
    resolution = choice(parameters, "resolution", _RESOLUTIONS[generation] or ("720p",), "720p")
    if seconds != 8 and (resolution != "720p" or "referenceImages" in instance or "lastFrame" in instance):
        raise ValueError("durationSeconds must be 8 with 1080p, 4k, referenceImages or lastFrame")
    return int(seconds)


def _photos(instance: Mapping[str, Any]) -> tuple[bytes, ...]:
    if "lastFrame" in instance and "image" not in instance:
        raise ValueError("lastFrame needs an image to begin with")
    references = instance.get("referenceImages", [])
    if not isinstance(references, list) or len(references) > 3 or (references and "image" in instance):
        raise ValueError("referenceImages takes up to three, and no image beside them")
    found = [instance[name] for name in ("image", "lastFrame") if name in instance]
    for one in references:
        only(one, ("image", "referenceType"), "referenceImages[]")
        any_case(one, "referenceType", ("asset",), "")
        found.append(one.get("image"))
    return tuple(_photo(one) for one in found)


def _photo(image: object) -> bytes:
    if not isinstance(image, dict):
        raise ValueError("an image must be an object")  # noqa: TRY004
    only(image, ("bytesBase64Encoded", "mimeType"), "image")
    choice(image, "mimeType", ("image/png", "image/jpeg", "image/webp"), "")
    data = photo(text(image, "bytesBase64Encoded").replace("-", "+").replace("_", "/"))  # the SDK's alphabet too
    if not painter.is_picture(data):
        raise ValueError("Unable to process input image")
    return data
