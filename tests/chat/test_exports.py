"""bot.chat.admin.export_pages: both forms of an export hold every row as it is."""

from __future__ import annotations

import csv
import io
import json

from bot.chat.admin.export_pages import written


def test_both_forms_hold_every_row():
    names, rows = ("id", "name"), [(1, 'a "quoted", name\nof two lines'), (2, None)]
    table = list(csv.reader(io.StringIO(written(names, rows, "csv").decode("utf-8-sig"), newline="")))
    assert table == [["id", "name"], ["1", 'a "quoted", name\nof two lines'], ["2", ""]]
    assert json.loads(written(names, rows, "json")) == [{"id": 1, "name": rows[0][1]}, {"id": 2, "name": None}]
