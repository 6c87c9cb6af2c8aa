"""One world for the tests of a module; each test talks as a person of its own, so that they do not see each other."""

import itertools
import signal
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
import pytest_asyncio
from PIL import Image

from tests.e2e.steps import at_rest
from tests.harness import FAST, Bot, Sandbox, sandbox_process, world

_numbers = itertools.count(5001)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tmp_path_factory) -> AsyncIterator[tuple[Sandbox, Bot]]:
    async with world(tmp_path_factory.mktemp("world")) as both:
        yield both


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def town() -> AsyncIterator[Sandbox]:
    """A sandbox alone, for tests that start bots of their own in it."""
    async with sandbox_process() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(pair) -> Sandbox:
    return pair[0]


@pytest.fixture
def bot(pair) -> Bot:
    return pair[1]


@pytest_asyncio.fixture(loop_scope="module")
async def person(sandbox) -> int:
    """Somebody nobody has met before."""
    number = next(_numbers)
    await sandbox.post("/control/people", {"id": number, "first_name": f"P{number}", "language_code": "en"})
    return number


@pytest_asyncio.fixture(loop_scope="module")
async def slow(sandbox, bot) -> AsyncIterator[None]:
    """Gateways that keep a test's work under way; what is left of it comes to its end afterwards."""
    await sandbox.gateways(latency_s=30)
    yield
    await sandbox.gateways(**FAST)
    await bot.stop(signal.SIGKILL)  # a kind stop would wait for what is slow here
    await bot.start()
    await at_rest(bot, 60)


@pytest.fixture
def photo() -> bytes:
    return picture((200, 120, 40))


def picture(colour: tuple[int, int, int], size: tuple[int, int] = (320, 240)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    return file.getvalue()
