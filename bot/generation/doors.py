"""What the owner shut: asked again in the very transaction that would take work or send it."""

from __future__ import annotations

from bot.errors import PersonError
from bot.providers.gateways import Gateways
from storage import attempts, markup, switches
from storage.attempts import Attempt
from storage.bars import Bars
from storage.database import Database, Tx


class GatewayOffError(Exception):
    """The owner switched the gateway off, or all spending: nothing was written down, and nothing may be sent."""


def check_open(bars: Bars) -> None:
    """Raise PersonError where nothing may be spent, or not by this person, or not in this group.

    Who asks may have left meanwhile: what is taken now of theirs nobody would wipe.
    """
    if bars.has_left:
        raise PersonError("deleteme-done")
    if bars.spending_off:
        raise PersonError("spending-off")
    if bars.person_blocked:
        raise PersonError("blocked")
    if bars.chat_blocked:
        raise PersonError("blocked-group")


async def begin_submit(tx: Tx, /, attempt: Attempt, **fields: int | str | None) -> bool:
    """Write down that an attempt is sent now; False where it was cancelled. Raises GatewayOffError."""
    if await switches.gateway_is_off(tx, attempt.gateway):
        raise GatewayOffError
    return await attempts.move(tx, attempt.id, ("starting",), "submitting", **fields)


class Switchboard:
    """Keeps what is known here of what is off, and of the markup, as the database has it."""

    def __init__(self, db: Database, gateways: Gateways) -> None:
        self._db = db
        self._gateways = gateways

    async def load(self) -> None:
        """Look again: at the start, and after every switch."""
        off = await self._db.read(switches.all_off)
        self._gateways.markup = await self._db.read(markup.percent)
        names = self._gateways.names()
        all_spending = switches.SPENDING in off
        self._gateways.routing.off = frozenset(
            name for name in names if all_spending or switches.of_gateway(name) in off
        )
