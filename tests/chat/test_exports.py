"""bot.chat.admin.export_pages: a spreadsheet opens what people wrote, and calculates none of it."""

from __future__ import annotations

import csv
import io
import json

import pytest

from bot.chat.admin.export_pages import harmless, written


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", " =1", '=HYPERLINK("http://x")', "\n=1", "\uff1d1+1"]
)
def test_words_that_a_spreadsheet_would_calculate_are_shown(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", [-5, 0, None, "Minh Đức", "a=b", ""])
def test_numbers_and_plain_words_stay_as_they_are(cell):
    assert harmless(cell) == cell


def test_both_forms_hold_every_row():
    names, rows = ("id", "name"), [(1, 'a "quoted", name\nof two lines'), (2, None)]
    table = list(csv.reader(io.StringIO(written(names, rows, "csv").decode("utf-8-sig"), newline="")))
    assert table == [["id", "name"], ["1", 'a "quoted", name\nof two lines'], ["2", ""]]
    assert json.loads(written(names, rows, "json")) == [{"id": 1, "name": rows[0][1]}, {"id": 2, "name": None}]
