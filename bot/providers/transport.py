"""The only module that sends: keys, deadlines, capped bodies, and errors that tell whether anything may have happened.

httpx speaks through aiohttp (a tenth of the CPU with many calls in flight). No redirects, no cookies, no proxy of the
environment. What this module raises holds neither address nor key.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import random
import ssl
import time
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from pydantic import SecretStr

from bot.errors import AtelierError
from bot.media.check import BYTES_MAX
from bot.providers.auth import STYLES, AuthStyle
from bot.providers.outbound import BlockedAddressError, Place, PublicResolver
from bot.providers.outgoing import Mixed, json_body, large_form
from bot.providers.wire import Call, Reply

log = logging.getLogger(__name__)
MIB = 1024 * 1024
_READ_AHEAD = 16 * 1024
_CONNECT_S = 10.0
_IN_FLIGHT_MAX = 2_000
_IDLE_S = 4.0  # below what servers keep (5 s and more), so that a submit seldom meets a connection just closed
_TRIES = 3
_HAND_WAIT_S = 20.0
_HEADERS = {"accept": "*/*", "accept-encoding": "identity", "user-agent": "atelier/0.1"}
# With the fault of aiohttp behind the httpx error: httpx-aiohttp calls a connection lost after sending a "connect
# time-out", and to send again then could be paid twice.
_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorCertificateError)


class NotSentError(AtelierError):
    """Nothing reached the gateway: no connection. Safe to try again."""


class NoAnswerError(AtelierError):
    """Sending had begun and no whole answer came: the gateway may have done the work."""


class TooLargeError(NoAnswerError):
    """The answer is larger than we take."""


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer whose body is still coming; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    chunks: AsyncIterator[bytes]


class Hand:
    """One of the few answers that are in memory at a time: taken when an answer begins, freed when it is stored.

    A thousand pictures that are ready together would else stand in memory together; so they wait in their sockets. It
    is a bound that yields: nobody waits so long that an answer could be lost.
    """

    def __init__(self, hands: asyncio.Semaphore) -> None:
        self._hands = hands
        self._taken = False

    async def take(self) -> None:
        """Wait for a free hand, for a while."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_HAND_WAIT_S):
                await self._hands.acquire()
                self._taken = True

    def free(self) -> None:
        """Let the next one have it. A second call does nothing."""
        if self._taken:
            self._taken = False
            self._hands.release()

    def __enter__(self) -> Self:
        """Return itself; freed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Free it."""
        self.free()


class Network:
    """The sockets, one pool for all gateways and a guarded one for links that came in answers."""

    def __init__(self) -> None:
        context = _trusted()
        self.gateways = AiohttpTransport(verify=context, client=lambda: _session(context), trust_env=False)
        self.links = AiohttpTransport(
            verify=context, client=lambda: _session(context, PublicResolver()), trust_env=False
        )

    async def close(self) -> None:
        """Close every connection."""
        await self.gateways.aclose()
        await self.links.aclose()

    async def __aenter__(self) -> Self:
        """Return itself; closed at the end of the block."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        await self.close()


@functools.cache  # to read the system's certificates takes 30 ms
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


def _session(context: ssl.SSLContext, resolver: PublicResolver | None = None) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        limit=_IN_FLIGHT_MAX, keepalive_timeout=_IDLE_S, ssl=context, resolver=resolver, ttl_dns_cache=30
    )
    return aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False, read_bufsize=_READ_AHEAD
    )


class Transport:
    """Sends calls to one gateway, with its key."""

    def __init__(self, network: Network, gateway: str, base_url: str, key: SecretStr, auth: AuthStyle) -> None:
        self._network = network
        self._gateway = gateway
        self._base = base_url.rstrip("/")
        self._own = httpx.URL(self._base)
        self._key = key
        self._headers = {**_HEADERS, **STYLES[auth](key)}

    @property
    def base_url(self) -> str:
        """The gateway's address as it is configured."""
        return self._base

    async def send(
        self,
        call: Call,
        *,
        timeout_s: float,
        body_max: int = BYTES_MAX,
        hand: Hand | None = None,
        heard: Callable[[bytes], None] | None = None,
    ) -> Reply:
        """Send one call and read the whole answer within ``timeout_s`` seconds, connecting included.

        ``heard`` gets each piece of the answer as it comes.

        Raises:
            NotSentError: no connection within three tries; nothing happened there.
            NoAnswerError: anything else; the gateway may have the work. TooLargeError: more than ``body_max`` bytes.

        """
        request = await self._request(call, timeout_s)
        started = time.perf_counter()
        try:
            async with asyncio.timeout(timeout_s):
                async with _opened(self._network.gateways, request) as stream:
                    if hand is not None:
                        await hand.take()
                    body = b"".join([_told(chunk, heard) async for chunk in capped(stream, body_max)])
        except TimeoutError:
            self._note(call, started, "no answer in time")
            raise NoAnswerError(f"{self._gateway}: no whole answer in {timeout_s:g} s") from None
        except AtelierError as error:
            self._note(call, started, str(error))
            raise type(error)(f"{self._gateway}: {error}") from None
        if log.isEnabledFor(logging.DEBUG):
            log.debug(
                "gateway.answered", extra=self._facts(call, started) | {"status": stream.status, "bytes": len(body)}
            )
        return Reply(stream.status, body, stream.headers)

    @asynccontextmanager
    async def stream(self, call: Call, *, timeout_s: float) -> AsyncIterator[Stream]:
        """Send a call and hand over its body as it comes, to be read inside the block; same errors as `send`."""
        request = await self._request(call, timeout_s)
        async with self._streamed(self._network.gateways, request, timeout_s) as stream:
            yield stream

    @asynccontextmanager
    async def stream_link(self, place: Place, *, timeout_s: float) -> AsyncIterator[Stream]:
        """Fetch a checked address without our key; same errors as `send`, and BlockedAddressError."""
        pool = self._network.gateways if place.own else self._network.links
        request = httpx.Request("GET", place.url, headers=_HEADERS, extensions=_timeouts(timeout_s))
        async with self._streamed(pool, request, timeout_s) as stream:
            yield stream

    @asynccontextmanager
    async def _streamed(
        self, pool: AiohttpTransport, request: httpx.Request, timeout_s: float
    ) -> AsyncIterator[Stream]:
        try:
            async with asyncio.timeout(timeout_s), _opened(pool, request) as stream:
                yield stream
        except TimeoutError:
            raise NoAnswerError(f"{self._gateway}: no whole file in {timeout_s:g} s") from None

    async def _request(self, call: Call, timeout_s: float) -> httpx.Request:
        headers = {**call.headers, **self._headers}
        body: bytes | Mixed | None = None
        if call.json_body is not None:
            body, headers["content-type"] = await json_body(call.json_body), "application/json"
        elif (form := large_form(call)) is not None:
            body, headers["content-type"] = form
        if isinstance(body, Mixed):
            headers["content-length"] = str(body.size)
        request = httpx.Request(
            call.method,
            self._base + call.path,
            params=dict(call.query) or None,
            headers=headers,
            content=body if isinstance(body, bytes) else None,
            data=dict(call.form) or None if body is None else None,
            files=_in_memory(call) if body is None else None,
            stream=_FromDisk(body) if isinstance(body, Mixed) else None,
            extensions=_timeouts(timeout_s),
        )
        own, url = self._own, request.url
        if (url.scheme, url.host, url.port) != (own.scheme, own.host, own.port) or url.userinfo:
            raise ValueError("the call leads away from the gateway; the key stays here")
        if not isinstance(body, Mixed):
            await request.aread()
        return request

    def _facts(self, call: Call, started: float) -> dict[str, Any]:
        took_ms = round((time.perf_counter() - started) * 1000)
        return {"gateway": self._gateway, "method": call.method, "path": call.path, "took_ms": took_ms}

    def _note(self, call: Call, started: float, trouble: str) -> None:
        log.warning("gateway.silent", extra=self._facts(call, started) | {"trouble": trouble})


def _told(chunk: bytes, heard: Callable[[bytes], None] | None) -> bytes:
    if heard is not None:
        heard(chunk)
    return chunk


def _timeouts(timeout_s: float) -> dict[str, Any]:
    connect = min(_CONNECT_S, timeout_s / 4)  # three tries end before the whole deadline does
    return {"timeout": {"connect": connect, "pool": connect, "read": None, "write": None}}


def _in_memory(call: Call) -> list[tuple[str, tuple[str, bytes, str]]] | None:
    parts = [(part, part.data) for part in call.files if isinstance(part.data, bytes)]
    return [(part.field, (part.filename, data, part.mime)) for part, data in parts] or None


class _FromDisk(httpx.AsyncByteStream):
    """A body with a large file in it; read again where the call is tried again."""

    def __init__(self, body: Mixed) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._body.read():
            yield piece


@asynccontextmanager
async def _opened(pool: AiohttpTransport, request: httpx.Request) -> AsyncIterator[Stream]:
    """Send and yield the answer; every fault becomes one of our errors, while the body is read too."""
    try:
        response = await _connected(pool, request)
        try:
            headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers.raw}
            chunks = _decoded(response.aiter_raw(), headers.get("content-encoding", ""))
            yield Stream(response.status_code, headers, chunks)
        finally:
            await response.aclose()
    except (httpx.HTTPError, httpx.StreamError, aiohttp.ClientError, ConnectionError, zlib.error) as error:
        raise NoAnswerError(f"the answer broke off ({_kind(error)})") from None


async def _connected(pool: AiohttpTransport, request: httpx.Request) -> httpx.Response:
    for tries in range(1, _TRIES + 1):
        try:
            return await pool.handle_async_request(request)
        except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError) as error:
            cause = error.__cause__ or error
            if _is_blocked(cause):
                raise BlockedAddressError("the host leads to an address that is not public") from None
            if not isinstance(cause, _NOT_SENT):
                raise NoAnswerError(f"no answer ({_kind(error)})") from None
            if tries == _TRIES:
                raise NotSentError(f"not reachable ({_kind(error)})") from None
        await asyncio.sleep(random.uniform(0.05, 0.15) * tries)  # noqa: S311 (jitter is no secret)
    raise AssertionError("unreachable")


def _is_blocked(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, BlockedAddressError) or isinstance(getattr(error, "os_error", None), BlockedAddressError):
            return True
        error = error.__cause__
    return False


def _kind(error: BaseException) -> str:
    return type(error.__cause__ or error).__name__


async def _decoded(chunks: AsyncIterator[bytes], encoding: str) -> AsyncIterator[bytes]:
    """Undo gzip from a server that was asked not to use it, in bites, so that a bomb meets the cap of its reader."""
    if encoding.strip().lower() not in {"gzip", "x-gzip", "deflate"}:
        async for chunk in chunks:
            yield chunk
        return
    inflate = zlib.decompressobj(wbits=47)
    async for chunk in chunks:
        waiting = chunk
        while waiting:
            yield inflate.decompress(waiting, MIB)
            waiting = inflate.unconsumed_tail
    if not inflate.eof:
        raise zlib.error("cut short")


async def capped(stream: Stream, most: int) -> AsyncIterator[bytes]:
    """Yield an answer's body as it comes; raises TooLargeError as soon as it is known to be of more bytes."""
    length = stream.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise TooLargeError(f"an answer of more than {most} bytes")
    size = 0
    async for chunk in stream.chunks:
        size += len(chunk)
        if size > most:
            raise TooLargeError(f"an answer of more than {most} bytes")
        yield chunk
