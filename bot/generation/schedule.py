"""When to ask a gateway next, and when to stop: pure, so that it is tested as values."""

from __future__ import annotations

from dataclasses import dataclass

_SLOW_FACTOR = 3
_POLL_MAX_S = 15.0
_ASKS_LEAST = 8  # two minutes of slow polls
_LOOKUPS_S = (3, 5, 10, 20, 30, 60)


@dataclass(frozen=True, slots=True)
class Pace:
    """A gateway's habits, from its catalogue file; seconds."""

    first_poll_s: float
    poll_every_s: float
    deadline_s: int


def poll_wait_s(pace: Pace, elapsed_s: float, asked: int) -> float:
    """Return how long to wait before the next question: the first, then the usual, then slower when it takes long."""
    if asked == 0:
        return max(pace.first_poll_s - elapsed_s, 0.0)
    if elapsed_s > pace.deadline_s / 2:
        return max(pace.poll_every_s, _POLL_MAX_S)
    return pace.poll_every_s


def give_up_s(pace: Pace) -> int:
    """Return after how long a job is ended that the gateway still calls running, or says nothing of.

    The deadline alone does not end it: unknown is not failed, and the gateway may still deliver.
    """
    return pace.deadline_s * _SLOW_FACTOR


def is_hopeless(pace: Pace, elapsed_s: float, asked: int) -> bool:
    """Return whether to stop asking: we may have been away for long, the work be done, the first answers unlucky."""
    return elapsed_s > give_up_s(pace) and asked >= _ASKS_LEAST


def lookup_wait_s(tries: int) -> int:
    """Return the wait before look-up number ``tries`` of a lost submit."""
    return _LOOKUPS_S[min(tries, len(_LOOKUPS_S) - 1)]


def is_missing(looked: int) -> bool:
    """Return whether a submit that was in none of so many lists is not there: a list may lag behind."""
    return looked >= len(_LOOKUPS_S)
