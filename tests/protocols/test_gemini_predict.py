"""Imagen through ``:predict``: values in, values out, and through its twins; key4u.md §3.14, thucchien.md §8."""

from __future__ import annotations

import base64
import io
import json

import pytest
from PIL import Image

from bot.providers.protocols.gemini_predict import PROTOCOL, PredictOptions
from bot.providers.wire import Failed, FailureKind, InlineFile, Reply, Submission, Succeeded, Unclear

MODEL = "imagen-4.0-generate-001"
ASKED = Submission(MODEL, "a lantern", options=PredictOptions())


def read(tree, status=200, **headers):
    return PROTOCOL.read_submit(Reply(status, json.dumps(tree).encode(), headers), ASKED)


def test_words_become_a_submit_that_always_says_how_many():
    call = PROTOCOL.submit(ASKED)
    assert (call.method, call.path) == ("POST", f"/v1beta/models/{MODEL}:predict")
    assert call.json_body == {"instances": [{"prompt": "a lantern"}], "parameters": {"sampleCount": 1}}


@pytest.mark.parametrize(
    ("field", "sent"), [("imageSize", {"imageSize": "2K"}), ("sampleImageSize", {"sampleImageSize": "2K"}), ("", {})]
)
def test_the_catalogue_says_how_a_size_is_asked_for(field, sent):
    options = PredictOptions(prefix="/gemini", size_field=field)
    call = PROTOCOL.submit(Submission("imagen/4", "x", count=3, aspect_ratio="3:4", size="2K", options=options))
    assert call.path == "/gemini/v1beta/models/imagen%2F4:predict"
    assert call.json_body["parameters"] == {"sampleCount": 3, "aspectRatio": "3:4", **sent}


@pytest.mark.parametrize(
    ("tree", "outcome"),
    [
        ({"predictions": [{"mimeType": "image/png", "bytesBase64Encoded": "AAAA"}]}, Succeeded((InlineFile("AAAA"),))),
        ({"predictions": [{"raiFilteredReason": "no"}, {"bytesBase64Encoded": "data:image/png;base64,AAAA"}]},
         Succeeded((InlineFile("AAAA"),))),
        ({"predictions": [{"raiFilteredReason": "child"}]}, Failed(FailureKind.REFUSED, "child")),
        ({"predictions": []}, Failed(FailureKind.REFUSED, "every picture was filtered")),
        ({}, Failed(FailureKind.REFUSED, "every picture was filtered")),
        ({"predictions": [{"mimeType": "image/png"}, 7]}, Failed(FailureKind.BROKEN, "predictions without a picture")),
        ({"predictions": {}}, Unclear("status 200 without predictions")),
        ({"task": "x"}, Unclear("status 200 without predictions")),
        ({"error": {"code": 400, "message": "bad ratio"}}, Failed(FailureKind.INVALID, "bad request (400): bad ratio")),
    ],
)  # fmt: skip
def test_each_answer_has_its_outcome(tree, outcome):
    assert read(tree) == outcome


def test_the_cost_is_the_gateways_own_figure():
    assert read({"predictions": [{"bytesBase64Encoded": "AAAA"}]}, **{"x-litellm-response-cost": "0.04"}).cost == "0.04"


@pytest.mark.parametrize(
    ("status", "tree", "kind"),
    [
        (401, {"error": {"message": "Invalid token"}}, FailureKind.EXHAUSTED),
        (403, {"error": {"message": "no", "code": "insufficient_user_quota"}}, FailureKind.EXHAUSTED),
        (503, {"error": {"message": "No available channel", "code": "model_not_found"}}, FailureKind.EXHAUSTED),
        (429, {"error": {"code": 429, "message": "slow", "status": "RESOURCE_EXHAUSTED"}}, FailureKind.EXHAUSTED),
        (400, {"error": {"code": 400, "message": "bad", "status": "INVALID_ARGUMENT"}}, FailureKind.INVALID),
        (400, {"error": {"message": "it violates our policies"}}, FailureKind.REFUSED),
        (
            400,
            {"error": {"message": "It violates Google's Responsible AI practices"}},
            FailureKind.REFUSED,
        ),
    ],
)
def test_a_submit_that_is_turned_down_tells_who_must_act(status, tree, kind):
    assert read(tree, status).kind is kind


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b"null", b"[]", b"7", b"[" * 5000])
def test_an_answer_that_is_none_is_unclear(body):
    assert isinstance(PROTOCOL.read_submit(Reply(200, body), ASKED), Unclear)
    assert isinstance(PROTOCOL.read_submit(Reply(502, body), ASKED), Unclear)


@pytest.mark.parametrize(("gateway", "prefix"), [("key4u", ""), ("thucchien", "/gemini")])
async def test_the_twins_paint_what_was_asked_for(gateways, gateway, prefix):
    gateways.work(gateway, fixed_picture=False)
    options = PredictOptions(prefix=prefix)
    asked = Submission(MODEL, "a lantern", count=2, aspect_ratio="16:9", size="1K", options=options)
    outcome = await gateways.make(gateway, PROTOCOL, asked)
    pictures = [Image.open(io.BytesIO(base64.b64decode(one.base64))) for one in outcome.outputs]
    assert len(pictures) == 2
    assert pictures[0].width / pictures[0].height == pytest.approx(16 / 9, abs=0.01)


async def test_the_twin_filters_what_it_is_told_to(gateways):
    outcome = await gateways.make("key4u", PROTOCOL, Submission(MODEL, "forbidden"))
    assert outcome.kind is FailureKind.REFUSED
    assert "filtered" in outcome.reason


@pytest.mark.parametrize(
    "asked",
    [
        Submission(MODEL, "x", aspect_ratio="21:9"),
        Submission(MODEL, "x", size="4K"),
        Submission(MODEL, "x", count=5),
        Submission("imagen-4.0-ultra-generate-001", "x", count=2),
    ],
)
async def test_the_twin_takes_only_what_imagen_takes(gateways, asked):
    assert (await gateways.make("key4u", PROTOCOL, asked)).kind is FailureKind.INVALID


async def test_the_twin_has_no_other_models_here(gateways):
    outcome = await gateways.make("key4u", PROTOCOL, Submission("gemini-2.5-flash-image", "x"))
    assert (outcome.kind, outcome.model_only) == (FailureKind.EXHAUSTED, True)
