"""What the owner is told of while it lasts, and what is switched off: told once, looked at before each submit."""

import asyncio

import pytest

from bot.errors import PersonError
from bot.generation import endings
from bot.generation.doors import Switchboard
from bot.generation.watch import Watching
from storage import attempts, blocks, caps, switches, told

NOWHERE = "http://127.0.0.1:9"  # nobody listens there


class Heard:
    """An owner who keeps what is told."""

    def __init__(self):
        self.told, self.ended = [], []

    def tell(self, key, what, **values):
        self.told.append(key)

    def over(self, key):
        self.ended.append(key)


async def test_a_gateway_is_down_once_it_takes_no_work_for_minutes_and_over_when_it_serves(house):
    one, heard = house(flow=NOWHERE), Heard()
    watching = Watching(one.db, one.gateways, heard, one.clock)
    one.gateways.routing.pause("flow", None, "no credit", now=one.clock.now())
    await watching.look()
    assert heard.told == []
    one.clock.move(130)
    await watching.look()
    assert heard.told == ["gateway:flow"]
    one.clock.move(3600)  # its rest is over, and nothing has worked since
    await watching.look()
    assert "gateway:flow" not in heard.ended
    one.gateways.routing.served("flow", one.clock.now())
    await watching.look()
    assert heard.ended == ["gateway:flow"]


async def test_what_the_owner_switched_off_is_not_down(house):
    one, heard = house(flow=NOWHERE), Heard()
    await one.db.write(switches.turn_off, "gw:flow", "dear", "u:o", 0)
    await Switchboard(one.db, one.gateways).load()
    watching = Watching(one.db, one.gateways, heard, one.clock)
    for _ in range(3):
        await watching.look()
        one.clock.move(300)
    assert heard.told == []


async def test_work_without_an_end_is_told_and_over_when_it_has_one(house):
    one, heard = house(flow=NOWHERE), Heard()
    attempt = await one.begin("flow")
    await one.db.write(attempts.move, attempt.id, ("starting",), "running", remote_id="r", submitted_at=one.clock.now())
    watching = Watching(one.db, one.gateways, heard, one.clock)
    await watching.look()
    assert heard.told == []
    one.clock.move(6 * 3600)
    await watching.look()
    assert heard.told == [f"stuck:{attempt.job_id}"]
    await one.db.write(told.once, f"stuck:{attempt.job_id}", one.clock.now())
    running = await one.db.read(attempts.get, attempt.id)
    await one.db.write(endings.part_failed, running, "broken", "x", one.clock.now())
    await watching.look()
    assert f"stuck:{attempt.job_id}" in heard.ended


@pytest.mark.parametrize("name", ["gw:flow", "spending"])
async def test_nothing_is_submitted_once_the_switch_is_thrown_although_it_left_the_line_before(house, name):
    one = house(flow=NOWHERE)
    attempt = await one.begin("flow")
    await one.db.write(switches.turn_off, name, "dear", "u:o", 0)
    ended, job = await one.run(attempt)
    assert (ended.state, ended.submitted_at) == ("failed", None)
    assert job.state == "voided"


async def test_a_switched_off_gateway_sells_nothing_and_another_does(house):
    one = house(key4u=NOWHERE, thucchien=NOWHERE)
    model = "nano-banana-2"
    before = (await one.admit(model)).job
    [first] = await one.db.read(attempts.of_job, before.id)
    await one.db.write(switches.turn_off, switches.of_gateway(first.gateway), "dear", "u:o", 0)
    await Switchboard(one.db, one.gateways).load()
    [second] = await one.db.read(attempts.of_job, (await one.admit(model)).job.id)
    assert second.gateway != first.gateway
    await one.db.write(switches.turn_off, "spending", "drift", "u:o", 0)
    await Switchboard(one.db, one.gateways).load()
    with pytest.raises(PersonError):
        await one.admit(model)
    await one.db.write(switches.turn_on, "spending")
    await Switchboard(one.db, one.gateways).load()
    assert (await one.admit(model)).fresh


@pytest.mark.parametrize(
    ("shut", "told"),
    [
        (lambda tx, uid: switches.turn_off(tx, "spending", "x", "u:o", 0), "spending-off"),
        (lambda tx, uid: blocks.block(tx, f"u:{uid}", "x", "u:o", 0), "blocked"),
        (lambda tx, uid: blocks.block(tx, "c:-7", "x", "u:o", 0), "blocked-group"),
        (lambda tx, uid: caps.set_cap(tx, uid, 1, "u:o", 0), "quota-credits"),
    ],
)
async def test_the_door_itself_is_shut_whoever_forgot_to_ask_before(house, shut, told):
    one = house(flow=NOWHERE)
    job = (await one.admit("flow", chat_id=-7)).job
    books = await one.balances()
    await one.db.write(shut, job.person_uid)
    with pytest.raises(PersonError) as refused:
        await asyncio.gather(*[one.admit("flow", chat_id=-7) for _ in range(3)])
    assert refused.value.key == told
    assert await one.balances() == books
    assert (await one.admit("flow", job.idem, chat_id=-7)).job.id == job.id, "what was admitted stays so"
