"""Charts: whole numbers come out as pictures with those numbers on them, and nothing a caller writes breaks one."""

import io
import re
from dataclasses import replace

import pytest
from PIL import Image

from bot.media.chart import Chart, Series, Size, draw
from bot.media.chart_worker import _PALETTES
from bot.media.workshop import ConversionError
from tests.page.test_colours import colour, contrast

DAYS = Chart(
    "30 ngày qua", tuple(str(day) for day in range(1, 31)), (Series("", tuple(range(0, 60_000, 2000))),), mark=29
)


def words_of(svg):
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg.decode())


async def test_a_chart_is_a_picture_of_its_size_light_or_dark():
    light, dark = await draw(DAYS), await draw(replace(DAYS, theme="dark"))
    pictures = [Image.open(io.BytesIO(one)).convert("RGB") for one in (light, dark)]
    assert [one.size for one in pictures] == [(1080, 720)] * 2
    assert [one.getpixel((2, 2)) for one in pictures] == [(255, 255, 255), (0x17, 0x21, 0x2B)]


async def test_the_words_of_a_chart_are_text_with_numbers_as_the_language_writes_them():
    names = ("Ánh Tuyết 🌸", "田中", "$x$ <b>&", "Đức")
    chart = Chart(
        "Ai đã dùng",
        names,
        (Series("", (12_000, 0, 3, 1)),),
        "rows",
        headline="12.004 ₫",
        size=Size(640, 320, 14),
        group=".",
    )
    svg = await draw(chart, "svg")
    assert words_of(svg) == [
        "Ai đã dùng",
        "12.004 ₫",
        "12.000",
        "Ánh Tuyết",
        "0",
        "-",
        "3",
        "$x$ &lt;b&gt;&amp;",
        "1",
        "Đức",
    ]
    assert b"<script" not in svg


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_and_bars_stand_out_from_what_they_are_on(theme):
    found = _PALETTES[theme]
    back = colour(found["back"])
    words = {name: contrast(colour(found[name]), back) for name in ("ink", "quiet")}
    bars = {one: contrast(colour(one), back) for one in (found["soft"], found["mark"], *found["colours"])}
    assert not {name: ratio for name, ratio in words.items() if ratio < 4.5}
    assert not {one: ratio for one, ratio in bars.items() if ratio < 3}
    assert contrast(colour(found["mark"]), colour(found["soft"])) > 2, "told apart without seeing the hue"


async def test_what_all_others_had_is_written_and_dwarfs_nobody():
    chart = Chart(
        "x",
        ("Lan", "田中", "30 others"),
        (Series("", (9, 6, 700)),),
        "rows",
        nameless="Somebody",
        size=Size(640, 320, 14),
    )
    alone, with_rest = await draw(chart, "svg"), await draw(replace(chart, has_rest=True), "svg")
    assert words_of(with_rest) == ["x", "9", "Lan", "6", "Somebody", "700", "30 others"] == words_of(alone)
    assert (alone.count(b"#e3e8ed"), with_rest.count(b"#e3e8ed")) == (3, 2), "a track for each bar"


async def test_of_many_days_the_highest_and_the_marked_have_numbers():
    told = words_of(await draw(replace(DAYS, group=","), "svg"))
    assert "58,000" in told
    assert sum("," in one for one in told) == 1


async def test_what_could_not_be_drawn_is_refused_and_what_takes_too_long_given_up():
    for wrong in ({"labels": ()}, {"series": ()}, {"series": (Series("", (1,)),)}, {"size": Size(9000, 10, 5)}):
        with pytest.raises(ValueError):
            replace(DAYS, **wrong)
    with pytest.raises(ValueError):
        Chart("x", ("a",), (Series("", (-1,)),))
    with pytest.raises(ConversionError):
        await draw(DAYS, timeout_s=0.01)
