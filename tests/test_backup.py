"""Copies: what is refused, what is kept, and that a copy which is not sound is never called good."""

import asyncio
import json
import random
import sqlite3
import zipfile

import pytest

from bot import backup
from bot.backup import BackupError
from storage.database import Database
from storage.folder import FolderBusyError, lock_folder
from storage.migrate import migrate

NOW = 1_790_000_000


@pytest.fixture
async def home(tmp_path):
    folder = tmp_path / "data"
    database = await Database.open(f"sqlite:///{folder}/atelier.db", locked=True)
    await migrate(database, NOW)
    await database.close()
    for name in ("button.key", "forget.key"):
        (folder / name).write_bytes(name.encode() * 3)
    (folder / "catalog").mkdir()
    (folder / "catalog" / "mine.toml").write_text("[models]")
    return folder


async def copy_of(home, to):
    return await backup.make(home / "atelier.db", home, to, NOW)


async def test_a_copy_comes_back_with_keys_and_the_owners_own_files(home, tmp_path):
    said = []
    made = await copy_of(home, tmp_path / "x.zip")
    assert made.path.stat().st_mode & 0o777 == 0o600
    away = tmp_path / "away"
    await backup.restore(made.path, away, away / "atelier.db", NOW, said.append)
    assert sorted(path.name for path in away.iterdir()) == [
        "atelier.db", "button.key", "catalog", "forget.key", "lock",
    ]  # fmt: skip
    assert (away / "button.key").read_bytes() == b"button.key" * 3
    assert (away / "catalog" / "mine.toml").read_text() == "[models]"
    assert "books are in order" in said[0]


async def test_a_restored_key_that_was_not_there_is_said(home, tmp_path):
    (home / "forget.key").unlink()
    made = await copy_of(home, tmp_path / "x.zip")
    said = []
    await backup.restore(made.path, tmp_path / "a", tmp_path / "b" / "other.db", NOW, said.append)
    assert any("forget.key was not in the copy" in line for line in said)
    assert (tmp_path / "b" / "other.db").exists()


async def test_books_that_do_not_add_up_make_no_good_copy(home, tmp_path):
    with sqlite3.connect(home / "atelier.db") as vandal:
        vandal.execute("INSERT INTO account (id, unit, guard, credits_posted) VALUES ('w:x', 'CRD', 1, 5)")
    with pytest.raises(BackupError, match=r"not sound.*I1.*I4"):
        await copy_of(home, tmp_path / "copies" / "x.zip")
    assert list((tmp_path / "copies").iterdir()) == []


async def test_a_damaged_page_makes_no_good_restore(home, tmp_path):
    made = await copy_of(home, tmp_path / "x.zip")
    with zipfile.ZipFile(made.path) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    away = tmp_path / "away"
    for name, change, why in (
        ("atelier.db", lambda data: data[:5000] + b"!" + data[5001:], "is damaged"),
        ("button.key", lambda data: data[:-1], "is damaged"),
        ("manifest.json", lambda data: data.replace(b'"format": 1', b'"format": 2'), "newer program"),
        ("manifest.json", lambda data: data.replace(b"button.key", b"../../x.key"), "nothing of ours"),
        ("manifest.json", lambda _: b"[]", "no whole copy"),
    ):
        with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
            for other, data in inside.items():
                archive.writestr(other, change(data) if other == name else data)
        with pytest.raises(BackupError, match=why):
            await backup.restore(tmp_path / "bad.zip", away, away / "atelier.db", NOW, print)
        assert [path.name for path in away.iterdir()] == ["lock"]


async def test_what_is_no_zip_is_refused(home, tmp_path):
    (tmp_path / "x.zip").write_bytes(b"nothing")
    with pytest.raises(BackupError, match="no whole copy"):
        await backup.restore(tmp_path / "x.zip", tmp_path / "a", tmp_path / "a" / "atelier.db", NOW, print)


async def test_a_newer_schema_is_refused_and_the_folder_stays_empty(home, tmp_path):
    with sqlite3.connect(home / "atelier.db") as later:
        later.execute("INSERT INTO migration VALUES (9999, '9999_later.sql', 'x', 1)")
    made = await copy_of(home, tmp_path / "x.zip")
    away = tmp_path / "away"
    with pytest.raises(Exception, match="newer than this program"):
        await backup.restore(made.path, away, away / "atelier.db", NOW, print)
    assert [path.name for path in away.iterdir()] == ["lock"]


async def test_only_an_empty_folder_that_nobody_works_in_is_filled(home, tmp_path):
    made = await copy_of(home, tmp_path / "x.zip")
    with pytest.raises(BackupError, match="not empty"):
        await backup.restore(made.path, home, tmp_path / "no.db", NOW, print)
    away = tmp_path / "away"
    with lock_folder(away), pytest.raises(FolderBusyError):
        await backup.restore(made.path, away, away / "atelier.db", NOW, print)
    with pytest.raises(BackupError, match="is there already"):
        await copy_of(home, made.path)


async def test_while_a_copy_is_taken_the_writer_goes_on(home, tmp_path):
    database = await Database.open(f"sqlite:///{home}/atelier.db", locked=True)

    async def write(tx, number):
        await tx.execute("INSERT INTO upload VALUES (:name, 'x')", name=f"u{number}")

    try:
        taking = asyncio.create_task(copy_of(home, tmp_path / "x.zip"))
        number = 0
        while not taking.done():
            await database.write(write, number)
            number += 1
        assert number > 5
        assert (await taking).path.exists()
    finally:
        await database.close()
    assert json.loads(zipfile.ZipFile(tmp_path / "x.zip").read("manifest.json"))["made_at"] == NOW


def test_the_newest_copies_stay(tmp_path):
    for hour in range(5):
        (tmp_path / backup.name_at(NOW + hour * 3600)).write_bytes(b"x")
    (tmp_path / "atelier-mine.zip").write_bytes(b"x")
    assert backup.newest(tmp_path) == NOW + 4 * 3600
    backup.thin_out(tmp_path, 2)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [backup.name_at(NOW + 3 * 3600), backup.name_at(NOW + 4 * 3600), "atelier-mine.zip"]
    assert backup.newest(tmp_path / "none") is None


async def test_a_copy_with_a_bit_turned_or_an_end_cut_off_is_refused_with_a_sentence(home, tmp_path):
    whole = (await copy_of(home, tmp_path / "x.zip")).path.read_bytes()
    dice, bad = random.Random(5), tmp_path / "bad.zip"  # noqa: S311 (a test's dice)
    refused = 0
    for number in range(160):
        at = dice.randrange(len(whole))
        spoilt = whole[:at] + bytes([whole[at] ^ 1 << dice.randrange(8)]) + whole[at + 1 :]
        bad.write_bytes(spoilt if number % 4 else whole[:at])
        away = tmp_path / f"away{number}"
        away.mkdir()
        try:
            await asyncio.to_thread(backup._unpack, bad, away)
        except BackupError:
            refused += 1
        else:  # a bit that means nothing, such as a date: what is taken out is whole
            assert (away / "button.key").read_bytes() == b"button.key" * 3
            assert sqlite3.connect(away / "atelier.db").execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert refused > 100


@pytest.mark.parametrize("manifest", ['{"format": 1, "made_at": 1, "sha256": ["atelier.db"]}', '{"format": "1"}', "7"])
async def test_a_manifest_of_another_shape_is_refused_with_a_sentence(tmp_path, manifest):
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("manifest.json", manifest)
    with pytest.raises(BackupError, match="no whole copy"):
        await backup.restore(tmp_path / "bad.zip", tmp_path / "a", tmp_path / "a" / "atelier.db", NOW, print)
