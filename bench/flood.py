"""Groups and people under Telegram's flood limits: is any result lost, and how late is one after its gateway ended it?

The whole sandbox serves here, for it has the limits; jobs report progress, and are asked about every second.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections import Counter
from pathlib import Path
from typing import Any

from bench import report
from tests.harness import Sandbox, until, world

_FIRST = 710_000_001
_GROUP = -1_009_710_000
_GROUPS, _MEMBERS, _ALONE = 10, 8, 60
_JOB_S, _STEPS = 8.0, 8
_PATIENCE_S = 300
_WORDS = re.compile(r"(group|alone) boat \d+")
_ALL_SHOWN = "SELECT COUNT(*) FROM job WHERE shown = 1"
_SHOWN = ("/editMessageMedia", "/sendPhoto")


async def measure(folder: Path) -> None:
    """Print how many results came, how late they were, and how often Telegram had to say no."""
    async with world(folder, FLOW_THREADS="0") as (sandbox, bot):
        await sandbox.gateways(latency_s=_JOB_S, steps=_STEPS)
        await sandbox.post("/control/limits", {"on": True})
        asked = await _ask(sandbox)
        with contextlib.suppress(AssertionError):  # what did not come is counted below
            await until(lambda: bot.rows(_ALL_SHOWN) == [(len(asked),)], _PATIENCE_S, 0.5)
        told = await sandbox.requests("telegram")
        begun = {_words(one): one["at"] for one in await sandbox.requests("flow") if _is_submit(one)}
    shown = {_words(one): one["at"] for one in told if one["status"] == 200 and one["path"].endswith(_SHOWN)}
    late = {words: shown[words] - begun[words] - _JOB_S for words in asked if words in shown and words in begun}
    print(f"flood: {_GROUPS} groups of {_MEMBERS} and {_ALONE} people alone, all at once; jobs of {_JOB_S:g} s")
    print(f"results: {len(late)} of {len(asked)}, lost: {len(asked) - len(late)}")
    for name, found in (("groups", _of(late, "group")), ("people alone", _of(late, "alone"))):
        p50, p95 = report.quantile(found, 0.5), report.quantile(found, 0.95)
        print(f"late after their job's end, {name}: p50 {p50:.2f} s, p95 {p95:.2f} s, most {max(found):.2f} s")
    calls = Counter(one["path"].rpartition("/")[2].lower() for one in told)
    print(f"Telegram said no (429): {sum(one['status'] == 429 for one in told)} times; {dict(calls.most_common(5))}")


async def _ask(sandbox: Sandbox) -> list[str]:
    """Let everybody ask at once; returns their words, each its own."""
    work, asked = [], []
    people = iter(range(_FIRST, _FIRST + 10_000))
    for group in range(_GROUPS):
        members = [next(people) for _ in range(_MEMBERS)]
        await _meet(sandbox, members)
        chat = _GROUP - group
        await sandbox.post("/control/chats", {"id": chat, "title": f"G{group}", "members": members})
        for person in members:
            asked.append(f"group boat {person}")
            work.append(sandbox.say(f"/imagine {asked[-1]} --model flow", person=person, chat=chat))
    alone = [next(people) for _ in range(_ALONE)]
    await _meet(sandbox, alone)
    for person in alone:
        asked.append(f"alone boat {person}")
        work.append(sandbox.say(f"/imagine {asked[-1]} --model flow", person=person))
    await asyncio.gather(*work)
    return asked


async def _meet(sandbox: Sandbox, people: list[int]) -> None:
    for person in people:
        await sandbox.post("/control/people", {"id": person, "first_name": f"P{person}", "language_code": "en"})


def _is_submit(request: dict[str, Any]) -> bool:
    return request["path"].endswith("text-to-image") and request["status"] == 200


def _words(request: dict[str, Any]) -> str:
    """Return the words that a request to a gateway or a result's caption carries."""
    found = _WORDS.search(str(request["body"]))
    return found[0] if found else ""


def _of(late: dict[str, float], kind: str) -> list[float]:
    return [seconds for words, seconds in late.items() if words.startswith(kind)] or [float("nan")]
