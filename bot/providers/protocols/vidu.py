"""Vidu on Key4U: films from words, pictures and frames, pictures, sound effects and speech.

Wire facts: key4u.md §4.11, §5.5 and §1.2, D12 (sibling pages; names match Key4U's nine pages). Pictures go as data
addresses. *Inferred*: a film goes as a data address in ``videos``; speech may answer with a task or with a direct
address, both are read; error bodies name their kind in ``err_code``, ``reason`` or ``code`` as upstream does; the usual
voice, where none is chosen (the list of voices is not in the reference).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.providers.bodies import Body
from bot.providers.job_api import REFUSALS, Found, JobApi, usable_id
from bot.providers.replies import clean, dig, sentence, word
from bot.providers.wire import Failed, FailureKind

_ON_OFF = {"on": True, "off": False}
_VALUES = {"sound": _ON_OFF, "music": _ON_OFF}
_MODEL = {"model": "model", "prompt": "prompt", "seed": "seed"}
_CLIP = _MODEL | {"seconds": "duration", "size": "resolution", "music": "bgm", "sound": "audio"}


_VOICE = "female-shaonv"


def _wholes(low: int, high: int) -> Mapping[str, int]:
    return {str(number): number for number in range(low, high + 1)}


def _clip(action: str, more: dict[str, str]) -> Body:
    return Body(f"/ent/v2/{action}", _CLIP | more, values=_VALUES)


_CREDIT = ("creditinsufficient", "credit", "quota", "balance")
_LIMITS = ("quotaexceeded", "ratelimit", "toomany", "systemthrottling", "throttl")
_LIMIT_WAIT_S = 60


def trouble(tree: Any) -> Failed | None:  # noqa: ANN401 (JSON)
    """Read an error beside no task: the content rules', the money's and the rate's; others are left to the status."""
    if usable_id(dig(tree, "task_id")) or usable_id(dig(tree, "id")):
        return None
    named = " ".join(word(dig(tree, key)) for key in ("err_code", "reason", "code")).strip()
    told = named.lower()
    if not told:
        return None
    reason = clean(f"{named}: {sentence(tree) or 'no words'}")
    if any(needle in told for needle in REFUSALS):
        return Failed(FailureKind.REFUSED, reason)
    if any(needle in told for needle in _LIMITS):
        return Failed(FailureKind.EXHAUSTED, reason, _LIMIT_WAIT_S)
    if any(needle in told for needle in _CREDIT):
        return Failed(FailureKind.EXHAUSTED, reason)
    return Failed(FailureKind.BROKEN, reason) if word(dig(tree, "state")).lower() == "failed" else None


API = JobApi(
    name="vidu",
    bodies={
        "text2video": _clip(
            "text2video", {"ratio": "aspect_ratio", "style": "style", "movement": "movement_amplitude"}
        ),
        "img2video": _clip("img2video", {"image": "images[]", "voice": "voice_id", "movement": "movement_amplitude"}),
        "start-end2video": _clip("start-end2video", {"images": "images[]"}),
        "reference2video": _clip(
            "reference2video", {"images": "images[]", "video": "videos[]", "ratio": "aspect_ratio"}
        ),
        "reference2image": Body(
            "/ent/v2/reference2image",
            _MODEL | {"images": "images[]", "ratio": "aspect_ratio", "size": "resolution"},
        ),
        "text2audio": Body("/ent/v2/text2audio", _MODEL | {"seconds": "duration"}),
        "audio-tts": Body(
            "/ent/v2/audio-tts",
            {
                "prompt": "text",
                "voice": "voice_setting_voice_id",
                "speed": "voice_setting_speed",
                "volume": "voice_setting_volume",
                "pitch": "voice_setting_pitch",
                "style": "voice_setting_emotion",
            },
            fixed={"voice_setting_voice_id": _VOICE},
            values={"volume": _wholes(0, 10), "pitch": _wholes(-12, 12)},
            numbers=frozenset({"speed"}),
        ),
    },
    id_at=(("task_id",), ("id",), ("data", "task_id")),
    ask="/ent/v2/tasks/{id}/creations",
    status_at=(("state",), ("data", "state")),
    running=frozenset({"created", "queueing", "processing"}),
    done=frozenset({"success"}),
    failed=frozenset({"failed"}),
    results=(
        Found(("creations", "*", "url"), key="id", cover="cover_url"),
        Found(("data", "creations", "*", "url"), key="id", cover="cover_url"),
        Found(("file_url",)),
        Found(("audio_url",)),
        Found(("url",)),
    ),
    reason_at=(("err_code",), ("err_msg",), ("message",)),
    trouble=trouble,
)
PROTOCOL = API.protocol()
