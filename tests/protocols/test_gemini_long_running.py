"""Veo through ``predictLongRunning``: values in, values out, and through its twin; thucchien.md §4.5-4.7, A."""

from __future__ import annotations

import base64
import json

import pytest

from bot.providers.protocols.gemini_long_running import PROTOCOL, LongRunningOptions
from bot.providers.wire import (
    About,
    Accepted,
    Call,
    Earlier,
    Failed,
    FailureKind,
    InlineFile,
    KeyedFile,
    RemoteFile,
    Reply,
    Running,
    Submission,
    Succeeded,
    Unclear,
)
from tests.twins import photo

GATEWAY = "thucchien"
NAME = "models/veo-3.1-generate-001/operations/op-1.x"
GOOGLE = "https://generativelanguage.googleapis.com/v1beta/files/"
DOWNLOAD = "/gemini/download/v1beta/files/"


def asked(model="veo-3.1-generate-001", action="", **more):
    return Submission(model, more.pop("prompt", "wind in trees"), options=LongRunningOptions(action=action), **more)


def answer(tree, status=200):
    return Reply(status, json.dumps(tree).encode())


def polled(tree, status=200):
    return PROTOCOL.read_poll(answer(tree, status), NAME, asked())


def done(**response):
    return {"name": NAME, "done": True, "response": response}


def sample(**video):
    return done(generateVideoResponse={"generatedSamples": [{"video": video}]})


def keyed(file):
    return KeyedFile(
        Call("GET", f"{DOWNLOAD}{file}:download", query={"alt": "media"}),
        About(key=f"{GOOGLE}{file}:download?alt=media"),
    )


def test_words_become_a_submit_with_only_what_was_chosen():
    assert PROTOCOL.submit(asked()).json_body == {"instances": [{"prompt": "wind in trees"}], "parameters": {}}
    call = PROTOCOL.submit(asked(aspect_ratio="9:16", size="720p", seconds=6, count=2, choices={"no": "rain"}))
    assert (call.method, call.path) == ("POST", "/gemini/v1beta/models/veo-3.1-generate-001:predictLongRunning")
    assert call.json_body["parameters"] == {
        "aspectRatio": "9:16",
        "resolution": "720p",
        "durationSeconds": 6,
        "negativePrompt": "rain",
        "sampleCount": 2,
    }


def test_veo_2_is_sent_no_resolution():
    options = LongRunningOptions(prefix="/g", sizes=False)
    call = PROTOCOL.submit(Submission("veo-2.0-generate-001", "x", size="720p", seconds=5, options=options))
    assert call.path == "/g/v1beta/models/veo-2.0-generate-001:predictLongRunning"
    assert call.json_body["parameters"] == {"durationSeconds": 5}


def test_one_picture_is_the_first_frame_and_two_are_first_and_last():
    first, last = photo(role="first"), photo(role="last")
    (one,) = PROTOCOL.submit(asked(files=(photo(),))).json_body["instances"]
    (two,) = PROTOCOL.submit(asked(files=(first, last))).json_body["instances"]
    assert one.keys() == {"prompt", "image"}
    assert base64.b64decode(one["image"]["bytesBase64Encoded"]) == photo().data
    assert two["image"] == {"bytesBase64Encoded": base64.b64encode(first.data).decode(), "mimeType": "image/jpeg"}
    assert two["lastFrame"]["mimeType"] == "image/jpeg"


def test_references_are_named_as_assets():
    (instance,) = PROTOCOL.submit(asked(action="references", files=(photo(), photo((0, 0, 9))))).json_body["instances"]
    assert [one["referenceType"] for one in instance["referenceImages"]] == ["asset", "asset"]
    assert "image" not in instance


def test_an_extension_names_the_clip_as_google_did():
    longer = asked(action="extend", earlier=Earlier(NAME, f"{GOOGLE}f1:download?alt=media"))
    (instance,) = PROTOCOL.submit(longer).json_body["instances"]
    assert instance["video"] == {"uri": f"{GOOGLE}f1:download?alt=media"}
    with pytest.raises(ValueError, match="earlier clip"):
        PROTOCOL.submit(asked(action="extend", earlier=Earlier(NAME)))


def test_an_operation_is_asked_for_by_its_whole_name():
    assert PROTOCOL.read_submit(answer({"name": NAME}), asked()) == Accepted(NAME)
    assert PROTOCOL.poll(NAME, asked()) == Call("GET", f"/gemini/v1beta/{NAME}")


@pytest.mark.parametrize(
    "name", ["", "../files/x", "models/../x", "/etc", "a//b", "a/", "x?y=1", "x#y", "ñ" * 401, 7.5]
)
def test_a_name_that_leads_elsewhere_is_none(name):
    assert isinstance(PROTOCOL.read_submit(answer({"name": name}), asked()), Unclear)


@pytest.mark.parametrize(
    ("tree", "outcome"),
    [
        ({"name": NAME}, Running()),
        ({"name": NAME, "done": False}, Running()),
        ({"name": NAME, "metadata": {"state": "odd"}}, Running()),
        (sample(uri=f"{GOOGLE}f1:download?alt=media"), Succeeded((keyed("f1"),))),
        (sample(uri=f"{GOOGLE}f1"),
         Succeeded((KeyedFile(keyed("f1").call, About(key=f"{GOOGLE}f1")),))),
        (sample(encodedVideo="AAAA"), Succeeded((InlineFile("AAAA"),))),
        (done(videos=[{"bytesBase64Encoded": "AAAA", "mimeType": "video/mp4"}]), Succeeded((InlineFile("AAAA"),))),
        (sample(uri="https://v.example/1.mp4"),
         Succeeded((RemoteFile("https://v.example/1.mp4", About(key="https://v.example/1.mp4")),))),
        (done(videos=[{"gcsUri": "gs://b/1.mp4"}]), Failed(FailureKind.BROKEN, "finished without a clip")),
        (done(), Failed(FailureKind.BROKEN, "finished without a clip")),
        (sample(), Failed(FailureKind.BROKEN, "finished without a clip")),
        (done(generateVideoResponse={"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": ["No such faces."]}),
         Failed(FailureKind.REFUSED, "No such faces.")),
        (done(raiMediaFilteredCount=1), Failed(FailureKind.REFUSED, "filtered without a reason")),
        ({"done": True, "error": {"code": 13, "message": "boom"}}, Failed(FailureKind.BROKEN, "13: boom")),
        ({"done": True, "error": {"code": 3, "message": "bad size"}}, Failed(FailureKind.INVALID, "3: bad size")),
        ({"done": True, "error": {"code": 3, "message": "words that violate usage guidelines"}},
         Failed(FailureKind.REFUSED, "3: words that violate usage guidelines")),
        ({"done": True, "error": {"code": 8, "message": "busy"}}, Failed(FailureKind.EXHAUSTED, "8: busy", 60)),
        ({"done": True, "error": {}}, Failed(FailureKind.BROKEN, "finished without a clip")),
    ],
)  # fmt: skip
def test_each_state_has_its_outcome(tree, outcome):
    assert polled(tree) == outcome


def test_a_poll_that_goes_wrong_ends_nothing_unless_it_tells_of_a_filter():
    missing = {"error": {"code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}}
    assert polled(missing, 404) == Running(note="status 404: Requested entity was not found.")
    told = polled({"error": {"message": "raiMediaFilteredReasons: faces", "code": "500"}}, 500)
    assert told.kind is FailureKind.REFUSED


@pytest.mark.parametrize(
    ("status", "tree", "kind"),
    [
        (401, {"error": {"message": "No api key passed in.", "type": "auth_error"}}, FailureKind.EXHAUSTED),
        (429, {"error": {"message": "Budget has been exceeded!", "type": "budget_exceeded"}}, FailureKind.EXHAUSTED),
        (429, {"error": {"code": 429, "message": "slow", "status": "RESOURCE_EXHAUSTED"}}, FailureKind.EXHAUSTED),
        (404, {"error": {"code": 404, "message": "is not found for API version"}}, FailureKind.EXHAUSTED),
        (400, {"error": {"code": 400, "message": "bad", "status": "INVALID_ARGUMENT"}}, FailureKind.INVALID),
        (200, {"error": {"code": 400, "message": "bad", "status": "INVALID_ARGUMENT"}}, FailureKind.INVALID),
        (400, {"error": {"code": 400, "message": "It violates our usage guidelines"}}, FailureKind.REFUSED),
    ],
)
def test_a_submit_that_is_turned_down_tells_who_must_act(status, tree, kind):
    assert PROTOCOL.read_submit(answer(tree, status), asked()).kind is kind


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b"null", b"[]", b"{}", b"[" * 5000, b'{"done": true}'])
def test_an_answer_that_is_none_is_unclear_and_a_poll_goes_on(body):
    assert isinstance(PROTOCOL.read_submit(Reply(200, body), asked()), Unclear)
    assert isinstance(PROTOCOL.read_submit(Reply(502, body), asked()), Unclear)
    assert isinstance(PROTOCOL.read_poll(Reply(502, body), NAME, asked()), Running)
    if b"done" not in body:
        assert isinstance(PROTOCOL.read_poll(Reply(200, body), NAME, asked()), Running)


@pytest.mark.parametrize(
    "one",
    [
        asked(aspect_ratio="9:16", size="720p", seconds=4, choices={"no": "rain"}),
        asked(size="1080p", seconds=8, files=(photo(role="first"), photo(role="last"))),
        asked(action="references", files=(photo(), photo(), photo())),
        asked("veo-3.0-generate-001", size="1080p", files=(photo(),)),
        asked("veo-2.0-generate-001", seconds=5, count=2),
    ],
)
async def test_the_twin_makes_clips_that_our_key_fetches(gateways, one):
    outcome = await gateways.finish(GATEWAY, PROTOCOL, one)
    assert isinstance(outcome, Succeeded)
    assert len(outcome.outputs) == one.count
    for output in outcome.outputs:
        assert (await gateways.fetched(GATEWAY, output))[4:8] == b"ftyp"


async def test_the_twin_goes_on_from_a_clip_of_its_own(gateways):
    clip = (await gateways.finish(GATEWAY, PROTOCOL, asked(aspect_ratio="9:16"))).outputs[0]
    longer = asked(action="extend", earlier=Earlier("", clip.about.key))
    assert isinstance(await gateways.finish(GATEWAY, PROTOCOL, longer), Succeeded)
    making = gateways.world.parts["thucchien.gemini"].jobs.popitem()[1].making
    assert (making.shape, making.seconds) == ("9:16", 15)


async def test_the_twin_filters_what_it_is_told_to(gateways):
    outcome = await gateways.finish(GATEWAY, PROTOCOL, asked(prompt="forbidden"))
    assert (type(outcome), outcome.kind) == (Failed, FailureKind.REFUSED)
    assert "usage guidelines" in outcome.reason


@pytest.mark.parametrize(
    "one",
    [
        asked(size="1080p", seconds=4),
        asked("veo-3.0-generate-001", seconds=8),
        asked("veo-2.0-generate-001", size="720p"),
        asked(aspect_ratio="1:1"),
        asked(action="extend", earlier=Earlier("", GOOGLE + "nobody")),
    ],
)
async def test_the_twin_takes_only_what_each_veo_takes(gateways, one):
    assert (await gateways.make(GATEWAY, PROTOCOL, one)).kind is FailureKind.INVALID


async def test_the_twin_knows_its_models_and_its_key(gateways):
    unknown = await gateways.make(GATEWAY, PROTOCOL, asked("sora-2"))
    assert (unknown.kind, unknown.model_only) == (FailureKind.EXHAUSTED, True)
    call = PROTOCOL.submit(asked())
    tree = await gateways.post(f"/{GATEWAY}{call.path}", call.json_body, Authorization="Bearer sandbox-thucchien")
    assert PROTOCOL.read_submit(tree, asked()).kind is FailureKind.EXHAUSTED
