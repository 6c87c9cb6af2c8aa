"""Vidu: values in, values out, and each action once through its twin; key4u.md §4.11 and §5.5."""

from __future__ import annotations

import json

import pytest

from bot.providers.job_api import JobOptions
from bot.providers.protocols.vidu import PROTOCOL
from bot.providers.wire import (
    About,
    Accepted,
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
PHOTO = photo()


def asked(action, prompt="wind in trees", model="viduq2", **more):
    return Submission(model, prompt, options=JobOptions(action=action), **more)


def answer(tree, status=200):
    return Reply(status, json.dumps(tree).encode())


def test_words_become_a_submit():
    wanted = asked(
        "text2video",
        model="viduq3-pro",
        aspect_ratio="9:16",
        size="1080p",
        seconds=8,
        choices={"sound": "off", "music": "on", "seed": "7", "style": "anime"},
    )
    call = PROTOCOL.submit(wanted)
    assert (call.method, call.path) == ("POST", "/ent/v2/text2video")
    assert call.json_body == {
        "model": "viduq3-pro",
        "prompt": "wind in trees",
        "seed": 7,
        "duration": 8,
        "resolution": "1080p",
        "bgm": True,
        "audio": False,
        "aspect_ratio": "9:16",
        "style": "anime",
    }
    assert PROTOCOL.poll("7/2", wanted).path == "/ent/v2/tasks/7%2F2/creations"


def test_frames_go_in_their_order_as_data_addresses():
    first, last = photo((255, 0, 0), role="first"), photo((0, 0, 255), role="last")
    pictures = PROTOCOL.submit(asked("start-end2video", files=(first, last))).json_body["images"]
    assert len(set(pictures)) == 2
    assert all(one.startswith("data:image/jpeg;base64,") for one in pictures)


def test_speech_has_its_own_names():
    wanted = asked("audio-tts", "xin chào", choices={"voice": "anna", "speed": "1.5", "pitch": "-2", "style": "happy"})
    assert PROTOCOL.submit(wanted).json_body == {
        "text": "xin chào",
        "voice_setting_voice_id": "anna",
        "voice_setting_speed": 1.5,
        "voice_setting_pitch": -2,
        "voice_setting_emotion": "happy",
    }


CREATION = {"id": "cr-1", "url": "https://v.example/1.mp4", "cover_url": "https://v.example/1.jpg"}


@pytest.mark.parametrize(
    ("tree", "outcome"),
    [
        ({"state": "created"}, Running()),
        ({"state": "queueing", "creations": []}, Running()),
        ({"state": "Processing"}, Running()),
        ({"state": "mystery"}, Running(note="unknown status 'mystery'")),
        ({"id": "7", "state": "success", "creations": [CREATION]},
         Succeeded((RemoteFile(CREATION["url"], About(key="cr-1", cover_url=CREATION["cover_url"])),))),
        ({"state": "success", "file_url": "https://v.example/1.mp3"},
         Succeeded((RemoteFile("https://v.example/1.mp3"),))),
        ({"id": "7", "state": "success", "creations": []}, Failed(FailureKind.BROKEN, "finished without a result")),
        ({"id": "7", "state": "failed", "err_code": "CreationPolicyViolation"},
         Failed(FailureKind.REFUSED, "CreationPolicyViolation")),
        ({"state": "failed", "err_code": "InternalServerFailure"}, Failed(FailureKind.BROKEN, "InternalServerFailure")),
        ({"state": "failed", "err_code": ""}, Failed(FailureKind.BROKEN, "no reason given")),
    ],
)  # fmt: skip
def test_each_status_has_its_outcome(tree, outcome):
    assert PROTOCOL.read_poll(answer(tree), "7", asked("text2video")) == outcome


@pytest.mark.parametrize(
    ("tree", "outcome"),
    [
        ({"task_id": "7", "state": "created"}, Accepted("7")),
        ({"task_id": 7, "state": "success"}, Accepted("7")),
        ({"task_id": "7", "state": "success", "file_url": "https://v.example/1.mp3"},
         Succeeded((RemoteFile("https://v.example/1.mp3"),))),
        ({"audio_url": "https://v.example/1.mp3"}, Succeeded((RemoteFile("https://v.example/1.mp3"),))),
        ({"task_id": "7", "state": "created", "err_code": "CreditInsufficient"}, Accepted("7")),
    ],
)  # fmt: skip
def test_a_submit_answers_with_a_task_or_the_result(tree, outcome):
    assert PROTOCOL.read_submit(answer(tree), asked("audio-tts")) == outcome


@pytest.mark.parametrize(
    ("status", "tree", "kind"),
    [
        (401, {"error": {"message": "Invalid token"}}, FailureKind.EXHAUSTED),
        (403, {"error": {"message": "no", "code": "insufficient_user_quota"}}, FailureKind.EXHAUSTED),
        (429, {"code": 429, "reason": "QuotaExceeded", "message": "slow down"}, FailureKind.EXHAUSTED),
        (400, {"code": 400, "reason": "CreditInsufficient", "message": "no credit"}, FailureKind.EXHAUSTED),
        (400, {"code": 400, "reason": "InvalidArgument", "message": "bad ratio"}, FailureKind.INVALID),
        (400, {"code": 400, "reason": "TaskPromptPolicyViolation", "message": "no"}, FailureKind.REFUSED),
        (200, {"err_code": "CreationPolicyViolation"}, FailureKind.REFUSED),
        (200, {"state": "failed", "err_code": "Internal"}, FailureKind.BROKEN),
    ],
)
def test_a_submit_that_is_turned_down_tells_who_must_act(status, tree, kind):
    assert PROTOCOL.read_submit(answer(tree, status), asked("text2video")).kind is kind


@pytest.mark.parametrize("junk", [b"", b"<html>502</html>", b"null", b"[]", b"{}", b"[" * 5000, b'{"code": "odd"}'])
def test_an_answer_that_is_none_is_unclear_and_a_poll_goes_on(junk):
    for status in (200, 502):
        assert type(PROTOCOL.read_submit(Reply(status, junk), asked("audio-tts"))).__name__ == "Unclear"
        assert isinstance(PROTOCOL.read_poll(Reply(status, junk), "x", asked("audio-tts")), Running)


HAPPY = [
    asked("text2video", model="viduq3-turbo", seconds=12, size="540p", choices={"sound": "on"}),
    asked("img2video", model="viduq2-pro", files=(PHOTO,), seconds=3, size="720p", choices={"seed": "3"}),
    asked("start-end2video", model="viduq1", files=(photo(role="first"), photo(role="last")), seconds=5),
    asked("reference2video", files=(PHOTO, PHOTO, FILM), aspect_ratio="3:2"),
    asked("reference2image", files=(PHOTO,), size="4K", aspect_ratio="21:9"),
    asked("text2audio", model="audio1.0", seconds=4, choices={"seed": "5"}),
    asked("audio-tts", choices={"speed": "0.5", "pitch": "3", "volume": "10", "style": "sad"}),
]
SIGNS = {"image": b"PNG", "audio": b"ID3", "video": b"ftyp"}


@pytest.mark.parametrize("wanted", HAPPY, ids=lambda one: one.options.action)
async def test_the_twin_does_each_action(gateways, wanted):
    outcome = await gateways.finish("key4u", PROTOCOL, wanted)
    assert isinstance(outcome, Succeeded), outcome
    made = await gateways.fetched("key4u", outcome.outputs[0])
    kind = next(kind for kind in SIGNS if kind in wanted.options.action.replace("reference2video", "video"))
    assert SIGNS[kind] in made[:12]


def test_every_action_has_its_happy_way():
    assert {one.options.action for one in HAPPY} == PROTOCOL.actions


@pytest.mark.parametrize("action", ["text2video", "reference2image"])
async def test_the_twin_refuses_what_it_is_told_to(gateways, action):
    outcome = await gateways.finish("key4u", PROTOCOL, asked(action, "forbidden"))
    assert outcome == Failed(FailureKind.REFUSED, "CreationPolicyViolation")


@pytest.mark.parametrize(
    "wrong", [{"colour": "red"}, {"duration": "5"}, {"duration": 12}, {"audio": "on"}, {"model": "viduq9"}]
)
async def test_the_twin_is_strict(gateways, wrong):
    tree = {"model": "viduq2", "prompt": "x"} | wrong
    reply = await gateways.post("/key4u/ent/v2/text2video", tree, Authorization="Bearer sandbox-key4u")
    assert reply.status == 400
    assert PROTOCOL.read_submit(reply, asked("text2video")).kind is FailureKind.INVALID
    refused = await gateways.post("/key4u/ent/v2/text2video", tree, Authorization="Bearer no")
    assert PROTOCOL.read_submit(refused, asked("text2video")).kind is FailureKind.EXHAUSTED
