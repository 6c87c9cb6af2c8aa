"""The dashboard over a week of work with all its mishaps: real SQLite, real HTTP, a clock of our own."""

from __future__ import annotations

import sqlite3
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.chat.texts import texts
from bot.generation.reconcile import GatewayState
from bot.providers.catalog import load_catalog
from bot.providers.discovery import protocols
from bot.web.passes import Passes
from bot.web.readings import Readings
from bot.web.server import Dashboard
from storage.database import Database
from storage.migrate import migrate
from tests.web.week import NOW, Week

ADMIN = 4711
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


class Wall:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.at = NOW

    def now(self):
        return self.at


class Seen:
    """Two gateways: one is well, one rests."""

    async def states(self):
        return [
            GatewayState("thucchien", "AI Thực Chiến", 0, "", 2, 1, 5, 40, None, None, None),
            GatewayState("flow", "Flow AI", 600, "daily limit <b>", 0, 3, 3, 12, 500, None, None),
        ]


class House:
    """A running dashboard and what a test wants to move."""

    def __init__(self, dashboard, db, clock, admins, path):
        self.dashboard, self.db, self.clock, self.admins, self.key = dashboard, db, clock, admins, path

    async def link(self, language="en"):
        return await self.dashboard.link(ADMIN, language)

    def rows(self, sql, **values):
        with sqlite3.connect(self.db.path) as auditor:
            return auditor.execute(sql, values).fetchall()


@pytest.fixture
async def house(tmp_path, request):
    db = await Database.open(f"sqlite:///{tmp_path}/a.db", locked=True)
    await migrate(db, NOW)
    if "passes" not in request.module.__name__:  # who gets in does not depend on what is told there
        await db.write(Week().fill)
    clock, admins = Wall(), {ADMIN}
    readings = Readings(db, load_catalog(protocols=protocols()), Seen(), clock, HANOI)
    passes = Passes.from_file(tmp_path / "web.key", db)
    dashboard = Dashboard(readings, passes, speak=texts, is_admin=admins.__contains__, clock=clock, url=None)
    await dashboard.start("127.0.0.1", 0)
    yield House(dashboard, db, clock, admins, tmp_path / "web.key")
    await dashboard.stop()
    await db.close()


@pytest.fixture
async def visitor():
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session
