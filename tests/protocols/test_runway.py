"""Runway: values in, values out, and through its twin; the answers of key4u.md §4.13 and the odd ones."""

from __future__ import annotations

import json

import pytest

from bot.providers.job_api import JobOptions
from bot.providers.protocols.runway import PROTOCOL
from bot.providers.wire import Failed, FailureKind, RemoteFile, Reply, Running, Submission, Succeeded
from tests.twins import photo

ASKED = Submission(
    "gen4_turbo", "waves", aspect_ratio="21:9", seconds=5, files=(photo(),), choices={"seed": "7"}, options=JobOptions()
)
TWO = (photo(role="first"), photo((0, 0, 200), role="last"))


def answer(tree, status=200):
    return Reply(status, json.dumps(tree).encode())


def test_words_and_a_picture_become_a_submit_with_the_version_of_the_form():
    call = PROTOCOL.submit(ASKED)
    body = dict(call.json_body)
    assert body.pop("promptImage").startswith("data:image/jpeg;base64,")
    assert (call.path, call.headers) == ("/runwayml/v1/image_to_video", {"X-Runway-Version": "2024-11-06"})
    assert body == {
        "model": "gen4_turbo",
        "promptText": "waves",
        "ratio": "1584:672",
        "duration": 5,
        "seed": 7,
        "watermark": False,
    }
    asked = PROTOCOL.poll("rw/1", ASKED)
    assert (asked.path, asked.headers) == ("/runwayml/v1/tasks/rw%2F1", call.headers)


def test_two_pictures_are_named_by_their_position_and_the_shape_is_told_always():
    asked = Submission("gen3a_turbo", "x", files=TWO, options=JobOptions(action="gen3a"))
    body = PROTOCOL.submit(asked).json_body
    assert [one["position"] for one in body["promptImage"]] == ["first", "last"]
    assert body["promptImage"][0]["uri"] != body["promptImage"][1]["uri"]
    assert body["ratio"] == "1280:768"


@pytest.mark.parametrize(
    ("tree", "outcome"),
    [
        ({"status": "PENDING"}, Running()),
        ({"status": "THROTTLED"}, Running()),
        ({"status": "submitted"}, Running()),
        ({"status": "RUNNING", "progress": 0.4}, Running(40)),
        ({"status": "mystery"}, Running(note="unknown status 'mystery'")),
        ({"status": "SUCCEEDED", "output": ["https://r.example/1.mp4?_jwt=x"]},
         Succeeded((RemoteFile("https://r.example/1.mp4?_jwt=x"),))),
        ({"status": "SUCCEEDED", "output": []}, Failed(FailureKind.BROKEN, "finished without a result")),
        ({"status": "FAILED", "failure": "no", "failureCode": "SAFETY.INPUT.TEXT"},
         Failed(FailureKind.REFUSED, "SAFETY.INPUT.TEXT")),
        ({"status": "FAILED", "failure": "no gpu"}, Failed(FailureKind.BROKEN, "no gpu")),
        ({"status": "error"}, Failed(FailureKind.BROKEN, "no reason given")),
        ({"status": "CANCELLED"}, Failed(FailureKind.BROKEN, "no reason given")),
    ],
)  # fmt: skip
def test_each_status_has_its_outcome(tree, outcome):
    assert PROTOCOL.read_poll(answer(tree), "rw-1", ASKED) == outcome


@pytest.mark.parametrize(
    ("status", "tree", "kind"),
    [
        (401, {"error": {"message": "Invalid token"}}, FailureKind.EXHAUSTED),
        (403, {"error": {"message": "no", "code": "insufficient_user_quota"}}, FailureKind.EXHAUSTED),
        (429, {"error": {"message": "slow down"}}, FailureKind.EXHAUSTED),
        (400, {"error": {"message": "bad ratio"}}, FailureKind.INVALID),
        (400, {"error": {"message": "content policy violation"}}, FailureKind.REFUSED),
    ],
)
def test_a_submit_that_is_turned_down_tells_who_must_act(status, tree, kind):
    assert PROTOCOL.read_submit(answer(tree, status), ASKED).kind is kind


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b"null", b"[]", b"{}", b"[" * 5000])
def test_an_answer_that_is_none_is_unclear_and_a_poll_goes_on(body):
    for status in (200, 502):
        assert type(PROTOCOL.read_submit(Reply(status, body), ASKED)).__name__ == "Unclear"
        assert isinstance(PROTOCOL.read_poll(Reply(status, body), "x", ASKED), Running)


@pytest.mark.parametrize(
    "asked", [ASKED, Submission("gen3a_turbo", "x", seconds=10, files=TWO, options=JobOptions(action="gen3a"))]
)
async def test_the_twin_makes_a_clip(gateways, asked):
    outcome = await gateways.finish("key4u", PROTOCOL, asked)
    assert isinstance(outcome, Succeeded)
    assert (await gateways.fetched("key4u", outcome.outputs[0]))[4:8] == b"ftyp"


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (Submission("gen4_turbo", "forbidden", files=(photo(),), options=JobOptions()), FailureKind.REFUSED),
        (Submission("gen4_turbo", "no picture", options=JobOptions()), FailureKind.INVALID),
        (Submission("gen4_turbo", "a last one", files=TWO, options=JobOptions()), FailureKind.INVALID),
        (Submission("gen4_turbo", "x" * 1001, files=(photo(),), options=JobOptions()), FailureKind.INVALID),
    ],
)
async def test_the_twin_refuses_what_runway_does_not_take(gateways, asked, kind):
    outcome = await gateways.finish("key4u", PROTOCOL, asked)
    assert isinstance(outcome, Failed)
    assert outcome.kind is kind
