"""Rows as CSV for spreadsheets, which calculate nothing of it: what people wrote may begin like a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # also full width
_BLANK = ("\t", "\r", "\n")


def as_csv(names: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows under their names; words of people are made `harmless` before."""
    page = io.StringIO()
    table = csv.writer(page, lineterminator="\r\n")
    table.writerow(names)
    table.writerows(rows)
    return b"\xef\xbb\xbf" + page.getvalue().encode()  # the mark by which spreadsheets know UTF-8


def harmless(cell: object) -> object:
    """Return a cell that a spreadsheet shows and does not calculate."""
    if isinstance(cell, str) and (cell.startswith(_BLANK) or cell.lstrip().startswith(_FORMULA)):
        return f"'{cell}"
    return cell
