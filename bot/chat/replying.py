"""Where an answer to a job hangs: in its topic, in groups on the request; in the chat alone where the topic is shut."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import Message, ReplyParameters
from telegram.error import BadRequest

from bot.chat.refusals import is_topic_shut
from storage.jobs import Job


async def send_there(job: Job, send: Callable[[int | None, ReplyParameters | None], Awaitable[Message]]) -> Message:
    """Send by topic and message to reply to; once more without both where Telegram has shut the topic."""
    try:
        return await send(job.thread_id, _reply_to(job))
    except BadRequest as error:
        if not is_topic_shut(error):
            raise
    return await send(None, None)


def _reply_to(job: Job) -> ReplyParameters | None:
    """In groups answers hang on the request, so that everybody sees whose they are; in private they need not."""
    if job.message_id is None or job.chat_id > 0:
        return None
    return ReplyParameters(job.message_id, allow_sending_without_reply=True)
