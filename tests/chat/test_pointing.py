"""Which words are about a photo that has to be there, and which are a prompt like any other."""

from __future__ import annotations

import unicodedata

import pytest

from bot.chat.pointing import speaks_of_it, speaks_of_photo


@pytest.mark.parametrize(
    "words",
    [
        "make this photo look like winter",
        "Turn THIS PICTURE into a cartoon",
        "restore this old photo",
        "remove the man in this picture",
        "put a hat on my selfie",
        "change the sky in my profile picture --ar 1:1",
        "blend these two photos",
        "colour my grandma\u2019s photo",
        "make the picture I sent brighter",
        "ảnh này chuyển thành ban đêm",
        "làm nét tấm này giúp mình",
        "xóa phông bức ảnh này",
        "sửa hình này thành tranh sơn dầu",
        "phục hồi tấm ảnh cũ này",
        "vẽ lại bức tranh này",
        "thêm mũ vào ảnh của tôi",
        "làm đẹp ảnh mình vừa gửi",
        "chỉnh sáng ảnh đính kèm",
        "lam net tam anh nay",
        unicodedata.normalize("NFD", "xóa người trong ảnh này"),
    ],
)
def test_these_words_need_a_photo(words):
    assert speaks_of_photo(words)


@pytest.mark.parametrize(
    "words",
    [
        "a red kite over rice fields",
        "a photo of this city at night",
        "a picture of my dog",
        "This is a photo of a cat",
        "this image shows a calm lake at dawn",
        "This vivid photo captures a young woman. Soft light.",
        "A hall. In this image, a woman stands by a window",
        'a museum sign that says "do not touch this picture"',
        "my cat in the style of a picture book",
        "this cat as a picture",
        "picture this: a whale in the clouds",
        "một bức ảnh con mèo",
        "ảnh chân dung một cô gái",
        "mô hình này bằng gỗ",
        "màn hình này phát sáng",
        "nền điện ảnh này thật đẹp",
        "bức tường này phủ rêu",
        "tấm thảm này bay trên mây",
        "Bức ảnh này cho thấy một hồ nước yên tĩnh",
        "Trong ảnh này, một cô gái đứng bên cửa sổ",
        "anh nay buồn quá",
        "hình em bé ngủ",
        "bà của tôi cầm một bức ảnh",
    ],
)
def test_these_words_are_a_prompt(words):
    assert not speaks_of_photo(words)


@pytest.mark.parametrize(
    "words",
    [
        "make it bluer",
        "Now turn it into a cartoon, please",
        "can you give her a red hat",
        "a bit more contrast please",
        "less red",
        "làm nó xanh hơn",
        "đổi nó thành tranh sơn mài",
        "cho nó đội mũ",
        "xanh hơn",
        "Tối hơn nữa nhé",
        "làm bầu trời sáng hơn một chút",
        "darker",
        "Brighter, please!",
        "even more blue",
        "hãy làm nó xanh hơn",
        "sáng hơn chút nữa",
        "cho tối hơn một chút nữa",
        "sáng hơn nhiều",
        "sáng hơn được không?",
        "màu tươi hơn",
        "làm đẹp hơn giúp mình nhé",
        "đổi màu nó sang đỏ",
        unicodedata.normalize("NFD", "tối hơn một chút"),
    ],
)
def test_these_words_go_on_from_a_result(words):
    assert speaks_of_it(words)


@pytest.mark.parametrize(
    "words",
    [
        "make it rain over the old quarter",
        "more cats than people in a narrow street",
        "less is more, a poster",
        "a girl who tells her dog to make it home",
        "flower",
        "một chú chó to hơn ngôi nhà",
        "núi cao hơn mây, một chú mèo to hơn",
        "con mèo của nó",
        "vẽ nón lá",
        "make it happen poster",
        "vẽ một cô gái đẹp hơn",
        "vẽ con mèo to hơn",
        "vẽ nó, con mèo của tôi",
        "color her world",
        "tiger",
        "summer",
    ],
)
def test_these_words_go_on_from_nothing(words):
    assert not speaks_of_it(words)
