"""Plain words that ask for a film or a song by name ("a video of …", "viết bài hát về …"): which it is to be is asked.

Plain words make pictures; a paid picture of what was meant to move or to sound pleases nobody. Rather few than wrong: a
"movie poster" and a "film still" are pictures.
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

_ASKED: Mapping[Task, str] = {Task.VIDEO: "meant-film", Task.SONG: "meant-song"}
_MADE: Mapping[Task, str] = {Task.VIDEO: "button-meant-film", Task.SONG: "button-meant-song"}
_PLEASE_EN = re.compile(
    r"(?:(?:hey|hello|hi|please|can you|could you|i want|i need|i'd like|i would like|let's|make|create|generate|"
    r"shoot|give|write|compose|sing|me|us|to),? )*+"
).pattern
_PLEASE_VI = re.compile(r"(?:(?:hãy|làm ơn|giúp|cho|mình|tôi|em|bạn|muốn|cần|xin) )*+").pattern
_SOME_VI = re.compile(r"(?:(?:giúp|hộ|dùm|giùm|cho|mình|tôi|em|một|1|đoạn|thước|cái|bài) )*+").pattern
_FILM_EN = re.compile(
    r"(?:video|movie|animation|(?<!paper )(?<!hair )(?<!money )(?<!tie )clip|(?<!on )(?<!mm )film)"
).pattern
_FILM_VI = re.compile(r"(?:video|phim(?! trường)|clip(?! art))").pattern
_MEANT: Mapping[Task, re.Pattern[str]] = {
    Task.VIDEO: re.compile(
        _PLEASE_EN + r"(?:(?:an?|the) )?(?:[\w-]+ ){0,2}" + _FILM_EN + r" (?:of|about|where|in which)\b"
        "|" + _PLEASE_VI + r"(?:làm|tạo|quay|dựng) " + _SOME_VI + _FILM_VI + r"\b"
        "|" + _PLEASE_VI + _SOME_VI + r"(?:phim (?:ngắn|hoạt hình)|video|clip)(?: ngắn)? (?:về|cảnh|quay|một|con|có)\b"
    ),
    Task.SONG: re.compile(
        _PLEASE_EN + r"(?:(?:an?|the) )?(?:[\w-]+ ){0,2}(?<!art )song (?:about|for)\b"
        "|"
        + _PLEASE_VI
        + r"(?:viết|sáng tác|làm|tạo|hát) "
        + _SOME_VI
        + r"(?:hát|nhạc(?! (?:cụ|sĩ|công|trưởng|viện|kịch))|ca khúc|bản nhạc)\b"
        "|" + _PLEASE_VI + r"(?:một )?(?:bài hát|ca khúc) (?:về|cho|tặng)\b"
    ),
}
# Of a picture that is there: "make it a video", "animate this", "biến ảnh này thành phim", "cho nó chuyển động".
_POLITELY_EN = re.compile(
    r"(?:(?:please|now|then|and|ok|okay|can you|could you|i want you to|i want to|let's),? )*+"
).pattern
_POLITELY_VI = re.compile(r"(?:(?:hãy|làm ơn|giúp|mình|tôi|em|bạn|muốn|cần|xin|giờ|thì|rồi|và|ơi),? )*+").pattern
_THIS_EN = re.compile(
    r"(?:it|her|him|them|(?:this|that|these|those|my|the)(?: [\w-]+)?? "
    r"(?:photo|picture|image|pic|drawing|one|result)s?|this|that|these)"
).pattern
_THIS_VI = re.compile(
    r"(?:nó|này|(?:(?:bức|tấm|cái) )?(?:ảnh|hình|tranh)(?: (?:này|đó|kia|trên|của (?:tôi|mình|em)))?"
    r"|(?:bức|tấm) này)"
).pattern
_FILMED_EN = re.compile(
    rf"(?:make|turn|convert|change|transform) {_THIS_EN} (?:in)?(?:to )?(?:an? )?(?:[\w-]+ ){{0,2}}{_FILM_EN}"
    r"(?=s?(?:[.,!?…]|$| (?:please|of|with|where|in which|that|for|about|and|showing|thanks)\b))"
).pattern
_FILMED_VI = re.compile(
    rf"(?:làm|biến|chuyển|đổi|tạo|dựng|cho)(?: cho)? {_THIS_VI} (?:thành|sang|ra) {_SOME_VI}{_FILM_VI}\b"
).pattern
_ALIVE_EN = re.compile(
    rf"(?:animate(?: {_THIS_EN}\b|[.!?…]*$)|bring {_THIS_EN} to life\b"
    rf"|make {_THIS_EN} (?:move|come (?:alive|to life))\b)"
).pattern
_ALIVE_VI = re.compile(
    rf"(?:làm|cho|khiến)(?: cho)? {_THIS_VI} (?:chuyển động|cử động|động đậy|nhúc nhích|sống dậy)\b"
).pattern
_MOVED = re.compile(f"{_POLITELY_EN}(?:{_FILMED_EN}|{_ALIVE_EN})|{_POLITELY_VI}(?:{_FILMED_VI}|{_ALIVE_VI})")
_PRINTED = re.compile(r"\b(?:poster|cover|still|thumbnail|áp phích|bìa)\b")


def medium_meant(words: str) -> Task | None:
    """Return what plain words ask for by name where that is no picture."""
    plain = _plain(words)
    if _PRINTED.search(plain):
        return None
    if _MOVED.match(plain):
        return Task.VIDEO
    return next((task for task, meant in _MEANT.items() if meant.match(plain)), None)


def speaks_of_moving(words: str) -> bool:
    """Whether words ask for a film of a picture that is there already."""
    return medium_meant(words) is Task.VIDEO and _MOVED.match(_plain(words)) is not None


def _plain(words: str) -> str:
    return " ".join(in_small_letters(words).split())


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
