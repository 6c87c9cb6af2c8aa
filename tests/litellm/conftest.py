"""The real LiteLLM proxy on loopback, between our own gateway code and the sandbox's twins: `make test-litellm`."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from pydantic import SecretStr

from bot.providers.catalog import load_catalog
from bot.providers.discovery import protocols
from bot.providers.gateways import GatewayAccess, Gateways
from bot.providers.wire import Accepted, Running, Submission
from sandbox.providers import routes
from sandbox.traffic import traffic
from sandbox.world import World
from tests.litellm import google_front

HERE = Path(__file__).parent
VENV = Path(os.environ.get("LITELLM_VENV", HERE.parents[1] / ".venv-litellm"))
BODY_MAX = 64 * 1024 * 1024
START_S = 120
NO_WAY_OUT = {
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "NO_PROXY": "127.0.0.1,localhost",
}
CATALOG = load_catalog(protocols=protocols())


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def upstream():
    """Serve the sandbox's gateways as the providers behind the proxy; yields world and address."""
    world = World()
    app = web.Application(middlewares=[traffic(world)], client_max_size=BODY_MAX)
    app.add_routes(google_front.routes("provider-key"))
    app.add_routes(routes(world))
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield world, f"http://127.0.0.1:{runner.addresses[0][1]}"
    world.reset()
    await runner.cleanup()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def proxy_url(upstream, tmp_path_factory):
    """Start the proxy and wait until it lives."""
    if not (VENV / "bin/litellm").exists():
        pytest.fail(f"{VENV} holds no litellm: use `make test-litellm`")
    folder = tmp_path_factory.mktemp("litellm")
    _, twins = upstream
    (folder / "config.yaml").write_text((HERE / "config.yaml").read_text().replace("@UPSTREAM@", twins))
    shutil.copy(HERE / "proxy_auth.py", folder)
    subprocess.run(
        [VENV / "bin/python", HERE / "fake_account.py", folder / "account.json", twins], check=True, timeout=60
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "PATH": f"{VENV / 'bin'}:{os.environ['PATH']}",
        "HOME": str(folder),
        "GEMINI_API_KEY": "provider-key",
        "GEMINI_API_BASE": f"{twins}/google",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "LITELLM_TELEMETRY": "False",
        **NO_WAY_OUT,
    }
    command = [VENV / "bin/litellm", "--config", "config.yaml", "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    try:
        await alive(url, process, folder / "log")
        yield url
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


async def alive(url, process, log):
    async with asyncio.timeout(START_S), aiohttp.ClientSession() as session:
        while True:
            if process.poll() is not None:
                pytest.fail(f"the proxy ended at once:\n{log.read_text()[-3000:]}")
            try:
                async with session.get(f"{url}/health/liveliness") as got:
                    if got.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.3)


class Peer:
    """Our gateway code with AI Thực Chiến's settings, pointed at the proxy."""

    def __init__(self, world, url):
        self.world, self.url = world, url
        self.open = []

    def gateways(self, key="sk-good"):
        found = Gateways(CATALOG, [GatewayAccess("thucchien", SecretStr(key), self.url)], protocols())
        self.open.append(found)
        return found

    async def ask(self, name, prompt="a lake", key="sk-good", **more):
        """Submit to an offer of the catalogue and poll to the end; returns the outcome."""
        gateways = self.gateways(key)
        offer = gateways.offer("thucchien", name)
        asked = Submission(offer.remote_model, prompt, options=offer.wire, **more)
        outcome = await gateways.submit(offer, asked)
        if not isinstance(outcome, Accepted):
            return outcome
        async with asyncio.timeout(30):
            while True:
                polled = await gateways.poll(offer, outcome.remote_id, asked)
                if polled is not None and not isinstance(polled, Running):
                    return polled
                await asyncio.sleep(0.2)

    async def save(self, name, output, folder):
        gateways = self.gateways()
        return await gateways.save(gateways.offer("thucchien", name), output, folder, "made")

    def forwarded(self):
        """Return the bodies that reached the providers."""
        return [one["body"] for one in self.world.log.read()]


@pytest_asyncio.fixture(loop_scope="session")
async def peer(upstream, proxy_url):
    """A fresh world behind a proxy that goes on."""
    world, _ = upstream
    world.log.clear()
    world.faults.set([])
    for settings in world.gateways.values():
        settings.change({"latency_s": 0.05, "fixed_picture": False})
    found = Peer(world, proxy_url)
    yield found
    world.faults.set([])
    for gateways in found.open:
        await gateways.close()
