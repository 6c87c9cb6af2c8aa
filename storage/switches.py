"""What the owner switched off: requests while the house is mended, all spending, one gateway.

A row means off. Nothing that runs is stopped by one; what is off takes nothing new.
"""

from __future__ import annotations

from dataclasses import dataclass

from storage.database import Tx

MAINTENANCE = "maintenance"
SPENDING = "spending"


@dataclass(frozen=True, slots=True)
class Switch:
    """What is off: `MAINTENANCE`, `SPENDING` or ``gw:<gateway>``; why, by whom and since when."""

    name: str
    reason: str
    actor: str
    at: int


def of_gateway(gateway: str) -> str:
    """Name a gateway's switch."""
    return f"gw:{gateway}"


async def turn_off(tx: Tx, name: str, reason: str, actor: str, now: int) -> bool:
    """Switch off; False where it was off already (the first reason stays)."""
    fresh = await tx.execute(
        "INSERT INTO switch (name, reason, actor, at) VALUES (:name, :reason, :actor, :now) "
        "ON CONFLICT (name) DO NOTHING",
        name=name,
        reason=reason,
        actor=actor,
        now=now,
    )
    return bool(fresh)


async def turn_on(tx: Tx, name: str) -> bool:
    """Switch on again; False where it was on."""
    return bool(await tx.execute("DELETE FROM switch WHERE name = :name", name=name))


async def find(tx: Tx, name: str) -> Switch | None:
    """Return why something is off; None where it is on."""
    row = await tx.one("SELECT name, reason, actor, at FROM switch WHERE name = :name", name=name)
    return None if row is None else Switch(*row)


async def is_off(tx: Tx, name: str) -> bool:
    """Whether it is off."""
    return await find(tx, name) is not None


async def all_off(tx: Tx) -> dict[str, Switch]:
    """Return everything that is off, by name."""
    rows = await tx.all("SELECT name, reason, actor, at FROM switch ORDER BY name")
    return {row["name"]: Switch(*row) for row in rows}


async def gateway_is_off(tx: Tx, gateway: str) -> bool:
    """Whether nothing may be sent to a gateway now: it is off itself, or all spending is."""
    found = await tx.value(
        "SELECT 1 FROM switch WHERE name IN (:all, :gateway) LIMIT 1", all=SPENDING, gateway=of_gateway(gateway)
    )
    return found is not None
