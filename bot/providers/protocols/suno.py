"""Suno on Key4U: two songs a task from an idea or from lyrics, longer ones, whole ones, lyrics, and a song as WAV.

Wire facts: key4u.md §5.6, §1.2 (D16; a public client's paths, sibling pages, the relay's source). An earlier result's
``key`` is the clip, its ``remote_id`` the task. *Inferred*: the answer of ``act/wav`` (any address in it that names a
.wav), a continuation without ``continue_at`` starts at the end, idea mode reads style, title and voice in its words.

Not there: covers and continuations of an upload. A file of one's own takes five calls, one of them to a storage of
somebody else's, and no page says which fields a cover has (§5.6); the road knows one upload and one submit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from bot.providers.job_api import REFUSALS, JobOptions, usable_id
from bot.providers.replies import clean, complaint, dig, failure, sentence, whole, word
from bot.providers.wire import (
    About,
    Accepted,
    Call,
    Failed,
    FailureKind,
    Output,
    PollOutcome,
    RemoteFile,
    Reply,
    Running,
    Submission,
    SubmitOutcome,
    Succeeded,
    TextOutput,
    Unclear,
    WireProtocol,
)

_RUNNING = frozenset({"not_start", "submitted", "queued", "in_progress"})
_DONE = frozenset({"success"})
_FAILED = frozenset({"failure"})
_REFUSALS = (*REFUSALS, "moderat", "artist name", "artist's name", "copyright", "inappropriate")
_PREVIEW = "audiopipe."  # a song that is still being made can be heard there; it is not the result
_PATHS = {
    "song": "/suno/submit/music",
    "extend": "/suno/submit/music",
    "concat": "/suno/submit/concat",
    "lyrics": "/suno/submit/lyrics",
}


def submit(submission: Submission) -> Call:
    """Ask for songs, lyrics, or a song in another form.

    Raises:
        ValueError: what goes on from an earlier song was asked for without one (a mistake of the catalogue).

    """
    action = _action(submission)
    earlier = submission.earlier
    if action in {"extend", "concat", "wav"} and (earlier is None or not earlier.key):
        raise ValueError(f"suno's {action} needs an earlier song of ours")
    key = earlier.key if earlier else ""
    match action:
        case "wav":
            return _wav(key)
        case "concat":
            body: dict[str, Any] = {"clip_id": key, "is_infill": False}
        case "lyrics":
            body = {"prompt": submission.prompt}
        case "extend":
            body = _custom(submission) | {"task": "extend", "continue_clip_id": key}
            body |= {"task_id": earlier.remote_id} if earlier and earlier.remote_id else {}
            body |= {"continue_at": float(submission.choices["from"])} if "from" in submission.choices else {}
        case _:
            body = _song(submission)
    return Call("POST", _PATHS.get(action, _PATHS["song"]), json_body=body)


def _action(submission: Submission) -> str:
    return submission.options.action if isinstance(submission.options, JobOptions) else "song"


def _wav(clip: str) -> Call:
    return Call("GET", f"/suno/act/wav/{quote(clip, safe='')}")


def _song(submission: Submission) -> dict[str, Any]:
    """Sing the lyrics, play the style without words, or let Suno write a song about the idea."""
    choices = submission.choices
    silent = choices.get("instrumental") == "on"
    if choices.get("lyrics") or (silent and (choices.get("style") or choices.get("title"))):
        return _custom(submission)
    voice = choices.get("voice")
    told = (submission.prompt, choices.get("style"), choices.get("title"), f"{voice} voice" if voice else "")
    idea = ", ".join(part for part in told if part)
    return {"gpt_description_prompt": idea, "make_instrumental": silent, "mv": submission.remote_model}


def _custom(submission: Submission) -> dict[str, Any]:
    """Put the lyrics in ``prompt``; what was said beside them tells how it should sound."""
    choices = submission.choices
    silent = choices.get("instrumental") == "on"
    body: dict[str, Any] = {
        "prompt": "" if silent else choices.get("lyrics", ""),
        "tags": choices.get("style") or submission.prompt,
        "title": choices.get("title", ""),
        "mv": submission.remote_model,
    }
    if silent:
        body["make_instrumental"] = True
    if choices.get("no"):
        body["negative_tags"] = choices["no"]
    if choices.get("voice") in {"female", "male"}:
        body["metadata"] = {"create_mode": "custom", "vocal_gender": choices["voice"][0]}
    return body


def read_submit(reply: Reply, submission: Submission) -> SubmitOutcome:
    """Read the task's id; an error may come inside a 200 (``code`` is not ``success``)."""
    if not 200 <= reply.status < 300:
        return failure(reply, submission.prompt, _REFUSALS)
    tree = reply.json()
    if isinstance(tree, dict) and not _fine(tree):
        return failure(Reply(400, reply.body, reply.headers), submission.prompt, _REFUSALS)
    waves = tuple(_waves(tree)) if _action(submission) == "wav" else ()
    if waves:
        return Succeeded(waves)
    remote_id = _task_id(tree, submission)
    if remote_id:
        return Accepted(remote_id)
    return Unclear(clean(f"status {reply.status} without a task id: {complaint(reply, submission.prompt).message}"))


def _task_id(tree: Any, submission: Submission) -> str:  # noqa: ANN401 (JSON)
    """Return what the work is asked for by: the task, or the song whose WAV is wanted."""
    if _action(submission) == "wav":
        return submission.earlier.key if isinstance(tree, dict) and submission.earlier else ""
    data = dig(tree, "data")
    return usable_id(data) or usable_id(dig(data, "task_id")) or usable_id(dig(data, "id"))


def _fine(tree: Any) -> bool:  # noqa: ANN401 (JSON)
    return word(dig(tree, "code")).lower() in {"success", "200", "0", ""} and not dig(tree, "error")


def poll(remote_id: str, submission: Submission) -> Call:
    """Ask for the task; a WAV is asked for again until its address is there."""
    if _action(submission) == "wav":
        return _wav(remote_id)
    return Call("GET", f"/suno/fetch/{quote(remote_id, safe='')}")


def read_poll(reply: Reply, remote_id: str, submission: Submission) -> PollOutcome:  # noqa: ARG001 (WireProtocol's shape)
    """Read the task; its previews are no results, and one song of two may fail."""
    tree = reply.json()
    if not 200 <= reply.status < 300:
        return Running(note=clean(f"status {reply.status}: {complaint(reply, submission.prompt).message}"))
    if _action(submission) == "wav":
        waves = tuple(_waves(tree))
        said = None if _fine(tree) else clean(complaint(reply, submission.prompt).message)
        return Succeeded(waves) if waves else Running(note=said)
    task = dig(tree, "data")
    status = word(dig(task, "status")).lower()
    if status in _FAILED:
        return _failed(sentence(dig(task, "fail_reason")) or _clip_error(task), submission)
    if status in _RUNNING:
        progress = whole(dig(task, "progress"))
        return Running(progress if progress is None else max(0, min(progress, 100)))
    return _ended(task, status, submission)


def _ended(task: Any, status: str, submission: Submission) -> PollOutcome:  # noqa: ANN401 (JSON)
    """Read a task that is done, or one in a state that nobody described."""
    outputs = tuple(_results(dig(task, "data")))
    if outputs and status:
        return Succeeded(outputs)
    if status not in _DONE:
        return Running(note=clean(f"unknown status {status!r}"))
    if any(word(dig(clip, "status")).lower() in {"streaming", "submitted", "queued"} for clip in _clips(task)):
        return Running(note="the task is done and its songs are not")
    return _failed(_clip_error(task) or "finished without a result", submission)


def _failed(reason: str, submission: Submission) -> Failed:
    reason = clean(reason or "no reason given", submission.prompt)
    refused = any(needle in reason.lower() for needle in _REFUSALS)
    return Failed(FailureKind.REFUSED if refused else FailureKind.BROKEN, reason)


def _clips(task: Any) -> list[Any]:  # noqa: ANN401 (JSON)
    data = dig(task, "data")
    return data if isinstance(data, list) else []


def _clip_error(task: Any) -> str:  # noqa: ANN401 (JSON)
    return next((said for clip in _clips(task) if (said := word(dig(clip, "metadata", "error_message")))), "")


def _results(data: Any) -> Iterator[Output]:  # noqa: ANN401 (JSON)
    """Yield the songs that are whole, or the lyrics."""
    if isinstance(data, dict) and word(data.get("text")):
        yield TextOutput(word(data["text"]), About(title=word(data.get("title"))))
        return
    for clip in data if isinstance(data, list) else [data]:
        url = word(dig(clip, "audio_url"))
        if not url.lower().startswith(("https://", "http://")) or _PREVIEW in url.lower():
            continue
        if word(dig(clip, "status")).lower() == "error":
            continue
        cover = word(dig(clip, "image_large_url")) or word(dig(clip, "image_url"))
        yield RemoteFile(url, About(key=word(dig(clip, "id")), title=word(dig(clip, "title")), cover_url=cover))


def _waves(tree: Any, depth: int = 4) -> Iterator[RemoteFile]:  # noqa: ANN401 (JSON)
    """Yield the first address of a .wav, wherever it stands."""
    values = tree.values() if isinstance(tree, Mapping) else tree if isinstance(tree, list) else ()
    for value in values:
        text = word(value)
        if text.lower().startswith(("https://", "http://")) and ".wav" in text.lower():
            yield RemoteFile(text)
            return
        found = next(_waves(value, depth - 1), None) if depth else None
        if found:
            yield found
            return


PROTOCOL = WireProtocol(
    name="suno",
    submit=submit,
    read_submit=read_submit,
    poll=poll,
    read_poll=read_poll,
    options=JobOptions,
    actions=frozenset({"song", "extend", "concat", "lyrics", "wav"}),
)
