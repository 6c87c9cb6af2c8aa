"""storage.folder: one process per folder, and a dead one holds nothing."""

from __future__ import annotations

import stat
import subprocess
import sys

import pytest

from storage.folder import FolderBusyError, lock_folder

HOLDER = """
import sys, time
from pathlib import Path
from storage.folder import lock_folder
lock = lock_folder(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_lock_is_refused_until_the_first_lets_go(tmp_path):
    folder = tmp_path / "data"
    with lock_folder(folder) as lock:
        with pytest.raises(FolderBusyError, match="another process"):
            lock_folder(folder)
        lock.release()
        lock.release()
        with lock_folder(folder):
            pass
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_killed_process_holds_nothing(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(FolderBusyError):
            lock_folder(tmp_path)
    finally:
        holder.kill()
        holder.communicate(timeout=10)
    lock_folder(tmp_path).release()


def test_a_child_does_not_inherit_the_lock(tmp_path):
    lock = lock_folder(tmp_path)
    child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    try:
        lock.release()
        lock_folder(tmp_path).release()
    finally:
        child.kill()
        child.communicate(timeout=10)
