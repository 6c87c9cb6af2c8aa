"""How calls to Telegram leave: python-telegram-bot's request straight on aiohttp; httpx between them doubles the CPU.

Files go out as they are read: many results may be under way at once.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from os import SEEK_END
from typing import IO, Any, TypeAlias, cast

import aiohttp
from telegram import TelegramObject
from telegram.error import BadRequest, InvalidToken, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

log = logging.getLogger(__name__)
_READ_S = 60.0  # the answer to a large upload may take longer than PTB's 5 s, and a time-out does not mean "not sent"
_CONNECT_S = 10.0
_POOL_WAIT_S = 120.0
_SLOWEST_BYTES_S = 64 * 1024  # an upload below it is given up
_ANSWER_MOST = 32 * 1024 * 1024  # a person's file has at most 20 MiB, a hundred updates less
_IDLE_S = 5.0
_CHUNK_BYTES = 256 * 1024
_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)

_File: TypeAlias = tuple[str, bytes | IO[bytes], str]  # name, content, type
_Seconds: TypeAlias = Any  # a number, None, or PTB's mark for "not said", whose type it keeps to itself


def never_left(error: Exception) -> bool:
    """Say whether this error of a call means that its address could not be reached at all."""
    return isinstance(error.__cause__, _NEVER_LEFT)


def refuses_token(error: Exception) -> bool:
    """Say whether this error means that Telegram does not know the token."""
    return isinstance(error, InvalidToken)


@dataclass(frozen=True, slots=True)
class _Plain:
    """The fields of a call without files, as `RequestData` names them: to make one of those costs half a call."""

    parameters: Mapping[str, Any]
    contains_files: bool = False


async def post(request: BaseRequest, url: str, fields: Mapping[str, Any], read_s: float | None) -> Any:  # noqa: ANN401
    """Make one call; fields that are None are left out. Raises as PTB does; returns what was answered, as it is."""
    plain = _Plain({name: _value(value) for name, value in fields.items() if value is not None})
    return await request.post(url, cast("RequestData", plain), read_timeout=read_s)  # it only hands it on to us


def _value(value: object) -> object:
    return value.to_dict() if isinstance(value, TelegramObject) else value


class Sending(BaseRequest):
    """A pool of connections to the Bot API; where no answer came it is TimedOut: the call may have been carried out."""

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """How long an answer may take, in seconds."""
        return _READ_S

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer. Raises TimedOut where it is not Telegram's but somebody's on the way, a proxy's perhaps."""
        try:
            # One bad byte must not hold up a hundred updates.
            answer = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            raise TimedOut("the answer is no JSON") from None
        if not isinstance(answer, dict):
            raise TimedOut("the answer is no object")
        return answer

    async def initialize(self) -> None:
        """Open the pool; a second call does nothing."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=_IDLE_S)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
            )

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0913, PLR0917 (PTB's own signature)
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: _Seconds = BaseRequest.DEFAULT_NONE,
        write_timeout: _Seconds = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 (the read time-out begins after writing)
        connect_timeout: _Seconds = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 (ours hold for every call)
        pool_timeout: _Seconds = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 (as above)
    ) -> tuple[int, bytes]:
        """Send one call; status and body of the answer.

        Raises NetworkError where no word of it left, so that it may be made again, and TimedOut (one of those, as PTB
        has it) where the answer is lost: cut off, late, endless, or a 5xx, behind which it may have been carried out.
        """
        if self._session is None:
            raise RuntimeError("initialize() comes first")
        body, headers = _body(request_data)
        read_s = read_timeout if isinstance(read_timeout, int | float) else _READ_S
        total_s = _POOL_WAIT_S + read_s + int(headers.get("Content-Length", 0)) / _SLOWEST_BYTES_S
        timeout = aiohttp.ClientTimeout(total_s, connect=_POOL_WAIT_S, sock_connect=_CONNECT_S, sock_read=read_s)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                status, words = answer.status, await _read(answer)
        except _NEVER_LEFT as error:
            raise NetworkError(f"{type(error).__name__}") from error  # aiohttp's own words would hold the token
        except (aiohttp.ClientError, OSError) as error:
            raise TimedOut from error
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise TimedOut(f"Telegram stumbled ({status})")
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:  # PTB takes it for trouble on the way
            raise BadRequest("Request Entity Too Large")
        if method == "POST" and status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):  # a GET is a person's file
            log.error("telegram.token_refused", extra={"method": url.rsplit("/", 1)[-1], "status": status})
        return status, words


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    """Read an answer to its end. Raises ClientPayloadError where it has none within reason."""
    words = bytearray()
    async for chunk in answer.content.iter_any():
        words += chunk
        if len(words) > _ANSWER_MOST:
            raise aiohttp.ClientPayloadError("the answer is too long")
    return bytes(words)


def _body(request_data: RequestData | None) -> tuple[bytes | AsyncIterator[bytes] | None, dict[str, str]]:
    headers = {"User-Agent": BaseRequest.USER_AGENT, "Accept-Encoding": "identity"}  # no small answer grows large here
    if request_data is None:
        return None, headers
    if not request_data.contains_files:
        return json.dumps(request_data.parameters).encode(), headers | {"Content-Type": "application/json"}
    form = _Form(secrets.token_hex(16), request_data.json_parameters, request_data.multipart_data)
    return form.chunks(), headers | {"Content-Type": form.type, "Content-Length": str(form.size())}


@dataclass(frozen=True, slots=True)
class _Form:
    """A form with files (RFC 7578)."""

    boundary: str
    fields: Mapping[str, str]
    files: Mapping[str, _File]

    @property
    def type(self) -> str:
        return f"multipart/form-data; boundary={self.boundary}"

    def size(self) -> int:
        """Return the length of the whole, in bytes."""
        return sum(len(piece) if isinstance(piece, bytes) else _left(piece) for piece in self._pieces())

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the whole in pieces."""
        for piece in self._pieces():
            if isinstance(piece, bytes):
                yield piece
            else:
                while chunk := piece.read(_CHUNK_BYTES):
                    yield chunk

    def _pieces(self) -> Iterable[bytes | IO[bytes]]:
        mark = f"--{self.boundary}"
        plain = "".join(
            f'{mark}\r\nContent-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n{value}\r\n'
            for name, value in self.fields.items()
        )
        yield plain.encode()
        for name, (filename, content, kind) in self.files.items():
            where = f'form-data; name="{_quoted(name)}"; filename="{_quoted(filename)}"'
            yield f"{mark}\r\nContent-Disposition: {where}\r\nContent-Type: {kind}\r\n\r\n".encode()
            yield content
            yield b"\r\n"
        yield f"{mark}--\r\n".encode()


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _left(file: IO[bytes]) -> int:
    """Return how many bytes are still to be read."""
    here = file.tell()
    end = file.seek(0, SEEK_END)
    file.seek(here)
    return end - here
