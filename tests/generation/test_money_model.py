"""Any program of requests and endings leaves the bot's books as a plain model says; the long form is `make model`.

``MODEL_PROGRAMS`` and ``MODEL_STEPS`` set how many programs of how many operations are tried, ``MODEL_LEAST`` how many
operations must have been compared.
"""

import asyncio
import itertools
import os
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pydantic import SecretStr

from bot.errors import PersonError
from bot.generation import endings, fallback
from bot.generation.accounts import GIFTS, open_house, welcome
from bot.generation.admission import Admission, Ask
from bot.generation.quote import Quoting
from bot.generation.request import GenerationRequest
from bot.generation.rules import GroupLimits, Rules
from bot.providers.catalog import SHIPPED, load_catalog
from bot.providers.discovery import protocols
from bot.providers.gateways import GatewayAccess, Gateways
from bot.providers.money import Budget, Cost
from bot.providers.wire import Failed, FailureKind
from storage import attempts, invariants, jobs, ledger
from storage.assets import NewAsset
from storage.database import Database
from storage.migrate import migrate
from storage.quotas import QuotaError
from tests.clock import FakeClock
from tests.generation.conftest import SECOND_OFFER
from tests.generation.money_model import NOBODY, OPEN, Limits, Model

PROGRAMS = int(os.environ.get("MODEL_PROGRAMS", "70"))
STEPS = int(os.environ.get("MODEL_STEPS", "40"))
LEAST = int(os.environ.get("MODEL_LEAST", "2000"))
PEOPLE = (1, 2)
GROUP = GroupLimits(jobs_per_day=6)
SOMEWHERE = "/dev/shm" if Path("/dev/shm").is_dir() else None
OF_HOUSE = {"quota-gateway", "budget-gateway", "budget-day", "budget-month"}
chats = st.sampled_from((1, -5))
numbers = st.integers(0, 11)
worlds = st.sampled_from(
    (
        Limits(),
        Limits(pictures=7, group_jobs=6),
        Limits(credits=6000, gateway_pictures={"key4u": 5}),
        Limits(gateway_day={"key4u": 250_000}, gateway_month={"thucchien": 900_000}),
        Limits(pictures=9, whole_day=4000, whole_month=9000),
        Limits(credits=9000, gateway_day={"key4u": 150_000, "thucchien": 140_000}, whole_day=5000),
    )
)


@cache
def catalog():
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "mine.toml").write_text(SECOND_OFFER)
        return load_catalog(SHIPPED, Path(folder), protocols=protocols())


@cache
def empty_database() -> Path:
    """A migrated database with its people, to be copied: made once."""
    file = Path(tempfile.mkdtemp(dir=SOMEWHERE)) / "empty.db"

    async def make():
        db = await Database.open(f"sqlite:///{file}", locked=True)
        await migrate(db, 0)
        await db.write(open_house, [(one.name, one.currency) for one in catalog().gateways.values()])
        for number in PEOPLE:
            await db.write(welcome, number, "P", "en", Rules(billing="credits"), 0)
        await db.close()

    asyncio.run(make())
    return file


compared: list[None] = []


class Money(RuleBasedStateMachine):
    """The bot's own money code on a real database, beside the model."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=SOMEWHERE)
        self.loop = asyncio.new_event_loop()
        self.numbers = itertools.count(1)

    @initialize(limits=worlds)
    def open(self, limits):
        file = Path(self.folder.name) / "a.db"
        shutil.copy(empty_database(), file)
        self.db = self.run(Database.open(f"sqlite:///{file}", locked=True))
        self.clock, self.limits = FakeClock(), limits
        access = [
            GatewayAccess(
                name,
                SecretStr("k" * 20),
                pictures_per_day=limits.gateway_pictures.get(name),
                budget=Budget(limits.gateway_day.get(name), limits.gateway_month.get(name)),
            )
            for name in ("key4u", "thucchien")
        ]
        self.gateways = Gateways(catalog(), access, protocols(), self.clock)
        self.rules = Rules(
            billing="credits",
            pictures_per_day=limits.pictures,
            credits_per_day=limits.credits,
            budget=Budget(limits.whole_day, limits.whole_month),
        )
        self.admission = Admission(self.db, self.gateways, self.rules, self.clock)
        quoting = Quoting(catalog(), self.gateways, self.clock, None)
        wish = {"prompt": "a boat", "model": "nano-banana-2", "size": "1K"}
        self.requests = [quoting.complete(GenerationRequest(**wish, count=count)) for count in range(1, 5)]
        self.quotes = quoting.quotes
        self.people = [self.run(self.db.write(welcome, one, "P", "en", self.rules, 0)) for one in PEOPLE]
        self.model = Model(limits, self.clock.now())
        for person in self.people:
            self.give(person, 3_000)

    def run(self, work):
        return self.loop.run_until_complete(work)

    def write(self, fn, *args, **more):
        return self.run(self.db.write(fn, *args, **more))

    def teardown(self):
        if hasattr(self, "db"):
            assert self.run(self.db.read(invariants.broken)) == []
            self.run(self.db.close())
        self.loop.close()
        self.folder.cleanup()

    def give(self, person, amount):
        key = f"g:{next(self.numbers)}"
        assert self.write(ledger.post, key, GIFTS, f"w:{person.uid}", amount, "grant", self.clock.now())
        self.model.grant(person.uid, amount)

    # Requests.

    @rule(who=st.integers(0, 1), amount=st.integers(1, 3000))
    def grant(self, who, amount):
        self.give(self.people[who], amount)

    async def admitted(self, ask):
        async def nothing(tx, taken):
            return taken.parts

        return await self.admission.admit(ask, self.quotes, nothing)

    def ask_for(self, who, count, chat_id, idem):
        limits = GROUP if chat_id < 0 and self.limits.group_jobs is not None else GroupLimits()
        return Ask(idem, self.people[who], chat_id, None, 1, self.requests[count - 1], limits)

    @rule(who=st.integers(0, 1), counts=st.lists(st.integers(1, 4), min_size=1, max_size=3), chat_id=chats)
    def ask(self, who, counts, chat_id):
        for count in counts:
            self.ask_once(who, count, chat_id)

    def ask_once(self, who, count, chat_id):
        idem, uid = f"m:{next(self.numbers)}", self.people[who].uid
        foreseen = self.model.foresee(uid, chat_id, count)
        try:
            taken = self.run(self.admitted(self.ask_for(who, count, chat_id, idem)))
        except PersonError as refused:
            why = NOBODY if refused.key in OF_HOUSE else refused.key
        else:
            why = ""
        if why:
            assert why == foreseen
            return
        assert taken.fresh
        assert {part.gateway for part in taken.extra} == {foreseen}
        parts = [(part.id, part.gateway, part.count) for part in taken.extra]
        self.model.admit(taken.job.id, idem, uid, chat_id, parts)
        assert taken.job.price == self.model.jobs[taken.job.id].price

    @precondition(lambda self: self.model.jobs)
    @rule(which=numbers, count=st.integers(1, 4))
    def ask_again(self, which, count):
        job = self.one(self.model.jobs.values(), which)
        who = next(place for place, person in enumerate(self.people) if person.uid == job.uid)
        again = self.run(self.admitted(self.ask_for(who, count, 1, job.idem)))
        assert (again.fresh, again.job.id) == (False, job.id)

    @rule(hours=st.sampled_from((1, 6, 9, 24)))
    def wait(self, hours):
        self.clock.move(hours * 3600)
        self.model.now = self.clock.now()

    # Endings.

    @staticmethod
    def one(found, which):
        found = list(found)
        return found[which % len(found)]

    def parts(self, *states):
        return [(job, part) for job in self.model.jobs.values() for part in job.parts if part.state in states]

    def some(self, *states):
        return [job for job in self.model.jobs.values() if job.state in states]

    def row(self, part):
        return self.run(self.db.read(attempts.get, part.id))

    def job_row(self, job):
        return self.run(self.db.read(jobs.get, job.id))

    @precondition(lambda self: self.parts("waiting"))
    @rule(which=numbers)
    def submit(self, which):
        self.send(self.one(self.parts("waiting"), which)[1])

    def send(self, part):
        self.model.submit(part)
        more = {"submitted_at": self.clock.now(), "likely_cost": part.likely, "cost_unit": "USD"}
        assert self.write(attempts.move, part.id, ("waiting",), "submitting", **more)

    def files(self, part, count):
        job_id = self.row(part).job_id
        return [NewAsset(job_id, part.id, place + 1, "p", "s", "image/png", 1, 1, 1) for place in range(count)]

    @precondition(lambda self: self.parts(*OPEN))
    @rule(which=numbers, fewer=st.integers(0, 1), told=st.sampled_from((None, None, 1, 67_201, 500_000)))
    def done(self, which, fewer, told):
        job, part = self.one(self.parts(*OPEN), which)
        self.finish(job, part, max(part.count - fewer, 0), told)

    def finish(self, job, part, made, told):
        if part.state == "waiting":
            self.send(part)
        cost = None if told is None else Cost(told, "USD")
        self.write(endings.part_done, self.row(part), self.files(part, made), cost, self.clock.now())
        self.model.done(job, part, made, told)

    @precondition(lambda self: self.some("working"))
    @rule(which=numbers, is_shown=st.booleans())
    def all_done(self, which, is_shown):
        job = self.one(self.some("working"), which)
        for part in [part for part in job.parts if part.state in OPEN]:
            self.finish(job, part, part.count, None)
        if is_shown and job.state == "ready":
            assert self.write(endings.capture, self.job_row(job), self.clock.now())
            self.model.capture(job)

    @precondition(lambda self: self.parts(*OPEN))
    @rule(which=numbers, how=st.sampled_from(("failed", "billed", "elsewhere", "elsewhere")))
    def not_done(self, which, how):
        job, part = self.one(self.parts(*OPEN), which)
        if how == "elsewhere":
            self.elsewhere(job, part)
            return
        self.write(endings.part_failed, self.row(part), "broken", "-", self.clock.now(), billed=how == "billed")
        self.model.failed(job, part, billed=how == "billed")

    def elsewhere(self, job, part):
        other = "thucchien" if part.gateway == "key4u" else "key4u"
        quotes = self.quotes(self.requests[job.count - 1])
        quote = next(one for one in quotes if one.offer.gateway == other)
        tools = SimpleNamespace(gateways=self.gateways, rules=self.rules)
        failed = Failed(FailureKind.EXHAUSTED, "no credit")
        may = job.state != "working" or self.model.has_room_elsewhere(part, other)
        try:
            self.write(fallback._elsewhere, tools, self.row(part), quote, failed, self.clock.now())
        except QuotaError:
            assert not may
            return
        assert may
        if job.state != "working":
            self.model.failed(job, part, billed=False)
            return
        rows = self.run(self.db.read(attempts.of_job, job.id))
        self.model.elsewhere(job, part, other, max(row.id for row in rows))

    @precondition(lambda self: self.some("working"))
    @rule(which=numbers, sent=st.integers(0, 2), finished=st.integers(0, 1))
    def cancel(self, which, sent, finished):
        """Cancel a job of which the gateways have so many parts, and have perhaps finished one."""
        job = self.one(self.some("working"), which)
        for part in [part for part in job.parts if part.state == "waiting"][:sent]:
            self.send(part)
        parts = [part for part in job.parts if part.state in OPEN]
        if len(parts) > finished:
            for part in parts[:finished]:
                self.finish(job, part, part.count, None)
        assert self.write(endings.cancel, self.job_row(job), self.clock.now())
        self.model.cancel(job)

    @precondition(lambda self: self.some("ready"))
    @rule(which=numbers, is_shown=st.sampled_from((True, True, False)))
    def show(self, which, is_shown):
        job = self.one(self.some("ready"), which)
        self.write(endings.capture if is_shown else endings.give_up, self.job_row(job), self.clock.now())
        (self.model.capture if is_shown else self.model.give_up)(job)

    # Whatever is done twice is done once.

    @precondition(lambda self: self.some("captured", "voided"))
    @rule(which=numbers, how=st.sampled_from((endings.capture, endings.cancel, endings.give_up)))
    def end_again(self, which, how):
        job = self.one(self.some("captured", "voided"), which)
        assert not self.write(how, self.job_row(job), self.clock.now())

    @precondition(lambda self: self.parts("done", "failed", "dropped"))
    @rule(which=numbers, is_done=st.booleans())
    def part_again(self, which, is_done):
        _, part = self.one(self.parts("done", "failed", "dropped"), which)
        if is_done:
            self.write(endings.part_done, self.row(part), self.files(part, 1), Cost(7, "USD"), self.clock.now())
        else:
            self.write(endings.part_failed, self.row(part), "broken", "-", self.clock.now(), billed=True)

    @precondition(lambda self: hasattr(self, "db"))
    @invariant()
    def both_have_the_same(self):
        compared.append(None)
        assert self.run(self.db.read(_accounts)) == self.model.accounts()
        assert self.run(self.db.read(_quotas)) == self.model.quotas()
        if next(self.numbers) % 4 == 0:
            assert self.run(self.db.read(invariants.broken)) == []


async def _accounts(tx):
    rows = await tx.all("SELECT id, credits_posted - debits_posted, debits_held FROM account")
    return {row[0]: (row[1], row[2]) for row in rows if row[1] or row[2]}


async def _quotas(tx):
    rows = await tx.all("SELECT scope, metric, period, used, held FROM quota WHERE used + held > 0")
    return {tuple(row[:3]): tuple(row[3:]) for row in rows}


TestMoney = Money.TestCase
TestMoney.settings = settings(
    max_examples=PROGRAMS,
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    derandomize="MODEL_RANDOM" not in os.environ,
    phases=[Phase.generate] if "MODEL_NO_SHRINK" in os.environ else [Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def test_so_many_operations_were_compared():
    """Comes after the programs, in the same process."""
    sys.stdout.write(f"{len(compared):,} operations equal to the model\n")
    assert len(compared) >= LEAST
