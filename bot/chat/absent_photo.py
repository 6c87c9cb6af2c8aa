"""Words about a photo that may not be there ("make this photo a painting", "làm nét tấm này"); rather few than wrong.

What only describes ("this picture shows …", "in this image, …") and what stands in quotes is a prompt like any other.
"""

from __future__ import annotations

import re
import unicodedata

_QUOTED = re.compile(r"[\"\u201c\u201d«»][^\"\u201c\u201d«»]*[\"\u201c\u201d«»]")
_TOLD_FIRST = re.compile(
    r"(?:^|[.!?\n])\s*(?:in (?:this|the) (?:photo|picture|image)"
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
    plain = unicodedata.normalize("NFC", words).casefold()
    plain = _TOLD_FIRST.sub(" ", _QUOTED.sub(" ", plain))
    plain = " ".join(plain.split())
    return _ENGLISH.search(plain) is not None or _VIETNAMESE.search(plain) is not None
