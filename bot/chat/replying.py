"""Where an answer to a job hangs."""

from __future__ import annotations

from telegram import ReplyParameters

from storage.jobs import Job


def reply_to(job: Job) -> ReplyParameters | None:
    """In groups answers hang on the request, so that everybody sees whose they are; in private they need not."""
    if job.message_id is None or job.chat_id > 0:
        return None
    return ReplyParameters(job.message_id, allow_sending_without_reply=True)
