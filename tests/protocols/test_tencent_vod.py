"""Tencent's AIGC tasks: values in, values out, and through the twin; key4u.md §3.11 and §4.9 and the odd answers."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.providers.job_api import JobOptions
from bot.providers.protocols.tencent_vod import PROTOCOL
from bot.providers.wire import Accepted, Failed, FailureKind, RemoteFile, Reply, Running, Submission, Succeeded

PICTURE = Submission("GEM/3.0", "a kite", aspect_ratio="4:5", size="2K", options=JobOptions(action="image"))
CLIP = Submission(
    "GV/3.1-fast",
    "a kite",
    aspect_ratio="9:16",
    size="1080p",
    seconds=8,
    choices={"no": "rain", "enhance": "on", "sound": "off"},
    client_ref="job-7",
    options=JobOptions(action="video"),
)


def answer(tree, status=200):
    return Reply(status, json.dumps(tree).encode())


def task(status, kind="AigcVideoTask", **inner):
    return {"Response": {"TaskType": kind, "Status": status, kind: inner, "RequestId": "rq-1"}}


def files(*urls):
    return {"FileInfos": [{"StorageMode": "Temporary", "FileUrl": url} for url in urls]}


def test_words_become_a_picture():
    call = PROTOCOL.submit(PICTURE)
    assert call.path == "/tencent-vod/v1/aigc-image"
    assert call.json_body == {
        "model_name": "GEM",
        "model_version": "3.0",
        "prompt": "a kite",
        "output_config": {"storage_mode": "Temporary", "aspect_ratio": "4:5", "resolution": "2K"},
    }


def test_words_become_a_clip_and_our_own_name_of_the_job_goes_with_it():
    call = PROTOCOL.submit(CLIP)
    assert call.path == "/tencent-vod/v1/aigc-video"
    assert call.json_body == {
        "model_name": "GV",
        "model_version": "3.1-fast",
        "prompt": "a kite",
        "negative_prompt": "rain",
        "enhance_prompt": "Enabled",
        "session_id": "job-7",
        "output_config": {
            "storage_mode": "Temporary",
            "aspect_ratio": "9:16",
            "resolution": "1080P",
            "duration": 8,
            "audio_generation": "Disabled",
        },
    }
    assert PROTOCOL.poll("15-AigcVideoTask-a/b", CLIP).path == "/tencent-vod/v1/query/15-AigcVideoTask-a%2Fb"


@pytest.mark.parametrize("tree", [{"Response": {"TaskId": "t-1"}}, {"TaskId": "t-1"}, {"task_id": "t-1"}])
def test_the_id_is_found_where_it_may_stand(tree):
    assert PROTOCOL.read_submit(answer(tree), CLIP) == Accepted("t-1")


HTTP = "http://v.example/1.mp4"


@pytest.mark.parametrize(
    ("tree", "outcome"),
    [
        (task("WAITING"), Running()),
        (task("PROCESSING", Progress=40), Running(40)),
        (task("mystery"), Running(note="unknown status 'mystery'")),
        (task("FINISH", ErrCode=0, Output=files(HTTP)), Succeeded((RemoteFile(HTTP, plain=True),))),
        (task("finish", "AigcImageTask", ErrCode=0, Output=files(HTTP)), Succeeded((RemoteFile(HTTP, plain=True),))),
        (task("FINISH", ErrCode=0, Output=files()), Failed(FailureKind.BROKEN, "finished without a result")),
        (task("FINISH", ErrCode=70000, Message="sensitive content"),
         Failed(FailureKind.REFUSED, "error 70000: sensitive content")),
        (task("FINISH", ErrCode=1, Message="no gpu", Output=files(HTTP)),
         Failed(FailureKind.BROKEN, "error 1: no gpu")),
        (task("FINISH", ErrCode=1), Failed(FailureKind.BROKEN, "error 1: no reason given")),
        (task("ABORTED", Message="stopped"), Failed(FailureKind.BROKEN, "stopped")),
        (task("ABORTED"), Failed(FailureKind.BROKEN, "no reason given")),
    ],
)  # fmt: skip
def test_each_status_has_its_outcome(tree, outcome):
    assert PROTOCOL.read_poll(answer(tree), "t-1", CLIP) == outcome


@pytest.mark.parametrize(
    ("code", "message", "kind", "wait"),
    [
        ("AuthFailure.SecretIdNotFound", "no", FailureKind.EXHAUSTED, None),
        ("RequestLimitExceeded", "slow down", FailureKind.EXHAUSTED, 60),
        ("ResourceInsufficient", "no balance", FailureKind.EXHAUSTED, None),
        ("InvalidParameterValue", "bad ratio", FailureKind.INVALID, None),
        ("InvalidParameterValue", "prompt is sensitive", FailureKind.REFUSED, None),
        ("InternalError", "oops", FailureKind.BROKEN, None),
    ],
)
def test_an_error_inside_a_good_answer_is_read_by_its_code(code, message, kind, wait):
    tree = {"Response": {"Error": {"Code": code, "Message": message}, "RequestId": "rq-1"}}
    assert PROTOCOL.read_submit(answer(tree), CLIP) == Failed(kind, f"{code}: {message}", wait)


@pytest.mark.parametrize(
    ("status", "tree", "kind"),
    [
        (401, {"error": {"message": "Invalid token"}}, FailureKind.EXHAUSTED),
        (403, {"error": {"message": "no", "code": "insufficient_user_quota"}}, FailureKind.EXHAUSTED),
        (429, {"error": {"message": "slow down"}}, FailureKind.EXHAUSTED),
        (400, {"error": {"message": "bad ratio"}}, FailureKind.INVALID),
    ],
)
def test_a_submit_that_is_turned_down_tells_who_must_act(status, tree, kind):
    assert PROTOCOL.read_submit(answer(tree, status), CLIP).kind is kind


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b"null", b"[]", b"{}", b'{"Response": 7}', b"[" * 5000])
def test_an_answer_that_is_none_is_unclear_and_a_poll_goes_on(body):
    for status in (200, 502):
        assert type(PROTOCOL.read_submit(Reply(status, body), CLIP)).__name__ == "Unclear"
        assert isinstance(PROTOCOL.read_poll(Reply(status, body), "x", CLIP), Running)


@pytest.mark.parametrize(("asked", "start"), [(PICTURE, b"\x89PNG"), (CLIP, b"")])
async def test_the_twin_makes_it(gateways, asked, start):
    outcome = await gateways.finish("key4u", PROTOCOL, asked)
    assert isinstance(outcome, Succeeded)
    made = await gateways.fetched("key4u", outcome.outputs[0])
    assert made.startswith(start)
    assert asked is PICTURE or made[4:8] == b"ftyp"


async def test_the_twin_takes_one_job_once(gateways):
    assert await gateways.make("key4u", PROTOCOL, CLIP) == await gateways.make("key4u", PROTOCOL, CLIP)


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (replace(CLIP, prompt="forbidden"), FailureKind.REFUSED),
        (replace(CLIP, remote_model="GV/9"), FailureKind.INVALID),
        (replace(CLIP, seconds=3), FailureKind.INVALID),
        (replace(PICTURE, aspect_ratio="9:21"), FailureKind.INVALID),
    ],
)
async def test_the_twin_refuses_what_tencent_does_not_take(gateways, asked, kind):
    outcome = await gateways.finish("key4u", PROTOCOL, asked)
    assert isinstance(outcome, Failed)
    assert outcome.kind is kind
