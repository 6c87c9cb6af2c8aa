"""Inline mode: ``@bot words`` in any chat shows a person's own results, and a way to have the words made.

Only results that Telegram has already can stand there: nothing can be uploaded into an answer.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TypeAlias

from telegram import (
    InlineQuery,
    InlineQueryResultCachedAudio,
    InlineQueryResultCachedDocument,
    InlineQueryResultCachedMpeg4Gif,
    InlineQueryResultCachedPhoto,
    InlineQueryResultCachedVideo,
    InlineQueryResultCachedVoice,
    InlineQueryResultsButton,
)
from telegram.error import TelegramError

from bot.chat import kept, showing
from bot.chat.gallery import fill_words, wanted
from bot.chat.gate import Gate
from bot.chat.receipt import beginning, heading
from bot.chat.room import Room
from bot.chat.texts import Texts, texts
from bot.generation.request import GenerationRequest
from storage import jobs, library, people, sent
from storage.database import Tx
from storage.jobs import Job
from storage.library import Shelf
from storage.sent import SentFile

log = logging.getLogger(__name__)
_CACHED_S = 5
_JOBS, _OF_A_JOB = 10, 5  # together the fifty results that an answer may hold
_TITLE_MAX = 80
_LABEL_MAX = 40
_START = "inline"

_Result: TypeAlias = (
    InlineQueryResultCachedAudio
    | InlineQueryResultCachedDocument
    | InlineQueryResultCachedMpeg4Gif
    | InlineQueryResultCachedPhoto
    | InlineQueryResultCachedVideo
    | InlineQueryResultCachedVoice
)


@dataclass(frozen=True, slots=True)
class _Found:
    job: Job
    files: list[SentFile]


async def answer_inline(room: Room, gate: Gate, query: InlineQuery) -> None:
    """Answer what somebody has typed so far; to who is not let in a button says so, and its chat tells more."""
    sender = query.from_user
    said = texts(await room.persons.language(sender.id, sender.language_code))
    shut = await _shut(room, gate, sender.id)
    offset = int(query.offset) if query.offset.isdecimal() and len(query.offset) < 10 else 0  # ours, come back
    found, more = await _found(room, sender.id, query.query, offset) if shut is None else ([], False)
    results = [_result(room, one, file, said) for one in found for file in _offered(one.files)]
    if shut is None:
        button = await _button(room, query, said, empty=not results) if not offset else None
    else:
        button = InlineQueryResultsButton(said.plain("inline-shut", why=shut), start_parameter=_START)
    try:
        await query.answer(
            results,
            cache_time=_CACHED_S,
            is_personal=True,
            next_offset=str(offset + _JOBS) if more else "",
            button=button,
        )
    except TelegramError as error:  # its next letter asks again
        log.info("inline.not_answered", extra={"error": str(error)})


async def _shut(room: Room, gate: Gate, telegram_id: int) -> str | None:
    """Return why nothing is done for who types, as for one of their commands in private; None where all is open."""
    if not room.access.admits(telegram_id, telegram_id):
        return "closed"
    shut = await gate.shut_to(telegram_id)
    return None if shut is None else shut.key


async def _found(room: Room, telegram_id: int, words: str, offset: int) -> tuple[list[_Found], bool]:
    person = await room.db.read(people.by_telegram_id, telegram_id)
    if person is None:
        return [], False
    looked_for = wanted(words)
    if looked_for:
        await fill_words(room, person.uid)
    shelf = Shelf(person.uid, words=json.dumps(looked_for, ensure_ascii=False))

    async def read(tx: Tx) -> tuple[list[_Found], bool]:
        ids = await library.shown_inline(tx, shelf, _JOBS + 1, offset)
        found = [_Found(await jobs.get(tx, one), await sent.of_job(tx, one)) for one in ids[:_JOBS]]
        return found, len(ids) > _JOBS

    return await room.db.read(read)


def _offered(files: list[SentFile]) -> list[SentFile]:
    """Return each file once, as what it is rather than as a plain one; a grid before its pictures."""
    best: dict[tuple[int, bool], SentFile] = {}
    for file in files:
        key = (file.asset_id, file.kind == sent.GRID)
        if key not in best or _rank(file) < _rank(best[key]):
            best[key] = file
    return sorted(best.values(), key=lambda file: file.kind != sent.GRID)[:_OF_A_JOB]


def _rank(file: SentFile) -> int:
    """A voice message before the same as a sound; a plain file last."""
    return {"voice": 0, "document": 2}.get(file.kind, 1)


def _result(room: Room, found: _Found, file: SentFile, said: Texts) -> _Result:
    prompt = beginning(heading(GenerationRequest.model_validate_json(found.job.request), said), _TITLE_MAX)
    about = " · ".join(showing.facts(room, found.job, said))
    name, title = f"{file.asset_id}:{file.kind}", prompt or about
    match file.kind:
        case "video":
            return InlineQueryResultCachedVideo(name, file.file_id, title=title, description=about)
        case "animation":
            return InlineQueryResultCachedMpeg4Gif(name, file.file_id, title=title)
        case "voice":
            return InlineQueryResultCachedVoice(name, file.file_id, title=title)
        case "audio":
            return InlineQueryResultCachedAudio(name, file.file_id)
        case "document":
            return InlineQueryResultCachedDocument(name, title=title, document_file_id=file.file_id, description=about)
        case _:
            return InlineQueryResultCachedPhoto(name, file.file_id, title=title, description=about)


async def _button(room: Room, query: InlineQuery, said: Texts, *, empty: bool) -> InlineQueryResultsButton | None:
    """Return what stands above the results: the words can be made, or how to begin where there is nothing yet."""
    words = " ".join(query.query.split())
    if words:
        shown = beginning(words, _LABEL_MAX)
        token = await kept.keep(room, query.from_user.id, words)
        return InlineQueryResultsButton(said.plain("inline-make", words=shown), start_parameter=token)
    return InlineQueryResultsButton(said.plain("inline-empty"), start_parameter=_START) if empty else None
