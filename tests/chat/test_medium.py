"""Which plain words ask for a film or a song, and which for a picture."""

from __future__ import annotations

import pytest

from bot.chat.medium import medium_meant
from bot.providers.wire import Task

FILMS = [
    "turn my cat into a video",
    "convert the story of a lost sock into a short movie.",
    "make a video of a man standing still",
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
SONGS = [
    "a song about rain",
    "write me a happy song for my mother",
    "viết bài hát về mùa thu",
    "sáng tác cho mình một ca khúc tặng mẹ",
    "bài hát về quê hương",
]
QUESTIONS = [
    "how do i save a favourite?",
    "How can I change the language",
    "where is my picture?",
    "why did you charge me twice",
    "what does this cost per month?",
    "are you an AI?",
    "làm sao để lưu ảnh yêu thích?",
    "làm thế nào đổi ngôn ngữ",
    "tại sao ảnh của mình bị lỗi",
    "bạn là ai? bạn có phải người thật không?",
    "ảnh của mình đâu?",
]
PICTURES = [
    "how to train a dragon, oil painting",
    "what a wonderful world, poster",
    "where the wild things are",
    "can you draw a cat?",
    "could you paint me a lighthouse?",
    "bạn vẽ cho mình con mèo được không?",
    "bạn có thể vẽ một con rồng không?",
    "cô gái đang hỏi: bạn là ai",
    "why not a whale in the clouds",
    "a man asks himself why?",
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
    "a film still of a duel",
    "tạo nhạc cụ dân tộc",
    "tạo nhạc sĩ Trịnh Công Sơn",
]


@pytest.mark.parametrize(
    ("words", "task"),
    [
        *((words, Task.VIDEO) for words in FILMS),
        *((words, Task.SONG) for words in SONGS),
        *((words, Task.CHAT) for words in QUESTIONS),
    ],
)
def test_these_words_name_another_medium(words, task):
    assert medium_meant(words) is task


@pytest.mark.parametrize("words", PICTURES)
def test_these_words_are_a_picture(words):
    assert medium_meant(words) is None
