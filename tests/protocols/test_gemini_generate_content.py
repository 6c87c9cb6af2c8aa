"""Google's generateContent: values in, values out; each documented answer and the odd ones."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.providers.protocols.gemini_generate_content import PROTOCOL, GeminiOptions
from bot.providers.wire import Failed, FailureKind, InlineFile, Reply, SourceFile, Submission, Succeeded, Unclear

ASKED = Submission("gemini-3-pro-image", "a red kite", aspect_ratio="16:9", size="2K")
PIXEL = base64.b64encode(b"\x89PNG pixel").decode()
PICTURE = {"inlineData": {"mimeType": "image/png", "data": PIXEL}}


def answer(tree, status=200, **headers):
    return Reply(status, json.dumps(tree).encode(), {name.replace("_", "-"): value for name, value in headers.items()})


def read(reply):
    return PROTOCOL.read_submit(reply, ASKED)


def candidate(*parts, reason="STOP"):
    return {"candidates": [{"index": 0, "finishReason": reason, "content": {"role": "model", "parts": list(parts)}}]}


def failure(tree, status=200, **headers):
    found = read(answer(tree, status, **headers))
    assert isinstance(found, Failed)
    return found


def test_words_ask_for_one_picture_with_ratio_and_size():
    call = PROTOCOL.submit(ASKED)
    assert (call.method, call.path) == ("POST", "/v1beta/models/gemini-3-pro-image:generateContent")
    assert call.json_body == {
        "contents": [{"role": "user", "parts": [{"text": "a red kite"}]}],
        "generationConfig": {
            "responseModalities": ["TEXT", "IMAGE"],
            "imageConfig": {"aspectRatio": "16:9", "imageSize": "2K"},
        },
    }


def test_the_pass_through_has_a_prefix_and_a_small_model_gets_no_size():
    options = GeminiOptions(prefix="/gemini", sizes=False)
    call = PROTOCOL.submit(Submission("gemini-2.5-flash-image", "x", size="1K", options=options))
    assert call.path == "/gemini/v1beta/models/gemini-2.5-flash-image:generateContent"
    assert "imageConfig" not in call.json_body["generationConfig"]


def test_a_prefix_that_is_no_path_stops_the_start():
    with pytest.raises(ValidationError):
        GeminiOptions(prefix="https://elsewhere")


def test_pictures_sent_in_follow_the_text_as_raw_base64():
    images = (SourceFile("image/jpeg", b"one"), SourceFile("image/png", b"two"))
    (content,) = PROTOCOL.submit(Submission("m", "blend", files=images)).json_body["contents"]
    assert content["parts"] == [
        {"text": "blend"},
        {"inline_data": {"mime_type": "image/jpeg", "data": base64.b64encode(b"one").decode()}},
        {"inline_data": {"mime_type": "image/png", "data": base64.b64encode(b"two").decode()}},
    ]


def test_every_picture_of_every_candidate_is_taken_and_drafts_are_dropped():
    tree = {
        "candidates": [
            {"content": {"parts": [{"text": "Here"}, {**PICTURE, "thought": True}, PICTURE]}},
            {"content": {"parts": [{"inline_data": {"mime_type": "IMAGE/WEBP", "data": " QUJD "}}]}},
            {"content": {"parts": [{"inlineData": {"data": "data:image/png;base64,REVG"}}]}},
            {"content": {"parts": [{"inlineData": {"mimeType": "audio/L16", "data": "QUJD"}}]}},
        ],
    }
    assert read(answer(tree)) == Succeeded((InlineFile(PIXEL), InlineFile("QUJD"), InlineFile("REVG")))


def test_a_picture_counts_even_where_another_candidate_was_refused():
    tree = candidate(PICTURE)
    tree["candidates"].append({"finishReason": "SAFETY"})
    assert isinstance(read(answer(tree)), Succeeded)


def test_the_cost_header_is_taken_where_it_comes():
    found = read(answer(candidate(PICTURE), x_litellm_response_cost="1.34e-1"))
    assert found.cost == "0.134"


@pytest.mark.parametrize("key", ["blockReason", "block_reason"])
def test_a_blocked_prompt_is_refused(key):
    found = failure({"promptFeedback": {key: "PROHIBITED_CONTENT"}})
    assert found == Failed(FailureKind.REFUSED, "prompt blocked: PROHIBITED_CONTENT")


@pytest.mark.parametrize(
    "reason",
    ["SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "RECITATION", "IMAGE_SAFETY", "image_recitation"],
)
def test_a_refusing_finish_reason_is_refused(reason):
    assert failure(candidate(reason=reason)).kind is FailureKind.REFUSED


@pytest.mark.parametrize("reason", ["NO_IMAGE", "IMAGE_OTHER", "OTHER", "MALFORMED_RESPONSE", "MAX_TOKENS", "NEW_WORD"])
def test_an_empty_or_unknown_finish_reason_is_broken_with_its_word(reason):
    found = failure(candidate(reason=reason))
    assert found.kind is FailureKind.BROKEN
    assert reason in found.reason


def test_words_instead_of_a_picture_are_a_refusal():
    assert failure(candidate({"text": "I would rather not."})) == Failed(FailureKind.REFUSED, "answered in words")


@pytest.mark.parametrize(
    "tree",
    [
        {"candidates": []},
        {"candidates": None},
        {"candidates": [None, 3, {"content": []}, {"content": {"parts": {}}}]},
        {"usageMetadata": {}},
        candidate(),
        candidate({"inlineData": {"mimeType": "image/png", "data": ""}}),
        candidate({"inlineData": {"mimeType": "image/png", "data": None}}),
    ],
)
def test_an_answer_with_nothing_in_it_is_broken(tree):
    assert failure(tree).kind is FailureKind.BROKEN


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"null", b"[]", b"{}", b'{"ok": true}', b"NaN", b"[" * 9_000, b"\xff"]
)
def test_a_200_that_is_nobodys_answer_is_unclear(body):
    assert isinstance(read(Reply(200, body)), Unclear)


def test_a_byte_order_mark_does_no_harm():
    assert isinstance(read(Reply(200, b"\xef\xbb\xbf" + json.dumps(candidate(PICTURE)).encode())), Succeeded)


def test_googles_own_rate_limit_tells_when_to_come_back():
    error = {"code": 429, "message": "slow", "status": "RESOURCE_EXHAUSTED", "details": [{"retryDelay": "7s"}]}
    assert failure({"error": error}, 429).retry_after_s == 8
    assert failure({"error": {"message": json.dumps({"error": error})}}, 429).retry_after_s == 8


@pytest.mark.parametrize("status", [400, 422, 429])
def test_a_spent_budget_is_told_from_a_rate_limit(status):
    error = {"message": "Budget has been exceeded! Key=sk-broke Current cost: 51", "type": "budget_exceeded"}
    found = failure({"error": error}, status)
    assert (found.kind, found.retry_after_s) == (FailureKind.EXHAUSTED, None)
    assert "sk-broke" not in found.reason


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, {"message": "no access", "type": "key_model_access_denied"}),
        (403, {"message": "no access", "type": "team_model_access_denied"}),
        (404, {"message": "gone", "status": "NOT_FOUND", "code": 404}),
        (404, {"message": "no such", "code": "model_not_found"}),
        (400, {"message": "400: {'error': 'Invalid model name passed in'}"}),
        (503, {"message": "no available channel for model x under group y", "type": "new_api_error"}),
    ],
)
def test_a_model_we_may_not_call_closes_only_that_model(status, error):
    found = failure({"error": error}, status)
    assert (found.kind, found.model_only) == (FailureKind.EXHAUSTED, True)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, {"message": "Invalid token", "type": "auth_error"}),
        (400, {"message": "expired", "type": "expired_key", "param": "sk-secret"}),
        (
            400,
            {"message": "API key not valid", "status": "INVALID_ARGUMENT", "details": [{"reason": "API_KEY_INVALID"}]},
        ),
        (402, {"message": "pay"}),
        (403, {"message": "no quota", "code": "insufficient_user_quota"}),
        (403, {"message": "denied", "status": "PERMISSION_DENIED"}),
    ],
)
def test_a_key_or_credit_problem_waits_for_the_owner(status, error):
    found = failure({"error": error}, status)
    assert (found.kind, found.retry_after_s, found.model_only) == (FailureKind.EXHAUSTED, None, False)


@pytest.mark.parametrize("body", [b"<html>", b"", b'{"detail": "Not Found"}'])
def test_a_pass_through_that_is_gone_closes_the_model_not_the_gateway(body):
    found = read(Reply(404, body))
    assert (found.kind, found.model_only) == (FailureKind.EXHAUSTED, True)


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 524, 529])
def test_an_error_after_which_the_work_may_go_on_is_unclear(status):
    assert isinstance(read(Reply(status, b"<html><title>A timeout occurred</title></html>")), Unclear)


def test_a_bad_request_is_invalid():
    assert failure({"error": {"code": 400, "message": "bad ratio", "status": "INVALID_ARGUMENT"}}, 400).kind is (
        FailureKind.INVALID
    )


def test_an_error_object_inside_a_200_ends_the_work():
    assert failure({"error": {"code": 500, "message": "boom"}}).kind is FailureKind.BROKEN
    assert failure({"error": {"code": "429", "message": "slow"}}).kind is FailureKind.EXHAUSTED


def test_our_own_prompt_is_not_read_as_the_gateways_words():
    spiteful = Submission("m", "Budget has been exceeded")
    found = PROTOCOL.read_submit(answer({"error": {"message": "bad: Budget has been exceeded"}}, 400), spiteful)
    assert found.kind is FailureKind.INVALID


_keys = st.sampled_from(
    [
        "candidates",
        "content",
        "parts",
        "inlineData",
        "data",
        "finishReason",
        "promptFeedback",
        "error",
        "message",
        "text",
    ],
)
_trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(st.integers(200, 599), st.binary(max_size=200) | _trees.map(lambda tree: json.dumps(tree).encode()))
def test_no_answer_whatever_raises(status, body):
    str(read(Reply(status, body))).encode()
