"""Our bot with its event loop watched: ``python -m bench.watched OUT <arguments of the bot>``.

Writes to OUT how late a timer of 5 ms came, in ms: ``{"p50": …, "p99": …, "max": …}``.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from bench.report import quantile
from bot.cli import main

_EVERY_S = 0.005


class Watched(asyncio.SelectorEventLoop):
    """A loop that asks itself every 5 ms how late it is."""

    late_ms: list[float]

    def run_forever(self) -> None:
        """Run, watched from the first turn on."""
        self.late_ms = late_ms
        self.call_later(_EVERY_S, self._tick, self.time() + _EVERY_S)
        super().run_forever()

    def _tick(self, due: float) -> None:
        now = self.time()
        self.late_ms.append((now - due) * 1000)
        self.call_later(_EVERY_S, self._tick, now + _EVERY_S)


class _Policy(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return Watched()


if __name__ == "__main__":
    late_ms: list[float] = []
    asyncio.set_event_loop_policy(_Policy())
    code = main(sys.argv[2:])
    figures = {"p50": quantile(late_ms, 0.5), "p99": quantile(late_ms, 0.99), "max": max(late_ms)}
    Path(sys.argv[1]).write_text(json.dumps({name: round(value, 1) for name, value in figures.items()}))
    sys.exit(code)
