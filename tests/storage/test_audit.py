"""storage.audit: what was done stands there for good, and a row that was touched is told."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest

from storage import audit, blocks, buttons, erasing, invariants, people
from storage.database import StorageError

NOW = 1_790_000_000


@pytest.fixture
async def written(db):
    for number, action in enumerate(("grant", "block", "gateway_off"), 1):
        await db.write(audit.note, "u:owner", action, f"u:{number}", f"because of Minh {number}", NOW + number)
    return db


async def test_rows_are_read_newest_first_and_by_target(written):
    assert [entry.action for entry in await written.read(audit.last, 2)] == ["gateway_off", "block"]
    assert [entry.action for entry in await written.read(audit.last, 9, 2)] == ["grant"]
    assert [entry.detail for entry in await written.read(audit.about, "u:2", 5)] == ["because of Minh 2"]


async def test_an_untouched_chain_holds_from_empty_on(db, written):
    assert await db.read(audit.check) == []


async def test_an_empty_log_holds(db):
    assert await db.read(audit.check) == []


@pytest.mark.parametrize(
    "sql", ["UPDATE audit SET detail = 'x'", "UPDATE audit SET at = 1, detail = NULL, salt = NULL", "DELETE FROM audit"]
)
async def test_the_database_refuses_to_change_a_row(written, sql):
    async def change(tx):
        await tx.execute(sql)

    with pytest.raises(StorageError, match="immutable"):
        await written.write(change)


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE audit SET detail = 'because of An' WHERE id = 2", "row 2 was changed"),
        ("UPDATE audit SET action = 'unblock' WHERE id = 2", "row 2 was changed"),
        ("UPDATE audit SET actor = 'u:other' WHERE id = 1", "row 1 was changed"),
        ("UPDATE audit SET at = at - 60 WHERE id = 3", "row 3 was changed"),
        ("UPDATE audit SET hash = 'x' WHERE id = 1", "row 1 was changed"),
        ("UPDATE audit SET salt = NULL, detail_hash = 'x', detail = NULL WHERE id = 1", "row 1 was changed"),
        ("UPDATE audit SET detail = NULL WHERE id = 2", "row 2 was changed"),
        ("DELETE FROM audit WHERE id = 2", "row 2 is missing"),
        ("DELETE FROM audit WHERE id = 3", "ends at row 2"),
        ("DELETE FROM audit", "ends at row 0"),
    ],
)
async def test_somebody_who_writes_past_the_rules_is_told(written, vandal, sql, told):
    assert vandal.execute(sql).rowcount >= 1
    assert any(told in sentence for sentence in await written.read(audit.check))


async def test_the_words_about_a_person_can_be_erased_and_the_chain_holds(written):
    await written.write(audit.forget, "u:2")
    assert [entry.detail for entry in await written.read(audit.about, "u:2", 5)] == [None]
    assert await written.read(audit.check) == []
    assert [entry.detail for entry in await written.read(audit.about, "u:1", 5)] == ["because of Minh 1"]


async def test_the_chain_is_one_of_the_invariants(written, vandal):
    vandal.execute("UPDATE audit SET actor = 'u:other' WHERE id = 1")
    assert any("row 1 was changed" in sentence for sentence in await written.survey(invariants.broken))


async def test_who_is_forgotten_leaves_no_word_of_the_owners_and_the_log_whole(house):
    db, person = house.db, await house.person("Minh")
    holder = blocks.of_person(person.uid)
    await db.write(people.meet, person.telegram_id, person.name, "vi", NOW, "minh_duc")
    await db.write(audit.note, "u:owner", "block", holder, "Minh was rude", NOW)
    await db.write(blocks.block, holder, "Minh was rude", "u:owner", NOW)
    told = f'do:grant:{{"uid": "{person.uid}", "reason": "Minh"}}'
    await db.write(buttons.mint, "admin", 1, NOW, None, told, "owner")
    await db.write(erasing.begin, person.uid, person.telegram_id, NOW)
    assert await db.read(audit.check) == []
    assert (await db.read(blocks.find, holder)).reason == ""
    await db.close()
    with contextlib.closing(sqlite3.connect(db.path)) as rows:
        dump = "\n".join(rows.iterdump())
    assert "Minh" not in dump
    assert "minh_duc" not in dump
