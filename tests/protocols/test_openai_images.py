"""OpenAI's images/generations: values in, values out; each documented answer and the odd ones."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.providers.protocols.openai_images import PROTOCOL, OpenAIImagesOptions
from bot.providers.wire import (
    Failed,
    FailureKind,
    InlineFile,
    RemoteFile,
    Reply,
    SourceFile,
    Submission,
    Succeeded,
    Unclear,
)

ASKED = Submission("nano-banana-2", "a red kite", count=2, aspect_ratio="3:2")
NOW = "Sat, 21 Nov 2026 00:11:00 GMT"


def answer(tree, status=200, **headers):
    return Reply(status, json.dumps(tree).encode(), {name.replace("_", "-"): value for name, value in headers.items()})


def read(reply):
    return PROTOCOL.read_submit(reply, ASKED)


def failure(error, status, **headers):
    found = read(answer({"error": error}, status, **headers))
    assert isinstance(found, Failed)
    return found


def asked_with(**options):
    submission = Submission("m", "x", count=2, aspect_ratio="3:2", options=OpenAIImagesOptions(**options))
    return PROTOCOL.submit(submission).json_body


def test_a_google_model_gets_the_ratio_and_nothing_it_refuses():
    call = PROTOCOL.submit(ASKED)
    assert (call.method, call.path) == ("POST", "/v1/images/generations")
    assert call.json_body == {"model": "nano-banana-2", "prompt": "a red kite", "aspect_ratio": "3:2"}


def test_a_shape_is_said_twice_where_either_word_may_be_lost():
    assert asked_with(send=["aspect_ratio", "imageConfig"]) == {
        "model": "m",
        "prompt": "x",
        "aspect_ratio": "3:2",
        "imageConfig": {"aspectRatio": "3:2"},
    }
    plain = Submission("m", "x", options=OpenAIImagesOptions(send=["aspect_ratio", "imageConfig"]))
    assert PROTOCOL.submit(plain).json_body == {"model": "m", "prompt": "x"}


def test_only_the_fields_the_offer_names_are_sent():
    assert asked_with(send=["n", "size"]) == {"model": "m", "prompt": "x", "n": 2, "size": "1536x1024"}
    assert asked_with(send=["response_format"], quality="low") == {
        "model": "m",
        "prompt": "x",
        "response_format": "b64_json",
        "quality": "low",
    }


def test_a_ratio_without_pixels_sends_no_size_and_a_size_in_pixels_goes_as_it_is():
    options = OpenAIImagesOptions(send=["size"])
    assert "size" not in PROTOCOL.submit(Submission("m", "x", aspect_ratio="21:9", options=options)).json_body
    sized = PROTOCOL.submit(Submission("m", "x", size="1024x1536", options=options))
    assert sized.json_body["size"] == "1024x1536"


def test_an_unknown_option_stops_the_start():
    with pytest.raises(ValidationError):
        OpenAIImagesOptions(send=["seed"])
    with pytest.raises(ValidationError):
        OpenAIImagesOptions(colour="red")


def test_pictures_sent_in_are_a_mistake_of_the_catalogue():
    with pytest.raises(ValueError, match="no source pictures"):
        PROTOCOL.submit(Submission("m", "x", files=(SourceFile("image/png", b"x"),)))


def test_pictures_come_as_base64_or_as_addresses():
    tree = {
        "data": [
            {"b64_json": "QUJD", "url": None, "revised_prompt": None},
            {"b64_json": "data:image/png;base64,REVG", "revised_prompt": "a red kite, high"},
            {"b64_json": None, "url": "https://cdn.example/1.png"},
            {"url": "data:image/webp;base64,R0hJ"},
        ],
    }
    found = read(answer(tree, x_litellm_response_cost="0.0672"))
    assert found == Succeeded(
        (InlineFile("QUJD"), InlineFile("REVG"), RemoteFile("https://cdn.example/1.png"), InlineFile("R0hJ")),
        cost="0.0672",
    )


@pytest.mark.parametrize("cost", [None, "", "NaN", "Infinity", "-1", "1e999999", "abc", "0x1", "9" * 80])
def test_a_cost_that_is_no_amount_is_unknown_not_zero(cost):
    headers = {} if cost is None else {"x_litellm_response_cost": cost}
    assert read(answer({"data": [{"b64_json": "QUJD"}]}, **headers)).cost is None


@pytest.mark.parametrize(
    "data",
    [[], [{"b64_json": None}], [{"b64_json": None, "url": None}] * 2, None, {}, [None, 5], [{"url": "ftp://x"}], "x"],
)
def test_no_usable_picture_in_a_200_is_blocked_content(data):
    assert read(answer({"created": 1, "data": data})) == Failed(FailureKind.REFUSED, "blocked or empty")


@pytest.mark.parametrize("body", [b"", b"<html>", b"null", b"[]", b"{}", b"NaN", b"[" * 9_000, b"\xff\x00"])
def test_a_200_that_is_nobodys_answer_is_unclear(body):
    assert isinstance(read(Reply(200, body)), Unclear)


@pytest.mark.parametrize("status", [400, 422, 429])
@pytest.mark.parametrize("kind", ["budget_exceeded", "None", None])
def test_a_spent_budget_comes_before_the_status(status, kind):
    found = failure({"message": "ExceededBudget: Budget has been exceeded! Key=sk-x1", "type": kind}, status)
    assert (found.kind, found.retry_after_s) == (FailureKind.EXHAUSTED, None)


def test_a_rate_limit_ends_when_its_words_say():
    message = "Rate limit exceeded for api_key: " + "a1" * 32 + ". Limit type: requests. Limit resets at: "
    message += "2026-11-21 00:11:42 UTC"
    found = failure({"message": message, "type": "throttling_error"}, 429, date=NOW)
    assert (found.kind, found.retry_after_s) == (FailureKind.EXHAUSTED, 42)
    assert "a1a1" not in found.reason
    assert failure({"message": message, "type": "None"}, 429).retry_after_s == 60


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0", 1),
        ("2.5", 2),
        ("Sat, 21 Nov 2026 00:11:30 GMT", 30),
        ("Sat, 21 Nov 2020 00:11:30 GMT", 1),
        ("999999999", 86_400),
        ("soon", 60),
        ("", 60),
        ("Sat, 99 Nov 2026 99:99:99 GMT", 60),
    ],
)
def test_retry_after_may_be_seconds_or_a_date(header, seconds):
    assert failure({"message": "slow down"}, 429, retry_after=header, date=NOW).retry_after_s == seconds


@pytest.mark.parametrize(
    "message",
    [
        "litellm.BadRequestError: litellm.ContentPolicyViolationError: no",
        "Your request was rejected by the safety system",
    ],
)
def test_content_rules_refuse(message):
    assert failure({"message": message, "type": "invalid_request_error"}, 400).kind is FailureKind.REFUSED


def test_the_operators_key_is_not_ours():
    found = failure({"message": "litellm.AuthenticationError: x", "type": "authentication_error"}, 401)
    assert (found.kind, found.retry_after_s) == (FailureKind.EXHAUSTED, 600)


@pytest.mark.parametrize(
    ("message", "hidden"),
    [
        ("Invalid key sk-1234abcd", "1234abcd"),
        ("Incorrect API key: AIzaSyA1234567890", "AIzaSyA1234567890"),
        ("Authorization: Bearer sandbox-key4u", "sandbox-key4u"),
        ("url https://x/y?key=sandbox-thing&z=1", "sandbox-thing"),
        ("token=abcd1234efgh", "abcd1234efgh"),
        ("hash 88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b", "88dc28d0"),
        ("'x-api-key': 'flow-canary-1'", "flow-canary-1"),
        ("api_key: my-canary", "my-canary"),
    ],
)
def test_what_looks_like_a_key_never_gets_into_a_reason(message, hidden):
    assert hidden not in failure({"message": message}, 400).reason


def test_a_reason_is_one_short_line():
    reason = failure({"message": "very long\n" * 2_000}, 400).reason
    assert len(reason) <= 300
    assert "\n" not in reason


def test_an_unsupported_parameter_is_an_invalid_request():
    assert failure({"message": "litellm.UnsupportedParamsError: quality", "type": "None"}, 400).kind is (
        FailureKind.INVALID
    )


@pytest.mark.parametrize("status", [408, 500, 502, 503, 524])
def test_an_error_after_which_the_work_may_go_on_is_unclear(status):
    assert isinstance(read(answer({"error": {"message": "litellm.Timeout"}}, status)), Unclear)


_keys = st.sampled_from(
    ["data", "b64_json", "url", "revised_prompt", "error", "message", "type", "code", "info", "spend"]
)
_trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
_headers = st.dictionaries(
    st.sampled_from(["retry-after", "date", "x-litellm-response-cost"]),
    st.text(max_size=30) | st.just(NOW),
)


@given(st.integers(200, 599), st.binary(max_size=200) | _trees.map(lambda tree: json.dumps(tree).encode()), _headers)
def test_no_answer_whatever_raises(status, body, headers):
    reply = Reply(status, body, headers)
    str(read(reply)).encode()
