"""Twin of Replicate on Key4U: predictions by model or by version, each model strict about its own inputs (§3.12)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from sandbox.providers.job_shop import Job, JobShop, photos
from sandbox.providers.makings import Making, Medium
from sandbox.providers.manners import Manners
from sandbox.providers.strict import Answered, answering, choice, no_query, only, read_json, text
from sandbox.world import World

_STATES = {"queued": "starting", "running": "processing", "completed": "succeeded", "failed": "failed"}
_FLAGGED = "The input or output was flagged as sensitive. Please try again with different inputs. (E005)"
_FLUX = ("aspect_ratio", "output_format", "safety_tolerance", "seed")
_WIDE = ("16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "4:5", "5:4", "21:9", "9:21", "2:1", "1:2")
_KONTEXT_RATIOS = ("match_input_image", "1:1", *_WIDE)
_GOOGLE_RATIOS = ["1:1", "9:16", "16:9", "3:4", "4:3"]
_SIZES = ["1024x1024", "1365x1024", "1024x1365", "1536x1024", "1024x1536", "1820x1024", "1024x1820"]
_SD = (
    "negative_prompt",
    "width",
    "height",
    "num_outputs",
    "num_inference_steps",
    "guidance_scale",
    "scheduler",
    "seed",
)
Tree = dict[str, Any]


@dataclass(frozen=True)
class _Model:
    """What one model takes: fields of words, fields of pictures (``*`` = needed), and what it makes."""

    fields: tuple[str, ...]
    pictures: tuple[str, ...] = ()
    medium: Medium = "image"
    ratios: Sequence[str] = ()
    prompt: bool = True


_KONTEXT = _Model((*_FLUX, "prompt_upsampling"), ("input_image",), ratios=_KONTEXT_RATIOS)
_MULTI = _Model(_FLUX, ("input_image_1*", "input_image_2*"), ratios=_KONTEXT_RATIOS)
_IMAGEN = _Model(("aspect_ratio", "output_format", "safety_filter_level"), ratios=_GOOGLE_RATIOS)
_MODELS = {
    "black-forest-labs/flux-1.1-pro-ultra": _Model((*_FLUX, "raw", "image_prompt_strength"), ("image_prompt",)),
    "black-forest-labs/flux-kontext-pro": _KONTEXT,
    "black-forest-labs/flux-kontext-max": _KONTEXT,
    "black-forest-labs/flux-kontext-dev": _Model(
        ("aspect_ratio", "guidance", "num_inference_steps", "output_format", "output_quality", "go_fast", "seed"),
        ("input_image*",),
        ratios=_KONTEXT_RATIOS,
    ),
    "flux-kontext-apps/multi-image-kontext-pro": _MULTI,
    "flux-kontext-apps/multi-image-kontext-max": _MULTI,
    "black-forest-labs/flux-fill-dev": _Model(
        ("guidance", "num_outputs", "num_inference_steps", "megapixels", "output_format", "output_quality", "seed"),
        ("image*", "mask"),
    ),
    "black-forest-labs/flux-fill-pro": _Model(
        ("steps", "guidance", "outpaint", "output_format", "safety_tolerance", "prompt_upsampling", "seed"),
        ("image*", "mask"),
    ),
    "google/imagen-4": _IMAGEN,
    "google/imagen-4-fast": _IMAGEN,
    "google/imagen-4-ultra": _IMAGEN,
    "bytedance/seedream-4": _Model(
        ("size", "width", "height", "aspect_ratio", "sequential_image_generation", "max_images"), ("image_input",)
    ),
    "recraft-ai/recraft-v3": _Model(("size", "aspect_ratio", "style")),
    "ideogram-ai/ideogram-v2-turbo": _Model(
        ("aspect_ratio", "resolution", "style_type", "magic_prompt_option", "negative_prompt", "seed"),
        ("image", "mask"),
    ),
    "minimax/video-01": _Model(("prompt_optimizer",), ("first_frame_image",), "video"),
    "minimax/video-01-live": _Model(("prompt_optimizer",), ("first_frame_image*",), "video"),
    "prunaai/vace-14b": _Model(
        ("size", "frame_num", "speed_mode", "sample_steps", "sample_shift", "seed"), ("src_ref_images",), "video"
    ),
}
_BY_VERSION = _Model(
    (*_SD, "prompt", "prompt_strength", "objects_to_remove"), ("image", "mask", "image_path"), prompt=False
)


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return Replicate's routes at Key4U."""
    twin = _Replicate(JobShop(next(door for door in doors if door.name == "key4u"), "key4u.replicate"))
    base = "/key4u/replicate/v1"
    return [
        web.post(f"{base}/models/{{owner}}/{{name}}/predictions", answering(twin.by_model, _bad)),
        web.post(f"{base}/predictions", answering(twin.by_version, _bad)),
        web.get(f"{base}/predictions/{{id}}", answering(twin.look, _bad)),
        twin.shop.files(),
    ]


def _bad(sentence: str) -> Answered:
    return Answered(422, {"title": "Input validation failed", "detail": sentence, "status": 422})


class _Replicate:
    def __init__(self, shop: JobShop) -> None:
        self.shop = shop

    async def by_model(self, request: web.Request) -> web.Response:
        tree = await self._read(request)
        name = f"{request.match_info['owner']}/{request.match_info['name']}"
        model = _MODELS.get(name)
        if model is None:
            raise Answered(404, {"detail": "The requested resource could not be found.", "status": 404})
        return self._start(request, model, name, tree)

    async def by_version(self, request: web.Request) -> web.Response:
        tree = await self._read(request)
        if not re.fullmatch("[0-9a-f]{64}", text(tree, "version")):
            raise _bad("version must be 64 hexadecimal digits")
        return self._start(request, _BY_VERSION, tree["version"], tree)

    async def look(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        job = self.shop.jobs.get(request.match_info["id"])
        if job is None:
            raise Answered(404, {"detail": "prediction not found", "status": 404})
        return web.json_response(self._tree(request, job))

    async def _read(self, request: web.Request) -> Tree:
        self.shop.door.check_key(request)
        no_query(request)
        tree = await read_json(request)
        only(tree, ("input", "version", "webhook", "webhook_events_filter"), "prediction")
        if not isinstance(tree.get("input"), dict):
            raise _bad("input must be an object")
        return tree

    def _start(self, request: web.Request, model: _Model, name: str, tree: Tree) -> web.Response:
        given = tree["input"]
        pictures = [field.rstrip("*") for field in model.pictures]
        only(given, ("prompt", *model.fields, *pictures), name)
        for field in model.pictures:
            if field.endswith("*") and not given.get(field[:-1]):
                raise _bad(f"input.{field[:-1]} is required")
        ratio = (
            choice(given, "aspect_ratio", model.ratios, model.ratios[0]) if model.ratios else given.get("aspect_ratio")
        )
        sent = tuple(one for field in pictures for one in photos(given.get(field)))
        if "size" in given and name.startswith("recraft"):
            ratio = choice(given, "size", _SIZES, _SIZES[0])
        shape = "" if ratio in (None, "match_input_image") else str(ratio)
        prompt = text(given, "prompt") if model.prompt else str(given.get("prompt", ""))
        count = int(given.get("num_outputs", 1))
        making = Making(model.medium, prompt, shape, seconds=6, photos=sent, count=count)
        return web.json_response(self._tree(request, self.shop.start(making, name, name=name)), status=201)

    def _tree(self, request: web.Request, job: Job) -> Tree:
        urls = [self.shop.url(request, job, index) for index in range(job.making.count)]
        done = job.status == "completed"
        many = job.making.count > 1 or job.model == "bytedance/seedream-4"
        vendor = f"https://api.replicate.com/v1/predictions/{job.id}"
        return {
            "id": job.id,
            "model": job.model,
            "version": "hidden" if "/" in job.model else job.model,  # as upstream names it for a model without one
            "status": _STATES[job.status],
            "input": {"prompt": job.making.prompt},
            "output": (urls if many else urls[0]) if done else None,
            "error": _FLAGGED if job.error == "blocked by content policy" else job.error or None,
            "logs": "",
            "created_at": datetime.fromtimestamp(self.shop.studio.world.now(), UTC).isoformat(),
            "data_removed": False,
            "urls": {"get": vendor, "cancel": f"{vendor}/cancel"},
        }
