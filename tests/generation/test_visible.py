"""What nobody sees is no prompt; whatever is seen is one."""

import pytest

from bot.generation.visible import is_visible


@pytest.mark.parametrize(
    "words", ["", " \n", "\u200b" * 3, "\u2800", "\u3164 \u115f", "\ufeff\u2060", "\u202e", "\u0301"]
)
def test_what_nobody_sees_is_nothing(words):
    assert not is_visible(words)


@pytest.mark.parametrize("words", ["\u200ba", "mèo", "猫", "ق", "7", "?", "❤️", "👨‍👩‍👧", "🇻🇳", "\U0001fae9", "\ufffd"])
def test_letters_digits_marks_and_emoji_are_seen(words):
    assert is_visible(words)
