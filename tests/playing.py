"""Everything on sale, as in play mode: every gateway has a key, and what has no price a made-up one."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from bot.generation.quote import Quoting
from bot.providers.catalog import SHIPPED, Catalog, load_catalog
from bot.providers.discovery import protocols
from bot.providers.gateways import GatewayAccess, Gateways
from bot.providers.play_prices import write_play_prices
from tests.clock import FakeClock


def play_catalog(folder: Path) -> Catalog:
    """Return the catalogue of such a house; its prices are written to the folder."""
    write_play_prices(folder, SHIPPED, protocols=protocols())
    return load_catalog(SHIPPED, folder, protocols=protocols())


def quoting_of(catalog: Catalog, default: str | None = None) -> Quoting:
    """Return the quoting of a house with this catalogue and default model."""
    access = [GatewayAccess(name, SecretStr("k" * 20)) for name in catalog.gateways]
    return Quoting(catalog, Gateways(catalog, access, protocols(), FakeClock()), FakeClock(), default)


def play_quoting(folder: Path, default: str | None = None) -> Quoting:
    """Return both in one."""
    return quoting_of(play_catalog(folder), default)
