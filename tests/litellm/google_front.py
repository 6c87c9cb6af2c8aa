"""Google's front door in the form LiteLLM knocks at, led to the sandbox's twins over HTTP.

LiteLLM calls Google in four ways: AI Studio's paths, Vertex' longer ones, bare ``/models/…`` for speech, and with the
method named twice where an ``api_base`` already ends in it. All mean one method of one model. What the twin lacks is
made of what it has: a stream of one piece, a token for a service account, and a film's address that leads back here.
"""

from __future__ import annotations

import re

from aiohttp import ClientError, ClientSession, ClientTimeout, web

PREFIX = "/google"
_METHOD = re.compile(r"/models/(?P<model>[^/:]+):(?P<verb>\w+)(:\w+)*$")
_PLACE = re.compile(r"/(models/[^/:]+/operations/[^/:]+|files/[^/:]+:download)$")
_GOOGLE = b"https://generativelanguage.googleapis.com/"
_KEPT = ("content-type", "retry-after")


def routes(key: str) -> list[web.RouteDef]:
    """Return the routes; ``key`` is the provider key that every call but the token's must carry."""

    async def token(_: web.Request) -> web.Response:
        return web.json_response({"access_token": key, "expires_in": 3600, "token_type": "Bearer"})

    async def lead(request: web.Request) -> web.Response:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        shown = {request.headers.get("x-goog-api-key"), request.query.get("key"), bearer or None} - {None}
        if shown - {key, "none"}:  # the client's key must never come through
            return web.json_response({"error": {"code": 401, "status": "UNAUTHENTICATED"}}, status=401)
        method, place = _METHOD.search(request.path), _PLACE.search(request.path)
        if method is None and place is None:
            return web.json_response({"error": {"code": 404, "message": request.path}}, status=404)
        verb = method["verb"] if method else ""
        streamed = verb == "streamGenerateContent"
        tail = f"models/{method['model']}:{'generateContent' if streamed else verb}" if method else place[1]
        url = f"{request.scheme}://{request.host}/thucchien/gemini/v1beta/{tail}"
        query = {"alt": "media"} if tail.endswith(":download") else None
        headers = {"x-goog-api-key": "sandbox-thucchien", "content-type": "application/json"}
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=30)) as session,
                session.request(request.method, url, params=query, data=await request.read(), headers=headers) as got,
            ):
                body = await got.read()
                kept = {name: got.headers[name] for name in _KEPT if name in got.headers}
        except ClientError:  # the twin hung up: so does its front
            request.transport.abort()
            return web.Response()
        if streamed and got.status == 200:
            return web.Response(body=b"data: " + body + b"\r\n\r\n", headers={"content-type": "text/event-stream"})
        if got.content_type == "application/json":
            body = body.replace(_GOOGLE, f"{request.scheme}://{request.host}{PREFIX}/".encode())
        return web.Response(status=got.status, body=body, headers=kept)

    return [web.post(f"{PREFIX}/token", token), web.route("*", PREFIX + "/{tail:.*}", lead)]
