"""storage.crashpoint: dies where it is told to, and nowhere else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

WALK = """
from storage.crashpoint import crashpoint
for turn in range(3):
    crashpoint("a")
    print("a", flush=True)
    crashpoint("b")
    print("b", flush=True)
"""


def walk(crash_at: str | None) -> tuple[int, str]:
    environment = {**os.environ, "CRASH_AT": crash_at} if crash_at else dict(os.environ)
    done = subprocess.run(
        [sys.executable, "-c", WALK], env=environment, capture_output=True, text=True, timeout=20, check=False
    )
    return done.returncode, done.stdout.replace("\n", "")


@pytest.mark.parametrize(
    ("crash_at", "code", "seen"),
    [
        (None, 0, "ababab"),
        ("nowhere", 0, "ababab"),
        ("a", -signal.SIGKILL, ""),
        ("b", -signal.SIGKILL, "a"),
        ("b:3", -signal.SIGKILL, "ababa"),
        ("b:4", 0, "ababab"),
    ],
)
def test_the_process_dies_at_the_named_hit_only(crash_at, code, seen):
    assert walk(crash_at) == (code, seen)
