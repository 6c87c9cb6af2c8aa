"""Kling on Key4U: films, pictures and sounds; what is submitted at a path is asked for at the same path with its id.

Wire facts: key4u.md §3.10, §4.5, §4.6, §5.5 and §1.2, D7 (sibling pages, upstream fields). Files go as bare base64, a
data address is refused. *Inferred*: ``mode`` std is 720p and pro 1080p; films are taken as base64 where ``video_url``
stands; the open-source gateway's own wrapping (``task_id``, ``status``, ``url``) is read as well. Lips are moved by the
legacy ``lip-sync``: the advanced one needs a session and a face chosen from an answer, two calls before the paid one.
A clip's own name (``videos[].id``) is the output's key: extensions and lip-sync go on from it for 30 days.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from bot.providers.bodies import Body, encoded
from bot.providers.job_api import REFUSALS, Found, JobApi, JobOptions
from bot.providers.replies import clean, dig, failure, sentence, whole, word
from bot.providers.wire import Failed, FailureKind, Reply, Submission

_VIDEOS, _IMAGES, _AUDIO = "/kling/v1/videos", "/kling/v1/images", "/kling/v1/audio"
_MODES = {"720p": "std", "1080p": "pro"}
_SIZES = {"1K": "1k", "2K": "2k", "4K": "4k"}
_CAMERAS = {
    "down": {"type": "down_back"},
    "up": {"type": "forward_up"},
    "right": {"type": "right_turn_forward"},
    "left": {"type": "left_turn_forward"},
    "in": {"type": "simple", "config": {"zoom": 5}},
    "out": {"type": "simple", "config": {"zoom": -5}},
}
_VOICES = {
    "sunny": "genshin_vindi2",
    "sage": "zhinen_xuesheng",
    "blossom": "ai_shatang",
    "peppy": "genshin_klee2",
    "dove": "genshin_kirara",
    "shine": "ai_kaiya",
    "anchor": "oversea_male1",
    "melody": "girlfriend_4_speech02",
    "grace": "chengshu_jiejie",
    "helen": "you_pingjing",
    "lore": "calm_story1",
    "crag": "uk_man2",
}
_FILMS = {"edit": "base", "style": "feature"}
_RATE_WAIT_S = 60


class KlingOptions(JobOptions):
    """``sound``: the clip gets a sound track or none, whatever was chosen (it is a matter of price)."""

    sound: Literal["", "on", "off"] = ""


def _further(asked: Submission) -> Mapping[str, Any]:
    """Several shots are cut by the model itself: a storyboard of one's own would need a list behind the words."""
    fixed = asked.options.sound if isinstance(asked.options, KlingOptions) else ""
    places: dict[str, Any] = {"sound": fixed} if fixed else {}
    if asked.choices.get("shots") == "multi":
        places |= {"multi_shot": True, "shot_type": "intelligence"}
    return places


def _named(prompt: str, kind: str, count: int) -> str:
    """Return the prompt with its sources named: those that it does not name itself would not be looked at."""
    if f"<<<{kind}_" in prompt:
        return prompt
    return " ".join([prompt, *(f"<<<{kind}_{number}>>>" for number in range(1, count + 1))]).strip()


def _omni_image(asked: Submission) -> Mapping[str, Any]:
    return {"prompt": _named(asked.prompt, "image", len(asked.images))}


def _omni_video(asked: Submission) -> Mapping[str, Any]:
    kinds = {"first": {"type": "first_frame"}, "last": {"type": "end_frame"}}
    pictures = [{"image_url": encoded(one, "base64"), **kinds.get(one.role, {})} for one in asked.images]
    plain = [one for one in asked.images if one.role == "reference"]
    places: dict[str, Any] = {"prompt": _named(asked.prompt, "image", len(asked.images) if plain else 0)}
    if pictures:
        places["image_list"] = pictures
    film = asked.of_role("video")
    if film is not None:
        used = asked.choices.get("film", "edit")
        kept = "no" if asked.choices.get("sound") == "off" else "yes"
        places["prompt"] = _named(str(places["prompt"]), "video", 1)
        places["video_list"] = [
            {"video_url": encoded(film, "base64"), "refer_type": _FILMS[used], "keep_original_sound": kept}
        ]
    return places


def _expand(asked: Submission) -> Mapping[str, Any]:
    by = float(asked.choices.get("strength", "0.25"))
    return {f"{side}_expansion_ratio": by for side in ("up", "down", "left", "right")}


def _body(path: str, put: Mapping[str, str], **more: Any) -> Body:  # noqa: ANN401 (Body's own fields)
    values: dict[str, Mapping[str, Any]] = {
        "size": _MODES if path.startswith(_VIDEOS) else _SIZES,
        "camera": _CAMERAS,
        "voice": _VOICES,
    }
    values |= {"keep": {"on": "yes", "off": "no"}, "asmr": {"on": True, "off": False}}
    texts = frozenset({"seconds"} if path.startswith(_VIDEOS) else ())
    return Body(path, put, values=values, texts=texts, numbers=frozenset({"strength", "speed"}), form="base64", **more)


_MODEL = {"model": "model_name", "prompt": "prompt"}
_CLIP = _MODEL | {"no": "negative_prompt", "size": "mode", "seconds": "duration"}
_PICTURE = _MODEL | {"size": "resolution", "count": "n", "ratio": "aspect_ratio"}
_MOVES = {"strength": "cfg_scale", "sound": "sound", "camera": "camera_control"}
_FILM = {"video": "input.video_url", "key": "input.video_id"}
_SAID = {"voice": "voice_id", "language": "voice_language", "speed": "voice_speed"}
_SPEAKER = {"voice_id": _VOICES["anchor"], "voice_language": "en"}
_EFFECT = {
    "model": "input.model_name",
    "style": "effect_scene",
    "seconds": "input.duration",
    "size": "input.mode",
}
_BODIES = {
    "text2video": _body(f"{_VIDEOS}/text2video", _CLIP | _MOVES | {"ratio": "aspect_ratio"}, also=_further),
    "image2video": _body(
        f"{_VIDEOS}/image2video", _CLIP | _MOVES | {"first": "image", "last": "image_tail"}, also=_further
    ),
    "multi-image2video": _body(
        f"{_VIDEOS}/multi-image2video", _CLIP | {"ratio": "aspect_ratio", "images": "image_list[].image"}
    ),
    "omni-video": _body(
        f"{_VIDEOS}/omni-video",
        {"model": "model_name", "size": "mode", "seconds": "duration", "ratio": "aspect_ratio"},
        also=_omni_video,
    ),
    "video-extend": _body(
        f"{_VIDEOS}/video-extend",
        {"key": "video_id", "prompt": "prompt", "no": "negative_prompt", "strength": "cfg_scale"},
    ),
    "effects": _body(f"{_VIDEOS}/effects", _EFFECT | {"image": "input.image"}, fixed={"effect_scene": "squish"}),
    "effects-two": _body(f"{_VIDEOS}/effects", _EFFECT | {"images": "input.images[]"}, fixed={"effect_scene": "hug"}),
    "avatar": _body(
        f"{_VIDEOS}/avatar/image2video", {"image": "image", "sound": "sound_file", "prompt": "prompt", "size": "mode"}
    ),
    "lip-sync": _body(
        f"{_VIDEOS}/lip-sync",
        _FILM | {"sound": "input.audio_file"},
        fixed={"input.mode": "audio2video", "input.audio_type": "file"},
    ),
    "lip-sync-text": _body(
        f"{_VIDEOS}/lip-sync",
        _FILM | {"prompt": "input.text"} | {said: f"input.{place}" for said, place in _SAID.items()},
        fixed={"input.mode": "text2video"} | {f"input.{place}": value for place, value in _SPEAKER.items()},
    ),
    "motion-control": _body(
        f"{_VIDEOS}/motion-control",
        _MODEL
        | {"size": "mode", "image": "image_url", "video": "video_url", "keep": "keep_original_sound"}
        | {"facing": "character_orientation"},
        fixed={"character_orientation": "image", "mode": "std"},
    ),
    "generations": _body(f"{_IMAGES}/generations", _PICTURE | {"no": "negative_prompt"}),
    "generations-edit": _body(f"{_IMAGES}/generations", _PICTURE | {"image": "image", "strength": "image_fidelity"}),
    "generations-subject": _body(
        f"{_IMAGES}/generations",
        _PICTURE | {"image": "image", "strength": "image_fidelity", "keep": "image_reference"},
        fixed={"image_reference": "subject"},
    ),
    "multi-image2image": _body(
        f"{_IMAGES}/multi-image2image",
        _MODEL | {"images": "subject_image_list[].subject_image", "count": "n", "ratio": "aspect_ratio"},
    ),
    "omni-image": _body(f"{_IMAGES}/omni-image", _PICTURE | {"images": "image_list[].image"}, also=_omni_image),
    "expand": _body(f"{_IMAGES}/editing/expand", {"image": "image", "prompt": "prompt", "count": "n"}, also=_expand),
    "try-on": _body(
        f"{_IMAGES}/kolors-virtual-try-on", {"model": "model_name", "image": "human_image", "second": "cloth_image"}
    ),
    "tts": _body(f"{_AUDIO}/tts", {"prompt": "text"} | _SAID, fixed=_SPEAKER),
    "text-to-audio": _body(f"{_AUDIO}/text-to-audio", {"prompt": "prompt", "seconds": "duration"}),
    "video-to-audio": _body(
        f"{_AUDIO}/video-to-audio",
        {"video": "video_url", "key": "video_id", "prompt": "sound_effect_prompt", "music": "bgm_prompt"}
        | {"asmr": "asmr_mode"},
    ),
}
_KINDS = {
    1200: FailureKind.INVALID,
    1201: FailureKind.INVALID,
    1202: FailureKind.INVALID,
    1203: FailureKind.INVALID,
    1300: FailureKind.REFUSED,
    1301: FailureKind.REFUSED,
    5000: FailureKind.BROKEN,
    5001: FailureKind.BROKEN,
}


def trouble(tree: Any) -> Failed | None:  # noqa: ANN401 (JSON)
    """Read a ``code`` other than 0; 5002 (a timeout inside) and unknown ones tell nothing certain: None."""
    if word(dig(tree, "data", "task_id")):
        return None  # the work was taken, whatever the code
    code = whole(dig(tree, "code"))
    reason = clean(f"code {word(dig(tree, 'code'))}: {sentence(tree) or 'no words'}")
    if code is None:
        named = word(dig(tree, "code")).lower()
        if not named or named.startswith("succe"):
            return None
        found = failure(Reply(400, json.dumps(tree).encode()))
        return found if isinstance(found, Failed) else None
    if code in _KINDS:
        return Failed(_KINDS[code], reason)
    if code in {1302, 1303}:
        return Failed(FailureKind.EXHAUSTED, reason, _RATE_WAIT_S)
    return Failed(FailureKind.EXHAUSTED, reason) if 1000 <= code < 1200 or code == 1304 else None


API = JobApi(
    name="kling",
    bodies=_BODIES,
    id_at=(("data", "task_id"), ("task_id",), ("data", "id")),
    ask="{path}/{id}",
    status_at=(("data", "task_status"), ("data", "status"), ("status",)),
    running=frozenset({"submitted", "processing", "queued", "in_progress"}),
    done=frozenset({"succeed", "succeeded", "success"}),
    failed=frozenset({"failed", "failure"}),
    results=(
        Found(("data", "task_result", "videos", "*", "url"), key="id"),
        Found(("data", "task_result", "series_images", "*", "url")),
        Found(("data", "task_result", "images", "*", "url")),
        Found(("data", "task_result", "audios", "*", "url_mp3"), key="id"),
        Found(("data", "task_result", "audios", "*", "url_wav"), key="id"),
        Found(("data", "task_result", "audios", "*", "url"), key="id"),
        Found(("data", "url")),
        Found(("url",)),
    ),
    reason_at=(("data", "task_status_msg"), ("data", "fail_reason"), ("error",)),
    trouble=trouble,
    refusals=(*REFUSALS, "risk control"),
)
PROTOCOL = API.protocol(options=KlingOptions)
