"""What is no wish for a picture, and what is answered to it."""

from __future__ import annotations

import pytest

from bot.chat.small_talk import small_talk


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Hello!", "small-talk"),
        ("chào bạn", "small-talk"),
        ("👍", "small-talk"),
        ("thanks", "small-thanks"),
        ("Thank you very much!", "small-thanks"),
        ("Cảm ơn ạ", "small-thanks"),
        ("cảm ơn bạn nhé", "small-thanks"),
        ("Thanks so much, bot!", "small-thanks"),
        ("một em bé nhé", None),
        ("help", "small-help"),
        ("Trợ giúp", "small-help"),
        ("what can you do?", "small-help"),
        ("Bạn làm được gì?", "small-help"),
        ("a thank you card", None),
        ("help me draw a cat", None),
        ("aaaa", None),
        ("", None),
    ],
)
def test_small_talk_is_told_from_a_wish(words, kind):
    assert small_talk(words) == kind
