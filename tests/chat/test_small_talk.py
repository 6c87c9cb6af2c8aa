"""What is no wish for a picture, and what is answered to it."""

from __future__ import annotations

import pytest

from bot.chat.small_talk import small_talk


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Hello!", "small-talk"),
        ("chào bạn", "small-talk"),
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
        ("stop", "small-stop"),
        ("Stop!", "small-stop"),
        ("cancel please", "small-stop"),
        ("Hủy", "small-stop"),
        ("dừng lại", "small-stop"),
        ("hủy hết", "small-stop-all"),
        ("undo", "small-undo"),
        ("quay lại", "small-undo"),
        ("top up", "small-money"),
        ("how much does it cost?", "small-money"),
        ("nạp tiền thế nào?", "small-money"),
        ("bao nhiêu tiền một ảnh?", "small-money"),
        ("bao nhieu tien mot anh", "small-money"),
        ("giúp mình với", "small-help"),
        ("em ơi giúp mình với ạ", "small-help"),
        ("wow nice", "small-praise"),
        ("Đẹp quá!", "small-praise"),
        ("dep qua", "small-praise"),
        ("mày ngu quá", "small-insult"),
        ("you are stupid", "small-insult"),
        ("stop sign in the rain", None),
        ("a stop sign", None),
        ("a cancelled ticket", None),
        ("undo knot", None),
        ("how much is the fish?", None),
        ("money", None),
        ("một đống tiền", None),
        ("a nice wow", None),
        ("đẹp quá một cô gái", None),
        ("anh Dung", None),
        ("Huy", None),
        ("chị đẹp", None),
        ("hay", None),
        ("vàng", None),
        ("a stupid dog", None),
        ("a thank you card", None),
        ("help me draw a cat", None),
        ("aaaa", None),
        ("", None),
    ],
)
def test_small_talk_is_told_from_a_wish(words, kind):
    assert small_talk(words) == kind
