"""Which plain words set a picture in motion that is there already."""

from __future__ import annotations

import unicodedata

import pytest

from bot.chat.moving import speaks_of_moving
from tests.chat.test_medium import PICTURES, SONGS

MOVED = [
    "make it a video",
    "Make it a short video, please",
    "now turn this picture into a 5 second clip",
    "turn it into an animation of falling snow",
    "can you make my old photo a film where the wind blows",
    "animate this",
    "animate this, keep the camera still",
    "turn it into a video, keep the background still",
    "animate this poster",
    "animate please",
    "animate it --seconds 6",
    "make it a video --seconds 8 --ar 16:9",
    "turn this selfie into a video",
    "make a video of this",
    "create a short film from my photo",
    "a clip out of this picture, please",
    "animate ảnh này",
    "tạo video từ ảnh này",
    "làm một đoạn phim ngắn từ bức ảnh này nhé",
    "biến hình ảnh này thành video",
    unicodedata.normalize("NFD", "biến ảnh này thành video"),
    "Animate!",
    "please animate my photo",
    "bring it to life",
    "make her move",
    "biến nó thành video",
    "chuyển ảnh này thành một đoạn phim ngắn",
    "giúp mình biến bức ảnh này thành video nhé",
    "cho nó chuyển động",
    "làm cho ảnh này cử động đi",
    "rồi làm ảnh của mình sống dậy",
]
STILL = [
    "make it look like a film still",
    "make it like a film",
    "make it kodak film",
    "make it not a video",
    "make it a video game hero",
    "turn this into a movie poster",
    "make her hair move in the wind",
    "make him move closer to the tree",
    "make it move to the left",
    "make her move the chair",
    "turn it into a film noir scene",
    "a video of this city at night",
    "a film about my grandmother",
    "làm nó sống động hơn",
    "cho ảnh này màu phim",
    "biến nó thành phim trường",
    "biến ảnh này thành phim hoạt hình",
    "chuyển ảnh này sang phim đen trắng",
    "tạo video con mèo chạy",
    "an animated cat",
    "animate objects in a kitchen",
    "make it rain",
]


@pytest.mark.parametrize("words", MOVED)
def test_these_words_make_a_film_of_what_is_there(words):
    assert speaks_of_moving(words)


@pytest.mark.parametrize("words", [*STILL, *PICTURES, *SONGS])
def test_these_words_need_nothing_to_move(words):
    assert not speaks_of_moving(words)


@pytest.mark.parametrize("words", ["make it a " + "very " * 900, "please " * 600, "biến ảnh này " * 300])
def test_the_longest_words_are_read_to_their_end(words):
    assert not speaks_of_moving(words)
