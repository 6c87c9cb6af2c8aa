"""Charts as pictures: whole numbers in, PNG or SVG out, drawn by `bot.media.chart_worker` in a process of its own.

Columns are for days and hours, rows for who or what had how much; several series are stacked. Words come in ready:
nothing here knows a language.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.media import workshop
from bot.media.workshop import ConversionError

Kind = Literal["columns", "rows"]
Theme = Literal["light", "dark"]
Form = Literal["png", "svg"]
LABELS_MAX = 120
SERIES_MAX = 8
SIDE_MAX = 2400
_WORKER = Path(__file__).with_name("chart_worker.py")
_TIMEOUT_S = 20.0
_VALUE_MAX = 2**53


@dataclass(frozen=True, slots=True)
class Size:
    """In pixels; ``text`` is the height of a label's letters."""

    width: int
    height: int
    text: int


PHONE = Size(1080, 720, 38)  # a photo in a chat: three pixels of it are one of a phone's


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of the chart; as many values as the chart has labels, none below 0."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What to draw. ``headline`` is the one figure to see first, ``note`` a quiet line beside the title.

    ``mark`` is the label that stands out (today); ``group`` is what parts thousands: "." in Vietnamese, "," in English.
    ``nameless`` stands for a label in letters that the font does not have. ``has_rest``: the last of the rows is all
    others together, whose sum has no bar: it would dwarf them.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    kind: Kind = "columns"
    headline: str = ""
    note: str = ""
    mark: int | None = None
    theme: Theme = "light"
    group: str = "."
    nameless: str = "-"
    has_rest: bool = False
    size: Size = PHONE

    def __post_init__(self) -> None:
        """Refuse what could not be drawn; a caller's mistake, never a person's."""
        if not 1 <= len(self.labels) <= LABELS_MAX or not 1 <= len(self.series) <= SERIES_MAX:
            raise ValueError("too few or too many labels or series for a chart")
        for one in self.series:
            if len(one.values) != len(self.labels) or not all(0 <= value <= _VALUE_MAX for value in one.values):
                raise ValueError("each series has one value for each label, 0 or more")
        if not (0 < self.size.width <= SIDE_MAX and 0 < self.size.height <= SIDE_MAX):
            raise ValueError("a chart of that size is not drawn")


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure with its name above and a quiet word below; ``is_bad`` makes it stand out."""

    name: str
    value: str
    note: str = ""
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class Tiles:
    """Figures side by side, ``across`` in a row, under a title."""

    title: str
    tiles: tuple[Tile, ...]
    note: str = ""
    across: int = 3
    theme: Theme = "light"
    size: Size = PHONE
    kind: Literal["tiles"] = "tiles"
    headline: str = ""


async def draw_all(charts: Sequence[Chart], *, timeout_s: float = _TIMEOUT_S) -> list[bytes]:
    """Draw several as SVG, in one process; raises as `draw` does."""
    return await _made({"charts": [dataclasses.asdict(chart) for chart in charts]}, "svg", timeout_s, len(charts))


async def board(parts: Sequence[Chart | Tiles], *, timeout_s: float = _TIMEOUT_S) -> bytes:
    """Draw several below one another, as one PNG; raises as `draw` does."""
    (made,) = await _made({"parts": [dataclasses.asdict(part) for part in parts]}, "png", timeout_s)
    return made


async def draw(chart: Chart, form: Form = "png", *, timeout_s: float = _TIMEOUT_S) -> bytes:
    """Draw a chart. Raises ConversionError where this machine cannot: say the numbers in words then."""
    (made,) = await _made(dataclasses.asdict(chart), form, timeout_s)
    return made


async def _made(words: dict[str, Any], form: Form, timeout_s: float, count: int = 1) -> list[bytes]:
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="atelier-chart-"))
    try:
        told, out = folder / "chart.json", folder / f"chart.{form}"
        await asyncio.to_thread(told.write_text, json.dumps(words), "utf-8")
        answer = await workshop.run(_WORKER, form, [told, out], (), timeout_s)
        if "error" in answer:
            raise ConversionError(f"no chart ({answer['error']})")
        outs = [out, *(out.with_name(f"{number}.{form}") for number in range(1, count))]
        return [await asyncio.to_thread(one.read_bytes) for one in outs]
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
