"""Charts of a sheet as inline SVG that takes its colours from the page: dark and light, and no style of its own."""

from __future__ import annotations

import html
import logging
import re
from collections import OrderedDict
from collections.abc import Sequence

from bot.media.chart import Chart, Series, Size, draw_all
from bot.media.workshop import ConversionError
from bot.web.sheets import Drawing, Says, thousands, totals

log = logging.getLogger(__name__)
_SIZE = Size(460, 300, 15)
_ROW_HEIGHT = 46
_KEPT_MAX = 64
_COLOURS = {
    "#ffffff": "back",
    "#17212b": "ink",
    "#667480": "quiet",
    "#e3e8ed": "line",
    "#5795d3": "soft",
    "#2a82d6": "c1",
    "#cf6d1e": "c2",
}
_STYLE = re.compile(r' style="([^"]*)"')
_ASIDE = re.compile(r"<metadata>.*?</metadata>|<defs>.*?</defs>| id=\"[^\"]*\"| clip-path=\"[^\"]*\"", re.DOTALL)


class Drawings:
    """Draws each chart once and keeps the last ones: the same figures are the same picture."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Chart, str] = OrderedDict()

    async def svgs(self, drawings: Sequence[Drawing], says: Says) -> list[str]:
        """Return charts as markup; nothing for one that has nothing to show or cannot be drawn now."""
        charts = [chart_of(one, says, _SIZE, _ROW_HEIGHT) for one in drawings]
        new = list({one for one in charts if one is not None and one not in self._kept})
        try:
            drawn = await draw_all(new) if new else []
        except ConversionError as error:
            log.warning("charts.not_drawn", extra={"error": str(error)})
            drawn = []
        self._kept.update((chart, themed(svg.decode(), chart.title)) for chart, svg in zip(new, drawn, strict=False))
        told = ["" if one is None else self._kept.get(one, "") for one in charts]
        while len(self._kept) > _KEPT_MAX:
            self._kept.popitem(last=False)
        return told


def chart_of(drawing: Drawing, says: Says, size: Size, row_height: int, labels: Sequence[str] = ()) -> Chart | None:
    """Return a drawing as a chart, None where there is nothing to draw; ``labels`` say more than the table's first.

    Rows come longest first; what is beyond the most of them is summed up in the last.
    """
    names = list(labels or [str(row[0]) for row in drawing.table.rows])
    found = [totals(drawing.table, name) for name in drawing.columns]
    if not any(any(one) for one in found):
        return None
    order, rest = list(range(len(names))), 0
    if drawing.kind == "rows":
        order.sort(key=lambda place: -sum(one[place] for one in found))
        rest = len(order) - drawing.most + 1 if len(order) > drawing.most else 0
    shown, others = order[: len(order) - rest], order[len(order) - rest :]
    labels = [names[place] for place in shown] + [says.plain("web-rest", count=rest)] * bool(rest)
    series = [
        Series(
            says.plain("web-word", word=name),
            tuple([one[place] for place in shown] + [sum(one[place] for place in others)] * bool(rest)),
        )
        for name, one in zip(drawing.columns, found, strict=True)
    ]
    return Chart(
        title=title(drawing, says),
        labels=tuple(labels),
        series=tuple(series),
        kind=drawing.kind,
        group=thousands(says.language),
        has_rest=bool(rest),
        size=Size(
            size.width, size.text * 4 + row_height * len(labels) if drawing.kind == "rows" else size.height, size.text
        ),
    )


def title(drawing: Drawing, says: Says) -> str:
    """Return what a chart shows."""
    table = says.plain("web-table", table=drawing.table.name)
    return f"{table}: {', '.join(says.plain('web-word', word=name).lower() for name in drawing.columns)}"


def themed(svg: str, label: str) -> str:
    """Take ids, clips and styles out of the library's SVG; its colours become classes of the page."""
    bare = _ASIDE.sub("", svg[svg.index("<svg") :])
    bare = _STYLE.sub(lambda found: _attributes(found[1]), bare)
    opening, rest = bare.split(">", 1)
    box = re.search(r'viewBox="[\d. ]+"', opening)
    named = html.escape(label)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box[0] if box else ""} role="img" aria-label="{named}">'
    return (head + rest).strip()


def _attributes(style: str) -> str:
    classes, attributes = [], []
    for rule in html.unescape(style).split(";"):
        name, _, value = (part.strip() for part in rule.partition(":"))
        if name in {"fill", "stroke"} and value.lower() in _COLOURS:
            classes.append(f"{name}-{_COLOURS[value.lower()]}")
        elif name and name != "font-family":
            attributes.append(f' {name}="{html.escape(value)}"')
    return (f' class="{" ".join(classes)}"' if classes else "") + "".join(attributes)
