"""Google's ``:predict``: Imagen's pictures at once, on Key4U's native route and AI Thực Chiến's pass-through.

Wire facts: key4u.md §3.14 (sibling page, Google's guide) and thucchien.md §8 (google-genai's source). The two disagree
about the field of a size: ``imageSize`` on Key4U's page, ``sampleImageSize`` in Google's client; the catalogue says
which. The count is always sent: without it Google makes four. *Inferred*: an answer of ``{}`` means that every picture
was filtered, because Google leaves empty lists out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import StringConstraints

from bot.providers.replies import clean, dig, error_in_ok, failure, litellm_cost, word
from bot.providers.wire import (
    Call,
    Failed,
    FailureKind,
    InlineFile,
    Reply,
    Submission,
    SubmitOutcome,
    Succeeded,
    Unclear,
    WireOptions,
    WireProtocol,
)


class PredictOptions(WireOptions):
    """``prefix`` stands before ``/v1beta``; ``size_field`` is how a size is asked for, empty never sends one."""

    prefix: Annotated[str, StringConstraints(pattern=r"^(/[A-Za-z0-9._-]+)*$")] = ""
    size_field: Literal["", "imageSize", "sampleImageSize"] = "imageSize"


def _options(submission: Submission) -> PredictOptions:
    return submission.options if isinstance(submission.options, PredictOptions) else PredictOptions()


def submit(submission: Submission) -> Call:
    """Ask for pictures from words; Imagen takes no pictures in."""
    options = _options(submission)
    parameters: dict[str, Any] = {"sampleCount": submission.count}
    if submission.aspect_ratio:
        parameters["aspectRatio"] = submission.aspect_ratio
    if submission.size and options.size_field:
        parameters[options.size_field] = submission.size
    tree = {"instances": [{"prompt": submission.prompt}], "parameters": parameters}
    model = quote(submission.remote_model, safe="")
    return Call("POST", f"{options.prefix}/v1beta/models/{model}:predict", json_body=tree)


def read_submit(reply: Reply, submission: Submission) -> SubmitOutcome:
    """Read the pictures; some may be missing, and where none came a filter is why."""
    if not 200 <= reply.status < 300:
        return failure(reply, submission.prompt)
    tree = reply.json()
    predictions = dig(tree, "predictions")
    outputs = tuple(_pictures(predictions))
    if outputs:
        return Succeeded(outputs, cost=litellm_cost(reply))
    broken = error_in_ok(reply, submission.prompt)
    if broken:
        return broken
    if tree != {} and not isinstance(predictions, list):
        return Unclear(f"status {reply.status} without predictions")
    reasons = [word(dig(one, "raiFilteredReason")) for one in predictions or []]
    if predictions and not any(reasons):
        return Failed(FailureKind.BROKEN, "predictions without a picture")
    return Failed(FailureKind.REFUSED, clean(next(filter(None, reasons), "every picture was filtered")))


def _pictures(predictions: object) -> Iterator[InlineFile]:
    for one in predictions if isinstance(predictions, list) else []:
        data = word(dig(one, "bytesBase64Encoded"))
        if data:
            yield InlineFile(data.split(",", 1)[-1] if data.startswith("data:") else data)


PROTOCOL = WireProtocol(
    name="gemini_predict",
    submit=submit,
    read_submit=read_submit,
    options=PredictOptions,
)
