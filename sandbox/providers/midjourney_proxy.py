"""Twin of Midjourney on Key4U: real grids, buttons that work, windows that wait for words (key4u.md §3.8)."""

from __future__ import annotations

import asyncio
import io
import re
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aiohttp import web
from PIL import Image

from sandbox.providers.job_shop import Job, JobShop, photos
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.strict import (
    Answered,
    Handler,
    answering,
    choice,
    drawn_from,
    no_query,
    only,
    read_json,
    text,
    texts,
)
from sandbox.world import World

_STATES = {
    "queued": "SUBMITTED",
    "running": "IN_PROGRESS",
    "completed": "SUCCESS",
    "failed": "FAILURE",
    "modal": "MODAL",
}
_BOTS = ("MID_JOURNEY", "NIJI_JOURNEY")
_SHAPES = {"SQUARE": "1:1", "PORTRAIT": "2:3", "LANDSCAPE": "3:2"}
_DASH = re.compile(r"\s--(\w+)(?:\s+([^\s-]\S*))?")
_DASHES = {
    "ar": r"\d+:\d+",
    "v": r"7|6\.1|6|5\.2|5\.1|5",
    "niji": r"6|5",
    "s": r"\d{1,3}|1000",
    "chaos": r"\d{1,2}|100",
    "weird": r"[0-2]?\d{1,3}|3000",
    "seed": r"\d{1,10}",
    "style": r"\w+",
    "no": r".*",
    "tile": r"",
    "iw": r"[0-3](\.\d+)?",
    "q": r"0?\.\d+|[124]",
    "zoom": r"1(\.\d+)?|2",
    "sref": r"\S+",
    "cref": r"\S+",
}
_SINGLE = ("upsample_v6_2x_subtle", "upsample_v6_2x_creative", "Outpaint::50", "Outpaint::75", "pan_left", "pan_right")
_LABELS = {
    "upsample_v6_2x_subtle": "Upscale (Subtle)",
    "upsample_v6_2x_creative": "Upscale (Creative)",
    "low_variation": "Vary (Subtle)",
    "high_variation": "Vary (Strong)",
    "Outpaint::50": "Zoom Out 2x",
    "Outpaint::75": "Zoom Out 1.5x",
    "pan_left": "⬅️",
    "pan_right": "➡️",
    "CustomZoom": "Custom Zoom",
    "Inpaint": "Vary (Region)",
}
_PICTURE_MAX = 4 * 1024 * 1024
Tree = dict[str, Any]


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return Midjourney's routes at Key4U, for each speed."""
    twin = _Midjourney(JobShop(next(door for door in doors if door.name == "key4u"), "key4u.midjourney"))
    table = [web.get("/key4u/mj/image/{id}", twin.picture)]
    for mode in ("mj", "mj-fast/mj", "mj-turbo/mj", "mj-relax/mj"):
        base = f"/key4u/{mode}"
        table += [web.post(f"{base}/submit/{name}", _answering(one)) for name, one in twin.submits.items()]
        table += [
            web.get(f"{base}/task/{{id}}/fetch", _answering(twin.fetch)),
            web.get(f"{base}/task/{{id}}/image-seed", _answering(twin.seed)),
            web.post(f"{base}/task/list-by-condition", _answering(twin.many)),
        ]
    return table


def _error(status: int, code: int, description: str, **properties: str) -> Answered:
    tree = {"code": code, "description": description, "result": "", "properties": properties}
    return Answered(status, tree if status == 200 else tree | {"type": "new_api_error"})


def _bad(sentence: str) -> Answered:
    return _error(400, 4, sentence)


def _answering(handler: Handler) -> Handler:
    """Word the door's answers as this dialect words its own."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Answered as answer:
            if "error" not in answer.tree:
                raise
            raise _error(answer.status, 4, answer.tree["error"]["message"]) from None

    return answering(handle, _bad)


class _Midjourney:
    def __init__(self, shop: JobShop) -> None:
        self.shop = shop
        self.submits: dict[str, Handler] = {
            "imagine": self.imagine,
            "action": self.action,
            "blend": self.blend,
            "describe": self.describe,
            "modal": self.modal,
            "upload-discord-images": self.upload,
        }

    async def imagine(self, request: web.Request) -> web.Response:
        tree = await self._read(request, "prompt", "botType", "base64Array")
        choice(tree, "botType", _BOTS, "MID_JOURNEY")
        words = text(tree, "prompt")
        self._check_words(words)
        plain, dashes, wrong = _dashes(words)
        sent, seed = _pictures(tree.get("base64Array")), drawn_from(dashes)
        making = Making("image", plain, dashes.get("ar", "1:1"), photos=sent, index=seed)
        return self._begin(making, "IMAGINE", words, wrong)

    async def blend(self, request: web.Request) -> web.Response:
        tree = await self._read(request, "base64Array", "dimensions", "botType")
        sent = _pictures(texts(tree, "base64Array"))
        if not 2 <= len(sent) <= 5:
            raise _bad("base64Array takes 2 to 5 pictures")
        shape = _SHAPES[choice(tree, "dimensions", _SHAPES, "SQUARE")]
        return self._begin(Making("image", "blend", shape, photos=sent), "BLEND", "")

    async def describe(self, request: web.Request) -> web.Response:
        tree = await self._read(request, "base64", "botType")
        sent = _pictures([text(tree, "base64")])
        return self._begin(Making("image", "describe", photos=sent), "DESCRIBE", "")

    async def upload(self, request: web.Request) -> web.Response:
        sent = _pictures(texts(await self._read(request, "base64Array"), "base64Array"))
        links = [f"https://cdn.example/attachments/{secrets.token_hex(6)}.png" for _ in sent]
        return web.json_response({"code": 1, "description": "ok", "result": links})

    async def action(self, request: web.Request) -> web.Response:
        """Do what a button says; region and custom zoom open a window and wait."""
        tree = await self._read(request, "taskId", "customId", "chooseSameChannel")
        parent = self._find(text(tree, "taskId"), 3)
        key = text(tree, "customId")
        if parent.status != "completed" or key not in {one["customId"] for one in _buttons(parent)}:
            raise _error(200, 4, "the button is not there")
        kind, making = _pressed(parent, key)
        if not key.startswith(("MJ::Inpaint", "MJ::CustomZoom")):
            return self._begin(making, kind, parent.extra["words"])
        job = Job(_new_id(), making, parent.model, "modal", extra={"action": kind, "words": parent.extra["words"]})
        self.shop.jobs[job.id] = job
        return web.json_response({"code": 21, "description": "Waiting for window confirm", "result": job.id})

    async def modal(self, request: web.Request) -> web.Response:
        tree = await self._read(request, "taskId", "prompt", "maskBase64")
        job = self._find(text(tree, "taskId"), 3)
        if job.status != "modal":
            raise _error(200, 4, "the task waits for no window")
        words = text(tree, "prompt")
        self._check_words(words)
        plain, dashes, wrong = _dashes(words)
        if job.extra["action"] == "ZOOM" and "zoom" not in dashes:
            raise _error(200, 4, "custom zoom needs --zoom")
        if job.extra["action"] == "INPAINT":
            _pictures([text(tree, "maskBase64")])
        making = replace(job.making, prompt=plain)
        return self._begin(making, job.extra["action"], words, wrong, job_id=job.id)

    async def fetch(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        return web.json_response(self._tree(request, self._find(request.match_info["id"])))

    async def many(self, request: web.Request) -> web.Response:
        ids = texts(await self._read(request, "ids"), "ids")
        return web.json_response([self._tree(request, self.shop.jobs[one]) for one in ids if one in self.shop.jobs])

    async def seed(self, request: web.Request) -> web.Response:
        self.shop.door.check_key(request)
        job = self._find(request.match_info["id"])
        return web.json_response({"code": 1, "description": "ok", "result": str(job.making.index)})

    async def picture(self, request: web.Request) -> web.Response:
        """Serve a result as the gateway's proxy does: without a key."""
        job = self.shop.jobs.get(request.match_info["id"])
        if {"Authorization", "mj-api-secret"} & request.headers.keys():
            return web.Response(status=400, text="this address takes no key")
        if job is None or job.status != "completed":
            return web.Response(status=404, text="expired")
        if not _is_grid(job):
            return await self.shop.body(request, job)
        tiles = [await self.shop.one(job.making.one(index)) for index in range(4)]
        return web.Response(body=await asyncio.to_thread(_grid, tiles), content_type="image/png")

    async def _read(self, request: web.Request, *fields: str) -> Tree:
        self.shop.door.check_key(request)
        no_query(request)
        tree = await read_json(request)
        only(tree, (*fields, "notifyHook", "state"), request.path.rsplit("/", 1)[-1])
        return tree

    def _check_words(self, words: str) -> None:
        if self.shop.studio.refuses(words):
            raise _error(200, 24, "The prompt may contain sensitive words", bannedWord="forbidden", promptEn=words)

    def _begin(self, making: Making, kind: str, words: str, wrong: str = "", job_id: str = "") -> web.Response:
        job = self.shop.start(making, "midjourney", job_id=job_id or _new_id(), action=kind, words=words)
        job.error = wrong
        return web.json_response({"code": 1, "description": "ok", "result": job.id, "properties": {}})

    def _find(self, job_id: str, code: int = 4) -> Job:
        job = self.shop.jobs.get(job_id)
        if job is None:
            raise _error(200 if code == 3 else 400, code, "task_not_found")
        return job

    def _tree(self, request: web.Request, job: Job) -> Tree:
        done = job.status == "completed"
        words = job.extra["words"]
        told = "\n\n".join(f"{number}. a quiet scene, soft light --ar 3:2" for number in "1234")
        describes = done and job.extra["action"] == "DESCRIBE"
        return {
            "id": job.id,
            "action": job.extra["action"],
            "status": _STATES[job.status],
            "progress": f"{self.shop.progress(job)}%",
            "prompt": told if describes else words,
            "promptEn": told if describes else words,
            "description": "ok",
            "state": "",
            "submitTime": int(job.began * 1000),
            "imageUrl": f"{request.scheme}://{request.host}/key4u/mj/image/{job.id}" if done else "",
            "failReason": job.error,
            "properties": {"finalPrompt": told if describes else words},
            "buttons": _buttons(job) if done else [],
        }


def _new_id() -> str:
    return str(1_790_000_000_000_000 + secrets.randbelow(10**12))


def _pictures(values: Any) -> tuple[bytes, ...]:  # noqa: ANN401 (JSON)
    for value in values or ():
        if not str(value).startswith("data:image/"):
            raise ValueError("base64 needs the prefix data:image/png;base64,")
    sent = photos(values)
    if any(len(one) > _PICTURE_MAX for one in sent):
        raise ValueError("a picture is over 4 MB")
    return sent


def _dashes(words: str) -> tuple[str, dict[str, str], str]:
    """Return the words, the options behind them, and what is wrong with those."""
    found = {match[1]: (match[2] or "").rstrip(",") for match in _DASH.finditer(f" {words}")}
    plain = f" {words}".split(" --", 1)[0].strip()
    for name, value in found.items():
        if name not in _DASHES or not re.fullmatch(_DASHES[name], value):
            return plain, found, f"Invalid parameter: --{name} {value}"
    return plain, found, ""


def _is_grid(job: Job) -> bool:
    return job.extra["action"] in {"IMAGINE", "BLEND", "VARIATION", "REROLL"}


def _buttons(job: Job) -> list[Tree]:
    """Return the buttons under a result: four to enlarge and four to vary under a grid, others under one picture."""
    mark = f"{int(job.id):x}"
    if job.extra["action"] == "DESCRIBE":
        return []
    if _is_grid(job):
        keys = [(f"MJ::JOB::upsample::{n}::{mark}", f"U{n}", "") for n in range(1, 5)]
        keys += [("MJ::JOB::reroll::0::" + mark + "::SOLO", "", "🔄")]
        keys += [(f"MJ::JOB::variation::{n}::{mark}", f"V{n}", "") for n in range(1, 5)]
    else:
        names = [*_SINGLE, "low_variation", "high_variation", "CustomZoom", "Inpaint"]
        keys = [(_single_key(name, mark), _LABELS[name], "") for name in names]
    keys.append(("MJ::BOOKMARK::" + mark, "", "❤️"))
    return [{"customId": key, "emoji": emoji, "label": label, "type": 2, "style": 2} for key, label, emoji in keys]


def _single_key(name: str, mark: str) -> str:
    outside = name.startswith(("Outpaint", "CustomZoom", "Inpaint"))
    return f"MJ::{name}::1::{mark}::SOLO" if outside else f"MJ::JOB::{name}::1::{mark}::SOLO"


def _pressed(parent: Job, key: str) -> tuple[str, Making]:
    """Return what a button makes: one of the four as it was, or new ones."""
    making = parent.making
    number = int(key.split("::")[3]) if key.startswith(("MJ::JOB::upsample::", "MJ::JOB::variation::")) else 0
    kinds = (
        ("JOB::upsample::", "UPSCALE", making.one(number - 1)),
        ("JOB::variation::", "VARIATION", making.one(10 * number)),
        ("reroll", "REROLL", making.one(1000)),
        ("_variation", "VARIATION", making.one(200)),
        ("upsample_v6_2x", "UPSCALE", replace(making, size="2K")),
        ("pan_", "PAN", replace(making, shape="16:9")),
        ("Inpaint", "INPAINT", making.one(50)),
    )
    return next(((kind, made) for part, kind, made in kinds if part in key), ("ZOOM", making.one(50)))


def _grid(tiles: Sequence[bytes]) -> bytes:
    """Put four pictures into one, two by two."""
    pictures = [Image.open(io.BytesIO(tile)).convert("RGB") for tile in tiles]
    width, height = pictures[0].size
    sheet = Image.new("RGB", (2 * width, 2 * height))
    for index, picture in enumerate(pictures):
        sheet.paste(picture, (index % 2 * width, index // 2 * height))
    out = io.BytesIO()
    sheet.save(out, "PNG", compress_level=1)
    return out.getvalue()
