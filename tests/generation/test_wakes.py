"""The lines are woken by what happens before them; the slow tick that repairs lost wake-ups does nothing here."""

import contextlib

import pytest
from aiohttp import web

from bot.generation import line
from bot.generation.flow import Flow
from bot.generation.line import Line
from bot.generation.settle import Settling
from storage import attempts
from tests.harness import until
from tests.providers.servers import serving

REFUSED = {"error": {"message": "no such shape"}}


@pytest.fixture
def serve(monkeypatch):
    monkeypatch.setattr(line, "_TICK_S", 600)

    @contextlib.asynccontextmanager
    async def begin(there):
        served = Line(there.db, there.gateways, there.rules, there.clock, Flow(there.tools, Settling(there.tools)))
        served.start()
        try:
            yield served
        finally:
            await served.stop(0)

    return begin


async def ended(there, job):
    async def look():
        parts = await there.db.read(attempts.of_job, job.id)
        return parts if all(part.state == "failed" for part in parts) else None

    return await until(look, 5)


async def test_every_line_is_looked_at_whichever_gateway_the_work_went_to(house, serve):
    async def refuse(_):
        return web.json_response(REFUSED, status=400)

    async with serving(refuse) as server:
        there = house(thucchien=server.url, flow=server.url)
        async with serve(there) as served:
            for model in ("flow", "nano-banana-2"):
                admitted = await there.admit(model)
                served.wake_all()
                [part] = await ended(there, admitted.job)
                assert part.outcome == "invalid"


async def test_a_part_that_goes_to_another_gateway_does_not_wait_there(house, serve, clock):
    async def refuse(request):
        status = 402 if request.path.endswith("images/generations") else 400
        return web.json_response(REFUSED, status=status)

    async with serving(refuse) as server:
        there = house(thucchien=server.url, key4u=server.url)
        there.gateways.routing.pause("key4u", clock.now() + 300, "busy", now=clock.now())
        admitted = await there.admit("nano-banana-2")
        clock.move(300)
        async with serve(there) as served:
            served.wake_all()
            parts = await ended(there, admitted.job)
    assert [(part.gateway, part.outcome) for part in parts] == [("thucchien", "exhausted"), ("key4u", "invalid")]


@pytest.mark.parametrize(
    ("answers", "waits"), [([True] * 3, 3), ([True] * 500, 20)], ids=["a moment", "a second at most"]
)
async def test_new_work_gives_way_to_a_crowd_that_waits_for_its_first_answers(house, clock, answers, waits):
    waited = []

    async def refuse(_):
        waited.append(clock.slept.count(line._LOOK_S))
        return web.json_response(REFUSED, status=400)

    crowd = iter(answers)
    async with serving(refuse) as server:
        there = house(thucchien=server.url)
        flow = Flow(there.tools, Settling(there.tools))
        served = Line(there.db, there.gateways, there.rules, clock, flow, is_crowded=lambda: next(crowd, False))
        admitted = await there.admit("nano-banana-2")
        served.start()
        served.wake_all()
        await ended(there, admitted.job)
        await served.stop(0)
    assert waited == [pytest.approx(waits, abs=1)]  # a float's second may take one look more


async def test_a_sweep_takes_out_of_the_line_what_waits_where_nobody_serves(house):
    there = house(thucchien="http://127.0.0.1:9")
    admitted = await there.admit("nano-banana-2")
    for now, found in ((there, 0), (house(flow="http://127.0.0.1:9"), 1)):
        swept = Line(now.db, now.gateways, now.rules, now.clock, Flow(now.tools, Settling(now.tools)))
        assert await swept.resume() == found
        if found:
            assert [part.outcome for part in await ended(now, admitted.job)] == ["exhausted"]
        await swept.stop(0)
