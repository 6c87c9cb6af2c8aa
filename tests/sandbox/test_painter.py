"""The painter: pictures depend on their words, edits on their photo, and Vietnamese reads right on a bare machine."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from sandbox.providers import painter
from sandbox.providers.painting import lettering, words


def opened(data):
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture.convert("RGB")


def drawn(prompt, ratio="1:1", **more):
    return opened(painter.paint(painter.order(prompt, ratio, "512", **more)))


def apart(one, other):
    """Return how far two pictures differ: the mean over all pixels, 0..255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other.resize(one.size))).mean) / 3


def photo(kind="JPEG", size=(400, 300)):
    out = io.BytesIO()
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    picture.paste((230, 60, 40), (size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2))
    picture.save(out, kind)
    return out.getvalue()


def test_the_same_order_gives_the_same_picture():
    assert painter.paint(painter.order("a cat", size="512")) == painter.paint(painter.order("a cat", size="512"))


def test_pictures_depend_on_their_words():
    night, day = drawn("a city at night"), drawn("a city by day")
    assert ImageStat.Stat(night.convert("L")).mean[0] + 30 < ImageStat.Stat(day.convert("L")).mean[0]
    assert apart(drawn("words that name nothing"), drawn("other words that name nothing")) > 5


def test_four_pictures_of_one_prompt_differ():
    views = [drawn("a boat on the sea", index=index) for index in range(4)]
    assert all(apart(one, other) > 5 for k, one in enumerate(views) for other in views[:k])


@pytest.mark.parametrize(
    ("ratio", "size", "pixels"),
    [
        ("16:9", "1K", (1024, 576)),
        ("3:4", "512", (384, 512)),
        ("1:1", "2K", (2048, 2048)),
        ("1536x1024", "1K", (1536, 1024)),
    ],
)
def test_a_picture_has_the_size_that_was_asked(ratio, size, pixels):
    assert opened(painter.paint(painter.order("snow", ratio, size, kind="jpeg"))).size == pixels


def test_4k_is_really_4k():
    assert opened(painter.paint(painter.order("sea", "16:9", "4K", kind="jpeg"))).size == (4096, 2304)


def test_an_edit_is_the_photo_treated_as_the_words_say():
    source = photo()
    plain = opened(source)
    edited = {word: drawn(word, None, photos=[source]) for word in ("enhance", "đen trắng", "red", "make it night")}
    assert edited["enhance"].size == (512, 384)
    assert apart(plain, edited["enhance"]) < 40
    assert all(apart(one, other) > 8 for a, one in edited.items() for b, other in edited.items() if a < b)
    above = edited["đen trắng"].crop((0, 0, 512, 340))
    red, green, blue = above.split()
    assert apart(Image.merge("RGB", (red, red, red)), Image.merge("RGB", (green, blue, green))) < 6


def test_several_photos_become_one_picture_that_shows_each():
    reds, blues = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (200, 200), (220, 30, 30)).save(reds, "PNG")
    Image.new("RGB", (200, 200), (30, 30, 220)).save(blues, "PNG")
    both = drawn("enhance", "16:9", photos=[reds.getvalue(), blues.getvalue()])
    left, right = both.getpixel((40, 100)), both.getpixel((470, 100))
    assert left[0] > left[2] + 80
    assert right[2] > right[0] + 80


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_photos_of_any_mode_are_edited(mode):
    out = io.BytesIO()
    Image.new(mode, (90, 70)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert drawn("x", None, photos=[out.getvalue()]).size == (512, 398)


def test_what_is_no_picture_is_known_by_its_head():
    assert painter.is_picture(photo())
    assert painter.is_picture(photo("WEBP"))
    for data in (b"", b"words", b"\x89PNG\r\n\x1a\n", b"GIF89a", photo("GIF")):
        assert not painter.is_picture(data)


@pytest.mark.parametrize("prompt", ["", " ", "\n", "😀" * 50, "x" * 5_000, "\ud800", "مرحبا", "a\x00b", "--ar 16:9"])
def test_any_words_can_be_painted(prompt):
    assert drawn(prompt).size == (512, 512)
    assert drawn(prompt, photos=[photo()]).size == (512, 512)


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("con mèo ngắm biển", {"cat", "sea"}),
        ("Cats, dogs and a HOUSE!", {"cat", "dog", "house"}),
        ("catalogue of seasons", set()),
        ("đèn lồng", {"lantern"}),
    ],
)
def test_motifs_are_known_by_whole_words_in_both_languages(prompt, found):
    assert words.motifs(prompt) == found


def test_the_first_colour_counts():
    assert words.colour("a blue boat under a red sky") == words.colour("thuyền xanh dương")
    assert words.colour("nothing") is None


def test_every_vietnamese_letter_is_set_apart_without_any_system_font(monkeypatch):
    monkeypatch.setattr(lettering, "font", lambda size: (lettering._own(size), False))

    def ink(text):
        mask = Image.new("L", (120, 60))
        lettering.write(mask, (10, 10), text, 32, 255)
        return bytes(mask.tobytes())

    letters = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵdđ"
    assert len({ink(letter) for letter in letters + letters.upper()}) == 2 * len(letters)


def test_a_long_line_is_cut_to_its_room():
    (line,) = lettering.lines("một hai ba bốn năm sáu bảy tám chín mười " * 5, 20, 300, 1)
    assert line.endswith("…")
    assert lettering.width(line, 20) <= 300
