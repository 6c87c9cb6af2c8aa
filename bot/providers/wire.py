"""What a wire protocol is: values in, values out; no I/O, no keys.

A protocol module in ``bot/providers/protocols/`` turns a `Submission` into a `Call` and a `Reply` into one outcome. The
transport alone sends calls, so a protocol can be tested by comparing values.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class Task(StrEnum):
    """What a person wants made; every offer serves one of them."""

    IMAGE = "image"
    BLEND = "blend"  # several pictures become one, words are optional
    UPSCALE = "upscale"
    CUTOUT = "cutout"  # take the background away
    VIDEO = "video"
    EXTEND = "extend"  # go on from a video or a song that we made there
    SPEECH = "speech"
    SONG = "song"
    SOUND = "sound"
    DESCRIBE = "describe"
    TRANSCRIBE = "transcribe"
    CHAT = "chat"
    FOLLOW = "follow"  # a button that the gateway itself put under its result


WRITTEN = frozenset({Task.CHAT, Task.DESCRIBE, Task.TRANSCRIBE})  # the result is words
PICTURES = frozenset({Task.IMAGE, Task.BLEND, Task.UPSCALE, Task.CUTOUT, Task.FOLLOW})


class WireOptions(BaseModel):
    """An offer's ``wire`` table in the catalogue; each protocol subclasses it, unknown keys stop the start."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file of a multipart body; a path where it is read from our disk while it is sent."""

    field: str
    filename: str
    mime: str
    data: bytes | Path = dataclasses.field(repr=False)  # the name ``field`` is taken here


@dataclass(frozen=True, slots=True)
class FileText:
    """A file of our disk inside a JSON body: ``prefix`` and its base64, read while it is sent."""

    path: Path
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request, relative to the gateway's base URL; credentials are added by the transport.

    ``headers`` are those that the protocol asks for beside the usual ones, never credentials.

    ``json_body`` and ``files`` exclude each other; where a text may stand in JSON, a `FileText` may. With ``files``,
    ``form`` holds the plain fields.
    """

    method: Literal["GET", "POST"]
    path: str
    json_body: Mapping[str, Any] | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    files: tuple[FilePart, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


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


Role = Literal["reference", "first", "last", "mask", "sound", "video"]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """Something sent in: bytes we checked, what they are for, and their path at the gateway once uploaded there.

    ``data`` is a path where it is large: pictures never are. A protocol hands such a file on (`FilePart`,
    `bot.providers.bodies.encoded`), the transport reads it.
    ``first`` and ``last`` are frames of a video to be made, ``mask`` says where to paint (white = here).
    """

    mime: str
    data: bytes | Path = field(repr=False)
    remote_path: str | None = None
    role: Role = "reference"

    def picture(self) -> bytes:
        """Return a picture's bytes, to be looked at."""
        if isinstance(self.data, bytes):
            return self.data
        raise TypeError("this file is on our disk, so it is no picture")


@dataclass(frozen=True, slots=True)
class Earlier:
    """Work of ours at the same gateway that is gone on from: its id there, and the gateway's name of the one output."""

    remote_id: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """What one attempt asks of one gateway, in gateway-neutral words.

    ``choices`` are the further options that were checked against the catalogue: voice, style, seed, lyrics …
    """

    remote_model: str
    prompt: str
    count: int = 1
    aspect_ratio: str | None = None
    size: str | None = None
    seconds: int | None = None
    files: tuple[SourceFile, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    earlier: Earlier | None = None
    client_ref: str = ""
    options: WireOptions = field(default_factory=WireOptions)

    @property
    def images(self) -> tuple[SourceFile, ...]:
        """The pictures in the order they were sent, without a mask."""
        return tuple(one for one in self.files if one.role in ("reference", "first", "last"))

    def of_role(self, role: Role) -> SourceFile | None:
        """Return the first file of that role."""
        return next((one for one in self.files if one.role == role), None)


@dataclass(frozen=True, slots=True)
class About:
    """What a gateway tells of one output beside its bytes.

    ``key`` is its own name of it, for going on from it later; ``mime`` is needed where bytes do not tell (bare PCM);
    ``seed`` the number that it was drawn from.
    """

    key: str = ""
    title: str = ""
    cover_url: str = ""
    mime: str = ""
    seed: str = ""


@dataclass(frozen=True, slots=True)
class InlineFile:
    """An output that came inside the reply, still in base64 (decoded when it is written to disk)."""

    base64: str = field(repr=False)
    about: About = field(default_factory=About)


@dataclass(frozen=True, slots=True)
class BodyFile:
    """An output that was the reply's body itself."""

    data: bytes = field(repr=False)
    about: About = field(default_factory=About)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """An output at an address of its own; fetched without our key. ``plain``: http is allowed (tencent_vod only)."""

    url: str
    about: About = field(default_factory=About)
    plain: bool = False


@dataclass(frozen=True, slots=True)
class KeyedFile:
    """An output behind the gateway's own path; fetched with our credentials."""

    call: Call
    about: About = field(default_factory=About)


@dataclass(frozen=True, slots=True)
class TextOutput:
    """An output that is words: a description, lyrics, a transcription, an answer."""

    text: str
    about: About = field(default_factory=About)


Output = InlineFile | BodyFile | RemoteFile | KeyedFile | TextOutput


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
class FollowUp:
    """A next step that the gateway itself offers under its result: ``label`` for the button, ``key`` to ask for it."""

    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Succeeded:
    """Done. ``cost`` is the gateway's own figure as decimal text in its currency, where it gave one."""

    outputs: tuple[Output, ...]
    cost: str | None = None
    follow_ups: tuple[FollowUp, ...] = ()


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
class WireProtocol:
    """One HTTP conversation as pure functions; each protocol module defines ``PROTOCOL``.

    ``poll`` is None where the submit itself answers with the result. ``upload`` is None where pictures travel inside
    the submit. ``hear`` reads the words so far from the lines so far of an answer that comes little by little.
    ``actions`` are the words that an offer's ``wire.action`` may say, where the protocol has several. ``ask_seed``
    asks, free of charge, what a finished job was drawn from, where its answer does not tell by itself.
    """

    name: str
    submit: Callable[[Submission], Call]
    read_submit: Callable[[Reply, Submission], SubmitOutcome]
    options: type[WireOptions] = WireOptions
    poll: Callable[[str, Submission], Call] | None = None
    read_poll: Callable[[Reply, str, Submission], PollOutcome] | None = None
    read_fetch: Callable[[Reply, str, Submission], PollOutcome] | None = None
    upload: Callable[[SourceFile], Call] | None = None
    read_upload: Callable[[Reply], str | Failed] | None = None
    lookup: Lookup | None = None
    hear: Callable[[Sequence[str]], str] | None = None
    actions: frozenset[str] = frozenset()
    ask_seed: Callable[[str, WireOptions], Call] | None = None
    read_seed: Callable[[Reply], str] | None = None
