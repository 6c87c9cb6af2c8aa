"""What a wire protocol is: values in, values out; no I/O, no keys.

A protocol module in ``bot/providers/protocols/`` turns a `Submission` into a `Call` and a `Reply` into one outcome. The
transport alone sends calls, so a protocol can be tested by comparing values.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class WireOptions(BaseModel):
    """An offer's ``wire`` table in the catalogue; each protocol subclasses it, unknown keys stop the start."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file of a multipart body."""

    field: str
    filename: str
    mime: str
    data: bytes = dataclasses.field(repr=False)  # the name ``field`` is taken here


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request, relative to the gateway's base URL; credentials are added by the transport.

    ``json_body`` and ``files`` exclude each other. With ``files``, ``form`` holds the plain fields.
    """

    method: Literal["GET", "POST"]
    path: str
    json_body: Mapping[str, Any] | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    files: tuple[FilePart, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer, body read whole and capped. Header names are lower case."""

    status: int
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> Any:  # noqa: ANN401 (JSON enters here)
        """Return the decoded body, or None where it is not JSON (an HTML page, half a body)."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


@dataclass(frozen=True, slots=True)
class SourceImage:
    """A picture sent in: bytes we checked, and its path at the gateway once it was uploaded there."""

    mime: str
    data: bytes = field(repr=False)
    remote_path: str | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """What one attempt asks of one gateway, in gateway-neutral words."""

    remote_model: str
    prompt: str
    count: int = 1
    aspect_ratio: str | None = None
    size: str | None = None
    images: tuple[SourceImage, ...] = ()
    client_ref: str = ""
    options: WireOptions = field(default_factory=WireOptions)


@dataclass(frozen=True, slots=True)
class InlineFile:
    """An output that came inside the reply, still in base64 (decoded when it is written to disk)."""

    base64: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """An output at an address of its own; fetched without our key."""

    url: str


@dataclass(frozen=True, slots=True)
class KeyedFile:
    """An output behind the gateway's own path; fetched with our credentials."""

    call: Call


Output = InlineFile | RemoteFile | KeyedFile


class FailureKind(StrEnum):
    """Who must do what next."""

    REFUSED = "refused"  # content rules said no; the person may rephrase
    INVALID = "invalid"  # the gateway cannot take this request; asking again will not help
    EXHAUSTED = "exhausted"  # key, credit, rate or daily limit: this gateway will not serve us now, another may
    BROKEN = "broken"  # the gateway failed at the work


@dataclass(frozen=True, slots=True)
class Accepted:
    """The gateway has the work and named it."""

    remote_id: str


@dataclass(frozen=True, slots=True)
class Running:
    """Not finished; ``progress`` in percent where the gateway tells, ``note`` an unknown status word to log."""

    progress: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """Done, but the result is behind one more call."""

    fetch: Call


@dataclass(frozen=True, slots=True)
class Succeeded:
    """Done. ``cost`` is the gateway's own figure as decimal text in its currency, where it gave one."""

    outputs: tuple[Output, ...]
    cost: str | None = None
    revised_prompt: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """Certainly no result. ``reason`` is for the owner's log, never for the chat.

    ``retry_after_s``: with EXHAUSTED, when asking again makes sense; None means not before the owner acted.
    ``model_only``: with EXHAUSTED, only this model is closed to us; the gateway's others may work.
    """

    kind: FailureKind
    reason: str
    retry_after_s: int | None = None
    model_only: bool = False


@dataclass(frozen=True, slots=True)
class Unclear:
    """The answer does not tell whether the gateway took the work; never sent again on its own."""

    reason: str


SubmitOutcome = Accepted | Succeeded | Failed | Unclear
PollOutcome = Running | Finished | Succeeded | Failed


@dataclass(frozen=True, slots=True)
class Lookup:
    """How to find a submission whose answer was lost: the call, and a reader that names candidates.

    ``read`` gets the reply and the submission; it returns the remote ids that may be ours (the flow drops those it
    knows already), or None where the reply could not be read.
    """

    call: Call
    read: Callable[[Reply, Submission], tuple[str, ...] | None]


@dataclass(frozen=True, slots=True)
class Health:
    """A free call and how its reply reads: `python -m bot check` shows the sentence."""

    call: Call
    read: Callable[[Reply], HealthReport]


@dataclass(frozen=True, slots=True)
class HealthReport:
    """``ok`` = the key works; ``facts`` are short ``name: value`` pairs for the owner."""

    ok: bool
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WireProtocol:
    """One HTTP conversation as pure functions; each protocol module defines ``PROTOCOL``.

    ``poll`` is None where the submit itself answers with the result. ``upload`` is None where pictures travel inside
    the submit. ``outputs_per_call_max`` is how many pictures one submit may ask for.
    """

    name: str
    submit: Callable[[Submission], Call]
    read_submit: Callable[[Reply, Submission], SubmitOutcome]
    options: type[WireOptions] = WireOptions
    poll: Callable[[str, Submission], Call] | None = None
    read_poll: Callable[[Reply, str, Submission], PollOutcome] | None = None
    read_fetch: Callable[[Reply, str, Submission], PollOutcome] | None = None
    upload: Callable[[SourceImage], Call] | None = None
    read_upload: Callable[[Reply], str | Failed] | None = None
    lookup: Lookup | None = None
    health: Health | None = None
