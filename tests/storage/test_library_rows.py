"""A person's own results: on their shelves, found by their words, leafed through both ways."""

from __future__ import annotations

import json

import pytest

from storage import assets, jobs, ledger, library, people, sent
from storage.assets import NewAsset
from storage.jobs import NewJob
from storage.library import Shelf
from storage.sent import SentFile

NOW = 1_795_000_000
GROUP = -100


@pytest.fixture
async def shelf(db):
    """Five results of Ana's: three pictures (one in a group), a film, a song; and one of somebody else's."""

    async def fill(tx):
        ana, ben = [await people.meet(tx, number, "A", "en", NOW) for number in (5, 6)]
        await ledger.open_account(tx, "w:a", "CRD")
        made = [("image/png", 5), ("image/jpeg", GROUP), ("image/png", 5), ("video/mp4", 5), ("audio/mpeg", 5)]
        for number, (mime, chat) in enumerate([*made, ("text/plain", 5)], start=1):
            await result(tx, ana.uid, number, chat, mime)
        await result(tx, ben.uid, 7, 5, "image/png")
        return Shelf(ana.uid)

    return await db.write(fill)


async def result(tx, uid, number, chat, mime):
    job = await jobs.add(tx, NewJob(f"m:{number}", uid, "w:a", chat, "en", "m", f"request {number}", 1, 10), NOW)
    await jobs.resolve(tx, job.id, ("working",), "captured", NOW)
    await tx.execute(
        "INSERT INTO attempt (id, job_id, part, try_number, person_uid, gateway, model, count, client_ref, turn, "
        "created_at) VALUES (:id, :id, 1, 1, :uid, 'g', 'm', 1, :ref, 1, 1)",
        id=job.id,
        uid=uid,
        ref=str(job.id),
    )
    await assets.add(tx, NewAsset(job.id, job.id, 1, "p", "s", mime, 1, 1, 1), NOW)


async def test_leafing_goes_round_both_ways(db, shelf):
    assert await db.read(library.newest, shelf) == 5
    assert [await db.read(library.older, shelf, number) for number in (5, 4, 1)] == [4, 3, 5]
    assert [await db.read(library.newer, shelf, number) for number in (4, 5)] == [5, 1]
    page = await db.read(library.page, shelf, 4)
    assert (page.number, page.count) == (2, 5)


@pytest.mark.parametrize(
    ("name", "chat", "found"),
    [
        ("pictures", None, [3, 2, 1]),
        ("films", None, [4]),
        ("sounds", None, [5]),
        ("all", GROUP, [2]),
        ("films", GROUP, []),
    ],
)
async def test_a_shelf_holds_its_kind_and_a_group_only_what_was_made_there(db, shelf, name, chat, found):
    on = Shelf(shelf.person_uid, chat, name)
    first = await db.read(library.newest, on)
    seen = [first] if first else []
    while seen and (number := await db.read(library.older, on, seen[-1])) != first:
        seen.append(number)
    assert seen == found


async def test_a_favourite_stands_on_its_shelf_until_it_is_none_and_is_offered_first(db, shelf):
    for _ in range(2):
        await db.write(library.set_favourite, shelf.person_uid, 2, NOW, kept=True)
    on = Shelf(shelf.person_uid, shelf="favourites")
    assert await db.read(library.newest, on) == 2
    for number in (1, 2, 4):
        await db.write(sent.learn, SentFile(number, "photo", f"f{number}", "u"), NOW)
    assert await db.read(library.shown_inline, shelf, 10, 0) == [2, 4, 1]
    assert await db.read(library.shown_inline, shelf, 10, 1) == [4, 1]
    await db.write(library.set_favourite, shelf.person_uid, 2, NOW, kept=False)
    assert await db.read(library.newest, on) is None
    page = await db.read(library.page, on, 2)  # it still stands in the gallery
    assert (page.number, page.count) == (1, 1)


@pytest.mark.parametrize(
    ("words", "found"), [(["request"], [5, 4, 3, 2, 1]), (["3", "request"], [3]), (["none"], []), (["%"], [])]
)
async def test_every_word_must_be_found(db, shelf, words, found):
    assert await db.write(library.fill_words, shelf.person_uid, str.upper) is False
    await db.write(lambda tx: tx.execute("UPDATE job_words SET words = lower(words)"))
    await db.write(lambda tx: tx.execute("INSERT INTO sent_file SELECT id, 'photo', 'f', 'u', 1 FROM asset"))
    on = Shelf(shelf.person_uid, words=json.dumps(words))
    assert await db.read(library.shown_inline, on, 10, 0) == found


async def test_a_file_that_is_dropped_takes_its_names_and_the_grid_along(db, shelf):
    for kind in ("photo", "grid"):
        await db.write(sent.learn, SentFile(1, kind, kind, "u"), NOW)
    await db.write(sent.learn, SentFile(99, "photo", "of nothing", "u"), NOW)
    assert [file.kind for file in await db.read(sent.of_job, 1)] == ["grid", "photo"]
    await db.write(assets.forget, 1)
    assert await db.read(lambda tx: tx.value("SELECT count(*) FROM sent_file")) == 0


async def test_a_gallery_stands_where_it_was_turned_to(db, shelf):
    begun = await db.write(library.open_gallery, shelf.person_uid, GROUP, [], NOW)
    assert (begun.job_id, begun.stands_on.chat_id) == (2, GROUP)
    await db.write(library.turn_to, begun.id, "pictures", 1)
    again = await db.read(library.gallery, begun.id)
    assert (again.shelf, again.job_id) == ("pictures", 1)
    assert await db.write(library.open_gallery, shelf.person_uid, 5, ["x"], NOW) is None
