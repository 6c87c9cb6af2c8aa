"""Puts the sandbox together and serves it: Bot API, gateways, control API, chat page, on one port."""

from __future__ import annotations

import contextlib
import importlib.resources
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from sandbox import control, providers
from sandbox.keeping import Keeper
from sandbox.telegram import server
from sandbox.telegram.control import REFUSALS, TelegramControl
from sandbox.telegram.state import Telegram
from sandbox.telegram.till_control import TillControl
from sandbox.telegram.webhook import WebhookSender
from sandbox.traffic import traffic
from sandbox.world import BOT_TOKEN, World

_BODY_MAX = 64 * 2**20  # the Bot API takes files of 50 MB
_PAGE_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass
class Running:
    """A sandbox that serves."""

    url: str
    world: World
    telegram: Telegram
    webhook: WebhookSender
    _runner: web.AppRunner
    _keeper: Keeper | None
    _stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    async def stop(self) -> None:
        """Stop serving; what is kept is on disk afterwards."""
        self.telegram.updates.close()
        self.telegram.events.close()
        await self.webhook.close()
        await self._runner.cleanup()
        if self._keeper is not None:
            self._keeper.save()
        self._stack.close()


async def start(host: str, port: int, *, state: Path | str | None = None, token: str = BOT_TOKEN) -> Running:
    """Serve a world on host and port (0: the system chooses); raises OSError when the port is taken.

    With ``state`` the world is kept in that folder and taken back from it; else its files lie in a temporary folder.
    """
    world = World(token)
    stack = contextlib.ExitStack()
    folder = (
        Path(state) if state is not None else Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sandbox-")))
    )
    telegram = Telegram(world, folder / "files")
    bot_api = server.BotApi(telegram)
    webhook = WebhookSender(telegram, bot_api.execute)
    app = web.Application(client_max_size=_BODY_MAX, middlewares=[control.refusals(REFUSALS), traffic(world)])
    app.add_routes(server.routes(bot_api))
    app.add_routes(control.routes(world))
    app.add_routes(TelegramControl(telegram).routes())
    app.add_routes(TillControl(telegram).routes())
    app.add_routes(providers.routes(world))
    app.add_routes([web.get("/", serve_page), web.get("/page/{name}", serve_page)])
    keeper = None
    if state is not None:
        keeper = Keeper(world, folder)
        keeper.load()
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port, backlog=2048).start()
    except OSError:
        await runner.cleanup()
        stack.close()
        raise
    address = runner.addresses[0]
    url = f"http://{f'[{address[0]}]' if ':' in address[0] else address[0]}:{address[1]}"
    return Running(url, world, telegram, webhook, runner, keeper, stack)


async def serve_page(request: web.Request) -> web.Response:
    """Serve the chat page's files, which lie in ``sandbox/page``."""
    name = request.match_info.get("name", "index.html")
    kind = _PAGE_TYPES.get(Path(name).suffix)
    file = importlib.resources.files("sandbox").joinpath("page", name)
    if kind is None or "/" in name or "\\" in name or not file.is_file():
        raise web.HTTPNotFound
    return web.Response(
        body=file.read_bytes(), content_type=kind, charset="utf-8", headers={"Cache-Control": "no-cache"}
    )
