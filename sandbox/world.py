"""The sandbox's shared core: settings of gateways, their tasks, faults, the request log, and what is kept on disk.

Gateways build on this (``sandbox.providers.routes(world) -> list[web.RouteDef]``); the middleware in
`sandbox.traffic` logs every request and applies every fault but `not_a_picture`, so a gateway needs to do neither.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Protocol

from sandbox.faults import Faults
from sandbox.request_log import RequestLog

BOT_TOKEN = "4242424242:sandbox-token-for-this-machine-only"  # noqa: S105 (a sandbox's token opens nothing)
GATEWAYS = ("thucchien", "key4u", "flow")


@dataclass
class GatewaySettings:
    """How one gateway works; changed by ``POST /control/gateways/{name}``."""

    latency_s: float = 2.0  # from submit to result
    steps: int = 4  # progress steps that a poll can see
    refuse_words: tuple[str, ...] = ("forbidden",)
    fixed_picture: bool = False  # one prepared picture for all: no painting, for load tests
    threads: int = 0  # jobs in flight at once, 0 = no limit
    credits: int = 100_000
    bill_times: int = 1  # so many times the price is billed

    def change(self, given: Mapping[str, Any]) -> None:
        """Change the named settings only; raises ValueError with a sentence and then changes nothing."""
        known = {item.name: item for item in fields(self)}
        changes: dict[str, Any] = {}
        for name, value in given.items():
            if name not in known:
                raise ValueError(f"a gateway has no setting {name!r}")
            changes[name] = _read_setting(name, value, getattr(self, name))
        for name, value in changes.items():
            setattr(self, name, value)


def _read_setting(name: str, value: object, present: object) -> object:
    match present, value:
        case bool(), bool():
            return value
        case int(), int() if not isinstance(present, bool) and not isinstance(value, bool) and value >= 0:
            return value
        case float(), float() | int() if not isinstance(value, bool) and value >= 0:
            return float(value)
        case tuple(), list() if all(isinstance(word, str) for word in value):
            return tuple(value)
        case _:
            raise ValueError(f"{name} cannot be {value!r}")


@dataclass
class Task:
    """What a gateway was asked to make and would bill; ``billed`` is an exact decimal as text, in ``unit``."""

    gateway: str
    id: str
    prompt: str
    model: str
    state: str
    count: int
    billed: str
    unit: str


class Part(Protocol):
    """A part of the world that is kept on disk and can start over."""

    def snapshot(self) -> Any:  # noqa: ANN401 (JSON)
        """Return everything that must survive a restart, as JSON."""

    def restore(self, kept: Any) -> None:  # noqa: ANN401 (JSON)
        """Take back what `snapshot` gave."""

    def reset(self) -> None:
        """Be as at the first start."""


class World:
    """Everything the sandbox's rooms share.

    A gateway reads ``world.gateways[name]`` at each request, appends to and changes ``world.tasks``, asks
    ``world.spoils_picture(name, path)`` before it sends a picture's bytes, waits on ``world.now`` (unix seconds) and
    plain ``asyncio.sleep``. State that must survive a restart goes in a `Part` given to ``add_part``; ``touch`` after
    each change of it. ``on_reset`` of a part ends what is running.
    """

    def __init__(self, token: str = BOT_TOKEN, *, now: Callable[[], float] = time.time) -> None:
        """Make a fresh world with no faults and an empty log."""
        self.token = token
        self.now = now
        self.faults = Faults()
        self.log = RequestLog()
        self.gateways: dict[str, GatewaySettings] = {name: GatewaySettings() for name in GATEWAYS}
        self.tasks: list[Task] = []
        self.parts: dict[str, Part] = {}
        self.on_touch: Callable[[], None] | None = None

    def addressee(self, path: str) -> str | None:
        """Say who a request's path speaks to: ``telegram``, a gateway, or nobody whose traffic is logged."""
        if path.startswith(("/bot", "/file/bot")):
            return "telegram"
        first = path.split("/", 2)[1] if path.startswith("/") else ""
        return first if first in self.gateways else None

    def spoils_picture(self, gateway: str, path: str) -> bool:
        """Say (and use up the fault) whether text bytes must go out where this request's picture should be."""
        return self.faults.take(gateway, path, picture=True) is not None

    def add_part(self, name: str, part: Part) -> None:
        """Keep this part on disk with the rest, under a name of its own."""
        self.parts[name] = part

    def touch(self) -> None:
        """Tell that something worth keeping changed; it is on disk within 0.3 s when there is a state folder."""
        if self.on_touch is not None:
            self.on_touch()

    def snapshot(self) -> dict[str, Any]:
        """Return everything that survives a restart, as JSON."""
        return {
            "tasks": [asdict(task) for task in self.tasks],
            "parts": {name: part.snapshot() for name, part in self.parts.items()},
        }

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Take back what `snapshot` gave; parts must have been added before."""
        self.tasks[:] = [Task(**task) for task in kept["tasks"]]
        for name, part in self.parts.items():
            if name in kept["parts"]:
                part.restore(kept["parts"][name])

    def reset(self) -> None:
        """Be as at the first start: settings, tasks, faults, log and every part."""
        self.faults.set(())
        self.log.clear()
        self.gateways.update({name: GatewaySettings() for name in self.gateways})
        self.tasks.clear()
        for part in self.parts.values():
            part.reset()
        self.touch()
