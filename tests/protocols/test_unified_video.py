"""Key4U's unified video form: values in, values out, and through its twin; each answer of key4u.md §4.1-§4.3."""

from __future__ import annotations

import json

import pytest

from bot.providers.job_api import JobOptions
from bot.providers.protocols.unified_video import PROTOCOL
from bot.providers.wire import (
    Accepted,
    Earlier,
    Failed,
    FailureKind,
    RemoteFile,
    Reply,
    Running,
    Submission,
    Succeeded,
    TextOutput,
    Unclear,
)
from tests.twins import photo

VEO, SORA, GROK = (JobOptions(action=name) for name in ("veo", "sora", "grok"))
ASKED = Submission("veo_3_1-fast", "a red kite", aspect_ratio="16:9", size="720p", seconds=8, options=VEO)
SHORT = {"model": "m", "prompt": "a kite"}
FILM = (RemoteFile("https://v.example/1.mp4"),)


def answer(tree, status=200):
    return Reply(status, json.dumps(tree).encode())


def body(options, **more):
    return PROTOCOL.submit(Submission("m", "a kite", options=options, **more)).json_body


@pytest.mark.parametrize(
    ("tree", "wanted"),
    [
        (body(VEO), SHORT | {"enhance_prompt": True}),
        (body(VEO, aspect_ratio="9:16", size="1080p", seconds=8, choices={"enhance": "off"}),
         SHORT | {"aspect_ratio": "9:16", "enable_upsample": True, "enhance_prompt": False}),
        (body(VEO, size="4K"), SHORT | {"enhance_prompt": True}),
        (body(SORA), SHORT | {"images": [], "orientation": "landscape", "size": "small", "duration": 10}),
        (body(SORA, aspect_ratio="9:16", size="1080p", seconds=25, choices={"private": "on"}),
         SHORT | {"images": [], "orientation": "portrait", "size": "large", "duration": 25, "private": True}),
        (body(SORA, choices={"watermark": "off"}),
         SHORT | {"images": [], "orientation": "landscape", "size": "small", "duration": 10, "watermark": False}),
        (body(GROK), SHORT | {"images": [], "aspect_ratio": "3:2", "size": "720P"}),
        (body(GROK, aspect_ratio="1:1", size="1080p"), SHORT | {"images": [], "aspect_ratio": "1:1", "size": "1080P"}),
        (body(JobOptions(action="extend"), earlier=Earlier("grok:1")),
         SHORT | {"task_id": "grok:1", "start_time": 6, "size": "720P"}),
        (body(JobOptions(action="character"), earlier=Earlier("t-1")), {"from_task": "t-1", "timestamps": "1,3"}),
    ],
)  # fmt: skip
def test_each_family_has_words_of_its_own(tree, wanted):
    assert tree == wanted


def test_the_road_is_the_same_for_all_and_the_id_is_the_submits():
    assert PROTOCOL.submit(ASKED).path == "/v1/video/create"
    call = PROTOCOL.poll("veo3.1-fast:1790-x", ASKED)
    assert (call.method, call.path, call.query) == ("GET", "/v1/video/query", {"id": "veo3.1-fast:1790-x"})


@pytest.mark.parametrize("options", [VEO, SORA, GROK])
def test_pictures_go_inside(options):
    images = body(options, files=(photo(role="first"), photo(role="last")))["images"]
    assert [image[:23] for image in images] == ["data:image/jpeg;base64,"] * 2


@pytest.mark.parametrize(
    ("tree", "outcome"),
    [
        ({"id": "veo:1-a", "status": "pending"}, Accepted("veo:1-a")),
        ({"task_id": "t"}, Accepted("t")),
        ({"code": "success", "data": {"task_id": "t"}}, Accepted("t")),
        ({"error": {"message": "it broke"}}, Failed(FailureKind.BROKEN, "status 500: it broke")),
        ({"error": {"message": "prompt violates our rules", "code": 400}},
         Failed(FailureKind.REFUSED, "content rules (400): prompt violates our rules")),
        ({"code": "quota_not_enough", "message": "top up", "data": None},
         Failed(FailureKind.EXHAUSTED, "credit used up (400): top up")),
    ],
)  # fmt: skip
def test_a_submit_answers_with_an_id_or_an_error_inside(tree, outcome):
    assert PROTOCOL.read_submit(answer(tree), ASKED) == outcome


@pytest.mark.parametrize(
    ("tree", "outcome"),
    [
        ({"status": "pending"}, Running()),
        ({"status": "Video_Generating", "progress": "40%"}, Running(40)),
        ({"status": "video_generation_completed"}, Running()),
        ({"status": "video_upsampling", "progress": 90}, Running(90)),
        ({"status": "unknown"}, Running()),
        ({"data": {"status": "processing"}}, Running()),
        ({"status": "napping"}, Running(note="unknown status 'napping'")),
        ({"status": "completed", "video_url": "https://v.example/1.mp4", "detail": {"error_message": "once"}},
         Succeeded(FILM)),
        ({"status": "success", "detail": {"video_url": "https://v.example/1.mp4"}}, Succeeded(FILM)),
        ({"status": "completed", "detail": {"url": "https://v.example/1.mp4"}}, Succeeded(FILM)),
        ({"status": "odd", "url": "https://v.example/1.mp4"}, Succeeded(FILM)),
        ({"status": "completed", "video_url": None}, Failed(FailureKind.BROKEN, "finished without a result")),
        ({"status": "video_generation_failed", "detail": {"error_message": "unsafe: blocked"}},
         Failed(FailureKind.REFUSED, "unsafe: blocked")),
        ({"status": "video_upsampling_failed"}, Failed(FailureKind.BROKEN, "no reason given")),
        ({"status": "failed", "error": {"message": "no gpu"}}, Failed(FailureKind.BROKEN, "no gpu")),
        ({"status": "error", "error": "no gpu"}, Failed(FailureKind.BROKEN, "no gpu")),
    ],
)  # fmt: skip
def test_each_status_has_its_outcome(tree, outcome):
    assert PROTOCOL.read_poll(answer(tree), "veo:1", ASKED) == outcome


@pytest.mark.parametrize(
    ("status", "tree", "kind"),
    [
        (401, {"error": {"message": "Invalid token"}}, FailureKind.EXHAUSTED),
        (403, {"code": "quota_not_enough", "message": "no", "data": None}, FailureKind.EXHAUSTED),
        (404, {"error": {"message": "model veo3.1-fast not found", "code": "model_not_found"}}, FailureKind.EXHAUSTED),
        (503, {"error": {"message": "No available channel", "code": "x"}}, FailureKind.EXHAUSTED),
        (429, {"error": {"message": "slow down"}}, FailureKind.EXHAUSTED),
        (400, {"error": {"message": "bad ratio"}}, FailureKind.INVALID),
        (400, {"error": {"message": "content policy violation"}}, FailureKind.REFUSED),
    ],
)
@pytest.mark.parametrize("action", ["veo", "character"])
def test_a_submit_that_is_turned_down_tells_who_must_act(status, tree, kind, action):
    asked = Submission("m", "x", options=JobOptions(action=action))
    assert PROTOCOL.read_submit(answer(tree, status), asked).kind is kind


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b"null", b"[]", b"{}", b"[" * 5000])
@pytest.mark.parametrize("action", ["veo", "character"])
def test_an_answer_that_is_none_is_unclear_and_a_poll_goes_on(body, action):
    asked = Submission("m", "x", options=JobOptions(action=action))
    assert isinstance(PROTOCOL.read_submit(Reply(200, body), asked), Unclear)
    assert isinstance(PROTOCOL.read_submit(Reply(502, body), asked), Unclear)
    assert isinstance(PROTOCOL.read_poll(Reply(502, body), "x", asked), Running)
    assert isinstance(PROTOCOL.read_poll(Reply(200, body), "x", asked), Running)


FAMILIES = [
    ASKED,
    Submission("sora-2-pro", "x", size="1080p", seconds=25, options=SORA, files=(photo(),)),
    Submission("grok-video-3", "x", options=GROK),
]


@pytest.mark.parametrize("asked", FAMILIES, ids=lambda asked: asked.remote_model)
async def test_the_twin_makes_a_clip(gateways, asked):
    outcome = await gateways.finish("key4u", PROTOCOL, asked)
    assert isinstance(outcome, Succeeded)
    assert (await gateways.fetched("key4u", outcome.outputs[0]))[4:8] == b"ftyp"


@pytest.mark.parametrize("asked", FAMILIES, ids=lambda asked: asked.remote_model)
async def test_the_twin_refuses_what_it_is_told_to(gateways, asked):
    refused = Submission(asked.remote_model, "forbidden", options=asked.options)
    outcome = await gateways.finish("key4u", PROTOCOL, refused)
    assert outcome == Failed(FailureKind.REFUSED, "blocked by content policy")


async def made(gateways, asked):
    """Make a clip to the end and return its id."""
    accepted = await gateways.make("key4u", PROTOCOL, asked)
    for _ in range(400):
        reply = await gateways.send("key4u", PROTOCOL.poll(accepted.remote_id, asked))
        if isinstance(PROTOCOL.read_poll(reply, accepted.remote_id, asked), Succeeded):
            return Earlier(accepted.remote_id)
    raise AssertionError("it never ended")


async def test_the_twin_makes_groks_clip_longer(gateways):
    earlier = await made(gateways, Submission("grok-video-3", "x", options=GROK))
    longer = Submission("grok-video-3", "and on", earlier=earlier, options=JobOptions(action="extend"))
    assert isinstance(await gateways.finish("key4u", PROTOCOL, longer), Succeeded)


async def test_the_twin_makes_a_character_of_soras_clip_and_of_no_other(gateways):
    action = JobOptions(action="character")
    of_sora = await made(gateways, Submission("sora-2", "x", options=SORA))
    outcome = await gateways.make("key4u", PROTOCOL, Submission("sora-2", "", earlier=of_sora, options=action))
    assert isinstance(outcome.outputs[0], TextOutput)
    assert outcome.outputs[0].text.startswith("@kite.")
    of_veo = await made(gateways, ASKED)
    outcome = await gateways.make("key4u", PROTOCOL, Submission("sora-2", "", earlier=of_veo, options=action))
    assert outcome.kind is FailureKind.INVALID
