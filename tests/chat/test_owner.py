"""What the owner is told of trouble: once an hour, and once in the log as an error."""

from __future__ import annotations

import ast
import logging
from pathlib import Path

import pytest

from bot.chat.errands import Errands
from bot.chat.owner import OwnerAlerts, worded
from bot.chat.texts import languages, texts
from bot.providers.money import Cost
from tests.clock import FakeClock
from tests.contract.source import tree_of

BOT = Path(__file__).parents[2] / "bot"


async def test_the_same_trouble_is_an_error_once_an_hour(caplog):
    caplog.set_level(logging.INFO)
    clock = FakeClock()
    alerts = OwnerAlerts(None, (), Errands(), clock)
    for _ in range(3):
        alerts.tell("disk", "disk", why="No space left")
    clock.move(3600)
    alerts.tell("disk", "disk", why="No space left")
    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO", "INFO", "ERROR"]


@pytest.mark.parametrize(
    ("money", "language", "written"),
    [
        (Cost(134_400, "USD"), "vi", "0,1344\u00a0USD"),
        (Cost(134_400, "USD"), "en", "0.1344\u00a0USD"),
        (Cost(12_500_000_000, "USD"), "vi", "12.500\u00a0USD"),
        (Cost(500_000, "VND"), "vi", "500.000\u00a0₫"),
        (Cost(500_000, "VND"), "en", "500,000\u00a0₫"),
    ],
)
def test_money_in_an_alert_is_written_as_the_owners_language_writes_it(money, language, written):
    values = {"gateway": "Flow", "amount": money}
    assert f" {written}" in worded(texts(language), "drift", values)


def alerts_of(path):
    """Return what a module tells the owner: the words of the second argument of each ``….alerts.tell``."""
    for call in (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)):
        function = call.func
        if isinstance(function, ast.Attribute) and function.attr == "tell" and "alerts" in ast.unparse(function.value):
            yield call


@pytest.mark.parametrize("language", languages())
def test_whatever_the_owner_is_told_stands_in_the_owners_language(language):
    calls = [call for path in sorted(BOT.rglob("*.py")) for call in alerts_of(path)]
    assert len(calls) > 15
    for call in calls:
        assert len(call.args) == 2, ast.unparse(call)
        for word in (node for node in ast.walk(call.args[1]) if isinstance(node, ast.Constant)):
            values = {one.arg: 1 for one in call.keywords if one.arg} or dict.fromkeys(
                ("whose", "percent", "most", "period", "setting"), "x"
            )
            assert texts(language).plain(f"alert-{word.value}", **values), word.value
