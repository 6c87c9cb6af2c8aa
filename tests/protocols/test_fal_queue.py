"""Fal's queue: values in, values out, and through its twin; all answers of key4u.md §3.13, and odd ones."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.providers.mapped import MappedOptions
from bot.providers.protocols.fal_queue import PROTOCOL
from bot.providers.wire import (
    About,
    Accepted,
    Call,
    Failed,
    FailureKind,
    Finished,
    RemoteFile,
    Reply,
    Running,
    Submission,
    Succeeded,
)
from tests.twins import photo

DRAW = MappedOptions(put={"prompt": "prompt", "ratio": "aspect_ratio", "count": "num_images"})
EDIT = MappedOptions(put={"prompt": "prompt", "images": "image_urls[]", "count": "num_images"})
ASKED = Submission("nano-banana/edit", "add a hat", count=2, files=(photo(),), options=EDIT)
RESULT = "/fal-ai/nano-banana/requests/r%201"


def answer(tree, status=200):
    return Reply(status, json.dumps(tree).encode())


def fetched(tree, status=200):
    return PROTOCOL.read_fetch(answer(tree, status), "r 1", ASKED)


def test_words_become_inputs_without_a_wrapper():
    call = PROTOCOL.submit(Submission("nano-banana", "a hat", aspect_ratio="3:2", options=DRAW))
    assert (call.path, call.json_body) == (
        "/fal-ai/nano-banana",
        {"prompt": "a hat", "aspect_ratio": "3:2", "num_images": 1},
    )


def test_one_picture_is_a_list_too():
    call = PROTOCOL.submit(ASKED)
    assert call.path == "/fal-ai/nano-banana/edit"
    assert [one[:23] for one in call.json_body["image_urls"]] == ["data:image/jpeg;base64,"]


def test_jobs_are_asked_for_at_the_app_without_its_sub_path():
    assert PROTOCOL.poll("r 1", ASKED).path == f"{RESULT}/status"
    deep = Submission("flux-pro/kontext/max", "x", options=DRAW)
    assert PROTOCOL.poll("r", deep).path == "/fal-ai/flux-pro/requests/r/status"


def test_the_submit_names_the_request():
    assert PROTOCOL.read_submit(answer({"status": "IN_QUEUE", "request_id": "r1"}), ASKED) == Accepted("r1")


@pytest.mark.parametrize(
    ("tree", "status", "outcome"),
    [
        ({"status": "IN_QUEUE", "queue_position": 3}, 200, Running()),
        ({"status": "in_progress", "logs": []}, 202, Running()),
        ({"status": "mystery"}, 200, Running(note="unknown status 'mystery'")),
        ({"status": "COMPLETED"}, 200, Finished(Call("GET", RESULT))),
        ({"detail": "not here"}, 404, Finished(Call("GET", RESULT))),
        ({"status": "FAILED", "error": "no gpu"}, 200, Failed(FailureKind.BROKEN, "no gpu")),
        ({"status": "ERROR", "detail": [{"msg": "flagged by a checker"}]}, 200,
         Failed(FailureKind.REFUSED, "flagged by a checker")),
        ({"detail": "oops"}, 500, Running(note="status 500: oops")),
    ],
)  # fmt: skip
def test_each_status_has_its_outcome(tree, status, outcome):
    assert PROTOCOL.read_poll(answer(tree, status), "r 1", ASKED) == outcome


ONE, TWO = RemoteFile("https://v3.fal.media/1.png"), RemoteFile("https://v3.fal.media/2.png")
PICTURES = [{"url": ONE.url}, {"url": TWO.url}]


@pytest.mark.parametrize(
    ("tree", "status", "outcome"),
    [
        ({"images": PICTURES}, 200, Succeeded((ONE, TWO))),
        ({"image": {"url": ONE.url}}, 200, Succeeded((ONE,))),
        ({"images": PICTURES, "seed": 15860307465884635512}, 200,
         Succeeded(tuple(replace(one, about=About(seed="15860307465884635512")) for one in (ONE, TWO)))),
        ({"image": {"url": ONE.url}, "seed": -5}, 200, Succeeded((ONE,))),
        ({"video": {"url": "https://v3.fal.media/v.mp4"}}, 200, Succeeded((RemoteFile("https://v3.fal.media/v.mp4"),))),
        ({"images": PICTURES, "has_nsfw_concepts": [True, False]}, 200, Succeeded((TWO,))),
        ({"images": PICTURES, "has_nsfw_concepts": [True, True]}, 200,
         Failed(FailureKind.REFUSED, "the safety checker blackened every picture")),
        ({"images": []}, 200, Failed(FailureKind.BROKEN, "finished without a result")),
        ({"detail": "Request is still in progress"}, 400, Running()),
        ({"status": "IN_PROGRESS"}, 202, Running()),
        ({"detail": [{"loc": ["body"], "msg": "field required"}]}, 422, Failed(FailureKind.INVALID, "field required")),
        ({"detail": [{"msg": "flagged by a content checker"}]}, 422,
         Failed(FailureKind.REFUSED, "flagged by a content checker")),
        ({"detail": "worker died"}, 500, Failed(FailureKind.BROKEN, "worker died")),
    ],
)  # fmt: skip
def test_each_result_has_its_outcome(tree, status, outcome):
    assert fetched(tree, status) == outcome


@pytest.mark.parametrize(
    ("status", "tree", "kind"),
    [
        (401, {"error": {"message": "Invalid token"}}, FailureKind.EXHAUSTED),
        (403, {"error": {"message": "no", "code": "insufficient_user_quota"}}, FailureKind.EXHAUSTED),
        (429, {"detail": "slow down"}, FailureKind.EXHAUSTED),
        (422, {"detail": [{"msg": "field required"}]}, FailureKind.INVALID),
        (400, {"detail": "violates our usage policies"}, FailureKind.REFUSED),
        (422, {"detail": [{"msg": "flagged by a content checker"}]}, FailureKind.REFUSED),
    ],
)
def test_a_submit_that_is_turned_down_tells_who_must_act(status, tree, kind):
    assert PROTOCOL.read_submit(answer(tree, status), ASKED).kind is kind


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b"null", b"[]", b"{}", b"[" * 5000])
def test_an_answer_that_is_none_is_unclear_and_a_poll_goes_on(body):
    assert type(PROTOCOL.read_submit(Reply(200, body), ASKED)).__name__ == "Unclear"
    for read in (PROTOCOL.read_poll, PROTOCOL.read_fetch):
        assert isinstance(read(Reply(502, body), "x", ASKED), Running)
        assert isinstance(read(Reply(200, body), "x", ASKED), Running)


CLIP = MappedOptions(put={"prompt": "prompt", "seconds": "duration"}, values={"seconds": {"8": "8s"}})


@pytest.mark.parametrize(
    ("asked", "outputs", "magic"),
    [
        (ASKED, 2, b"\x89PNG"),
        (Submission("nano-banana", "x", aspect_ratio="16:9", options=DRAW), 1, b"\x89PNG"),
        (Submission("veo3/fast", "x", seconds=8, options=CLIP), 1, b"ftyp"),
    ],
)
async def test_the_twin_makes_what_is_asked_for(gateways, asked, outputs, magic):
    outcome = await gateways.finish("key4u", PROTOCOL, asked)
    assert len(outcome.outputs) == outputs
    assert magic in (await gateways.fetched("key4u", outcome.outputs[0]))[:12]


async def test_the_twin_refuses_what_it_is_told_to_and_an_edit_without_a_picture(gateways):
    bad = Submission("nano-banana", "forbidden", options=DRAW)
    assert (await gateways.finish("key4u", PROTOCOL, bad)).kind is FailureKind.REFUSED
    bare = Submission("nano-banana/edit", "x", options=EDIT)
    assert (await gateways.make("key4u", PROTOCOL, bare)).kind is FailureKind.INVALID
