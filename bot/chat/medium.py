"""Plain words that ask for a film or a song by name ("a video of …", "viết bài hát về …"): which it is to be is asked.

Plain words make pictures; a paid picture of what was meant to move or to sound pleases nobody. Rather few than wrong: a
"movie poster" and a "film still" are pictures.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from bot.chat.incoming import Incoming
from bot.chat.instead import way_to
from bot.chat.preferences import Chosen
from bot.chat.room import Room
from bot.chat.way_out import UnableError
from bot.chat.wishes import wish
from bot.errors import PersonError
from bot.generation.request import GenerationRequest
from bot.providers.wire import Task

_ASKED: Mapping[Task, str] = {Task.VIDEO: "meant-film", Task.SONG: "meant-song"}
_MADE: Mapping[Task, str] = {Task.VIDEO: "button-meant-film", Task.SONG: "button-meant-song"}
_PLEASE_EN = re.compile(
    r"(?:(?:please|can you|could you|i want|i'd like|i would like|make|create|generate|film|shoot|give|write|compose|"
    r"sing|me|us|to),? )*"
).pattern
_PLEASE_VI = re.compile(r"(?:(?:hãy|giúp|cho|mình|tôi|em|bạn|muốn|cần|xin) )*").pattern
_SOME_VI = re.compile(r"(?:(?:cho|mình|tôi|em|một|1|đoạn|cái|bài) )*").pattern
_MEANT: Mapping[Task, re.Pattern[str]] = {
    Task.VIDEO: re.compile(
        _PLEASE_EN + r"(?:(?:an?|the) )?(?:[\w-]+ ){0,2}(?:video|film|movie|clip|animation) "
        r"(?:of|about|where|in which|showing|with)\b"
        "|" + _PLEASE_VI + r"(?:làm|tạo|quay|dựng) " + _SOME_VI + r"(?:video|phim|clip)\b"
        "|" + _PLEASE_VI + _SOME_VI + r"(?:video|clip)(?: ngắn)? (?:về|cảnh|quay|một|con|có)\b"
    ),
    Task.SONG: re.compile(
        _PLEASE_EN + r"(?:(?:an?|the) )?(?:[\w-]+ ){0,2}song (?:about|for)\b"
        "|" + _PLEASE_VI + r"(?:viết|sáng tác|làm|tạo|hát) " + _SOME_VI + r"(?:hát|nhạc|ca khúc|bản nhạc)\b"
        "|" + _PLEASE_VI + r"(?:một )?(?:bài hát|ca khúc) (?:về|cho|tặng)\b"
    ),
}


def medium_meant(words: str) -> Task | None:
    """Return what plain words ask for by name where that is no picture."""
    plain = " ".join(unicodedata.normalize("NFC", words).casefold().split())
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
    return UnableError(PersonError(_ASKED[task]), ways=[*ways, *picture])
