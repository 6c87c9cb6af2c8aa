"""A stop, at whatever step of the event loop it comes: it ends, and leaves nothing half said behind."""

import asyncio
import base64
import io

import pytest
from aiohttp import web
from PIL import Image

from bot.clock import SystemClock
from bot.generation.flow import Flow
from bot.generation.line import Line
from bot.generation.settle import Settling
from storage import attempts
from tests.harness import until
from tests.providers.servers import serving

STEPS = range(40)


def picture():
    """Answer as a gateway does that gives the picture itself."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    part = {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(file.getvalue()).decode()}}
    return web.json_response({"candidates": [{"content": {"parts": [part]}, "finishReason": "STOP"}]})


def line_of(there):
    return Line(there.db, there.gateways, there.rules, SystemClock(), Flow(there.tools, Settling(there.tools)))


async def step(count):
    for _ in range(count):
        await asyncio.sleep(0)


@pytest.mark.parametrize("steps", range(8))
async def test_a_line_that_was_woken_just_now_stops(house, steps):
    served = line_of(house(flow="http://127.0.0.1:9"))
    served.start()
    await step(5)
    served.wake_all()
    await step(steps)
    async with asyncio.timeout(30):
        await served.stop(0)


async def test_a_stop_while_a_call_begins_lets_it_come_back_or_does_not_begin_it(house):
    asked = 0

    async def answer(_):
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.01)
        return picture()

    async with serving(answer) as server:
        there = house(key4u=server.url)
        for steps in STEPS:
            attempt, before, served = await there.begin("nano-banana-2"), asked, line_of(there)
            served.dispatch(attempt.id)
            await step(steps)
            await served.stop(5)
            row = await there.db.read(attempts.get, attempt.id)
            assert (row.state, asked - before) in {("starting", 0), ("done", 1)}, steps
            if row.state == "starting":
                await there.run(attempt)


async def test_a_call_that_would_begin_while_the_last_ones_come_back_is_left_to_the_next_start(house):
    answered = asyncio.Event()

    async def answer(_):
        await answered.wait()
        return picture()

    async with serving(answer) as server:
        there = house(key4u=server.url)
        served = line_of(there)
        first, second = await there.begin("nano-banana-2"), await there.begin("nano-banana-2")
        served.dispatch(first.id)
        await until(lambda: server.asked)
        stopping = asyncio.create_task(served.stop(5))
        await step(2)
        served.dispatch(second.id)
        await step(50)
        answered.set()
        await stopping
        states = [(await there.db.read(attempts.get, one.id)).state for one in (first, second)]
    assert (states, len(server.asked)) == (["done", "starting"], 1)
