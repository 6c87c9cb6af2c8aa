"""Our books beside what each gateway counts: read on a schedule, kept, and told to the owner where they part.

A gateway counts when it takes work, we when the work has ended, so what is under way explains a difference; so do half
a percent and two cents. What is over that twice in a row is told, once until they agree again; what is far over it
takes the gateway out of work until the owner switches it on. The comparison begins anew then, and where a gateway
suddenly counts less (another key, a new month).
"""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bot.clock import Clock
from bot.generation.admission import gateway_quota
from bot.generation.ports import Alerts
from bot.providers.account import AccountReport, gone
from bot.providers.gateways import Gateways
from bot.providers.money import SCALES, Cost, Unit, exact_cost, shown
from bot.providers.offers import Plan
from storage import audit, quotas, reports, switches, told
from storage.database import Database, Tx
from storage.reports import AccountRow

log = logging.getLogger(__name__)
_EVERY_S = 900
_FIRST_S = 60  # after the start: people come first
_KEPT_S = 90 * 86400
_SHARE = Fraction(1, 200)
_LEEWAY = Decimal("0.02")  # of the gateway's currency; of dong, so many thousands
_LEEWAY_DONG = 500
_FAR_SHARE, _FAR_TIMES = Fraction(1, 20), 10  # far over: five percent, and ten times the leeway
_SOON_S = 60  # what looks wrong is looked at again soon


@dataclass(frozen=True, slots=True)
class GatewayState:
    """How a gateway is now. ``cap`` is its pictures a day, None without one; ``threads`` 0 is no limit."""

    name: str
    title: str
    rest_s: int
    reason: str
    flying: int
    waiting: int
    threads: int
    made: int
    cap: int | None
    row: AccountRow | None
    plan: Plan | None


class Reconciling:
    """Asks every gateway, free of charge, what it counts, and compares."""

    def __init__(self, db: Database, gateways: Gateways, alerts: Alerts, clock: Clock) -> None:
        self._db = db
        self._gateways = gateways
        self._alerts = alerts
        self._clock = clock

    async def watch_over(self) -> None:
        """Look every quarter of an hour, for ever."""
        await self._clock.sleep(_FIRST_S)
        while True:
            news = False
            try:
                news = await self.look()
            except Exception:
                log.exception("account.not_looked")
            await self._clock.sleep(_SOON_S if news else _EVERY_S)

    async def look(self) -> bool:
        """Ask all gateways at once; one that does not answer is left as it was. True: look again soon."""
        names, news = self._gateways.names(), False
        for name, trouble in zip(
            names, await asyncio.gather(*map(self._look_at, names), return_exceptions=True), strict=True
        ):
            if isinstance(trouble, Exception):
                log.error("account.stumbled", extra={"gateway": name}, exc_info=trouble)
            news = news or trouble is True
        await self._db.write(reports.forget_old, self._clock.now() - _KEPT_S)
        return news

    async def states(self) -> list[GatewayState]:
        """Return how each gateway is, with its last report."""
        return [await self._db.read(self._state, name) for name in self._gateways.names()]

    async def _state(self, tx: Tx, name: str) -> GatewayState:
        now, routing, gateway = self._clock.now(), self._gateways.routing, self._gateways.gateway(name)
        flying, waiting = await reports.at_work(tx, name)
        used, held = await quotas.usage(tx, *gateway_quota(self._gateways, name, now))
        return GatewayState(
            name=name,
            title=gateway.title,
            rest_s=routing.rest_s(name, now),
            reason=routing.reason(name),
            flying=flying,
            waiting=waiting,
            threads=self._gateways.threads(name),
            made=used + held,
            cap=self._gateways.pictures_per_day(name),
            row=await reports.latest(tx, name),
            plan=self._gateways.plan(name),
        )

    async def _look_at(self, name: str) -> bool:
        """Ask one gateway; True where it parts from our books for the first time."""
        report = await self._gateways.account(name)
        if isinstance(report, str):
            log.info("account.untold", extra={"gateway": name, "why": report})
            return False
        row, before, far = await self._db.write(self._compare, name, report, self._clock.now())
        if not row.is_over or before is None or not before.is_over:
            return row.is_over
        gateway = self._gateways.gateway(name)
        drift = Cost(row.drift or 0, gateway.currency)
        more = f"{gateway.title} counts {shown(drift)} more than our books."
        if await self._db.write(self._is_news, name, far=far, why=more):
            if far:
                self._gateways.routing.off |= {name}
            key, what = f"drift:{name}{':far' if far else ''}", "drift-far" if far else "drift"
            self._alerts.tell(key, what, gateway=gateway.title, amount=drift)
        return False

    async def _is_news(self, tx: Tx, name: str, *, far: bool, why: str) -> bool:
        """Note that the owner is told now, and with what is ``far`` over switch the gateway off; False: told before."""
        now = self._clock.now()
        if not far:
            return await told.once(tx, f"drift:{name}", now)
        if not await told.once(tx, f"drift:{name}:far", now):
            return False  # whoever switched it on again meanwhile knew why
        await told.once(tx, f"drift:{name}", now)
        await switches.turn_off(tx, switches.of_gateway(name), why, "bot", now)
        await audit.note(tx, "bot", "gateway_off", switches.of_gateway(name), why, now)
        return True

    async def _compare(
        self, tx: Tx, name: str, report: AccountReport, now: int
    ) -> tuple[AccountRow, AccountRow | None, bool]:
        """Keep the report; return it with the one before, and whether it is far over."""
        gateway = self._gateways.gateway(name)
        spent = _counted(report, gateway.currency)
        posted, before = await reports.posted(tx, name), await reports.latest(tx, name)
        drift, allowed, far = None, 0, 0
        if spent is not None:
            base = spent - posted
            if await self._is_accepted(tx, name):
                before = None
            if before is not None and before.spent is not None and before.drift is not None and spent >= before.spent:
                base = before.spent - before.posted - before.drift
            drift = spent - posted - base
            if drift < 0 and before is not None and (before.drift or 0) < 0:
                # We booked what it never billed, and that stays so: it must not hide what comes after.
                drift -= max(drift, before.drift or 0)
            under_way = Fraction(await reports.under_way(tx, name)) / Fraction(gateway.credits_per_unit)
            leeway = _LEEWAY_DONG if gateway.currency == "VND" else int(_LEEWAY.scaleb(SCALES[gateway.currency]))
            explained = int(under_way * 10 ** SCALES[gateway.currency])
            allowed = max(leeway, int(posted * _SHARE)) + explained
            far = max(_FAR_TIMES * leeway, int(posted * _FAR_SHARE)) + explained
        row = AccountRow(
            gateway=name,
            at=now,
            spent=spent,
            posted=posted,
            drift=drift,
            is_over=drift is not None and drift > allowed,
            said=self._said(name, report),
        )
        await reports.add(tx, row)
        if drift is not None and not row.is_over:
            await told.forget(tx, f"drift:{name}")
            await told.forget(tx, f"drift:{name}:far")
        return row, before, drift is not None and drift > far

    async def _is_accepted(self, tx: Tx, name: str) -> bool:
        """Whether the owner switched a gateway on again that was far over; what it was told of is forgotten then."""
        if await switches.is_off(tx, switches.of_gateway(name)) or not await told.forget(tx, f"drift:{name}:far"):
            return False
        await told.forget(tx, f"drift:{name}")
        return True

    def _said(self, name: str, report: AccountReport) -> str:
        offered = [(offer.protocol, offer.remote_model) for offer in self._gateways.offers_of(name)]
        unit = report.own_unit or self._gateways.gateway(name).currency
        told = {"ok": report.ok, "left": report.left, "unit": unit, "gone": gone(report, offered)}
        return json.dumps(told | {"facts": dict(report.facts)}, ensure_ascii=False)


def _counted(report: AccountReport, unit: Unit) -> int | None:
    """Return what the gateway counts, where it is money and can be read without guessing."""
    if report.spent is None or report.own_unit is not None:
        return None
    try:
        return exact_cost(report.spent, unit).amount
    except ValueError:
        return None
