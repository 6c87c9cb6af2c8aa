"""OpenAI's /v1/videos: values in, values out, and through both twins; key4u.md §4.4, thucchien.md §4.5-4.7 B."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.providers.protocols.openai_videos import PROTOCOL, VideosOptions
from bot.providers.wire import (
    Accepted,
    BodyFile,
    Call,
    Earlier,
    Failed,
    FailureKind,
    Finished,
    KeyedFile,
    RemoteFile,
    Reply,
    Running,
    Submission,
    Succeeded,
    Unclear,
)
from tests.twins import photo

KEY4U = VideosOptions(form=True)
ASKED = Submission("sora-2", "a red kite", aspect_ratio="16:9", size="720p", seconds=8, options=KEY4U)
VEO = replace(ASKED, remote_model="veo-3.1-lite-generate-001", options=VideosOptions())
GROK = replace(ASKED, remote_model="grok-imagine-video", options=VideosOptions(action="grok"))
PROBE = Call("GET", "/v1/videos/v%201/content", headers={"Range": "bytes=0-1023"})
WHOLE = KeyedFile(Call("GET", "/v1/videos/v%201/content"))


def answer(tree, status=200):
    return Reply(status, json.dumps(tree).encode())


def test_words_become_json_at_litellm():
    call = PROTOCOL.submit(VEO)
    assert (call.method, call.path, call.files) == ("POST", "/v1/videos", ())
    assert call.json_body == {
        "model": "veo-3.1-lite-generate-001",
        "prompt": "a red kite",
        "seconds": "8",
        "size": "1280x720",
    }


def test_words_become_a_form_at_key4u():
    call = PROTOCOL.submit(ASKED)
    assert call.json_body is None
    assert call.form == {"model": "sora-2", "seconds": "8", "size": "1280x720"}
    assert [(part.field, part.filename, part.data) for part in call.files] == [("prompt", "", b"a red kite")]


@pytest.mark.parametrize("asked", [ASKED, VEO])
def test_pictures_go_as_files(asked):
    call = PROTOCOL.submit(replace(asked, files=(photo(), photo())))
    assert call.form["prompt"] == "a red kite"
    assert [(part.field, part.filename) for part in call.files] == [
        ("input_reference", "photo-1.jpeg"),
        ("input_reference", "photo-2.jpeg"),
    ]


@pytest.mark.parametrize(
    ("ratio", "size", "pixels"),
    [
        ("16:9", "1080p", "1920x1080"),
        ("9:16", "1080p", "1080x1920"),
        ("9:16", None, "720x1280"),
        (None, "1024p", "1792x1024"),
        ("9:16", "1024p", "1024x1792"),
    ],
)
def test_shape_and_size_become_pixels(ratio, size, pixels):
    assert PROTOCOL.submit(replace(VEO, aspect_ratio=ratio, size=size)).json_body["size"] == pixels


def test_what_was_not_chosen_is_left_to_the_gateway():
    asked = Submission("m", "x", options=VideosOptions())
    assert PROTOCOL.submit(asked).json_body == {"model": "m", "prompt": "x"}


def test_grok_has_a_form_of_its_own():
    call = PROTOCOL.submit(GROK)
    assert (call.path, call.json_body) == (
        "/v1/videos/generations",
        {
            "model": "grok-imagine-video",
            "prompt": "a red kite",
            "resolution": "720p",
            "aspect_ratio": "16:9",
            "duration": 8,
        },
    )
    assert PROTOCOL.poll("g-1", GROK).path == "/v1/videos/g-1"


def test_a_remix_goes_on_from_an_earlier_film():
    call = PROTOCOL.submit(Submission("sora-2", "x", earlier=Earlier("v 1"), options=VideosOptions(action="remix")))
    assert (call.path, call.json_body) == ("/v1/videos/v%201/remix", {"prompt": "x"})


@pytest.mark.parametrize(
    ("tree", "outcome"),
    [
        ({"id": "video_" + "bGl0" * 80, "status": "processing"}, Accepted("video_" + "bGl0" * 80)),
        ({"task_id": "t"}, Accepted("t")),
        ({"error": {"message": "bad size", "code": "400"}}, Failed(FailureKind.INVALID, "bad request (400): bad size")),
        ({"status": "queued"}, Unclear('status 200 without a job id: {"status": "queued"}')),
    ],
)
def test_a_submit_answers_with_an_id(tree, outcome):
    found = PROTOCOL.read_submit(answer(tree), ASKED)
    assert found == outcome or (type(found) is type(outcome) is Unclear)


@pytest.mark.parametrize(
    ("tree", "outcome"),
    [
        ({"status": "queued", "progress": 0}, Running(0)),
        ({"status": "in_progress", "progress": 40}, Running(40)),
        ({"status": "processing", "progress": None, "error": None}, Running()),
        ({"status": "resting"}, Running(note="unknown status 'resting'")),
        ({"status": "completed", "error": None}, Finished(PROBE)),
        ({"status": "completed", "video_url": "https://v.example/2.mp4"},
         Succeeded((RemoteFile("https://v.example/2.mp4"),))),
        ({"status": "succeeded", "metadata": {"url": "https://v.example/2.mp4"}},
         Succeeded((RemoteFile("https://v.example/2.mp4"),))),
        ({"status": "completed", "url": "https://gateway.example/v1/videos/v/content"}, Finished(PROBE)),
        ({"status": "failed", "error": {"code": "moderation_blocked", "message": "No"}},
         Failed(FailureKind.REFUSED, "No")),
        ({"status": "failed", "error": {"code": 3, "message": "no gpu"}}, Failed(FailureKind.BROKEN, "no gpu")),
        ({"status": "cancelled"}, Failed(FailureKind.BROKEN, "no reason given")),
    ],
)  # fmt: skip
def test_each_status_has_its_outcome(tree, outcome):
    assert PROTOCOL.read_poll(answer(tree), "v 1", ASKED) == outcome


def test_googles_filter_in_a_poll_that_broke_is_a_refusal_and_nothing_else_is():
    told = {"error": {"message": "1 validation error … raiMediaFilteredReasons=['violence']", "code": "500"}}
    assert PROTOCOL.read_poll(answer(told, 500), "v", VEO).kind is FailureKind.REFUSED
    assert isinstance(PROTOCOL.read_poll(answer({"error": {"message": "oops"}}, 500), "v", VEO), Running)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(206, b"\0\0\0\x18ftypmp42"), Succeeded((WHOLE,))),
        (Reply(302, b""), Succeeded((WHOLE,))),
        (Reply(200, b"\0\0\0\x18ftypmp42 and on"), Succeeded((BodyFile(b"\0\0\0\x18ftypmp42 and on"),))),
        (answer({"error": {"message": "No video data found in completed operation"}}, 500),
         Failed(FailureKind.REFUSED, "filtered or no film: No video data found in completed operation")),
        (answer({"error": {"message": "Video generation is not complete yet"}}, 500),
         Running(note="no film yet (500): Video generation is not complete yet")),
        (answer({"error": {"message": "gone"}}, 404), Running(note="no film yet (404): gone")),
        (Reply(200, b"<html></html>"), Running(note="no film yet (200): an HTML page")),
    ],
)  # fmt: skip
def test_the_first_bytes_tell_whether_there_is_a_film(reply, outcome):
    assert PROTOCOL.read_fetch(reply, "v 1", ASKED) == outcome


@pytest.mark.parametrize(
    ("status", "tree", "kind"),
    [
        (401, {"error": {"message": "Invalid token"}}, FailureKind.EXHAUSTED),
        (403, {"error": {"message": "no", "code": "insufficient_user_quota"}}, FailureKind.EXHAUSTED),
        (429, {"error": {"message": "Budget has been exceeded!", "type": "budget_exceeded"}}, FailureKind.EXHAUSTED),
        (400, {"error": {"message": "bad size"}}, FailureKind.INVALID),
        (400, {"error": {"message": "litellm.ContentPolicyViolationError"}}, FailureKind.REFUSED),
    ],
)
def test_a_submit_that_is_turned_down_tells_who_must_act(status, tree, kind):
    assert PROTOCOL.read_submit(answer(tree, status), ASKED).kind is kind


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b"null", b"[]", b"{}", b"[" * 5000])
def test_an_answer_that_is_none_is_unclear_and_a_poll_goes_on(body):
    assert isinstance(PROTOCOL.read_submit(Reply(200, body), ASKED), Unclear)
    assert isinstance(PROTOCOL.read_submit(Reply(502, body), ASKED), Unclear)
    assert isinstance(PROTOCOL.read_poll(Reply(502, body), "x", ASKED), Running)
    assert isinstance(PROTOCOL.read_poll(Reply(200, body), "x", ASKED), Running)


MADE = [
    ("key4u", ASKED, KeyedFile),
    ("key4u", replace(ASKED, remote_model="veo_3_1-fast", files=(photo(), photo())), RemoteFile),
    ("key4u", GROK, RemoteFile),
    ("thucchien", VEO, BodyFile),
    ("thucchien", replace(VEO, files=(photo(),)), BodyFile),
]


@pytest.mark.parametrize(("gateway", "asked", "kind"), MADE)
async def test_the_twins_make_a_film(gateways, gateway, asked, kind):
    outcome = await gateways.finish(gateway, PROTOCOL, asked)
    assert isinstance(outcome, Succeeded)
    (output,) = outcome.outputs
    assert isinstance(output, kind)
    film = output.data if isinstance(output, BodyFile) else await gateways.fetched(gateway, output)
    assert film[4:8] == b"ftyp"


@pytest.mark.parametrize("asked", [ASKED, GROK])
async def test_key4us_twin_says_what_it_refuses(gateways, asked):
    outcome = await gateways.finish("key4u", PROTOCOL, replace(asked, prompt="forbidden"))
    assert outcome == Failed(FailureKind.REFUSED, "Input was blocked")


async def test_litellms_twin_refuses_in_the_content_alone(gateways):
    outcome = await gateways.finish("thucchien", PROTOCOL, replace(VEO, prompt="forbidden"))
    assert outcome.kind is FailureKind.REFUSED
    assert "No video data found" in outcome.reason


async def test_the_twin_remixes_soras_film(gateways):
    accepted = await gateways.make("key4u", PROTOCOL, ASKED)
    remix = Submission(
        "sora-2", "bluer", earlier=Earlier(accepted.remote_id), options=VideosOptions(form=True, action="remix")
    )
    assert isinstance(await gateways.finish("key4u", PROTOCOL, remix), Succeeded)


@pytest.mark.parametrize("wrong", [replace(VEO, seconds=5), replace(VEO, size="1080p", seconds=4)])
async def test_a_length_that_would_be_billed_for_nothing_is_refused_here(gateways, wrong):
    assert (await gateways.make("thucchien", PROTOCOL, wrong)).kind is FailureKind.INVALID


def test_soras_styles_and_watermark_are_fields_of_the_form():
    choices = {"style": "comic", "watermark": "off"}
    call = PROTOCOL.submit(Submission("sora-2-all", "kite", choices=choices, options=VideosOptions(form=True)))
    assert (call.form["style"], call.form["watermark"]) == ("comic", "false")
