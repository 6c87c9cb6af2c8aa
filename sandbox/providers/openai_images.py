"""Twin of OpenAI's images on AI Thực Chiến (LiteLLM) and Key4U (new-api): thucchien.md §4.2, key4u.md §3.3-§3.7.

``/images/edits`` is Key4U's alone. What each family takes is in `sandbox.providers.image_dialects`.
"""

from __future__ import annotations

import base64
import secrets
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from sandbox.forms import read_form
from sandbox.providers import painter
from sandbox.providers.image_dialects import Asked, read_edit, read_generation
from sandbox.providers.manners import Manners
from sandbox.providers.strict import Answered, answering, no_query, read_json
from sandbox.providers.studio import NOT_A_PICTURE
from sandbox.world import World

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
        else:
            found.append(web.post(f"/{door.name}/v1/images/edits", answering(twin.edit, door.bad)))
    return found


class _Twin:
    def __init__(self, door: Manners) -> None:
        self.door = door
        self._hosted: OrderedDict[str, bytes] = OrderedDict()

    async def handle(self, request: web.Request) -> web.Response:
        """Make pictures from words, and from pictures inside the JSON where the family takes them."""
        self.door.check_key(request)
        no_query(request)
        return await self._answer(request, read_generation(await read_json(request), self.door.name))

    async def edit(self, request: web.Request) -> web.Response:
        """Make pictures from a form of pictures and words."""
        self.door.check_key(request)
        no_query(request)
        if not request.headers.get("Content-Type", "").startswith("multipart/"):
            raise ValueError("images/edits takes multipart/form-data")
        return await self._answer(request, read_edit(await read_form(request)))

    async def _answer(self, request: web.Request, asked: Asked) -> web.Response:
        """Work as slowly as the gateway is told to."""
        door, studio = self.door, self.door.studio
        door.admit(asked.model, asked.count)
        task = studio.open(secrets.token_hex(8), asked.prompt, asked.model, asked.count)
        refused = studio.refuses(asked.prompt)
        with studio.working(task):
            kind: painter.Kind = "jpeg" if _is_ark(asked.model) else "png"
            orders = [
                painter.order(asked.prompt, asked.shape, asked.word, asked.photos, index=index, kind=kind)
                for index in range(0 if refused else asked.count)
            ]
            made = await studio.pictures(orders, studio.settings.latency_s)
        if refused:
            studio.end(task, "refused")
            return self._refused(asked.model)
        cost = studio.charge(task, door.price(asked.model))
        if studio.world.spoils_picture(door.name, f"{request.method} {request.raw_path}"):
            made = [NOT_A_PICTURE] * len(made)
        data = [self._item(request, picture, asked) for picture in made]
        usage = {"input_tokens": 12, "output_tokens": 1290, "total_tokens": 1302}
        tree = {"created": int(studio.world.now()), "data": data, "usage": usage}
        return web.json_response(tree, headers=door.headers(cost))

    def _refused(self, model: str) -> web.Response:
        """Refuse: LiteLLM loses the reason of Google's no, new-api passes OpenAI's and Ark's on."""
        if self.door.name == "thucchien":
            return web.json_response({"created": 1, "data": []}, headers=self.door.headers())
        if _is_ark(model):
            message = "The request failed because the input text may contain sensitive information."
            raise Answered(400, {"error": {"code": "InputTextSensitiveContentDetected", "message": message}})
        message = "Your request was rejected by the safety system."
        error = {"message": message, "type": "image_generation_user_error", "param": None, "code": "moderation_blocked"}
        raise Answered(400, {"error": error})

    def _item(self, request: web.Request, picture: bytes, asked: Asked) -> dict[str, Any]:
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
        kind = "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"
        return web.Response(body=picture, content_type=kind)


def _is_ark(model: str) -> bool:
    return model.startswith("doubao-")
