"""The Bot API over HTTP: reads a request, checks it against the published spec, runs the method, words the refusal."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from sandbox.forms import Form, Upload, read_form
from sandbox.request_log import describe_form, shorten
from sandbox.telegram import spec
from sandbox.telegram.errors import BotApiError, bad_request
from sandbox.telegram.methods import chats, editing, inline, paying, profile, receiving, sending
from sandbox.telegram.registry import METHODS, Call
from sandbox.telegram.state import Telegram
from sandbox.traffic import LOGGED

REGISTERED = (chats, editing, inline, paying, profile, receiving, sending)  # importing them fills METHODS
# How Telegram words a missing parameter; all others: parameter "x" is required.
_MISSING = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "video": "there is no video in the request",
    "audio": "there is no audio in the request",
    "voice": "there is no voice in the request",
    "animation": "there is no animation in the request",
    "file_id": "file_id not specified",
    "user_id": "invalid user_id specified",
    "action": "wrong parameter action in request",
}
_UNREADABLE = {
    "reply_markup": "object expected as reply markup",
    "reply_parameters": "can't parse reply parameters JSON object",
    "media": "can't parse InputMedia: Can't parse JSON object",
}


def routes(server: BotApi) -> list[web.RouteDef]:
    """Return the routes of the Bot API."""
    return [
        web.route("*", "/bot{token}/{method}", server.serve_method),
        web.get("/file/bot{token}/{path:.+}", server.serve_file),
    ]


class BotApi:
    """Serves the methods to the one bot of this world."""

    def __init__(self, telegram: Telegram) -> None:
        """Serve this Telegram."""
        self._telegram = telegram
        self._spec = spec.load()

    async def serve_method(self, request: web.Request) -> web.Response:
        """Answer ``/bot<token>/<method>``."""
        try:
            self._check_token(request)
            try:
                form = await read_form(request)
            except (ValueError, UnicodeDecodeError) as error:
                raise bad_request(f"can't parse the request: {error}") from error
            result = await self._run(request.match_info["method"], form, request)
        except BotApiError as error:
            return _answer(error.as_json(), error.code)
        return _answer({"ok": True, "result": result}, 200)

    async def execute(self, method_name: str, parameters: Mapping[str, Any]) -> object:
        """Run a method that rides in a webhook's answer; refusals are lost, as in Telegram."""
        try:
            return await self._run(method_name, Form(dict(parameters)), None)
        except BotApiError:
            return None

    async def serve_file(self, request: web.Request) -> web.Response:
        """Answer ``/file/bot<token>/<file_path>`` with the bytes."""
        try:
            self._check_token(request)
        except BotApiError as error:
            return _answer(error.as_json(), error.code)
        file = self._telegram.files.find_path(request.match_info["path"])
        if file is None:
            return _answer(BotApiError(404, "Not Found").as_json(), 404)
        content = await asyncio.to_thread(self._telegram.files.content, file)
        return web.Response(body=content, content_type="application/octet-stream")

    def _check_token(self, request: web.Request) -> None:
        token = request.match_info["token"]
        if ":" not in token:
            raise BotApiError(404, "Not Found")
        if not hmac.compare_digest(token.encode(), self._telegram.world.token.encode()):
            raise BotApiError(401, "Unauthorized")

    async def _run(self, name: str, form: Form, request: web.Request | None) -> object:
        described = self._spec.methods.get(name.lower())
        if described is None:
            raise BotApiError(404, "Not Found")
        uploads = dict(form.files)
        raw = form.fields | {key: upload for key, upload in uploads.items() if key in described.fields}
        read = self._spec.read_parameters(described, raw)
        if request is not None:
            _note(request, form, read)
        if read.missing:
            first = read.missing[0]
            raise bad_request(_MISSING.get(first, f'parameter "{first}" is required'))
        for field, reason in read.unreadable.items():
            raise bad_request(f"{_UNREADABLE.get(field, f'invalid {field} specified')}: {reason}")
        handler = METHODS.get(name.lower())
        if handler is None:
            raise bad_request(f"the sandbox has no {described.name} yet")
        return await handler(self._telegram, Call(described.name, read.values, uploads))


def _note(request: web.Request, form: Form, read: spec.Parameters) -> None:
    """Put typed parameters and what is wrong with them into the request log."""
    logged = request.get(LOGGED)
    if logged is None:
        return
    body = describe_form(form) | {name: value for name, value in read.values.items() if not isinstance(value, Upload)}
    logged.body = shorten(body) or None
    logged.problems = [
        *(f"{name} is missing" for name in read.missing),
        *read.unreadable.values(),
        *(f"{name} is not a parameter" if "." not in name else name for name in read.unknown),
    ]


def _answer(body: Mapping[str, Any], status: int) -> web.Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    headers = {}
    if status == 429:
        headers["Retry-After"] = str(body["parameters"]["retry_after"])
    # A lone surrogate, put in as a raw update, goes out as the JSON escape it came in as.
    return web.Response(
        body=text.encode(errors="backslashreplace"), status=status, content_type="application/json", headers=headers
    )
