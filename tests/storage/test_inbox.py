"""storage.inbox: an update is stored once, and leaves only when it is handled or set aside."""

from __future__ import annotations

from storage import inbox
from storage.database import Tx
from storage.inbox import Incoming

NOW = 1_790_000_000


def updates(*numbers: int) -> list[Incoming]:
    return [Incoming(number, "chat:1", f'{{"update_id": {number}}}') for number in numbers]


async def test_duplicates_are_ignored_and_order_is_telegrams(db):
    assert await db.write(inbox.store, updates(12, 10), NOW) == [12, 10]
    assert await db.write(inbox.store, updates(10, 11, 12, 11), NOW) == [11]
    assert await db.read(inbox.pending) == updates(10, 11, 12)


async def test_ids_that_jump_back_after_a_quiet_week_are_new(db):
    await db.write(inbox.store, updates(900_000), NOW)
    assert await db.write(inbox.store, updates(5), NOW) == [5]


async def test_what_is_finished_or_set_aside_is_not_pending_and_never_comes_again(db):
    await db.write(inbox.store, updates(1, 2, 3, 4), NOW)
    await db.write(inbox.finish, 1, 2)
    await db.write(inbox.set_aside, 3, "KeyError" * 1000)
    await db.write(inbox.finish, 3)
    assert await db.write(inbox.store, updates(1, 3), NOW) == []
    assert await db.read(inbox.pending) == updates(4)

    async def aside(tx: Tx) -> tuple[str, str]:
        row = await tx.one("SELECT state, error FROM inbox WHERE update_id = 3")
        return row["state"], row["error"]

    state, error = await db.read(aside)
    assert state == "aside"
    assert len(error) == 500


async def test_tries_are_counted(db):
    await db.write(inbox.store, updates(1), NOW)
    assert [await db.write(inbox.count_try, 1) for _ in range(3)] == [1, 2, 3]
    assert await db.write(inbox.count_try, 404) == 0


async def test_only_old_handled_updates_are_forgotten_a_few_at_a_time(db):
    await db.write(inbox.store, updates(*range(1, 8)), NOW)
    await db.write(inbox.finish, 1, 2, 3, 4)
    await db.write(inbox.set_aside, 5, "odd")
    await db.write(inbox.store, updates(20), NOW + 100)
    await db.write(inbox.finish, 20)
    assert await db.write(inbox.forget_old, NOW) == 0
    assert await db.write(inbox.forget_old, NOW + 1, 3) == 3
    assert await db.write(inbox.forget_old, NOW + 1, 3) == 1
    assert await db.read(inbox.pending) == updates(6, 7)
    assert await db.write(inbox.store, updates(5, 20), NOW) == []


async def test_what_was_set_aside_is_kept_for_the_owner_23_days_longer(db):
    await db.write(inbox.store, updates(1, 2), NOW)
    await db.write(inbox.set_aside, 1, "odd")
    longer = 23 * 86400
    assert [await db.write(inbox.forget_old, NOW + more) for more in (1, longer, longer + 1)] == [0, 0, 1]
    assert await db.read(inbox.pending) == updates(2)
