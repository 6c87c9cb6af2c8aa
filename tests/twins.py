"""The sandbox's gateways in this process, and a client that sends our protocols' calls to them over real HTTP."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web
from PIL import Image

from bot.providers.wire import Accepted, Finished, KeyedFile, RemoteFile, Reply, Running, SourceFile
from sandbox.providers import routes
from sandbox.traffic import traffic
from sandbox.world import World

BODY_MAX = 64 * 1024 * 1024


class Gateways:
    """The running gateways, and a client that sends our calls."""

    def __init__(self, world, session, url):
        self.world, self.session, self.url = world, session, url

    def headers(self, gateway, call_path=""):
        if gateway == "flow":
            return {"X-API-Key": "sandbox-flow"}
        if gateway == "thucchien" and call_path.startswith("/gemini"):
            return {"x-goog-api-key": "sandbox-thucchien"}
        return {"Authorization": f"Bearer sandbox-{gateway}"}

    async def send(self, gateway, call):
        body = {"json": call.json_body} if call.json_body is not None else {}
        if call.files:
            form = aiohttp.FormData(list(call.form.items()))
            for part in call.files:
                form.add_field(part.field, part.data, filename=part.filename, content_type=part.mime)
            body = {"data": form}
        headers = self.headers(gateway, call.path) | dict(call.headers)
        async with self.session.request(
            call.method, f"{self.url}/{gateway}{call.path}", params=dict(call.query), headers=headers, **body
        ) as got:
            return Reply(got.status, await got.read(), {name.lower(): value for name, value in got.headers.items()})

    async def post(self, path, tree, **headers):
        async with self.session.post(self.url + path, json=tree, headers=headers) as got:
            return Reply(got.status, await got.read())

    def work(self, gateway, **settings):
        self.world.gateways[gateway].change(settings)

    async def make(self, gateway, protocol, submission):
        return protocol.read_submit(await self.send(gateway, protocol.submit(submission)), submission)

    async def finish(self, gateway, protocol, submission):
        """Submit and poll to the end; returns the outcome."""
        outcome = await self.make(gateway, protocol, submission)
        if not isinstance(outcome, Accepted):
            return outcome
        for _ in range(400):
            reply = await self.send(gateway, protocol.poll(outcome.remote_id, submission))
            polled = protocol.read_poll(reply, outcome.remote_id, submission)
            if isinstance(polled, Finished):
                reply = await self.send(gateway, polled.fetch)
                polled = protocol.read_fetch(reply, outcome.remote_id, submission)
            if not isinstance(polled, Running):
                return polled
            assert polled.note is None, polled.note
            await asyncio.sleep(0.01)
        raise AssertionError("the job never ended")

    async def fetched(self, gateway, output):
        """Return the bytes of a file that an outcome names: without a key for an address, with it behind a path."""
        if isinstance(output, KeyedFile):
            reply = await self.send(gateway, output.call)
        else:
            assert isinstance(output, RemoteFile)
            async with self.session.get(output.url) as got:
                reply = Reply(got.status, await got.read())
        assert reply.status == 200, reply.body[:200]
        return reply.body


@asynccontextmanager
async def serving() -> AsyncIterator[Gateways]:
    """Serve all gateways, quickly and with prepared pictures and films."""
    world = World()
    for settings in world.gateways.values():
        settings.change({"latency_s": 0.02, "fixed_picture": True})
    app = web.Application(middlewares=[traffic(world)], client_max_size=BODY_MAX)
    app.add_routes(routes(world))
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield Gateways(world, session, f"http://127.0.0.1:{port}")
    world.reset()
    await runner.cleanup()


def photo(colour=(200, 40, 40), size=(64, 48), role="reference") -> SourceFile:
    """Return a photo as the bot would send it in."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return SourceFile("image/jpeg", out.getvalue(), role=role)
