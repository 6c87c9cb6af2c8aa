"""From a message to a request: which task, which words, which files; or the sentence that tells what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.chat.incoming import Incoming
from bot.chat.mended import mended
from bot.chat.preferences import Chosen
from bot.chat.replied import replied_result, replies_to_grid
from bot.chat.result import source_of
from bot.chat.room import Room
from bot.chat.unsaid import unsaid
from bot.chat.way_out import UnableError
from bot.errors import PersonError
from bot.generation import options, styles
from bot.generation.options import Options
from bot.generation.request import GenerationRequest, Kind, Reference, Source
from bot.generation.unsaid import INSTEAD
from bot.generation.usual import NOTHING_USUAL
from bot.generation.visible import is_visible
from bot.providers.offers import Model
from bot.providers.wire import WRITTEN, Task
from storage import assets, attempts
from storage.attempts import Attempt
from storage.database import Tx

# Words under something that is nothing to us: a picture from the words alone is not what was asked for.
_NOT_MADE_FROM = {"too_big": "picture-too-big", "unreadable": "picture-bad", "other": "not-understood"}
_STYLED = (Task.IMAGE, Task.BLEND, Task.VIDEO)  # what our own styles are for
_OF_ONE = (Task.DESCRIBE, Task.UPSCALE, Task.CUTOUT)
_FROM_WORDS = (Task.SPEECH, Task.SONG, Task.SOUND, Task.CHAT)
_WITHOUT_FILES = {
    Task.DESCRIBE: "ask-picture",
    Task.UPSCALE: "ask-picture",
    Task.CUTOUT: "ask-picture",
    Task.BLEND: "ask-pictures",
    Task.TRANSCRIBE: "ask-sound",
}


async def wish(
    room: Room,
    incoming: Incoming,
    task: Task = Task.IMAGE,
    lead: str = "",
    chosen: Chosen | None = None,
    for_all: Options | None = None,
) -> GenerationRequest:
    """Read what is asked for; raises PersonError where something is missing or wrong.

    ``for_all`` are options that hold where the words say nothing. What was ``chosen`` to be usual fills in what is open
    then, where it is a picture or a film that is wanted.
    """
    try:
        return await _wish(room, incoming, task, lead, chosen, for_all)
    except PersonError as error:

        async def read(words: str) -> GenerationRequest:
            return await _wish(room, replace(incoming, words=words), task, lead, chosen, for_all)

        ways = await mended(room, read, incoming.words, error)
        if not ways:
            raise
        raise UnableError(error, ways=ways) from None


async def _wish(
    room: Room, incoming: Incoming, task: Task, lead: str, chosen: Chosen | None, for_all: Options | None
) -> GenerationRequest:
    if incoming.kind in _NOT_MADE_FROM:
        raise PersonError(_NOT_MADE_FROM[incoming.kind])
    prompt, said = options.parse(incoming.words, room.quoting.choices(), styled=bool(lead) or task in _STYLED)
    prompt = prompt if is_visible(prompt) else ""
    said = said.over(for_all) if for_all is not None else said
    incoming = _without_idle_pictures(room, incoming, task)
    if incoming.replied_files and task not in WRITTEN and await room.db.read(replies_to_grid, incoming):
        raise PersonError("grid-which")
    incoming, changed = await _replied(room, incoming)
    files = _files(incoming.own_files if task in _OF_ONE else incoming.all_files, said)
    if task in _FROM_WORDS and not prompt:
        prompt = incoming.replied_words.strip() if is_visible(incoming.replied_words) else ""
    _check_given(task, prompt, files, said, better=bool(lead))
    then, said = _drawn_then(room, prompt, said) if lead else (None, said)
    source = await _source(room, incoming) if task is Task.EXTEND else None
    usual = chosen.usual_beside(said.count) if chosen and task in (Task.IMAGE, Task.VIDEO) else NOTHING_USUAL
    asked = GenerationRequest(
        prompt=prompt or (unsaid(task, incoming.language) if task is not Task.VIDEO or files else ""),
        lead=lead,
        task=task if room.quoting.menu(task) else INSTEAD.get(task, task),
        **_chosen(room, said, styled=task in _STYLED),
        references=() if source is not None else files,
        last=said.last,
        source=source,
        before=changed if files and task not in WRITTEN else None,
        then=then,
    )
    try:
        return room.quoting.complete(asked, usual)
    except PersonError as error:
        raise UnableError(error, asked) from None


def _chosen(room: Room, said: Options, *, styled: bool) -> dict[str, Any]:
    """Return what was said behind dashes under the names of a request; raises PersonError."""
    style = _style(room, said) if styled else ""
    return {
        "model": said.model or "",
        "count": said.count or 1,
        "aspect_ratio": said.aspect_ratio,
        "size": said.size,
        "seconds": said.seconds,
        "choices": {name: value for name, value in said.choices.items() if name != "style" or not style},
        "style": style,
    }


def _drawn_then(room: Room, prompt: str, said: Options) -> tuple[GenerationRequest | None, Options]:
    """Return how a prompt is to be drawn once it is better, and what is left of the options for making it so.

    Raises PersonError where no model can draw it so: before anything is paid.
    """
    named = room.catalog.find(said.model) if said.model else None
    writer = said.model if named is not None and named.task is Task.CHAT else None
    drawn = replace(said, model=None) if writer else said
    if drawn == Options():
        return None, Options(model=writer)
    then = GenerationRequest(prompt=prompt, **_chosen(room, drawn, styled=True))
    room.quoting.complete(then)
    return then, Options(model=writer)


def _style(room: Room, said: Options) -> str:
    """Return the style of ours that is meant; nothing where none is, or the model that was named has that of its own.

    Raises PersonError for one that nobody knows.
    """
    wanted = said.choices.get("style", "")
    if not wanted:
        return ""
    named = room.catalog.find(said.model) if said.model else None
    own = {value.casefold() for model in ([named] if named else room.quoting.menu()) for value in _styles_of(model)}
    found = styles.find(wanted)
    if wanted.casefold() in own and (named is not None or found is None):
        return ""
    if found is None:
        raise PersonError("style-unknown", name=wanted, nearest=styles.nearest(wanted) or "none")
    return found.name


def _styles_of(model: Model) -> tuple[str, ...]:
    own = model.options.get("style", ())
    return own if isinstance(own, tuple) else ()


def _files(files: tuple[Reference, ...], said: Options) -> tuple[Reference, ...]:
    """Return what was sent; with ``--mask`` the last picture says where to paint."""
    pictures = [one for one in files if one.kind == "picture"]
    if not said.mask:
        return files
    if len(pictures) < 2:
        raise PersonError("ask-mask")
    return tuple(one.model_copy(update={"kind": "mask"}) if one is pictures[-1] else one for one in files)


def _check_given(task: Task, prompt: str, files: Sequence[Reference], said: Options, *, better: bool) -> None:
    kinds = [one.kind for one in files]
    if task is Task.IMAGE and not said.model and {"sound", "video"} & set(kinds):
        raise PersonError("not-understood")
    if task is Task.IMAGE and not prompt:
        raise PersonError("ask-edit", price=0) if "picture" in kinds else PersonError("ask-prompt")
    if task in _FROM_WORDS and not prompt and not said.choices.get("lyrics"):
        raise PersonError("ask-words-better" if better else f"ask-words-{task}")
    if task is Task.VIDEO and not prompt and not files:
        raise PersonError("ask-words-video")
    wanted: Kind = "sound" if task is Task.TRANSCRIBE else "picture"
    least = 2 if task is Task.BLEND else 1
    if task in _WITHOUT_FILES and kinds.count(wanted) < least:
        raise PersonError(_WITHOUT_FILES[task])


def _without_idle_pictures(room: Room, incoming: Incoming, task: Task) -> Incoming:
    """Return a message without the pictures that it only replies to, where no model can do anything with one."""
    if task not in _FROM_WORDS or any(model.references_max for model in room.quoting.menu(task)):
        return incoming
    return replace(incoming, replied_files=tuple(one for one in incoming.replied_files if one.kind != "picture"))


async def _replied(room: Room, incoming: Incoming) -> tuple[Incoming, int | None]:
    """Return the message with the picture of ours that it replies to under our own number, and the job of that."""
    replied = await room.db.read(replied_result, incoming) if incoming.replied_files else None
    if replied is None or replied.file is None or not replied.file.mime.startswith("image/"):
        return incoming, None if replied is None else replied.job.id
    picture, *others = incoming.replied_files
    ours = picture.model_copy(update={"asset_id": replied.file.id})
    return replace(incoming, replied_files=(ours, *others)), replied.job.id


async def _source(room: Room, incoming: Incoming) -> Source:
    """Return the result of ours that a message replies to, as its gateway knows it; raises PersonError."""

    async def read(tx: Tx) -> tuple[Attempt, str, Kind] | None:
        replied = await replied_result(tx, incoming)
        if replied is None:
            return None
        for file in [replied.file] if replied.file else await assets.of_job(tx, replied.job.id):
            attempt = await attempts.get(tx, file.attempt_id)
            if attempt.remote_id:
                return attempt, file.remote_key, "sound" if file.mime.startswith("audio/") else "video"
        return None

    found = await room.db.read(read)
    source = None if found is None else source_of(room.catalog, *found)
    if source is None:
        raise PersonError("ask-earlier")
    return source
