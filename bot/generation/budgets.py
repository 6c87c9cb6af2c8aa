"""What the house may spend in a day and a month: at each gateway in its own currency, and in all, in credits.

A budget is a limit like a quota, held at what an attempt may cost in the transaction that puts it in line, and settled
with what it did cost where it ends. The whole bot's is in credits, the one unit into which every gateway's currency has
a rate; it counts what gateways take and not what people pay, because it guards the owner's money.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.errors import PersonError
from bot.generation import period
from bot.generation.ports import Alerts
from bot.generation.quote import cost_of_attempt
from bot.generation.request import GenerationRequest
from bot.generation.rules import Rules
from bot.providers.gateways import Gateways
from bot.providers.money import Cost, shown
from bot.providers.offers import Offer
from bot.providers.pricing import credits_of
from storage import quotas, told
from storage.budgets import COST, WORTH
from storage.database import Database, Tx
from storage.quotas import Limit, QuotaError

GATEWAY, WHOLE = "gw:", "all"
_WARN_PERCENT = 80
_KEPT_S = 90 * 86400
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_HOURS_FROM_MIN = 90

Span = Literal["day", "month"]


@dataclass(frozen=True, slots=True)
class BudgetState:
    """How much of a budget is used and held now; ``most`` in the same unit, ``unit`` a currency or ``CRD``."""

    scope: str
    span: Span
    period: str
    used: int
    held: int
    most: int
    unit: str

    @property
    def percent(self) -> int:
        """How much of it is gone or set aside, in whole percent; a budget of nothing is all gone."""
        return 100 * (self.used + self.held) // self.most if self.most else 100


def limits_of(
    gateways: Gateways, rules: Rules, offer: Offer, request: GenerationRequest, count: int, now: int
) -> list[Limit]:
    """Return what to hold for an attempt; nothing where no budget is set that it could touch."""
    own, whole = gateways.budget(offer.gateway), rules.budget
    if not (own.is_set or whole.is_set):
        return []
    gateway = gateways.gateway(offer.gateway)
    cost = cost_of_attempt(offer, request, count)
    there, scope, worth = ZoneInfo(gateway.reset_timezone), f"{GATEWAY}{gateway.name}", credits_of(cost, gateway)
    # The day's cost is held without a limit too: what the attempt is worth in credits is settled in its proportion.
    limits = [Limit(scope, COST, period.day(now, there), cost.amount, own.day)]
    if own.month is not None:
        limits.append(Limit(scope, COST, period.month(now, there), cost.amount, own.month))
    if whole.day is not None:
        limits.append(Limit(WHOLE, WORTH, period.day(now, rules.zone), worth, whole.day))
    if whole.month is not None:
        limits.append(Limit(WHOLE, WORTH, period.month(now, rules.zone), worth, whole.month))
    return limits


async def have_room(tx: Tx, limits: Sequence[Limit]) -> bool:
    """Whether all of it could be reserved now."""
    for limit in limits:
        if limit.limit is not None:
            used, held = await quotas.usage(tx, limit.scope, limit.metric, limit.period)
            if used + held + limit.amount > limit.limit:
                return False
    return True


def is_house(error: QuotaError) -> bool:
    """Whether it is the house's limit and not a person's: another offer may still do."""
    return error.scope == WHOLE or error.scope.startswith(GATEWAY)


def refusal(error: QuotaError, gateways: Gateways, rules: Rules, now: int) -> PersonError:
    """Return the sentence for a limit of the house: when work is taken again."""
    here = rules.zone
    there = here if error.scope == WHOLE else _zone_of(gateways, error.scope)
    daily = _DAY.fullmatch(error.period) is not None
    key = {True: "budget-day", False: "budget-month"}[daily] if error.scope == WHOLE else "quota-gateway"
    if not daily and error.scope != WHOLE:
        key = "budget-gateway"
    return PersonError(key, **(comes_back if daily else _next_month)(now, there, here))


def comes_back(now: int, there: ZoneInfo, here: ZoneInfo) -> dict[str, object]:
    """Say when the day ends there: how long it takes, true wherever one lives, and the time where the bot lives."""
    at = period.next_midnight(now, there)
    minutes = max(-(-(int(at.timestamp()) - now) // 60), 1)
    hours = minutes > _HOURS_FROM_MIN
    wait = round(minutes / 60) if hours else minutes
    return {"wait": wait, "unit": "hours" if hours else "minutes", "back": at.astimezone(here).strftime("%H:%M")}


def back_at(error: QuotaError, gateways: Gateways, rules: Rules, now: int) -> int:
    """Return when the limit of the house comes back, to tell the soonest of several."""
    there = rules.zone if error.scope == WHOLE else _zone_of(gateways, error.scope)
    ends = period.next_midnight if _DAY.fullmatch(error.period) else period.next_month
    return int(ends(now, there).timestamp())


class Budgets:
    """Watches over the budgets: tells the owner at 80 % and where one turns work away, once in each period."""

    def __init__(self, db: Database, gateways: Gateways, rules: Rules, alerts: Alerts, clock: Clock) -> None:
        self._db = db
        self._gateways = gateways
        self._rules = rules
        self._alerts = alerts
        self._clock = clock
        self._told: set[str] = set()  # so that a crowd turned away asks the database once

    async def states(self, gateway: str | None = None) -> list[BudgetState]:
        """Return how the budgets of a gateway are now; without one, those of the whole bot."""
        return await self._db.read(self._states, gateway)

    async def look(self) -> None:
        """Tell the owner what is to be told now."""
        now = self._clock.now()
        for gateway in (None, *self._gateways.names()):
            for state in await self.states(gateway):
                if state.percent >= _WARN_PERCENT:
                    await self._tell(state, reached=state.percent >= 100)
        await self._db.write(told.forget_old, "budget:", now - _KEPT_S)

    async def turned_away(self, error: QuotaError) -> None:
        """Tell the owner of a budget that just turned work away: the next would not have fitted."""
        if error.metric in {COST, WORTH}:
            for state in await self.states(_gateway_of(error.scope)):
                if state.period == error.period:
                    await self._tell(state, reached=True)

    async def _tell(self, state: BudgetState, *, reached: bool) -> None:
        name = f"budget:{state.scope}:{state.period}:{100 if reached else _WARN_PERCENT}"
        if name in self._told:
            return
        self._told.add(name)
        if await self._db.write(told.once, name, self._clock.now()):
            self._alerts.tell(name, "budget-reached" if reached else "budget-near", **self._facts(state))

    def _facts(self, state: BudgetState) -> dict[str, str | int | Cost]:
        gateway = _gateway_of(state.scope)
        env = "BOT" if gateway is None else self._gateways.gateway(gateway).env
        return {
            "whose": "all" if gateway is None else self._gateways.gateway(gateway).title,
            "percent": state.percent,
            "most": Cost(state.most, "USD" if state.unit == "USD" else "VND"),
            "period": state.period,
            "setting": f"{env}_BUDGET_{state.span.upper()}",
        }

    async def _states(self, tx: Tx, gateway: str | None) -> list[BudgetState]:
        now = self._clock.now()
        if gateway is None:
            scope, metric, unit, budget, zone = WHOLE, WORTH, "CRD", self._rules.budget, self._rules.zone
        else:
            there = self._gateways.gateway(gateway)
            scope, metric, unit = f"{GATEWAY}{gateway}", COST, str(there.currency)
            budget, zone = self._gateways.budget(gateway), ZoneInfo(there.reset_timezone)
        found = []
        spans: tuple[tuple[Span, int | None, Callable[[int, ZoneInfo], str]], ...] = (
            ("day", budget.day, period.day),
            ("month", budget.month, period.month),
        )
        for span, most, name_of in spans:
            if most is not None:
                name = name_of(now, zone)
                found.append(
                    BudgetState(scope, span, name, *await quotas.usage(tx, scope, metric, name), most=most, unit=unit)
                )
        return found


def amount_of(amount: int, unit: str) -> str:
    """Return an amount for the owner: in a gateway's currency, or so many credits."""
    if unit == "CRD":
        return f"{amount:,} credits"
    return shown(Cost(amount, "VND" if unit == "VND" else "USD"))


def _next_month(now: int, there: ZoneInfo, here: ZoneInfo) -> dict[str, object]:
    at = period.next_month(now, there)
    days = max(-(-(int(at.timestamp()) - now) // 86400), 1)
    local = at.astimezone(here)
    return {"days": days, "day": local.day, "month": local.month}


def _gateway_of(scope: str) -> str | None:
    return None if scope == WHOLE else scope.removeprefix(GATEWAY)


def _zone_of(gateways: Gateways, scope: str) -> ZoneInfo:
    return ZoneInfo(gateways.gateway(scope.removeprefix(GATEWAY)).reset_timezone)
