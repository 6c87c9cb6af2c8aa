"""Words that point at something that is there: at a photo ("làm nét tấm này"), or at what came last ("make it bluer").

Rather few than wrong: what only describes ("this picture shows …", "in this image, …") and what stands in quotes is a
prompt like any other.
"""

from __future__ import annotations

import re

from bot.generation.accents import in_small_letters

_QUOTED = re.compile(r"[\"\u201c\u201d«»][^\"\u201c\u201d«»]*[\"\u201c\u201d«»]")
_NAMED = re.compile("pic|photo|image|selfie|screenshot|ảnh|hình|bức|tấm|buc|tam")  # one of them is in every match
_OF_IT = re.compile(
    r"(?:(?:please|now|then|ok|okay|and|but|can you|could you),? )*+(?:make|turn|change|paint|colou?r|give) "
    r"(?:it|him|her|them)\b(?! (?:rains?|raining|snows?|snowing|happen|count|world)\b)"
    r"|(?:even |much |slightly |a (?:bit|little) )*+(?:more|less) [\w-]+(?:,? please)?[.!?…]*$"
    r"|(?:even |much |slightly |a (?:bit|little) )*+(?:dark|bright|blu|redd|green|light|soft|sharp|warm|cool|clear|"
    r"bigg|small|larg|wid|clos|nic|bett|simpl|young|old)er(?:,? please)?[.!?…]*$"
    r"|(?:(?:hãy|giờ|giờ thì|rồi|và|nhưng|bạn),? )*+(?:làm|đổi|biến|cho|vẽ|tô|sửa|xóa|xoá|chỉnh|chuyển|bỏ)"
    r"(?: cho| lại| màu)? nó\b(?!,)"
    r"|(?:(?:hãy|giờ|giờ thì|rồi|và|nhưng|bạn),? )*+"
    r"(?:(?:làm|cho|chỉnh|tô)\b(?: cho)?(?: [^\s,.;]+){0,3} |vẽ(?: lại)?(?: cho)? )?(?:màu |nền )?\w+ hơn"
    r"(?: (?:nữa|nhiều|chút|một chút|tí|một tí|xíu|một xíu))*+"
    r"(?: (?:nhé|đi|nha|ạ|với|giúp mình|được không|bạn ơi|bạn))*+[.!?…]*$"
)
_TOLD_FIRST = re.compile(
    r"(?:^|[.!?\n])[ \t]*(?:in (?:this|the) (?:photo|picture|image)"
    r"|(?:ở |trong )(?:bức |tấm )?(?:ảnh|hình|tranh|bức|tấm) này)\b"
)
_ENGLISH = re.compile(
    r"\b(?:this|these|my|our|attached)(?: (?!(?:is|was|are|a|an|the|in|of|on|at|with|and|has|as)\b)[\w'\u2019]+){0,2}"
    r" (?:photo|picture|image|pic|selfie|screenshot)s?\b"
    r"(?! (?:is|are|was|has|should|will|must|shows?|depicts?|captures?|features?|portrays?|presents?|contains?)\b)"
    r"|\b(?:photo|picture|image|pic)s? (?:i|we) (?:just )?(?:sent|took|uploaded|attached)\b"
)
_VIETNAMESE = re.compile(
    r"\b(?:(?:bức|tấm)(?: (?:ảnh|hình|tranh)(?: \w+){0,2})?|(?<!điện )(?<!nhiếp )ảnh(?: \w+){0,2}"
    r"|(?<!mô )(?<!địa )(?<!tình )(?<!màn )(?<!truyền )(?<!loại )(?<!cấu )hình) này\b"
    r"(?! (?:là|có|cho thấy|cho biết|mô tả|miêu tả|thể hiện|ghi lại|chụp|khắc họa)\b)"
    r"|\b(?:ảnh|hình) (?:của (?:tôi|mình|tui|tớ)\b|(?:(?:tôi|mình|tui|tớ) )?(?:vừa |mới |đã )?gửi\b|đính kèm\b)"
    r"|\b(?:buc|tam)(?: (?:anh|hinh))? nay\b"  # as it is written in haste
)


def speaks_of_photo(words: str) -> bool:
    """Whether words can only be meant of a photo beside them."""
    plain = in_small_letters(words)
    if _NAMED.search(plain) is None:
        return False  # as of nearly all words, for a tenth of the time
    plain = _TOLD_FIRST.sub(" ", _QUOTED.sub(" ", plain))
    plain = " ".join(plain.split())
    return _ENGLISH.search(plain) is not None or _VIETNAMESE.search(plain) is not None


def speaks_of_it(words: str) -> bool:
    """Whether words go on from something that was there before."""
    return _OF_IT.match(" ".join(in_small_letters(words).split())) is not None
