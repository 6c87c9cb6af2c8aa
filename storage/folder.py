"""The data folder: one process at a time, by a lock that dies with its holder, and names that outlive a power cut."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self


class FolderBusyError(Exception):
    """Another process works in this folder."""


class Lock:
    """A held lock; `release` it, or leave it to the end of the process."""

    def __init__(self, descriptor: int) -> None:
        """Use `lock_folder`."""
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Let go. A second call does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def lock_folder(path: Path) -> Lock:
    """Make the folder (0700) and lock ``<path>/lock``; raise FolderBusyError while another process holds it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Children do not inherit it (O_CLOEXEC is Python's default), so a child that lives on keeps no lock.
    descriptor = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise FolderBusyError(f"another process works in {path}; stop it first") from None
    except OSError:
        os.close(descriptor)
        raise
    return Lock(descriptor)


def sync_names(path: Path) -> None:
    """Make the names in a folder last through a loss of power; blocking. A file's own fsync does not cover its name."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
