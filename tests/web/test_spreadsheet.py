"""bot.web.spreadsheet: a spreadsheet opens what people wrote, and calculates none of it."""

from __future__ import annotations

import pytest

from bot.web.spreadsheet import harmless


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", " =1", '=HYPERLINK("http://x")', "\n=1", "\uff1d1+1"]
)
def test_words_that_a_spreadsheet_would_calculate_are_shown(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", [-5, 0, None, "Minh Đức", "a=b", ""])
def test_numbers_and_plain_words_stay_as_they_are(cell):
    assert harmless(cell) == cell
