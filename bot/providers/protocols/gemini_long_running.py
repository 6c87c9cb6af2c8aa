"""Google's ``predictLongRunning``: Veo's clips as operations, through AI Thực Chiến's pass-through.

Wire facts: thucchien.md §4.5-4.7 generation A (page A, Google's guide, google-genai's source, LiteLLM observed) and §8.
Google's own address of a clip needs Google's key, so only its file id is taken and fetched from the gateway with ours.
An extension names the earlier clip by that address (google-genai's source). *Inferred*: the kinds of an operation's
error by its gRPC code; that Veo 3.1, whose own road at this gateway is another, is served here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from pydantic import StringConstraints

from bot.providers.bodies import encoded
from bot.providers.job_api import REFUSALS, JobOptions
from bot.providers.replies import clean, complaint, dig, error_in_ok, failure, litellm_cost, sentence, whole, word
from bot.providers.wire import (
    About,
    Accepted,
    Call,
    Failed,
    FailureKind,
    FileText,
    InlineFile,
    KeyedFile,
    Output,
    PollOutcome,
    RemoteFile,
    Reply,
    Running,
    SourceFile,
    Submission,
    SubmitOutcome,
    Succeeded,
    Unclear,
    WireProtocol,
)

_NAME = re.compile(r"(?=.{1,400}$)[\w~-][\w.~-]*(/[\w~-][\w.~-]*)*")
_FILE = re.compile(r"/files/([A-Za-z0-9_-]{1,100})(?::download)?$")
_LIMIT_WAIT_S = 60
_KINDS = {
    3: FailureKind.INVALID,
    7: FailureKind.EXHAUSTED,
    8: FailureKind.EXHAUSTED,
    9: FailureKind.INVALID,
    16: FailureKind.EXHAUSTED,
}  # gRPC: INVALID_ARGUMENT, PERMISSION_DENIED, RESOURCE_EXHAUSTED, FAILED_PRECONDITION, UNAUTHENTICATED
_REFUSED = (*REFUSALS, "violate")


class LongRunningOptions(JobOptions):
    """``prefix`` stands before ``/v1beta``; ``sizes`` = false never sends a resolution (Veo 2).

    ``action``: empty takes a first and a last frame, the others say it.
    """

    prefix: Annotated[str, StringConstraints(pattern=r"^(/[A-Za-z0-9._-]+)*$")] = "/gemini"
    sizes: bool = True


def _options(submission: Submission) -> LongRunningOptions:
    return submission.options if isinstance(submission.options, LongRunningOptions) else LongRunningOptions()


def submit(submission: Submission) -> Call:
    """Start an operation of one clip; what was not chosen is left to Google.

    Raises:
        ValueError: there is no earlier clip to go on from.

    """
    options = _options(submission)
    instance: dict[str, Any] = {"prompt": submission.prompt}
    images = submission.images
    if options.action == "references":
        instance["referenceImages"] = [{"image": _picture(image), "referenceType": "asset"} for image in images]
    elif options.action == "extend":
        if submission.earlier is None or not submission.earlier.key:
            raise ValueError("an extension needs the address of an earlier clip")
        instance["video"] = {"uri": submission.earlier.key}
    elif images:
        last = submission.of_role("last")
        instance["image"] = _picture(images[0])
        instance |= {"lastFrame": _picture(last)} if last and last is not images[0] else {}
    chosen = {
        "aspectRatio": submission.aspect_ratio,
        "resolution": submission.size if options.sizes else None,
        "durationSeconds": submission.seconds,
        "negativePrompt": submission.choices.get("no"),
        "sampleCount": submission.count if submission.count > 1 else None,
    }
    tree = {"instances": [instance], "parameters": {name: value for name, value in chosen.items() if value}}
    model = quote(submission.remote_model, safe="")
    return Call("POST", f"{options.prefix}/v1beta/models/{model}:predictLongRunning", json_body=tree)


def _picture(image: SourceFile) -> dict[str, str | FileText]:
    return {"bytesBase64Encoded": encoded(image, "base64"), "mimeType": image.mime}


def read_submit(reply: Reply, submission: Submission) -> SubmitOutcome:
    """Read the operation's name; it is a path, so one that leads elsewhere is none."""
    if not 200 <= reply.status < 300:
        return failure(reply, submission.prompt)
    name = word(dig(reply.json(), "name"))
    if _NAME.fullmatch(name):
        return Accepted(name)
    broken = error_in_ok(reply, submission.prompt)
    return broken or Unclear(clean(f"status {reply.status} without an operation's name"))


def poll(remote_id: str, submission: Submission) -> Call:
    """Ask for the operation by its whole name."""
    return Call("GET", f"{_options(submission).prefix}/v1beta/{quote(remote_id, safe='/~')}")


def read_poll(reply: Reply, remote_id: str, submission: Submission) -> PollOutcome:  # noqa: ARG001 (WireProtocol's shape)
    """Read the operation: ``done`` ends it, well or badly; an error answer ends nothing unless it tells a filter."""
    if not 200 <= reply.status < 300:
        said = complaint(reply, submission.prompt)
        if said.says("raimedia"):
            return Failed(FailureKind.REFUSED, said.message)
        return Running(note=clean(f"status {reply.status}: {said.message}"))
    tree = reply.json()
    if dig(tree, "done") is not True:
        return Running(note=None if word(dig(tree, "name")) else "an answer that is no operation")
    response = dig(tree, "response")
    outputs = tuple(_outputs(response, _options(submission).prefix))
    if outputs:
        return Succeeded(outputs, cost=litellm_cost(reply))
    error = dig(tree, "error")
    return _failed(error, submission) if error else _filtered(response)


def _failed(error: object, submission: Submission) -> Failed:
    reason = clean(f"{word(dig(error, 'code'))}: {sentence(error) or 'no reason given'}", submission.prompt)
    if any(needle in reason.lower() for needle in _REFUSED):
        return Failed(FailureKind.REFUSED, reason)
    code = whole(dig(error, "code"))
    return Failed(_KINDS.get(code or 0, FailureKind.BROKEN), reason, _LIMIT_WAIT_S if code == 8 else None)


def _filtered(response: object) -> Failed:
    for holder in (dig(response, "generateVideoResponse"), response):
        reason = sentence(dig(holder, "raiMediaFilteredReasons"))
        if reason or whole(dig(holder, "raiMediaFilteredCount")):
            return Failed(FailureKind.REFUSED, clean(reason or "filtered without a reason"))
    return Failed(FailureKind.BROKEN, "finished without a clip")


def _outputs(response: object, prefix: str) -> Iterator[Output]:
    """Yield the clips: AI Studio's ``generatedSamples[].video``, Vertex' ``videos[]``."""
    samples = dig(response, "generateVideoResponse", "generatedSamples")
    videos = dig(response, "videos")
    found = [dig(one, "video") for one in samples] if isinstance(samples, list) else []
    found += videos if isinstance(videos, list) else []
    for video in found:
        data = word(dig(video, "encodedVideo")) or word(dig(video, "bytesBase64Encoded"))
        uri = word(dig(video, "uri")) or word(dig(video, "gcsUri"))
        file = _FILE.search(_path(uri))
        if data:
            yield InlineFile(data, About(key=uri))
        elif file:
            path = f"{prefix}/download/v1beta/files/{file[1]}:download"
            yield KeyedFile(Call("GET", path, query={"alt": "media"}), About(key=uri))
        elif uri.lower().startswith("https://"):
            yield RemoteFile(uri, About(key=uri))


def _path(uri: str) -> str:
    try:
        return "/" + urlsplit(uri).path.lstrip("/")
    except ValueError:
        return ""


PROTOCOL = WireProtocol(
    name="gemini_long_running",
    options=LongRunningOptions,
    submit=submit,
    read_submit=read_submit,
    poll=poll,
    read_poll=read_poll,
    actions=frozenset({"", "references", "extend"}),
)
