"""Where charts are drawn: a process of its own with little memory and time, no keys and no network names.

Started by `bot.media.chart` as ``chart_worker.py <png|svg> <chart.json> <out>``; prints one line of JSON. Everything is
placed in pixels on one empty sheet, so that letters, bars and gaps keep the same size in every chart.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

MIB = 1024 * 1024
_PALETTES: dict[str, dict[str, Any]] = {
    "light": {
        "back": "#ffffff",
        "ink": "#17212b",
        "quiet": "#667480",
        "line": "#e3e8ed",
        "soft": "#5795d3",
        "mark": "#0f5299",
        "colours": ("#2a82d6", "#cf6d1e", "#2a9a64", "#b455b8", "#d64550", "#8a7a3c", "#1f93a6", "#7a6ff0"),
    },
    "dark": {
        "back": "#17212b",
        "ink": "#f2f5f8",
        "quiet": "#8d9ba8",
        "line": "#2b3947",
        "soft": "#4179ad",
        "mark": "#9fd2fb",
        "colours": ("#5eb0f5", "#f5a463", "#5fcf97", "#d68ada", "#f0757e", "#c9b66a", "#63cfe0", "#a49cff"),
    },
}


def limit(memory: int = 1024 * MIB, seconds: int = 15) -> None:
    """Bind this process: address space, CPU time, size of what it writes, no core file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * MIB, 64 * MIB))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Sheet:
    """An empty sheet in pixels, its lower left corner at 0; words in the font that comes with the library."""

    def __init__(self, told: dict[str, Any]) -> None:
        """Lay out a sheet for a chart."""
        import matplotlib as mpl  # noqa: PLC0415 (after the limits are set, and its folder is named)
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
        from matplotlib.figure import Figure  # noqa: PLC0415
        from matplotlib.font_manager import FontProperties, get_font  # noqa: PLC0415

        mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "atelier", "text.parse_math": False})
        self.told = told
        self.width, self.height, self.letters = (float(told["size"][name]) for name in ("width", "height", "text"))
        self.colours: dict[str, Any] = _PALETTES[told["theme"]]
        self.figure = Figure(figsize=(self.width / 100, self.height / 100), dpi=100, facecolor=self.colours["back"])
        drawn: Any = FigureCanvasAgg(self.figure)
        self._pen = drawn.get_renderer()
        self.axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, self.width), ylim=(0, self.height))
        self.axes.axis("off")
        fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
        self._fonts = {
            bold: FontProperties(fname=fonts / name, family="DejaVu Sans", weight="bold" if bold else "normal")
            for bold, name in ((False, "DejaVuSans.ttf"), (True, "DejaVuSans-Bold.ttf"))
        }
        self._known = set(get_font(str(fonts / "DejaVuSans-Bold.ttf")).get_charmap())

    def words(
        self, text: str, at: tuple[float, float], look: tuple[float, str], *, where: str = "left", bold: bool = False
    ) -> float:
        """Write one line, its letters standing on ``at``; ``look`` is size in labels and colour. Returns its width."""
        made = self.axes.text(
            at[0],
            at[1],
            self.readable(text),
            fontproperties=self._fonts[bold],
            fontsize=self.letters * look[0] * 0.72,
            color=look[1],
            ha=where,
            va="baseline",
        )
        return float(made.get_window_extent(self._pen).width)

    def wide(self, text: str, size: float = 1.0, *, bold: bool = False) -> float:
        """Return how wide a line would be."""
        made = self.axes.text(0, 0, self.readable(text), fontproperties=self._fonts[bold])
        made.set_fontsize(self.letters * size * 0.72)
        width = float(made.get_window_extent(self._pen).width)
        made.remove()
        return width

    def cut(self, text: str, room: float, size: float = 1.0) -> str:
        """Shorten a line until it fits."""
        if self.wide(text, size) <= room:
            return text
        while text and self.wide(text + "…", size) > room:
            text = text[:-1]
        return text.rstrip() + "…"

    def readable(self, text: str) -> str:
        """Leave out what the font has no letter for (emoji, other scripts): better than empty boxes."""
        kept = " ".join("".join(letter for letter in text if ord(letter) in self._known).split())
        return kept or str(self.told.get("nameless", "-")) * bool(text)

    def number(self, value: int) -> str:
        """Write a whole number as the texts do."""
        return f"{value:,}".replace(",", str(self.told["group"]))

    def bar(
        self, box: tuple[float, float, float, float], colour: str, corners: tuple[float, float, float, float]
    ) -> None:
        """Fill a box (left, bottom, width, height) with its corners rounded: lower left, right, upper right, left."""
        from matplotlib.patches import PathPatch  # noqa: PLC0415 (as above)
        from matplotlib.path import Path as Line  # noqa: PLC0415

        left, low, wide, high = box
        sharp = [(left, low), (left + wide, low), (left + wide, low + high), (left, low + high)]
        points: list[tuple[float, float]] = []
        codes: list[Any] = []
        for place, (corner, radius) in enumerate(zip(sharp, corners, strict=True)):
            around = max(0.0, min(radius, wide / 2, high))
            before, after = sharp[place - 1], sharp[(place + 1) % 4]
            points += [_towards(corner, before, around), corner, _towards(corner, after, around)]
            codes += [Line.LINETO if points[:-3] else Line.MOVETO, Line.CURVE3, Line.CURVE3]
        points.append(points[0])
        codes.append(Line.CLOSEPOLY)
        self.axes.add_patch(PathPatch(Line(points, codes), facecolor=colour, edgecolor="none", linewidth=0))

    def rule(self, left: float, right: float, height: float) -> None:
        """Draw a thin level line."""
        self.axes.plot([left, right], [height, height], color=self.colours["line"], linewidth=self.letters / 17)

    def picture(self) -> Any:  # noqa: ANN401 (Pillow's, which the library brings)
        """Return the sheet as a picture."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 (as above)
        from PIL import Image  # noqa: PLC0415 (as above)

        canvas: Any = FigureCanvasAgg(self.figure)
        canvas.draw()
        size = (int(self.width), int(self.height))
        return Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1).convert("RGB")

    def save(self, out: Path, form: str) -> None:
        """Write the sheet; the same chart is the same bytes."""
        kept: dict[str, Any] = {"metadata": {"Date": None}} if form == "svg" else {"metadata": {"Software": None}}
        self.figure.savefig(out, format=form, dpi=100, facecolor=self.colours["back"], **kept)


def _towards(start: tuple[float, float], end: tuple[float, float], far: float) -> tuple[float, float]:
    length = max(abs(end[0] - start[0]), abs(end[1] - start[1])) or 1.0
    share = far / length
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def head(sheet: Sheet) -> float:
    """Write title, headline, note and the names of the colours; return the height that is left below them."""
    told, unit = sheet.told, sheet.letters
    left, right, top = unit * 1.4, sheet.width - unit * 1.4, sheet.height - unit * 2.1
    note = sheet.words(told["note"], (right, top), (0.95, sheet.colours["quiet"]), where="right") if told["note"] else 0
    title = sheet.cut(told["title"], right - left - note - unit, 1.1)
    sheet.words(title, (left, top), (1.1, sheet.colours["quiet" if told["headline"] else "ink"]))
    if told["headline"]:
        top -= unit * 2.15
        sheet.words(told["headline"], (left, top), (1.95, sheet.colours["ink"]), bold=True)
    if told["kind"] in {"columns", "rows"} and len(told["series"]) > 1:
        top -= unit * 1.9
        for place, one in enumerate(told["series"]):
            colour = sheet.colours["colours"][place]
            if left + unit + sheet.wide(one["name"], 0.95) > right:
                left, top = unit * 1.4, top - unit * 1.5
            sheet.bar((left, top, unit * 0.7, unit * 0.7), colour, (unit * 0.2,) * 4)
            left += unit + sheet.words(one["name"], (left + unit, top), (0.95, sheet.colours["quiet"])) + unit
    return top - unit * 1.1


def columns(sheet: Sheet) -> None:
    """Stand columns on one line, stacked where there are several series; the highest and the marked have numbers."""
    told, unit = sheet.told, sheet.letters
    top, low = head(sheet) - unit * 1.3, unit * 2.9
    left, right = unit * 1.4, sheet.width - unit * 1.4
    count = len(told["labels"])
    pitch = (right - left) / count
    wide = min(pitch * (0.72 if count > 3 else 0.5), unit * 5)
    totals = [sum(one["values"][place] for one in told["series"]) for place in range(count)]
    scale = (top - low) / (max(totals) or 1)
    centres = [left + pitch * (place + 0.5) for place in range(count)]
    sheet.rule(left, right, low)
    for place, centre in enumerate(centres):
        _stack(sheet, place, (centre - wide / 2, low, wide), scale)
    _values(sheet, totals, centres, [low + total * scale for total in totals])
    _labels(sheet, centres, unit * 1.25)


def _stack(sheet: Sheet, place: int, foot: tuple[float, float, float], scale: float) -> None:
    told, (left, low, wide) = sheet.told, foot
    filled = [number for number, one in enumerate(told["series"]) if one["values"][place]]
    for number in filled:
        colour = sheet.colours["colours"][number]
        if len(told["series"]) == 1 and told["mark"] not in {None, place}:
            colour = sheet.colours["soft"]
        elif len(told["series"]) == 1 and told["mark"] == place:
            colour = sheet.colours["mark"]
        high = max(told["series"][number]["values"][place] * scale, sheet.letters / 8)
        round_top = min(wide * 0.3, sheet.letters * 0.35) if number == filled[-1] else 0.0
        sheet.bar((left, low, wide, high), colour, (0.0, 0.0, round_top, round_top))
        low += high


def _values(sheet: Sheet, totals: Sequence[int], centres: Sequence[float], tops: Sequence[float]) -> None:
    """Write the number above each column where all fit, else above the marked one and the highest."""
    told, unit = sheet.told, sheet.letters
    pitch = sheet.width if len(centres) == 1 else centres[1] - centres[0]
    all_fit = max(sheet.wide(sheet.number(total)) for total in totals) < pitch * 0.95
    best = totals.index(max(totals))
    chosen = range(len(totals)) if all_fit else [place for place in (told["mark"], best) if place is not None]
    taken: list[tuple[float, float]] = []
    for place in chosen:
        text = sheet.number(totals[place])
        half = sheet.wide(text, bold=place == told["mark"]) / 2
        centre = min(max(centres[place], half + unit * 1.4), sheet.width - half - unit * 1.4)
        if not totals[place] or any(abs(centre - other) < half + width + unit * 0.4 for other, width in taken):
            continue
        high = max([tops[place]] + [t for t, c in zip(tops, centres, strict=True) if abs(c - centre) < half])
        taken.append((centre, half))
        marked = place == told["mark"]
        look = (1.0, sheet.colours["ink" if marked or all_fit else "quiet"])
        sheet.words(text, (centre, high + unit * 0.45), look, where="center", bold=marked)


def _labels(sheet: Sheet, centres: Sequence[float], low: float) -> None:
    """Write as many labels as there is room for, at even steps, the last or the marked one always among them."""
    told, unit = sheet.told, sheet.letters
    widest = max(sheet.wide(label, bold=True) for label in told["labels"]) + unit * 1.1
    pitch = sheet.width if len(centres) == 1 else centres[1] - centres[0]
    anchor = len(centres) - 1 if told["mark"] is None else told["mark"]
    pushed = max(widest / 2 + unit * 0.9 - (sheet.width - centres[anchor]), 0)  # back from the edge, to its neighbour
    step = next((step for step in (1, 2, 3, 5, 7, 10, 15, 30, 60) if step * pitch >= widest + pushed), len(centres))
    for place, (label, centre) in enumerate(zip(told["labels"], centres, strict=True)):
        if (anchor - place) % step:
            continue
        half = sheet.wide(label, bold=place == told["mark"]) / 2
        at = min(max(centre, half + unit * 1.4), sheet.width - half - unit * 1.4)
        marked = place == told["mark"]
        sheet.words(label, (at, low), (1.0, sheet.colours["ink" if marked else "quiet"]), where="center", bold=marked)


def rows(sheet: Sheet) -> None:
    """Lay a bar under each name, its number at the right end of the line."""
    told, unit = sheet.told, sheet.letters
    top, low = head(sheet), unit * (1.9 if told["headline"] else 1.0)  # alone in a chat, its time lies on the corner
    left, right = unit * 1.4, sheet.width - unit * 1.4
    count = len(told["labels"])
    totals = [sum(one["values"][place] for one in told["series"]) for place in range(count)]
    pitch = min((top - low) / count, unit * 3.4)
    thick = min(unit * 0.75, pitch * 0.3)
    scale = (right - left) / (max(totals[:-1] if told["has_rest"] else totals) or 1)
    for place, label in enumerate(told["labels"]):
        rest = told["has_rest"] and place == count - 1
        foot = top - pitch * (place + 1) + (pitch - thick - unit) * 0.45
        number = sheet.words(
            sheet.number(totals[place]), (right, foot + thick + unit * 0.45), (1.0, sheet.colours["ink"]), where="right"
        )
        name = sheet.cut(label, right - left - number - unit)
        marked = place == told["mark"]
        look = (1.0, sheet.colours["quiet" if rest else "ink"])
        sheet.words(name, (left, foot + thick + unit * 0.45), look, bold=marked)
        if rest:
            continue
        sheet.bar((left, foot, right - left, thick), sheet.colours["line"], (thick / 2,) * 4)
        start = left
        for series, one in enumerate(told["series"]):
            wide = one["values"][place] * scale
            if wide:
                sheet.bar((start, foot, max(wide, thick), thick), sheet.colours["colours"][series], (thick / 2,) * 4)
            start += wide


def tiles(sheet: Sheet) -> None:
    """Set figures side by side, each with its name above and a quiet word below."""
    told, unit = sheet.told, sheet.letters
    top, left, right = head(sheet), unit * 1.4, sheet.width - unit * 1.4
    wide = (right - left) / told["across"]
    for place, tile in enumerate(told["tiles"]):
        at, high = left + wide * (place % told["across"]), top - unit * (1.0 + 4.9 * (place // told["across"]))
        room = wide - unit * 0.8
        sheet.words(sheet.cut(tile["name"], room, 0.9), (at, high), (0.9, sheet.colours["quiet"]))
        size = min(1.65, 1.65 * room / sheet.wide(tile["value"], 1.65, bold=True))  # a number is never cut
        colour = sheet.colours["colours"][4] if tile["is_bad"] else sheet.colours["ink"]
        sheet.words(tile["value"], (at, high - unit * 1.95), (size, colour), bold=True)
        small = max(0.66, min(0.8, 0.8 * room / (sheet.wide(tile["note"], 0.8) or 1)))
        sheet.words(sheet.cut(tile["note"], room, small), (at, high - unit * 3.15), (small, sheet.colours["quiet"]))


KINDS: dict[str, Callable[[Sheet], None]] = {"columns": columns, "rows": rows, "tiles": tiles}


def drawn(told: dict[str, Any]) -> Sheet:
    """Return one sheet with its chart."""
    sheet = Sheet(told)
    KINDS[told["kind"]](sheet)
    return sheet


def board(sheets: Sequence[Sheet], out: Path) -> None:
    """Write sheets of one width below one another as one PNG."""
    from PIL import Image  # noqa: PLC0415 (after the limits are set)

    size = (int(sheets[0].width), int(sum(sheet.height for sheet in sheets)))
    whole = Image.new("RGB", size, sheets[0].colours["back"])
    top = 0
    for sheet in sheets:
        whole.paste(sheet.picture(), (0, top))
        top += int(sheet.height)
    whole.save(out, "PNG", optimize=True)


def main(arguments: Sequence[str]) -> int:
    """Draw one chart; the reason of a failure is its class, never words that stood in it."""
    form, told, out = arguments
    limit()
    os.umask(0o077)
    # One thread is enough, and its library would reserve memory for one on each core; its folder is the chart's own.
    os.environ.update(OPENBLAS_NUM_THREADS="1", MPLCONFIGDIR=str(Path(told).parent))
    logging.disable(logging.CRITICAL)
    try:
        chart = json.loads(Path(told).read_text("utf-8"))
        if "charts" in chart:
            for number, one in enumerate(chart["charts"]):
                drawn(one).save(Path(out).with_name(f"{number}.{form}") if number else Path(out), form)
        elif "parts" in chart:
            board([drawn(part) for part in chart["parts"]], Path(out))
        else:
            drawn(chart).save(Path(out), form)
        answer = {"suffix": f".{form}"}
    except Exception as error:  # noqa: BLE001 (whatever the library raises: there is no chart)
        answer = {"error": type(error).__name__}
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0 if "suffix" in answer else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
