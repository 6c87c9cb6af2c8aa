"""Which plain words ask for a film or a song, and which for a picture."""

from __future__ import annotations

import pytest

from bot.chat.medium import medium_meant, speaks_of_moving
from bot.providers.wire import Task

FILMS = [
    "a video of a cat running on a roof",
    "make a short video about rain",
    "Please create me a funny clip of a dancing dog",
    "I want a 5-second video where a paper boat sails away",
    "an animation of a growing tree",
    "làm video con mèo chạy trên mái nhà",
    "quay một đoạn phim về mùa gặt",
    "Tạo cho mình một video chúc mừng sinh nhật",
    "giúp mình dựng clip đám cưới",
    "video về một chú chó",
    "tạo giúp mình một video về biển",
    "i need a video of my dog",
    "film about a boy and his kite",
    "phim hoạt hình về một chú rùa",
]
MOVED = [
    "make it a video",
    "Make it a short video, please",
    "now turn this picture into a 5 second clip",
    "turn it into an animation of falling snow",
    "can you make my old photo a film where the wind blows",
    "animate this",
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
SONGS = [
    "a song about rain",
    "write me a happy song for my mother",
    "viết bài hát về mùa thu",
    "sáng tác cho mình một ca khúc tặng mẹ",
    "bài hát về quê hương",
]
PICTURES = [
    "a movie poster of a giant squid",
    "a film still, neon city",
    "a video game hero in a forest",
    "a vhs clip-art fox",
    "a girl listening to a song about rain",
    "an old film camera on a table",
    "the songbird and the oak",
    "phim trường ngoài trời",
    "áp phích phim về biển",
    "một cô gái đang hát",
    "con mèo xem video",
    "bài thơ về mùa thu",
    "a lighthouse in a storm",
    "a paper clip with a red ribbon",
    "a portrait shot on film of the nineties",
    "35mm film of a girl by the sea",
    "a movie about dragons, poster",
    "làm phim trường ngoài trời",
    "làm clip art con mèo",
    "make it look like a film still",
    "make it a video game hero",
    "turn this into a movie poster",
    "make her hair move in the wind",
    "turn it into a film noir scene",
    "làm nó sống động hơn",
    "cho ảnh này màu phim",
    "biến nó thành phim trường",
    "an animated cat",
    "animate objects in a kitchen",
    "tạo nhạc cụ dân tộc",
    "tạo nhạc sĩ Trịnh Công Sơn",
]


@pytest.mark.parametrize(
    ("words", "task"),
    [*((words, Task.VIDEO) for words in FILMS), *((words, Task.SONG) for words in SONGS)],
)
def test_these_words_name_another_medium(words, task):
    assert medium_meant(words) is task


@pytest.mark.parametrize("words", PICTURES)
def test_these_words_are_a_picture(words):
    assert medium_meant(words) is None


@pytest.mark.parametrize("words", MOVED)
def test_these_words_make_a_film_of_what_is_there(words):
    assert speaks_of_moving(words)
    assert medium_meant(words) is Task.VIDEO


@pytest.mark.parametrize("words", [*FILMS, *SONGS, *PICTURES])
def test_these_words_need_nothing_to_be_there(words):
    assert not speaks_of_moving(words)
