"""Twin of fal's queue on Key4U: each app strict about its inputs, jobs asked for at the app alone (§3.13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from sandbox.providers.job_shop import Job, JobShop, photos
from sandbox.providers.makings import Making, Medium
from sandbox.providers.manners import Manners
from sandbox.providers.strict import Answered, answering, choice, drawn_from, no_query, number, only, read_json, text
from sandbox.world import World

_STATES = {"queued": "IN_QUEUE", "running": "IN_PROGRESS", "completed": "COMPLETED", "failed": "COMPLETED"}
_RATIOS = ("1:1", "21:9", "16:9", "3:2", "4:3", "5:4", "4:5", "3:4", "2:3", "9:16")
_NAMED = {
    "square_hd": "1:1",
    "square": "1:1",
    "portrait_4_3": "3:4",
    "portrait_16_9": "9:16",
    "landscape_4_3": "4:3",
    "landscape_16_9": "16:9",
}
_FLUX = ("image_size", "num_inference_steps", "guidance_scale", "seed", "enable_safety_checker", "acceleration")
_KONTEXT = ("aspect_ratio", "guidance_scale", "safety_tolerance", "seed")
_VEO = ("aspect_ratio", "duration", "resolution", "generate_audio", "enhance_prompt", "auto_fix")
Tree = dict[str, Any]


@dataclass(frozen=True)
class _App:
    """What an app takes beside the prompt: fields, and the one of pictures (``[]`` a list), which it then needs."""

    fields: tuple[str, ...]
    picture: str = ""
    medium: Medium = "image"
    count_max: int = 4


_APPS = {
    "nano-banana": _App(("aspect_ratio", "sync_mode")),
    "nano-banana/edit": _App(("aspect_ratio",), "image_urls[]"),
    "flux-1/dev": _App(_FLUX),
    "flux-1/dev/image-to-image": _App((*_FLUX, "strength"), "image_url"),
    "flux-pro/kontext": _App(_KONTEXT, "image_url"),
    "flux-pro/kontext/max": _App(_KONTEXT, "image_url"),
    "flux-pro/kontext/text-to-image": _App(_KONTEXT),
    "flux-pro/kontext/max/multi": _App(_KONTEXT, "image_urls[]"),
    "bytedance/seedream/v4/text-to-image": _App(
        ("image_size", "max_images", "seed", "enable_safety_checker"), count_max=6
    ),
    "bytedance/seedream/v4/edit": _App(
        ("image_size", "max_images", "seed", "enable_safety_checker"), "image_urls[]", count_max=6
    ),
    "imagen4/preview": _App(("negative_prompt", "aspect_ratio", "resolution", "seed")),
    "qwen-image-edit-plus": _App(
        ("image_size", "num_inference_steps", "guidance_scale", "enable_safety_checker", "negative_prompt"),
        "image_urls[]",
    ),
    "vidu/reference-to-image": _App(("aspect_ratio",), "reference_image_urls[]"),
    "veo3": _App(_VEO, medium="video"),
    "veo3/fast": _App(_VEO, medium="video"),
    "veo3/image-to-video": _App(_VEO, "image_url", "video"),
    "veo3/fast/image-to-video": _App(_VEO, "image_url", "video"),
    "kling-video/v2.5-turbo/pro/text-to-video": _App(
        ("duration", "aspect_ratio", "negative_prompt", "cfg_scale"), medium="video"
    ),
    "kling-video/v2.5-turbo/pro/image-to-video": _App(
        ("duration", "negative_prompt", "cfg_scale"), "image_url", "video"
    ),
}


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return fal's routes at Key4U."""
    twin = _Fal(JobShop(next(door for door in doors if door.name == "key4u"), "key4u.fal"))
    base = "/key4u/fal-ai"
    return [
        web.get(f"{base}/{{app}}/requests/{{id}}/status", answering(twin.status, _bad)),
        web.get(f"{base}/{{app}}/requests/{{id}}", answering(twin.result, _bad)),
        web.post(f"{base}/{{path:.+}}", answering(twin.submit, _bad)),
        twin.shop.files(),
    ]


def _bad(sentence: str) -> Answered:
    return Answered(422, {"detail": [{"loc": ["body"], "msg": sentence, "type": "value_error"}]})


class _Fal:
    def __init__(self, shop: JobShop) -> None:
        self.shop = shop

    async def submit(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        no_query(request)
        path = request.match_info["path"]
        app = _APPS.get(path)
        if app is None:
            raise Answered(404, {"detail": f"Application '{path}' not found"})
        job = self.shop.start(_making(app, await read_json(request), path), path)
        vendor = f"https://queue.fal.run/fal-ai/{path.split('/')[0]}/requests/{job.id}"
        tree = {"request_id": job.id, "response_url": vendor, "status_url": f"{vendor}/status"}
        return web.json_response(tree | {"status": "IN_QUEUE", "cancel_url": f"{vendor}/cancel", "queue_position": 0})

    async def status(self, request: web.Request) -> web.Response:
        job = self._find(request)
        place = {"queue_position": 0} if job.status == "queued" else {}
        return web.json_response({"status": _STATES[job.status], "request_id": job.id, "logs": None} | place)

    async def result(self, request: web.Request) -> web.Response:
        job = self._find(request)
        if job.status in {"queued", "running"}:
            raise Answered(400, {"detail": "Request is still in progress"})
        if job.error == "blocked by content policy":
            message = "The content could not be processed because it contained material flagged by a content checker."
            detail = {"loc": ["body", "prompt"], "msg": message, "type": "content_policy_violation"}
            raise Answered(422, {"detail": [detail]})
        if job.status == "failed":
            raise Answered(500, {"detail": job.error})
        making = job.making
        made = [
            {"url": self.shop.url(request, job, index), "content_type": making.type} for index in range(making.count)
        ]
        if making.medium == "video":
            return web.json_response({"video": made[0] | {"file_name": "output.mp4"}})
        tree = {"images": made, "description": "", "seed": making.index, "has_nsfw_concepts": [False] * making.count}
        return web.json_response(tree)

    def _find(self, request: web.Request) -> Job:
        """Find a job by the app that it was submitted to, or by the wild card."""
        self.shop.door.check_key(request)
        job = self.shop.jobs.get(request.match_info["id"])
        if job is None or request.match_info["app"] not in {"auto", job.model.split("/")[0]}:
            raise Answered(404, {"detail": "Request not found"})
        return job


def _making(app: _App, tree: Tree, path: str) -> Making:
    field = app.picture.removesuffix("[]")
    common = () if app.medium == "video" else ("num_images", "output_format")
    only(tree, ("prompt", *common, *app.fields, *([field] if field else [])), path)
    if field and (not tree.get(field) or isinstance(tree[field], list) is not app.picture.endswith("[]")):
        raise ValueError(f"{field}: field required, {'a list' if app.picture.endswith('[]') else 'one address'}")
    sent = photos(tree.get(field))
    asked = Making(app.medium, text(tree, "prompt"), _shape(tree), photos=sent, index=drawn_from(tree))
    if app.medium == "video":
        known = ("8s", "4s", "6s") if path.startswith("veo3") else ("5", "10")
        return replace(asked, seconds=int(choice(tree, "duration", known, known[0]).rstrip("s")))
    kind = choice(tree, "output_format", ("png", "jpeg"), "png")
    return replace(asked, kind=kind, count=number(tree, "num_images", app.count_max))


def _shape(tree: Tree) -> str:
    size = tree.get("image_size")
    if isinstance(size, dict):
        only(size, ("width", "height"), "image_size")
        return f"{size['width']}x{size['height']}"
    if size is not None:
        return _NAMED[choice(tree, "image_size", tuple(_NAMED), "square_hd")]
    ratio = choice(tree, "aspect_ratio", (*_RATIOS, "9:21", "auto"), "auto")
    return "" if ratio == "auto" else ratio
