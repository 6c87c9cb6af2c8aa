"""Twin of OpenAI's chat on both gateways: words, pictures, films and speech (thucchien.md §4.1, §4.3; key4u.md §3.2).

AI Thực Chiến puts pictures into ``message.images``, Key4U into the words. A model named ``image`` or
``banana`` paints, ``sora`` films, ``audio`` speaks, the others answer in words. ``[[textonly]]`` gets words instead of
a picture.
"""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aiohttp import web

from sandbox.providers.job_shop import JobShop, RefusedError, photo
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.openai_audio import OPENAI_VOICES
from sandbox.providers.strict import Answered, answering, choice, no_query, only, read_json, text
from sandbox.world import World

_FIELDS = frozenset(
    {"model", "messages", "stream", "stream_options", "n", "seed", "temperature", "top_p", "max_tokens"}
)
_USAGE = {"prompt_tokens": 12, "completion_tokens": 20, "total_tokens": 32}
_OWN = {"thucchien": {"modalities", "imageConfig", "max_completion_tokens"}, "key4u": {"modalities", "audio"}}
_RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
_PIECE = 24  # letters a piece of a stream
_PIECES_MAX = 40


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return the routes of both gateways; AI Thực Chiến also answers without ``/v1``."""
    found = []
    for door in doors:
        twin = _Twin(JobShop(door, f"{door.name}.chat"))
        handle = answering(twin.handle, door.bad)
        found += [web.post(f"/{door.name}/v1/chat/completions", handle), twin.shop.files()]
        if door.name == "thucchien":
            found.append(web.post("/thucchien/chat/completions", handle))
    return found


class _Twin:
    def __init__(self, shop: JobShop) -> None:
        self.shop = shop
        self.door = shop.door

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one conversation, whole or in pieces."""
        self.door.check_key(request)
        no_query(request)
        tree = await read_json(request)
        only(tree, _FIELDS | _OWN[self.door.name], "chat")
        model = text(tree, "model")
        if model.startswith("gpt-6") and "max_tokens" in tree:
            raise ValueError("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
        making = _read(tree, model)
        if making.medium == "text":
            making = replace(making, prompt=self.shop.studio.softened(making.prompt))
        try:
            message, reason = await self._message(request, making, model), "stop"
        except RefusedError:
            message, reason = self._refused(), "content_filter"
        if "[[textonly]]" in making.prompt and making.medium == "image":
            message = {"role": "assistant", "content": "I would rather tell you about it.", "images": []}
        if tree.get("stream") is True:
            return await self._stream(request, model, message, reason, usage=_usage_wanted(tree))
        answer = {
            **self._head(model, "chat.completion"),
            "choices": [{"index": 0, "finish_reason": reason, "message": message}],
            "usage": _USAGE,
        }
        return web.json_response(answer, headers=self.door.headers(self.door.price(model, making)))

    def _head(self, model: str, kind: str) -> dict[str, Any]:
        created = int(self.shop.studio.world.now())
        return {"id": f"chatcmpl-{secrets.token_hex(8)}", "object": kind, "created": created, "model": model}

    def _refused(self) -> dict[str, Any]:
        """Refuse: LiteLLM loses Google's reason, new-api passes a bad request on."""
        if self.door.name == "key4u":
            error = {
                "message": "blocked by our usage policies",
                "type": "invalid_request_error",
                "code": "content_policy",
            }
            raise Answered(400, {"error": error})
        return {"role": "assistant", "content": None}

    async def _message(self, request: web.Request, making: Making, model: str) -> dict[str, Any]:
        if making.medium == "video" or model.startswith("gpt-4o-image"):
            return await self._linked(request, making, model)
        (made,) = await self.shop.now(making, model)
        inside = base64.b64encode(made).decode()
        address = f"data:{making.type};base64,{inside}"
        if making.medium == "text":
            return {"role": "assistant", "content": made.decode(), "images": [], "thinking_blocks": []}
        if making.medium == "speech":
            audio = {"id": "audio-1", "data": inside, "transcript": making.prompt, "expires_at": 1_900_000_000}
            return {"role": "assistant", "content": None, "audio": audio}
        if self.door.name == "key4u":
            return {"role": "assistant", "content": f"Here you are.\n\n![image]({address})"}
        image = {"type": "image_url", "index": 0, "image_url": {"url": address, "detail": "auto"}}
        return {"role": "assistant", "content": "Here you are.", "images": [image]}

    async def _linked(self, request: web.Request, making: Making, model: str) -> dict[str, Any]:
        """Tell of the progress and end with a link, as the chat formats of films and of ChatGPT's pictures do."""
        job = self.shop.start(making, model)
        while job.status in {"queued", "running"}:  # noqa: ASYNC110 (jobs are polled here as their gateways poll them)
            await asyncio.sleep(0.01)
        if job.status == "failed":
            raise RefusedError
        url = self.shop.url(request, job)
        mark = "" if making.medium == "video" else "!"
        told = f"> queued\n> generating 50%\n> done\n\n{mark}[{making.medium}]({url})"
        return {"role": "assistant", "content": told}

    async def _stream(
        self, request: web.Request, model: str, message: dict[str, Any], reason: str, *, usage: bool
    ) -> web.StreamResponse:
        """Send the words in pieces, pictures and sound whole, the reason, the usage if asked for, and the end mark."""
        head = self._head(model, "chat.completion.chunk")
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream", **self.door.headers()})
        await answer.prepare(request)
        words = message.get("content") or ""
        step = max(_PIECE, -(-len(words) // _PIECES_MAX))
        deltas: list[dict[str, Any]] = [{"role": "assistant"}]
        deltas += [{"content": words[at : at + step]} for at in range(0, len(words), step)]
        deltas += [{name: message[name]} for name in ("images", "audio") if message.get(name)]
        for delta in deltas:
            await self._event(answer, {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
            await asyncio.sleep(self.shop.studio.settings.latency_s / len(deltas))
        await self._event(answer, {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
        if usage:
            await self._event(answer, {**head, "choices": [], "usage": _USAGE})
        await answer.write(b"data: [DONE]\n\n")
        await answer.write_eof()
        return answer

    @staticmethod
    async def _event(answer: web.StreamResponse, tree: dict[str, Any]) -> None:
        await answer.write(b"data: " + json.dumps(tree, ensure_ascii=False).encode() + b"\n\n")


def _usage_wanted(tree: dict[str, Any]) -> bool:
    options = tree.get("stream_options", {})
    only(options, ("include_usage",), "stream_options")
    return options.get("include_usage") is True


def _read(tree: dict[str, Any], model: str) -> Making:
    messages = tree.get("messages")
    if not isinstance(messages, list) or not messages:
        raise ValueError("messages must be a list that is not empty")
    words: list[str] = []
    photos: list[bytes] = []
    for message in messages:
        if not isinstance(message, dict):
            raise ValueError("a message must be an object")  # noqa: TRY004 (all bad requests are ValueError here)
        only(message, ("role", "content"), "messages[]")
        role = choice(message, "role", ("system", "user", "assistant"), "")
        _read_content(message.get("content"), words if role == "user" else [], photos)
    prompt = " ".join(words)
    if not prompt:
        raise ValueError("a message of the user must hold words")
    return _making(tree, model, prompt, tuple(photos))


def _paints(model: str) -> bool:
    return "image" in model or "banana" in model


def _making(tree: dict[str, Any], model: str, prompt: str, photos: tuple[bytes, ...]) -> Making:
    modalities = tree.get("modalities")
    if "audio" in model:
        audio = tree.get("audio")
        if modalities != ["text", "audio"] or not isinstance(audio, dict):
            raise ValueError("this model needs modalities text and audio, and audio")
        only(audio, ("voice", "format"), "audio")
        return Making("speech", prompt, voice=choice(audio, "voice", OPENAI_VOICES, ""), kind=choice(
            audio, "format", ("mp3", "wav", "opus", "flac"), ""
        ))  # fmt: skip
    if "audio" in tree or (modalities is not None and not _paints(model)):
        raise ValueError("modalities and audio are not supported by this model")
    if modalities not in (None, ["image"], ["image", "text"], ["text", "image"]):
        raise ValueError("modalities must name image, and text beside it")
    if model.startswith("sora"):
        return Making("video", prompt, "16:9", photos=photos)
    if not _paints(model):
        return Making("text", prompt, photos=photos)
    config = tree.get("imageConfig", {})
    only(config, ("aspectRatio",), "imageConfig")
    return Making("image", prompt, choice(config, "aspectRatio", _RATIOS, "1:1"), photos=photos)


def _read_content(content: object, words: list[str], photos: list[bytes]) -> None:
    """Read a text, or parts: words, pictures and sounds."""
    if isinstance(content, str):
        words.append(content.strip())
        return
    if not isinstance(content, list) or not content:
        raise ValueError("content must be a text or a list of parts")
    for part in content:
        kind = choice(part, "type", ("text", "image_url", "input_audio"), "")
        only(part, ("type", kind), "content[]")
        if kind == "text":
            words.append(text(part, "text"))
        elif kind == "image_url":
            only(part["image_url"], ("url", "detail"), "image_url")
            photos.append(photo(text(part["image_url"], "url")))
        else:
            only(part["input_audio"], ("data", "format"), "input_audio")
            base64.b64decode(text(part["input_audio"], "data"), validate=True)
            choice(part["input_audio"], "format", ("wav", "mp3"), "")
