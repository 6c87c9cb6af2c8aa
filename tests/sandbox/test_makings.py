"""The words that the sandbox's models answer with: in the language of the question."""

from __future__ import annotations

import pytest

from sandbox.providers.makings import describe


@pytest.mark.parametrize("photos", [(), (b"one",), (b"one", b"two")])
@pytest.mark.parametrize(
    ("question", "said"),
    [("Sao trời xanh?", "Bạn hỏi: Sao trời xanh?"), ("Why is the sky blue?", "You asked: Why is the sky blue?")],
)
def test_a_question_is_answered_in_its_language(question, said, photos):
    answer = describe(question, photos)
    assert answer.endswith(said)
    assert ("sandbox" in answer) is not bool(photos)


def test_a_vietnamese_prompt_is_made_better_in_vietnamese():
    assert describe("Write a better prompt:\n\ncon mèo").startswith("con mèo, ánh chiều dịu")
    assert describe("Write a better prompt:\n\na cat").startswith("a cat, soft evening light")
