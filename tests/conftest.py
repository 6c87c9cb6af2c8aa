"""How the suite is spread: most tests wait for processes and sockets, so there are twice as many workers as cores."""

from __future__ import annotations

import os

import pytest


@pytest.hookimpl(optionalhook=True)  # pytest runs without xdist too
def pytest_xdist_auto_num_workers() -> int:
    """Return the number of workers of ``-n auto``."""
    return 2 * len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2 * (os.cpu_count() or 1)
