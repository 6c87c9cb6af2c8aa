"""What is on the menu, as values: models that people choose, and the offers by which gateways make them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from bot.providers.account import AccountStyle
from bot.providers.auth import AuthStyle
from bot.providers.catalog_file import Per, TimeoutsTable, ValueKind
from bot.providers.money import Cost, Unit
from bot.providers.wire import Task, WireOptions

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a gateway sells to us; None where it is as everywhere there, or not said. ``top_up_least`` is exact."""

    name: str
    titles: Mapping[str, str]
    threads: int | None
    pictures_per_day: int | None
    top_up_least: Cost | None
    refund_percent: int | None


@dataclass(frozen=True, slots=True)
class Gateway:
    """Who serves and bills us. ``env`` is the prefix of its settings; ``threads`` 0 = no limit.

    The first of ``plans`` is usual. ``caches``: the same words may bring the same picture again, so each call has to be
    worded a little differently. ``unit_costs``: what the owner pays for a unit of its currency, in dong, where that is
    known and is not what a dollar costs.
    """

    name: str
    title: str
    env: str
    base_url: str
    auth: AuthStyle
    auth_by_protocol: Mapping[str, AuthStyle]
    account: AccountStyle | None
    currency: Unit
    credits_per_unit: Decimal
    threads: int
    pictures_per_day: int | None
    caches: bool
    reset_timezone: str
    hosts: tuple[str, ...]
    timeouts: TimeoutsTable
    priced: date
    plans: Mapping[str, Plan]
    unit_costs: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """One gateway's way to make a model. ``name`` is unique in its gateway; the first of ``sizes`` is the default.

    ``pictures`` is how many it takes to work from (0 = none), ``pictures_least`` how many it needs,
    ``count_per_call`` how many outputs one submit may ask for, ``prices`` the cost ``per`` output, second … by size in
    the smallest unit of ``unit``: without prices it is not sold. ``seconds`` are the lengths to choose from, the first
    is the usual one.
    ``earlier``: it goes on from a result of its gateway and protocol; ``after`` names the models whose, where not all.
    """

    gateway: str
    name: str
    alias: str
    task: Task
    protocol: str
    auth: AuthStyle
    remote_model: str
    pictures: int
    pictures_least: int
    frames: bool
    by_name: bool
    sounds: int
    videos: int
    earlier: bool
    after: tuple[str, ...]
    seconds: tuple[int, ...]
    options: Mapping[str, tuple[str, ...] | ValueKind]
    words_max: int
    follow_up: str | None
    deadline_s: int | None
    ratios: tuple[str, ...]
    sizes: tuple[str, ...]
    count_max: int
    count_per_call: int
    wire: WireOptions
    prices: Mapping[str, int]
    per: Per
    unit: Unit

    def takes(self, need: Need) -> bool:
        """Tell whether this offer can do what is needed."""
        return (
            need.task is self.task
            and self.takes_sources(need)
            and (need.size is None or need.size in self.sizes)
            and (need.ratio is None or need.ratio in self.ratios)
            and (need.seconds is None or need.seconds in self.seconds)
            and need.choices <= self.options.keys()
            and 1 <= need.count <= self.count_max
        )

    def takes_sources(self, need: Need) -> bool:
        """Tell whether it works from what was sent in."""
        return (
            self.pictures_least <= need.pictures <= self.pictures
            and need.sounds == self.sounds
            and need.videos == self.videos
            and need.earlier is self.earlier
        )


@dataclass(frozen=True, slots=True)
class Need:
    """What a request needs of an offer; None leaves a choice to the gateway.

    ``pictures``, ``sounds`` and ``videos`` were sent in, ``earlier``: it goes on from a result of that gateway.
    """

    task: Task = Task.IMAGE
    size: str | None = None
    ratio: str | None = None
    count: int = 1
    seconds: int | None = None
    choices: frozenset[str] = frozenset()
    pictures: int = 0
    sounds: int = 0
    videos: int = 0
    earlier: bool = False
    characters: int = 0

    def of_one(self) -> Need:
        """Return the same for one output."""
        return self if self.count == 1 else replace(self, count=1)


@dataclass(frozen=True, slots=True)
class Model:
    """A line of the menu; its capabilities are all that its offers can do together.

    ``by_name``: for special work, so it is taken only where a person names it.
    """

    alias: str
    title: str
    descriptions: Mapping[str, str]
    offers: tuple[Offer, ...]
    task: Task = field(init=False)
    by_name: bool = field(init=False)
    words: bool = field(init=False)
    references_max: int = field(init=False)
    ratios: tuple[str, ...] = field(init=False)
    edit_ratios: tuple[str, ...] = field(init=False)
    sizes: tuple[str, ...] = field(init=False)
    seconds: tuple[int, ...] = field(init=False)
    options: Mapping[str, tuple[str, ...] | ValueKind] = field(init=False)
    count_max: int = field(init=False)

    def __post_init__(self) -> None:
        """Unite what the offers can do, in the order in which they say it; sizes from small to large."""
        plain = [offer for offer in self.offers if not offer.pictures_least]
        editing = [offer for offer in self.offers if offer.pictures]
        set_ = object.__setattr__
        set_(self, "task", self.offers[0].task)
        set_(self, "by_name", self.offers[0].by_name)
        set_(self, "words", bool(plain))
        set_(self, "references_max", max((offer.pictures for offer in editing), default=0))
        set_(self, "ratios", _united(offer.ratios for offer in plain))
        set_(self, "edit_ratios", _united(offer.ratios for offer in editing))
        set_(self, "sizes", tuple(sorted(_united(offer.sizes for offer in self.offers), key=_longest)))
        set_(self, "seconds", _united(offer.seconds for offer in self.offers))
        set_(
            self, "options", MappingProxyType({name: kind for one in self.offers for name, kind in one.options.items()})
        )
        set_(self, "count_max", max(offer.count_max for offer in self.offers))

    def description(self, language: str) -> str:
        """Return the short description, in English where there is none in the language."""
        return self.descriptions.get(language) or self.descriptions.get("en", "")

    def ratios_for(self, references: int) -> tuple[str, ...]:
        """Return the ratios to choose from: edits and words may differ."""
        return self.edit_ratios if references else self.ratios


def _united(lists: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(word for words in lists for word in words))


def _longest(size: str) -> int:
    """Return about how many dots the longest side of a size has: ``2K``, ``720p``, ``1024x1536``, ``512``."""
    sides = [int(side) for side in re.findall("[0-9]+", size)]
    return max(sides, default=0) * (1024 if size.endswith("K") else 1)
