"""What a gateway gave is not lost to a database that somebody else writes to, and nothing is sent twice."""

import asyncio
import contextlib
import sqlite3

import pytest
from pydantic import SecretStr

from bot.clock import SystemClock
from bot.generation.accounts import open_house, welcome
from bot.generation.admission import Admission, Ask
from bot.generation.flow import Flow
from bot.generation.quote import Quoting
from bot.generation.request import GenerationRequest
from bot.generation.rules import GroupLimits, Rules
from bot.generation.settle import Settling
from bot.generation.tools import Tools
from bot.providers.catalog import SHIPPED, load_catalog
from bot.providers.discovery import protocols
from bot.providers.gateways import GatewayAccess, Gateways
from storage import attempts, jobs
from storage.database import Database
from storage.migrate import migrate
from tests.generation.conftest import Room
from tests.harness import quick_catalog, sandbox_process, until, within


@pytest.fixture
async def sandbox():
    async with sandbox_process() as process:
        yield process


@pytest.fixture
async def db(tmp_path):
    database = await Database.open(f"sqlite:///{tmp_path}/a.db", locked=True)
    database._writer._connection.execute("PRAGMA busy_timeout = 50")  # as five seconds are, for a test in a hurry
    await migrate(database, 0)
    yield database
    await database.close()


@pytest.fixture
async def tools(sandbox, db, tmp_path):
    quick_catalog(tmp_path / "catalog")
    catalog = load_catalog(SHIPPED, tmp_path / "catalog", protocols=protocols())
    urls = {"thucchien": "/thucchien", "flow": "/flow"}
    access = [GatewayAccess(name, SecretStr(f"sandbox-{name}"), sandbox.url + path) for name, path in urls.items()]
    gateways, clock, room = Gateways(catalog, access, protocols()), SystemClock(), Room()
    await db.write(open_house, [(one.name, one.currency) for one in catalog.gateways.values()])
    yield Tools(db, gateways, Quoting(catalog, gateways, clock, None), Rules(), room, room, room, clock, tmp_path)
    await gateways.close()


async def admit(tools, model):
    """Let somebody ask; returns the attempt that leaves the line."""
    person = await tools.db.write(welcome, 1, "P", "en", tools.rules, 0)
    request = tools.quoting.complete(GenerationRequest(prompt="a boat", model=model))

    async def nothing(tx, taken):
        pass

    admission = Admission(tools.db, tools.gateways, tools.rules, tools.clock)
    ask = Ask("m:1:1", person, 1, None, 1, request, GroupLimits())
    admitted = await admission.admit(ask, tools.quoting.quotes, nothing)
    [waiting] = await tools.db.read(attempts.of_job, admitted.job.id)
    [attempt] = await tools.db.write(attempts.claim, waiting.gateway, 1, 1, tools.clock.now())
    return attempt


@pytest.mark.parametrize("model", ["nano-banana-2", "flow"])
async def test_what_came_back_while_another_wrote_is_kept(sandbox, tools, tmp_path, caplog, model):
    await sandbox.gateways(latency_s=0.3, fixed_picture=True)
    attempt = await admit(tools, model)
    if model == "flow":
        await sandbox.fault("flow", "delay", "text-to-image", seconds=0.3)
    running = asyncio.create_task(Flow(tools, Settling(tools)).run(attempt.id))

    async def state():
        return (await tools.db.read(attempts.get, attempt.id)).state

    async def is_sent():
        return await state() == "submitting"

    await until(is_sent)
    with contextlib.closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await until(lambda: "attempt.not_kept" in caplog.text)
        other.execute("ROLLBACK")

    async def is_kept():
        return await state() in ("running", "done")

    await until(is_kept)
    await within(running, 10)
    assert (await tools.db.read(jobs.get, attempt.job_id)).state == "captured"
    assert len(await sandbox.tasks()) == 1
