"""Pages of the dashboard as HTML: plain markup, a table beside every chart, every word of other people escaped."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.web.drawing import title
from bot.web.readings import PAGES
from bot.web.sheets import Column, Drawing, Figure, Says, Sheet, Table, Value, written
from bot.web.spans import SPANS

_NUMBERS = ("count", "credits", "cost", "seconds", "percent", "gauge")
_NARROW_MAX = 5  # columns that a phone has room for


def escaped(text: str) -> str:
    """Make words safe in text and in attributes."""
    return html.escape(text, quote=True)


def page(sheet: Sheet, svgs: Sequence[str], says: Says, zone: ZoneInfo) -> str:
    """Return a page with its charts; where one could not be drawn its table stands alone."""
    charts = "".join(_chart(*both, says) for both in zip(sheet.drawings, svgs, strict=True) if both[1])
    body = (
        f"<h1>{_say(says, 'web-page', page=sheet.name)}</h1>"
        f"{_spans(sheet, says)}"
        f"{_notices(sheet, says)}"
        f'<section class="figures" aria-label="{_say(says, "web-figures")}"><dl>'
        f"{''.join(_figure(one, says, zone) for one in sheet.figures)}</dl></section>"
        f'<section class="charts">{charts}</section>'
        f"{''.join(_table(one, sheet, says, zone) for one in sheet.tables)}"
    )
    return _document(body, says, sheet)


def door(secret: str, says: Says) -> str:
    """Return the page behind a link: one press opens, so that a link preview uses nothing up."""
    body = (
        f'<h1>{_say(says, "web-title")}</h1><p>{_say(says, "web-door")}</p><form method="post" action="/open">'
        f'<input type="hidden" name="pass" value="{escaped(secret)}">'
        f'<button type="submit">{_say(says, "web-door-open")}</button></form>'
    )
    return _document(body, says, None)


def refused(says: Says) -> str:
    """Return the page for whoever has no pass, or one that has ended."""
    return _document(f"<h1>{_say(says, 'web-title')}</h1><p>{_say(says, 'web-refused')}</p>", says, None)


def closed(says: Says) -> str:
    """Return the page for who signed out."""
    return _document(f"<h1>{_say(says, 'web-title')}</h1><p>{_say(says, 'web-closed')}</p>", says, None)


def _say(says: Says, key: str, **values: object) -> str:
    return escaped(says.plain(key, **values))


def _document(body: str, says: Says, sheet: Sheet | None) -> str:
    name = _say(says, "web-title")
    titled = name if sheet is None else f"{_say(says, 'web-page', page=sheet.name)} \u2013 {name}"
    return (
        f'<!doctype html><html lang="{says.language}"><head><meta charset="utf-8"><title>{titled}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="stylesheet" href="/style.css"></head>'
        f'<body><a class="skip" href="#main">{_say(says, "web-skip")}</a>'
        f"{'' if sheet is None else _header(sheet, says)}"
        f'<main id="main" tabindex="-1">{body}</main></body></html>'
    )


def _header(sheet: Sheet, says: Says) -> str:
    links = "".join(
        f'<li><a href="/{name}?span={sheet.span}"{_current(name == sheet.name)}>'
        f"{_say(says, 'web-page', page=name)}</a></li>"
        for name in PAGES
    )
    return (
        f'<header><span class="name">Atelier</span><nav aria-label="{_say(says, "web-pages")}"><ul>{links}</ul></nav>'
        f'<form method="post" action="/close"><button class="quiet" type="submit">{_say(says, "web-close")}</button>'
        "</form></header>"
    )


def _spans(sheet: Sheet, says: Says) -> str:
    links = "".join(
        f'<li><a href="/{sheet.name}?span={span}"{_current(span == sheet.span)}>'
        f"{_say(says, 'web-span', span=span)}</a></li>"
        for span in SPANS
    )
    return f'<nav class="spans" aria-label="{_say(says, "web-spans")}"><ul>{links}</ul></nav>'


def _current(is_current: bool) -> str:  # noqa: FBT001 (what it says)
    return ' aria-current="page"' if is_current else ""


def _notices(sheet: Sheet, says: Says) -> str:
    if sheet.notices is None:
        return ""
    if not sheet.notices:
        return f'<p class="now">{_say(says, "web-well")}</p>'
    lines = "".join(
        f'<li><a href="/{one.page}?span={sheet.span}">{escaped(one.words)}</a></li>' for one in sheet.notices
    )
    return f'<section class="now wrong" aria-label="{_say(says, "web-now")}"><ul>{lines}</ul></section>'


def _figure(one: Figure, says: Says, zone: ZoneInfo) -> str:
    note = f'<dd class="note">{escaped(one.note)}</dd>' if one.note else ""
    value = escaped(written(one.value, one.kind, says, zone))
    bad = ' class="bad"' if one.is_bad else ""
    return (
        f"<div><dt>{_say(says, 'web-word', word=one.name)}</dt>"
        f'<dd{bad} data-figure="{one.name}">{value}</dd>{note}</div>'
    )


def _chart(drawing: Drawing, svg: str, says: Says) -> str:
    return f'<figure>{svg}<figcaption class="unseen">{escaped(title(drawing, says))}</figcaption></figure>'


def _table(table: Table, sheet: Sheet, says: Says, zone: ZoneInfo) -> str:
    name = _say(says, "web-table", table=table.name)
    if not table.rows:
        return f'<section class="table"><h2>{name}</h2><p class="note">{_say(says, "web-nothing")}</p></section>'
    heads = "".join(
        f'<th scope="col"{_kind(one)}>{_say(says, "web-word", word=one.name)}</th>' for one in table.columns
    )
    wide = ' class="wide"' if len(table.columns) > _NARROW_MAX else ""
    rows = "".join(_row(table.columns, row, says, zone, labelled=bool(wide)) for row in table.rows)
    address = f"/{sheet.name}.csv?span={sheet.span}&amp;table={table.name}"
    return (
        f'<section class="table"><h2 id="t-{table.name}">{name}</h2>'
        f'<div class="scroll" tabindex="0" role="region" aria-labelledby="t-{table.name}">'
        f'<table data-table="{table.name}"{wide}><caption class="unseen">{name}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
        f'<p class="note"><a href="{address}" download>CSV</a> · '
        f'<a href="/{sheet.name}.json?span={sheet.span}">JSON</a></p></section>'
    )


def _row(columns: Sequence[Column], row: Sequence[Value], says: Says, zone: ZoneInfo, *, labelled: bool) -> str:
    """Return a row; of a wide table each cell knows its heading, because on a phone the rows are cards."""
    cells = []
    for place, (column, value) in enumerate(zip(columns, row, strict=True)):
        text = escaped(written(value, column.kind, says, zone))
        if column.kind == "gauge" and isinstance(value, int):
            text += f'<meter max="100" high="80" optimum="0" value="{min(value, 100)}" aria-hidden="true"></meter>'
        label = f' data-label="{_say(says, "web-word", word=column.name)}"' if labelled else ""
        cells.append(f'<th scope="row">{text}</th>' if place == 0 else f"<td{_kind(column, value)}{label}>{text}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _kind(column: Column, value: Value = 0) -> str:
    classes = ["number"] * (column.kind in _NUMBERS) + ["none"] * (value is None)
    return f' class="{" ".join(classes)}"' if classes else ""


HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; img-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Server": "Atelier",
}
