"""What each page of the dashboard tells: the figures of a stretch of time, read once and laid out as a sheet."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.generation.reconcile import GatewayState
from bot.providers.catalog import Catalog
from bot.providers.money import Cost, Unit
from bot.web import spans
from bot.web.sheets import Column, Drawing, Figure, Says, Sheet, Table, grouped, in_credits
from bot.web.watch import Watch
from storage import figures, figures_lists
from storage.database import Database
from storage.figures import Figures, GatewayFigures, Hour

PAGES = ("overview", "gateways", "people", "jobs", "money")
_MONEY, _WORK = ("earned", "spent", "margin"), ("made", "shown", "failed", "cancelled")
_MODELS_MAX = 20
_LISTED_MAX = 20
_FAILURES_MAX = 20  # a phone shows each as a card; the exports have all
_BAD_PERCENT = 10  # of the jobs that ended


@dataclass(frozen=True, slots=True)
class Readings:
    """Where pages are read from."""

    watch: Watch
    clock: Clock
    zone: ZoneInfo

    @property
    def db(self) -> Database:
        """The books."""
        return self.watch.db

    @property
    def catalog(self) -> Catalog:
        """What gateways and models are called."""
        return self.watch.catalog

    async def sheet(self, name: str, span: str, says: Says) -> Sheet:
        """Return a page of `PAGES` for one of `spans.SPANS`."""
        since, until = spans.stretch(span, self.clock.now(), self.zone)
        told = await self.db.survey(figures.figures, since, until)
        made = _Made(self, told, says, span)
        read = {
            "overview": made.overview,
            "gateways": made.gateways,
            "people": made.people,
            "jobs": made.jobs,
            "money": made.money,
        }
        return await read[name]()


@dataclass(frozen=True, slots=True)
class _Made:
    readings: Readings
    told: Figures
    says: Says
    span: str

    async def overview(self) -> Sheet:
        time = self.by_time(await self.hours())
        drawings = (
            Drawing(time, ("shown", "failed")),
            Drawing(time, ("earned",)),
            Drawing(self.gateway_table(), ("earned",), "rows"),
            Drawing(self.models(), ("earned",), "rows"),
        )
        seen = await self.readings.watch.look(self.says)
        heads = (*self.heads(*_MONEY), seen.figure(), *self.heads(*_WORK, "active", "given", "stars_in"))
        sheet = self.sheet("overview", heads, drawings, (self.gateway_table(), self.models(), time))
        return dataclasses.replace(sheet, notices=seen.notices())

    async def gateways(self) -> Sheet:
        table, seen = self.gateway_table(), await self.readings.watch.look(self.says)
        drawings = (Drawing(table, ("earned",), "rows"), Drawing(table, ("spent",), "rows"))
        tables = (seen.table(), _health(seen.states, self.readings, self.says), table)
        return self.sheet("gateways", (*self.heads(*_MONEY), seen.figure()), drawings, tables)

    async def people(self) -> Sheet:
        since, until = self.told.since, self.told.until
        found = await self.readings.db.survey(figures_lists.spenders, since, until, _LISTED_MAX)
        groups = await self.readings.db.survey(figures_lists.groups, since, until, _LISTED_MAX)
        spenders = Table(
            "spenders",
            (Column("person", "text"), Column("jobs"), Column("paid", "credits"), Column("left", "credits")),
            tuple((one.name, one.jobs, one.paid, one.left) for one in found),
        )
        chats = Table(
            "groups",
            (Column("group", "text"), Column("jobs"), Column("people"), Column("paid", "credits")),
            tuple((str(one.chat_id), one.jobs, one.people, one.paid) for one in groups),
        )
        return self.sheet(
            "people", self.heads("active", "given"), (Drawing(spenders, ("paid",), "rows"),), (spenders, chats)
        )

    async def jobs(self) -> Sheet:
        time = self.by_time(await self.hours())
        found = await self.readings.db.survey(figures_lists.failures, self.told.since, self.told.until, _FAILURES_MAX)
        reasons = Table(
            "reasons",
            (Column("outcome", "text"), Column("jobs")),
            tuple((self.outcome(reason), count) for reason, count in self.told.reasons.items()),
        )
        columns = [Column(name, "text") for name in ("outcome", "reason", "gateway", "model", "person")]
        failures = Table(
            "failures",
            (Column("job", "text"), Column("at", "time"), *columns),
            tuple(
                (
                    *(f"#{one.job_id}", one.at, self.outcome(one.outcome), one.reason),
                    *(self.gateway(one.gateway), self.model(one.model), one.name),
                )
                for one in found
            ),
        )
        drawings = (Drawing(time, ("shown", "failed")), Drawing(reasons, ("jobs",), "rows"))
        return self.sheet("jobs", self.heads(*_WORK), drawings, (reasons, failures))

    async def money(self) -> Sheet:
        money, time = self.told.money, self.by_time(await self.hours())
        names = ("earned", "refunded", "returned", "given", "expired", "topped_up", "taken_back")
        credits_ = Table(
            "credits",
            (Column("what", "text"), Column("credits", "credits")),
            tuple((self.word(name), getattr(money, name)) for name in names),
        )
        payers = Table(
            "payers",
            (Column("payer", "text"), Column("credits", "credits")),
            tuple((self.word(f"payer-{name}"), amount) for name, amount in sorted(money.payers.items())),
        )
        stars = Table(
            "stars",
            (Column("what", "text"), Column("stars")),
            ((self.word("stars_in"), money.stars_in), (self.word("stars_back"), money.stars_back)),
        )
        drawings = (Drawing(time, ("earned",)), Drawing(payers, ("credits",), "rows"))
        return self.sheet(
            "money", self.heads(*_MONEY, "stars_in"), drawings, (credits_, payers, stars, self.model_costs(), time)
        )

    def heads(self, *names: str) -> tuple[Figure, ...]:
        """Return some figures, in this order."""
        known = {one.name: one for one in self.figures()}
        return tuple(known[name] for name in names)

    def figures(self) -> tuple[Figure, ...]:
        told, work, money = self.told, self.told.work, self.told.money
        spent, ended = self.spent(), work.shown + work.failed
        share = work.failed * 100 // ended if ended else 0
        margin = None if spent is None else money.earned - money.refunded - spent
        percent = margin * 100 // money.earned if margin is not None and money.earned else None
        return (
            Figure("made", work.made, note=self.note("queue", waiting=told.waiting, running=told.running)),
            Figure("shown", work.shown, note=self.note("took", **self.took()) if work.shown else ""),
            Figure("failed", work.failed, note=self.note("share", percent=share), is_bad=share >= _BAD_PERCENT),
            Figure("cancelled", work.cancelled),
            Figure("earned", money.earned, "credits", self.amount("refunded", money.refunded)),
            Figure("spent", spent, "credits", self.amount("lost", self.lost() or 0)),
            Figure(
                "margin",
                margin,
                "credits",
                "" if percent is None else self.note("share", percent=percent),
                is_bad=margin is not None and margin < 0,
            ),
            Figure("active", told.active, note=self.note("new", count=told.new)),
            Figure("given", money.given, "credits"),
            Figure(
                "stars_in",
                money.stars_in,
                note=self.note("stars_back", count=money.stars_back) if money.stars_back else "",
            ),
        )

    def took(self) -> dict[str, int]:
        """Return the slowest gateway's times: nobody waits longer there than these say."""
        known = [one for one in self.told.gateways if one.p50_s is not None and one.p95_s is not None]
        return {
            "usual": max((one.p50_s or 0 for one in known), default=0),
            "most": max((one.p95_s or 0 for one in known), default=0),
        }

    def spent(self) -> int | None:
        return _added([self.cost(one, one.cost + one.loss) for one in self.told.gateways])

    def lost(self) -> int | None:
        return _added([self.cost(one, one.loss) for one in self.told.gateways])

    def cost(self, one: GatewayFigures, amount: int) -> int | None:
        return in_credits(amount, self.readings.catalog.gateways.get(one.gateway)) if amount else 0

    def gateway_table(self) -> Table:
        rows = []
        for one in sorted(self.told.gateways, key=lambda one: -one.earned):
            if not (one.shown or one.failed_tries or one.cost or one.loss):
                continue
            spent = self.cost(one, one.cost + one.loss)
            margin = None if spent is None else one.earned - spent
            times = (one.p50_s, one.p95_s)
            money = (Cost(one.cost, _unit(one.unit)), Cost(one.loss, _unit(one.unit)), spent, margin)
            rows.append((self.gateway(one.gateway), one.shown, one.failed_tries, *times, one.earned, *money))
        columns = (
            *(Column("gateway", "text"), Column("shown"), Column("failed_tries")),
            *(Column("p50", "seconds"), Column("p95", "seconds"), Column("earned", "credits")),
            *(Column("cost", "cost"), Column("loss", "cost"), Column("spent", "credits"), Column("margin", "credits")),
        )
        return Table("gateways", columns, tuple(rows))

    def models(self) -> Table:
        columns = (Column("model", "text"), Column("made"), Column("shown"), Column("failed"))
        rows = tuple((self.model(one.model), one.made, one.shown, one.failed, one.earned) for one in self.told.models)
        return Table("models", (*columns, Column("earned", "credits")), rows)

    def model_costs(self) -> Table:
        """Return what each model cost, a row for each money it was paid in; what it earned stands in its first."""
        rows = [
            (self.model(one.model), None if place else one.earned, Cost(amount, _unit(unit)))
            for one in self.told.models
            for place, (unit, amount) in enumerate(one.costs.items())
        ]
        columns = (Column("model", "text"), Column("earned", "credits"), Column("spent_there", "cost"))
        return Table("model_costs", columns, tuple(rows[:_MODELS_MAX]))

    async def hours(self) -> list[Hour]:
        return await self.readings.db.survey(figures.hours, self.told.since, self.told.until)

    def by_time(self, hours: Sequence[Hour]) -> Table:
        rows = tuple(
            (label, one.made, one.shown, one.failed, one.earned)
            for label, one in spans.by_day(hours, self.readings.zone)
        )
        columns = (Column("when", "text"), Column("made"), Column("shown"), Column("failed"))
        return Table("time", (*columns, Column("earned", "credits")), rows)

    def sheet(
        self, name: str, heads: tuple[Figure, ...], drawings: tuple[Drawing, ...], tables: tuple[Table, ...]
    ) -> Sheet:
        return Sheet(name, self.span, self.told.since, self.told.until, heads, drawings, tables)

    def word(self, name: str) -> str:
        return self.says.plain("web-word", word=name)

    def note(self, name: str, **values: int | str) -> str:
        given = {"waiting": 0, "running": 0, "usual": 0, "most": 0, "percent": 0, "credits": "", "count": 0} | values
        return self.says.plain("web-note", note=name, **given)

    def amount(self, name: str, amount: int) -> str:
        return self.note(name, credits=grouped(amount, self.says.language)) if amount else ""

    def outcome(self, name: str) -> str:
        return self.says.plain("web-outcome", outcome=name)

    def model(self, alias: str) -> str:
        found = self.readings.catalog.models.get(alias)
        return found.title if found else alias

    def gateway(self, name: str) -> str:
        found = self.readings.catalog.gateways.get(name)
        return found.title if found else name


def _health(states: Sequence[GatewayState], readings: Readings, says: Says) -> Table:
    rows = []
    for state in states:
        row, unit = state.row, readings.catalog.gateways[state.name].currency
        told = json.loads(row.said) if row is not None else {}
        drift = None if row is None or row.drift is None else Cost(row.drift, unit)
        well = says.plain("web-health", health="rests" if state.rest_s else "well", reason=state.reason)
        left = f"{told['left']} {told['unit']}" if told.get("left") else None
        work = (state.flying, state.threads or None, state.waiting, state.made, state.cap)
        rows.append((state.title, well, *work, left, drift, None if row is None else row.at))
    columns = (
        *(Column("gateway", "text"), Column("health", "text"), Column("running"), Column("threads")),
        *(Column("waiting"), Column("made_today"), Column("cap"), Column("left_there", "text")),
        *(Column("drift", "cost"), Column("told_at", "time")),
    )
    return Table("health", columns, tuple(rows))


def _added(amounts: Sequence[int | None]) -> int | None:
    """Add up, or return None where one is not known: a part would look like the whole."""
    return None if None in amounts else sum(amount or 0 for amount in amounts)


def _unit(word: str) -> Unit:
    return "USD" if word == "USD" else "VND"
