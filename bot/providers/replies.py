"""Read what gateways answer: dig in untrusted JSON without raising, name errors, and keep keys out of reasons."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Any

from bot.providers.wire import Failed, FailureKind, Reply, Unclear

REASON_MAX = 300
_TEXT_MAX = 4_000
_RETRY_MAX_S = 86_400
_RATE_WINDOW_S = 60  # the gateways' own sliding window (thucchien.md §5.3)
_OPERATOR_S = 600
_CHANNEL_S = 300
_COST_DIGITS = 30
_SEED_DIGITS = 20

_SECRETS = (
    re.compile(r"(?i)\bbearer\s+[^\s\"',;]+"),
    re.compile(r"\b(?:sk|rk|pk)-[\w.\-]{3,}"),
    re.compile(r"\bAIza[\w\-]{6,}"),
    re.compile(r"(?i)\b((?:x-)?(?:api|goog)?[_\- ]?(?:api)?[_\-]?(?:key|token|secret|authorization))"
               r"(?:[\"']?\s*[=:]\s*[\"']?)[^\s\"',;&)]{4,}"),
    re.compile(r"\b[\w+/\-]{32,}={0,2}"),
)  # fmt: skip
_TITLE = re.compile(r"(?is)<title[^>]{0,200}>([^<]{0,200})")
_RESETS = re.compile(r"(?i)limit resets at:\s*(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d)")
_DELAY = re.compile(r"^\s*(\d{1,6})(?:\.\d+)?s\s*$")

_BUDGET = ("budget_exceeded", "budget has been exceeded", "exceededbudget")
_QUOTA = ("insufficient_user_quota", "quota_not_enough", "pre_consume_token_quota_failed", "insufficient_quota", "额度")
_KEY = ("token_not_found_in_db", "expired_key", "auth_error", "api_key_invalid", "api key not valid", "invalid_api_key")
_OPERATOR = ("authentication_error", "litellm.", "no_db_connection")
_MODEL = ("_model_access_denied", "invalid model name", "model_not_found", "is not found for api version")
_CHANNEL = ("no available channel", "no channel for model", "无可用渠道", "distributor", "under group")
POLICY = (
    "contentpolicyviolation",
    "content_policy",
    "content policy",
    "content_filter",
    "moderation_blocked",
    "safety system",
    "image_safety",
    "prohibited_content",
    "prohibited content",
    "violates our",
    "usage policies",
    "usage guidelines",
    "responsible ai",
    "nsfw",
)


def dig(tree: Any, *path: str | int) -> Any:  # noqa: ANN401 (JSON enters and leaves)
    """Return what lies under keys and indexes, or None where the way ends."""
    for step in path:
        if isinstance(step, int):
            if not isinstance(tree, list) or not -len(tree) <= step < len(tree):
                return None
            tree = tree[step]
        elif isinstance(tree, dict):
            tree = tree.get(step)
        else:
            return None
    return tree


def word(value: object) -> str:
    """Return a string or whole number as stripped text, "" for anything else; lone surrogates become "?"."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    try:
        return str(value).encode("utf-8", "replace").decode().strip()
    except ValueError:  # a number of more digits than Python prints
        return ""


def whole(value: object) -> int | None:
    """Return a whole number from a number or its text (``"45"``, ``"45%"``, ``45.0``); None where it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if math.isfinite(value) else None
    if isinstance(value, int):
        return value
    found = re.fullmatch(r"\s*(-?\d{1,15})(?:\.\d{0,15})?\s*%?\s*", value) if isinstance(value, str) else None
    return int(found[1]) if found else None


def seed_of(value: object) -> str:
    """Return a seed as its digits (fal's have twenty), so that it can be asked for again; "" where it is none."""
    digits = word(value)
    return digits if len(digits) <= _SEED_DIGITS and digits.isascii() and digits.isdecimal() else ""


def money(value: object) -> str | None:
    """Return an amount as plain decimal text without exponent, or None where it is none or absurd."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        amount = Decimal(str(value).strip())
    except (InvalidOperation, ValueError):
        return None
    if not amount.is_finite() or amount < 0 or abs(amount.adjusted()) > _COST_DIGITS or len(str(amount)) > _COST_DIGITS:
        return None
    return format(amount, "f")


def litellm_cost(reply: Reply) -> str | None:
    """Return the header ``x-litellm-response-cost`` in USD (thucchien.md §6); None means unknown, never zero."""
    return money(reply.headers.get("x-litellm-response-cost"))


def clean(text: object, echo: str = "") -> str:
    """Return one line for the owner's log: what looks like a key masked, our own prompt dropped, 300 characters."""
    line = (text if isinstance(text, str) else word(text))[:_TEXT_MAX]
    if len(echo) > 3:
        line = line.replace(echo, "…")
    for secret in _SECRETS:
        line = secret.sub("***", line)
    line = " ".join(line.encode("utf-8", "replace").decode().split())
    return line if len(line) <= REASON_MAX else line[: REASON_MAX - 1] + "…"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What an error answer says: its status, its machine words in lower case, its sentence (already cleaned)."""

    status: int
    words: str
    message: str
    tree: Any = None

    def says(self, *needles: str) -> bool:
        """Tell whether one of the lower-case needles occurs."""
        return any(needle in self.words for needle in needles)


def _unwrapped(tree: Any, depth: int = 3) -> Any:  # noqa: ANN401
    """Follow an error whose message is itself the JSON text of an error (thucchien.md §5.1, shape E3)."""
    inner = dig(tree, "error", "message")
    if depth and isinstance(inner, str) and inner.lstrip()[:1] == "{":
        try:
            found = json.loads(inner)
        except (ValueError, RecursionError):
            return tree
        if isinstance(found, dict) and dig(found, "error") is not None:
            return _unwrapped(found, depth - 1)
    return tree


def sentence(value: Any) -> str:  # noqa: ANN401
    """Return the sentence in an error of any shape: text, object, list of objects (FastAPI); "" where there is none."""
    for _ in range(6):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            keys = ("error", "message", "msg", "detail", "description", "error_message", "reason", "failReason")
            value = next((value[key] for key in keys if value.get(key) not in (None, "", [], {})), None)
        else:
            return word(value)
    return ""


def _raw_sentence(reply: Reply) -> str:
    text = reply.body[:_TEXT_MAX].decode("utf-8", "replace")
    if text.lstrip()[:1] == "<":
        title = _TITLE.search(text)
        return "an HTML page" + (f": {title[1].strip()}" if title else "")
    return text


def complaint(reply: Reply, echo: str = "") -> Complaint:
    """Read an error answer of shape E1-E5 (thucchien.md §5.1) or of new-api (key4u.md §2).

    ``echo`` is our own prompt: it is taken out first, so that nobody's words are read as the gateway's.
    """
    tree = _unwrapped(reply.json())
    message = (sentence(tree) or ("" if isinstance(tree, dict | list) else _raw_sentence(reply)))[:_TEXT_MAX]
    if len(echo) > 3:
        message = message.replace(echo, "…")
    codes = [word(dig(tree, "error", key)) for key in ("type", "code", "status")] + [word(dig(tree, "code"))]
    details = dig(tree, "error", "details")
    codes += [word(dig(item, "reason")) for item in (details if isinstance(details, list) else [])[:20]]
    words = " ".join([*codes, message]).lower()
    return Complaint(reply.status, words, clean(message) or "no words", tree)


def retry_after(reply: Reply, tree: Any = None, message: str = "") -> int | None:  # noqa: ANN401
    """Return seconds until asking again makes sense, or None where the answer does not tell.

    Read from ``retry-after`` (seconds or HTTP date), Google's ``details[].retryDelay``, or LiteLLM's "Limit resets at"
    (thucchien.md §5.3). Dates are compared with the answer's own ``date``: its clock wrote both.
    """
    header = reply.headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", header):
        return _bounded(int(header.split(".")[0]))
    seconds = _until(reply, _http_date(header))
    if seconds is not None:
        return seconds
    details = dig(tree, "error", "details")
    for item in (details if isinstance(details, list) else [])[:20]:
        delay = _DELAY.match(word(dig(item, "retryDelay")))
        if delay:
            return _bounded(int(delay[1]) + 1)
    resets = _RESETS.search(message)
    return _until(reply, _iso_date(resets[1])) if resets else None


def _bounded(seconds: int) -> int:
    return max(1, min(seconds, _RETRY_MAX_S))


def _http_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _iso_date(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None


def _until(reply: Reply, when: datetime | None) -> int | None:
    now = _http_date(reply.headers.get("date", ""))
    if when is None or now is None:
        return None
    return _bounded(math.ceil((when - now).total_seconds()))


def failure(reply: Reply, echo: str = "", refusals: tuple[str, ...] = ()) -> Failed | Unclear:
    """Name what a synchronous gateway's error answer means (thucchien.md §5.2, key4u.md §2); status < 200 never comes.

    Words come before the status: the same budget error is 400, 422 or 429, depending on the gateway's version.
    ``refusals`` are further words of this gateway's content rules, for what would else be a bad request.
    """
    said = complaint(reply, echo)
    found = _by_words(said, reply) or _by_status(said, reply)
    if isinstance(found, Failed) and found.kind is FailureKind.INVALID and said.says(*refusals):
        return _refused(said)
    return found


def _exhausted(said: Complaint, label: str, seconds: int | None = None, *, model_only: bool = False) -> Failed:
    return Failed(FailureKind.EXHAUSTED, clean(f"{label} ({said.status}): {said.message}"), seconds, model_only)


def _refused(said: Complaint) -> Failed:
    return Failed(FailureKind.REFUSED, clean(f"content rules ({said.status}): {said.message}"))


def _by_words(said: Complaint, reply: Reply) -> Failed | None:
    if said.status < 400:
        return None
    found = None
    if said.says(*_BUDGET):
        found = _exhausted(said, "budget used up")
    elif said.says(*POLICY) and said.status < 500:
        found = _refused(said)
    elif said.says("limit type:"):
        found = _exhausted(said, "rate limit", retry_after(reply, said.tree, said.message) or _RATE_WINDOW_S)
    elif said.says(*_QUOTA):
        found = _exhausted(said, "credit used up")
    elif said.status < 500 and said.says(*_MODEL):
        found = _exhausted(said, "model not offered", model_only=True)
    elif said.status < 500 and said.says(*_KEY):
        found = _exhausted(said, "key refused")
    elif said.status in {400, 401} and said.says(*_OPERATOR) and not said.says("litellm.badrequest", "litellm.unsupp"):
        found = _exhausted(said, "the gateway's own key is refused", _OPERATOR_S)
    elif said.status >= 500 and said.says(*_CHANNEL, "model_not_found"):
        found = _exhausted(said, "no channel for the model", _CHANNEL_S, model_only=True)
    return found


def _by_status(said: Complaint, reply: Reply) -> Failed | Unclear:
    status = said.status
    if status in {401, 402, 403}:
        return _exhausted(said, "key or credit refused")
    if status in {404, 405}:
        return _exhausted(said, "address or model not offered", model_only=True)
    if status == 429:
        return _exhausted(said, "rate limit", retry_after(reply, said.tree, said.message) or _RATE_WINDOW_S)
    if 300 <= status < 400:
        return _exhausted(said, "the gateway moved")
    if 400 <= status < 500 and status != 408:
        return Failed(FailureKind.INVALID, clean(f"bad request ({status}): {said.message}"))
    return Unclear(clean(f"status {status}: {said.message}"))


def error_in_ok(reply: Reply, echo: str = "") -> Failed | None:
    """Read an error object inside a 2xx answer; None where there is none. The work ended, so it is never unclear."""
    error = dig(reply.json(), "error")
    if error in (None, "", [], {}, False):
        return None
    status = whole(dig(error, "code")) or 500
    found = failure(Reply(status if 400 <= status < 600 else 500, reply.body, reply.headers), echo)
    return found if isinstance(found, Failed) else Failed(FailureKind.BROKEN, found.reason)
