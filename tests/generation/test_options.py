"""Options inside a prompt: found anywhere, however a phone writes them, or refused in a sentence."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import PersonError
from bot.generation.options import BadOptionError, Options, parse, without_bad

WORDS = st.lists(st.text(string.ascii_letters + "áđ漢🎈", min_size=1, max_size=6), max_size=5)
SAID = st.fixed_dictionaries(
    {},
    optional={
        "ar": st.sampled_from(["16:9", "1:1", "9:16"]),
        "n": st.integers(1, 10).map(str),
        "size": st.sampled_from(["512", "1K", "2K", "4K"]),
        "model": st.sampled_from(["flow", "nano-banana-2"]),
    },
)


@pytest.mark.parametrize(
    ("text", "prompt", "options"),
    [
        ("a cat", "a cat", Options()),
        ("a cat --ar 16:9", "a cat", Options(aspect_ratio="16:9")),
        ("--ar 16:9 a cat", "a cat", Options(aspect_ratio="16:9")),
        ("a --n 2 cat", "a cat", Options(count=2)),
        ("a cat --ar=16:9", "a cat", Options(aspect_ratio="16:9")),
        ("a cat --ar: 9:16", "a cat", Options(aspect_ratio="9:16")),
        ("a cat —ar 16:9", "a cat", Options(aspect_ratio="16:9")),
        ("a cat \u2013n 3", "a cat", Options(count=3)),
        ("a cat --AR 16x9 --N 2", "a cat", Options(aspect_ratio="16:9", count=2)),
        ("a cat --aspect 4/3", "a cat", Options(aspect_ratio="4:3")),
        ("a cat --ratio 3×2", "a cat", Options(aspect_ratio="3:2")),  # noqa: RUF001 (what phones write)
        ("a cat --ar 16\uff1a9", "a cat", Options(aspect_ratio="16:9")),
        ("a cat --ar 16:09", "a cat", Options(aspect_ratio="16:9")),
        ("a cat --size 2k, --n 2.", "a cat", Options(size="2K", count=2)),
        ("a cat -m flow", "a cat -m flow", Options()),
        ("a cat --m flow", "a cat", Options(model="flow")),
        ("a cat --model Nano-Banana-2\non a mat", "a cat \non a mat", Options(model="Nano-Banana-2")),
        ('a cat --model "Nano Banana Pro" on a mat', "a cat on a mat", Options(model="Nano Banana Pro")),
        ("a cat --model=\u201cNano Banana Pro\u201d", "a cat", Options(model="Nano Banana Pro")),
        ("a cat --model «Nano Banana Pro» --n 2", "a cat", Options(model="Nano Banana Pro", count=2)),
        ('a cat --ar "16:9"', "a cat", Options(aspect_ratio="16:9")),
        ('a cat --last "on a mat"', 'a cat "on a mat"', Options(last=True)),
        ('a cat --model "Nano Banana', "a cat Banana", Options(model='"Nano')),
        ("a cat --n 99", "a cat", Options(count=99)),  # the model says how many it makes
        ("well--known state-of-the-art", "well--known state-of-the-art", Options()),
        ("a man — tall — walks", "a man — tall — walks", Options()),
        ("a -- b", "a -- b", Options()),
        ("from 5 --- to 6", "from 5 --- to 6", Options()),
    ],
)
def test_options_are_read_wherever_and_however_they_stand(text, prompt, options):
    assert parse(text) == (prompt, options)


@pytest.mark.parametrize(
    ("text", "key", "shown"),
    [
        ("a --sise 2K", "option-unknown", "--size"),
        ("a --zzz", "option-unknown", "none"),
        ("a --màu đỏ", "option-unknown", "none"),
        ("a --mau do", "option-unknown", "none"),
        ("a --sỉze 2K", "option-unknown", "--size"),
        ("a --dur 8", "option-unknown", "--seconds"),
        ("a --tỉ lệ rộng", "option-bad", "--ar 16:9"),
        ("a --ar", "option-bad", "--ar 16:9"),
        ("a --seed", "option-bad", "--seed 7"),
        ("a --seed -5", "option-bad", "--seed 7"),
        ("a --seed 7.5", "option-bad", "--seed 7"),
        ("a --seed \u0663", "option-bad", "--seed 7"),
        ("a --seed 123456789012345678901", "option-bad", "--seed 7"),
        ("a --ar wide", "option-bad", "--ar 16:9"),
        ("a --ar 0:9", "option-bad", "--ar 16:9"),
        ("a --ar 16:9:4", "option-bad", "--ar 16:9"),
        ("a --n 0", "option-bad", "--n 4"),
        ("a --n 1000", "option-bad", "--n 4"),
        ('a --model ""', "option-bad", "--model nano-banana-2"),
        ("a --ra 1:1", "option-unknown", "--ar"),
        ("a --n -2", "option-bad", "--n 4"),
        ("a --n ٤", "option-bad", "--n 4"),
        ("a --n two", "option-bad", "--n 4"),
        ("a --size huge", "option-bad", "--size 2K"),
        ("a --model", "option-bad", "--model nano-banana-2"),
        ("a --n 2 --count 3", "option-twice", "--n"),
        ("a --n --ar 1:1", "option-bad", "--n 4"),
    ],
)
def test_what_cannot_be_read_is_refused_with_an_example(text, key, shown):
    with pytest.raises(PersonError) as caught:
        parse(text, {"music": "word", "voice": "word", "seed": "number"})
    assert caught.value.key == key
    assert shown in caught.value.values.values() or shown in str(caught.value.values)


@pytest.mark.parametrize(
    ("text", "right", "without"),
    [
        ("a cat --sise 2K", "a cat --size 2K", "a cat"),
        ("--sise 2K a cat", "--size 2K a cat", "a cat"),
        ("a cat --qualty: high --n 2", "a cat --quality: high --n 2", "a cat --n 2"),
        ('a cat --zzz "so and so" at night', None, "a cat at night"),
        ("--turbo a cat on a roof", None, "a cat on a roof"),
        ("a cat --turbo", None, "a cat"),
        ("a cat --bright light at night", None, "a cat light at night"),
        ("--turbo --sise 2K cat", None, "--sise 2K cat"),
        ("--ar wide a cat --n 2", None, "a cat --n 2"),
        ("a cat --count", None, "a cat"),
        ("3 --qqq 3 cats", None, "3 3 cats"),
    ],
)
def test_an_option_of_no_use_goes_and_the_words_stay(text, right, without):
    more = {"quality": "word"}
    with pytest.raises(BadOptionError) as caught:
        parse(text, more)
    assert (caught.value.right, caught.value.without) == (right, without)


def test_a_few_options_of_no_use_go_at_once():
    assert without_bad("a cat --turbo --sise 2K --n 2 --zzz") == "a cat --n 2"
    assert without_bad("a cat --ar wide --n 0 at night --size 2K") == "a cat at night --size 2K"
    assert without_bad("a cat --n 2 --n 3") == "a cat --n 2 --n 3"
    assert "--a" in without_bad(" ".join(["--a"] * 1000))  # soon, not thoroughly


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        prompt, options = parse(text)
    except PersonError:
        return
    if options == Options() and "--" not in text:
        assert prompt == text.strip()


@given(WORDS, SAID, st.randoms(use_true_random=False))
def test_options_among_words_leave_the_words_as_they_were(words, said, chance):
    pieces = [(word,) for word in words]
    for name, value in said.items():
        pieces.insert(chance.randint(0, len(pieces)), (f"--{name}", value))
    prompt, options = parse(" ".join(part for piece in pieces for part in piece))
    assert prompt.split() == words
    assert options == Options(
        said.get("ar"), int(said["n"]) if "n" in said else None, said.get("size"), said.get("model")
    )


@pytest.mark.parametrize("text", ['a cat --style "calm and low" --n 2', 'a cat --n 2 --style "calm and low"'])
def test_what_is_words_may_stand_in_quotes(text):
    assert parse(text, {"style": "text"}) == ("a cat", Options(count=2, choices={"style": "calm and low"}))


def test_words_behind_the_quotes_belong_to_the_prompt():
    assert parse('--style "calm" a cat', {"style": "text"}) == ("a cat", Options(choices={"style": "calm"}))


@pytest.mark.parametrize(
    ("text", "prompt", "options"),
    [
        ("a cat -ar 16:9", "a cat", Options(aspect_ratio="16:9")),
        ("a cat -AR: 16x9 by night", "a cat by night", Options(aspect_ratio="16:9")),
        ("a cat -- ar 16:9", "a cat", Options(aspect_ratio="16:9")),
        ("a cat \u2014 ar 16:9", "a cat", Options(aspect_ratio="16:9")),
        ("a cat \uff0d\uff0dar\uff1d16\uff1a9", "a cat", Options(aspect_ratio="16:9")),
        ("a cat \u2011\u2011ar 16:9", "a cat", Options(aspect_ratio="16:9")),
        ("a cat --ar : 16:9", "a cat", Options(aspect_ratio="16:9")),
        ("a cat -n 4", "a cat", Options(count=4)),
        ("a cat -size 2k", "a cat", Options(size="2K")),
        ("a cat --ar vuông", "a cat", Options(aspect_ratio="square")),
        ("a cat -ar dọc", "a cat", Options(aspect_ratio="portrait")),
        ("a cat --ar Do\u0323c", "a cat", Options(aspect_ratio="portrait")),
        ("a cat --AR=Landscape", "a cat", Options(aspect_ratio="landscape")),
        ("a cat --ar ngang, asleep", "a cat asleep", Options(aspect_ratio="landscape")),
        ("a cat --tỉ lệ 16:9", "a cat", Options(aspect_ratio="16:9")),
        ("a cat --Tỷ lệ: dọc", "a cat", Options(aspect_ratio="portrait")),
        ("a cat --ti\u0309 le\u0323\u0302 16:9", "a cat", Options(aspect_ratio="16:9")),
        ("a cat --ti le 16:9", "a cat", Options(aspect_ratio="16:9")),
        ("a cat \u2013tỉ lệ 16:9", "a cat", Options(aspect_ratio="16:9")),
        ("a cat \u2014 tỉ lệ vuông", "a cat", Options(aspect_ratio="square")),
        ("a cat -tỉ lệ 16:9", "a cat", Options(aspect_ratio="16:9")),
        ("--số lượng 2 con mèo --kích thước 2K", "con mèo", Options(count=2, size="2K")),
        ("a cat --mô hình flow", "a cat", Options(model="flow")),
        ("a cat --aspect ratio 16:9", "a cat", Options(aspect_ratio="16:9")),
        ("áp phích \u2013 số lượng 4 cái", "áp phích \u2013 số lượng 4 cái", Options()),
        ("tranh \u2013 tỉ lệ đẹp", "tranh \u2013 tỉ lệ đẹp", Options()),
        ("tranh \u2013tỉ lệ đẹp", "tranh \u2013tỉ lệ đẹp", Options()),
        ("plan -ar wide", "plan -ar wide", Options()),
        ("minus -n degrees", "minus -n degrees", Options()),
        ("a man \u2014 n 4 \u2014 walks", "a man \u2014 n 4 \u2014 walks", Options()),
        ("snow at -4 degrees", "snow at -4 degrees", Options()),
    ],
)
def test_what_a_phone_or_a_hurry_makes_of_an_option_is_still_read(text, prompt, options):
    assert parse(text) == (prompt, options)


@pytest.mark.parametrize(
    ("text", "prompt", "style"),
    [
        ("--style sơn mài một con mèo", "một con mèo", "lacquer"),
        ("a cat --style Line Art --n 2", "a cat", "lineart"),
        ("a cat --style=anime on a mat", "a cat on a mat", "anime"),
        ("a cat \u2014style ANIME, asleep", "a cat asleep", "anime"),
        ('--style "đông hồ" a cat', "a cat", "đông hồ"),
        ("--style vivid a cat", "a cat", "vivid"),
    ],
)
def test_a_style_may_have_several_words_and_the_rest_stays_the_prompt(text, prompt, style):
    said, options = parse(text, {"style": "text"}, styled=True)
    assert (said, options.choices) == (prompt, {"style": style})


def test_a_song_keeps_all_the_words_of_its_style():
    said, options = parse("rain --style anime opening, fast", {"style": "text"})
    assert (said, options.choices) == ("rain", {"style": "anime opening, fast"})
