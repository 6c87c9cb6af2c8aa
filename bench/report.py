"""What is printed: figures of a run, their table, the machine, and where samples of a profile fell."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

_HEAD = (
    "bot",
    "shown",
    "first reply s",
    "",
    "with its place s",
    "",
    "picture s",
    "",
    "pictures/s",
    "CPU ms/pict.",
    "peak MiB",
    "fakes' CPU ms",
)
_UNDER = ("", "", "p50", "p95", "p50", "p95", "p50", "p95", "", "", "", "")


@dataclass(frozen=True, slots=True)
class Figures:
    """One run: seconds from asking, as Telegram saw them; CPU of all processes of the bot, and of the fakes, a picture.

    ``whole``: until a card told its place in line, where its first word was too early for that. ``pictures_s`` counts
    from the first question to the last picture, the gateway's own time included.
    """

    shown: int
    reply_p50: float
    reply_p95: float
    whole_p50: float
    whole_p95: float
    picture_p50: float
    picture_p95: float
    pictures_s: float
    cpu_ms: float
    peak_mib: float
    fakes_ms: float


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which that share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def median(runs: Sequence[Figures]) -> Figures:
    """Return the median of every figure by itself."""
    return Figures(*(statistics.median(column) for column in zip(*map(astuple, runs), strict=True)))


def table(rows: Sequence[tuple[str, Figures]]) -> str:
    """Return a table in plain text."""
    lines = [_HEAD, _UNDER]
    for name, run in rows:
        replies = (run.reply_p50, run.reply_p95, run.whole_p50, run.whole_p95)
        times = (*replies, run.picture_p50, run.picture_p95)
        rates = (f"{run.pictures_s:.0f}", f"{run.cpu_ms:.2f}", f"{run.peak_mib:.0f}", f"{run.fakes_ms:.2f}")
        lines.append((name, f"{run.shown:.0f}", *(f"{value:.2f}" for value in times), *rates))
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEAD))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def machine() -> str:
    """Return what this was measured on, in one line."""
    cpu = next(
        (line.partition(": ")[2] for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        "?",
    )
    return (
        f"{os.cpu_count()} x {cpu}, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def summary(raw: Path) -> str:
    """Return where py-spy's samples fell: on the event loop's thread and on the others, by function."""
    threads: dict[str, list[tuple[list[str], int]]] = {"the event loop": [], "other threads": []}
    for line in raw.read_text().splitlines():
        stack, _, count = line.rpartition(" ")
        frames = [f"{frame.rpartition(':')[0]})" for frame in stack.split(";") if ":" in frame]
        where = "the event loop" if "run_forever" in stack else "other threads"
        threads[where].append((frames, int(count)))
    return "\n".join(_of_thread(name, samples) for name, samples in threads.items())


def _of_thread(name: str, samples: Sequence[tuple[list[str], int]]) -> str:
    own: Counter[str] = Counter()
    under: Counter[str] = Counter()
    for frames, count in samples:
        own[frames[-1] if frames else "?"] += count
        under.update(dict.fromkeys(frames, count))
    total = sum(own.values()) or 1
    lines = [f"{name}: {total} samples"]
    for title, counted, most in (("in it and below", under, 120), ("in the function itself", own, 50)):
        lines += [title, *(f"{count * 100 / total:6.1f} %  {frame}" for frame, count in counted.most_common(most))]
    return "\n".join(lines) + "\n"
