"""A second tap on a slow line is one tap: remembers for a moment what was just pressed."""

from __future__ import annotations

from bot.clock import Clock

_QUIET_S = 5.0


class Taps:
    """One for the bot; how long a moment is may be told."""

    def __init__(self, clock: Clock, quiet_s: float = _QUIET_S) -> None:
        self._clock = clock
        self._quiet_s = quiet_s
        self._pressed: dict[str, float] = {}

    def note(self, nonce: str) -> bool:
        """Note a press; False where the same button was pressed a moment ago."""
        now = self._clock.steady()
        self._pressed = {key: at for key, at in self._pressed.items() if now - at < self._quiet_s}
        second = nonce in self._pressed
        self._pressed.setdefault(nonce, now)
        return not second

    def forget(self, nonce: str) -> None:
        """Let the next press count: what this one asked for was not done."""
        self._pressed.pop(nonce, None)
