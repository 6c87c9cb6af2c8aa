"""Key4U's unified video form: Veo, Sora and Grok, each with words of its own; longer clips and Sora's characters.

Wire facts: key4u.md §4.1-§4.3 and §1.2, D5 (a live log for the road and Veo's answer, sibling pages for the fields).
Always polled with the id of the submit, on this road. *Inferred*: pictures are taken as data addresses; what goes on
goes on at ``start_time`` 6, the length of Grok's usual clip; a 2xx that holds an error and no id took no work.
"""

from __future__ import annotations

from dataclasses import replace

from bot.providers.bodies import Body
from bot.providers.job_api import Found, JobApi, JobOptions, told, usable_id
from bot.providers.replies import dig, failure
from bot.providers.wire import About, Reply, Submission, SubmitOutcome, Succeeded, TextOutput, Unclear

_CREATE = "/v1/video/create"
_BASIC = {"model": "model", "prompt": "prompt"}
_ON_OFF = {"on": True, "off": False}
_GROK = {"size": {"720p": "720P", "1080p": "1080P"}}
API = JobApi(
    name="unified_video",
    bodies={
        "veo": Body(
            _CREATE,
            {
                **_BASIC,
                "images": "images[]",
                "ratio": "aspect_ratio",
                "enhance": "enhance_prompt",
                "size": "enable_upsample",
            },
            fixed={"enhance_prompt": True},
            values={"enhance": _ON_OFF, "size": {"720p": None, "1080p": True, "4K": None}},
        ),
        "sora": Body(
            _CREATE,
            {
                **_BASIC,
                "images": "images[]",
                "ratio": "orientation",
                "size": "size",
                "seconds": "duration",
                "private": "private",
                "watermark": "watermark",
            },
            fixed={"images": [], "orientation": "landscape", "size": "small", "duration": 10},
            values={
                "ratio": {"16:9": "landscape", "9:16": "portrait"},
                "size": {"720p": "small", "1080p": "large"},
                "private": _ON_OFF,
                "watermark": {"auto": True, "off": False},  # off insists: it is tried again, and may fail
            },
        ),
        "grok": Body(
            _CREATE,
            {**_BASIC, "images": "images[]", "ratio": "aspect_ratio", "size": "size"},
            fixed={"images": [], "aspect_ratio": "3:2", "size": "720P"},
            values=_GROK,
        ),
        "extend": Body(
            "/v1/video/extend",
            {**_BASIC, "earlier": "task_id", "ratio": "aspect_ratio", "size": "size"},
            fixed={"start_time": 6, "size": "720P"},
            values=_GROK,
        ),
        "character": Body(
            "/sora/v1/characters", {"earlier": "from_task", "span": "timestamps"}, fixed={"timestamps": "1,3"}
        ),
    },
    id_at=(("id",), ("task_id",), ("data", "task_id"), ("data", "id")),
    ask="/v1/video/query?id={id}",
    status_at=(("status",), ("data", "status")),
    running=frozenset(
        {
            "pending",
            "queued",
            "processing",
            "in_progress",
            "image_downloading",
            "video_generating",
            "video_generation_completed",
            "video_upsampling",
            "video_upsampling_completed",
            "unknown",
        }
    ),
    done=frozenset({"completed", "success"}),
    failed=frozenset({"failed", "error", "cancelled", "video_generation_failed", "video_upsampling_failed"}),
    results=(
        Found(("video_url",)),
        Found(("detail", "video_url")),
        Found(("detail", "url")),
        Found(("result_url",)),
        Found(("url",)),
        Found(("data", "video_url")),
    ),
    reason_at=(("detail", "error_message"), ("error",), ("message",), ("data", "fail_reason")),
    progress_at=(("progress",), ("data", "progress")),
)


def read_submit(reply: Reply, submission: Submission) -> SubmitOutcome:
    """Read the task's id, or the character's name, which comes at once."""
    if isinstance(submission.options, JobOptions) and submission.options.action == "character":
        return character(reply, submission)
    outcome = API.read_submit(reply, submission)
    return (told(reply, submission) or outcome) if isinstance(outcome, Unclear) else outcome


def character(reply: Reply, submission: Submission) -> SubmitOutcome:
    """Read a new character: ``@name`` is what later prompts call it."""
    if not 200 <= reply.status < 300:
        return failure(reply, submission.prompt)
    name = usable_id(dig(reply.json(), "username"))
    if name:
        return Succeeded((TextOutput(f"@{name}", About(key=usable_id(dig(reply.json(), "id")))),))
    return told(reply, submission) or Unclear("a good answer without a character's name")


PROTOCOL = replace(API.protocol(), read_submit=read_submit)
