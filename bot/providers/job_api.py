"""The usual submit-and-poll dialect as a table: a dozen of them differ only in paths, places and status words.

Rules that hold for all (key4u.md §1.2): statuses are compared without regard to case, an unknown one is *running* and
noted, a result beside an unknown status is a result, HTTP 200 proves nothing by itself, and a poll that goes wrong ends
nothing. The day a dialect needs an ``if`` of its own, it gets functions in its module instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote

from bot.providers.bodies import Body
from bot.providers.replies import POLICY, clean, complaint, dig, error_in_ok, failure, seed_of, sentence, whole, word
from bot.providers.wire import (
    About,
    Accepted,
    Call,
    Failed,
    FailureKind,
    Finished,
    Output,
    PollOutcome,
    RemoteFile,
    Reply,
    Running,
    Submission,
    SubmitOutcome,
    Succeeded,
    TextOutput,
    Unclear,
    WireOptions,
    WireProtocol,
)

Way = tuple[str | int, ...]
"""Keys and indexes from the root of a reply; ``"*"`` is every item of a list."""
_ID_MAX = 400
REFUSALS = (*POLICY, "sensitive", "moderation", "policy", "prohibited", "safety", "blocked", "inspection", "banned")
_INPUTS = ("safety", "policy", "moderation")  # names of inputs too, which a bad request tells: no refusals there


class JobOptions(WireOptions):
    """``action`` chooses one of the protocol's bodies; empty is its usual one."""

    action: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Where outputs stand in a finished reply: the way to the address; ``key``, ``title``, ``cover`` lie beside it."""

    at: Way
    key: str = ""
    title: str = ""
    cover: str = ""
    text: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True)
class JobApi:
    """One dialect. ``ask`` is where a job is asked for: ``{id}``, and ``{path}`` for the submit's own path.

    ``trouble`` reads the dialect's own error, which may come inside a 200. ``fetch`` makes the extra call where the
    finished answer names a file only; its reply is read by ``results`` too. ``progress_of`` is what a full progress
    counts as. ``seed_at`` is where the one seed of all outputs stands.
    """

    name: str
    bodies: Mapping[str, Body]
    id_at: tuple[Way, ...]
    ask: str
    status_at: tuple[Way, ...]
    running: frozenset[str]
    done: frozenset[str]
    failed: frozenset[str]
    results: tuple[Found, ...]
    reason_at: tuple[Way, ...] = ()
    progress_at: tuple[Way, ...] = (("progress",),)
    progress_of: float = 100
    seed_at: Way = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    trouble: Callable[[Any], Failed | None] = lambda _: None
    fetch: Callable[[Any, str], Call | None] | None = None
    refusals: tuple[str, ...] = REFUSALS

    def submit(self, submission: Submission) -> Call:
        """Make the submit."""
        body = self._body(submission)
        return Call("POST", body.address(submission), json_body=body.json(submission), headers=self.headers)

    def read_submit(self, reply: Reply, submission: Submission) -> SubmitOutcome:
        """Read the job's id, or the result where it came at once."""
        tree = reply.json()
        trouble = self.trouble(tree) if 200 <= reply.status < 300 or 400 <= reply.status < 500 else None
        if trouble is not None:
            return trouble
        if not 200 <= reply.status < 300:
            return failure(reply, submission.prompt, tuple(one for one in self.refusals if one not in _INPUTS))
        remote_id = usable_id(first(tree, self.id_at))
        outputs = self._outputs(tree)
        if outputs and (not remote_id or word(first(tree, self.status_at)).lower() in self.done):
            return Succeeded(outputs)
        if remote_id:
            return Accepted(remote_id)
        return Unclear(clean(f"status {reply.status} without a job id: {complaint(reply, submission.prompt).message}"))

    def poll(self, remote_id: str, submission: Submission) -> Call:
        """Ask for the job, on the road that it was submitted on."""
        path = self._body(submission).address(submission)
        address, _, query = self.ask.replace("{path}", path).partition("?")
        return Call(
            "GET",
            address.replace("{id}", quote(remote_id, safe="")),
            query={name: value.replace("{id}", remote_id) for name, value in parse_qsl(query)},
            headers=self.headers,
        )

    def read_poll(self, reply: Reply, remote_id: str, submission: Submission) -> PollOutcome:
        """Read the status; an answer that is none is noted and asked again."""
        if not 200 <= reply.status < 300:
            return Running(note=clean(f"status {reply.status}: {complaint(reply, submission.prompt).message}"))
        tree = reply.json()
        status = word(first(tree, self.status_at)).lower()
        if status in self.failed:
            return self._failed(tree, submission)
        outputs = self._outputs(tree)
        if status in self.done:
            return self._done(tree, remote_id, outputs)
        if outputs and status and status not in self.running:
            return Succeeded(outputs)
        return Running(self._progress(tree), None if status in self.running else clean(f"unknown status {status!r}"))

    def read_fetch(self, reply: Reply, remote_id: str, submission: Submission) -> PollOutcome:  # noqa: ARG002 (WireProtocol's shape)
        """Read the answer of the extra call; it may be asked again."""
        outputs = self._outputs(reply.json()) if 200 <= reply.status < 300 else ()
        if outputs:
            return Succeeded(outputs)
        return Running(note=clean(f"no file yet: {complaint(reply, submission.prompt).message}"))

    def protocol(self, *, options: type[WireOptions] = JobOptions) -> WireProtocol:
        """Return the table as a wire protocol."""
        return WireProtocol(
            name=self.name,
            submit=self.submit,
            read_submit=self.read_submit,
            options=options,
            poll=self.poll,
            read_poll=self.read_poll,
            read_fetch=self.read_fetch if self.fetch else None,
            actions=frozenset(self.bodies),
        )

    def _body(self, submission: Submission) -> Body:
        options = submission.options
        return self.bodies[options.action if isinstance(options, JobOptions) else ""]

    def _done(self, tree: Any, remote_id: str, outputs: tuple[Output, ...]) -> PollOutcome:  # noqa: ANN401 (JSON)
        if self.fetch is not None:
            call = self.fetch(tree, remote_id)
            if call is not None:
                return Finished(call)
        if outputs:
            return Succeeded(outputs)
        trouble = self.trouble(tree)
        return trouble or Failed(FailureKind.BROKEN, "finished without a result")

    def _failed(self, tree: Any, submission: Submission) -> Failed:  # noqa: ANN401 (JSON)
        reason = clean(sentence(first(tree, self.reason_at)) or "no reason given", submission.prompt)
        refused = any(needle in reason.lower() for needle in self.refusals)
        return Failed(FailureKind.REFUSED if refused else FailureKind.BROKEN, reason)

    def _progress(self, tree: Any) -> int | None:  # noqa: ANN401 (JSON)
        told = first(tree, self.progress_at)
        if isinstance(told, float) and self.progress_of != 100:
            told = told * 100 / self.progress_of
        found = whole(told)
        return None if found is None else max(0, min(found, 100))

    def _outputs(self, tree: Any) -> tuple[Output, ...]:  # noqa: ANN401 (JSON)
        seed = seed_of(dig(tree, *self.seed_at)) if self.seed_at else ""
        for found in self.results:
            outputs = tuple(_outputs_at(tree, found, seed))
            if outputs:
                return outputs
        return ()


def first(tree: Any, ways: tuple[Way, ...]) -> Any:  # noqa: ANN401 (JSON)
    """Return what lies at the first way that leads to something."""
    return next((value for way in ways if (value := dig(tree, *way)) not in (None, "", [], {})), None)


def usable_id(value: object) -> str:
    """Return an id that can stand in a path; "." and ".." would change the path."""
    text = word(value)
    return text if text not in {".", ".."} and len(text) <= _ID_MAX and text.isprintable() else ""


def told(reply: Reply, submission: Submission) -> Failed | None:
    """Read an error inside a good answer that named no work: an error object, or new-api's code beside no data."""
    if not 200 <= reply.status < 300:
        return None
    tree = reply.json()
    if word(dig(tree, "code")).lower() not in {"", "0", "200", "success"} and not dig(tree, "data"):
        found = failure(Reply(400, reply.body, reply.headers), submission.prompt)
        return found if isinstance(found, Failed) else None
    return error_in_ok(reply, submission.prompt)


def walk(tree: Any, way: Way) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 (JSON)
    """Yield what lies at a way with the thing that holds it; ``"*"`` goes into every item."""
    if "*" in way:
        at = way.index("*")
        items = dig(tree, *way[:at])
        for item in items if isinstance(items, list) else []:
            yield from walk(item, way[at + 1 :]) if way[at + 1 :] else [(item, item)]
        return
    yield dig(tree, *way), dig(tree, *way[:-1])


def _outputs_at(tree: Any, found: Found, seed: str) -> Iterator[Output]:  # noqa: ANN401 (JSON)
    for value, holder in walk(tree, found.at):
        text = word(value)
        about = About(
            key=word(dig(holder, found.key)) if found.key else "",
            title=word(dig(holder, found.title)) if found.title else "",
            cover_url=word(dig(holder, found.cover)) if found.cover else "",
            seed=seed,
        )
        if found.text and text:
            yield TextOutput(text, about)
        elif text.lower().startswith(("https://", "http://")):
            yield RemoteFile(text, about, plain=found.plain)
