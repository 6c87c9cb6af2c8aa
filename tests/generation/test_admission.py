"""The door: the same ask twice is the same job, whatever has changed in between."""

import pytest

from bot.errors import PersonError
from bot.generation import endings
from bot.generation.rules import GroupLimits
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


async def test_a_limit_says_what_is_left_and_how_long_it_takes_wherever_one_lives(house, clock):
    there = house(flow=NOWHERE)
    there.rules = there.admission._rules = type(there.rules)(pictures_per_day=3)
    await there.admit("flow", idem="m:1:7")
    waits = []
    for number, passes_s in enumerate((0, 5 * 3600)):
        clock.move(passes_s)
        with pytest.raises(PersonError, match="quota-pictures") as caught:
            await there.admit("flow", idem=f"m:1:{8 + number}", count=3)
        told = caught.value.values
        assert (told["limit"], told["left"], told["asked"], told["back"]) == (3, 2, 3, "00:00")
        waits.append((told["wait"], told["unit"]))
    assert waits == [(6, "hours"), (54, "minutes")]


async def test_a_group_bounds_the_price_of_a_request_at_the_door(house):
    there = house(flow=NOWHERE)
    limits = GroupLimits(price_max=200)
    with pytest.raises(PersonError) as caught:
        await there.admit("flow", count=3, limits=limits, chat_id=-1)
    assert (caught.value.key, caught.value.values) == ("group-too-dear", {"most": 200, "price": 300})
    assert await there.db.read(attempts.open_ones) == []
    assert (await there.admit("flow", count=2, limits=limits, chat_id=-1)).job.price == 200


async def test_a_group_bounds_the_requests_of_each_member_a_day_and_counts_those_before_it(house, clock):
    there, limits = house(flow=NOWHERE), GroupLimits(jobs_per_day=2)
    first = await there.admit("flow", chat_id=-1)
    await there.admit("flow", chat_id=-1, limits=limits)
    with pytest.raises(PersonError) as caught:
        await there.admit("flow", chat_id=-1, limits=limits)
    assert (caught.value.key, caught.value.values["limit"]) == ("quota-jobs", 2)
    for elsewhere in ({"chat_id": -2}, {"chat_id": 1}, {"who": 2, "chat_id": -1}):
        await there.admit("flow", limits=limits, **elsewhere)
    await there.db.write(endings.cancel, first.job, clock.now())  # no gateway had it: it counts no more
    await there.admit("flow", chat_id=-1, limits=limits)
    with pytest.raises(PersonError, match="quota-jobs"):
        await there.admit("flow", chat_id=-1, limits=limits)
