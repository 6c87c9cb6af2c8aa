"""How the suite is spread: files that wait for processes run beside files that compute, the longest first.

A file is one worker's (``--dist loadfile``), so that what its tests share is set up once.
"""

from __future__ import annotations

import fcntl
import gc
import os
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path

import pytest

WORKERS_PER_CORE = 4  # most of the time they wait for a bot, a sandbox or a browser
WAITING = {"crash", "e2e", "page", "test_cli.py", "test_play.py", "test_recipes.py"}  # folders and files
WAITING_S, COMPUTING_S = 3.0, 0.02  # what a test takes, roughly
SLOW_S = 60.0

gc.disable()  # until all is collected


@pytest.hookimpl(optionalhook=True)  # pytest runs without xdist too
def pytest_xdist_auto_num_workers() -> int:
    """Return the number of workers of ``-n auto``."""
    return WORKERS_PER_CORE * cores()


def cores() -> int:
    """Return how many cores are ours."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect in no more workers at a time than there are cores: the first write the modules that the others read."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        return (yield)
    lanes = sorted(Path(__file__).parent.glob("*.py"))[: cores()]  # any files will do, as long as they are the same
    with lanes[int(worker.removeprefix("gw")) % len(lanes)].open() as lane:
        fcntl.flock(lane, fcntl.LOCK_EX)
        return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, and put those that compute between those that wait."""
    files: dict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        files[item.path].append(item)
    waiting = set(filter(is_waiting, files))
    places: dict[Path, float] = {}
    for group in (waiting, files.keys() - waiting):
        longest_first = sorted(group, key=lambda path: (-sum(map(seconds, files[path])), path))
        places |= {path: number / len(group) for number, path in enumerate(longest_first)}
    gc.enable()
    gc.freeze()  # the collector need not walk thousands of tests again and again
    items[:] = [item for path in sorted(places, key=lambda path: (places[path], path)) for item in files[path]]


def is_waiting(path: Path) -> bool:
    """Whether the tests of a file mostly wait for other processes."""
    return not WAITING.isdisjoint((path.parent.name, path.name))


def seconds(item: pytest.Item) -> float:
    """Guess how long a test takes."""
    if item.get_closest_marker("slow"):
        return SLOW_S
    return WAITING_S if is_waiting(item.path) else COMPUTING_S
