"""The page ``docs/gateways.md``: the shipped catalogue, and what each wire protocol's module says of itself."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from html import escape

from bot.providers.catalog import SHIPPED, Catalog, load_catalog
from bot.providers.discovery import protocols
from bot.providers.money import Cost, shown
from bot.providers.offers import Gateway, Offer
from bot.providers.wire import WireProtocol

# How sure its reference is that the protocol is as we speak it: key4u.md §10.1, thucchien.md §0, flow.md §0.
CONFIDENCE: Mapping[str, str] = {
    "openai_images": "high",
    "gemini_generate_content": "high",
    "gemini_predict": "high",
    "gemini_long_running": "medium",
    "openai_chat": "medium",
    "openai_audio": "high",
    "openai_videos": "medium",
    "unified_video": "high",
    "kling": "high",
    "ark_tasks": "medium to high",
    "dashscope_tasks": "medium to high",
    "tencent_vod": "medium",
    "minimax": "high",
    "vidu": "medium to high",
    "fal_queue": "medium",
    "replicate": "medium to high",
    "midjourney_proxy": "high",
    "suno": "high",
    "luma": "medium",
    "runway": "medium to high",
    "ideogram": "medium to high",
    "flow": "medium to high",
}
_HEAD = """# Gateways

What each gateway is known to make. This page is made of `bot/providers/catalog/*.toml` by `make gateways`; change those
files, not this page. Where no price stands, the model is known and not sold: an owner sets a price in a file of their
own ([operating.md](operating.md)). Prices are of the day that the gateway's line names, in its own money.
"""
_TAIL = """## Wire protocols

One module in `bot/providers/protocols/` each, with its twin in `sandbox/providers/`. *Confidence* is how sure the
reference is of paths, fields and answers: nobody has called the gateways themselves yet. What is *inferred* is read
tolerantly: another answer on the day ends as a clear failure or as an attempt for the owner to look at, never as money
lost.

| protocol | what it speaks | confidence | inferred |
| --- | --- | --- | --- |
"""
_COLUMNS = ("family", "model", "task", "protocol", "works from", "offers", "options", "price")
_TIERS = {"pro", "max", "mini", "lite", "turbo", "fast", "plus", "edit", "flash"}
_SHOWN_VALUES = 8


def page() -> str:
    """Return the page's text, Markdown."""
    known = protocols()
    catalog = load_catalog(SHIPPED, protocols=known)
    parts = [_HEAD, *(_gateway(catalog, gateway) for gateway in catalog.gateways.values())]
    spoken = "".join(_row(_protocol(one)) for one in sorted(known.values(), key=lambda one: one.name))
    return "\n".join([*parts, _TAIL + spoken])


def _gateway(catalog: Catalog, gateway: Gateway) -> str:
    cap = f"{gateway.pictures_per_day} pictures a day" if gateway.pictures_per_day else "no daily cap"
    rows = [
        _row(_offer(model.title, offer))
        for model in catalog.models.values()
        for offer in model.offers
        if offer.gateway == gateway.name
    ]
    return (
        f"## {gateway.title}\n\nSettings begin with `{gateway.env}_`. Prices of {gateway.priced} in {gateway.currency}"
        f" (1 is {gateway.credits_per_unit:f} credits); {gateway.threads or 'any number of'} jobs at once, {cap}.\n\n"
        + _row(_COLUMNS)
        + _row(("---",) * len(_COLUMNS))
        + "".join(rows)
    )


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").strip() or "-" for cell in cells) + " |\n"


def _offer(title: str, offer: Offer) -> tuple[str, ...]:
    form = getattr(offer.wire, "action", "") or ("edits" if getattr(offer.wire, "edits", False) else "")
    return (
        family(title),
        f"{escape(title, quote=False)} `{offer.alias}`<br>{offer.remote_model}",
        offer.task.value,
        f"`{offer.protocol}`" + (f" {form}" if form else ""),
        ", ".join(_takes(offer)),
        "<br>".join(_makes(offer)),
        "<br>".join(_options(offer)),
        _price(offer),
    )


def family(title: str) -> str:
    """Return a model's family: its title without version, tier and the gateway in brackets."""
    words = re.sub(r"\s*\(.*?\)", "", title).split()
    kept: list[str] = []
    for word in words:
        bare = re.split(r"[.\-]?\d", word)[0]
        if word.casefold() in _TIERS and kept:
            break
        kept += [bare] if len(bare) > (bare != word) else []  # the V of V3 is none
        if bare != word:
            break
    return " ".join(kept) or title


def _takes(offer: Offer) -> Iterator[str]:
    needed = offer.pictures_least or offer.sounds or offer.videos or offer.earlier
    if not needed:
        yield "words"
    if offer.frames:
        yield "first and last frame"
    elif offer.pictures:
        low = offer.pictures_least or (1 if offer.pictures > 1 else 0)
        yield f"{low} to {offer.pictures} pictures" if 0 < low < offer.pictures else _many(offer.pictures)
    if offer.sounds:
        yield "a sound"
    if offer.videos:
        yield "a video"
    if offer.earlier:
        yield "an earlier result"


def _many(number: int) -> str:
    return "1 picture" if number == 1 else f"{number} pictures"


def _makes(offer: Offer) -> Iterator[str]:
    if offer.ratios:
        yield " ".join(offer.ratios)
    if offer.sizes != ("1K",):
        yield _some(offer.sizes)
    if offer.seconds:
        yield f"{' '.join(map(str, offer.seconds))} s"
    if offer.count_max > 1:
        yield f"up to {offer.count_max}"


def _options(offer: Offer) -> Iterator[str]:
    for name, kind in offer.options.items():
        if isinstance(kind, str):
            yield f"{name}: {kind}" if kind != "flag" else name
        else:
            yield f"{name}: {_some(kind)}"


def _some(words: tuple[str, ...]) -> str:
    more = len(words) - _SHOWN_VALUES
    return " ".join(words[:_SHOWN_VALUES]) + (f" … {more} more" if more > 0 else "")


def _price(offer: Offer) -> str:
    if not offer.prices:
        return ""
    amounts = {size: shown(Cost(amount, offer.unit)).split()[0] for size, amount in offer.prices.items()}
    one = len(set(amounts.values())) == 1
    text = next(iter(amounts.values())) if one else ", ".join(f"{size} {told}" for size, told in amounts.items())
    return text if offer.per == "output" else f"{text} per {offer.per}"


def _protocol(protocol: WireProtocol) -> tuple[str, ...]:
    module = sys.modules[f"{protocols.__module__.rpartition('.')[0]}.protocols.{protocol.name}"]
    words = (inspect.getdoc(module) or "").replace("``", "`")
    inferred = re.search(r"\*Inferred\*:\s*(.+?)(?=\n\n|\Z)", words, re.DOTALL)
    return (
        f"`{protocol.name}`",
        words.partition("\n\n")[0].replace("\n", " "),
        CONFIDENCE.get(protocol.name, ""),
        " ".join(inferred[1].split()) if inferred else "",
    )
