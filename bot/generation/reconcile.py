"""Our books beside what each gateway counts: read on a schedule, kept, and told to the owner where they part.

A gateway counts when it takes work, we when the work has ended, so what is under way explains a difference; so do half
a percent and two cents. What is over that twice in a row is told. A gateway that suddenly counts less has begun anew
(another key, a new month): the comparison begins anew too.
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
from storage import quotas, reports
from storage.database import Database, Tx
from storage.reports import AccountRow

log = logging.getLogger(__name__)
_EVERY_S = 900
_FIRST_S = 60  # after the start: people come first
_KEPT_S = 90 * 86400
_SHARE = Fraction(1, 200)
_LEEWAY = Decimal("0.02")  # of the gateway's currency; of dong, so many thousands
_LEEWAY_DONG = 500


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
            await self.look()
            await self._clock.sleep(_EVERY_S)

    async def look(self) -> None:
        """Ask all gateways at once; one that does not answer is left as it was."""
        names = self._gateways.names()
        for name, trouble in zip(
            names, await asyncio.gather(*map(self._look_at, names), return_exceptions=True), strict=True
        ):
            if isinstance(trouble, Exception):
                log.error("account.stumbled", extra={"gateway": name}, exc_info=trouble)
        await self._db.write(reports.forget_old, self._clock.now() - _KEPT_S)

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
        )

    async def _look_at(self, name: str) -> None:
        report = await self._gateways.account(name)
        if isinstance(report, str):
            log.info("account.untold", extra={"gateway": name, "why": report})
            return
        row, before = await self._db.write(self._compare, name, report, self._clock.now())
        if row.is_over and before is not None and before.is_over:
            unit = self._gateways.gateway(name).currency
            self._alerts.tell(
                f"drift:{name}",
                f"{self._gateways.gateway(name).title} counts {shown(Cost(row.drift or 0, unit))} more than our books. "
                "See /admin gateways; perhaps the key is used elsewhere, or a price is out of date.",
            )

    async def _compare(
        self, tx: Tx, name: str, report: AccountReport, now: int
    ) -> tuple[AccountRow, AccountRow | None]:
        gateway = self._gateways.gateway(name)
        spent = _counted(report, gateway.currency)
        posted, before = await reports.posted(tx, name), await reports.latest(tx, name)
        drift, allowed = None, 0
        if spent is not None:
            base = spent - posted
            if before is not None and before.spent is not None and before.drift is not None and spent >= before.spent:
                base = before.spent - before.posted - before.drift
            drift = spent - posted - base
            under_way = Fraction(await reports.under_way(tx, name)) / Fraction(gateway.credits_per_unit)
            leeway = _LEEWAY_DONG if gateway.currency == "VND" else int(_LEEWAY.scaleb(SCALES[gateway.currency]))
            allowed = max(leeway, int(posted * _SHARE)) + int(under_way * 10 ** SCALES[gateway.currency])
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
        return row, before

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
