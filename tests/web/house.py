"""A running dashboard over a week of work with all its mishaps: real SQLite, real HTTP, a clock of our own."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.chat.texts import texts
from bot.generation.budgets import Budgets
from bot.generation.reconcile import GatewayState
from bot.generation.rules import Rules
from bot.providers.catalog import load_catalog
from bot.providers.discovery import protocols
from bot.providers.gateways import GatewayAccess, Gateways
from bot.providers.money import Budget
from bot.web.passes import Passes
from bot.web.readings import Readings
from bot.web.server import Dashboard
from bot.web.watch import Watch
from storage.database import Database
from storage.migrate import migrate
from tests.web.week import NOW, Week

ADMIN = 4711
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
BUDGETS = {"thucchien": Budget(day=2_500_000), "flow": Budget(day=90_000, month=1_500_000)}
WHOLE = Budget(month=3_000_000)


class Wall:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.at = NOW

    def now(self):
        return self.at


class Untold:
    """Nobody is told: what the pages say is looked at."""

    def tell(self, name, text):
        raise AssertionError((name, text))


class Seen:
    """Three gateways: one is well, one rests."""

    async def states(self):
        return [
            GatewayState("thucchien", "AI Thực Chiến", 0, "", 2, 1, 5, 40, None, None, None),
            GatewayState("flow", "Flow AI", 600, "daily limit <b>", 0, 3, 3, 12, 500, None, None),
            GatewayState("key4u", "Key4U", 0, "", 0, 0, 0, 7, None, None, None),
        ]


class House:
    """A running dashboard and what a test wants to move."""

    def __init__(self, dashboard, db, clock, admins, path):
        self.dashboard, self.db, self.clock, self.admins, self.key = dashboard, db, clock, admins, path
        self.selling = True

    async def link(self, language="en"):
        return await self.dashboard.link(ADMIN, language)

    def rows(self, sql, **values):
        with sqlite3.connect(self.db.path) as auditor:
            return auditor.execute(sql, values).fetchall()


@asynccontextmanager
async def open_house(folder: Path, *, is_empty: bool = False) -> AsyncIterator[House]:
    """Serve the figures of a week, or of a house where nothing happened yet and no budget is set."""
    db = await Database.open(f"sqlite:///{folder}/a.db", locked=True)
    await migrate(db, NOW)
    if not is_empty:
        await db.write(Week().fill)
    clock, admins, catalog = Wall(), {ADMIN}, load_catalog(protocols=protocols())
    budgets = {} if is_empty else BUDGETS
    access = [
        GatewayAccess(name, SecretStr("k"), budget=budgets.get(name, Budget()))
        for name in ("thucchien", "flow", "key4u")
    ]
    rules = Rules(billing="credits", budget=Budget() if is_empty else WHOLE, zone=HANOI)
    limits = Budgets(db, Gateways(catalog, access, protocols()), rules, Untold(), clock)
    watch = Watch(db, catalog, Seen(), limits, lambda: house.selling)
    dashboard = Dashboard(
        Readings(watch, clock, HANOI),
        Passes.from_file(folder / "web.key", db),
        speak=texts,
        is_admin=admins.__contains__,
        clock=clock,
        url=None,
    )
    await dashboard.start("127.0.0.1", 0)
    house = House(dashboard, db, clock, admins, folder / "web.key")
    yield house
    await dashboard.stop()
    await db.close()
