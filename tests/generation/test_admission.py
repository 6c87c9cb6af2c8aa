"""The door: the same ask twice is the same job, whatever has changed in between."""

import pytest

from bot.errors import PersonError
from bot.providers.wire import Failed, FailureKind
from storage import attempts

NOWHERE = "http://127.0.0.1:9"


async def test_a_repeated_ask_finds_its_job_though_nothing_is_sold_any_more(house):
    there = house(flow=NOWHERE)
    first = await there.admit("flow", idem="m:1:7")
    there.admission.selling = False
    again = await there.admit("flow", idem="m:1:7")
    assert (again.job.id, first.fresh, again.fresh) == (first.job.id, True, False)
    with pytest.raises(PersonError, match="not-selling"):
        await there.admit("flow", idem="m:1:8")


async def test_a_repeated_ask_finds_its_job_though_the_gateway_takes_no_work_now(house, clock):
    there = house(flow=NOWHERE)
    first = await there.admit("flow", idem="m:1:7")
    there.gateways.routing.turned_down("flow", Failed(FailureKind.EXHAUSTED, "no credit"), clock.now())
    assert (await there.admit("flow", idem="m:1:7")).job.id == first.job.id
    with pytest.raises(PersonError, match="model-off"):
        await there.admit("flow", idem="m:1:8")


async def test_a_repeated_ask_finds_its_job_though_the_day_is_used_up(house):
    there = house(flow=NOWHERE)
    there.rules = there.admission._rules = type(there.rules)(pictures_per_day=1)
    first = await there.admit("flow", idem="m:1:7")
    assert (await there.admit("flow", idem="m:1:7")).job.id == first.job.id
    assert len(await there.db.read(attempts.open_ones)) == 1
    with pytest.raises(PersonError, match="quota-pictures"):
        await there.admit("flow", idem="m:1:8")


async def test_who_asks_for_more_than_is_left_of_the_day_is_told_what_is_left(house):
    there = house(flow=NOWHERE)
    there.rules = there.admission._rules = type(there.rules)(pictures_per_day=3)
    await there.admit("flow", idem="m:1:7")
    with pytest.raises(PersonError, match="day-left-pictures") as refused:
        await there.admit("flow", idem="m:1:8", count=3)
    assert (refused.value.values["left"], refused.value.values["limit"]) == (2, 3)
