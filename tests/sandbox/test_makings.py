"""The words that the sandbox's models answer with: in the language of the question."""

from __future__ import annotations

import pytest

from sandbox.providers.makings import describe
from sandbox.providers.studio import Studio
from sandbox.world import World


@pytest.mark.parametrize("photos", [(), (b"one",), (b"one", b"two")])
@pytest.mark.parametrize(
    ("question", "said"),
    [("Sao trời xanh?", "Bạn hỏi: Sao trời xanh?"), ("Why is the sky blue?", "You asked: Why is the sky blue?")],
)
def test_a_question_is_answered_in_its_language(question, said, photos):
    answer = describe(question, photos)
    assert answer.endswith(said)
    assert ("sandbox" in answer) is not bool(photos)


def test_a_picture_is_described_without_quoting_what_nobody_wrote():
    asked = "Describe this picture in two or three sentences. Answer in Tiếng Việt."
    assert describe(asked, (b"one",)) == "Một bức ảnh yên bình, ánh sáng dịu, màu ấm, góc nhìn rộng."


def test_words_that_are_refused_are_left_out_where_that_is_asked_for():
    studio = Studio(World(), "flow", "USD")
    told = "Word it for strict content rules:\n\n"
    assert studio.softened(f"{told}a FORBIDDEN castle") == f"{told}a castle"
    assert studio.softened("Make it better:\n\na FORBIDDEN castle") == "Make it better:\n\na FORBIDDEN castle"
    assert studio.softened("content rules of a FORBIDDEN castle") == "content rules of a FORBIDDEN castle"


def test_a_vietnamese_prompt_is_made_better_in_vietnamese():
    assert describe("Write a better prompt:\n\ncon mèo").startswith("con mèo, ánh chiều dịu")
    assert describe("Write a better prompt:\n\na cat").startswith("a cat, soft evening light")
