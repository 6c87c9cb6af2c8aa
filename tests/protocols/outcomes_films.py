"""The table of answers: protocols of films, as jobs that are submitted and asked for.

Facts: key4u.md §1.2, §2, §4; thucchien.md §4.5-4.7. A poll that is throttled or broken ends nothing for any of them;
``test_every_outcome`` asks that of all, so it has no place here.
"""

from __future__ import annotations

from bot.providers.wire import KeyedFile, RemoteFile
from tests.protocols.outcomes import (
    INTERNAL_ERROR,
    MEDIA,
    NO_BUDGET,
    NO_CREDIT,
    NO_CREDIT_TASK,
    RATE_LIMIT,
    SLOW_DOWN,
    UPSTREAM_BROKEN,
    Row,
    fetch,
    google,
    litellm,
    new_api,
    odd,
    poll,
    submit,
)

POLICY = submit("refused", 400, new_api("the prompt violates our content policy"))
BAD_RATIO = submit("invalid", 400, new_api("bad ratio", "invalid_request"))
NOTHING = submit("unclear", 200, {})  # a good answer without a job's name
OPERATION = "models/veo-3.0-generate-001/operations/op-1"
FILE = "https://generativelanguage.googleapis.com/v1beta/files/f-1:download?alt=media"


def operation(**more: object):
    """Return Google's operation."""
    return {"name": OPERATION, **more}


def clips(**response: object):
    """Return an operation that is done."""
    return operation(done=True, response={"generateVideoResponse": response})


def kling(status: str, message: str = "", **more: object):
    """Return Kling's envelope around a task."""
    task = {"task_id": "880011223344", "task_status": status, "task_status_msg": message, **more}
    return {"code": 0, "message": "SUCCEED", "request_id": "rq-1", "data": task}


def wan(status: str, **more: object):
    """Return DashScope's envelope around a task."""
    return {"request_id": "rq-9", "output": {"task_id": "0d1e-77", "task_status": status, **more}}


def minimax(code: int = 0, message: str = "success", **more: object):
    """Return MiniMax's envelope."""
    return {**more, "base_resp": {"status_code": code, "status_msg": message}}


FILMS = (
    Row(
        protocol="gemini_long_running",
        accepted=submit("accepted", 200, operation()),
        success=(poll("succeeded", clips(generatedSamples=[{"video": {"uri": FILE}}])),),
        running=(poll("running", operation()), poll("running", operation(done=False))),
        refused=(
            poll("refused", clips(raiMediaFilteredCount=1, raiMediaFilteredReasons=["Sorry, we can't."])),
            poll("refused", operation(done=True, error={"code": 3, "message": "It violates usage guidelines."})),
            submit("refused", 400, google("The prompt may violate our usage guidelines.", 400, "INVALID_ARGUMENT")),
        ),
        invalid=(
            submit("invalid", 400, google("durationSeconds is out of bound", 400, "INVALID_ARGUMENT")),
            poll("invalid", operation(done=True, error={"code": 3, "message": "the picture cannot be read"})),
        ),
        no_credit=NO_BUDGET,
        throttled=(
            RATE_LIMIT,
            submit("exhausted", 429, google("Resource has been exhausted", 429, "RESOURCE_EXHAUSTED"), wait_s=60),
        ),
        broken=(
            poll("broken", operation(done=True, error={"code": 13, "message": "Internal error"})),
            INTERNAL_ERROR,
        ),
        unknown_status=(odd({"state": "THINKING"}),),  # an operation has no word for it: an answer that is none
        missing_result=(poll("broken", clips()), poll("broken", clips(generatedSamples=[])), NOTHING),
        expired=(KeyedFile,),
    ),
    Row(
        protocol="openai_videos",
        accepted=submit("accepted", 200, {"id": "video_5c1e", "object": "video", "status": "queued", "progress": 0}),
        finished=poll("finished", {"id": "video_5c1e", "status": "completed", "progress": 100}),
        success=(
            poll("succeeded", {"id": "video_5c1e", "status": "completed", "video_url": f"{MEDIA}/2.mp4"}),
            fetch("succeeded", 206, b"\0\0\0\x18ftypmp42"),
        ),
        running=(
            poll("running", {"id": "video_5c1e", "status": "in_progress", "progress": 40}, 40),
            poll("running", {"id": "video_other", "status": "processing", "progress": None}),
        ),
        refused=(
            poll(
                "refused", {"status": "failed", "error": {"code": "moderation_blocked", "message": "Input was blocked"}}
            ),
            poll("refused", litellm("1 validation error: raiMediaFilteredReasons", 500), status=500),
            fetch("refused", 500, litellm("No video data found in completed operation", 500)),
            submit("refused", 400, litellm("litellm.ContentPolicyViolationError: no", 400)),
        ),
        invalid=(submit("invalid", 400, litellm("Invalid value: 'size'", 400, "invalid_request_error")),),
        no_credit=(*NO_BUDGET, NO_CREDIT),
        throttled=(RATE_LIMIT, SLOW_DOWN),
        broken=(
            poll("broken", {"status": "failed", "error": {"code": 13, "message": "Internal error"}}),
            INTERNAL_ERROR,
            UPSTREAM_BROKEN,
        ),
        unknown_status=(odd({"id": "video_5c1e", "status": "remastering", "progress": 70}, 70),),
        missing_result=(
            fetch("running", 500, litellm("Video generation is not complete yet", 500), noted=True),
            fetch("running", 404, new_api("not found"), noted=True),
            NOTHING,
        ),
        expired=(RemoteFile, KeyedFile),
    ),
    Row(
        protocol="unified_video",
        wire={"action": "veo"},
        accepted=submit("accepted", 200, {"id": "veo3.1-fast:1790000303-qwe12", "status": "pending"}),
        success=(
            poll("succeeded", {"id": "1790000303-qwe12", "status": "completed", "video_url": f"{MEDIA}/1.mp4"}),
            poll("succeeded", {"status": "completed", "detail": {"video_url": f"{MEDIA}/1.mp4", "error_message": "x"}}),
        ),
        running=(
            poll("running", {"status": "video_generating", "progress": "30"}, 30),
            poll("running", {"status": "video_upsampling_completed"}),
        ),
        refused=(
            poll("refused", {"status": "failed", "detail": {"error_message": "blocked by the safety policy"}}),
            POLICY,
        ),
        invalid=(BAD_RATIO,),
        no_credit=(NO_CREDIT, NO_CREDIT_TASK),
        throttled=(SLOW_DOWN,),
        broken=(
            poll("broken", {"status": "video_generation_failed", "detail": {"error_message": "no worker"}}),
            UPSTREAM_BROKEN,
        ),
        unknown_status=(odd({"status": "video_polishing"}),),
        missing_result=(poll("broken", {"status": "completed", "progress": 100, "video_url": ""}), NOTHING),
        expired=(RemoteFile,),
    ),
    Row(
        protocol="kling",
        wire={"action": "text2video"},
        accepted=submit("accepted", 200, kling("submitted")),
        success=(poll("succeeded", kling("succeed", task_result={"videos": [{"id": "v", "url": f"{MEDIA}/77.mp4"}]})),),
        running=(poll("running", kling("processing")),),
        refused=(
            poll("refused", kling("failed", "Failure to pass the risk control system")),
            submit("refused", 400, {"code": 1301, "message": "the prompt contains sensitive information"}),
        ),
        invalid=(submit("invalid", 400, {"code": 1201, "message": "model_name is invalid", "request_id": "rq-1"}),),
        no_credit=(submit("exhausted", 429, {"code": 1102, "message": "Account balance not enough"}), NO_CREDIT_TASK),
        throttled=(submit("exhausted", 429, {"code": 1302, "message": "API rate limit exceeded"}, 60), SLOW_DOWN),
        broken=(
            poll("broken", kling("failed", "internal error")),
            submit("broken", 200, {"code": 5000, "message": "Server internal error"}),
            submit("unclear", 200, {"code": 5002, "message": "timeout"}),
        ),
        unknown_status=(odd(kling("dreaming")),),
        missing_result=(
            poll("broken", kling("succeed", task_result={"videos": []})),
            submit("unclear", 200, {"code": 0}),
        ),
        expired=(RemoteFile,),
    ),
    Row(
        protocol="ark_tasks",
        accepted=submit("accepted", 200, {"id": "cgt-20261102-a1b2c"}),
        success=(
            poll("succeeded", {"id": "cgt-1", "status": "succeeded", "content": {"video_url": f"{MEDIA}/1.mp4"}}),
        ),
        running=(poll("running", {"id": "cgt-1", "status": "running"}),),
        refused=(
            poll(
                "refused",
                {
                    "status": "failed",
                    "error": {
                        "code": "OutputVideoSensitiveContentDetected",
                        "message": "it may contain sensitive content",
                    },
                },
            ),
            submit(
                "refused",
                400,
                {"error": {"code": "InputTextSensitiveContentDetected", "message": "the input text may be sensitive"}},
            ),
        ),
        invalid=(submit("invalid", 400, {"error": {"code": "InvalidParameter", "message": "bad ratio"}}),),
        no_credit=(NO_CREDIT,),
        throttled=(SLOW_DOWN,),
        broken=(
            poll("broken", {"status": "failed", "error": {"code": "InternalServiceError", "message": "try again"}}),
            poll("broken", {"status": "expired"}),
            UPSTREAM_BROKEN,
        ),
        unknown_status=(odd({"id": "cgt-1", "status": "reviewing"}),),
        missing_result=(poll("broken", {"id": "cgt-1", "status": "succeeded", "content": {}}), NOTHING),
        expired=(RemoteFile,),
    ),
    Row(
        protocol="dashscope_tasks",
        accepted=submit("accepted", 200, wan("PENDING")),
        success=(poll("succeeded", wan("SUCCEEDED", video_url=f"{MEDIA}/1.mp4?Expires=1")),),
        running=(poll("running", wan("RUNNING")), poll("running", wan("SUSPENDED"))),
        refused=(
            poll("refused", wan("FAILED", code="DataInspectionFailed", message="Input data may be inappropriate.")),
            submit("refused", 400, {"code": "DataInspectionFailed", "message": "Input data may be inappropriate."}),
        ),
        invalid=(
            submit("invalid", 400, {"code": "InvalidParameter", "message": "size must be in …", "request_id": "rq-9"}),
            poll("invalid", wan("FAILED", code="InvalidParameter", message="the picture cannot be read")),
        ),
        no_credit=(submit("exhausted", 400, {"code": "Arrearage", "message": "Access denied."}), NO_CREDIT),
        throttled=(submit("exhausted", 429, {"code": "Throttling.RateQuota", "message": "too fast"}, 60), SLOW_DOWN),
        broken=(poll("broken", wan("FAILED", code="InternalError", message="try again")), UPSTREAM_BROKEN),
        unknown_status=(odd(wan("REVIEWING")),),
        missing_result=(poll("broken", wan("SUCCEEDED")), NOTHING),
        expired=(RemoteFile,),
    ),
    Row(
        protocol="minimax",
        accepted=submit("accepted", 200, minimax(task_id="500100200300")),
        finished=poll("finished", minimax(task_id="500100200300", status="Success", file_id="900800700600500")),
        success=(fetch("succeeded", 200, minimax(file={"file_id": 9008, "download_url": f"{MEDIA}/1.mp4"})),),
        running=(poll("running", minimax(status="Queueing", file_id="")),),
        refused=(
            submit("refused", 200, minimax(1026, "input new_sensitive")),
            poll("refused", minimax(1027, "output new_sensitive", status="Fail")),
        ),
        invalid=(submit("invalid", 200, minimax(2013, "invalid params, duration")),),
        no_credit=(submit("exhausted", 200, minimax(1008, "insufficient balance")), NO_CREDIT),
        throttled=(submit("exhausted", 200, minimax(1002, "rate limit"), 60), SLOW_DOWN),
        broken=(
            poll("broken", minimax(status="Fail")),
            submit("broken", 200, minimax(1000, "unknown error")),
            UPSTREAM_BROKEN,
        ),
        unknown_status=(odd(minimax(status="Polishing")),),
        missing_result=(
            poll("broken", minimax(status="Success", file_id="")),
            fetch("running", 200, minimax(file={"file_id": 9008}), noted=True),
            submit("unclear", 200, minimax()),
        ),
        expired=(RemoteFile,),
    ),
    Row(
        protocol="luma",
        accepted=submit("accepted", 200, {"id": "lm-77", "state": "pending"}),
        success=(
            poll("succeeded", {"id": "lm-77", "state": "completed", "video": {"download_url": f"{MEDIA}/1.mp4"}}),
        ),
        running=(poll("running", {"id": "lm-77", "state": "dreaming", "estimate_wait_seconds": 9}),),
        refused=(
            poll("refused", {"id": "lm-77", "state": "failed", "failure_reason": "the prompt failed moderation"}),
            POLICY,
        ),
        invalid=(BAD_RATIO,),
        no_credit=(NO_CREDIT,),
        throttled=(SLOW_DOWN,),
        broken=(poll("broken", {"id": "lm-77", "state": "failed", "failure_reason": "no worker"}), UPSTREAM_BROKEN),
        unknown_status=(odd({"id": "lm-77", "state": "imagining"}),),
        missing_result=(poll("broken", {"id": "lm-77", "state": "completed", "video": None}), NOTHING),
        expired=(RemoteFile,),
    ),
    Row(
        protocol="runway",
        accepted=submit("accepted", 200, {"id": "00000000-1111"}),
        success=(
            poll("succeeded", {"id": "0", "status": "SUCCEEDED", "progress": 1, "output": [f"{MEDIA}/1.mp4?_jwt=x"]}),
        ),
        running=(
            poll("running", {"id": "0", "status": "RUNNING", "progress": 0.4}, 40),
            poll("running", {"id": "0", "status": "THROTTLED"}),
        ),
        refused=(
            poll("refused", {"status": "FAILED", "failure": "Sorry.", "failureCode": "SAFETY.INPUT.TEXT"}),
            POLICY,
        ),
        invalid=(BAD_RATIO,),
        no_credit=(NO_CREDIT,),
        throttled=(SLOW_DOWN,),
        broken=(
            poll("broken", {"status": "FAILED", "failure": "Sorry.", "failureCode": "INTERNAL.BAD_OUTPUT.CODE01"}),
            UPSTREAM_BROKEN,
        ),
        unknown_status=(odd({"id": "0", "status": "POLISHING"}),),
        missing_result=(poll("broken", {"id": "0", "status": "SUCCEEDED", "output": []}), NOTHING),
        expired=(RemoteFile,),
    ),
)
