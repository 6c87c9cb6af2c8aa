"""Buttons of when nobody paid name no price any more, though some kept one that they did not show."""

from __future__ import annotations

import shutil

import pytest

from storage import buttons, jobs, ledger
from storage.database import Database
from storage.jobs import NewJob
from storage.migrate import FOLDER, migrate

NOW = 1_790_000_000


@pytest.mark.parametrize(
    ("payer", "action", "before", "after"),
    [
        ("tab:a", "again", "/1748", "/0"),
        ("tab:a", "again", "", ""),
        ("tab:a", "again", "2", "2"),
        ("tab:a", "step", "1/shape/16:9/1748", "1/shape/16:9/0"),
        ("tab:a", "follow", "3:0:/9", "3:0:/0"),
        ("tab:a", "board", "/more", "/more"),
        ("tab:a", "picture", "4", "4"),
        ("w:a", "again", "/1748", "/1748"),
    ],
)
async def test_only_what_was_made_while_nobody_paid_loses_its_price(tmp_path, payer, action, before, after):
    last = next(FOLDER.glob("*_unpaid_buttons.sql"))
    older = tmp_path / "older"
    older.mkdir()
    for file in FOLDER.glob("*.sql"):
        if file.name < last.name:
            shutil.copy(file, older)
    db = await Database.open(f"sqlite:///{tmp_path}/a.db", locked=True)
    await migrate(db, NOW, older)

    async def hang(tx):
        # Written out: today's code knows columns that the database did not have then.
        await tx.execute(
            "INSERT INTO person (uid, telegram_id, name, language, created_at) VALUES ('ana', 5, 'Ana', 'en', :now)",
            now=NOW,
        )
        await ledger.open_account(tx, payer, "CRD")
        job = await jobs.add(tx, NewJob("m:5:1", "ana", payer, 5, "en", "banana", "{}", 1, 10), NOW)
        return await buttons.mint(tx, action, 5, NOW, job.id, before)

    nonce = await db.write(hang)
    shutil.copy(last, older)
    await migrate(db, NOW, older)
    assert (await db.read(buttons.find, nonce)).argument == after
    await db.close()
