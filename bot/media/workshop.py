"""Run one of our workers: a short-lived process that decodes what others made, with nothing of the bot's around it."""

from __future__ import annotations

import asyncio
import json
import sys
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.errors import AtelierError

_AT_ONCE = 2
# Gates of each event loop, because a semaphore belongs to its loop; one for each worker, so that no picture waits
# behind films.
_gates: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Path, asyncio.Semaphore]] = (
    weakref.WeakKeyDictionary()
)


class ConversionError(AtelierError):
    """The work could not be done although the file is good: no memory, no time, no disk."""


async def run(worker: Path, op: str, paths: Sequence[Path], words: Sequence[str], timeout_s: float) -> dict[str, Any]:
    """Run ``worker op <paths> <words>``, two of each at a time; return the JSON it prints. Raises ConversionError."""
    gates = _gates.setdefault(asyncio.get_running_loop(), {})
    gate = gates.setdefault(worker, asyncio.Semaphore(_AT_ONCE))
    async with gate:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",  # no code from the working folder or PYTHONPATH
            str(worker),
            op,
            *[str(path.absolute()) for path in paths],
            *words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={"LANG": "C.UTF-8"},  # none of the bot's own: there are keys in it
            cwd="/",
        )
        try:
            async with asyncio.timeout(timeout_s):
                told, _ = await process.communicate()
        except TimeoutError:
            raise ConversionError(f"{op} took more than {timeout_s:g} s") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    try:
        answer: dict[str, Any] = json.loads(told)
    except ValueError:
        raise ConversionError(f"{op} was killed ({process.returncode})") from None
    return answer
