"""Who may speak to the dashboard's server at once, and for how long without saying anything: it shares our process.

A client that never ends its first line would hold a socket for ever, and a thousand of them all that the bot may open.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sized
from typing import Protocol
from weakref import WeakSet

_AT_ONCE_MAX = 100


class Server(Protocol):
    """Makes who speaks with a caller, and knows how many there are."""

    @property
    def connections(self) -> Sized:
        """Return those who speak now."""

    def __call__(self) -> asyncio.Protocol:
        """Return one more."""


class Callers:
    """Lets in so many at once; who has asked for nothing in ``head_s`` seconds is sent away."""

    def __init__(self, server: Server, head_s: Callable[[], float]) -> None:
        self._server = server
        self._head_s = head_s
        self._heard: WeakSet[asyncio.BaseTransport] = WeakSet()

    def heard(self, transport: asyncio.BaseTransport | None) -> None:
        """Note that a caller has asked for something."""
        if transport is not None:
            self._heard.add(transport)

    def admit(self) -> asyncio.Protocol:
        """Return who speaks with a new caller."""
        if len(self._server.connections) >= _AT_ONCE_MAX:
            return _Shut()
        handler = self._server()
        asyncio.get_running_loop().call_later(self._head_s(), self._end_silent, handler)
        return handler

    def _end_silent(self, handler: asyncio.Protocol) -> None:
        transport: asyncio.Transport | None = getattr(handler, "transport", None)
        if transport is not None and transport not in self._heard:
            transport.abort()


class _Shut(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hang up."""
        transport.close()
