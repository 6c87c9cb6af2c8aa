"""What the bot says is safe to show, whatever people put into it, and speaks their language."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.taps import Taps
from bot.chat.texts import escape, known, languages, last_units, texts, units
from bot.clock import SystemClock
from tests.clock import FakeClock


@pytest.mark.parametrize(
    ("code", "spoken"),
    [("vi", "vi"), ("vi-VN", "vi"), ("VI", "vi"), ("en-GB", "en"), ("fr", "en"), (None, "en"), ("", "en"),
     ("../../etc/passwd", "en"), ("x" * 500, "en")],
)  # fmt: skip
def test_everybody_is_spoken_to_in_a_language_that_is_there(code, spoken):
    assert known(code) == spoken


def test_every_language_names_itself():
    assert languages()["vi"] == "Tiếng Việt"
    assert languages()["en"] == "English"


@given(st.text(max_size=80))
def test_a_persons_words_cannot_become_markup(words):
    for code in languages():
        shown = texts(code)("start", name=words)
        assert not re.search(r"<(?!/?(?:b|i|code)>)", shown.replace(escape(words), ""))
        assert "<" not in escape(words)
        assert html.unescape(escape(words)) == html.unescape(html.unescape(escape(words))) or "&" in words


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200b", "\ufeff", "\U000e0041"])
def test_what_turns_or_hides_words_is_taken_out(hidden):
    assert escape(f"a{hidden}b") == "ab"


def test_arabic_and_joined_emoji_stay_as_they_are():
    for words in ("قطة على القمر", "👩\u200d👧", "tiếng Việt"):
        assert escape(words) == words


def test_values_are_no_templates():
    assert "{ $name }" in texts("en")("start", name="{ $name }")


def test_names_to_choose_from_are_copied_by_a_tap():
    told = texts("en")("model-unknown", name="nan", nearest=("nano-banana", "<b>"))
    assert "<code>nano-banana</code>, <code>&lt;b&gt;</code>?" in told


@pytest.mark.parametrize("sign", ["x", "&", "🪁"])
def test_a_value_of_any_length_is_told(sign):
    told = texts("vi")("model-unknown", name=sign * 4000, nearest="none")
    assert escape(sign * 100) in told
    assert "/models" in told


def test_texts_are_measured_and_cut_as_telegram_counts():
    assert [units(text) for text in ("", "ab", "đ", "🪁", "a\ud83d")] == [0, 2, 1, 2, 2]
    assert [last_units("a🪁b", most) for most in (1, 2, 3, 4, 9)] == ["b", "b", "🪁b", "a🪁b", "a🪁b"]


def test_an_unknown_text_is_an_error():
    with pytest.raises(KeyError):
        texts("en")("no-such-text")


def test_numbers_are_written_as_the_language_writes_them():
    assert "1,748" in texts("en").plain("balance-credits", credits=1748)
    assert "1.748" in texts("vi").plain("balance-credits", credits=1748)


def test_a_second_tap_within_a_moment_is_the_same_tap():
    clock = FakeClock()
    taps = Taps(clock)
    assert [taps.note("n"), taps.note("n"), taps.note("m")] == [True, False, True]
    taps.forget("m")
    assert taps.note("m")
    clock.move(6)
    assert taps.note("n")


def test_the_machines_clock_goes_forward():
    clock = SystemClock()
    assert clock.now() > 1_700_000_000
    assert clock.steady() <= clock.steady()
