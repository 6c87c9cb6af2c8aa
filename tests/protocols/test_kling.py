"""Kling: values in, values out, and each action once through its twin; key4u.md §3.10, §4.5, §4.6, §5.5."""

from __future__ import annotations

import base64
import io
import json

import pytest
from PIL import Image

from bot.providers.protocols.kling import PROTOCOL, KlingOptions
from bot.providers.wire import (
    About,
    Accepted,
    Earlier,
    Failed,
    FailureKind,
    RemoteFile,
    Reply,
    Running,
    SourceFile,
    Submission,
    Succeeded,
)
from sandbox.providers.filming import fixed_film
from tests.twins import photo

FILM = SourceFile("video/mp4", fixed_film(), role="video")
SOUND = SourceFile("audio/mpeg", b"ID3 not checked further", role="sound")
PHOTO = photo()
EARLIER = Earlier("880011", "vid-77")


def asked(action, prompt="wind in trees", model="kling-v1-6", sound="", **more):
    return Submission(model, prompt, options=KlingOptions(action=action, sound=sound), **more)


def body(action, *given, **more):
    return PROTOCOL.submit(asked(action, *given, **more)).json_body


def answer(tree, status=200):
    return Reply(status, json.dumps(tree).encode())


def polled(data):
    return PROTOCOL.read_poll(answer({"code": 0, "message": "SUCCEED", "data": data}), "8", asked("text2video"))


def test_words_become_a_submit():
    wanted = asked(
        "text2video",
        model="kling-v3",
        aspect_ratio="9:16",
        size="1080p",
        seconds=10,
        choices={"no": "rain", "camera": "in", "strength": "0.7", "sound": "on"},
    )
    call = PROTOCOL.submit(wanted)
    assert (call.method, call.path) == ("POST", "/kling/v1/videos/text2video")
    assert call.json_body == {
        "model_name": "kling-v3",
        "prompt": "wind in trees",
        "negative_prompt": "rain",
        "mode": "pro",
        "duration": "10",
        "cfg_scale": 0.7,
        "sound": "on",
        "camera_control": {"type": "simple", "config": {"zoom": 5}},
        "aspect_ratio": "9:16",
    }
    assert PROTOCOL.poll("8/8", wanted).path == "/kling/v1/videos/text2video/8%2F8"


def test_what_the_offer_says_of_sound_is_the_last_word():
    assert body("text2video", sound="off", choices={"sound": "on"})["sound"] == "off"


def test_several_shots_are_cut_by_the_model():
    tree = body("text2video", choices={"shots": "multi"})
    assert (tree["multi_shot"], tree["shot_type"]) == (True, "intelligence")
    assert "multi_shot" not in body("text2video", choices={"shots": "single"})


def test_a_film_is_changed_or_looked_up_to():
    for said, sent in (("edit", "base"), ("style", "feature")):
        tree = body("omni-video", files=(FILM,), choices={"film": said})
        assert tree["video_list"][0]["refer_type"] == sent


def test_pictures_are_bare_base64_and_frames():
    tree = body("image2video", files=(photo(role="first"), photo(role="last")))
    assert base64.b64decode(tree["image"], validate=True)[:2] == b"\xff\xd8"
    assert base64.b64decode(tree["image_tail"], validate=True)[:2] == b"\xff\xd8"


def test_an_omni_film_names_what_it_looks_at():
    tree = body("omni-video", files=(PHOTO, photo(), FILM), choices={"sound": "off"})
    assert tree["prompt"] == "wind in trees <<<image_1>>> <<<image_2>>> <<<video_1>>>"
    assert [set(one) for one in tree["image_list"]] == [{"image_url"}, {"image_url"}]
    assert tree["video_list"][0]["keep_original_sound"] == "no"
    frames = body("omni-video", files=(photo(role="first"), photo(role="last")))
    assert [one["type"] for one in frames["image_list"]] == ["first_frame", "end_frame"]
    assert frames["prompt"] == "wind in trees"
    assert body("omni-image", "a <<<image_1>>> b", files=(PHOTO,))["prompt"] == "a <<<image_1>>> b"


def test_lips_and_voices():
    tree = body("lip-sync-text", "hello", earlier=EARLIER, choices={"voice": "crag", "speed": "1.5"})
    assert tree == {
        "input": {
            "mode": "text2video",
            "voice_id": "uk_man2",
            "voice_language": "en",
            "video_id": "vid-77",
            "text": "hello",
            "voice_speed": 1.5,
        }
    }
    assert set(body("lip-sync", "", files=(FILM, SOUND))["input"]) == {"mode", "audio_type", "video_url", "audio_file"}


VIDEO = {"id": "vid-77", "url": "https://k.example/v.mp4", "duration": "5.1"}
SONG = {"id": "a-1", "url_mp3": "https://k.example/a.mp3", "url_wav": "https://k.example/a.wav"}


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        ({"task_status": "submitted"}, Running()),
        ({"task_status": "Processing"}, Running()),
        ({"task_status": "mystery"}, Running(note="unknown status 'mystery'")),
        ({"task_status": "succeed", "task_result": {"videos": [VIDEO]}},
         Succeeded((RemoteFile("https://k.example/v.mp4", About(key="vid-77")),))),
        ({"task_status": "succeed", "task_result": {"images": [{"index": 0, "url": "https://k.example/1.png"},
                                                              {"index": 1, "url": "https://k.example/2.png"}]}},
         Succeeded((RemoteFile("https://k.example/1.png"), RemoteFile("https://k.example/2.png")))),
        ({"task_status": "succeed", "task_result": {"audios": [SONG]}},
         Succeeded((RemoteFile("https://k.example/a.mp3", About(key="a-1")),))),
        ({"task_status": "succeed", "task_result": {"videos": [VIDEO], "audios": [SONG]}},
         Succeeded((RemoteFile("https://k.example/v.mp4", About(key="vid-77")),))),
        ({"task_status": "succeed"}, Failed(FailureKind.BROKEN, "finished without a result")),
        ({"task_status": "failed", "task_status_msg": "Failure to pass the risk control system"},
         Failed(FailureKind.REFUSED, "Failure to pass the risk control system")),
        ({"task_status": "failed", "task_status_msg": "no gpu"}, Failed(FailureKind.BROKEN, "no gpu")),
        ({"task_status": "failed"}, Failed(FailureKind.BROKEN, "no reason given")),
    ],
)  # fmt: skip
def test_each_status_has_its_outcome(data, outcome):
    assert polled(data) == outcome


def test_the_open_source_wrapping_is_read_too():
    wanted = asked("text2video")
    assert PROTOCOL.read_submit(answer({"task_id": "t-1", "status": "queued"}), wanted) == Accepted("t-1")
    done = {"task_id": "t-1", "status": "succeeded", "url": "https://k.example/v.mp4"}
    assert PROTOCOL.read_poll(answer(done), "t-1", wanted) == Succeeded((RemoteFile("https://k.example/v.mp4"),))


def test_speech_comes_with_the_submit():
    done = {"task_id": "8", "task_status": "succeed", "task_result": {"audios": [{"url": "https://k.example/a.mp3"}]}}
    told = PROTOCOL.read_submit(answer({"code": 0, "data": done}), asked("tts"))
    assert told == Succeeded((RemoteFile("https://k.example/a.mp3"),))


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (1001, FailureKind.EXHAUSTED),
        (1102, FailureKind.EXHAUSTED),
        (1201, FailureKind.INVALID),
        (1301, FailureKind.REFUSED),
        (1302, FailureKind.EXHAUSTED),
        (1304, FailureKind.EXHAUSTED),
        (5000, FailureKind.BROKEN),
        ("quota_not_enough", FailureKind.EXHAUSTED),
    ],
)
def test_an_error_code_tells_who_must_act(code, kind, status):
    told = PROTOCOL.read_submit(answer({"code": code, "message": "no", "data": None}, status), asked("text2video"))
    assert told.kind is kind


@pytest.mark.parametrize("tree", [{"code": 5002, "message": "timeout"}, {"code": 7, "message": "?"}, {"code": 0}])
def test_what_is_not_certain_is_unclear(tree):
    assert type(PROTOCOL.read_submit(answer(tree), asked("text2video"))).__name__ == "Unclear"


def test_an_id_is_never_lost_to_a_code():
    tree = {"code": 1201, "message": "odd", "data": {"task_id": "8"}}
    assert PROTOCOL.read_submit(answer(tree), asked("text2video")) == Accepted("8")


@pytest.mark.parametrize("junk", [b"", b"<html>502</html>", b"null", b"[]", b"{}", b"[" * 5000])
def test_an_answer_that_is_none_is_unclear_and_a_poll_goes_on(junk):
    for status in (200, 502):
        assert type(PROTOCOL.read_submit(Reply(status, junk), asked("tts"))).__name__ == "Unclear"
        assert isinstance(PROTOCOL.read_poll(Reply(status, junk), "x", asked("tts")), Running)


HAPPY = [
    asked("text2video", model="kling-v3", seconds=12, size="720p", aspect_ratio="1:1", sound="on"),
    asked("image2video", files=(photo(role="first"), photo(role="last")), seconds=5, choices={"camera": "left"}),
    asked("multi-image2video", files=(PHOTO, PHOTO), seconds=10),
    asked("omni-video", model="kling-video-o1", files=(PHOTO, FILM), seconds=3),
    asked("effects", "", files=(PHOTO,), seconds=5, choices={"style": "squish"}),
    asked("effects-two", "", files=(PHOTO, PHOTO), seconds=5, choices={"style": "hug"}),
    asked("avatar", files=(PHOTO, SOUND), size="720p"),
    asked("lip-sync", "", files=(FILM, SOUND)),
    asked("lip-sync-text", files=(FILM,), choices={"voice": "anchor"}),
    asked("motion-control", model="kling-v3", files=(PHOTO, FILM), size="1080p", choices={"keep": "off"}),
    asked("generations", model="kling-v3", count=2, size="2K", aspect_ratio="21:9", choices={"no": "rain"}),
    asked("generations-edit", model="kling-v2", files=(PHOTO,), size="1K", choices={"strength": "0.5"}),
    asked("generations-subject", model="kling-v1-5", files=(PHOTO,), choices={"keep": "face"}),
    asked("multi-image2image", model="kling-v2-1", files=(PHOTO, PHOTO)),
    asked("omni-image", model="kling-v3-omni", files=(PHOTO,), size="4K"),
    asked("expand", files=(PHOTO,), choices={"strength": "0.3"}),
    asked("try-on", "", model="kolors-virtual-try-on-v1-5", files=(PHOTO, PHOTO)),
    asked("tts", choices={"voice": "grace", "speed": "0.8"}),
    asked("text-to-audio", seconds=4),
    asked("video-to-audio", files=(FILM,), choices={"music": "piano"}),
]


@pytest.mark.parametrize("wanted", HAPPY, ids=lambda one: one.options.action)
async def test_the_twin_does_each_action(gateways, wanted):
    outcome = await gateways.finish("key4u", PROTOCOL, wanted)
    assert isinstance(outcome, Succeeded), outcome
    assert len(outcome.outputs) == wanted.count
    made = await gateways.fetched("key4u", outcome.outputs[0])
    path = PROTOCOL.submit(wanted).path
    if "/images/" in path:
        assert Image.open(io.BytesIO(made)).size
    elif "/videos/" in path or path.endswith("video-to-audio"):
        assert made[4:8] == b"ftyp"
    else:
        assert made[:3] == b"ID3" or made[0] == 0xFF


def test_every_action_has_its_happy_way():
    assert {one.options.action for one in HAPPY} | {"video-extend"} == PROTOCOL.actions


async def test_the_twin_goes_on_from_a_clip_of_its_own(gateways):
    first = await gateways.make("key4u", PROTOCOL, asked("text2video"))
    done = await gateways.finish("key4u", PROTOCOL, asked("text2video"))
    earlier = Earlier(first.remote_id, done.outputs[0].about.key)
    for action in ("video-extend", "lip-sync-text", "video-to-audio"):
        assert isinstance(await gateways.finish("key4u", PROTOCOL, asked(action, earlier=earlier)), Succeeded)


@pytest.mark.parametrize("action", ["text2video", "generations", "text-to-audio", "tts"])
async def test_the_twin_refuses_what_it_is_told_to(gateways, action):
    outcome = await gateways.finish("key4u", PROTOCOL, asked(action, "forbidden", model="kling-v1", seconds=5))
    assert outcome.kind is FailureKind.REFUSED


@pytest.mark.parametrize(
    "tree",
    [
        {"prompt": "x", "colour": "red"},
        {"prompt": "x", "duration": 5},
        {"prompt": "x", "sound": True},
        {"prompt": "x", "model_name": "kling-video"},
        {"prompt": "x" * 2501},
    ],
)
async def test_the_twin_is_strict(gateways, tree):
    reply = await gateways.post("/key4u/kling/v1/videos/text2video", tree, Authorization="Bearer sandbox-key4u")
    assert reply.status == 400
    assert reply.json()["code"] == 1201
    assert PROTOCOL.read_submit(reply, asked("text2video")).kind is FailureKind.INVALID


async def test_the_twin_refuses_a_wrong_key(gateways):
    reply = await gateways.post("/key4u/kling/v1/videos/text2video", {"prompt": "x"}, Authorization="Bearer no")
    assert PROTOCOL.read_submit(reply, asked("text2video")).kind is FailureKind.EXHAUSTED
