"""Time as an argument: everything that waits or dates asks a clock, so that tests can move it."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Wall time in unix seconds, a steady time for intervals, and sleep."""

    def now(self) -> int: ...  # noqa: D102
    def steady(self) -> float: ...  # noqa: D102
    async def sleep(self, seconds: float) -> None: ...  # noqa: D102


class SystemClock:
    """The machine's own clock."""

    def now(self) -> int:
        """Return unix seconds."""
        return int(time.time())

    def steady(self) -> float:
        """Return seconds that never go back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
