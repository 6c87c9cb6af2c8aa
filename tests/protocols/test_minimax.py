"""MiniMax: values in, values out, and through its twin; each documented answer of key4u.md §4.10 and §5.4."""

from __future__ import annotations

import base64
import json

import pytest

from bot.providers.job_api import JobOptions
from bot.providers.protocols.minimax import PROTOCOL
from bot.providers.wire import (
    About,
    Call,
    Failed,
    FailureKind,
    Finished,
    InlineFile,
    RemoteFile,
    Reply,
    Running,
    Submission,
    Succeeded,
)
from tests.twins import photo


def asked(model="MiniMax-Hailuo-02", prompt="kite", action="", **more):
    return Submission(model, prompt, options=JobOptions(action=action), **more)


def answer(tree, status=200):
    return Reply(status, json.dumps(tree).encode())


CLIP = asked(seconds=6, size="768p")
FRAMES = asked(files=(photo(role="first"), photo(role="last")))
SUBJECT = asked("S2V-01", action="subject", files=(photo(),))
SPEECH = asked("speech-2.6-hd", "xin chào", "speech", choices={"voice": "Calm_Woman", "speed": "1.2", "style": "happy"})
LATER = asked("speech-2.6-hd", "xin chào", "speech-job")
DESIGN = asked("voice_design", "an old sailor", "design", choices={"say": "ahoy there"})


def test_words_become_a_submit():
    call = PROTOCOL.submit(CLIP)
    assert call.path == "/minimax/v1/video_generation"
    assert call.json_body == {"model": "MiniMax-Hailuo-02", "prompt": "kite", "duration": 6, "resolution": "768P"}


def test_pictures_are_frames_or_a_subject():
    body = PROTOCOL.submit(FRAMES).json_body
    assert body["first_frame_image"].startswith("data:image/jpeg;base64,")
    assert body["last_frame_image"].startswith("data:image/jpeg;base64,")
    (subject,) = PROTOCOL.submit(SUBJECT).json_body["subject_reference"]
    assert subject["type"] == "character"
    assert [one[:5] for one in subject["image"]] == ["data:"]


def test_speech_has_its_settings():
    assert PROTOCOL.submit(SPEECH).json_body == {
        "model": "speech-2.6-hd",
        "text": "xin chào",
        "voice_setting": {"voice_id": "Calm_Woman", "speed": 1.2, "emotion": "happy"},
        "audio_setting": {"format": "mp3"},
    }
    assert PROTOCOL.poll("7", LATER) == Call("GET", "/minimax/v1/query/t2a_async_query_v2", query={"task_id": "7"})


def test_sound_in_hex_becomes_base64():
    sound = base64.b64encode(b"ID3x").decode()
    got = PROTOCOL.read_submit(answer({"data": {"audio": b"ID3x".hex()}}), SPEECH)
    assert got == Succeeded((InlineFile(sound),))
    got = PROTOCOL.read_submit(answer({"voice_id": "v1", "trial_audio": b"ID3x".hex()}), DESIGN)
    assert got == Succeeded((InlineFile(sound, About(key="v1")),))


@pytest.mark.parametrize("tree", [{}, {"data": {"audio": ""}}, {"data": {"audio": "no hex"}}, None])
def test_speech_without_a_sound_is_unclear(tree):
    assert type(PROTOCOL.read_submit(answer(tree), SPEECH)).__name__ == "Unclear"


@pytest.mark.parametrize(
    ("tree", "outcome"),
    [
        ({"status": "Preparing"}, Running()),
        ({"status": "Queueing"}, Running()),
        ({"status": "Odd"}, Running(note="unknown status 'odd'")),
        ({"status": "Success", "file_id": 900800700600500},
         Finished(Call("GET", "/minimax/v1/files/retrieve", query={"file_id": "900800700600500"}))),
        ({"status": "Success"}, Failed(FailureKind.BROKEN, "finished without a result")),
        ({"status": "Fail", "base_resp": {"status_code": 1027, "status_msg": "no"}},
         Failed(FailureKind.REFUSED, "1027: no")),
        ({"status": "Fail"}, Failed(FailureKind.BROKEN, "no reason given")),
        ({"status": "Expired"}, Failed(FailureKind.BROKEN, "no reason given")),
        ({"base_resp": {"status_code": 1002, "status_msg": "slow"}}, Running(note="unknown status ''")),
    ],
)  # fmt: skip
def test_each_status_has_its_outcome(tree, outcome):
    assert PROTOCOL.read_poll(answer(tree), "t", CLIP) == outcome


def test_the_file_hop_gives_the_address_and_may_be_asked_again():
    tree = {"file": {"download_url": "https://m.example/1.mp4"}}
    assert PROTOCOL.read_fetch(answer(tree), "t", CLIP) == Succeeded((RemoteFile("https://m.example/1.mp4"),))
    assert isinstance(PROTOCOL.read_fetch(answer({}, 500), "t", CLIP), Running)


@pytest.mark.parametrize("submission", [CLIP, SPEECH])
@pytest.mark.parametrize(
    ("code", "kind"),
    [(1002, "exhausted"), (1004, "exhausted"), (2049, "exhausted"), (1008, "exhausted"),
     (1026, "refused"), (1027, "refused"), (2013, "invalid"), (1000, "broken")],
)  # fmt: skip
def test_an_error_inside_a_200_tells_who_must_act(submission, code, kind):
    tree = {"task_id": "", "base_resp": {"status_code": code, "status_msg": "no"}}
    assert PROTOCOL.read_submit(answer(tree), submission).kind == kind


@pytest.mark.parametrize("submission", [CLIP, SPEECH])
@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b"null", b"[]", b"{}"])
def test_junk_is_unclear_and_a_poll_goes_on(submission, body):
    assert type(PROTOCOL.read_submit(Reply(200, body), submission)).__name__ == "Unclear"
    assert isinstance(PROTOCOL.read_poll(Reply(200, body), "x", CLIP), Running)


@pytest.mark.parametrize("submission", [CLIP, FRAMES, SUBJECT, LATER])
async def test_the_twin_does_the_job(gateways, submission):
    outcome = await gateways.finish("key4u", PROTOCOL, submission)
    assert isinstance(outcome, Succeeded), outcome
    assert len(await gateways.fetched("key4u", outcome.outputs[0])) > 500


@pytest.mark.parametrize("submission", [SPEECH, DESIGN])
async def test_the_twin_speaks_at_once(gateways, submission):
    outcome = await gateways.make("key4u", PROTOCOL, submission)
    assert isinstance(outcome, Succeeded), outcome
    assert len(base64.b64decode(outcome.outputs[0].base64)) > 500


@pytest.mark.parametrize("action", ["", "speech", "speech-job"])
async def test_the_twin_refuses_what_it_is_told_to(gateways, action):
    outcome = await gateways.finish("key4u", PROTOCOL, asked("MiniMax-Hailuo-02", "forbidden", action))
    assert outcome == Failed(FailureKind.REFUSED, "1026: input new_sensitive")


def test_loudness_and_pitch_are_numbers():
    asked = Submission(
        "speech-2.6-hd", "chào", choices={"volume": "0.5", "pitch": "-3"}, options=JobOptions(action="speech")
    )
    voice = PROTOCOL.submit(asked).json_body["voice_setting"]
    assert (voice["vol"], voice["pitch"]) == (0.5, -3)
