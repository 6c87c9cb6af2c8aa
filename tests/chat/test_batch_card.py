"""The end of a batch in words: what is there, what it cost, and why the others are not."""

import pytest

from bot.chat.batch_card import end_text, missing
from bot.chat.instead import REPEATABLE
from bot.chat.texts import texts
from storage.batches import Member, Tally


def members(*outcomes):
    return [
        Member(number, number, "voided" if outcome else "captured", outcome or None)
        for number, outcome in enumerate(outcomes, 1)
    ]


@pytest.mark.parametrize(
    ("outcomes", "paid", "told"),
    [
        (("", ""), 3000, "📦 <b>2 of 2</b> are here · 3,000\u00a0₫"),
        (("", ""), 0, "📦 <b>2 of 2</b> are here"),
        (
            ("", "broken", "expired", "interrupted"),
            0,
            """📦 <b>1 of 4</b> are here
Failed at the AI, not charged: no. 2-3
Lost when I was stopped, not charged: no. 4""",
        ),
        (
            ("", "unreachable"),
            0,
            "📦 <b>1 of 2</b> are here\nNot begun, as I could not write here, not charged: no. 2",
        ),
        (
            ("cancelled",) * 50,
            0,
            "📦 None of 50 came out. Nothing was charged.\nStopped, not charged: no. 1-50",
        ),
    ],
)
def test_it_says_what_is_missing_and_why(outcomes, paid, told):
    tally = Tally(len(outcomes), outcomes.count(""), 0, 0, 0, len(outcomes), paid)
    assert end_text(tally, members(*outcomes), texts("en"), paid=paid) == told


def test_many_numbers_are_cut_short():
    every_other = members(*["", "broken"] * 25)
    text = end_text(Tally(50, 25, 0, 25, 0, 50, 0), every_other, texts("vi"), paid=0)
    assert text.splitlines()[1] == "Dịch vụ AI bị lỗi, không mất tiền: số 2, 4, 6, 8, 10, 12, 14, 16, 18, 20 …"


def test_what_would_be_refused_again_is_not_proposed_again():
    assert missing(members("", "refused", "broken", "cancelled", "unreachable"), REPEATABLE) == [3, 4, 5]
