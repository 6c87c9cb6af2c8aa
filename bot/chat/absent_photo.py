"""Words about a photo that may not be there ("make this photo a painting", "làm nét tấm này"); rather few than wrong.

Words about "it" are meant so too ("make it bluer", "tối hơn nữa"): they are said after a result without a reply.
What only describes ("this picture shows …", "in this image, …") and what stands in quotes is a prompt like any other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable

from bot.chat.command import names_of_kinds
from bot.chat.incoming import Incoming
from bot.chat.instead import WayOut, way_to
from bot.chat.room import Room
from bot.chat.unfinished import PHOTO_ABSENT, remember
from bot.chat.way_out import UnableError
from bot.errors import PersonError
from bot.generation.accents import in_small_letters
from bot.generation.request import GenerationRequest, Reference
from bot.providers.wire import Task
from storage import assets, jobs
from storage.database import Tx
from storage.people import Person

PHOTO_FIRST = "photo"
"""The open question of somebody who was told to send a photo with what to change."""

Of = Callable[[Reference], Awaitable[GenerationRequest]]
"""From a picture to what the words ask for of it; raises PersonError."""

_QUOTED = re.compile(r"[\"\u201c\u201d«»][^\"\u201c\u201d«»]*[\"\u201c\u201d«»]")
_JUST_S = 3600
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


async def speaks_of_latest(room: Room, incoming: Incoming, person: Person, words: str) -> bool:
    """Whether plain words go on from the result that their sender has just got there."""
    if incoming.command is not None or not speaks_of_it(words):
        return False
    job = await room.db.read(jobs.latest_shown, incoming.chat_id, person.uid)
    return job is not None and (job.finished_at or 0) > room.clock.now() - _JUST_S


def waits_for_photo(question: str | None, words: str) -> bool:
    """Whether these words belong to a photo that is still to come, by what their sender was asked last.

    The same words once more are those that were kept: the message is perhaps handled again after a crash.
    """
    if question is None or not question.startswith("{"):
        return question == PHOTO_FIRST
    asked = json.loads(question)
    return bool(asked["asks"] == PHOTO_ABSENT and asked["words"] == words)


async def ask_for_photo(
    room: Room, incoming: Incoming, person: Person, task: Task, request: GenerationRequest, of: Of
) -> UnableError:
    """Let the next photo be for these words; returns the question, with what else is meant.

    ``task`` is what is to be made of the photo, ``request`` what the words alone would make.
    """
    name = incoming.command or names_of_kinds()[task]
    await remember(room, incoming.chat_id, person, name, incoming.words, asks=PHOTO_ABSENT)
    latest = await _of_latest(room, incoming, person, of)
    is_moved = task is not request.task
    anyway = [] if is_moved else way_to(room.quoting, "button-anyway", request)
    key = "photo-latest" if latest and (is_moved or speaks_of_it(request.prompt)) else PHOTO_ABSENT
    error = PersonError(key, place="private" if incoming.is_private else "group")
    return UnableError(error, request, latest + anyway)


async def _of_latest(room: Room, incoming: Incoming, person: Person, of: Of) -> list[WayOut]:
    """Return the same of the picture that we made for them last, where that stands alone in its message."""

    async def find(tx: Tx) -> tuple[int, int] | None:
        job = await jobs.latest_shown(tx, incoming.chat_id, person.uid)
        files = [] if job is None else await assets.of_job(tx, job.id)
        is_one = len(files) == 1 and files[0].mime.startswith("image/")
        return (files[0].job_id, files[0].id) if is_one else None

    found = await room.db.read(find)
    if found is None:
        return []
    try:
        request = await of(Reference(asset_id=found[1]))
    except PersonError:
        return []
    return way_to(room.quoting, "button-latest", request.model_copy(update={"before": found[0]}))
