"""Processes of the bot and of the sandbox, forked off a server that has imported them already.

What runs is what ``python -m bot`` runs, in a process of its own with its own environment, folder, signals and end:
only the imports (0.7 s of a processor, two hundred times a suite) are done once. `test_play.py` starts real commands.
"""

from __future__ import annotations

import asyncio
import importlib
import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).parent.parent
TELL = "TELL"
"""Stands for the descriptor's number among the arguments."""

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.warm"])


@dataclass(frozen=True)
class Start:
    """``python -m module arguments`` of the tree at ``root``, there or in another folder.

    Output goes to the log (without one to the descriptor), and so do errors that have no file of their own.
    """

    module: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    root: Path = ROOT
    cwd: Path | None = None
    log: Path | None = None
    errors: Path | None = None


class Forked:
    """A process, to be used as one of ``asyncio.subprocess``; ``told`` is what it writes to its descriptor."""

    def __init__(self, start: Start) -> None:
        """Start it; takes a second the first time."""
        self._told, tell = _CONTEXT.Pipe(duplex=False)
        self._process = _CONTEXT.Process(target=_become, args=(start, tell), daemon=True)
        self._process.start()
        tell.close()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    async def hear(self) -> bytes:
        """Return the next words that it writes to its descriptor, nothing once that is closed."""
        return await asyncio.to_thread(os.read, self._told.fileno(), 1000)

    def send_signal(self, sign: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, sign)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._process.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        return self.join()

    def join(self, seconds: float | None = None) -> int:
        """Wait for its end without an event loop; returns the exit code."""
        self._process.join(seconds)
        if self.returncode is None:
            raise TimeoutError
        return self.returncode


def _become(start: Start, tell: Connection) -> None:
    descriptor = os.dup(tell.fileno())
    tell.close()
    output = descriptor if start.log is None else _appending(start.log)
    os.dup2(output, 1)
    os.dup2(output if start.errors is None else _appending(start.errors), 2)
    os.chdir(start.cwd or start.root)
    words = [str(descriptor) if one == TELL else one for one in start.arguments]
    if start.root != ROOT:  # another tree's code is not ours
        os.set_inheritable(descriptor, True)  # noqa: FBT003
        os.execve(sys.executable, [sys.executable, "-m", start.module, *words], start.environment)  # noqa: S606
    os.environ.clear()
    os.environ.update(start.environment)
    importlib.reload(importlib.import_module("storage.crashpoint"))  # it has read the environment of the server
    sys.argv = [start.module, *words]
    runpy.run_module(start.module, run_name="__main__", alter_sys=True)


def _appending(file: Path) -> int:
    return os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
