"""The bot as it is, but for its clock: a test moves that while the bot runs or is down."""

import asyncio
import os
import sys
import time
from pathlib import Path

from bot.cli import main
from bot.clock import SystemClock
from tests.harness import Bot, Sandbox


class MovedBot(Bot):
    """A bot process whose time a test sets; sleepers wake when their moment is passed over."""

    module = "tests.e2e.moved_bot"

    def __init__(self, sandbox: Sandbox, folder: Path, **settings: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(sandbox, folder, {**settings, "MOVED_CLOCK": str(folder / "clock")})
        self.moved_s = self.passed_s = 0.0
        self._write()

    def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        self.passed_s += seconds
        self.set_clock(seconds)

    def set_clock(self, seconds: float) -> None:
        """Set the clock on the wall forward, or back; no time passes."""
        self.moved_s += seconds
        self._write()

    def now(self) -> float:
        return time.time() + self.moved_s

    def _write(self) -> None:
        new = self.folder / "clock.new"
        new.write_text(f"{self.moved_s} {self.passed_s}")
        new.replace(self.folder / "clock")


def move_the_clock(file: Path) -> None:
    """Let every clock of this process add what the file says: seconds on the wall, seconds that passed."""

    def moved() -> list[float]:
        return [float(word) for word in file.read_text().split()]

    def steady(_: SystemClock) -> float:
        return time.monotonic() + moved()[1]

    async def sleep(clock: SystemClock, seconds: float) -> None:
        ends = steady(clock) + seconds
        while (rest := ends - steady(clock)) > 0:
            await asyncio.sleep(min(rest, 0.05))

    SystemClock.now = lambda _: int(time.time() + moved()[0])  # type: ignore[method-assign]
    SystemClock.steady = steady  # type: ignore[method-assign]
    SystemClock.sleep = sleep  # type: ignore[method-assign]


if __name__ == "__main__":
    move_the_clock(Path(os.environ["MOVED_CLOCK"]))
    sys.exit(main())
