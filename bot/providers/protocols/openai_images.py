"""OpenAI's ``/images/generations`` as AI Thực Chiến and Key4U serve it; the answer carries the pictures.

Wire facts: thucchien.md §4.2, §4.10, §5, §6 (seed, the gateway's pages, LiteLLM observed), key4u.md §3.3. *Inferred*:
a 200 without one usable picture is a refusal, because the gateway loses the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from bot.providers.replies import clean, dig, error_in_ok, failure, litellm_cost, money, unhealthy, word
from bot.providers.wire import (
    Call,
    Failed,
    FailureKind,
    Health,
    HealthReport,
    InlineFile,
    Output,
    RemoteFile,
    Reply,
    Submission,
    SubmitOutcome,
    Succeeded,
    Unclear,
    WireOptions,
    WireProtocol,
)

# The three sizes of thucchien.md §4.2 and key4u.md §3.3, by the ratio they are.
_PIXELS = {"1:1": "1024x1024", "3:2": "1536x1024", "2:3": "1024x1536"}


class OpenAIImagesOptions(WireOptions):
    """Which fields may be sent: Google models take neither ``response_format`` nor ``quality``, generation B no ``n``.

    ``pixels`` turns a ratio into the ``size`` to send; a ratio it does not name sends no size.
    """

    path: Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9._/-]+$")] = "/v1/images/generations"
    send: frozenset[Literal["n", "size", "aspect_ratio", "response_format"]] = frozenset({"aspect_ratio"})
    quality: Literal["low", "medium", "high"] | None = None
    pixels: Mapping[str, str] = Field(default_factory=lambda: dict(_PIXELS))


def submit(submission: Submission) -> Call:
    """Ask for pictures from words.

    Raises:
        ValueError: pictures were sent in; this route takes none (the catalogue must not offer edits on it).

    """
    if submission.images:
        raise ValueError("openai_images takes no source pictures")
    options = submission.options if isinstance(submission.options, OpenAIImagesOptions) else OpenAIImagesOptions()
    body: dict[str, Any] = {"model": submission.remote_model, "prompt": submission.prompt}
    if "n" in options.send:
        body["n"] = submission.count
    if "aspect_ratio" in options.send and submission.aspect_ratio:
        body["aspect_ratio"] = submission.aspect_ratio
    if "size" in options.send:
        size = submission.size if "x" in (submission.size or "") else options.pixels.get(submission.aspect_ratio or "")
        body |= {"size": size} if size else {}
    if "response_format" in options.send:
        body["response_format"] = "b64_json"
    if options.quality:
        body["quality"] = options.quality
    return Call("POST", options.path, json_body=body)


def read_submit(reply: Reply, submission: Submission) -> SubmitOutcome:
    """Read the answer; blocked content is a 200 with an empty list or null pictures (thucchien.md §4.2)."""
    if not 200 <= reply.status < 300:
        return failure(reply, submission.prompt)
    tree = reply.json()
    if not isinstance(tree, dict):
        return Unclear(f"status {reply.status} without JSON")
    data = tree.get("data")
    items = [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []
    outputs = tuple(_pictures(items))
    if outputs:
        return Succeeded(outputs, cost=litellm_cost(reply))
    broken = error_in_ok(reply, submission.prompt)
    if broken:
        return broken
    if "data" not in tree:
        return Unclear("JSON that is no answer of images/generations")
    return Failed(FailureKind.REFUSED, "blocked or empty")


def _pictures(items: list[dict[str, Any]]) -> Iterator[Output]:
    for item in items:
        inline, url = item.get("b64_json"), item.get("url")
        if isinstance(inline, str) and inline.strip():
            yield _inline(inline.strip())
        elif isinstance(url, str) and url.startswith("data:") and "," in url:
            yield _inline(url.strip())
        elif isinstance(url, str) and url.lower().startswith(("https://", "http://")):
            yield RemoteFile(word(url))


def _inline(text: str) -> InlineFile:
    return InlineFile(text.split(",", 1)[-1].strip() if text.startswith("data:") else text)


def read_health(reply: Reply) -> HealthReport:
    """Read ``GET /key/info`` (thucchien.md §4.10): money spent and the key's own budget, in USD.

    A budget of null is no limit on the key; generation B keeps the budget on the team, so it is not called unlimited.
    """
    tree = reply.json()
    info = dig(tree, "info")
    if not 200 <= reply.status < 300 or not isinstance(info, dict):
        return unhealthy(reply)
    spend, budget = money(info.get("spend")), money(info.get("max_budget"))
    facts = {"spent": f"{spend} USD"} if spend is not None else {}
    facts["budget"] = f"{budget} USD" if budget is not None else "not on the key"
    for name, key in (("requests a minute", "rpm_limit"), ("at once", "max_parallel_requests"), ("expires", "expires")):
        if word(info.get(key)):
            facts[name] = clean(info[key])
    blocked = info.get("blocked") is True
    return HealthReport(ok=not blocked, facts={**facts, "blocked": "yes"} if blocked else facts)


PROTOCOL = WireProtocol(
    name="openai_images",
    submit=submit,
    read_submit=read_submit,
    options=OpenAIImagesOptions,
    health=Health(Call("GET", "/key/info"), read_health),
)
