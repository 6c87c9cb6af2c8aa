"""What the owner is told of trouble: once an hour, and once in the log as an error."""

from __future__ import annotations

import logging

from bot.chat.errands import Errands
from bot.chat.owner import OwnerAlerts
from tests.clock import FakeClock


async def test_the_same_trouble_is_an_error_once_an_hour(caplog):
    caplog.set_level(logging.INFO)
    clock = FakeClock()
    alerts = OwnerAlerts(None, (), Errands(), clock)
    for _ in range(3):
        alerts.tell("disk", "The disk is full.")
    clock.move(3600)
    alerts.tell("disk", "The disk is full.")
    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO", "INFO", "ERROR"]
