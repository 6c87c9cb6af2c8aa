"""What Telegram sent is stored, handed on and finished once, whatever it looks like and whatever fails for a while."""

import asyncio
import json

import pytest
from telegram.error import NetworkError

from bot.chat.intake import Intake
from bot.chat.lanes import Lanes
from bot.chat.updates import UnreadableError
from storage import inbox
from storage.database import StorageError
from tests.clock import FakeClock

STUCK = "CREATE TRIGGER stuck BEFORE UPDATE ON inbox BEGIN SELECT RAISE(ABORT, 'disk full'); END"


class House:
    """An intake with a handler that notes what it got; ``fails`` are raised first, ``gate`` holds it up."""

    def __init__(self, db):
        self.db = db
        self.lanes = Lanes()
        self.got, self.fails, self.kept = [], [], {}
        self.gate = asyncio.Event()
        self.gate.set()
        self.intake = Intake(None, db, self.lanes, self.handle, FakeClock())

    async def handle(self, update):
        self.got.append(update["update_id"])
        await self.gate.wait()
        if self.fails:
            raise self.fails.pop(0)
        return self.kept.get(update["update_id"])

    async def still(self):
        while self.lanes._tasks:
            await asyncio.sleep(0.001)
        await self.intake.stop()

    async def states(self):
        return [row[0] for row in await self.db.read(lambda tx: tx.all("SELECT state FROM inbox ORDER BY update_id"))]


@pytest.fixture
def house(db):
    return House(db)


def update(number, **content):
    return {"update_id": number, "message": {"message_id": number, "chat": {"id": 5}}, **content}


@pytest.mark.parametrize(
    "odd",
    [None, 5, "x", [], {}, {"message": {}}, {"update_id": "1"}, {"update_id": None}, {"update_id": 2**70},
     {"update_id": -1}, {"update_id": True}],
)  # fmt: skip
async def test_what_has_no_number_does_not_stop_the_others(house, odd):
    assert await house.intake.take([odd, update(7), odd]) == 7
    await house.still()
    assert house.got == [7]
    assert await house.intake.take([odd]) is None


@pytest.mark.parametrize(
    "content",
    [
        {"callback_query": {"from": {"id": 7}, "message": "x"}},
        {"callback_query": {"from": "me", "message": ["x"]}},
        {"callback_query": [{"message": 5}]},
        {"message": {"chat": {"id": "\ud83d"}}},
        {"message": {"chat": {"id": {}}}},
        {"message": {"chat": {"id": 2**90}}},
    ],
)
async def test_whatever_is_inside_it_is_stored_and_handed_on(house, content):
    await house.intake.take([{"update_id": 1, **content}, update(2)])
    await house.still()
    assert sorted(house.got) == [1, 2]
    assert await house.states() == ["done", "done"]


async def test_an_update_that_comes_twice_is_handled_once(house):
    house.gate.clear()
    await house.intake.take([update(1)])
    await house.intake.take([update(1), update(2)])
    house.gate.set()
    await house.still()
    assert house.got == [1, 2]


async def test_a_sweep_leaves_alone_what_is_under_way_or_kept_in_an_album(house):
    house.gate.clear()
    await house.intake.take([update(1), update(2)])
    album = asyncio.Event()
    house.kept[2] = asyncio.create_task(album.wait())
    assert await house.intake.resume() == 0
    house.gate.set()
    await house.still()
    assert await house.states() == ["done", "new"]
    assert await house.intake.resume() == 0
    album.set()
    await house.kept.pop(2)
    await asyncio.sleep(0)
    assert await house.intake.resume() == 1
    await house.still()
    assert house.got == [1, 2, 2]
    assert await house.states() == ["done", "done"]


async def test_after_a_kill_who_pays_is_served_first_and_of_the_rest_so_many_at_a_time(house, db):
    rows = []
    for number in range(1, 401):
        raw = {"update_id": number, "message": {"message_id": 1, "chat": {"id": 1000 + number // 2}}}
        rows.append(inbox.Incoming(number, f"chat:{1000 + number // 2}", json.dumps(raw)))
    for number in (401, 402, 403):
        raw = {"update_id": number, "pre_checkout_query": {"id": str(number)}}
        rows.append(inbox.Incoming(number, f"pay:{number}", json.dumps(raw)))
    await db.write(inbox.store, rows, 1)
    house.gate.clear()
    assert await house.intake.resume() == 403
    for _ in range(20):
        await asyncio.sleep(0)
    assert house.got[:3] == [401, 402, 403]
    assert 3 < len(house.got) <= 3 + 32
    assert await house.intake.resume() == 0
    house.gate.set()
    await house.still()
    assert sorted(house.got) == list(range(1, 404))
    assert in_order(house.got)
    assert set(await house.states()) == {"done"}


def in_order(got):
    """Whether each chat's two were handled in their order."""
    return all(got.index(number) < got.index(number + 1) for number in range(2, 400, 2))


async def test_a_start_takes_up_what_a_stop_left(house, db):
    rows = [inbox.Incoming(number, "chat:5", json.dumps(update(number))) for number in (3, 4)]
    await db.write(inbox.store, rows, 1)
    assert await house.intake.resume() == 2
    await house.still()
    assert house.got == [3, 4]


async def test_what_was_handled_while_nothing_could_be_written_is_finished_by_the_next_sweep_and_not_done_twice(
    house, db
):
    await house.intake.take([])
    await db.write(lambda tx: tx.execute(STUCK))
    await house.intake.take([update(1)])
    await house.still()
    assert await house.states() == ["new"]
    assert await house.intake.resume() == 0
    await house.still()
    assert await house.intake.take([update(1)]) == 1
    assert await house.states() == ["new"]
    await db.write(lambda tx: tx.execute("DROP TRIGGER stuck"))
    assert await house.intake.resume() == 0
    await house.still()
    assert await house.states() == ["done"]
    assert not house.intake._queued
    assert house.got == [1]


async def test_a_stop_writes_down_what_could_not_be_written_before(house, db):
    await db.write(lambda tx: tx.execute(STUCK))
    await house.intake.take([update(1)])
    await house.still()
    await db.write(lambda tx: tx.execute("DROP TRIGGER stuck"))
    assert await house.states() == ["new"]
    await house.intake.stop()
    assert await house.states() == ["done"]


async def test_what_failed_while_nothing_could_be_written_is_handed_on_again(house, db):
    house.fails = [NetworkError("x")]
    await db.write(lambda tx: tx.execute(STUCK))
    await house.intake.take([update(1)])
    await house.still()
    await db.write(lambda tx: tx.execute("DROP TRIGGER stuck"))
    assert await house.intake.resume() == 1
    await house.still()
    assert (house.got, await house.states()) == ([1, 1], ["done"])


async def test_what_could_not_be_stored_is_not_taken_for_known(house, db):
    await db.write(lambda tx: tx.execute(STUCK.replace("UPDATE ON", "INSERT ON")))
    with pytest.raises(StorageError):
        await house.intake.take([update(1)])
    await db.write(lambda tx: tx.execute("DROP TRIGGER stuck"))
    await house.intake.take([update(1)])
    await house.still()
    assert (house.got, await house.states()) == ([1], ["done"])


async def test_a_stumbling_telegram_is_tried_three_times_then_the_update_is_set_aside(house):
    house.fails = [NetworkError("x")] * 3
    await house.intake.take([update(1), update(2)])
    await house.still()
    assert (house.got, await house.states()) == ([1, 1, 1, 2], ["aside", "done"])


async def test_what_cannot_be_read_is_put_aside_at_once_with_one_warning(house, caplog):
    house.fails = [UnreadableError("message.date: int_type")]
    await house.intake.take([update(7)])
    await house.still()
    assert await house.states() == ["aside"]
    assert [(one.levelname, one.exc_info) for one in caplog.records] == [("WARNING", None)]


async def test_what_somebody_types_in_inline_mode_is_handed_on_and_not_stored(house, db, caplog):
    typed = {"update_id": 5, "inline_query": {"id": "1", "from": {"id": 7}, "query": "k", "offset": ""}}
    house.fails = [UnreadableError("odd")]
    assert await house.intake.take([typed]) == 5
    assert await house.intake.take([{**typed, "update_id": 6}, {"update_id": 7}]) == 7
    await house.still()
    assert house.got == [5, 6, 7]
    assert [row[0] for row in await db.read(lambda tx: tx.all("SELECT update_id FROM inbox"))] == [7]
    assert [record.message for record in caplog.records] == ["inline.unreadable"]


def checkout(number):
    return {"update_id": number, "pre_checkout_query": {"id": "q", "from": {"id": 7}}}


def page_of(first, last):
    return [
        {**update(number), "message": {"message_id": number, "chat": {"id": number}}} for number in range(first, last)
    ]


async def test_who_pays_is_answered_before_five_thousand_messages_that_came_first(house):
    for first in range(1, 4901, 100):
        await house.intake.take(page_of(first, first + 100), more=True)
    await house.intake.take([*page_of(4901, 5001), checkout(5001)])
    await house.still()
    assert house.got[0] == 5001
    assert sorted(house.got) == list(range(1, 5002))


async def test_a_backlog_without_an_end_is_begun_after_a_moment(house):
    await house.intake.take(page_of(1, 101), more=True)
    assert await house.intake.resume() == 0  # a sweep does not begin it beside us
    await house.still()
    assert house.got == []
    await house.intake._clock.sleep(5)
    await house.intake.take(page_of(101, 201), more=True)
    await house.still()
    assert sorted(house.got) == list(range(1, 201))


async def test_messages_that_were_held_back_stay_in_the_order_of_their_chat(house):
    await house.intake.take([update(1), update(2)], more=True)
    await house.intake.take([update(3)])
    await house.still()
    assert house.got == [1, 2, 3]
