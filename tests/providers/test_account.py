"""What a gateway tells for free about our account: read as it is told, and never as more than that."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.providers.account import STYLES, AccountReport, gone, usual_style
from bot.providers.wire import Reply
from tests.twins import serving

LIST = {"object": "list", "data": [{"id": "a"}, {"id": "b"}]}


def answer(tree, status=200):
    return Reply(status, json.dumps(tree).encode())


def told(style, *replies):
    """The report of a style whose calls are answered so, in turn; then nobody answers any more."""
    asking, left = STYLES[style](), list(replies)
    next(asking)
    while True:
        try:
            asking.send(left.pop(0) if left else Reply(0))
        except StopIteration as done:
            return done.value


def test_flow_tells_only_what_is_there():
    usage = {"plan_label": "Plan 1", "credits_remaining": -3, "usage_today": "12", "expires_at": None}
    report = told("flow", answer(usage))
    assert (report.ok, report.left, report.spent, report.own_unit) == (True, "0", None, "credits")
    assert report.facts == {"plan": "Plan 1", "used today": "12"}


def test_litellm_tells_spend_and_does_not_call_a_budget_of_null_unlimited():
    info = {"spend": 3.25, "max_budget": None, "rpm_limit": 60, "max_parallel_requests": 10, "key_name": "sk-...Zz90"}
    report = told("litellm", answer({"key": "ab" * 32, "info": info}), answer(LIST))
    assert report == AccountReport(
        ok=True, spent="3.25", models=("a", "b"), facts={"requests a minute": "60", "at once": "10"}
    )


def test_a_budget_is_what_key_and_team_both_have_left():
    key = {"info": {"spend": 1, "max_budget": 10, "team_id": "t"}}
    team = {"team_info": {"spend": 98, "max_budget": 100}}
    assert told("litellm", answer(key), answer(team), answer(LIST)).left == "2"
    assert told("litellm", answer(key), answer({}, 403), answer(LIST)).left == "9"


def test_new_api_tells_dollars_and_no_limit_where_there_is_none():
    report = told("new_api", answer({"hard_limit_usd": 100_000_000}), answer({"total_usage": 250}), answer(LIST))
    assert (report.ok, report.spent, report.left, report.facts) == (True, "2.5", None, {"limit": "none on the key"})
    page = Reply(200, b"<html>the console</html>")
    usage = answer({"data": {"total_used": 500_000, "total_available": 1_000_000}})
    report = told("new_api", page, page, usage, answer(LIST))
    assert (report.spent, report.left) == ("1", "2")


def test_the_list_of_models_alone_proves_a_key():
    assert told("models", answer(LIST)) == AccountReport(ok=True, models=("a", "b"))
    assert not told("models", Reply(200, b"<html>the console</html>")).ok


@pytest.mark.parametrize("style", STYLES)
def test_a_refused_key_is_not_ok_and_shows_no_key(style):
    refused = answer({"error": {"message": "key sk-abcdef123456 is disabled"}}, 403)
    report = told(style, *[refused] * 5)
    assert not report.ok
    assert "abcdef" not in str(report)


def test_a_blocked_key_is_not_ok():
    assert not told("litellm", answer({"info": {"blocked": True}}), answer(LIST)).ok


def test_only_names_that_such_a_list_holds_are_missed_in_it():
    report = AccountReport(ok=True, models=("a",))
    assert gone(report, [("openai_images", "a"), ("openai_images", "b"), ("kling", "c")]) == ("b",)
    assert gone(AccountReport(ok=True), [("openai_images", "b")]) == ()


def test_a_gateway_whose_file_names_no_way_is_asked_by_what_it_speaks():
    assert usual_style(["flow"]) == "flow"
    assert usual_style(["kling", "gemini_predict"]) == "models"
    assert usual_style(["kling"]) is None


@pytest.mark.parametrize(
    ("gateway", "style", "spent"),
    [("thucchien", "litellm", "0.0"), ("key4u", "new_api", "0.0"), ("key4u", "models", None), ("flow", "flow", "0")],
)
async def test_the_twins_answer_such_calls(gateway, style, spent):
    asking = STYLES[style]()
    call, report = next(asking), None
    async with serving() as gateways:
        while report is None:
            reply = await gateways.send(gateway, call)
            try:
                call = asking.send(reply)
            except StopIteration as done:
                report = done.value
    assert (report.ok, report.spent) == (True, spent)


_keys = st.sampled_from(
    ["data", "info", "spend", "max_budget", "team_id", "id", "error", "message", "hard_limit_usd", "total_usage"]
)
_trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(list(STYLES)), st.lists(st.tuples(st.integers(200, 599), _trees | st.binary(max_size=99))))
def test_no_answer_whatever_raises(style, replies):
    bodies = [(status, body if isinstance(body, bytes) else json.dumps(body).encode()) for status, body in replies]
    str(told(style, *[Reply(status, body) for status, body in bodies])).encode()
