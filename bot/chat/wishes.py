"""From a message to a request: which task, which words, which files; or the sentence that tells what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.incoming import Incoming
from bot.chat.preferences import Chosen
from bot.chat.result import source_of
from bot.chat.room import Room
from bot.errors import PersonError
from bot.generation import options
from bot.generation.options import Options
from bot.generation.request import GenerationRequest, Kind, Reference, Source
from bot.generation.unsaid import INSTEAD, UNSAID
from bot.generation.usual import NOTHING_USUAL
from bot.providers.wire import Task
from storage import assets, attempts, jobs
from storage.attempts import Attempt
from storage.database import Tx

# Words under something that is nothing to us: a picture from the words alone is not what was asked for.
_NOT_MADE_FROM = {"too_big": "picture-too-big", "unreadable": "picture-bad", "other": "not-understood"}
_FROM_WORDS = (Task.SPEECH, Task.SONG, Task.SOUND, Task.CHAT)
_WITHOUT_FILES = {
    Task.DESCRIBE: "ask-picture",
    Task.UPSCALE: "ask-picture",
    Task.CUTOUT: "ask-picture",
    Task.BLEND: "ask-pictures",
    Task.TRANSCRIBE: "ask-sound",
}


async def wish(
    room: Room, incoming: Incoming, task: Task = Task.IMAGE, lead: str = "", chosen: Chosen | None = None
) -> GenerationRequest:
    """Read what is asked for; raises PersonError where something is missing or wrong.

    What was ``chosen`` to be usual fills in what the words leave open, where it is a picture or a film that is wanted.
    """
    if incoming.kind in _NOT_MADE_FROM:
        raise PersonError(_NOT_MADE_FROM[incoming.kind])
    prompt, said = options.parse(incoming.words, room.quoting.choices())
    files = _files(incoming, said)
    if task in _FROM_WORDS and not prompt:
        prompt = incoming.replied_words.strip()
    _check_given(task, prompt, files, said, better=bool(lead))
    source = await _source(room, incoming) if task is Task.EXTEND else None
    usual = chosen.usual_beside(said.count) if chosen and task in (Task.IMAGE, Task.VIDEO) else NOTHING_USUAL
    return room.quoting.complete(
        GenerationRequest(
            prompt=prompt or (UNSAID.get(task, "") if task is not Task.VIDEO or files else ""),
            lead=lead,
            model=said.model or "",
            task=task if room.quoting.menu(task) else INSTEAD.get(task, task),
            count=said.count or 1,
            aspect_ratio=said.aspect_ratio,
            size=said.size,
            seconds=said.seconds,
            choices=said.choices,
            references=() if source is not None else files,
            last=said.last,
            source=source,
        ),
        usual,
    )


def _files(incoming: Incoming, said: Options) -> tuple[Reference, ...]:
    """Return what was sent; with ``--mask`` the last picture says where to paint."""
    files = incoming.all_files
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
        raise PersonError("ask-edit" if "picture" in kinds else "ask-prompt")
    if task in _FROM_WORDS and not prompt and not said.choices.get("lyrics"):
        raise PersonError("ask-words-better" if better else f"ask-words-{task}")
    if task is Task.VIDEO and not prompt and not files:
        raise PersonError("ask-words-video")
    wanted: Kind = "sound" if task is Task.TRANSCRIBE else "picture"
    least = 2 if task is Task.BLEND else 1
    if task in _WITHOUT_FILES and kinds.count(wanted) < least:
        raise PersonError(_WITHOUT_FILES[task])


async def _source(room: Room, incoming: Incoming) -> Source:
    """Return the result of ours that a message replies to, as its gateway knows it; raises PersonError."""

    async def read(tx: Tx) -> tuple[Attempt, str, Kind] | None:
        job = await jobs.by_card(tx, incoming.chat_id, incoming.replied_to or 0)
        for file in await assets.of_job(tx, job.id) if job is not None else []:
            attempt = await attempts.get(tx, file.attempt_id)
            if attempt.remote_id:
                return attempt, file.remote_key, "sound" if file.mime.startswith("audio/") else "video"
        return None

    found = await room.db.read(read)
    source = None if found is None else source_of(room.catalog, *found)
    if source is None:
        raise PersonError("ask-earlier")
    return source
