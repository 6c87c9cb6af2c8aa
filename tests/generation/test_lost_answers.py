"""A submit whose answer was lost: asked for until the gateway can tell, and told honestly where it cannot."""

from dataclasses import replace

import pytest
from aiohttp import web

from storage import attempts
from tests.providers.servers import serving

PATH = "/public/api/v1"
MINE = {"jobs": [{"job_id": "gw-1", "prompt": "a boat"}]}


class Flow:
    """A gateway whose submit answers nothing useful, and whose list does as it is told, answer by answer."""

    def __init__(self, *lists):
        self.lists = list(lists)
        self.listed = 0

    async def __call__(self, request):
        match request.path.removeprefix(PATH):
            case "/text-to-image":
                return web.Response(status=500)
            case "/my-jobs":
                self.listed += 1
                answer = self.lists.pop(0) if len(self.lists) > 1 else self.lists[0]
                return web.Response(status=answer) if isinstance(answer, int) else web.json_response(answer)
            case "/jobs/gw-1":
                return web.json_response({"status": "failed", "error": "too dark"})
        return web.Response(status=404)


async def lose(house, gateway):
    """Submit to a gateway that loses the answer; returns the attempt and its job as they end."""
    async with serving(gateway) as server:
        there = house(flow=server.url)
        ended = await there.run(await there.begin("flow"))
        return *ended, await there.balances()


async def test_a_list_that_cannot_be_had_now_is_asked_for_again(house):
    gateway = Flow(*[502] * 12, MINE)
    attempt, job, _ = await lose(house, gateway)
    assert gateway.listed == 13
    assert (attempt.remote_id, attempt.outcome, job.outcome) == ("gw-1", "broken", "broken")


async def test_what_is_surely_not_listed_is_given_up_and_cost_nothing(house, clock):
    gateway = Flow({"jobs": []})
    attempt, job, balances = await lose(house, gateway)
    assert (attempt.outcome, attempt.cost, job.state, job.outcome) == ("unclear", None, "voided", "unclear")
    assert balances == {}
    assert sum(clock.slept) < 200


async def test_a_list_that_can_never_be_had_ends_with_the_deadline_and_is_our_loss(house, clock):
    attempt, job, balances = await lose(house, Flow(502))
    assert (attempt.outcome, attempt.slot, job.outcome) == ("unclear", 0, "unclear")
    assert balances == {"loss:flow": (-100, 0), "prepaid:flow": (100, 0)}
    assert 1800 <= sum(clock.slept) < 2000


@pytest.mark.parametrize(("reason", "interrupted", "outcome"), [("", 0, "unclear"), ("a reset", 1, "interrupted")])
async def test_who_lost_the_answer_is_told_by_a_mark_of_its_own(house, reason, interrupted, outcome):
    async with serving(Flow({"jobs": []})) as server:
        there = house(flow=server.url)
        attempt = await there.begin("flow")
        await there.db.write(attempts.move, attempt.id, ("starting",), "submitting", submitted_at=there.clock.now())
        more = {"reason": reason, "interrupted": interrupted}
        await there.db.write(attempts.move, attempt.id, ("submitting",), "unclear", **more)
        ended, job = await there.run(attempt)
    assert (ended.outcome, job.outcome) == (outcome, outcome)


async def test_a_stop_in_the_middle_of_a_submit_is_still_ours_after_a_second_one(house):
    async with serving(Flow({"jobs": []})) as server:
        there = house(flow=server.url)
        attempt = await there.begin("flow")
        await there.db.write(attempts.move, attempt.id, ("starting",), "submitting", submitted_at=there.clock.now())

        class Stopped(BaseException):
            """As a kill is."""

        async def stop(seconds):
            raise Stopped

        there.clock.sleep, sleep = stop, there.clock.sleep
        with pytest.raises(Stopped):
            await there.run(attempt)
        there.clock.sleep = sleep
        ended, job = await there.run(attempt)
    assert (ended.outcome, job.outcome) == ("interrupted", "interrupted")


async def test_a_price_that_was_taken_away_meanwhile_leaves_no_work_without_an_end(house, db, monkeypatch):
    """The offer is still there, only nobody may buy it: what was sent is told and booked as it was priced then."""

    async def never(_):
        return web.json_response({"status": "running"})

    async with serving(never) as server:
        there = house(flow=server.url)
        attempt = await there.begin("flow")
        price = {"likely_cost": 100, "cost_unit": "VND"}
        await db.write(attempts.move, attempt.id, ("starting",), "running", remote_id="gw-1", **price)
        unpriced = replace(there.gateways.offer("flow", "flow"), prices={})
        monkeypatch.setattr(there.gateways, "offer", lambda *_: unpriced)
        ended, job = await there.run(attempt)
    assert (ended.outcome, ended.cost, job.outcome) == ("expired", 100, "expired")
