"""A gateway that counts more than our books: told once, and far over it taken out of work until the owner says so."""

import asyncio

from aiohttp import web

from bot.generation.reconcile import Reconciling
from storage import audit, invariants, reports, switches
from storage.reports import AccountRow
from tests.providers.servers import serving

STUCK = "CREATE TRIGGER stuck BEFORE DELETE ON account_report BEGIN SELECT RAISE(ABORT, 'disk full'); END"
SWITCH = switches.of_gateway("thucchien")


class Counting:
    """A gateway that says what it has spent."""

    def __init__(self):
        self.spent = 10.0

    async def __call__(self, request):
        if request.path == "/key/info":
            return web.json_response({"info": {"spend": self.spent}})
        return web.json_response({"data": []})


async def reconciling(house, gateway, *steps):
    """Look once for each step, after the gateway has counted so much more; returns the house and who looks."""
    async with serving(gateway) as server:
        there = house(thucchien=server.url)
        one = Reconciling(there.db, there.gateways, there.room, there.clock)
        soon = []
        for step in steps:
            gateway.spent += step
            soon.append(await one.look())
    return there, soon


async def test_a_drift_that_stays_is_told_once_and_again_when_it_had_gone(house):
    there, soon = await reconciling(house, Counting(), 0, 0.05, 0, 0, 0)
    assert soon == [False, True, False, False, False]
    assert len(there.room.told) == 1
    assert "AI Thực Chiến counts 0.05 USD more than our books" in there.room.told[0]
    assert [one[:4] for one in await there.db.read(invariants.drifting)] == ["I14:"]
    assert not await there.db.read(switches.is_off, SWITCH)


async def test_a_reading_that_is_wrong_only_once_is_not_told(house):
    there, _ = await reconciling(house, Counting(), 0, 5, -5, 0.001, 0.001)
    assert there.room.told == []
    assert await there.db.read(invariants.drifting) == []


async def test_what_is_far_over_takes_the_gateway_out_of_work_and_into_the_log(house):
    there, _ = await reconciling(house, Counting(), 0, 0.5, 0, 0)
    [told] = there.room.told
    assert "it takes no new work until you switch it on again" in told
    off = await there.db.read(switches.find, SWITCH)
    assert (off.actor, "0.5 USD" in off.reason) == ("bot", True)
    [entry] = await there.db.read(audit.about, SWITCH, 5)
    assert (entry.actor, entry.action) == ("bot", "gateway_off")


async def test_a_small_drift_that_grows_far_is_told_once_more(house):
    there, _ = await reconciling(house, Counting(), 0, 0.05, 0, 0.5, 0, 0)
    assert ["no new work" in one for one in there.room.told] == [False, True]


async def test_switched_on_again_it_is_compared_anew(house):
    gateway = Counting()
    there, _ = await reconciling(house, gateway, 0, 0.5, 0)
    await there.db.write(switches.turn_on, SWITCH)
    there, _ = await reconciling(house, gateway, 0, 0, 0)
    assert there.room.told == []
    assert not await there.db.read(switches.is_off, SWITCH)
    there, _ = await reconciling(house, gateway, 0.5, 0)
    assert len(there.room.told) == 1
    assert await there.db.read(switches.is_off, SWITCH)


async def test_what_stumbles_is_looked_at_again(house):
    one = house()
    looking = Reconciling(one.db, one.gateways, one.room, one.clock)
    await one.db.write(reports.add, AccountRow("gone", 0, None, 0, None, is_over=False, said="{}"))
    await one.db.write(reports.add, AccountRow("gone", 1, None, 0, None, is_over=False, said="{}"))
    await one.db.write(lambda tx: tx.execute(STUCK))
    task = asyncio.create_task(looking.watch_over())
    while len(one.clock.slept) < 3 and not task.done():
        await asyncio.sleep(0.001)
    await one.db.write(lambda tx: tx.execute("DROP TRIGGER stuck"))
    async with asyncio.timeout(30):
        while await one.db.read(lambda tx: tx.value("SELECT count(*) FROM account_report")) > 1:
            await asyncio.sleep(0.001)
    task.cancel()
