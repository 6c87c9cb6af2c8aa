"""The methods that this server knows: each module in `sandbox.telegram.methods` registers its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sandbox.forms import Upload
from sandbox.telegram.state import Telegram


@dataclass(frozen=True)
class Call:
    """One call of a method: typed parameters and uploaded files by field name."""

    method: str
    values: Mapping[str, Any]
    uploads: Mapping[str, Upload]

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 (JSON)
        """Return a parameter."""
        return self.values.get(name, default)


Handler = Callable[[Telegram, Call], Awaitable[Any]]
METHODS: dict[str, Handler] = {}
_SomeHandler = TypeVar("_SomeHandler", bound=Handler)


def method(name: str) -> Callable[[_SomeHandler], _SomeHandler]:
    """Register the decorated function as a method of the Bot API."""

    def register(handler: _SomeHandler) -> _SomeHandler:
        METHODS[name.lower()] = handler
        return handler

    return register
