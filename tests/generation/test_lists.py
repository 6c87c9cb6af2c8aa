"""Lists of prompts as people keep them: lines, numbered lines, and the tables that spreadsheets save."""

import pytest

from bot.errors import PersonError
from bot.generation.lists import decoded, lines_of, plain, read_file, rows_of
from bot.generation.options import parse


def test_empty_lines_count_for_nothing():
    assert list(lines_of("\n a cat \r\n\n\u2028a dog\n")) == ["a cat", "a dog"]


def test_lines_and_rows_of_which_nothing_is_seen_count_for_nothing():
    assert list(lines_of("\u200b\na cat\n\u2800 \u3164\n")) == ["a cat"]
    assert list(rows_of("\u200b,\u2800\na cat,\u200b\n")) == ["a cat"]


def test_lines_end_where_python_ends_them():
    text = "".join(f"{number}{chr(number)}" for number in range(0x3000))
    assert list(lines_of(text)) == [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("is_table", [True, False])
def test_of_a_long_file_only_the_beginning_is_kept(is_table):
    assert read_file(b"a\nb\n" * 500, is_table=is_table, keep=3) == (["a", "b", "a"], 1000)
    assert read_file(b"- a\n-\n- b\n- \n- c", is_table=is_table, keep=3) == (["a", "b", "c"], 3)
    with pytest.raises(PersonError, match="batch-unreadable"):
        read_file(b"\0", is_table=is_table, keep=3)


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        (["1. a cat", "2) a dog"], ["a cat", "a dog"]),
        (["- a cat", "• a dog"], ["a cat", "a dog"]),
        (["1. a cat", "a dog"], ["1. a cat", "a dog"]),  # perhaps it is meant
        (["2 cats", "3 dogs"], ["2 cats", "3 dogs"]),
        (["--ar 16:9 a cat", "--n 2 a dog"], ["--ar 16:9 a cat", "--n 2 a dog"]),
        (["1. a cat"], ["1. a cat"]),
        (["1. a cat", "2.", "3. a dog"], ["a cat", "a dog"]),
        (["- a cat", "-", "a dog"], ["- a cat", "a dog"]),
    ],
)
def test_bullets_and_numbers_before_every_line_are_left_out(lines, read):
    assert plain(lines) == read


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ('prompt,options\n"a cat, wet",--n 2\n,\na dog,\n', ["a cat, wet --n 2", "a dog"]),
        ("Prompt;AR;--n;Note\na cat;16:9;2;mine\na dog;;;\n", ["a cat --ar 16:9 --n 2", "a dog"]),
        ("mô tả\ttùy chọn\ncon mèo\t--n 2\n", ["con mèo --n 2"]),
        ("a cat, in the rain\na dog\n", ["a cat, in the rain", "a dog"]),
        ('"a cat\nin two lines"\n', ["a cat\nin two lines"]),
        ("prompt\n", []),
        ("", []),
    ],
)
def test_a_table_names_its_columns_or_has_a_prompt_in_each_row(table, lines):
    assert list(rows_of(table)) == lines


def test_a_row_whose_words_would_lose_their_end_is_named():
    with pytest.raises(PersonError, match="batch-columns") as raised:
        list(rows_of("prompt,options\na dog,\na cat, in the rain,--n 2\n"))
    assert raised.value.values == {"number": 2}


def test_a_file_is_read_as_editors_save_it():
    assert decoded("\ufeffmèo".encode()) == decoded("mèo".encode("utf-16")) == decoded("mèo".encode()) == "mèo"
    for data in ("mèo".encode("cp1258"), b"PK\0\0", b"\xff\xfe\x00"):
        with pytest.raises(PersonError, match="batch-unreadable"):
            decoded(data)


def test_what_a_line_says_goes_before_what_holds_for_all():
    choices = {"voice": "word", "tile": "flag"}
    [(_, for_all), (_, line)] = [
        parse(one, choices) for one in ("--ar 16:9 --n 2 --voice a --tile", "b --n 3 --voice c")
    ]
    both = line.over(for_all)
    assert (both.aspect_ratio, both.count, both.choices) == ("16:9", 3, {"voice": "c", "tile": "on"})
    assert for_all.over(parse("a")[1]) == for_all
