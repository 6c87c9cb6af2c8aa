"""How a row of the table of answers is written; the rows are in ``outcomes_at_once``, ``_films`` and ``_jobs``.

A row is one wire protocol in ten situations. Each situation holds the answers of that gateway in its own words, to
which of our calls it gives them, and what they must become. A situation that a protocol cannot have says so.
"""

from __future__ import annotations

import base64
import io
import json
import wave
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from bot.providers.wire import KeyedFile, RemoteFile, Reply, Task
from tests.providers.pictures import picture

To = Literal["submit", "poll", "fetch", "download"]
Becomes = Literal[
    "accepted", "finished", "succeeded", "running", "refused", "invalid", "exhausted", "broken", "unclear", "gone"
]
MEDIA = "https://media.example"  # where results lie; a test that fetches them puts its own server there
PICTURE = picture()
BASE64 = base64.b64encode(PICTURE).decode()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one of our calls and what it must become.

    ``wait_s``: with exhausted, when the gateway may be asked again; None is not before the owner acted. ``noted``: with
    running, the owner's log gets a word of it. ``percent``: how far the work is, where the gateway tells.
    """

    to: To
    becomes: Becomes
    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    wait_s: int | None = None
    noted: bool = False
    percent: int | None = None

    def reply(self, media: str = MEDIA) -> Reply:
        """Return it as it arrives, its links leading to ``media``."""
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        plain = MEDIA.replace("https", "http").encode()
        return Reply(
            self.status, body.replace(MEDIA.encode(), media.encode()).replace(plain, media.encode()), self.headers
        )


@dataclass(frozen=True, slots=True)
class CannotBe:
    """A situation that a protocol does not know, and why."""

    why: str


Situation = tuple[Answer, ...] | CannotBe
NEVER_RUNS = CannotBe("the answer to the submit is the result: there is nothing to ask again")
NO_LINK = CannotBe("the result lies in the answer itself: there is no link that could expire")
GONE = {RemoteFile: (403, 404, 410), KeyedFile: (404, 410)}  # what a link says that ran out; with our key 403 is no end


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One protocol in ten situations, and what leads to them.

    ``wire`` is the offer's table. ``accepted`` is the answer to a good submit, ``finished`` the one to a poll after
    which the result is fetched. ``expired`` names the kinds of links that its results are.
    """

    protocol: str
    wire: Mapping[str, str | bool] = field(default_factory=dict)
    task: Task = Task.IMAGE
    accepted: Answer | None = None
    finished: Answer | None = None
    success: Situation
    running: Situation
    refused: Situation
    invalid: Situation
    no_credit: Situation
    throttled: Situation
    broken: Situation
    unknown_status: Situation
    missing_result: Situation
    expired: tuple[type[RemoteFile | KeyedFile], ...] | CannotBe

    def situations(self) -> dict[str, Situation]:
        """Return the situations that are answers by name; the expired link is none, it is what a download meets."""
        known = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: known[name] for name in SITUATIONS}


SITUATIONS = (
    "success",
    "running",
    "refused",
    "invalid",
    "no_credit",
    "throttled",
    "broken",
    "unknown_status",
    "missing_result",
)


def submit(becomes: Becomes, status: int, body: Any, wait_s: int | None = None, **headers: str) -> Answer:
    """Return an answer to a submit."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer("submit", becomes, status, body, named, wait_s)


def poll(becomes: Becomes, body: Any, percent: int | None = None, *, status: int = 200) -> Answer:
    """Return an answer to the question how a job is."""
    return Answer("poll", becomes, status, body, percent=percent)


def odd(body: Any, percent: int | None = None) -> Answer:
    """Return an answer to a poll in a word that nobody described: the job runs on, and the owner's log tells it."""
    return Answer("poll", "running", 200, body, noted=True, percent=percent)


def fetch(becomes: Becomes, status: int, body: Any, *, noted: bool = False) -> Answer:
    """Return an answer to the extra call that fetches a result."""
    return Answer("fetch", becomes, status, body, noted=noted)


def download(status: int) -> Answer:
    """Return what a result's own address says where the result is not (yet, or any more)."""
    return Answer("download", "gone", status, b"not here")


def sound() -> bytes:
    """Return half a second of silence as WAV."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes(bytes(24_000))
    return out.getvalue()


def new_api(message: str, code: str = "", kind: str = "new_api_error") -> dict[str, Any]:
    """Return an error as Key4U's own software words it (key4u.md §2)."""
    return {"error": {"message": f"{message} (request id: 20261121)", "type": kind, "param": "", "code": code}}


def litellm(message: str, status: int, kind: str = "None") -> dict[str, Any]:
    """Return an error as AI Thực Chiến's proxy words it (thucchien.md §5.1, E1)."""
    return {"error": {"message": message, "type": kind, "param": "None", "code": str(status)}}


def google(message: str, code: int, status: str, *details: Any) -> dict[str, Any]:
    """Return an error as Google words it (thucchien.md §5.1, E2)."""
    error: dict[str, Any] = {"code": code, "message": message, "status": status}
    return {"error": error | ({"details": list(details)} if details else {})}


# Key4U's own answers (key4u.md §2), which any of its roads may give.
NO_CREDIT = submit("exhausted", 403, new_api("user quota is not enough", "insufficient_user_quota"))
NO_CREDIT_TASK = submit(
    "exhausted", 403, {"code": "quota_not_enough", "message": "user quota is not enough", "data": None}
)
SLOW_DOWN = submit("exhausted", 429, new_api("the upstream is saturated, please try again later"), wait_s=60)
UPSTREAM_BROKEN = submit("unclear", 502, new_api("do request failed", "do_request_failed", "upstream_error"))
# AI Thực Chiến's (thucchien.md §5.2): the same budget error has another status with each version.
NO_BUDGET = tuple(
    submit("exhausted", status, litellm("Budget has been exceeded! Current cost: 5, Max budget: 5", status, kind))
    for status, kind in ((400, "budget_exceeded"), (422, "budget_exceeded"), (429, "budget_exceeded"))
)
RATE_LIMIT = submit(
    "exhausted",
    429,
    litellm(
        "Rate limit exceeded for api_key: 1f2e. Limit type: requests. Current limit: 5, Remaining: 0, "
        "Limit resets at: 2026-11-21 08:01:00 UTC",
        429,
    ),
    wait_s=30,
    date="Sat, 21 Nov 2026 08:00:30 GMT",
)
INTERNAL_ERROR = submit("unclear", 500, litellm("litellm.InternalServerError: ...", 500, "internal_server_error"))
