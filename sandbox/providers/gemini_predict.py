"""Twin of Google's ``:predict``: Imagen on Key4U and behind AI Thực Chiến's pass-through (key4u.md §3.14)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from sandbox.providers.gemini_generate_content import google_bad
from sandbox.providers.job_shop import JobShop, RefusedError
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.strict import Answered, answering, choice, no_query, number, only, read_json, text
from sandbox.providers.studio import NOT_A_PICTURE
from sandbox.world import World

_RATIOS = ("1:1", "3:4", "4:3", "9:16", "16:9")
_PEOPLE = ("dont_allow", "allow_adult", "allow_all")
_SIZES = ("imageSize", "sampleImageSize")  # Key4U's page says the one, Google's client sends the other
_PARAMETERS = ("sampleCount", "aspectRatio", "personGeneration", "includeRaiReason", *_SIZES)
_FILTERED = "Unable to show generated images. All images were filtered out because they violated our usage guidelines."


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return the routes of every gateway that speaks this protocol."""
    found = []
    for door in doors:
        prefix = "/thucchien/gemini" if door.name == "thucchien" else f"/{door.name}"
        twin = _Imagen(JobShop(door, f"{door.name}.imagen"))
        found.append(web.post(f"{prefix}/v1beta/models/{{model}}:predict", answering(twin.handle, google_bad)))
    return found


class _Imagen:
    def __init__(self, shop: JobShop) -> None:
        self.shop = shop

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one call, as slowly as the gateway is told to work."""
        door = self.shop.door
        door.check_key(request, google=True)
        no_query(request)
        model = request.match_info["model"]
        if not model.startswith("imagen-"):
            message = f"models/{model} is not found for API version v1beta, or is not supported for predict."
            raise Answered(404, {"error": {"code": 404, "message": message, "status": "NOT_FOUND"}})
        making = _read(await read_json(request), model)
        try:
            made = await self.shop.now(making, model)
        except RefusedError:
            predictions: list[dict[str, Any]] = [{"raiFilteredReason": _FILTERED}]
        else:
            if self.shop.studio.world.spoils_picture(door.name, f"{request.method} {request.raw_path}"):
                made = [NOT_A_PICTURE] * len(made)
            predictions = [{"mimeType": making.type, "bytesBase64Encoded": _base64(picture)} for picture in made]
        return web.json_response({"predictions": predictions}, headers=door.headers())


def any_case(given: dict[str, Any], name: str, choices: Sequence[str], default: str) -> str:
    """Return one of the documented words; Google's client writes them in capitals, its pages in small letters."""
    return choice({name: str(given.get(name, default)).lower()}, name, choices, default)


def _base64(picture: bytes) -> str:
    return base64.b64encode(picture).decode()


def _read(tree: dict[str, Any], model: str) -> Making:
    only(tree, ("instances", "parameters"), "request")
    instances, parameters = tree.get("instances"), tree.get("parameters", {})
    if not isinstance(instances, list) or len(instances) != 1 or not isinstance(instances[0], dict):
        raise ValueError("instances must hold exactly one object")
    if not isinstance(parameters, dict):
        raise ValueError("parameters must be an object")  # noqa: TRY004 (all bad requests are ValueError here)
    only(instances[0], ("prompt",), "instances[0]")
    only(parameters, _PARAMETERS, "parameters")
    if all(name in parameters for name in _SIZES):
        raise ValueError("a size is given once")
    any_case(parameters, "personGeneration", _PEOPLE, _PEOPLE[1])
    count = number({"sampleCount": 4} | parameters, "sampleCount", 1 if "ultra" in model else 4)
    size = choice(parameters, _SIZES[_SIZES[1] in parameters], ("1K", "2K"), "1K")
    ratio = choice(parameters, "aspectRatio", _RATIOS, "1:1")
    return Making("image", text(instances[0], "prompt"), ratio, size, count=count)
