"""Plain words that set a picture in motion ("make it a video", "animate this", "biến ảnh này thành video").

A film or a picture: each is asked about with its price, before anything is paid. Of what was sent or replied to, else
of the latest picture of ours there, else of the next photo.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace

from bot.chat.absent_photo import of_latest
from bot.chat.command import names_of_kinds
from bot.chat.incoming import Incoming
from bot.chat.instead import WayOut, way_to
from bot.chat.medium import FILM_EN, FILM_VI, PLEASE_EN, PLEASE_VI, SOME_VI
from bot.chat.preferences import Chosen
from bot.chat.replied import is_reply_to_unfinished
from bot.chat.room import Room
from bot.chat.unfinished import PHOTO_ABSENT, remember
from bot.chat.way_out import UnableError
from bot.chat.wishes import wish
from bot.errors import PersonError
from bot.generation.accents import in_small_letters
from bot.generation.request import GenerationRequest, Reference
from bot.providers.wire import Task
from storage.people import Person

_POLITELY_EN = re.compile(
    r"(?:(?:please|now|then|and|ok|okay|can you|could you|i want you to|i want to|let's),? )*+"
).pattern
_POLITELY_VI = re.compile(r"(?:(?:hãy|làm ơn|giúp|mình|tôi|em|bạn|muốn|cần|xin|giờ|thì|rồi|và|ơi),? )*+").pattern
_NAMED_EN = re.compile(r"(?:photo|picture|image|pic|drawing|selfie|screenshot)s?").pattern
_THIS_EN = re.compile(
    rf"(?:it|her|him|them|(?:this|that|these|those|my|the)(?: [\w-]+)?? (?:{_NAMED_EN}|one|result)|this|that|these)"
).pattern
_THIS_VI = re.compile(
    r"(?:nó|này|(?:(?:bức|tấm|cái) )?(?:hình ảnh|ảnh|hình|tranh)(?: (?:này|đó|kia|trên|của (?:tôi|mình|em)))?"
    r"|(?:bức|tấm) này)"
).pattern
_END = re.compile(r"(?:[.,!?…]|$| --| https?:)").pattern
_KIND = re.compile(r"(?:(?!like |not |less |look )[\w-]+ ){0,2}").pattern
_FILMED_EN = re.compile(
    rf"(?:make|turn|convert|change|transform) {_THIS_EN} "
    rf"(?:(?:(?:in)?to )?an? {_KIND}{FILM_EN}|(?:in)?to {_KIND}{FILM_EN}|{_KIND}(?:video|movie|animation))"
    rf"(?=s?(?:{_END}| (?:please|of|with|where|in which|that|for|about|and|showing|thanks)\b))"
).pattern
_FILM_OF_EN = re.compile(
    rf"(?:(?:an?|the) )?{_KIND}{FILM_EN} (?:of|from|out of|using|with) "
    rf"(?:(?:it|this|that|these)(?={_END}| please)|(?:this|these|my|our)(?: [\w-]+)?? {_NAMED_EN}\b)"
).pattern
_ALIVE_EN = re.compile(
    rf"(?:animate(?: (?:{_THIS_EN}|{_THIS_VI}|please)\b|{_END}|[.!?…]*$)|bring {_THIS_EN} to life\b"
    rf"|make {_THIS_EN} (?:move|come (?:alive|to life))\b"
    r"(?! (?:to|closer|away|back|left|right|up|down|the|his|her|its)\b))"
).pattern
_FILM_STYLE_VI = re.compile(r"(?! (?:hoạt hình|đen trắng|cổ|xưa)\b)").pattern
_FILMED_VI = re.compile(
    rf"(?:làm|biến|chuyển|đổi|tạo|dựng|cho)(?: cho)? {_THIS_VI} (?:thành|sang|ra) {SOME_VI}{FILM_VI}{_FILM_STYLE_VI}\b"
).pattern
_FILM_OF_VI = re.compile(
    rf"(?:làm|tạo|quay|dựng) {SOME_VI}{FILM_VI}(?: ngắn)? (?:từ|cho|của|với|bằng|về) {_THIS_VI}(?={_END}| )"
).pattern
_ALIVE_VI = re.compile(
    rf"(?:làm|cho|khiến)(?: cho)? {_THIS_VI} (?:chuyển động|cử động|động đậy|nhúc nhích|sống dậy)\b"
).pattern
_MOVED = re.compile(
    f"{_POLITELY_EN}(?:{_FILMED_EN}|{_ALIVE_EN})|{PLEASE_EN}{_FILM_OF_EN}"
    f"|{_POLITELY_VI}(?:{_FILMED_VI}|{_ALIVE_VI})|{PLEASE_VI}{_FILM_OF_VI}"
)


def speaks_of_moving(words: str) -> bool:
    """Whether words ask for a film of a picture that is there already."""
    return _MOVED.match(" ".join(in_small_letters(words).split())) is not None


async def ask_for_film(room: Room, incoming: Incoming, person: Person, chosen: Chosen) -> PersonError | None:
    """Return the question whether it is to be a film, or what keeps it from being one.

    None where words mean nothing of the kind, or nobody makes films.
    """
    if incoming.command is not None or not speaks_of_moving(incoming.words) or not room.quoting.menu(Task.VIDEO):
        return None
    if incoming.all_files:
        if all(one.kind != "picture" for one in incoming.all_files):
            return None
        return await _question(room, incoming, chosen, PersonError("film-of-it"), "button-edit-instead")
    if await is_reply_to_unfinished(room, incoming):
        return PersonError("not-ready")
    place = "private" if incoming.is_private else "group"
    ways = await _of_latest(room, incoming, person, chosen)
    if ways:
        question = UnableError(PersonError("photo-latest", place=place), ways[0].request, ways)
    else:
        question = await _question(room, incoming, chosen, PersonError(PHOTO_ABSENT, place=place), "button-anyway")
        if question.key != PHOTO_ABSENT:  # an option is wrong: what is made without it would be made without the photo
            return PersonError(question.key, **question.values)
    await remember(room, incoming.chat_id, person, names_of_kinds()[Task.IMAGE], incoming.words, asks=PHOTO_ABSENT)
    return question


async def _of_latest(room: Room, incoming: Incoming, person: Person, chosen: Chosen) -> list[WayOut]:
    async def film(picture: Reference) -> GenerationRequest:
        return await wish(room, replace(incoming, files=(picture,)), Task.VIDEO, "", chosen)

    async def edit(picture: Reference) -> GenerationRequest:
        return await wish(room, replace(incoming, files=(picture,)), Task.IMAGE, "", chosen)

    films = await of_latest(room, incoming, person, "button-film-latest", film)
    return films + await of_latest(room, incoming, person, "button-edit-latest", edit)


async def _question(room: Room, incoming: Incoming, chosen: Chosen, asked: PersonError, picture: str) -> UnableError:
    """Return what is ``asked`` with both ways; where it cannot be a film, what is said of that, with the other one."""
    pictures: list[WayOut] = []
    with contextlib.suppress(PersonError):
        pictures = way_to(room.quoting, picture, await wish(room, incoming, Task.IMAGE, "", chosen))
    try:
        films = way_to(room.quoting, "button-meant-film", await wish(room, incoming, Task.VIDEO, "", chosen))
    except PersonError as error:
        asked, films = error, [*error.ways] if isinstance(error, UnableError) else []
    ways = films + pictures
    return UnableError(asked, ways[0].request if ways else None, ways)
