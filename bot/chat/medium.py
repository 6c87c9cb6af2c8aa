"""Plain words that ask for a film or a song by name ("a video of …", "viết bài hát về …"), or ask us something.

Which it is to be is asked. Plain words make pictures; a paid picture of what was meant to move or to sound, or of a
question, pleases nobody. Rather few than wrong: a "movie poster" and a "film still" are pictures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.chat.incoming import Incoming
from bot.chat.instead import way_to
from bot.chat.preferences import Chosen
from bot.chat.room import Room
from bot.chat.way_out import UnableError
from bot.chat.wishes import wish
from bot.errors import PersonError
from bot.generation.accents import in_small_letters
from bot.generation.request import GenerationRequest
from bot.providers.wire import Task

_ASKED: Mapping[Task, str] = {Task.VIDEO: "meant-film", Task.SONG: "meant-song", Task.CHAT: "meant-question"}
_MADE: Mapping[Task, str] = {
    Task.VIDEO: "button-meant-film",
    Task.SONG: "button-meant-song",
    Task.CHAT: "button-meant-answer",
}
PLEASE_EN = re.compile(
    r"(?:(?:hey|hello|hi|please|can you|could you|i want|i need|i'd like|i would like|let's|make|create|generate|"
    r"shoot|give|write|compose|sing|me|us|to),? )*+"
).pattern
PLEASE_VI = re.compile(r"(?:(?:hãy|làm ơn|giúp|cho|mình|tôi|em|bạn|muốn|cần|xin) )*+").pattern
SOME_VI = re.compile(r"(?:(?:giúp|hộ|dùm|giùm|cho|mình|tôi|em|một|1|đoạn|thước|cái|bài) )*+").pattern
FILM_EN = re.compile(
    r"(?:video|movie|animation|(?<!paper )(?<!hair )(?<!money )(?<!tie )clip|(?<!on )(?<!mm )film)"
).pattern
FILM_VI = re.compile(r"(?:video|phim(?! trường)|clip(?! art))").pattern
_MEANT: Mapping[Task, re.Pattern[str]] = {
    Task.VIDEO: re.compile(
        PLEASE_EN + r"(?:(?:an?|the) )?(?:[\w-]+ ){0,2}" + FILM_EN + r" (?:of|about|where|in which)\b"
        "|"
        + PLEASE_EN
        + r"(?:turn|convert|transform) (?:[\w'\u2019-]+ ){1,8}into (?:an? )?(?:[\w-]+ ){0,2}"
        + FILM_EN
        + r"s?(?:[.,!?…]|$)"
        "|" + PLEASE_VI + r"(?:làm|tạo|quay|dựng) " + SOME_VI + FILM_VI + r"\b"
        "|" + PLEASE_VI + SOME_VI + r"(?:phim (?:ngắn|hoạt hình)|video|clip)(?: ngắn)? (?:về|cảnh|quay|một|con|có)\b"
    ),
    Task.SONG: re.compile(
        PLEASE_EN + r"(?:(?:an?|the) )?(?:[\w-]+ ){0,2}(?<!art )song (?:about|for)\b"
        "|"
        + PLEASE_VI
        + r"(?:viết|sáng tác|làm|tạo|hát) "
        + SOME_VI
        + r"(?:hát|nhạc(?! (?:cụ|sĩ|công|trưởng|viện|kịch))|ca khúc|bản nhạc)\b"
        "|" + PLEASE_VI + r"(?:một )?(?:bài hát|ca khúc) (?:về|cho|tặng)\b"
    ),
    Task.CHAT: re.compile(
        r"(?:how (?:do|can|could|should) (?:i|you|we)|where (?:is|are|do|can) (?:my|i)"
        r"|why (?:is|are|did|do|does|was) (?:you|it|my|this|that|there)"
        r"|why (?:can't|won't|isn't|doesn't))\b[^\n]{0,120}$"
        r"|(?:how|what|why|when|where|who|which|can i|may i|do i|are you|do you|did you) [^\n]{1,120}\?$"
        r"|(?:làm (?:sao|thế nào|cách nào)|tại sao|vì sao|sao (?:mình|tôi|bạn|bot|lại|không|nó))\b[^\n]{0,120}$"
        r"|(?![^\n]*(?:vẽ|tạo|làm|sửa|chỉnh|được không))(?:bạn|bot|mình|tôi|em|ảnh|có thể|cái này) [^\n]{1,120}"
        r"(?:không|chưa|gì|đâu|nào|sao|bao nhiêu|bao giờ)(?: ạ| vậy| thế)?\?$"
    ),
}
_PRINTED = re.compile(r"\b(?:poster|cover|thumbnail|áp phích|bìa|(?:film|movie|video) still)\b")


def medium_meant(words: str) -> Task | None:
    """Return what plain words ask for by name where that is no picture."""
    plain = " ".join(in_small_letters(words).split())
    if _PRINTED.search(plain):
        return None
    return next((task for task, meant in _MEANT.items() if meant.match(plain)), None)


async def ask_for_medium(
    room: Room, incoming: Incoming, chosen: Chosen, request: GenerationRequest
) -> UnableError | None:
    """Return the question which medium it is to be, each with its price; None where words mean a picture.

    ``request`` is the picture. Where nobody can make the other, that is no question.
    """
    task = medium_meant(request.prompt) if incoming.command is None and request.task is Task.IMAGE else None
    if task is None:
        return None
    try:
        other = await wish(room, incoming, task, "", chosen)
    except PersonError:
        return None
    ways = way_to(room.quoting, _MADE[task], other)
    if not ways:
        return None
    picture = way_to(room.quoting, "button-meant-picture", request)
    return UnableError(PersonError(_ASKED[task]), request, [*ways, *picture])
