"""What a gateway tells for free about our account: which calls to make, in turn, and how the replies read; no I/O.

A style is a generator: it yields calls, is sent the replies, and returns the report. Sums stay decimal text throughout,
for a float would round somebody's money; what cannot be read is None, which is neither zero nor unlimited.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from bot.providers.replies import clean, complaint, dig, money, whole, word
from bot.providers.wire import Call, Reply

AccountStyle = Literal["litellm", "new_api", "flow", "models"]
_UNLIMITED = Decimal(100_000_000)  # new-api's limit of a key without one (key4u.md §9)
_UNITS = 500_000  # new-api: so many quota units are 1 (key4u.md §9)
_NAMES_MAX = 5_000
_FLOW_FACTS = (
    ("plan", ("plan_label", "plan")),
    ("pictures left", ("image_remaining",)),
    ("videos left", ("video_remaining",)),
    ("used today", ("usage_today",)),
    ("daily limit", ("daily_limit", "rate_limit_daily")),
    ("threads", ("max_concurrency", "max_concurrent_threads")),
    ("expires", ("expires_at",)),
)
_KEY_FACTS = (("requests a minute", "rpm_limit"), ("at once", "max_parallel_requests"), ("expires", "expires"))


@dataclass(frozen=True, slots=True)
class AccountReport:
    """``ok`` = the key works; ``spent`` so far and ``left``, decimal text or None where the gateway does not tell.

    Both are in the gateway's currency, or in ``own_unit`` where it counts something else (then no book of ours compares
    with it). ``models`` are the wire names it lists; ``facts`` short ``name: value`` pairs for the owner.
    """

    ok: bool
    spent: str | None = None
    left: str | None = None
    own_unit: str | None = None
    models: tuple[str, ...] | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


Asking = Generator[Call, Reply, AccountReport]


def _litellm() -> Asking:
    """Ask ``/key/info``, the team of the key, and the list of models (thucchien.md §4.10).

    The key's own spend is ours; the team's is everybody's, so only what the team has left is taken from it. A team that
    may not be asked (403, 404) leaves the key's figures.
    """
    reply = yield Call("GET", "/key/info")
    info = dig(_tree(reply), "info")
    refusal = _refusal(reply)
    key = info if isinstance(info, dict) else {}
    team: object = None
    if word(key.get("team_id")):
        team = dig(_tree((yield Call("GET", "/team/info", query={"team_id": word(key["team_id"])}))), "team_info")
    models, refused = yield from _listed()
    lefts = [left for left in (_left(key), _left(team)) if left is not None]
    facts = {name: clean(key[place]) for name, place in _KEY_FACTS if word(key.get(place))}
    if key.get("blocked") is True:
        facts["blocked"] = "yes"
    if refusal and not key:
        facts["answer"] = refusal
    return AccountReport(
        ok=not refused and key.get("blocked") is not True and (bool(key) or models is not None),
        spent=money(key.get("spend")),
        left=_text(max(min(lefts), Decimal())) if lefts else None,
        models=models,
        facts=facts,
    )


def _left(holder: object) -> Decimal | None:
    """Return a LiteLLM key's or team's budget less its spend; a budget of null is none of its own."""
    budget, spend = money(dig(holder, "max_budget")), money(dig(holder, "spend"))
    return None if budget is None or spend is None else Decimal(budget) - Decimal(spend)


def _new_api() -> Asking:
    """Ask new-api's billing routes, else its token usage, and the list of models (key4u.md §9).

    None of the figures is documented by Key4U: an HTML page or an error inside 200 means not available.
    """
    granted = money(_good((yield Call("GET", "/v1/dashboard/billing/subscription"))).get("hard_limit_usd"))
    cents = money(_good((yield Call("GET", "/v1/dashboard/billing/usage"))).get("total_usage"))
    spent = None if cents is None else Decimal(cents) / 100
    unlimited = granted is not None and Decimal(granted) >= _UNLIMITED
    left = None if granted is None or spent is None or unlimited else Decimal(granted) - spent
    if spent is None:
        usage = dig(_good((yield Call("GET", "/api/usage/token/"))), "data")
        used, available = money(dig(usage, "total_used")), money(dig(usage, "total_available"))
        spent = None if used is None else Decimal(used) / _UNITS
        unlimited = dig(usage, "unlimited_quota") is True
        left = None if available is None or unlimited else Decimal(available) / _UNITS
    models, refused = yield from _listed()
    facts = {"limit": "none on the key"} if unlimited else {}
    return AccountReport(
        ok=not refused and (spent is not None or models is not None),
        spent=None if spent is None else _text(spent),
        left=None if left is None else _text(max(left, Decimal())),
        models=models,
        facts={**facts, "answer": refused} if refused else facts,
    )


def _flow() -> Asking:
    """Ask ``usage`` (flow.md §8). What a credit is worth is nowhere said, so its figures are no money."""
    reply = yield Call("GET", "/public/api/v1/usage")
    tree = _good(reply)
    usage = tree["data"] if isinstance(tree.get("data"), dict) else tree
    if not usage:
        return AccountReport(ok=False, facts={"answer": _refusal(reply) or "nothing that can be read"})
    facts = {}
    for name, keys in _FLOW_FACTS:
        value = next((usage[key] for key in keys if usage.get(key) is not None), None)
        number = whole(value)
        text = str(max(0, number)) if number is not None else clean(value)  # what is left may be told as negative
        if text:
            facts[name] = text
    remaining = whole(usage.get("credits_remaining"))
    return AccountReport(
        ok=True,
        spent=money(usage.get("credits_used")),
        left=None if remaining is None else str(max(0, remaining)),
        own_unit="credits",
        facts=facts,
    )


def _models() -> Asking:
    """Ask the list of models alone, which most servers have."""
    models, refused = yield from _listed()
    return AccountReport(ok=models is not None, models=models, facts={"answer": refused} if refused else {})


STYLES: Mapping[AccountStyle, Callable[[], Asking]] = {
    "litellm": _litellm,
    "new_api": _new_api,
    "flow": _flow,
    "models": _models,
}

# Where the gateway's list of models holds what we call them on the wire; other families name things in their paths.
_LISTED = ("openai_", "gemini_", "unified_video")


def usual_style(protocols: Iterable[str]) -> AccountStyle | None:
    """Return how to ask a gateway that speaks these and whose file does not say; None: no free call is known."""
    spoken = set(protocols)
    if "flow" in spoken:
        return "flow"
    return "models" if any(name.startswith(_LISTED) for name in spoken) else None


def gone(report: AccountReport, offers: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the wire names among ``offers`` (protocol, remote model) that the gateway does not list, each once."""
    if not report.models:
        return ()
    known = set(report.models)
    names = (name for protocol, name in offers if protocol.startswith(_LISTED) and name not in known)
    return tuple(dict.fromkeys(names))


def _listed() -> Generator[Call, Reply, tuple[tuple[str, ...] | None, str]]:
    """Ask ``/v1/models``; return the names, or None and why the key is refused, where that is why."""
    reply = yield Call("GET", "/v1/models")
    data = dig(_good(reply), "data")
    if not isinstance(data, list):
        return None, _refusal(reply)
    names = (word(dig(one, "id")) for one in data[:_NAMES_MAX])
    return tuple(name for name in names if name), ""


def _refusal(reply: Reply) -> str:
    return clean(f"{reply.status}: {complaint(reply).message}") if reply.status in {401, 403} else ""


def _tree(reply: Reply) -> object:
    """Return a good reply's JSON with its decimals as they were written, or None."""
    if not 200 <= reply.status < 300:
        return None
    try:
        return json.loads(reply.body, parse_float=str)
    except (ValueError, RecursionError):
        return None


def _good(reply: Reply) -> dict[str, Any]:
    tree = _tree(reply)
    if not isinstance(tree, dict) or tree.get("error") or tree.get("success") is False:
        return {}
    return tree


def _text(amount: Decimal) -> str:
    return format(amount, "f")
