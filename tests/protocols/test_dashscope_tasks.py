"""Wan: values in, values out, and through its twin; each documented answer of key4u.md §4.8 and the odd ones."""

from __future__ import annotations

import json

import pytest

from bot.providers.job_api import JobOptions
from bot.providers.protocols.dashscope_tasks import PROTOCOL
from bot.providers.wire import Failed, FailureKind, RemoteFile, Reply, Running, SourceFile, Submission, Succeeded
from tests.twins import photo

ASKED = Submission("wan2.6-t2v", "kite", aspect_ratio="9:16", size="720p", seconds=5, options=JobOptions())
FROM_PICTURE = Submission("wan2.6-i2v", "kite", size="720p", files=(photo(),), options=JobOptions(action="i2v"))


def answer(tree, status=200):
    return Reply(status, json.dumps(tree).encode())


def test_words_become_a_submit():
    call = PROTOCOL.submit(ASKED)
    assert call.path == "/alibailian/api/v1/services/aigc/video-generation/video-synthesis"
    assert call.headers == {"X-DashScope-Async": "enable"}
    assert call.json_body == {
        "model": "wan2.6-t2v",
        "input": {"prompt": "kite"},
        "parameters": {"duration": 5, "size": "720*1280"},
    }


def test_a_picture_takes_a_resolution():
    body = PROTOCOL.submit(FROM_PICTURE).json_body
    assert body["input"]["img_url"].startswith("data:image/jpeg;base64,")
    assert body["parameters"] == {"resolution": "720P"}


def test_a_clip_follows_a_recording_or_has_a_sound_or_none():
    recording = SourceFile("audio/mpeg", b"ID3", role="sound")
    heard = PROTOCOL.submit(Submission("wan2.6-t2v", "kite", files=(recording,))).json_body
    assert heard["input"]["audio_url"] == "data:audio/mpeg;base64,SUQz"
    for said, sent in (("on", True), ("off", False)):
        choices = {"sound": said, "enhance": said}
        body = PROTOCOL.submit(Submission("wan2.6-t2v", "kite", choices=choices)).json_body
        assert body["parameters"] == {"audio": sent, "prompt_extend": sent}


@pytest.mark.parametrize(
    ("output", "outcome"),
    [
        ({"task_status": "PENDING"}, Running()),
        ({"task_status": "SUSPENDED"}, Running()),
        ({"task_status": "ODD"}, Running(note="unknown status 'odd'")),
        ({"task_status": "SUCCEEDED", "video_url": "https://w.example/1.mp4"},
         Succeeded((RemoteFile("https://w.example/1.mp4"),))),
        ({"task_status": "SUCCEEDED"}, Failed(FailureKind.BROKEN, "finished without a result")),
        ({"task_status": "FAILED", "code": "InternalError", "message": "no gpu"},
         Failed(FailureKind.BROKEN, "InternalError")),
        ({"task_status": "FAILED", "code": "DataInspectionFailed", "message": "inappropriate"},
         Failed(FailureKind.REFUSED, "DataInspectionFailed: inappropriate")),
        ({"task_id": "t", "task_status": "FAILED", "code": "InvalidParameter.Url", "message": "no picture"},
         Failed(FailureKind.INVALID, "InvalidParameter.Url: no picture")),
        ({"task_status": "UNKNOWN"}, Failed(FailureKind.BROKEN, "no reason given")),
        ({"task_status": "CANCELED"}, Failed(FailureKind.BROKEN, "no reason given")),
    ],
)  # fmt: skip
def test_each_status_has_its_outcome(output, outcome):
    assert PROTOCOL.read_poll(answer({"output": output}), "t", ASKED) == outcome


@pytest.mark.parametrize(
    ("status", "tree", "kind"),
    [
        (200, {"code": "InvalidParameter", "message": "bad size"}, FailureKind.INVALID),
        (400, {"code": "DataInspectionFailed", "message": "no"}, FailureKind.REFUSED),
        (400, {"code": "Arrearage", "message": "no"}, FailureKind.EXHAUSTED),
        (429, {"code": "Throttling.RateQuota", "message": "no"}, FailureKind.EXHAUSTED),
        (401, {"error": {"message": "Invalid token"}}, FailureKind.EXHAUSTED),
        (403, {"error": {"message": "no", "code": "insufficient_user_quota"}}, FailureKind.EXHAUSTED),
    ],
)
def test_a_submit_that_is_turned_down_tells_who_must_act(status, tree, kind):
    assert PROTOCOL.read_submit(answer(tree, status), ASKED).kind is kind


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b"null", b"[]", b"{}"])
def test_junk_is_unclear_and_a_poll_goes_on(body):
    assert type(PROTOCOL.read_submit(Reply(200, body), ASKED)).__name__ == "Unclear"
    assert isinstance(PROTOCOL.read_poll(Reply(502, body), "x", ASKED), Running)
    assert isinstance(PROTOCOL.read_poll(Reply(200, body), "x", ASKED), Running)


@pytest.mark.parametrize("asked", [ASKED, FROM_PICTURE])
async def test_the_twin_makes_a_clip(gateways, asked):
    outcome = await gateways.finish("key4u", PROTOCOL, asked)
    assert isinstance(outcome, Succeeded), outcome
    assert (await gateways.fetched("key4u", outcome.outputs[0]))[4:8] == b"ftyp"


async def test_the_twin_refuses_what_it_is_told_to(gateways):
    outcome = await gateways.finish("key4u", PROTOCOL, Submission("wan2.6-t2v", "forbidden", options=JobOptions()))
    assert outcome.kind is FailureKind.REFUSED
