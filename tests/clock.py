"""A clock for tests: sleeping moves it on at once, so that hours take no time."""

import asyncio


class FakeClock:
    """Implements `bot.clock.Clock`; ``slept`` lists every sleep asked for."""

    def __init__(self, now: int = 1_795_000_000) -> None:
        self._began = now
        self._passed = 0.0
        self.slept: list[float] = []

    def now(self) -> int:
        return self._began + int(self._passed)

    def steady(self) -> float:
        return self._passed

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.move(seconds)
        await asyncio.sleep(0)

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self._passed += max(seconds, 0.0)
