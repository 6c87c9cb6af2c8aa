"""Twin of OpenAI's audio on AI Thực Chiến (speech) and Key4U (both ways): thucchien.md §4.8, key4u.md §5.1.

``[[silent]]`` in the words is answered as LiteLLM does where Google gave no sound: 500 with a traceback.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from sandbox.forms import read_form
from sandbox.providers import makings
from sandbox.providers.job_shop import JobShop, RefusedError
from sandbox.providers.makings import Making
from sandbox.providers.manners import Manners
from sandbox.providers.strict import Answered, answering, choice, no_query, only, read_json, text
from sandbox.world import World

OPENAI_VOICES = (
    "alloy",
    "ash",
    "ballad",
    "coral",
    "echo",
    "fable",
    "onyx",
    "nova",
    "sage",
    "shimmer",
    "verse",
    "marin",
    "cedar",
)
GEMINI_VOICES = (
    "Zephyr", "Puck", "Charon", "Kore", "Fenrir", "Leda", "Orus", "Aoede", "Callirrhoe", "Autonoe", "Enceladus",
    "Iapetus", "Umbriel", "Algieba", "Despina", "Erinome", "Algenib", "Rasalgethi", "Laomedeia", "Achernar",
    "Alnilam", "Schedar", "Gacrux", "Pulcherrima", "Achird", "Zubenelgenubi", "Vindemiatrix", "Sadachbia",
    "Sadaltager", "Sulafat",
)  # fmt: skip
_FORMATS = ("mp3", "opus", "aac", "flac", "wav", "pcm")
_FIELDS = ("model", "input", "voice", "instructions", "response_format", "speed")
_HEARD = ("mp3", "mp4", "mpeg", "mpga", "m4a", "wav", "webm", "ogg", "flac")
_WORDS_MAX = 4096
_FILE_MAX = 25 * 1024 * 1024
_TRACEBACK = (
    "litellm.InternalServerError: 'Message' object has no attribute 'audio'\nTraceback (most recent call last):\n"
    '  File "/app/litellm/main.py", line 1, in aspeech'
)


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return the routes of both gateways; AI Thực Chiến also answers without ``/v1``, and only speaks."""
    found = []
    for door in doors:
        twin = _Twin(JobShop(door, f"{door.name}.audio"))
        speak = answering(twin.speak, door.bad)
        found.append(web.post(f"/{door.name}/v1/audio/speech", speak))
        if door.name == "thucchien":
            found.append(web.post("/thucchien/audio/speech", speak))
        else:
            found.append(web.post(f"/{door.name}/v1/audio/transcriptions", answering(twin.hear, door.bad)))
    return found


class _Twin:
    def __init__(self, shop: JobShop) -> None:
        self.shop = shop
        self.door = shop.door

    async def speak(self, request: web.Request) -> web.Response:
        """Say the words; Gemini's voices come as WAV, OpenAI's in the kind asked for."""
        self.door.check_key(request)
        no_query(request)
        tree = await read_json(request)
        only(tree, _FIELDS, "speech")
        model, words = text(tree, "model"), text(tree, "input")
        if len(words) > _WORDS_MAX:
            raise ValueError(f"input: at most {_WORDS_MAX} characters")
        kind, voice = _speech_kind(tree, model)
        making = Making("speech", words, voice=voice, kind=kind)
        made = await self._made(making, model)
        cost = self.door.price(model, making)
        return web.Response(body=made, content_type=makings.TYPES[kind], headers=self.door.headers(cost))

    async def hear(self, request: web.Request) -> web.Response:
        """Return what the file might say: words that depend on its bytes."""
        self.door.check_key(request)
        no_query(request)
        form = await read_form(request)
        only(form.fields, ("model", "language", "prompt", "response_format", "temperature"), "transcription")
        model = text(form.fields, "model")
        formats = ("json", "text", "srt", "verbose_json", "vtt") if model == "whisper-1" else ("json",)
        wanted = choice(form.fields, "response_format", formats, "json")
        upload = form.file("file")
        if upload is None or not upload.content or len(upload.content) > _FILE_MAX:
            raise ValueError("file is missing, empty or larger than 25 MB")
        if upload.filename.rpartition(".")[2].lower() not in _HEARD:
            raise ValueError(f"Unrecognized file format. Supported formats: {', '.join(_HEARD)}")
        await self._made(Making("text", str(form.fields.get("prompt", "")) or "a sound"), model)
        number = hashlib.sha256(upload.content).hexdigest()[:6]
        said = f"Đoạn ghi âm / A recording, {max(len(upload.content) // 1000, 1)} kB, {number}."
        if wanted == "text":
            return web.Response(text=said)
        return web.json_response({"text": said}, headers=self.door.headers())

    async def _made(self, making: Making, model: str) -> bytes:
        try:
            (made,) = await self.shop.now(making, model)
        except RefusedError:
            raise self._refused(model) from None
        if "[[silent]]" in making.prompt:
            raise self._no_sound()
        return made

    def _refused(self, model: str) -> Answered:
        if self.door.name == "thucchien" and model.startswith("gemini"):
            return self._no_sound()
        message = "Your request was rejected as a result of our safety system. (content_policy_violation)"
        error = {"message": message, "type": "invalid_request_error", "param": None, "code": "content_policy_violation"}
        return Answered(400, {"error": error})

    @staticmethod
    def _no_sound() -> Answered:
        return Answered(500, {"error": {"message": _TRACEBACK, "type": "None", "param": "None", "code": "500"}})


def _speech_kind(tree: dict[str, Any], model: str) -> tuple[str, str]:
    """Return the kind of file and the voice, or raise as each family does."""
    if model.startswith("gemini"):
        voice = choice(tree, "voice", GEMINI_VOICES, "")
        return choice(tree, "response_format", ("wav", "pcm"), "wav"), voice
    voice = choice(tree, "voice", OPENAI_VOICES, "")
    if "instructions" in tree and model != "gpt-4o-mini-tts":
        raise ValueError("instructions are for gpt-4o-mini-tts only")
    speed = tree.get("speed", 1)
    if isinstance(speed, bool) or not isinstance(speed, int | float) or not 0.25 <= speed <= 4:
        raise ValueError(f"speed must be from 0.25 to 4.0, not {json.dumps(speed)}")
    return choice(tree, "response_format", _FORMATS, "mp3"), voice
