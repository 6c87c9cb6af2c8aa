"""Luma: values in, values out, and once through its twin; each documented answer of key4u.md §4.12 and the odd ones."""

from __future__ import annotations

import json

import pytest

from bot.providers.job_api import JobOptions
from bot.providers.protocols.luma import PROTOCOL
from bot.providers.wire import Accepted, Earlier, Failed, FailureKind, RemoteFile, Reply, Running, Submission, Succeeded
from tests.twins import photo

ASKED = Submission("ray-v2", "wind in trees", aspect_ratio="16:9", size="720p", seconds=5, options=JobOptions())


def answer(tree, status=200):
    return Reply(status, json.dumps(tree).encode())


def polled(tree, status=200):
    return PROTOCOL.read_poll(answer(tree, status), "lm-77", ASKED)


def test_words_become_a_submit():
    call = PROTOCOL.submit(ASKED)
    assert (call.method, call.path) == ("POST", "/luma/generations")
    assert call.json_body == {
        "expand_prompt": True,
        "model_name": "ray-v2",
        "user_prompt": "wind in trees",
        "aspect_ratio": "16:9",
        "resolution": "720p",
        "duration": "5s",
    }


def test_two_pictures_are_the_first_and_the_last_frame():
    frames = (photo(role="first"), photo(role="last"))
    body = PROTOCOL.submit(Submission("ray-v1", "x", files=frames, options=JobOptions())).json_body
    assert body["image_url"].startswith("data:image/jpeg;base64,")
    assert body["image_end_url"].startswith("data:image/jpeg;base64,")


def test_an_extension_goes_on_from_an_earlier_clip():
    longer = Submission("ray-v1", "and on", earlier=Earlier("lm 1/x"), options=JobOptions(action="extend"))
    assert PROTOCOL.submit(longer).path == "/luma/generations/lm%201%2Fx/extend"
    assert PROTOCOL.poll("lm-2", longer).path == "/luma/generations/lm-2"


@pytest.mark.parametrize(
    ("tree", "outcome"),
    [
        ({"state": "pending"}, Running()),
        ({"state": "Dreaming"}, Running()),
        ({"state": "mystery"}, Running(note="unknown status 'mystery'")),
        ({"state": "completed", "video": {"download_url": "https://l.example/1.mp4", "url": "https://l.example/0.mp4"}},
         Succeeded((RemoteFile("https://l.example/1.mp4"),))),
        ({"state": "completed", "assets": {"video": "https://l.example/2.mp4"}},
         Succeeded((RemoteFile("https://l.example/2.mp4"),))),
        ({"state": "completed", "video": None}, Failed(FailureKind.BROKEN, "finished without a result")),
        ({"state": "failed", "failure_reason": "prompt blocked by moderation"},
         Failed(FailureKind.REFUSED, "prompt blocked by moderation")),
        ({"state": "failed", "failure_reason": "no gpu"}, Failed(FailureKind.BROKEN, "no gpu")),
        ({"state": "failed"}, Failed(FailureKind.BROKEN, "no reason given")),
    ],
)  # fmt: skip
def test_each_status_has_its_outcome(tree, outcome):
    assert polled(tree) == outcome


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
    assert type(PROTOCOL.read_submit(Reply(200, body), ASKED)).__name__ == "Unclear"
    assert type(PROTOCOL.read_submit(Reply(502, body), ASKED)).__name__ == "Unclear"
    assert isinstance(PROTOCOL.read_poll(Reply(502, body), "x", ASKED), Running)
    assert isinstance(PROTOCOL.read_poll(Reply(200, body), "x", ASKED), Running)


async def test_the_twin_makes_a_clip(gateways):
    outcome = await gateways.finish("key4u", PROTOCOL, ASKED)
    assert isinstance(outcome, Succeeded)
    assert (await gateways.fetched("key4u", outcome.outputs[0]))[4:8] == b"ftyp"


async def test_the_twin_goes_on_from_a_clip_of_its_own(gateways):
    accepted = await gateways.make("key4u", PROTOCOL, ASKED)
    assert isinstance(accepted, Accepted)
    longer = Submission("ray-v2", "on", earlier=Earlier(accepted.remote_id), options=JobOptions(action="extend"))
    assert isinstance(await gateways.finish("key4u", PROTOCOL, longer), Succeeded)


async def test_the_twin_refuses_what_it_is_told_to(gateways):
    outcome = await gateways.finish("key4u", PROTOCOL, Submission("ray-v2", "forbidden", options=JobOptions()))
    assert outcome == Failed(FailureKind.REFUSED, "blocked by content policy")
