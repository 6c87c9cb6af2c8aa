"""Words can be read in both themes: small ones keep a contrast of 4.5 to 1 with what they stand on (WCAG AA)."""

import re
from pathlib import Path

import pytest

STYLE = (Path(__file__).parents[2] / "sandbox" / "page" / "style.css").read_text("utf-8")
LEAST = 4.5
PAIRS = [
    ("text", "bg"), ("text", "raised"), ("muted", "bg"), ("text", "bubble-in"), ("text", "bubble-out"),
    ("meta-in", "bubble-in"), ("meta-out", "bubble-out"), ("code", "bubble-in"), ("accent-strong", "bubble-in"),
    ("accent-strong", "bubble-out"), ("on-accent", "button"),
]  # fmt: skip
ON_THE_WASH = ("keys", "keys-hover", "pill")
Colour = tuple[float, float, float]


def theme(name: str) -> dict[str, str]:
    """The colours of a theme by their names; dark ones take the place of light ones."""
    light, dark = (
        re.search(rf"{start} \{{(.*?)\n\}}", STYLE, re.DOTALL)[1] for start in (":root", r'\[data-theme="dark"\]')
    )
    blocks = light if name == "light" else light + dark
    return dict(re.findall(r"--([\w-]+): ([^;]+);", blocks))


def colour(text: str, below: Colour = (255, 255, 255)) -> Colour:
    """Return what is seen where a colour, perhaps a transparent one, lies on another."""
    if text.startswith("#"):
        digits = text[1:] if len(text) == 7 else "".join(2 * one for one in text[1:])
        return tuple(float(int(digits[at : at + 2], 16)) for at in (0, 2, 4))
    red, green, blue, part = re.match(r"rgb\((\d+) (\d+) (\d+) / (\d+)%\)", text).groups()
    share = int(part) / 100
    return tuple(int(own) * share + under * (1 - share) for own, under in zip((red, green, blue), below, strict=True))


def light_of(seen: Colour) -> float:
    parts = [one / 255 for one in seen]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    darker, lighter = sorted((light_of(one), light_of(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_small_words_can_be_read(name):
    found = theme(name)
    seen = {(words, on): round(contrast(colour(found[words]), colour(found[on])), 2) for words, on in PAIRS}
    assert not {pair: ratio for pair, ratio in seen.items() if ratio < LEAST}


@pytest.mark.parametrize("name", ["light", "dark"])
def test_buttons_and_dates_can_be_read_wherever_they_stand_on_the_wash(name):
    found = theme(name)
    below = [colour(one) for one in re.findall(r"#\w{6}", found["wash"])]
    seen = {(key, on): contrast((255, 255, 255), colour(found[key], on)) for key in ON_THE_WASH for on in below}
    assert not {pair: ratio for pair, ratio in seen.items() if ratio < LEAST}


def test_what_is_known_to_be_pale_is_found_so():
    assert contrast((255, 255, 255), colour("rgb(66 110 70 / 46%)", colour("#b8d58d"))) < LEAST
