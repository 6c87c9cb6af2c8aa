"""A gateway that takes more than the price that is listed here: people pay less than their work costs the house.

What is dearer is told once for each model; what is far dearer takes the gateway out of work until the owner switches it
on, as a drift does that nobody can explain (`reconcile`).
"""

from __future__ import annotations

from fractions import Fraction

from bot.generation.tools import Tools
from bot.providers.money import Cost, exact_cost, shown
from bot.providers.offers import Offer
from bot.providers.pricing import exact_credits
from storage import audit, switches, told
from storage.database import Tx

_DEARER, _FAR = Fraction(6, 5), 3  # times the listed price
_LEAST = 100  # credits: what rounds up a few words to a second is no other price


async def look(tools: Tools, offer: Offer, listed: Cost | None, said: str | None) -> None:
    """Compare what a gateway ``said`` that an attempt cost with what the catalogue lists for it."""
    if listed is None or said is None:
        return
    try:
        took = exact_cost(said, listed.unit)
    except ValueError:
        return  # the log has it
    gateway = tools.gateways.gateway(offer.gateway)
    more = Cost(took.amount - listed.amount, took.unit)
    if took.amount <= listed.amount * _DEARER or exact_credits(more, gateway) < _LEAST:
        return
    far = took.amount > listed.amount * _FAR
    name = f"price:{gateway.name}:{offer.name}"
    why = f"{gateway.title} takes {shown(took)} for {offer.name}, and {shown(listed)} is listed."
    if not await tools.db.write(_note, name, gateway.name, why, tools.clock.now(), far=far):
        return
    if far:
        tools.gateways.routing.off |= {gateway.name}
    key, what = f"{name}{':far' if far else ''}", "dearer-far" if far else "dearer"
    tools.alerts.tell(key, what, gateway=gateway.title, model=offer.name, took=took, listed=listed)


async def _note(tx: Tx, /, name: str, gateway: str, why: str, now: int, *, far: bool) -> bool:
    """Note that the owner is told now, and with what is ``far`` dearer switch the gateway off; False: told before."""
    if not far:
        return await told.once(tx, name, now)
    if not await told.once(tx, f"{name}:far", now):
        return False  # whoever switched it on again meanwhile knew why
    await told.once(tx, name, now)
    switch = switches.of_gateway(gateway)
    await switches.turn_off(tx, switch, why, "bot", now)
    await audit.note(tx, "bot", "gateway_off", switch, why, now)
    return True
