"""What several tests of the chat start from."""

from __future__ import annotations

import pytest

from storage.database import Database
from storage.migrate import migrate


@pytest.fixture
async def db(tmp_path):
    database = await Database.open(f"sqlite:///{tmp_path}/a.db", locked=True)
    await migrate(database, 1)
    yield database
    await database.close()
