"""Start what is measured, and read from /proc what it took: CPU of a process with its children, and peak memory."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOKEN = "4242424242:bench-token-for-this-machine-only-00"
_TICKS = os.sysconf("SC_CLK_TCK")
_START_S = 30


def cpu_s(pid: int) -> float:
    """Return user and system seconds of a process, its children and those it has reaped."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / _TICKS + sum(cpu_s(child) for child in _children(pid))


def peak_mib(pid: int) -> float:
    """Return the most memory that was resident (VmHWM) in a process and its living children, in MiB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    own = next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)
    return own + sum(peak_mib(child) for child in _children(pid))


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, task.read_text().split())
    return found


@asynccontextmanager
async def fakes(latency_s: float, job_s: float, *, films: bool) -> AsyncIterator[tuple[str, int]]:
    """Run the fakes; yields their address and process id."""
    command = [sys.executable, "-m", "bench.fakes", str(latency_s), str(job_s), "films" if films else ""]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None  # noqa: S101 (for the type checker: it was asked for above)
    try:
        async with asyncio.timeout(_START_S):
            line = await process.stdout.readline()
        yield line.decode().strip(), process.pid
    finally:
        await _stop(process)


@asynccontextmanager
async def our_bot(url: str, folder: Path, settings: Mapping[str, str], start: Sequence[str]) -> AsyncIterator[int]:
    """Run our bot as in production; yields its process id. ``start``: module and arguments that come before its own."""
    read_end, write_end = os.pipe()
    command = [sys.executable, "-m", *start, "--env-file", "", "run", "--ready-fd", str(write_end)]
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    own = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": url,
        "BOT_DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/atelier.db",
        "BOT_ACCESS": "open",
        "BOT_BILLING": "credits",
        "BOT_START_CREDITS": "1000000",
        "BOT_JOBS_AT_ONCE": "unlimited",
        "BOT_LOG_LEVEL": "WARNING",
    }
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env={**kept, **own, **settings}, pass_fds=[write_end]
    )
    os.close(write_end)
    try:
        async with asyncio.timeout(_START_S):
            ready = await asyncio.to_thread(os.read, read_end, 16)
        if not ready:
            raise SystemExit("the bot did not start")
        yield process.pid
    finally:
        os.close(read_end)
        await _stop(process)


@asynccontextmanager
async def bare_bot(url: str, transport: str) -> AsyncIterator[int]:
    """Run the bare bot; yields its process id."""
    command = [sys.executable, "-m", "bench.bare_bot", url, transport]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stderr=asyncio.subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        await _stop(process)


def find_sampler() -> str | None:
    """Return py-spy's path where it is installed; it is no dependency."""
    return shutil.which("py-spy") or shutil.which("py-spy", path=str(Path(sys.executable).parent))


@asynccontextmanager
async def sampled(pid: int, raw: Path) -> AsyncIterator[None]:
    """Let py-spy sample a process while the block runs."""
    sampler = find_sampler()
    if sampler is None:
        yield
        return
    command = [
        sampler,
        "record",
        "--pid",
        str(pid),
        "--rate",
        "250",
        "--nonblocking",
        "--format",
        "raw",
        "-o",
        str(raw),
    ]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    await asyncio.sleep(1)  # until it has found its way in
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(2)
        await process.wait()


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
    try:
        async with asyncio.timeout(15):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
