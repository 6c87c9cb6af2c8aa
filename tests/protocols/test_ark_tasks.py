"""Seedance: values in, values out, and through its twin; each documented answer of key4u.md §4.7 and the odd ones."""

from __future__ import annotations

import json

import pytest

from bot.providers.job_api import JobOptions
from bot.providers.protocols.ark_tasks import PROTOCOL
from bot.providers.wire import About, Failed, FailureKind, RemoteFile, Reply, Running, Submission, Succeeded
from tests.twins import photo

MODEL = "doubao-seedance-1-5-pro-251215"
ASKED = Submission(MODEL, "kite", aspect_ratio="16:9", size="720p", seconds=5, options=JobOptions())


def answer(tree, status=200):
    return Reply(status, json.dumps(tree).encode())


def with_pictures(*roles, action=""):
    files = tuple(photo(role=role) for role in roles)
    return Submission(MODEL, "kite", files=files, options=JobOptions(action=action))


def test_words_become_a_submit():
    call = PROTOCOL.submit(ASKED)
    assert (call.method, call.path) == ("POST", "/volc/v1/contents/generations/tasks")
    assert call.json_body == {
        "model": MODEL,
        "watermark": False,
        "ratio": "16:9",
        "resolution": "720p",
        "duration": 5,
        "content": [{"type": "text", "text": "kite"}],
    }


def test_options_are_fields():
    choices = {"seed": "7", "sound": "on", "camera": "fixed"}
    body = PROTOCOL.submit(Submission(MODEL, "x", choices=choices, options=JobOptions())).json_body
    assert (body["seed"], body["generate_audio"], body["camera_fixed"]) == (7, True, True)


def test_the_newest_has_a_road_of_its_own_from_submit_to_poll():
    asked = Submission("doubao-seedance-2-0-260128", "kite", options=JobOptions(action="v3"))
    assert PROTOCOL.submit(asked).path == "/api/v3/contents/generations/tasks"
    assert PROTOCOL.poll("cgt-1", asked).path == "/api/v3/contents/generations/tasks/cgt-1"


PICTURES = [
    (("reference",), "", [None]),
    (("first",), "", [None]),
    (("first", "last"), "", ["first_frame", "last_frame"]),
    (("reference", "reference"), "references", ["reference_image"] * 2),
]


@pytest.mark.parametrize(("roles", "action", "named"), PICTURES)
def test_pictures_go_with_their_roles(roles, action, named):
    parts = PROTOCOL.submit(with_pictures(*roles, action=action)).json_body["content"][1:]
    assert [part.get("role") for part in parts] == named
    assert all(part["image_url"]["url"].startswith("data:image/jpeg;base64,") for part in parts)


@pytest.mark.parametrize(
    ("tree", "outcome"),
    [
        ({"status": "queued"}, Running()),
        ({"status": "Running"}, Running()),
        ({"status": "odd"}, Running(note="unknown status 'odd'")),
        ({"status": "succeeded", "content": {"video_url": "https://a.example/1.mp4"}},
         Succeeded((RemoteFile("https://a.example/1.mp4"),))),
        ({"status": "succeeded", "content": {"video_url": "https://a.example/1.mp4"}, "seed": 11},
         Succeeded((RemoteFile("https://a.example/1.mp4", About(seed="11")),))),
        ({"status": "succeeded", "content": {}}, Failed(FailureKind.BROKEN, "finished without a result")),
        ({"status": "failed", "error": {"code": "X", "message": "sensitive words"}},
         Failed(FailureKind.REFUSED, "sensitive words")),
        ({"status": "expired"}, Failed(FailureKind.BROKEN, "no reason given")),
        ({"status": "cancelled"}, Failed(FailureKind.BROKEN, "no reason given")),
    ],
)  # fmt: skip
def test_each_status_has_its_outcome(tree, outcome):
    assert PROTOCOL.read_poll(answer(tree), "cgt-1", ASKED) == outcome


@pytest.mark.parametrize(
    ("status", "message", "code", "kind"),
    [
        (401, "Invalid token", "", FailureKind.EXHAUSTED),
        (403, "no", "insufficient_user_quota", FailureKind.EXHAUSTED),
        (429, "slow down", "", FailureKind.EXHAUSTED),
        (400, "bad ratio", "InvalidParameter", FailureKind.INVALID),
        (400, "content policy violation", "", FailureKind.REFUSED),
        (400, "no", "InputTextSensitiveContentDetected", FailureKind.REFUSED),
        (400, "unknown field safety_level", "InvalidParameter", FailureKind.INVALID),
        (403, "credit of this sensitive account", "", FailureKind.EXHAUSTED),
    ],
)
def test_a_submit_that_is_turned_down_tells_who_must_act(status, message, code, kind):
    tree = {"error": {"message": message, "code": code}}
    assert PROTOCOL.read_submit(answer(tree, status), ASKED).kind is kind


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b"null", b"[]", b"{}"])
def test_junk_is_unclear_and_a_poll_goes_on(body):
    assert type(PROTOCOL.read_submit(Reply(200, body), ASKED)).__name__ == "Unclear"
    assert isinstance(PROTOCOL.read_poll(Reply(502, body), "x", ASKED), Running)
    assert isinstance(PROTOCOL.read_poll(Reply(200, body), "x", ASKED), Running)


@pytest.mark.parametrize("asked", [ASKED, *(with_pictures(*roles, action=action) for roles, action, _ in PICTURES)])
async def test_the_twin_makes_a_clip(gateways, asked):
    outcome = await gateways.finish("key4u", PROTOCOL, asked)
    assert isinstance(outcome, Succeeded), outcome
    assert (await gateways.fetched("key4u", outcome.outputs[0]))[4:8] == b"ftyp"


async def test_the_twin_refuses_what_it_is_told_to(gateways):
    outcome = await gateways.finish("key4u", PROTOCOL, Submission(MODEL, "forbidden", options=JobOptions()))
    assert outcome == Failed(FailureKind.REFUSED, "blocked by content policy")
