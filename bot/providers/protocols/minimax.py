"""MiniMax on Key4U: Hailuo's clips, speech at once and as a job, voices designed from words.

Wire facts: key4u.md §4.10, §5.4 and §1.2, D11 (client paths, sibling pages, upstream codes). A finished job names a
file only, which is one more call. Sound that comes at once is hex, never base64. *Inferred*: the usual voice, where
none is chosen; a task id beside a code other than 0 is not believed; job speech may come as an archive and is handed
on as it is. Cloning a voice is left out: it takes an upload and a second paid call with a name for the voice, and ends
in a voice, not in an output; our road has no place for that yet.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from bot.providers.bodies import Body
from bot.providers.job_api import Found, JobApi, JobOptions, usable_id
from bot.providers.replies import clean, dig, failure, sentence, whole, word
from bot.providers.wire import (
    About,
    Call,
    Failed,
    FailureKind,
    InlineFile,
    PollOutcome,
    Reply,
    Submission,
    SubmitOutcome,
    Succeeded,
    Unclear,
    WireProtocol,
)

_LIMIT_WAIT_S = 60
_KINDS = {
    1002: FailureKind.EXHAUSTED,
    1004: FailureKind.EXHAUSTED,
    1008: FailureKind.EXHAUSTED,
    2049: FailureKind.EXHAUSTED,
    1026: FailureKind.REFUSED,
    1027: FailureKind.REFUSED,
    2013: FailureKind.INVALID,
}
_AT_ONCE = frozenset({"speech", "design"})
_TRIAL = "Xin chào! Đây là giọng nói của tôi. Hello, this is my voice."
_ON_OFF = {"on": True, "off": False}
_CLIP = {
    "model": "model",
    "prompt": "prompt",
    "seconds": "duration",
    "size": "resolution",
    "enhance": "prompt_optimizer",
}
_CLIP_VALUES: Mapping[str, Mapping[str, Any]] = {
    "size": {f"{side}p": f"{side}P" for side in (512, 720, 768, 1080)},
    "enhance": _ON_OFF,
}
_VIDEO = "/minimax/v1/video_generation"
_SPEECH = {
    "model": "model",
    "prompt": "text",
    "voice": "voice_setting.voice_id",
    "speed": "voice_setting.speed",
    "volume": "voice_setting.vol",
    "pitch": "voice_setting.pitch",
    "style": "voice_setting.emotion",
    "language": "language_boost",
}
_PITCHES = {"pitch": {str(step): step for step in range(-12, 13)}}
_SPEECH_FIXED = {"voice_setting.voice_id": "Wise_Woman", "audio_setting.format": "mp3"}


def trouble(tree: Any) -> Failed | None:  # noqa: ANN401 (JSON)
    """Read ``base_resp``: a code other than 0 is an error, whatever the HTTP status says."""
    code = whole(dig(tree, "base_resp", "status_code"))
    if not code:
        return None
    reason = clean(f"{code}: {word(dig(tree, 'base_resp', 'status_msg')) or sentence(tree)}")
    return Failed(_KINDS.get(code, FailureKind.BROKEN), reason, _LIMIT_WAIT_S if code == 1002 else None)


def _file(tree: Any, _remote_id: str) -> Call | None:  # noqa: ANN401 (JSON)
    file_id = usable_id(dig(tree, "file_id"))
    return Call("GET", "/minimax/v1/files/retrieve", query={"file_id": file_id}) if file_id else None


def _speech(path: str) -> Body:
    return Body(path, _SPEECH, fixed=_SPEECH_FIXED, numbers=frozenset({"speed", "volume"}), values=_PITCHES)


def _job(name: str, ask: str, bodies: dict[str, Body]) -> JobApi:
    return JobApi(
        name=name,
        bodies=bodies,
        id_at=(("task_id",),),
        ask=ask,
        status_at=(("status",),),
        running=frozenset({"preparing", "queueing", "processing"}),
        done=frozenset({"success"}),
        failed=frozenset({"fail", "failed", "expired"}),
        results=(Found(("file", "download_url")),),
        reason_at=(("base_resp", "status_msg"),),
        trouble=trouble,
        fetch=_file,
    )


VIDEO = _job(
    "minimax",
    "/minimax/v1/query/video_generation?task_id={id}",
    {
        "": Body(_VIDEO, _CLIP | {"first": "first_frame_image", "last": "last_frame_image"}, values=_CLIP_VALUES),
        "subject": Body(
            _VIDEO,
            {"model": "model", "prompt": "prompt", "enhance": "prompt_optimizer"},
            values=_CLIP_VALUES,
            also=lambda asked: {
                "subject_reference": [{"type": "character", "image": Body("", {"images": "a"}).json(asked)["a"]}]
            },
        ),
        "speech": _speech("/minimax/v1/t2a_v2"),
        "design": Body(
            "/minimax/v1/voice_design", {"prompt": "prompt", "say": "preview_text"}, fixed={"preview_text": _TRIAL}
        ),
    },
)
SPEECH = _job(
    "minimax",
    "/minimax/v1/query/t2a_async_query_v2?task_id={id}",
    {"speech-job": _speech("/minimax/v1/t2a_async_v2")},
)


def _action(submission: Submission) -> str:
    return submission.options.action if isinstance(submission.options, JobOptions) else ""


def _api(submission: Submission) -> JobApi:
    return SPEECH if _action(submission) in SPEECH.bodies else VIDEO


def read_submit(reply: Reply, submission: Submission) -> SubmitOutcome:
    """Read a job's id, or the sound itself where it comes at once."""
    if _action(submission) not in _AT_ONCE:
        return _api(submission).read_submit(reply, submission)
    tree = reply.json()
    found = trouble(tree) if reply.status < 500 else None
    if found is not None:
        return found
    if not 200 <= reply.status < 300:
        return failure(reply, submission.prompt)
    sound = _from_hex(word(dig(tree, "data", "audio")) or word(dig(tree, "trial_audio")))
    if sound is None:
        return Unclear("a good answer without a sound")
    return Succeeded((InlineFile(sound, About(key=word(dig(tree, "voice_id")))),))


def read_poll(reply: Reply, remote_id: str, submission: Submission) -> PollOutcome:
    """Read the status; a failure's code tells its kind."""
    outcome = _api(submission).read_poll(reply, remote_id, submission)
    return (trouble(reply.json()) or outcome) if isinstance(outcome, Failed) else outcome


def _from_hex(text: str) -> str | None:
    try:
        return base64.b64encode(bytes.fromhex(text)).decode() or None
    except ValueError:
        return None


PROTOCOL = WireProtocol(
    name="minimax",
    options=JobOptions,
    submit=lambda asked: _api(asked).submit(asked),
    read_submit=read_submit,
    poll=lambda remote_id, asked: _api(asked).poll(remote_id, asked),
    read_poll=read_poll,
    read_fetch=VIDEO.read_fetch,
    actions=frozenset({*VIDEO.bodies, *SPEECH.bodies}),
)
