"""A house without a chat for tests: a real database, the real road of a job, and gateways wherever a test puts them."""

import itertools

import pytest
from pydantic import SecretStr

from bot.chat.texts import texts
from bot.generation.accounts import open_house, welcome
from bot.generation.admission import Admission, Ask
from bot.generation.flow import Flow
from bot.generation.ports import Shown
from bot.generation.quote import Quoting
from bot.generation.request import GenerationRequest
from bot.generation.rules import GroupLimits, Rules
from bot.generation.settle import Settling
from bot.generation.tools import Tools
from bot.providers.catalog import SHIPPED, load_catalog
from bot.providers.discovery import protocols
from bot.providers.gateways import GatewayAccess, Gateways
from bot.providers.money import NO_BUDGET, Cost, shown
from storage import attempts, invariants, jobs
from storage.database import Database
from storage.migrate import migrate
from tests.clock import FakeClock

# The same model at another gateway for less, and usually larger there, so that there is somewhere to go.
SECOND_OFFER = """
gateway = "key4u"
[models."gemini-3.1-flash-image"]
sizes = ["2K", "1K"]
price = { "2K" = "0.08", "1K" = "0.05" }
"""


class Room:
    """Where jobs are shown and the owner is told; nobody looks at it but the test."""

    def __init__(self):
        self.told = []

    async def show_result(self, job, assets):
        return Shown.YES

    async def show_end(self, job):
        pass

    def said(self, job_id, words):
        raise AssertionError("nothing is streamed here")

    def changed(self, job_id):
        pass

    def tell(self, key, what, **values):
        written = {name: shown(one) if isinstance(one, Cost) else one for name, one in values.items()}
        self.told.append(texts("en").plain(f"alert-{what}", **written))

    async def fetch(self, reference, folder, name):
        raise AssertionError("nothing was sent in")


class House:
    """What stands between an ask and the gateways that are switched on."""

    def __init__(self, db, gateways, catalog, clock, folder, rules=None):
        self.db, self.gateways, self.clock, self.room = db, gateways, clock, Room()
        self.quoting = Quoting(catalog, gateways, clock, None)
        self.rules = rules or Rules()
        self.tools = Tools(db, gateways, self.quoting, self.rules, self.room, self.room, self.room, clock, folder)
        self.admission = Admission(db, gateways, self.rules, clock)
        self.numbers = itertools.count(1)

    async def admit(self, model, idem=None, *, limits=None, chat_id=1, who=1, **more):
        """Let somebody ask for a boat; returns what was admitted. ``limits`` are a group's."""
        person = await self.db.write(welcome, who, "P", "en", self.rules, 0)
        request = self.quoting.complete(GenerationRequest(**{"prompt": "a boat", "model": model, **more}))

        async def nothing(tx, taken):
            pass

        ask = Ask(idem or f"m:1:{next(self.numbers)}", person, chat_id, None, 1, request, limits or GroupLimits())
        return await self.admission.admit(ask, self.quoting.quotes, nothing)

    async def begin(self, model, **more):
        """Admit a job of one part and take it out of the line; returns its attempt."""
        admitted = await self.admit(model, **more)
        [waiting] = await self.db.read(attempts.of_job, admitted.job.id)
        [attempt] = await self.db.write(attempts.claim, waiting.gateway, None, None, self.clock.now())
        return attempt

    async def run(self, attempt):
        """Carry an attempt out, as the line does; returns how it and its job stand then."""
        await Flow(self.tools, Settling(self.tools)).run(attempt.id)
        return await self.db.read(attempts.get, attempt.id), await self.db.read(jobs.get, attempt.job_id)

    async def balances(self):
        """Return what every account has that is not at zero."""

        async def read(tx):
            found = await tx.all("SELECT id, credits_posted - debits_posted, debits_held + credits_held FROM account")
            return {row[0]: tuple(row[1:]) for row in found if row[1] or row[2]}

        return await self.db.read(read)


@pytest.fixture
async def db(tmp_path):
    database = await Database.open(f"sqlite:///{tmp_path}/a.db", locked=True)
    await migrate(database, 0)
    yield database
    assert await database.read(invariants.broken) == []
    await database.close()


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
async def house(db, clock, tmp_path):
    """Return a builder: ``house(flow=url, key4u=url)``; building it anew is a restart with other keys."""
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "mine.toml").write_text(SECOND_OFFER)
    catalog = load_catalog(SHIPPED, tmp_path / "catalog", protocols=protocols())
    await db.write(open_house, [(one.name, one.currency) for one in catalog.gateways.values()])
    built = []

    def build(budgets=None, rules=None, **urls):
        budgets = budgets or {}
        access = [
            GatewayAccess(name, SecretStr("k" * 20), url, budget=budgets.get(name, NO_BUDGET))
            for name, url in urls.items()
        ]
        built.append(House(db, Gateways(catalog, access, protocols(), clock), catalog, clock, tmp_path, rules))
        return built[-1]

    yield build
    for one in built:
        await one.gateways.close()
