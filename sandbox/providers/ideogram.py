"""Twin of Ideogram on Key4U, synchronous: the five routes of 3.0 and the older ones (key4u.md §3.9)."""

from __future__ import annotations

import io
import json
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from PIL import Image

from sandbox.forms import read_form
from sandbox.providers.job_shop import Job, JobShop, RefusedError
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.strict import answering, choice, drawn_from, no_query, number, only, read_json, text
from sandbox.world import World

_RATIOS = [
    "1x3",
    "3x1",
    "1x2",
    "2x1",
    "9x16",
    "16x9",
    "10x16",
    "16x10",
    "2x3",
    "3x2",
    "3x4",
    "4x3",
    "4x5",
    "5x4",
    "1x1",
]
_PALETTES = ("EMBER", "FRESH", "JUNGLE", "MAGIC", "MELON", "MOSAIC", "PASTEL", "ULTRAMARINE")
_OLD_RATIOS = tuple(f"ASPECT_{one.replace('x', '_')}" for one in _RATIOS)
_STYLES = ("AUTO", "GENERAL", "REALISTIC", "DESIGN", "FICTION")
_OLD_STYLES = ("AUTO", "GENERAL", "REALISTIC", "DESIGN", "RENDER_3D", "ANIME")
_ANY = ("num_images", "seed", "rendering_speed", "style_type", "style_codes", "color_palette")
_SIDES = ("aspect_ratio", "resolution")
_V3 = {
    "generate": ("prompt", "magic_prompt", "negative_prompt", *_SIDES),
    "edit": ("prompt", "magic_prompt", "image", "mask"),
    "remix": ("prompt", "magic_prompt", "negative_prompt", "image", "image_weight", *_SIDES),
    "reframe": ("image", "resolution"),
    "replace-background": ("prompt", "magic_prompt", "image"),
}
_REQUEST = ("prompt", "num_images", "seed", "magic_prompt_option")
_OLD = {
    "generate": ("aspect_ratio", "model", "style_type", "negative_prompt", "resolution", "color_palette"),
    "remix": ("aspect_ratio", "model", "style_type", "negative_prompt", "image_weight"),
    "upscale": ("resemblance", "detail"),
}
_PICTURE_MAX = 10 * 1024 * 1024
Tree = dict[str, Any]


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return Ideogram's routes at Key4U."""
    door = next(door for door in doors if door.name == "key4u")
    twin = _Ideogram(JobShop(door, "key4u.ideogram"))
    table = [
        web.post(f"/key4u/ideogram/v1/ideogram-v3/{{action:{'|'.join(_V3)}}}", answering(twin.new, door.bad)),
        web.post(f"/key4u/ideogram/{{action:{'|'.join(_OLD)}}}", answering(twin.old, door.bad)),
        web.post("/key4u/ideogram/describe", answering(twin.describe, door.bad)),
    ]
    return [*table, twin.shop.files()]


class _Ideogram:
    def __init__(self, shop: JobShop) -> None:
        self.shop = shop

    async def new(self, request: web.Request) -> web.Response:
        action = request.match_info["action"]
        tree = await self._read(request)
        only(tree, (*_V3[action], *_ANY), action)
        for name, known in (
            ("rendering_speed", ("DEFAULT", "TURBO", "QUALITY")),
            ("magic_prompt", ("AUTO", "ON", "OFF")),
            ("style_type", _STYLES),
        ):
            choice(tree, name, known, known[0])
        if "aspect_ratio" in tree and "resolution" in tree:
            raise ValueError("aspect_ratio and resolution exclude each other")
        _palette(tree)
        shape = choice(tree, "aspect_ratio", _RATIOS, "1x1").replace("x", ":")
        sent = _pictures(tree, "image") if action != "generate" else ()
        if action == "reframe":
            _square(sent[0])
            text(tree, "resolution")
        _resolution(tree)
        if action == "edit":
            _same_size(sent[0], *_pictures(tree, "mask"))
        prompt = text(tree, "prompt") if "prompt" in _V3[action] else action
        _weights(tree, "image_weight")
        if sent and "aspect_ratio" not in tree:
            shape = ""
        return await self._draw(
            request, tree, Making("image", prompt, tree.get("resolution", shape), photos=sent), "V_3"
        )

    async def old(self, request: web.Request) -> web.Response:
        action = request.match_info["action"]
        tree = await self._read(request)
        only(tree, ("image_request",) if action == "generate" else ("image_request", "image_file"), action)
        wanted = tree.get("image_request")
        wanted = json.loads(wanted) if action != "generate" and isinstance(wanted, str) else wanted
        if not isinstance(wanted, dict):
            raise ValueError("image_request must be an object (a JSON text in a form)")  # noqa: TRY004 (a bad request)
        only(wanted, (*_REQUEST, *_OLD[action]), "image_request")
        _palette(wanted)
        _weights(wanted, "image_weight", "resemblance", "detail")
        model = choice(wanted, "model", ("V_1", "V_1_TURBO", "V_2", "V_2_TURBO"), "V_2")
        choice(wanted, "magic_prompt_option", ("AUTO", "ON", "OFF"), "AUTO")
        choice(wanted, "style_type", _OLD_STYLES, "AUTO")
        shape = choice(wanted, "aspect_ratio", _OLD_RATIOS, "ASPECT_1_1").removeprefix("ASPECT_").replace("_", ":")
        sent = _pictures(tree, "image_file") if action != "generate" else ()
        large = action == "upscale"
        prompt = str(wanted.get("prompt", "")) if large else text(wanted, "prompt")
        making = Making("image", prompt, "" if sent else shape, size="2K" if large else "1K", photos=sent)
        return await self._draw(request, wanted, making, model)

    async def describe(self, request: web.Request) -> web.Response:
        tree = await self._read(request)
        only(tree, ("image_file",), "describe")
        made = await self.shop.now(Making("text", "what is seen", photos=_pictures(tree, "image_file")), "describe")
        return web.json_response({"descriptions": [{"text": made[0].decode()}]})

    async def _read(self, request: web.Request) -> Tree:
        """Read JSON where nothing is sent in, a form where a file is."""
        self.shop.door.check_key(request)
        no_query(request)
        if request.match_info.get("action") == "generate":
            return await read_json(request)
        if request.content_type != "multipart/form-data":
            raise ValueError("send multipart/form-data")
        form = await read_form(request)
        return form.fields | {name: upload.content for name, upload in form.files}

    async def _draw(self, request: web.Request, tree: Tree, making: Making, model: str) -> web.Response:
        count = number({"num_images": int(tree.get("num_images", 1))}, "num_images", 8)
        seed = drawn_from(tree)
        job = Job(secrets.token_hex(10), replace(making, count=count, index=seed), model, "completed")
        items = [
            {"prompt": making.prompt, "resolution": "1024x1024", "seed": seed + one, "style_type": "GENERAL"}
            for one in range(count)
        ]
        try:
            await self.shop.now(job.making, model)
        except RefusedError:
            data = [item | {"url": None, "is_image_safe": False} for item in items]
        else:
            self.shop.jobs[job.id] = job
            data = [
                item | {"url": self.shop.url(request, job, one), "is_image_safe": True}
                for one, item in enumerate(items)
            ]
        created = datetime.fromtimestamp(self.shop.studio.world.now(), UTC).isoformat()
        return web.json_response({"created": created, "data": data})


def _pictures(tree: Tree, field: str) -> tuple[bytes, ...]:
    data = tree.get(field)
    if not isinstance(data, bytes) or len(data) > _PICTURE_MAX:
        raise ValueError(f"{field} must be a file of at most 10 MB")
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.format not in {"JPEG", "PNG", "WEBP"}:
                raise ValueError(f"{field} must be JPEG, PNG or WebP")
    except OSError:
        raise ValueError(f"{field} is no picture") from None
    return (data,)


def _size(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as picture:
        return picture.size


def _square(data: bytes) -> None:
    width, height = _size(data)
    if width != height:
        raise ValueError("the picture must be square")


def _same_size(picture: bytes, mask: bytes) -> None:
    if _size(picture) != _size(mask):
        raise ValueError("the mask must be as large as the picture")
    with Image.open(io.BytesIO(mask)) as shades:
        if not any(count and shade < 128 for shade, count in enumerate(shades.convert("L").histogram())):
            raise ValueError("the mask has no black: nothing would change")


def _resolution(tree: Tree) -> None:
    """Refuse what lies outside of the vendor's list of some seventy: sides of 512 to 1536, about a megapixel."""
    if "resolution" not in tree:
        return
    sides = [int(side) for side in text(tree, "resolution").split("x") if side.isdecimal()]
    if (
        len(sides) != 2
        or not all(512 <= side <= 1536 for side in sides)
        or not 700_000 < sides[0] * sides[1] < 1_080_000
    ):
        raise ValueError("resolution is none of those that 3.0 makes")


def _palette(tree: Tree) -> None:
    palette = tree.get("color_palette", {})
    only(palette, ("name", "members"), "color_palette")
    choice(palette, "name", _PALETTES, "EMBER")


def _weights(tree: Tree, *names: str) -> None:
    for name in names:
        if name in tree and not 1 <= int(tree[name]) <= 100:
            raise ValueError(f"{name} must be 1 to 100")
