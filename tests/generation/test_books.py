"""The books are asked whether they are right; while they are not, nothing is sold, and the owner hears of it once."""

import pytest

from bot.errors import PersonError
from bot.generation import endings
from bot.generation.books import Books

NOWHERE = "http://127.0.0.1:9"


def books_of(there):
    return Books(there.db, there.admission, there.room, there.clock)


async def put(there, sql):
    async def change(tx):
        await tx.execute(sql)

    await there.db.write(change)


async def test_one_credit_too_many_stops_selling_is_told_once_and_mended_sells_again(house, clock):
    there = house(flow=NOWHERE)
    job = (await there.admit("flow")).job
    assert (await books_of(there).check()).broken == ()
    assert there.room.told == []
    await put(there, "UPDATE account SET credits_posted = credits_posted + 1 WHERE id = 'rev'")
    for _ in range(2):
        checked = await books_of(there).check()  # the second is another one, as after a restart
        assert sorted(one[:3] for one in checked.broken) == ["I1:", "I4:"]
        with pytest.raises(PersonError, match="not-selling"):
            await there.admit("flow")
    await there.db.write(endings.cancel, job, clock.now())  # what runs may end
    wrong = "The books are wrong ({}), nothing is sold until they are right."
    assert sorted(there.room.told) == [wrong.format("I1"), wrong.format("I4")]
    await put(there, "UPDATE account SET credits_posted = credits_posted - 1 WHERE id = 'rev'")
    assert (await books_of(there).check()).broken == ()
    assert "selling goes on" in there.room.told[2]
    await there.admit("flow")
    await put(there, "UPDATE account SET credits_held = credits_held + 1 WHERE id = 'rev'")
    await books_of(there).check()
    assert len(there.room.told) == 5  # I2 and I4, told anew
    await put(there, "UPDATE account SET credits_held = credits_held - 1 WHERE id = 'rev'")


async def test_an_update_that_waits_is_noted_and_stops_nothing(house, clock):
    there = house(flow=NOWHERE)
    await put(there, "INSERT INTO inbox (update_id, lane, raw, received_at) VALUES (1, 'c', '{}', 5)")
    checked = await books_of(there).check()
    assert (checked.broken, [one[:4] for one in checked.noted]) == ((), ["I15:"])
    await there.admit("flow")
    assert there.room.told == []
