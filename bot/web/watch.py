"""What an owner wants to know first: what is not as it should be, and what may still be spent."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.generation.budgets import GATEWAY, BudgetState
from bot.generation.reconcile import GatewayState
from bot.providers.catalog import Catalog
from bot.providers.money import Cost
from bot.web.sheets import Column, Figure, Notice, Says, Table, Value
from storage import switches
from storage.database import Database

_WARN_PERCENT = 80


class States(Protocol):
    """How the gateways are now (`bot.generation.reconcile.Reconciling`)."""

    async def states(self) -> list[GatewayState]:
        """Return each gateway's state."""
        ...


class BudgetStates(Protocol):
    """How the budgets are now (`bot.generation.budgets.Budgets`)."""

    async def states(self, gateway: str | None = None) -> list[BudgetState]:
        """Return the budgets of a gateway; without one, those of the whole bot."""
        ...


@dataclass(frozen=True, slots=True)
class Watch:
    """Where it is read; ``is_selling``: whether the books add up."""

    db: Database
    catalog: Catalog
    gateways: States
    budgets: BudgetStates
    is_selling: Callable[[], bool]

    async def look(self, says: Says) -> Seen:
        """Read everything as it is now."""
        states = await self.gateways.states()
        found = {state.name: await self.budgets.states(state.name) for state in states}
        off = await self.db.read(switches.all_off)
        return Seen(self, says, states, await self.budgets.states(), found, tuple(off))


@dataclass(frozen=True, slots=True)
class Seen:
    """How it is at the moment, in the words of a language."""

    watch: Watch
    says: Says
    states: Sequence[GatewayState]
    whole: Sequence[BudgetState]
    by_gateway: dict[str, list[BudgetState]]
    off: Sequence[str]

    def notices(self) -> tuple[Notice, ...]:
        """Return what is not as it should be, the worst first; nothing where all is well."""
        found = [] if self.watch.is_selling() else [self._notice("books", "money")]
        found += [self._notice("off", "gateways", whose=self._switch(name)) for name in self.off]
        for state in self.states:
            told = json.loads(state.row.said) if state.row is not None else {}
            if state.rest_s and switches.of_gateway(state.name) not in self.off:
                found.append(self._notice("rests", "gateways", whose=state.title))
            if not told.get("ok", True):
                found.append(self._notice("key", "gateways", whose=state.title))
            if state.row is not None and state.row.is_over:
                found.append(self._notice("drift", "gateways", whose=state.title))
        tight = sorted((one for one in self._set() if one.percent >= _WARN_PERCENT), key=lambda one: -one.percent)
        return (*found, *(self._notice("budget", "gateways", whose=self._of(one), one=one) for one in tight))

    def figure(self) -> Figure:
        """Return the budget of which least is left."""
        tightest = max(self._set(), key=lambda one: one.percent, default=None)
        if tightest is None:
            return Figure("budget", None, "percent", self.says.plain("web-budget", span="none", whose=""))
        note = self.says.plain("web-budget", span=tightest.span, whose=self._of(tightest))
        return Figure("budget", tightest.percent, "percent", note, is_bad=tightest.percent >= _WARN_PERCENT)

    def table(self) -> Table:
        """Return every budget in its own money; a gateway without one says so."""
        rows = [self._row(one) for one in self.whole]
        for state in self.states:
            mine = self.by_gateway[state.name]
            none = (state.title, self.says.plain("web-budget-span", span="none"), *(None,) * 5)
            rows += [self._row(one) for one in mine] or [none]
        money = (Column(name, "cost") for name in ("may_spend", "spent_of_it", "held", "left_of_it"))
        columns = (Column("budget_of", "text"), Column("period", "text"), *money, Column("gone", "gauge"))
        return Table("budgets", columns, tuple(rows))

    def _row(self, one: BudgetState) -> tuple[Value, ...]:
        span = self.says.plain("web-budget-span", span=one.span)
        left = max(one.most - one.used - one.held, 0)
        money = (self._money(amount, one) for amount in (one.most, one.used, one.held, left))
        return self._of(one), span, *money, one.percent

    def _money(self, amount: int, one: BudgetState) -> Value:
        """Return so much of a gateway's money; the whole bot's is in credits, which are whole numbers."""
        if not one.scope.startswith(GATEWAY):
            return amount
        return Cost(amount, self.watch.catalog.gateways[one.scope.removeprefix(GATEWAY)].currency)

    def _of(self, one: BudgetState) -> str:
        if not one.scope.startswith(GATEWAY):
            return self.says.plain("web-whole")
        return self.watch.catalog.gateways[one.scope.removeprefix(GATEWAY)].title

    def _set(self) -> list[BudgetState]:
        return [*self.whole, *(one for mine in self.by_gateway.values() for one in mine)]

    def _switch(self, name: str) -> str:
        gateway = self.watch.catalog.gateways.get(name.removeprefix(GATEWAY))
        return self.says.plain("owner-switch", what=name) if gateway is None else gateway.title

    def _notice(self, what: str, page: str, *, whose: str = "", one: BudgetState | None = None) -> Notice:
        span, percent = (one.span, one.percent) if one is not None else ("day", 0)
        return Notice(self.says.plain("web-notice", what=what, whose=whose, span=span, percent=percent), page)
