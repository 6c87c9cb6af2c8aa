"""A world of gateways for the official clients."""

from __future__ import annotations

import pytest
from aiohttp import web

from sandbox.providers import routes
from sandbox.traffic import traffic
from sandbox.world import World


@pytest.fixture
async def world_and_url():
    world = World()
    for settings in world.gateways.values():
        settings.change({"latency_s": 0.01})
    app = web.Application(middlewares=[traffic(world)], client_max_size=64 * 1024 * 1024)
    app.add_routes(routes(world))
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield world, f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
    await runner.cleanup()
