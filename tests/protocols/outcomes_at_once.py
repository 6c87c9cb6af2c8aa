"""The table of answers: protocols whose submit answers with the result itself.

Where such a call ends in a 5xx or in nothing we know, the work may have been done and charged: that is *unclear*, never
sent again, and nothing is taken from the person. Facts: thucchien.md §4.1-§4.4, §4.8, §5, §8; key4u.md §2, §3.
"""

from __future__ import annotations

from bot.providers.wire import RemoteFile, Task
from tests.protocols.outcomes import (
    BASE64,
    INTERNAL_ERROR,
    MEDIA,
    NEVER_RUNS,
    NO_BUDGET,
    NO_CREDIT,
    NO_LINK,
    RATE_LIMIT,
    SLOW_DOWN,
    UPSTREAM_BROKEN,
    Row,
    google,
    litellm,
    new_api,
    sound,
    submit,
)

CONTENT_POLICY = submit(
    "refused", 400, litellm("litellm.ContentPolicyViolationError: Your request was rejected", 400)
)  # fmt: skip
BAD_REQUEST = submit(
    "invalid", 400, litellm("litellm.BadRequestError: Invalid value: '7x7'", 400, "invalid_request_error")
)
GOOGLE_INVALID = submit("invalid", 400, google("aspectRatio must be one of …", 400, "INVALID_ARGUMENT"))
GOOGLE_LIMIT = submit(
    "exhausted",
    429,
    google("Resource has been exhausted", 429, "RESOURCE_EXHAUSTED", {"@type": "RetryInfo", "retryDelay": "7s"}),
    wait_s=8,
)
GOOGLE_BROKEN = submit("unclear", 500, google("An internal error has occurred", 500, "INTERNAL"))
RESPONSIBLE_AI = submit(
    "refused",
    400,
    google(
        "The prompt could not be submitted. It contains words that violate Google's Responsible AI practices.",
        400,
        "INVALID_ARGUMENT",
    ),
)
HTML = submit("unclear", 200, b"<html><title>Welcome</title></html>")


def says(finish_reason: str = "stop", **message: object):
    """Return a chat's answer."""
    return {"choices": [{"index": 0, "finish_reason": finish_reason, "message": {"role": "assistant", **message}}]}


def candidate(reason: str, *parts: object):
    """Return an answer of generateContent."""
    content = {"content": {"role": "model", "parts": list(parts)}} if parts else {}
    return {"candidates": [{"index": 0, "finishReason": reason, **content}], "usageMetadata": {"totalTokenCount": 11}}


AT_ONCE = (
    Row(
        protocol="openai_images",
        success=(
            submit("succeeded", 200, {"created": 1, "data": [{"b64_json": BASE64, "url": None}]}),
            submit("succeeded", 200, {"created": 1, "data": [{"url": f"{MEDIA}/1.png", "revised_prompt": "a boat"}]}),
        ),
        running=NEVER_RUNS,
        refused=(
            submit("refused", 200, {"created": 1, "data": []}),
            submit("refused", 200, {"created": 1, "data": [{"b64_json": None, "url": None}]}),
            submit("refused", 400, new_api("Your request was rejected by the safety system", "moderation_blocked")),
            CONTENT_POLICY,
        ),
        invalid=(BAD_REQUEST,),
        no_credit=(*NO_BUDGET, NO_CREDIT),
        throttled=(RATE_LIMIT, SLOW_DOWN),
        broken=(
            INTERNAL_ERROR,
            UPSTREAM_BROKEN,
            submit("broken", 200, {"data": [{"error": {"code": "InternalServiceError", "message": "try again"}}]}),
        ),
        unknown_status=NEVER_RUNS,
        missing_result=(submit("unclear", 200, {"created": 1}), HTML),
        expired=(RemoteFile,),
    ),
    Row(
        protocol="openai_chat",
        wire={"action": "image"},
        success=(
            submit(
                "succeeded",
                200,
                says(images=[{"type": "image_url", "image_url": {"url": f"data:image/png;base64,{BASE64}"}}]),
            ),
            submit("succeeded", 200, says(content=f"![image]({MEDIA}/1.png)")),
        ),
        running=NEVER_RUNS,
        refused=(
            submit("refused", 200, says("content_filter", content=None)),
            submit("refused", 200, says(content="I cannot draw that.", images=[])),
            submit("refused", 200, says(content=None, refusal="I'm sorry.")),
            CONTENT_POLICY,
        ),
        invalid=(submit("invalid", 400, litellm("Unsupported parameter: 'max_tokens'", 400, "invalid_request_error")),),
        no_credit=(*NO_BUDGET, NO_CREDIT),
        throttled=(
            submit("exhausted", 429, litellm("Limit type: tokens.", 429), wait_s=60, retry_after="60"),
            SLOW_DOWN,
        ),
        broken=(INTERNAL_ERROR, UPSTREAM_BROKEN, submit("broken", 200, litellm("upstream broke off", 500))),
        unknown_status=NEVER_RUNS,
        missing_result=(
            submit("broken", 200, says("length", content="")),
            submit("unclear", 200, {"id": "c-1", "choices": []}),
            HTML,
        ),
        expired=(RemoteFile,),
    ),
    Row(
        protocol="openai_audio",
        wire={"action": "speech"},
        task=Task.SPEECH,
        success=(submit("succeeded", 200, sound(), content_type="audio/wav"),),
        running=NEVER_RUNS,
        refused=(
            submit(
                "refused",
                500,
                litellm("Traceback (most recent call last): 'Message' object has no attribute 'audio'", 500),
            ),
            submit("refused", 400, new_api("Your request was flagged", "content_policy_violation")),
        ),
        invalid=(submit("invalid", 400, litellm("unknown voice: 'Nobody'", 400, "invalid_request_error")),),
        no_credit=(*NO_BUDGET, NO_CREDIT),
        throttled=(RATE_LIMIT, SLOW_DOWN),
        broken=(
            submit("broken", 500, litellm("Traceback (most recent call last): KeyError", 500)),
            INTERNAL_ERROR,
            UPSTREAM_BROKEN,
        ),
        unknown_status=NEVER_RUNS,
        missing_result=(
            submit("broken", 200, {"object": "audio"}, content_type="application/json"),
            submit("unclear", 200, b"", content_type="audio/mpeg"),
        ),
        expired=NO_LINK,
    ),
    Row(
        protocol="gemini_generate_content",
        success=(
            submit(
                "succeeded",
                200,
                candidate("STOP", {"text": "Here."}, {"inlineData": {"mimeType": "image/png", "data": BASE64}}),
            ),
        ),
        running=NEVER_RUNS,
        refused=(
            submit("refused", 200, {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": {}}),
            submit("refused", 200, candidate("IMAGE_SAFETY")),
            submit("refused", 200, candidate("STOP", {"text": "I cannot draw that."})),
            RESPONSIBLE_AI,
        ),
        invalid=(GOOGLE_INVALID,),
        no_credit=(*NO_BUDGET, NO_CREDIT),
        throttled=(GOOGLE_LIMIT, RATE_LIMIT, SLOW_DOWN),
        broken=(GOOGLE_BROKEN, UPSTREAM_BROKEN, submit("broken", 200, candidate("OTHER"))),
        unknown_status=NEVER_RUNS,
        missing_result=(submit("broken", 200, candidate("STOP")), submit("unclear", 200, {}), HTML),
        expired=NO_LINK,
    ),
    Row(
        protocol="gemini_predict",
        success=(submit("succeeded", 200, {"predictions": [{"mimeType": "image/png", "bytesBase64Encoded": BASE64}]}),),
        running=NEVER_RUNS,
        refused=(
            submit("refused", 200, {"predictions": [{"raiFilteredReason": "Unable to show generated images."}]}),
            submit("refused", 200, {}),
            RESPONSIBLE_AI,
        ),
        invalid=(GOOGLE_INVALID,),
        no_credit=(*NO_BUDGET, NO_CREDIT),
        throttled=(GOOGLE_LIMIT, SLOW_DOWN),
        broken=(
            GOOGLE_BROKEN,
            UPSTREAM_BROKEN,
            submit("broken", 200, {"error": {"code": 13, "message": "Internal error"}}),
        ),
        unknown_status=NEVER_RUNS,
        missing_result=(submit("broken", 200, {"predictions": [{"mimeType": "image/png"}]}), HTML),
        expired=NO_LINK,
    ),
    Row(
        protocol="ideogram",
        success=(
            submit(
                "succeeded", 200, {"created": "…", "data": [{"url": f"{MEDIA}/9.png?exp=1", "is_image_safe": True}]}
            ),
        ),
        running=NEVER_RUNS,
        refused=(
            submit("refused", 200, {"created": "…", "data": [{"url": "", "is_image_safe": False}]}),
            submit("refused", 400, {"error": "Prompt provided failed safety check"}),
        ),
        invalid=(submit("invalid", 400, {"detail": "unknown resolution"}),),
        no_credit=(NO_CREDIT,),
        throttled=(SLOW_DOWN,),
        broken=(UPSTREAM_BROKEN,),
        unknown_status=NEVER_RUNS,
        missing_result=(
            submit("broken", 200, {"created": "…", "data": [{"url": "", "is_image_safe": True}]}),
            submit("unclear", 200, {"created": "…"}),
            HTML,
        ),
        expired=(RemoteFile,),
    ),
)
