"""Inline mode as Telegram has it: a query, its answer, a result that is chosen; and what is refused."""

from __future__ import annotations

import pytest
from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultCachedPhoto,
    InlineQueryResultCachedVideo,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from telegram.error import BadRequest

from tests.sandbox.conftest import picture

GROUP = -1009001


async def asked(bot, control, query="kite", **more):
    """A person types; returns the query as the bot gets it."""
    sent = await control.post("inline", **({"from": 1001, "query": query} | more))
    update = (await bot.get_updates(offset=-1, timeout=2))[-1]
    assert update.inline_query.id == sent["inline_query_id"]
    return update.inline_query


async def photo(bot):
    return (await bot.send_photo(1001, picture())).photo[-1].file_id


async def test_a_query_comes_with_who_typed_what_and_where(bot, control):
    query = await asked(bot, control, "a kite", chat=GROUP, offset="20")
    assert (query.query, query.offset, query.from_user.id, query.chat_type) == ("a kite", "20", 1001, "supergroup")
    assert (await asked(bot, control)).chat_type == "sender"


async def test_a_chosen_result_stands_in_the_chat_as_the_persons_own_via_the_bot(bot, control):
    query = await asked(bot, control)
    results = [
        InlineQueryResultCachedPhoto("p", await photo(bot), caption="<b>kite</b>", parse_mode="HTML"),
        InlineQueryResultArticle("a", "words", InputTextMessageContent("just words")),
    ]
    button = InlineQueryResultsButton("Make it", start_parameter="make-1")
    assert await query.answer(results, cache_time=5, is_personal=True, next_offset="10", button=button)
    told = await control.get(f"/control/inline/{query.id}")
    assert (told["answered"], told["next_offset"], told["cache_time"], told["is_personal"]) == (True, "10", 5, True)
    assert told["button"] == {"text": "Make it", "start_parameter": "make-1"}
    for result in ("p", "a"):
        await control.post("choose", **{"from": 1001, "chat": GROUP, "inline_query_id": query.id, "result": result})
    shown, words = (await control.messages(GROUP))[-2:]
    assert (shown["from"]["id"], shown["via_bot"]["username"], shown["caption"]) == (1001, "atelier_bot", "kite")
    assert shown["photo"]
    assert words["text"] == "just words"


async def test_an_answer_comes_once_and_in_time(bot, control):
    query = await asked(bot, control)
    assert (await control.get(f"/control/inline/{query.id}")) == {"answered": False}
    await query.answer([])
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await query.answer([])
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_inline_query("77", [])


@pytest.mark.parametrize(
    ("make", "more", "wording"),
    [
        (lambda file: InlineQueryResultCachedPhoto("1", "AgACAgnothing"), {}, "wrong file identifier"),
        (lambda file: InlineQueryResultCachedVideo("1", file, "t"), {}, "can't use file of type Photo as Video"),
        (lambda file: InlineQueryResultCachedPhoto("x" * 65, file), {}, "RESULT_ID_INVALID"),
        (lambda file: InlineQueryResultCachedPhoto("1", file), {"next_offset": "ơ" * 33}, "NEXT_OFFSET_INVALID"),
        (
            lambda file: InlineQueryResultCachedPhoto("1", file),
            {"button": InlineQueryResultsButton("x", start_parameter="two words")},
            "START_PARAM_INVALID",
        ),
    ],
)
async def test_what_telegram_does_not_take_is_refused(bot, control, make, more, wording):
    query = await asked(bot, control)
    with pytest.raises(BadRequest, match=f"(?i){wording}"):
        await bot.answer_inline_query(query.id, [make(await photo(bot))], **more)


async def test_fifty_results_are_the_most_and_each_has_an_id_of_its_own(bot, control):
    query, file = await asked(bot, control), await photo(bot)
    with pytest.raises(BadRequest, match=r"(?i)RESULTS_TOO_MUCH"):
        await bot.answer_inline_query(
            query.id, [InlineQueryResultCachedPhoto(str(number), file) for number in range(51)]
        )
    with pytest.raises(BadRequest, match=r"(?i)RESULT_ID_DUPLICATE"):
        await bot.answer_inline_query(query.id, [InlineQueryResultCachedPhoto("1", file)] * 2)


async def test_nobody_chooses_what_was_not_offered_to_them_and_the_mode_can_be_off(bot, control):
    query = await asked(bot, control)
    await query.answer([InlineQueryResultCachedPhoto("1", await photo(bot))])
    for person, result in ((1002, "1"), (1001, "2")):
        body = {"from": person, "chat": GROUP, "inline_query_id": query.id, "result": result}
        assert (await control.client.post("/control/choose", json=body)).status_code == 400
    await control.post("bot", supports_inline_queries=False)
    assert (await control.client.post("/control/inline", json={"from": 1001, "query": "x"})).status_code == 400


async def test_a_bot_that_does_not_ask_for_queries_gets_none(bot, control):
    await bot.get_updates(allowed_updates=["message"], timeout=0)
    await control.post("inline", **{"from": 1001, "query": "x"})
    assert await bot.get_updates(timeout=0) == ()
