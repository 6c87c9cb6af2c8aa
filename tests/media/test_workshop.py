"""Workers run two at a time of each kind: pictures do not wait behind films."""

from __future__ import annotations

import asyncio

import pytest

from bot.media import workshop

SLOW = """
import pathlib, sys, time
while not pathlib.Path(sys.argv[2]).exists():
    time.sleep(0.01)
print("{}")
"""


@pytest.fixture
def workers(tmp_path):
    slow, quick = tmp_path / "slow.py", tmp_path / "quick.py"
    slow.write_text(SLOW)
    quick.write_text('print("{}")')
    return slow, quick


async def test_a_worker_of_another_kind_does_not_wait_in_line(workers, tmp_path):
    slow, quick = workers
    sign = tmp_path / "sign"
    films = [asyncio.create_task(workshop.run(slow, "film", [sign], [], 20)) for _ in range(3)]
    await asyncio.sleep(0)
    assert await workshop.run(quick, "clean", [], [], 20) == {}
    assert not any(film.done() for film in films)
    sign.touch()
    assert await asyncio.gather(*films) == [{}, {}, {}]
