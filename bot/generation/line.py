"""The line before each gateway: who is next is one short SQL decision; here it is only woken and carried out.

The seam to an engine is `dispatch`: on one machine it starts an asyncio task. A slow tick repairs lost wake-ups.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from bot.clock import Clock
from bot.generation.flow import Flow
from bot.generation.rules import Rules
from bot.providers.gateways import Gateways
from storage import attempts
from storage.crashpoint import crashpoint
from storage.database import Database

log = logging.getLogger(__name__)
_TICK_S = 1.0
_LOOK_S = 0.05
_GIVE_WAY_S = 1.0
_BATCH = 50
_PATIENCE_S = 90  # a shorter rest of the gateway is waited out in the line


class Line:
    """Takes attempts out of the line when a thread of their gateway is free."""

    def __init__(
        self,
        db: Database,
        gateways: Gateways,
        rules: Rules,
        clock: Clock,
        flow: Flow,
        *,
        is_crowded: Callable[[], bool] = lambda: False,
    ) -> None:
        """``is_crowded``: whether many people wait for their first answer; new work gives way to it for a moment."""
        self._db = db
        self._gateways = gateways
        self._rules = rules
        self._clock = clock
        self._flow = flow
        self._is_crowded = is_crowded
        self._wake: dict[str, asyncio.Event] = {name: asyncio.Event() for name in gateways.names()}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._servers: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to serve the lines."""
        self._servers = [asyncio.create_task(self._serve(name), name=f"line:{name}") for name in self._wake]

    async def stop(self, grace_s: float) -> None:
        """Start nothing more, let calls that cannot be asked about later come back, then stop.

        Rows tell the next start where everything else stood.
        """
        self._flow.begin_no_calls()
        for server in self._servers:
            server.cancel()
        ends = self._clock.steady() + grace_s
        while self._flow.is_calling() and self._clock.steady() < ends:
            await self._clock.sleep(_LOOK_S)
        tasks = [*self._servers, *self._tasks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake_all(self) -> None:
        """Look at every line now: a person's turn may have come anywhere."""
        for event in self._wake.values():
            event.set()

    def dispatch(self, attempt_id: int) -> None:
        """Run an attempt that has left the line; a second call while it runs does nothing."""
        if attempt_id in self._tasks:
            return
        task = asyncio.create_task(self._carry_out(attempt_id), name=f"attempt:{attempt_id}")
        self._tasks[attempt_id] = task

    async def resume(self) -> int:
        """Go on with what left the line, and with what waits at a gateway that is not switched on; returns how many."""
        open_ones = await self._db.read(attempts.open_ones, self._wake)
        for row in open_ones:
            self.dispatch(row.id)
        return len(open_ones)

    async def _carry_out(self, attempt_id: int) -> None:
        try:
            await self._flow.run(attempt_id)
        except Exception:
            log.exception("attempt.unfinished", extra={"attempt": attempt_id})
        finally:
            del self._tasks[attempt_id]
            self.wake_all()

    async def _serve(self, gateway: str) -> None:
        event = self._wake[gateway]
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_TICK_S):
                    await event.wait()
            event.clear()
            try:
                await self._serve_once(gateway)
            except Exception:
                log.exception("line.stumbled", extra={"gateway": gateway})
                await self._clock.sleep(_TICK_S)

    async def _serve_once(self, gateway: str) -> None:
        rest_s = self._gateways.routing.rest_s(gateway, self._clock.now())
        if rest_s > _PATIENCE_S:
            for attempt_id in await self._db.read(attempts.stranded, gateway, _BATCH):
                self.dispatch(attempt_id)  # its road finds another gateway, or says so
        if rest_s > 0:
            return
        while True:
            await self._give_way()
            taken = await self._db.write(
                attempts.claim,
                gateway,
                self._gateways.threads(gateway) or None,
                self._rules.jobs_at_once,
                self._clock.now(),
                _BATCH,
            )
            for attempt in taken:
                crashpoint("line.taken")
                self.dispatch(attempt.id)
            if len(taken) < _BATCH:
                return

    async def _give_way(self) -> None:
        ends = self._clock.steady() + _GIVE_WAY_S
        while self._is_crowded() and self._clock.steady() < ends:
            await self._clock.sleep(_LOOK_S)
