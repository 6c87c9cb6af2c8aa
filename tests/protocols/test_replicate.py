"""Replicate: values in, values out, and through its twin; each documented answer of key4u.md §3.12 and the odd ones."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from bot.providers.mapped import MappedOptions
from bot.providers.protocols.replicate import PROTOCOL
from bot.providers.wire import Failed, FailureKind, RemoteFile, Reply, Running, Submission, Succeeded
from tests.twins import photo

KONTEXT = MappedOptions(
    put={
        "prompt": "prompt",
        "image": "input_image",
        "ratio": "aspect_ratio",
        "seed": "seed",
        "enhance": "prompt_upsampling",
    },
    fixed={"output_format": "png", "safety_tolerance": 2},
)
PNG = b"\x89PNG"
ASKED = Submission(
    "black-forest-labs/flux-kontext-pro", "a pencil sketch", aspect_ratio="16:9", options=KONTEXT,
    choices={"seed": "7", "enhance": "on"},
)  # fmt: skip


def answer(tree, status=200):
    return Reply(status, json.dumps(tree).encode())


def test_words_become_the_models_own_inputs():
    call = PROTOCOL.submit(ASKED)
    assert call.path == "/replicate/v1/models/black-forest-labs/flux-kontext-pro/predictions"
    assert call.json_body == {
        "input": {
            "prompt": "a pencil sketch",
            "aspect_ratio": "16:9",
            "seed": 7,
            "prompt_upsampling": True,
            "output_format": "png",
            "safety_tolerance": 2,
        }
    }


def test_a_picture_goes_as_a_data_address():
    body = PROTOCOL.submit(Submission("a/b", "x", files=(photo(),), options=KONTEXT)).json_body
    assert body["input"]["input_image"].startswith("data:image/jpeg;base64,")


def test_a_version_is_named_in_the_body_and_asked_for_like_any_other():
    asked = Submission("5" * 64, "", files=(photo(),), options=MappedOptions(action="version", put={"image": "image"}))
    call = PROTOCOL.submit(asked)
    assert call.path == "/replicate/v1/predictions"
    assert call.json_body["version"] == "5" * 64
    assert list(call.json_body["input"]) == ["image"]
    assert PROTOCOL.poll("p 1", asked).path == "/replicate/v1/predictions/p%201"


@pytest.mark.parametrize(
    "wrong", [{"put": {"promt": "prompt"}}, {"put": {"prompt": "a b"}}, {"putt": {}}, {"fixed": {"a": ["list"]}}]
)
def test_a_mapping_that_is_misspelled_is_refused(wrong):
    with pytest.raises(ValidationError):
        MappedOptions(**wrong)


@pytest.mark.parametrize(
    ("tree", "outcome"),
    [
        ({"status": "starting"}, Running()),
        ({"status": "Processing"}, Running()),
        ({"status": "mystery"}, Running(note="unknown status 'mystery'")),
        ({"status": "succeeded", "output": "https://r.example/1.png"}, Succeeded((RemoteFile("https://r.example/1.png"),))),
        ({"status": "succeeded", "output": ["https://r.example/1.png", "https://r.example/2.png"]},
         Succeeded((RemoteFile("https://r.example/1.png"), RemoteFile("https://r.example/2.png")))),
        ({"status": "succeeded", "output": {"audio": "https://r.example/1.mp3"}},
         Succeeded((RemoteFile("https://r.example/1.mp3"),))),
        ({"status": "succeeded", "output": None}, Failed(FailureKind.BROKEN, "finished without a result")),
        ({"status": "failed", "error": "The input or output was flagged as sensitive. (E005)"},
         Failed(FailureKind.REFUSED, "The input or output was flagged as sensitive. (E005)")),
        ({"status": "failed", "error": "CUDA out of memory"}, Failed(FailureKind.BROKEN, "CUDA out of memory")),
        ({"status": "canceled"}, Failed(FailureKind.BROKEN, "no reason given")),
        ({"status": "aborted", "error": None}, Failed(FailureKind.BROKEN, "no reason given")),
    ],
)  # fmt: skip
def test_each_status_has_its_outcome(tree, outcome):
    assert PROTOCOL.read_poll(answer(tree), "p1", ASKED) == outcome


@pytest.mark.parametrize(
    ("status", "tree", "kind"),
    [
        (401, {"error": {"message": "Invalid token"}}, FailureKind.EXHAUSTED),
        (403, {"error": {"message": "no", "code": "insufficient_user_quota"}}, FailureKind.EXHAUSTED),
        (404, {"detail": "The requested resource could not be found."}, FailureKind.EXHAUSTED),
        (429, {"detail": "Request was throttled."}, FailureKind.EXHAUSTED),
        (422, {"title": "Input validation failed", "detail": "- input: prompt is required"}, FailureKind.INVALID),
        (400, {"detail": "NSFW content detected"}, FailureKind.REFUSED),
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


CLIP = MappedOptions(put={"prompt": "prompt", "first": "first_frame_image"})
PAIR = MappedOptions(put={"prompt": "prompt", "image": "input_image_1", "second": "input_image_2"})
SET = MappedOptions(put={"prompt": "prompt", "images": "image_input[]", "size": "size"})
FILL = MappedOptions(put={"prompt": "prompt", "image": "image", "mask": "mask"})
BARE = MappedOptions(action="version", put={"image": "image"})


@pytest.mark.parametrize(
    ("asked", "magic"),
    [
        (ASKED, PNG),
        (Submission("flux-kontext-apps/multi-image-kontext-pro", "x", files=(photo(), photo()), options=PAIR), PNG),
        (Submission("bytedance/seedream-4", "x", size="2K", files=(photo(),), options=SET), PNG),
        (Submission("black-forest-labs/flux-fill-pro", "x", files=(photo(), photo(role="mask")), options=FILL), PNG),
        (Submission("minimax/video-01", "x", files=(photo(role="first"),), options=CLIP), b"ftyp"),
        (Submission("a" * 64, "", files=(photo(),), options=BARE), PNG),
    ],
)  # fmt: skip
async def test_the_twin_makes_what_each_model_makes(gateways, asked, magic):
    outcome = await gateways.finish("key4u", PROTOCOL, asked)
    assert isinstance(outcome, Succeeded), outcome
    assert magic in (await gateways.fetched("key4u", outcome.outputs[0]))[:12]


async def test_the_twin_refuses_what_it_is_told_to_and_inputs_that_the_model_has_not(gateways):
    bad = Submission("google/imagen-4", "forbidden", options=MappedOptions())
    assert (await gateways.finish("key4u", PROTOCOL, bad)).kind is FailureKind.REFUSED
    odd = Submission("google/imagen-4", "x", choices={"seed": "1"}, options=KONTEXT)
    assert (await gateways.make("key4u", PROTOCOL, odd)).kind is FailureKind.INVALID
