"""What the owner takes away between two runs, a key or an offer, ends the work there: honestly, and in the books."""

import base64

import pytest
from aiohttp import web

from storage import attempts
from tests.providers.pictures import picture
from tests.providers.servers import serving

NOWHERE = "http://127.0.0.1:9"
LOSS = {"loss:flow": (-100, 0), "prepaid:flow": (100, 0)}


async def sent(house, state, db):
    """Somebody's work that was sent to a gateway that is switched on, and the bot stopped."""
    there = house(flow=NOWHERE)
    attempt = await there.begin("flow")
    now = there.clock.now()
    price = {"likely_cost": 100, "cost_unit": "VND"}
    assert await db.write(attempts.move, attempt.id, ("starting",), "submitting", submitted_at=now, **price)
    if state != "submitting":
        more = {"remote_id": "gw-1"} if state == "running" else {}
        assert await db.write(attempts.move, attempt.id, ("submitting",), state, **more)
    return attempt


async def gone(db, attempt):
    """The owner edits the catalogue: the offer is no longer there."""

    async def write(tx):
        await tx.execute("UPDATE attempt SET model = 'gone' WHERE id = :id", id=attempt.id)

    await db.write(write)


@pytest.mark.parametrize("state", ["submitting", "unclear", "running"])
@pytest.mark.parametrize("what", ["key", "offer"])
async def test_what_was_sent_is_the_houses_loss_and_the_person_pays_nothing(house, db, state, what, caplog):
    attempt = await sent(house, state, db)
    if what == "offer":
        await gone(db, attempt)
    there = house(key4u=NOWHERE) if what == "key" else house(flow=NOWHERE)
    ended, job = await there.run(attempt)
    assert (ended.state, ended.slot, ended.cost) == ("failed", 0, 100)
    assert (job.state, job.outcome, job.shown, job.paid) == ("voided", "interrupted", 1, 0)
    assert await there.balances() == LOSS
    assert len(there.room.told) == 1
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("state", ["waiting", "starting"])
@pytest.mark.parametrize("what", ["key", "offer"])
async def test_what_was_not_sent_costs_nobody_anything(house, db, state, what, caplog):
    there = house(flow=NOWHERE)
    attempt = await there.begin("flow")
    if state == "waiting":
        await db.write(attempts.move, attempt.id, ("starting",), "waiting", slot=0)
    if what == "offer":
        await gone(db, attempt)
    there = house(key4u=NOWHERE) if what == "key" else house(flow=NOWHERE)
    ended, job = await there.run(attempt)
    assert (ended.state, ended.slot, ended.cost) == ("failed", 0, None)
    assert (job.state, job.outcome, job.shown) == ("voided", "exhausted", 1)
    assert await there.balances() == {}
    assert "Traceback" not in caplog.text


async def test_what_was_not_sent_goes_to_another_gateway_of_the_same_model(house, db):
    there = house(thucchien=NOWHERE)
    attempt = await there.begin("nano-banana-2")
    there = house(key4u=NOWHERE)
    first, job = await there.run(attempt)
    [_, second] = await db.read(attempts.of_job, job.id)
    assert (first.state, second.gateway, second.state, job.state) == ("failed", "key4u", "waiting", "working")


async def test_what_it_costs_is_written_before_it_is_sent(house, db):
    seen = []

    async def handler(request):
        [attempt] = await db.read(attempts.open_ones)
        seen.append((attempt.state, attempt.likely_cost, attempt.cost_unit))
        data = base64.b64encode(picture()).decode()
        return web.json_response({"data": [{"b64_json": data}]})

    async with serving(handler) as server:
        there = house(thucchien=server.url)
        ended, job = await there.run(await there.begin("nano-banana-2"))
    assert seen == [("submitting", 67200, "USD")]
    assert (ended.cost, job.state) == (67200, "captured")
