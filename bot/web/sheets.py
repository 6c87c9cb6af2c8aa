"""What a page of the dashboard tells, as values: figures, charts and tables, the same for HTML, JSON and CSV."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal, Protocol
from zoneinfo import ZoneInfo

from bot.providers.money import SCALES, Cost, shown
from bot.providers.offers import Gateway
from bot.web.spreadsheet import as_csv, harmless

Kind = Literal["text", "count", "credits", "cost", "seconds", "time", "percent", "gauge"]
Value = str | int | Cost | None
_UNITS: Mapping[Kind, str] = {
    "credits": "\u00a0₫",
    "cost": "\u00a0₫",
    "seconds": "\u00a0s",
    "percent": "%",
    "gauge": "%",
}


class Says(Protocol):
    """The sentences of one language (`bot.chat.texts.Texts`)."""

    language: str

    def plain(self, key: str, **values: Any) -> str:  # noqa: ANN401 (strings and numbers)
        """Return a text without markup."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` is its key in JSON and CSV and chooses its heading.

    In a column of costs a whole number is credits; ``gauge`` is percent with a bar beside it.
    """

    name: str
    kind: Kind = "count"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; the first column names the row."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure to see first; ``note`` are the words below it, ready to read."""

    name: str
    value: Value
    kind: Kind = "count"
    note: str = ""
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that is not as it should be, and the page that tells more."""

    words: str
    page: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart of a table: the first column names, ``columns`` are drawn; of rows ``most``, with the rest in one."""

    table: Table
    columns: tuple[str, ...]
    kind: Literal["columns", "rows"] = "columns"
    most: int = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of one stretch of time; ``notices`` None where they stand elsewhere."""

    name: str
    span: str
    since: int
    until: int
    figures: tuple[Figure, ...]
    drawings: tuple[Drawing, ...]
    tables: tuple[Table, ...]
    notices: tuple[Notice, ...] | None = None


def in_credits(amount: int, gateway: Gateway | None) -> int | None:
    """Return what an amount of a gateway's money is in credits, rounded up; None where nobody knows its rate."""
    if gateway is None:
        return None
    exact = Decimal(amount).scaleb(-SCALES[gateway.currency]) * gateway.credits_per_unit
    return math.ceil(exact)


def thousands(language: str) -> str:
    """Return what parts thousands where a language is spoken."""
    return "." if language == "vi" else ","


def grouped(value: int, language: str) -> str:
    """Write a whole number as the texts do."""
    return f"{value:,}".replace(",", thousands(language))


def decimal(text: str, language: str) -> str:
    """Write decimal text like ``10000.5 USD`` as the texts do, thousands parted."""
    whole, dot, rest = text.partition(".")
    digits, space, unit = whole.partition(" ")
    sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    point = "," if dot and language == "vi" else dot
    return f"{sign}{grouped(int(digits), language)}{point}{rest}{space}{unit}".replace(" ", "\u00a0")


def written(value: Value, kind: Kind, says: Says, zone: ZoneInfo) -> str:
    """Return a value as people read it."""
    if value is None or value == "":
        return "\u2013"
    if isinstance(value, Cost):
        return decimal(shown(value), says.language)
    if isinstance(value, str):
        return value
    if kind == "time":
        return datetime.fromtimestamp(value, UTC).astimezone(zone).strftime("%d/%m %H:%M")
    text = grouped(value, says.language)
    return text + _UNITS.get(kind, "")


def as_json(sheet: Sheet) -> dict[str, Any]:
    """Return the page's figures as JSON knows them: whole numbers; a gateway's money in its smallest unit."""
    return {
        "page": sheet.name,
        "span": sheet.span,
        "since": sheet.since,
        "until": sheet.until,
        "notices": [notice.words for notice in sheet.notices or ()],
        "figures": {figure.name: _plain(figure.value) for figure in sheet.figures},
        "tables": {
            table.name: [
                {column.name: _plain(value) for column, value in zip(table.columns, row, strict=True)}
                for row in table.rows
            ]
            for table in sheet.tables
        },
    }


def csv_of(table: Table) -> bytes:
    """Return a table as CSV."""
    return as_csv([column.name for column in table.columns], ([_cell(value) for value in row] for row in table.rows))


def _cell(value: Value) -> object:
    return shown(value) if isinstance(value, Cost) else harmless(value)


def _plain(value: Value) -> str | int | Mapping[str, str | int] | None:
    return {"amount": value.amount, "unit": value.unit} if isinstance(value, Cost) else value


def totals(table: Table, column: str) -> Sequence[int]:
    """Return a column's whole numbers, nothing below 0: what a bar can be as long as."""
    place = [one.name for one in table.columns].index(column)
    return [max(0, value) if isinstance(value := row[place], int) else 0 for row in table.rows]
