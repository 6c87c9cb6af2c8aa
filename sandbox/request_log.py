"""What Telegram and the gateways were asked: a bounded list, long texts and files by their size and sha256 only."""

from __future__ import annotations

import hashlib
import json
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.forms import Form

KEPT_REQUESTS = 20_000
LONG_TEXT = 8_192  # characters; longer strings (base64 pictures) are kept as size and sha256


@dataclass
class LoggedRequest:
    """One request, ``at`` in unix seconds; ``body`` is JSON, or bytes to be read; ``status`` 0: no answer went out."""

    n: int
    to: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: Any = None
    status: int = 0
    problems: list[str] = field(default_factory=list)
    at: float = field(default_factory=time.time)

    def as_json(self) -> dict[str, Any]:
        """Return what ``GET /control/requests`` shows."""
        return {
            "n": self.n,
            "at": self.at,
            "to": self.to,
            "method": self.method,
            "path": self.path,
            "headers": dict(self.headers),
            "body": shorten(read_body(self.body)) if isinstance(self.body, bytes) else self.body,
            "status": self.status,
            "problems": self.problems,
        }


def describe_form(form: Form) -> dict[str, Any]:
    """Return how a form is shown in the log: its fields, and its files by name, size and sha256."""
    shown = dict(form.fields)
    for name, upload in form.files:
        shown[name] = {"filename": upload.filename, "size": len(upload.content), "sha256": upload.sha256}
    return shown


def read_body(content: bytes) -> Any:  # noqa: ANN401 (JSON)
    """Return the JSON of a body, its text, or its size and sha256."""
    if not content:
        return None
    try:
        return json.loads(content)
    except ValueError:
        pass
    try:
        return content.decode()
    except UnicodeDecodeError:
        return {"filename": "", "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def shorten(value: Any) -> Any:  # noqa: ANN401 (JSON)
    """Replace long strings anywhere in a JSON value by ``{"size", "sha256"}``."""
    if isinstance(value, str) and len(value) > LONG_TEXT:
        return {"size": len(value), "sha256": hashlib.sha256(value.encode()).hexdigest()}
    if isinstance(value, dict):
        return {name: shorten(item) for name, item in value.items()}
    if isinstance(value, list):
        return [shorten(item) for item in value]
    return value


class RequestLog:
    """The last `KEPT_REQUESTS` requests, numbered from 1."""

    def __init__(self) -> None:
        """Start empty."""
        self._requests: deque[LoggedRequest] = deque(maxlen=KEPT_REQUESTS)
        self._last = 0

    def add(self, to: str, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> LoggedRequest:
        """Note a request; a long body is shortened at once so that pictures are not held in memory."""
        self._last += 1
        kept: Any = body if len(body) <= LONG_TEXT else shorten(read_body(body))
        request = LoggedRequest(self._last, to, method, path, headers, kept)
        self._requests.append(request)
        return request

    def read(self, to: str | None = None, since: int = 0) -> list[dict[str, Any]]:
        """Return requests with a number above ``since``, oldest first."""
        return [r.as_json() for r in self._requests if r.n > since and (to is None or r.to == to)]

    def clear(self) -> None:
        """Forget all requests; numbers go on."""
        self._requests.clear()
