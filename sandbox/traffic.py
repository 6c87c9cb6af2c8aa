"""Middleware over everything that is asked of Telegram and the gateways: it logs the request and applies faults."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Middleware

from sandbox.faults import Fault
from sandbox.forms import read_form
from sandbox.request_log import LoggedRequest, describe_form, shorten
from sandbox.world import World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
LOGGED = web.RequestKey("logged", LoggedRequest)

_TOKEN = re.compile(r"^(/file)?/bot[^/]+")
_HTML = "<!DOCTYPE html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>"


def mask_token(path: str) -> str:
    """Return the path with the bot's token replaced by ``***``."""
    return _TOKEN.sub(r"\1/bot***", path)


def traffic(world: World) -> Middleware:
    """Return the middleware for this world."""

    @web.middleware
    async def log_and_spoil(request: web.Request, handler: Handler) -> web.StreamResponse:
        to = world.addressee(request.path)
        if to is None:
            return await handler(request)
        path = mask_token(request.raw_path)
        fault = world.faults.take(to, f"{request.method} {path}")
        if fault is not None and fault.kind == "refuse_connection":
            world.log.add(to, request.method, path, dict(request.headers))
            return _hang_up(request)
        body = await request.read()
        multipart = request.headers.get("Content-Type", "").startswith("multipart/")
        logged = world.log.add(to, request.method, path, dict(request.headers), b"" if multipart else body)
        if multipart and to != "telegram":  # the Bot API server notes its parameters itself, typed
            logged.body = await _describe_form(request)
        request[LOGGED] = logged
        if fault is None:
            response = await _answer(request, handler)
        else:
            response = await _spoil(request, handler, fault)
        logged.status = response.status if response.status != _NO_ANSWER else 0
        return response

    return log_and_spoil


async def _describe_form(request: web.Request) -> object:
    try:
        return shorten(describe_form(await read_form(request)))
    except ValueError as error:
        return f"unreadable: {error}"


_NO_ANSWER = 499  # stands for "no answer went out" between the functions here; never on the wire


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as error:  # an unknown path, a method not allowed there, a body too large
        return web.Response(status=error.status, text=error.text)


def _hang_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=_NO_ANSWER)


async def _spoil(request: web.Request, handler: Handler, fault: Fault) -> web.StreamResponse:
    if fault.kind == "delay":
        await asyncio.sleep(fault.seconds)
        return await _answer(request, handler)
    if fault.kind == "hang":
        await asyncio.sleep(fault.seconds)
        return _hang_up(request)
    if fault.kind == "html":
        return web.Response(status=fault.status or 200, text=fault.body or _HTML, content_type="text/html")
    if fault.kind == "status":
        return _wrong_status(fault)
    response = await _answer(request, handler)
    if fault.kind == "lost":
        return _hang_up(request)
    return await _send_piecemeal(request, response, fault)


def _wrong_status(fault: Fault) -> web.Response:
    status = fault.status or 500
    if fault.body is not None:
        text = fault.body
    elif fault.to == "telegram":
        text = json.dumps(_telegram_refusal(status, fault.headers))
    else:
        text = json.dumps({"error": {"code": status, "message": "set by the sandbox"}})
    headers = {"Content-Type": "application/json; charset=utf-8"} | fault.headers
    return web.Response(status=status, body=text.encode(), headers=headers)


def _telegram_refusal(status: int, headers: Mapping[str, str]) -> dict[str, Any]:
    """Return a refusal in the Bot API's shape; a 429 always tells the wait (``Retry-After`` of the fault, or 1 s)."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        seconds = int(headers.get("Retry-After", "1"))
        description = f"Too Many Requests: retry after {seconds}"
        return {"ok": False, "error_code": 429, "description": description, "parameters": {"retry_after": seconds}}
    known = status in {item.value for item in HTTPStatus}
    return {"ok": False, "error_code": status, "description": HTTPStatus(status).phrase if known else "Unknown"}


async def _send_piecemeal(request: web.Request, response: web.StreamResponse, fault: Fault) -> web.StreamResponse:
    """Send half of the true answer (``cut``) or byte after byte for ``seconds`` (``drip``), then hang up."""
    body = response.body if isinstance(response, web.Response) and isinstance(response.body, bytes) else b""
    partial = web.StreamResponse(status=response.status, headers=response.headers)
    partial.content_length = len(body)
    await partial.prepare(request)
    if fault.kind == "cut":
        await partial.write(body[: len(body) // 2])
    else:
        pause = min(1.0, fault.seconds / max(1, len(body)))
        pause = max(pause, 0.05)
        for index in range(min(len(body), int(fault.seconds / pause))):
            await partial.write(body[index : index + 1])
            await asyncio.sleep(pause)
    if request.transport is not None:
        request.transport.close()
    return partial
