"""What goes wrong on demand: a list of faults, each used up by the requests it matches, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = frozenset(
    {"status", "html", "cut", "lost", "refuse_connection", "drip", "hang", "not_a_picture", "delay"},
)
SPOILED_PICTURE = "not_a_picture"
_TYPES: dict[str, type | tuple[type, ...]] = {
    "to": str,
    "kind": str,
    "match": str,
    "times": int,
    "after": int,
    "seconds": (int, float),
    "status": int,
    "body": str,
    "headers": dict,
}


@dataclass
class Fault:
    """One thing that goes wrong; the fields are those of ``POST /control/faults`` in docs/sandbox.md."""

    to: str
    kind: str
    match: str = ""
    times: int = 1  # 0: until cleared
    after: int = 0  # so many matching requests pass first
    seconds: float = 600.0
    status: int | None = None
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    used: int = 0

    def matches(self, to: str, what: str) -> bool:
        """Say whether a request (``what`` is HTTP method and path) to ``to`` is meant."""
        return self.to == to and self.match.lower() in what.lower() and (self.times == 0 or self.used < self.times)


def read_fault(given: Mapping[str, Any]) -> Fault:
    """Read one fault of the control API; raises ValueError with a sentence."""
    for name, value in given.items():
        if name not in _TYPES:
            raise ValueError(f"a fault has no field {name!r}")
        if not isinstance(value, _TYPES[name]):
            raise ValueError(f"{name} of a fault is of the wrong type: {value!r}")  # noqa: TRY004 (all of these are)
    if given.get("kind") not in KINDS:
        raise ValueError(f"kind of a fault must be one of {', '.join(sorted(KINDS))}")
    if not given.get("to"):
        raise ValueError('a fault needs "to": telegram or a gateway')
    return Fault(**given)


class Faults:
    """The faults that are set now."""

    def __init__(self) -> None:
        """Start with none."""
        self._faults: list[Fault] = []

    def set(self, faults: Iterable[Fault]) -> None:
        """Replace all faults."""
        self._faults = list(faults)

    def take(self, to: str, what: str, *, picture: bool = False) -> Fault | None:
        """Use up and return the first fault that matches, or nothing.

        With ``picture`` only `not_a_picture` faults are looked at, without it all others.
        """
        for fault in self._faults:
            if (fault.kind == SPOILED_PICTURE) != picture or not fault.matches(to, what):
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            fault.used += 1
            return fault
        return None
