"""What is put into texts: names that read from the right, and prices that stay on one line."""

from __future__ import annotations

import unicodedata

import pytest

from bot.chat.texts import texts

ARABIC = "\N{ARABIC LETTER MEEM}\N{ARABIC LETTER HAH}\N{ARABIC LETTER MEEM}\N{ARABIC LETTER DAL}"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_name_from_the_right_does_not_turn_the_message_around(language):
    told = texts(language).plain("owner-person", name=ARABIC, id="61082")
    strong = [sign for sign in map(unicodedata.bidirectional, told) if sign in {"L", "R", "AL"}]
    assert strong[0] == "L", "the first decides where a message begins"
    assert strong[-1] == "L", "a number behind the name stays behind it"
    assert ARABIC in told
    assert "\N{LEFT-TO-RIGHT MARK}" not in texts(language).plain("owner-person", name="Lan", id="7")


@pytest.mark.parametrize(
    ("language", "price"), [("vi", "1.748\N{NO-BREAK SPACE}₫"), ("en", "1,748\N{NO-BREAK SPACE}₫")]
)
def test_a_price_stays_on_one_line(language, price):
    assert price in texts(language)("owner-spent", month=1748, ever=2000)
    assert price in texts(language)("today-caption", made=1, shown=1, failed=0, earned=1748, spent=0)
