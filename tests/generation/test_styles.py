"""Styles of ours and shapes by word: found however they are written, and each of them whole."""

import pytest

from bot.generation.request import GenerationRequest
from bot.generation.shapes import ratio_of, shape_of
from bot.generation.styles import begins, find, nearest, nearly_begins, styles


@pytest.mark.parametrize("name", styles())
def test_a_style_has_its_names_and_its_words(name):
    style = styles()[name]
    assert set(style.titles) >= {"en", "vi"}
    assert style.words.startswith("as ")
    assert len(style.words) < 200
    for written in (name, name.upper(), *style.also):
        assert find(written) == style


def test_no_two_styles_are_called_the_same():
    names = [word.casefold() for style in styles().values() for word in (style.name, *style.also)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sơn mài con trâu", ("lacquer", 7)),
        ("Son-Mai, a cat", ("lacquer", 8)),
        ("dong ho woodcut a hen", ("dongho", 15)),
        ("line art", ("lineart", 8)),
        ("a cat", None),
        ("", None),
    ],
)
def test_the_longest_name_at_the_beginning_counts(text, found):
    assert begins(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sơn mìa con trâu", ("sơn mìa", 7)),
        ("line arts", ("line arts", 9)),
        ("vivid colours at night", None),
        ("animee", None),
        ("", None),
    ],
)
def test_a_name_of_several_words_is_misspelt_as_a_whole(text, found):
    assert nearly_begins(text) == found


@pytest.mark.parametrize(("written", "name"), [("animee", "anime"), ("watercolr", "watercolour"), ("qzx", None)])
def test_a_slip_of_the_finger_is_near_to_a_style(written, name):
    assert nearest(written) == name


def test_a_gateway_is_told_the_style_behind_the_words_and_nothing_of_one_that_is_gone():
    request = GenerationRequest(prompt="a hen", model="m", style="ink")
    assert request.words.startswith("a hen, as an ink wash painting")
    assert request.need().characters == len(request.words)
    assert GenerationRequest(prompt="a hen", model="m", style="no more").words == "a hen"


@pytest.mark.parametrize(
    ("written", "shape", "ratios", "ratio"),
    [
        ("Vuông", "square", ("16:9", "1:1"), "1:1"),
        ("DỌC", "portrait", ("1:1", "2:3", "9:16"), "2:3"),
        ("portrait", "portrait", ("16:9", "9:16"), "9:16"),
        ("ngang", "landscape", ("16:9", "9:16"), "16:9"),
        ("landscape", "landscape", ("1:1",), "4:3"),
    ],
)
def test_a_shape_is_the_ratio_that_a_model_has_of_its_kind(written, shape, ratios, ratio):
    assert shape_of(written) == shape
    assert ratio_of(shape, ratios) == ratio


def test_another_word_is_no_shape():
    assert shape_of("wide") is None
