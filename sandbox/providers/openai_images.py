"""Twin of ``/images/generations`` on AI Thực Chiến (LiteLLM) and Key4U (new-api): thucchien.md §4.2, key4u.md §3.3."""

from __future__ import annotations

import base64
import secrets
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.providers import painter
from sandbox.providers.manners import Manners
from sandbox.providers.strict import Answered, answering, choice, no_query, number, only, read_json, text
from sandbox.providers.studio import NOT_A_PICTURE
from sandbox.world import World

_RATIOS = ("1:1", "3:4", "4:3", "16:9", "9:16", "3:2", "2:3")
_SIZES = ("1024x1024", "1536x1024", "1024x1536")
_DALLE_SIZES = ("1024x1024", "1792x1024", "1024x1792")
_GPT = ("quality", "background", "moderation", "output_format", "output_compression", "user")
_HOSTED_MAX = 64


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return the routes of every gateway that speaks this protocol; AI Thực Chiến also answers without ``/v1``."""
    found = []
    for door in doors:
        twin = _Twin(door)
        handle = answering(twin.handle, door.bad)
        found.append(web.post(f"/{door.name}/v1/images/generations", handle))
        found.append(web.get(f"/{door.name}/hosted/{{name}}", twin.hosted))
        if door.name == "thucchien":
            found.append(web.post("/thucchien/images/generations", handle))
    return found


@dataclass
class _Asked:
    model: str
    prompt: str
    count: int
    ratio: str
    as_url: bool


class _Twin:
    def __init__(self, door: Manners) -> None:
        self.door = door
        self._hosted: OrderedDict[str, bytes] = OrderedDict()

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one call, as slowly as the gateway is told to work."""
        door, studio = self.door, self.door.studio
        door.check_key(request)
        no_query(request)
        asked = _read(await read_json(request), self.door)
        door.admit(asked.model, asked.count)
        task = studio.open(secrets.token_hex(8), asked.prompt, asked.model, asked.count)
        with studio.working(task):
            orders = [painter.order(asked.prompt, asked.ratio, index=index) for index in range(asked.count)]
            made = await studio.pictures(orders, studio.settings.latency_s)
        if studio.refuses(asked.prompt):
            studio.end(task, "refused")
            return self._refused()
        cost = studio.charge(task, door.price(asked.model))
        if studio.world.spoils_picture(door.name, f"{request.method} {request.raw_path}"):
            made = [NOT_A_PICTURE] * len(made)
        data = [self._item(request, picture, asked) for picture in made]
        usage = {"input_tokens": 12, "output_tokens": 1290, "total_tokens": 1302}
        tree = {"created": int(studio.world.now()), "data": data, "usage": usage}
        return web.json_response(tree, headers=door.headers(cost))

    def _refused(self) -> web.Response:
        """Refuse: LiteLLM loses the reason of Google's no, new-api passes OpenAI's on."""
        if self.door.name == "thucchien":
            return web.json_response({"created": 1, "data": []}, headers=self.door.headers())
        message = "Your request was rejected by the safety system."
        error = {"message": message, "type": "image_generation_user_error", "param": None, "code": "moderation_blocked"}
        raise Answered(400, {"error": error})

    def _item(self, request: web.Request, picture: bytes, asked: _Asked) -> dict[str, Any]:
        revised = f"{asked.prompt}, as a poster" if asked.model.startswith("dall-e") else None
        if not asked.as_url:
            return {"b64_json": base64.b64encode(picture).decode(), "url": None, "revised_prompt": revised}
        name = f"{secrets.token_hex(12)}.png"
        self._hosted[name] = picture
        if len(self._hosted) > _HOSTED_MAX:
            self._hosted.popitem(last=False)
        url = f"{request.scheme}://{request.host}/{self.door.name}/hosted/{name}"
        return {"b64_json": None, "url": url, "revised_prompt": revised}

    async def hosted(self, request: web.Request) -> web.Response:
        """Serve a picture given as an address; it needs no key, and a key sent here is a mistake of ours."""
        picture = self._hosted.get(request.match_info["name"])
        if {"Authorization", "x-goog-api-key", "x-api-key"} & request.headers.keys():
            return web.Response(status=400, text="this address takes no key")
        if picture is None:
            return web.Response(status=404, text="expired")
        return web.Response(body=picture, content_type="image/png")


def _read(tree: dict[str, Any], door: Manners) -> _Asked:
    model, prompt = text(tree, "model"), text(tree, "prompt")
    if model.startswith("gpt-image"):
        return _read_gpt(tree, model, prompt)
    if model.startswith("dall-e"):
        only(tree, ("model", "prompt", "n", "size", "quality", "style", "response_format", "user"), model)
        number(tree, "n", 1)
        size = choice(tree, "size", _DALLE_SIZES, "1024x1024")
        return _Asked(model, prompt, 1, size, choice(tree, "response_format", ("url", "b64_json"), "url") == "url")
    if door.name == "thucchien":
        return _read_google(tree, model, prompt)
    only(tree, ("model", "prompt", "n", "size", "aspect_ratio", "response_format"), model)
    form = choice(tree, "response_format", ("url", "b64_json"), "url")
    name, shapes = ("aspect_ratio", _RATIOS) if "aspect_ratio" in tree else ("size", (*_SIZES, *_RATIOS))
    ratio = choice(tree, name, shapes, "1:1")
    return _Asked(model, prompt, number(tree, "n", 4), ratio, form == "url")


def _read_gpt(tree: dict[str, Any], model: str, prompt: str) -> _Asked:
    only(tree, ("model", "prompt", "n", "size", *_GPT), model)
    choice(tree, "quality", ("low", "medium", "high", "auto"), "auto")
    size = choice(tree, "size", (*_SIZES, "auto"), "auto")
    return _Asked(model, prompt, number(tree, "n", 10), "1:1" if size == "auto" else size, as_url=False)


def _read_google(tree: dict[str, Any], model: str, prompt: str) -> _Asked:
    """Read a call for a Google model: OpenAI's other fields are refused, ``size`` has no effect, ``n`` is 1."""
    for name in ("response_format", "quality", "style", "background"):
        if name in tree:
            raise ValueError(f"litellm.UnsupportedParamsError: vertex_ai does not support parameters: {{'{name}'}}")
    only(tree, ("model", "prompt", "n", "size", "aspect_ratio"), model)
    count = number(tree, "n", 4 if model.startswith("imagen") else 1)
    choice(tree, "size", _SIZES, "1024x1024")
    return _Asked(model, prompt, count, choice(tree, "aspect_ratio", _RATIOS, "1:1"), as_url=False)
