"""Same lane in order, lanes side by side, and no piece stops the others."""

import asyncio

from bot.chat.intake import lane_of
from bot.chat.lanes import Lanes
from tests.harness import within


async def turn():
    """Let every lane go as far as it can by itself."""
    for _ in range(10):
        await asyncio.sleep(0)


async def until_still(lanes):
    while lanes._tasks:
        await asyncio.sleep(0)


async def test_a_lane_keeps_its_order_and_others_overtake_it():
    lanes, done, gate = Lanes(), [], asyncio.Event()

    def work(name, wait=None):
        async def piece():
            if wait is not None:
                await wait.wait()
            done.append(name)

        return piece

    lanes.put("a", work("a1", gate))
    lanes.put("a", work("a2"))
    lanes.put("b", work("b1"))
    lanes.put("a", work("a3"))
    await turn()
    assert done == ["b1"]
    gate.set()
    await until_still(lanes)
    assert done == ["b1", "a1", "a2", "a3"]


async def test_what_is_put_behind_another_lane_waits_for_what_stands_there_and_for_nothing_later():
    lanes, done, gates = Lanes(), [], {"press 1": asyncio.Event(), "press 2": asyncio.Event()}

    def work(name):
        async def piece():
            if name in gates:
                await gates[name].wait()
            done.append(name)

        return piece

    lanes.put("press:5", work("press 1"))
    lanes.put("chat:5", work("words"), behind="press:5")
    lanes.put("press:5", work("press 2"))
    lanes.put("chat:6", work("others"), behind="press:6")
    await turn()
    assert done == ["others"]
    gates["press 1"].set()
    await turn()
    assert done == ["others", "press 1", "words"]
    gates["press 2"].set()
    await until_still(lanes)
    lanes.put("chat:5", work("later"), behind="press:5")
    await until_still(lanes)
    assert done == ["others", "press 1", "words", "press 2", "later"]


async def test_a_failing_piece_does_not_stop_its_lane():
    lanes, done = Lanes(), []

    async def fails():
        raise ValueError("no")

    async def works():
        done.append(1)

    lanes.put("a", fails)
    lanes.put("a", works)
    await until_still(lanes)
    assert done == [1]


async def test_a_stop_lets_the_present_piece_end_and_leaves_the_rest():
    lanes, done, gate = Lanes(), [], asyncio.Event()

    def piece(name):
        async def work():
            await gate.wait()
            done.append(name)

        return work

    for number in range(3):
        lanes.put("a", piece(number))
    await turn()
    stopping = asyncio.create_task(lanes.stop(60))
    await turn()
    assert not stopping.done()
    gate.set()
    await stopping
    assert done == [0]


async def test_a_stop_does_not_wait_for_ever():
    lanes = Lanes()
    lanes.put("a", asyncio.Event().wait)
    await turn()
    await within(lanes.stop(0), 5)
    assert not lanes._tasks


def test_an_update_queues_by_its_chat():
    assert lane_of({"update_id": 1, "message": {"chat": {"id": -5}, "from": {"id": 7}}}) == "chat:-5"


def test_a_press_waits_for_no_card_of_its_chat_and_for_nobody_elses_press():
    assert lane_of({"update_id": 1, "callback_query": {"from": {"id": 7}, "message": {"chat": {"id": 9}}}}) == "press:7"
    assert lane_of({"update_id": 1, "callback_query": {"from": {"id": 7}}}) == "press:7"


def test_a_payment_overtakes_everything():
    assert lane_of({"update_id": 3, "pre_checkout_query": {"from": {"id": 7}}}) == "pay:3"


def test_whatever_it_is_it_has_a_lane():
    odd = [None, 5, "x", [], {}, {"chat": 7}, {"message": "x"}, {"message": {"chat": None}}, {"from": "me"}]
    for content in odd:
        assert isinstance(lane_of({"update_id": 1, "message": content}), str)
