"""Buttons for a file without words: only what some model can make of it, and labels that a phone shows whole."""

import pytest
from telegram import InlineKeyboardButton

from bot.chat.suggesting import _rows
from bot.chat.texts import texts


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", [["✨", "🖍"], ["🎬", "👁"], ["🔎", "✂️"]]),
        ("vi", [["🖍", "👁"], ["🔎", "✂️"], ["✨"], ["🎬"]]),
    ],
)
def test_short_labels_stand_in_twos_and_long_ones_alone(language, expected):
    said = texts(language)
    works = [("video", 31200), ("describe", 6), ("upscale", 150), ("cutout", 150)]
    labels = [said.plain("button-quick", edit=one, price=1748) for one in ("nicer", "anime")]
    labels += [said.plain("button-work", work=one, price=at) for one, at in works]
    rows = _rows([InlineKeyboardButton(label, callback_data=label) for label in labels])
    assert [[button.text.split()[0] for button in row] for row in rows] == expected
    assert any("31" in button.text for row in rows for button in row)


def test_where_nobody_pays_no_button_names_a_price():
    assert texts("en").plain("button-work", work="describe", price=0) == "👁 Describe"
