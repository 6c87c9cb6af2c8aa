"""Processes of the bot and of the sandbox, forked off a server that has imported them already.

What runs is what ``python -m bot`` runs, in a process of its own with its own environment, folder, signals and end:
only the imports (0.7 s of a processor, a hundred and fifty times a suite) are done once. `test_play.py` starts real
commands.
"""

import asyncio
import importlib
import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).parent.parent
TELL = "TELL"
"""Stands for the descriptor's number among the arguments."""

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["bot.cli", "bot.app", "sandbox.app"])


class Forked:
    """A process, to be used as one of ``asyncio.subprocess``; ``told`` is what it writes to its descriptor."""

    def __init__(self, process: multiprocessing.process.BaseProcess, told: Connection) -> None:
        self._process = process
        self.told = told

    @classmethod
    async def start(
        cls,
        module: str,
        arguments: Sequence[str],
        *,
        cwd: Path,
        environment: Mapping[str, str],
        log: Path | None = None,
    ) -> "Forked":
        """Start ``python -m module arguments``: output goes to the log, without one to the descriptor."""
        told, tell = _CONTEXT.Pipe(duplex=False)
        process = _CONTEXT.Process(
            target=_become, args=(module, list(arguments), cwd, dict(environment), log, tell), daemon=True
        )
        await asyncio.to_thread(process.start)
        tell.close()
        return cls(process, told)

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    async def hear(self) -> bytes:
        """Return the next words that it writes to its descriptor, nothing once that is closed."""
        return await asyncio.to_thread(os.read, self.told.fileno(), 1000)

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
        self._process.join()
        assert self.returncode is not None
        return self.returncode


def _become(
    module: str, arguments: list[str], cwd: Path, environment: dict[str, str], log: Path | None, tell: Connection
) -> None:
    descriptor = os.dup(tell.fileno())
    tell.close()
    output = descriptor if log is None else os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.chdir(cwd)
    words = [str(descriptor) if one == TELL else one for one in arguments]
    if cwd != ROOT:  # another tree's code is not ours
        os.set_inheritable(descriptor, True)  # noqa: FBT003
        os.execve(sys.executable, [sys.executable, "-m", module, *words], environment)  # noqa: S606
    os.environ.clear()
    os.environ.update(environment)
    importlib.reload(importlib.import_module("storage.crashpoint"))  # it has read the environment of the server
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
