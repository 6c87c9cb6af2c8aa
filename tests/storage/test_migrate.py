"""storage.migrate: each file once, in order, whole; anything odd is refused before it does harm."""

from __future__ import annotations

import pytest

from storage.database import Database, StorageError, Tx
from storage.migrate import FOLDER, migrate, read_folder, split

NOW = 1_790_000_000


@pytest.fixture
async def empty(url):
    database = await Database.open(url, locked=True)
    yield database
    await database.close()


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "migrations"
    path.mkdir()
    (path / "0001_one.sql").write_text("CREATE TABLE one (a INTEGER); -- a first; table\nINSERT INTO one VALUES (1);\n")
    (path / "0002_two.sql").write_text("CREATE TABLE two (a TEXT DEFAULT 'x;y');\n-- the end\n")
    return path


async def tables(tx: Tx) -> set[str]:
    return {row["name"] for row in await tx.all("SELECT name FROM sqlite_schema WHERE type = 'table'")}


async def test_everything_is_applied_once_and_written_down(empty, folder):
    assert await migrate(empty, NOW, folder) == ["0001_one.sql", "0002_two.sql"]
    assert await migrate(empty, NOW + 1, folder) == []
    assert await empty.read(tables) == {"migration", "one", "two"}

    async def recorded(tx: Tx) -> list[tuple[object, ...]]:
        return [tuple(row) for row in await tx.all("SELECT number, name, applied_at FROM migration ORDER BY number")]

    assert await empty.read(recorded) == [(1, "0001_one.sql", NOW), (2, "0002_two.sql", NOW)]


async def test_a_later_file_is_applied_alone(empty, folder):
    await migrate(empty, NOW, folder)
    (folder / "0003_three.sql").write_text("CREATE TABLE three (a INTEGER);")
    assert await migrate(empty, NOW, folder) == ["0003_three.sql"]


async def test_a_file_that_fails_leaves_nothing_of_itself(empty, folder):
    (folder / "0003_three.sql").write_text("CREATE TABLE three (a INTEGER); INSERT INTO nowhere VALUES (1);")
    with pytest.raises(StorageError, match="nowhere"):
        await migrate(empty, NOW, folder)
    assert await empty.read(tables) == {"migration", "one", "two"}
    (folder / "0003_three.sql").write_text("CREATE TABLE three (a INTEGER);")
    assert await migrate(empty, NOW, folder) == ["0003_three.sql"]


async def test_a_changed_file_is_refused(empty, folder):
    await migrate(empty, NOW, folder)
    (folder / "0001_one.sql").write_text("CREATE TABLE one (b INTEGER);")
    with pytest.raises(StorageError, match=r"0001_one\.sql was changed"):
        await migrate(empty, NOW, folder)


async def test_a_newer_database_is_refused(empty, folder):
    await migrate(empty, NOW, folder)
    (folder / "0002_two.sql").unlink()
    with pytest.raises(StorageError, match=r"newer than this program: it has 0002_two\.sql"):
        await migrate(empty, NOW, folder)


async def test_a_record_that_is_missing_in_the_database_is_refused(empty, folder):
    await migrate(empty, NOW, folder)

    async def lose_first(tx: Tx) -> None:
        await tx.execute("DELETE FROM migration WHERE number = 1")

    await empty.write(lose_first)
    with pytest.raises(StorageError, match="lacks migration 0001"):
        await migrate(empty, NOW, folder)


@pytest.mark.parametrize("name", ["0003_gap.sql", "two.sql", "0002-two.sql"])
def test_a_gap_or_a_wrong_name_is_refused(folder, name):
    (folder / "0002_two.sql").rename(folder / name)
    with pytest.raises(StorageError, match="numbered without a gap"):
        read_folder(folder)


def test_the_semicolons_of_triggers_strings_and_comments_end_no_statement():
    script = """
    CREATE TABLE a (t TEXT DEFAULT ';'); -- one; two
    CREATE TRIGGER b AFTER INSERT ON a BEGIN UPDATE a SET t = CASE WHEN 1 THEN 'x' END; DELETE FROM a; END;
    /* over; */ DROP TABLE a;
    -- done
    """
    assert len(split(script)) == 3


def test_a_file_cut_in_the_middle_is_refused():
    with pytest.raises(StorageError, match="ends inside a statement"):
        split("CREATE TABLE a (t TEXT); CREATE TABLE b (")


async def test_our_own_migrations_make_a_sound_database(empty):
    applied = await migrate(empty, NOW)
    assert applied == [path.name for path in sorted(FOLDER.glob("*.sql"))]

    async def sound(tx: Tx) -> object:
        return await tx.value("PRAGMA integrity_check")

    assert await empty.read(sound) == "ok"
