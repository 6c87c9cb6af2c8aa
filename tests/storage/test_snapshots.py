"""What a read sees: one snapshot for each turn of the event loop, which holds every write that was answered."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from storage.database import Database


async def create(tx):
    await tx.execute("CREATE TABLE note (number INTEGER PRIMARY KEY) STRICT")


async def add(tx, number):
    await tx.execute("INSERT INTO note (number) VALUES (:number)", number=number)


async def numbers(tx):
    return [row["number"] for row in await tx.all("SELECT number FROM note ORDER BY number")]


@pytest.fixture
async def notes(tmp_path):
    database = await Database.open(f"sqlite:///{tmp_path}/a.db", locked=True)
    await database.write(create)
    yield database
    await database.close()


async def test_reads_of_one_turn_share_a_snapshot_and_the_next_sees_what_was_stored_meanwhile(notes):
    assert await notes.read(numbers) == []
    with closing(sqlite3.connect(notes.path)) as another:
        another.execute("INSERT INTO note (number) VALUES (1)")
        another.commit()
    assert await notes.read(numbers) == [], "no await gave way, so it is the same turn"
    await asyncio.sleep(0)
    assert await notes.read(numbers) == [1]


async def test_who_was_answered_reads_their_own_write_however_many_read_meanwhile(notes):
    async def write_then_read(number):
        await notes.read(numbers)
        await notes.write(add, number)
        return number in await notes.read(numbers)

    assert all(await asyncio.gather(*(write_then_read(number) for number in range(200))))


async def test_the_log_can_be_emptied_right_after_a_read(notes):
    await notes.write(add, 1)
    assert await notes.read(numbers) == [1]
    await notes.fold()


async def test_a_read_that_fails_leaves_the_others_of_its_turn_a_snapshot(notes):
    async def stumble(tx):
        await numbers(tx)
        raise ValueError

    with pytest.raises(ValueError):
        await notes.read(stumble)
    assert await notes.read(numbers) == []
