"""What the steps of the road share; made once in `bot.app`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.clock import Clock
from bot.generation.ports import Alerts, Display, Sources
from bot.generation.quote import Quoting
from bot.generation.rules import Rules
from bot.providers.gateways import Gateways
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Tools:
    """The parts by name."""

    db: Database
    gateways: Gateways
    quoting: Quoting
    rules: Rules
    display: Display
    sources: Sources
    alerts: Alerts
    clock: Clock
    data_dir: Path
