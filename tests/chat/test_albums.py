"""Albums come in pieces: they are waited for, answered once, and what comes after is told so."""

import asyncio
import json
from dataclasses import replace

import pytest
from telegram.error import NetworkError

from bot.chat.albums import Albums
from bot.chat.incoming import Incoming
from bot.clock import SystemClock
from bot.generation.request import Reference
from storage import inbox
from tests.clock import FakeClock
from tests.harness import within


@pytest.fixture
def heard():
    return []


@pytest.fixture
async def albums(db, heard):
    made = Albums(db, FakeClock())

    async def ready(whole):
        heard.append(whole)
        if whole.words == "fail":
            raise ValueError("no")

    made.ready = ready
    return made


def item(number, words="", *, private=True):
    return Incoming(
        idem=f"m:5:{number}", chat_id=5, message_id=number, thread_id=None, is_private=private, sender_id=5,
        sender_name="Ana", language="en", words=words, files=(Reference(file_id=f"p{number}"),), kind="file",
    )  # fmt: skip


async def come(db, albums, album, *items):
    rows = [inbox.Incoming(one.message_id, "chat:5", json.dumps({})) for one in items]
    await db.write(inbox.store, rows, 1)
    for one in items:
        albums.add(album, one.message_id, one)


async def still(albums):
    while albums._tasks:
        await asyncio.sleep(0.001)


async def states(db):
    return [row[0] for row in await db.read(lambda tx: tx.all("SELECT state FROM inbox ORDER BY update_id"))]


async def test_an_album_is_answered_once_as_a_whole_and_then_its_updates_are_done(db, albums, heard):
    await come(db, albums, "g", item(3), item(1), item(2, "together"))
    assert await states(db) == ["new"] * 3
    await still(albums)
    [whole] = heard
    assert (whole.words, [one.file_id for one in whole.files]) == ("together", ["p1", "p2", "p3"])
    assert await states(db) == ["done"] * 3


async def test_two_albums_do_not_mix(db, albums, heard):
    await come(db, albums, "g", item(1, "one"), item(2))
    await come(db, albums, "h", item(3, "two"), item(4))
    await still(albums)
    assert sorted((one.words, len(one.files)) for one in heard) == [("one", 2), ("two", 2)]


async def test_what_comes_after_the_answer_is_late(db, albums, heard):
    await come(db, albums, "g", item(1, "one"), item(2))
    await still(albums)
    await come(db, albums, "g", item(3))
    await still(albums)
    assert [one.kind for one in heard] == ["file", "late"]
    assert await states(db) == ["done"] * 3


async def test_one_photo_of_an_album_in_a_group_is_told_apart(db, albums, heard):
    await come(db, albums, "g", item(1, "one", private=False))
    await still(albums)
    assert heard[0].kind == "part_of_album"


async def test_an_album_that_cannot_be_answered_is_set_aside_and_the_next_goes_on(db, albums, heard):
    await come(db, albums, "g", item(1, "fail"), item(2))
    await still(albums)
    await come(db, albums, "h", item(3, "fine"), item(4))
    await still(albums)
    assert await states(db) == ["aside", "aside", "done", "done"]


async def test_an_album_that_a_stumbling_telegram_stopped_begins_anew_and_is_given_up_after_the_third_time(
    db, albums, heard
):
    async def stumbles(whole):
        heard.append(whole)
        raise NetworkError("x")

    albums.ready = stumbles
    for state in ("new", "new", "aside"):
        await come(db, albums, "g", item(1, "one"), item(2))
        await still(albums)
        assert await states(db) == [state] * 2
    assert [one.kind for one in heard] == ["file"] * 3


async def test_an_album_whose_end_could_not_be_written_is_no_late_one_when_it_comes_again(db, albums, heard):
    stuck = "CREATE TRIGGER stuck BEFORE UPDATE ON inbox BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    await db.write(lambda tx: tx.execute(stuck))
    await come(db, albums, "g", item(1, "one"), item(2))
    await still(albums)
    assert await states(db) == ["new"] * 2
    await db.write(lambda tx: tx.execute("DROP TRIGGER stuck"))
    await come(db, albums, "g", item(1, "one"), item(2))
    await still(albums)
    assert [one.kind for one in heard] == ["file"] * 2
    assert await states(db) == ["done"] * 2


async def test_a_stop_leaves_what_is_being_collected_to_the_next_start(db, albums, heard):
    albums._clock = SystemClock()
    await come(db, albums, "g", item(1, "one"), item(2))
    await asyncio.sleep(0)
    await within(albums.stop(), 1)
    assert (heard, await states(db)) == ([], ["new"] * 2)


async def test_a_text_that_was_cut_in_two_is_answered_as_one(db, albums, heard):
    first, second = (replace(item(n, words), files=(), kind="text") for n, words in ((1, "a" * 4096), (2, "end")))
    await come(db, albums, "t", first, second)
    assert albums.latest("t") == second
    await still(albums)
    assert [one.words for one in heard] == ["a" * 4096 + "end"]
    assert (await states(db), albums.latest("t")) == (["done"] * 2, None)
    await come(db, albums, "t", replace(first, message_id=3))
    await still(albums)
    assert [one.kind for one in heard] == ["text"] * 2
