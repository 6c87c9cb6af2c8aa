"""The method that answers inline queries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sandbox.telegram.errors import BotApiError, bad_request
from sandbox.telegram.inline import ANSWER_SECONDS, check_result
from sandbox.telegram.registry import Call, method
from sandbox.telegram.state import Telegram

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")
_RESULTS_MAX, _OFFSET_BYTES = 50, 64
_CACHE_S = 300


@method("answerInlineQuery")
async def answer_inline_query(telegram: Telegram, call: Call) -> bool:
    """Answer what a person has typed so far, once and in time; answers are not cached here."""
    asked = telegram.inline.get(call.get("inline_query_id"))
    if asked is None or asked.answer or telegram.world.now() - asked.at > ANSWER_SECONDS:
        raise BotApiError(400, _TOO_OLD)
    results, offset = call.get("results"), call.get("next_offset") or ""
    if len(results) > _RESULTS_MAX:
        raise bad_request("RESULTS_TOO_MUCH")
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    if len(offset.encode()) > _OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    for result in results:
        check_result(telegram, result)
    button = call.get("button")
    _check_button(button)
    asked.answer = {
        "results": results,
        "next_offset": offset,
        "button": button,
        "cache_time": call.get("cache_time", _CACHE_S),
        "is_personal": bool(call.get("is_personal")),
    }
    return True


def _check_button(button: Mapping[str, Any] | None) -> None:
    if button is None:
        return
    if ("web_app" in button) == ("start_parameter" in button) or not button["text"].strip():
        raise bad_request("can't parse inline query results button")
    if "start_parameter" in button and not _START.fullmatch(button["start_parameter"]):
        raise bad_request("START_PARAM_INVALID")
