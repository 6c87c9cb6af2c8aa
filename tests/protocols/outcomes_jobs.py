"""The table of answers: the other jobs, which make pictures, songs and several kinds of things.

Facts: key4u.md §1.2, §2, §3.8, §3.11-§3.13, §4.9, §4.11, §5.6; flow.md §4-§6.
"""

from __future__ import annotations

from bot.providers.wire import KeyedFile, RemoteFile
from tests.protocols.outcomes import (
    MEDIA,
    NO_CREDIT,
    NO_CREDIT_TASK,
    SLOW_DOWN,
    UPSTREAM_BROKEN,
    Row,
    download,
    fetch,
    new_api,
    odd,
    poll,
    submit,
)

POLICY = submit("refused", 400, new_api("the prompt violates our content policy"))
NOTHING = submit("unclear", 200, {})
MJ_ID = "1790000202123456"


def tencent(status: str, code: int = 0, message: str = "", files: tuple[str, ...] = ()):
    """Return Tencent's envelope around a task."""
    found = {"FileInfos": [{"FileUrl": url, "FileType": "png"} for url in files]}
    task = {"Status": status, "ErrCode": code, "Message": message, "Progress": 50, "Output": found}
    return {"Response": {"TaskType": "AigcImageTask", "Status": status, "AigcImageTask": task, "RequestId": "rq-12"}}


def tencent_error(code: str, message: str):
    """Return Tencent's own error, which comes inside a 200."""
    return {"Response": {"Error": {"Code": code, "Message": message}, "RequestId": "rq-11"}}


def suno(status: str, *clips: object, **more: object):
    """Return the envelope around a task of songs."""
    task = {"task_id": "7d0c-task", "action": "MUSIC", "status": status, "fail_reason": "", "data": list(clips), **more}
    return {"code": "success", "message": "", "data": task}


def song(status: str = "complete", error: str = ""):
    """Return one song."""
    url = f"{MEDIA}/clip-1.mp3" if status == "complete" else "https://audiopipe.suno.ai/?item_id=clip-1"
    return {"id": "clip-1", "status": status, "audio_url": url, "metadata": {"error_message": error or None}}


JOBS = (
    Row(
        protocol="flow",
        accepted=submit("accepted", 200, {"job_id": "gw-abc123", "status": "queued"}),
        success=(poll("succeeded", {"status": "completed", "progress": 100, "images_count": 1}),),
        running=(poll("running", {"status": "queued"}), poll("running", {"status": "running", "progress": 40}, 40)),
        refused=(
            poll("refused", {"status": "failed", "error": "Prompt was blocked by the safety filter"}),
            submit("refused", 422, {"detail": "Nội dung vi phạm chính sách"}),
        ),
        invalid=(submit("invalid", 422, {"detail": [{"loc": ["body", "aspect_ratio"], "msg": "bad ratio"}]}),),
        no_credit=(submit("exhausted", 402, {"detail": "no credits left"}),),
        throttled=(submit("exhausted", 429, {"detail": "daily limit reached"}, 1800),),
        broken=(
            poll("broken", {"status": "failed", "error": {"message": "worker died"}}),
            poll("broken", {"status": "failed", "error": None}),
            submit("unclear", 500, b"Internal Server Error"),
        ),
        unknown_status=(odd({"status": "upscaling", "progress": 60}, 60),),
        missing_result=(download(404), NOTHING),
        expired=(KeyedFile,),
    ),
    Row(
        protocol="fal_queue",
        accepted=submit("accepted", 200, {"status": "IN_QUEUE", "request_id": "fal-1", "queue_position": 0}),
        finished=poll("finished", {"status": "COMPLETED", "request_id": "fal-1"}),
        success=(fetch("succeeded", 200, {"images": [{"url": f"{MEDIA}/a1.png"}], "has_nsfw_concepts": [False]}),),
        running=(
            poll("running", {"status": "IN_PROGRESS", "logs": []}),
            fetch("running", 400, {"detail": "Request is still in progress"}),
        ),
        refused=(
            fetch("refused", 200, {"images": [{"url": f"{MEDIA}/a1.png"}], "has_nsfw_concepts": [True]}),
            fetch("refused", 422, {"detail": [{"msg": "flagged by a content checker"}]}),
            submit("refused", 422, {"detail": [{"msg": "flagged by a content checker"}]}),
        ),
        invalid=(
            submit("invalid", 422, {"detail": [{"loc": ["body", "image_urls"], "msg": "field required"}]}),
            fetch("invalid", 422, {"detail": [{"loc": ["body", "image_urls"], "msg": "field required"}]}),
        ),
        no_credit=(submit("exhausted", 403, {"detail": "User is locked. Reason: Exhausted balance."}), NO_CREDIT),
        throttled=(submit("exhausted", 429, {"detail": "slow down"}, 60), SLOW_DOWN),
        broken=(
            poll("broken", {"status": "FAILED", "error": "worker died"}),
            fetch("broken", 500, {"detail": "Internal Server Error"}),
            UPSTREAM_BROKEN,
        ),
        unknown_status=(odd({"status": "POLISHING"}),),
        missing_result=(fetch("broken", 200, {"images": []}), fetch("running", 200, {}, noted=True), NOTHING),
        expired=(RemoteFile,),
    ),
    Row(
        protocol="replicate",
        accepted=submit("accepted", 201, {"id": "p4zz0demo", "status": "starting", "output": None, "error": None}),
        success=(poll("succeeded", {"id": "p4zz0demo", "status": "succeeded", "output": [f"{MEDIA}/1.png"]}),),
        running=(poll("running", {"id": "p4zz0demo", "status": "processing", "output": None}),),
        refused=(
            poll("refused", {"status": "failed", "error": "The input was flagged as sensitive. (E005)"}),
            poll("refused", {"status": "failed", "error": "NSFW content detected"}),
            submit("refused", 400, {"detail": "NSFW content detected"}),
        ),
        invalid=(
            submit("invalid", 422, {"title": "Input validation failed", "detail": "- input: prompt is required"}),
        ),
        no_credit=(submit("exhausted", 402, {"title": "Insufficient credit", "detail": "top up"}), NO_CREDIT),
        throttled=(submit("exhausted", 429, {"detail": "Request was throttled."}, 60), SLOW_DOWN),
        broken=(
            poll("broken", {"status": "failed", "error": "CUDA out of memory"}),
            poll("broken", {"status": "aborted", "error": None}),
            UPSTREAM_BROKEN,
        ),
        unknown_status=(odd({"id": "p4zz0demo", "status": "polishing"}),),
        missing_result=(poll("broken", {"id": "p4zz0demo", "status": "succeeded", "output": None}), NOTHING),
        expired=(RemoteFile,),
    ),
    Row(
        protocol="midjourney_proxy",
        accepted=submit("accepted", 200, {"code": 1, "description": "ok", "result": MJ_ID, "properties": {}}),
        finished=poll("finished", {"id": MJ_ID, "status": "MODAL"}),  # not done: a window is to be answered
        success=(
            poll("succeeded", {"id": MJ_ID, "status": "SUCCESS", "imageUrl": f"{MEDIA}/grid.png", "buttons": []}),
        ),
        running=(
            poll(
                "running", {"id": MJ_ID, "status": "IN_PROGRESS", "progress": "46%", "imageUrl": f"{MEDIA}/p.png"}, 46
            ),
            poll("running", {"id": MJ_ID, "status": "NOT_START"}),
            fetch("running", 200, {"code": 1, "description": "ok", "result": MJ_ID}),
        ),
        refused=(
            submit("refused", 200, {"code": 24, "description": "Banned prompt", "properties": {"bannedWord": "x"}}),
            poll("refused", {"id": MJ_ID, "status": "FAILURE", "failReason": "Banned prompt detected"}),
        ),
        invalid=(
            submit("invalid", 400, {"code": 4, "description": "prompt is empty", "type": "new_api_error"}),
            poll("invalid", {"id": MJ_ID, "status": "FAILURE", "failReason": "Invalid parameter: --foo"}),
        ),
        no_credit=(submit("exhausted", 403, {"code": 4, "description": "quota_not_enough", "type": "new_api_error"}),),
        throttled=(
            submit("exhausted", 200, {"code": 23, "description": "the queue is full"}, 60),
            submit("exhausted", 200, {"code": 3, "description": "no available channel"}, 300),
            SLOW_DOWN,
        ),
        broken=(
            poll("broken", {"id": MJ_ID, "status": "FAILURE", "failReason": "timeout"}),
            submit("broken", 200, {"code": 9, "description": "failure"}),
            UPSTREAM_BROKEN,
        ),
        unknown_status=(odd({"id": MJ_ID, "status": "REVIEWING"}),),
        missing_result=(
            poll("broken", {"id": MJ_ID, "status": "SUCCESS", "imageUrl": ""}),
            submit("unclear", 200, {"code": 1, "description": "ok", "result": ""}),
        ),
        expired=(RemoteFile,),
    ),
    Row(
        protocol="suno",
        wire={"action": "song"},
        accepted=submit("accepted", 200, {"code": "success", "message": "", "data": "7d0c-task"}),
        success=(poll("succeeded", suno("SUCCESS", song(), progress="100%")),),
        running=(
            poll("running", suno("IN_PROGRESS", song("streaming"), progress="60%"), 60),
            poll("running", suno("NOT_START")),
        ),
        refused=(
            poll("refused", suno("FAILURE", fail_reason="Song description contained artist name: X")),
            submit("refused", 200, {"code": "fail", "message": "lyrics failed moderation", "data": None}),
            submit("refused", 400, {"code": "fail", "message": "lyrics failed moderation", "data": None}),
        ),
        invalid=(submit("invalid", 400, {"code": "task_not_exist", "message": "task_origin_not_exist", "data": None}),),
        no_credit=(NO_CREDIT_TASK, submit("exhausted", 200, {"code": "quota_not_enough", "message": "no"})),
        throttled=(submit("exhausted", 429, {"code": "fail", "message": "slow down", "data": None}, 60), SLOW_DOWN),
        broken=(
            poll("broken", suno("FAILURE", fail_reason="upstream died")),
            UPSTREAM_BROKEN,
        ),
        unknown_status=(odd(suno("MASTERING")),),
        missing_result=(
            poll("broken", suno("SUCCESS")),
            poll("broken", suno("SUCCESS", song("error", "it went wrong"))),
            submit("unclear", 200, {"code": "success", "data": ""}),
        ),
        expired=(RemoteFile,),
    ),
    Row(
        protocol="tencent_vod",
        wire={"action": "image"},
        accepted=submit(
            "accepted", 200, {"Response": {"TaskId": "1500000001-AigcImageTask-ab12", "RequestId": "rq-11"}}
        ),
        success=(poll("succeeded", tencent("FINISH", files=(f"{MEDIA.replace('https', 'http')}/1.png",)), None),),
        running=(poll("running", tencent("PROCESSING"), 50),),
        refused=(
            poll("refused", tencent("FINISH", 70000, "the text is sensitive")),
            submit("refused", 200, tencent_error("OperationDenied.Content", "the content is not allowed")),
        ),
        invalid=(submit("invalid", 200, tencent_error("InvalidParameterValue", "unknown model")),),
        no_credit=(submit("exhausted", 200, tencent_error("ResourceInsufficient", "arrears")), NO_CREDIT),
        throttled=(submit("exhausted", 200, tencent_error("RequestLimitExceeded", "too fast"), 60), SLOW_DOWN),
        broken=(
            poll("broken", tencent("FINISH", 1000, "internal error")),
            poll("broken", tencent("ABORTED", 0, "aborted")),
            submit("broken", 200, tencent_error("InternalError", "try again")),
            UPSTREAM_BROKEN,
        ),
        unknown_status=(odd(tencent("REVIEWING"), 50),),
        missing_result=(
            poll("broken", tencent("FINISH")),
            submit("unclear", 200, {"Response": {"RequestId": "rq-11"}}),
        ),
        expired=(RemoteFile,),
    ),
    Row(
        protocol="vidu",
        wire={"action": "reference2image"},
        accepted=submit("accepted", 200, {"task_id": "720000000000000001", "state": "created", "credits": 20}),
        success=(
            poll("succeeded", {"id": "7", "state": "success", "creations": [{"id": "c", "url": f"{MEDIA}/1.png"}]}),
        ),
        running=(poll("running", {"id": "7", "state": "processing", "creations": []}),),
        refused=(
            poll("refused", {"id": "7", "state": "failed", "err_code": "CreationPolicyViolation"}),
            submit("refused", 400, {"code": 400, "reason": "TaskPromptPolicyViolation", "message": "no"}),
        ),
        invalid=(submit("invalid", 400, {"code": 400, "reason": "InvalidArgument", "message": "bad ratio"}),),
        no_credit=(submit("exhausted", 400, {"code": 400, "reason": "CreditInsufficient", "message": "no"}), NO_CREDIT),
        throttled=(
            submit("exhausted", 429, {"code": 429, "reason": "QuotaExceeded", "message": "slow down"}, 60),
            SLOW_DOWN,
        ),
        broken=(
            poll("broken", {"id": "7", "state": "failed", "err_code": "InternalServerFailure"}),
            submit("broken", 200, {"state": "failed", "err_code": "Internal"}),
            UPSTREAM_BROKEN,
        ),
        unknown_status=(odd({"id": "7", "state": "polishing"}),),
        missing_result=(poll("broken", {"id": "7", "state": "success", "creations": []}), NOTHING),
        expired=(RemoteFile,),
    ),
)
