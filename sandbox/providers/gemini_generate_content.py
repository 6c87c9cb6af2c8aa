"""Twin of Google's ``generateContent``: Key4U's native route and AI Thực Chiến's pass-through (key4u.md §3.1, §5.3).

A model named ``tts`` speaks, one named ``image`` paints, the others answer in words.

``[[textonly]]`` in a prompt is answered in words, ``[[noimage]]`` with nothing, as the real models do now and then.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
import secrets
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from sandbox.providers import makings, painter
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.openai_audio import GEMINI_VOICES
from sandbox.providers.strict import Answered, answering, choice, no_query, only, read_json
from sandbox.providers.studio import NOT_A_PICTURE
from sandbox.world import World

_RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9", "1:4", "4:1", "1:8", "8:1")
_SIZES = ("1K", "2K", "4K", "512")
_MIMES = frozenset({"image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"})
_TOP = ("contents", "generationConfig", "safetySettings", "systemInstruction", "tools")
_CONFIG = (
    "responseModalities",
    "imageConfig",
    "speechConfig",
    "temperature",
    "topP",
    "seed",
    "candidateCount",
    "maxOutputTokens",
)
_IMAGES_MAX = 14


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return the routes of every gateway that speaks this protocol."""
    found = []
    for door in doors:
        prefix = "/thucchien/gemini" if door.name == "thucchien" else f"/{door.name}"
        twin = _Twin(door)
        found.append(web.post(f"{prefix}/v1beta/models/{{model}}:generateContent", answering(twin.handle, google_bad)))
    return found


def google_bad(sentence: str) -> Answered:
    """Return Google's own bad request, which both gateways pass on unchanged (thucchien.md §5.1, shape E2)."""
    return Answered(400, {"error": {"code": 400, "message": sentence, "status": "INVALID_ARGUMENT"}})


class _Twin:
    def __init__(self, door: Manners) -> None:
        self.door = door

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one call, as slowly as the gateway is told to work."""
        door, studio = self.door, self.door.studio
        door.check_key(request, google=True)
        no_query(request)
        model = request.match_info["model"]
        tree = _camel(await read_json(request))
        only(tree, _TOP, "request")
        prompt, photos = _read_contents(tree)
        prompt = prompt if "image" in model or "tts" in model else studio.softened(prompt)
        config = _config(tree)
        voice = _read_speech(config, prompt, photos) if "tts" in model else ""
        ratio, size = _read_config(config, model)
        door.admit(model, 1)
        task = studio.open(secrets.token_hex(8), prompt, model, 1)
        with studio.working(task):
            made = await self._made(model, prompt, photos, voice, (ratio, size))
        answer: dict[str, Any] = {"modelVersion": model, "responseId": f"r-{task.id}"}
        refusal = _refusal(prompt, refused=studio.refuses(prompt))
        if refusal is not None:
            studio.end(task, "refused")
            return web.json_response(refusal | answer, headers=door.headers())
        studio.charge(task, door.price(model, Making("speech" if voice else "image", prompt)))
        if studio.world.spoils_picture(door.name, f"{request.method} {request.raw_path}"):
            made = _pictured(model, NOT_A_PICTURE)
        return web.json_response(made | answer, headers=door.headers())

    async def _made(
        self, model: str, prompt: str, photos: list[bytes], voice: str, shape: tuple[str | None, str]
    ) -> dict[str, Any]:
        """Return the answer that holds what was made."""
        studio = self.door.studio
        if voice:
            await asyncio.sleep(studio.settings.latency_s)
            samples = await asyncio.to_thread(makings.make, Making("speech", prompt, voice=voice, kind="pcm"))
            return _answered([_inline(samples, "audio/L16;codec=pcm;rate=24000")])
        if "image" not in model:
            await asyncio.sleep(studio.settings.latency_s)
            return _answered([{"text": makings.describe(prompt, photos)}])
        order = painter.order(prompt, *shape, photos, kind="jpeg")
        (picture,) = await studio.pictures([order], studio.settings.latency_s)
        return _pictured(model, picture)


def _camel(tree: Any) -> Any:  # noqa: ANN401 (JSON)
    """Return the tree with its names as the pages write them: Google takes ``voice_config`` for ``voiceConfig``."""
    if isinstance(tree, list):
        return [_camel(one) for one in tree]
    if not isinstance(tree, dict):
        return tree
    return {re.sub(r"_([a-z])", lambda found: found[1].upper(), name): _camel(one) for name, one in tree.items()}


def _read_contents(tree: dict[str, Any]) -> tuple[str, list[bytes]]:
    contents = tree.get("contents")
    if not isinstance(contents, list) or not contents:
        raise ValueError("contents must be a list that is not empty")
    words: list[str] = []
    photos: list[bytes] = []
    for content in contents:
        parts = content.get("parts") if isinstance(content, dict) else None
        if not isinstance(parts, list) or not parts:
            raise ValueError("contents[].parts must be a list that is not empty")
        only(content, ("role", "parts"), "contents[]")
        for part in parts:
            _read_part(part, words, photos)
    if not words:
        raise ValueError("contents must hold a text")
    if len(photos) > _IMAGES_MAX:
        raise ValueError(f"at most {_IMAGES_MAX} images")
    return " ".join(words), photos


def _read_part(part: object, words: list[str], photos: list[bytes]) -> None:
    if not isinstance(part, dict):
        raise ValueError("a part must be an object")  # noqa: TRY004 (all bad requests are ValueError here)
    only(part, ("text", "inlineData", "thoughtSignature"), "part")
    if isinstance(part.get("text"), str) and part["text"].strip():
        words.append(part["text"].strip())
        return
    inline = part.get("inlineData")
    if not isinstance(inline, dict):
        raise ValueError("a part needs text or inline_data")  # noqa: TRY004
    only(inline, ("mimeType", "data"), "inline_data")
    mime = inline.get("mimeType")
    if mime not in _MIMES:
        raise ValueError(f"Unsupported MIME type: {mime}")
    photos.append(_decode(inline.get("data")))


def _decode(data: object) -> bytes:
    try:
        # The SDK sends the URL-safe alphabet; Google takes both.
        photo = base64.b64decode(str(data).replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error:
        raise ValueError("inline_data.data must be base64 without a data: prefix") from None
    if not painter.is_picture(photo):
        raise ValueError("Unable to process input image")
    return photo


def _config(tree: dict[str, Any]) -> dict[str, Any]:
    config = tree.get("generationConfig") or {}
    if not isinstance(config, dict):
        raise ValueError("generationConfig must be an object")  # noqa: TRY004
    only(config, _CONFIG, "generationConfig")
    return config


def _read_speech(config: dict[str, Any], prompt: str, photos: list[bytes]) -> str:
    """Return the voices, joined; two speakers must be named as in the words."""
    if photos or config.get("responseModalities") != ["AUDIO"]:
        raise ValueError("this model takes text only and answers with AUDIO only")
    speech = config.get("speechConfig")
    if not isinstance(speech, dict):
        raise ValueError("speechConfig is missing")  # noqa: TRY004 (all bad requests are ValueError here)
    only(speech, ("voiceConfig", "multiSpeakerVoiceConfig", "languageCode"), "speechConfig")
    many = speech.get("multiSpeakerVoiceConfig")
    if many is None:
        return _voice(speech)
    only(many, ("speakerVoiceConfigs",), "multiSpeakerVoiceConfig")
    each = many["speakerVoiceConfigs"]
    if len(each) != 2 or "voiceConfig" in speech:
        raise ValueError("multiSpeakerVoiceConfig takes two speakers and no voiceConfig beside it")
    for one in each:
        only(one, ("speaker", "voiceConfig"), "speakerVoiceConfigs[]")
        if f"{one.get('speaker')}:" not in prompt:
            raise ValueError(f"speaker {one.get('speaker')!r} does not occur in the text")
    return "+".join(_voice(one) for one in each)


def _voice(holder: dict[str, Any]) -> str:
    config = holder.get("voiceConfig")
    prebuilt = config.get("prebuiltVoiceConfig") if isinstance(config, dict) else None
    if not isinstance(prebuilt, dict):
        raise ValueError("voiceConfig.prebuiltVoiceConfig is missing")  # noqa: TRY004
    return choice(prebuilt, "voiceName", GEMINI_VOICES, "")


def _read_config(config: dict[str, Any], model: str) -> tuple[str | None, str]:
    usual = ["AUDIO"] if "tts" in model else ["TEXT", "IMAGE"] if "image" in model else ["TEXT"]
    modalities = config.get("responseModalities", usual)
    if modalities != usual and not ("image" in model and modalities in (["IMAGE"], ["IMAGE", "TEXT"])):
        raise ValueError(f"responseModalities must be {' and '.join(usual)} for this model")
    if "speechConfig" in config and "tts" not in model:
        raise ValueError("speechConfig is not supported by this model")
    image = config.get("imageConfig", {})
    if not isinstance(image, dict):
        raise ValueError("imageConfig must be an object")  # noqa: TRY004
    only(image, ("aspectRatio", "imageSize"), "imageConfig")
    if "imageSize" in image and "2.5" in model:
        raise ValueError("imageSize is not supported by this model")
    ratio = choice(image, "aspectRatio", _RATIOS, "1:1") if "aspectRatio" in image else None
    return ratio, choice(image, "imageSize", _SIZES, "1K")


def _refusal(prompt: str, *, refused: bool) -> dict[str, Any] | None:
    usage = {"promptTokenCount": len(prompt) // 4 + 1, "totalTokenCount": len(prompt) // 4 + 1}
    if refused:
        return {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": usage}
    if "[[textonly]]" in prompt:
        parts = [{"text": "I can tell you about it, but I would rather not draw it."}]
        return {"candidates": [_candidate(parts, "STOP")], "usageMetadata": usage}
    if "[[noimage]]" in prompt:
        return {"candidates": [_candidate([], "NO_IMAGE")], "usageMetadata": usage}
    return None


def _candidate(parts: list[dict[str, Any]], reason: str) -> dict[str, Any]:
    return {"index": 0, "finishReason": reason, "content": {"role": "model", "parts": parts}}


def _inline(data: bytes, mime: str = "image/jpeg") -> dict[str, Any]:
    return {"inlineData": {"mimeType": mime, "data": base64.b64encode(data).decode()}}


def _answered(parts: list[dict[str, Any]]) -> dict[str, Any]:
    usage = {"promptTokenCount": 11, "candidatesTokenCount": 250, "totalTokenCount": 261}
    return {"candidates": [_candidate(parts, "STOP")], "usageMetadata": usage}


def _pictured(model: str, picture: bytes) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [{"text": "Here it is."}]
    if model.startswith("gemini-3-pro"):  # these show a draft among their thoughts; it is not the result
        parts.append({"thought": True, **_inline(painter.draft())})
    usage = {"promptTokenCount": 11, "candidatesTokenCount": 1290, "totalTokenCount": 1301}
    return {"candidates": [_candidate([*parts, _inline(picture)], "STOP")], "usageMetadata": usage}
