"""The dashboard's small web server inside the bot: who holds a pass reads, nobody changes anything."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.clock import Clock
from bot.errors import SettingsError
from bot.web import html_pages
from bot.web.callers import Callers
from bot.web.drawing import Drawings
from bot.web.passes import LASTS_S, Passes
from bot.web.readings import PAGES, Readings
from bot.web.sheets import Says, Sheet, as_json, csv_of
from bot.web.spans import SPANS
from storage.web_passes import Pass

log = logging.getLogger(__name__)
_BODY_MAX = 4096
_HEAD_S = 20.0  # for a caller's first request
_STYLE = Path(__file__).with_name("style.css")
Speak = Callable[[str], Says]


class Dashboard:
    """Serves the pages at ``url``; ``is_admin`` is asked at every page, so who is no owner any more sees nothing."""

    def __init__(
        self,
        readings: Readings,
        passes: Passes,
        *,
        speak: Speak,
        is_admin: Callable[[int], bool],
        clock: Clock,
        url: str | None,
    ) -> None:
        self._readings = readings
        self._passes = passes
        self._speak = speak
        self._is_admin = is_admin
        self._clock = clock
        self._url = url
        self._drawings = Drawings()
        self._style = _STYLE.read_text(encoding="utf-8")
        self._runner: web.AppRunner | None = None
        self._listening: asyncio.Server | None = None
        self._callers: Callers | None = None
        self.head_s = _HEAD_S

    async def start(self, host: str, port: int) -> None:
        """Begin to serve; port 0 is any free one. Raises SettingsError where the port is taken."""
        app = web.Application(client_max_size=_BODY_MAX, middlewares=[self._guarded])
        app.router.add_get("/style.css", self._css)
        app.router.add_get("/open", self._door)
        app.router.add_post("/open", self._open)
        app.router.add_post("/close", self._close)
        app.router.add_get("/", self._first)
        app.router.add_get("/{page}.json", self._json)
        app.router.add_get("/{page}.csv", self._csv)
        app.router.add_get("/{page}", self._page)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        self._callers = Callers(_server_of(self._runner), lambda: self.head_s)
        try:
            loop = asyncio.get_running_loop()
            self._listening = await loop.create_server(self._callers.admit, host, port, backlog=128)
        except OSError as error:
            await self.stop()
            raise SettingsError(f"BOT_WEB_PORT {port} cannot be served: {error.strerror}.") from error
        if self._url is None:
            address = self._listening.sockets[0].getsockname()
            self._url = f"http://{address[0]}:{address[1]}"
        log.info("web.serving", extra={"url": self._url})

    async def stop(self) -> None:
        """End it. A second call does nothing."""
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def link(self, admin_id: int, language: str) -> str:
        """Return an address that opens the dashboard once, within a quarter of an hour."""
        secret = await self._passes.link(admin_id, language, self._clock.now())
        return f"{self._url}/open?pass={quote(secret)}"

    @property
    def _is_https(self) -> bool:
        return (self._url or "").startswith("https:")

    @property
    def _cookie(self) -> str:
        return "__Host-atelier" if self._is_https else "atelier"

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer only under our own name, with every header that keeps a page private."""
        if self._callers is not None:
            self._callers.heard(request.transport)
        try:
            reply = await handler(request) if self._is_us(request) else _status(421)
        except web.HTTPException as answer:
            reply = _status(answer.status)
        except Exception:
            log.exception("web.stumbled", extra={"path": request.path})
            reply = _status(500)
        reply.headers.update(html_pages.HEADERS)
        if self._is_https:
            reply.headers["Strict-Transport-Security"] = "max-age=31536000"
        return reply

    def _is_us(self, request: web.Request) -> bool:
        return request.host == urlsplit(self._url or "").netloc

    async def _css(self, _: web.Request) -> web.Response:
        return web.Response(text=self._style, content_type="text/css")

    async def _door(self, request: web.Request) -> web.Response:
        secret = request.query.get("pass", "")
        whose = await self._passes.is_open(secret, self._clock.now())
        if whose is None:
            return self._refused(request)
        return _html(html_pages.door(secret, self._speak(whose.language)))

    async def _open(self, request: web.Request) -> web.StreamResponse:
        secret = (await request.post()).get("pass", "")
        opened = await self._passes.session(secret, self._clock.now()) if isinstance(secret, str) else None
        if opened is None or not self._is_admin(opened[1].admin_id):
            return self._refused(request)
        reply = _to("/overview")
        reply.set_cookie(
            self._cookie,
            opened[0],
            max_age=LASTS_S["session"],
            path="/",
            httponly=True,
            samesite="Strict",
            secure=self._is_https,
        )
        return reply

    async def _close(self, request: web.Request) -> web.StreamResponse:
        reader = await self._reader(request)
        reply = self._refused(request)
        if reader is not None:
            await self._passes.end(request.cookies[self._cookie])
            reply = _html(html_pages.closed(self._speak(reader.language)))
        reply.del_cookie(self._cookie, path="/", httponly=True, samesite="Strict", secure=self._is_https)
        return reply

    async def _first(self, _: web.Request) -> web.StreamResponse:
        return _to("/overview")

    async def _page(self, request: web.Request) -> web.StreamResponse:
        read = await self._read(request)
        if isinstance(read, web.StreamResponse):
            return read
        sheet, says = read
        svgs = await self._drawings.svgs(sheet.drawings, says)
        return _html(html_pages.page(sheet, svgs, says, self._readings.zone))

    async def _json(self, request: web.Request) -> web.StreamResponse:
        read = await self._read(request)
        return read if isinstance(read, web.StreamResponse) else web.json_response(as_json(read[0]))

    async def _csv(self, request: web.Request) -> web.StreamResponse:
        read = await self._read(request)
        if isinstance(read, web.StreamResponse):
            return read
        sheet, _ = read
        for table in sheet.tables:
            if table.name == request.query.get("table"):
                name = f"atelier-{sheet.name}-{table.name}-{sheet.span}.csv"
                headers = {"Content-Disposition": f'attachment; filename="{name}"'}
                return web.Response(body=csv_of(table), content_type="text/csv", charset="utf-8", headers=headers)
        raise web.HTTPNotFound

    async def _read(self, request: web.Request) -> tuple[Sheet, Says] | web.StreamResponse:
        """Return what was asked for, or the answer to somebody who may not see it."""
        reader = await self._reader(request)
        if reader is None:
            return self._refused(request)
        name, span = request.match_info["page"], request.query.get("span", SPANS[0])
        if name not in PAGES or span not in SPANS:
            raise web.HTTPNotFound
        says = self._speak(reader.language)
        return await self._readings.sheet(name, span, says), says

    async def _reader(self, request: web.Request) -> Pass | None:
        reader = await self._passes.whose(request.cookies.get(self._cookie, ""), self._clock.now())
        return reader if reader is not None and self._is_admin(reader.admin_id) else None

    def _refused(self, request: web.Request) -> web.Response:
        says = self._speak(request.headers.get("Accept-Language", "").partition(",")[0][:8])
        return _html(html_pages.refused(says), status=403)


def _server_of(runner: web.AppRunner) -> web.Server:
    assert runner.server is not None  # noqa: S101 (it was set up)
    return runner.server


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, content_type="text/html", status=status)


def _status(status: int) -> web.Response:
    return web.Response(text=f"{status}", status=status)


def _to(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})
