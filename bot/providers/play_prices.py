"""Prices for play: what has no known price is not sold, but in the sandbox everything can be tried."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.providers.catalog import Catalog, load_catalog
from bot.providers.money import Unit
from bot.providers.wire import WRITTEN, Task, WireProtocol

_PRICE: Mapping[Unit, Mapping[str, str]] = {
    "USD": {"video": "0.40", "words": "0.002", "usual": "0.05", "beside": "4"},
    "VND": {"video": "6000", "words": "40", "usual": "900", "beside": "100000"},
}
_KINDS = {Task.VIDEO: "video", Task.EXTEND: "video", **dict.fromkeys(WRITTEN, "words")}


def play_prices(catalog: Catalog) -> dict[str, str]:
    """Return catalogue files (name → text) that give every offer without a price a made-up one.

    Beside an offer with a real price it is so dear that the real one is taken first.
    """
    tables: dict[str, list[str]] = {}
    for model in catalog.models.values():
        known = any(offer.prices for offer in model.offers)
        for offer in model.offers:
            if not offer.prices:
                kind = "beside" if known else _KINDS.get(offer.task, "usual")
                table = f'[models."{offer.name}"]\nprice = "{_PRICE[offer.unit][kind]}"\n'
                tables.setdefault(offer.gateway, [f'gateway = "{offer.gateway}"\n']).append(table)
    return {f"zz-play-{gateway}.toml": "\n".join(found) for gateway, found in tables.items()}


def write_play_prices(folder: Path, *folders: Path, protocols: Mapping[str, WireProtocol]) -> None:
    """Put play prices into an owner's catalogue folder, for what ``folders`` and itself leave without one."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("zz-play-*.toml"):
        old.unlink()
    for name, text in play_prices(load_catalog(*folders, folder, protocols=protocols)).items():
        (folder / name).write_text(text)
