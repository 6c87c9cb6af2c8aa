"""What the owner should hear of while it lasts: a gateway that takes no work, work that a gateway never ends."""

from __future__ import annotations

import logging

from bot.clock import Clock
from bot.generation.ports import Alerts
from bot.generation.quote import pace_of
from bot.generation.schedule import give_up_s
from bot.providers.gateways import Gateways
from storage import attempts, told
from storage.database import Database

log = logging.getLogger(__name__)
_EVERY_S = 60
_DOWN_S = 120  # a shorter rest is nothing to wake anybody for
_GRACE_S = 600


class Watching:
    """Looks every minute, and tells once while it lasts."""

    def __init__(self, db: Database, gateways: Gateways, tell: Alerts, clock: Clock) -> None:
        self._db = db
        self._gateways = gateways
        self._alerts = tell
        self._clock = clock
        self._down_since: dict[str, int] = {}

    async def watch_over(self) -> None:
        """Look for ever."""
        while True:
            await self._clock.sleep(_EVERY_S)
            try:
                await self.look()
            except Exception:
                log.exception("watch.stumbled")

    async def look(self) -> None:
        """Look once."""
        for name in self._gateways.names():
            self._look_at(name)
        await self._look_for_stuck()

    def _look_at(self, name: str) -> None:
        now, routing = self._clock.now(), self._gateways.routing
        is_down = routing.rest_s(name, now) > 0 or routing.is_trying(name, now)
        if name in routing.off or not is_down:
            self._down_since.pop(name, None)
            self._alerts.over(f"gateway:{name}")
        elif now - self._down_since.setdefault(name, now) >= _DOWN_S:
            title = self._gateways.gateway(name).title
            self._alerts.tell(f"gateway:{name}", "no-work", gateway=title, reason=routing.reason(name))

    async def _look_for_stuck(self) -> None:
        now = self._clock.now()
        stuck = set()
        for row in await self._db.read(attempts.open_ones, self._gateways.names()):
            if row.submitted_at is not None and now - row.submitted_at > self._longest_s(row.gateway, row.model):
                stuck.add(f"stuck:{row.job_id}")
                minutes = (now - row.submitted_at) // 60
                title = self._gateways.gateway(row.gateway).title
                self._alerts.tell(f"stuck:{row.job_id}", "stuck", job=row.job_id, minutes=minutes, gateway=title)
        for key in await self._db.read(told.names, "stuck:"):
            if key not in stuck:
                self._alerts.over(key)

    def _longest_s(self, gateway: str, model: str) -> int:
        try:
            offer = self._gateways.offer(gateway, model)
        except LookupError:
            return _GRACE_S
        return give_up_s(pace_of(self._gateways.gateway(gateway), offer)) + _GRACE_S
